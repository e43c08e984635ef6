//! What stands between tags: white space, comments, processing instructions, the XML declaration.

use super::bytes::{begins, run_end};
use super::{Cursor, Result};
use crate::runtime::codec::chars::{is_ncname, is_space};
use crate::runtime::codec::departure::DepartureKind;
use crate::runtime::codec::encoding::USUAL;
use crate::runtime::codec::failure::{DecodeError, DecodeErrorKind};
use crate::runtime::codec::strings::{before, find, same, split_once, trim, trim_start};

impl<'a> Cursor<'a> {
    /// `<?xml … ?>` at the beginning. Blank lines and byte order marks before it, which XML forbids and some servers send,
    /// are ignored; [`declared_late`](Self::declared_late) tells of them.
    pub(super) fn declaration(&mut self) -> Result<()> {
        if self.text.starts_with(USUAL) {
            self.position = USUAL.len();
            return Ok(());
        }
        let before = if self.at(0) == b'<' { 0 } else { blank(self.text) };
        let Some(rest) = self.slice(before, self.text.len()).strip_prefix("<?xml") else { return Ok(()) };
        if !rest.bytes().next().is_some_and(is_space) {
            return Ok(());
        }
        self.position = before;
        let end = find(rest, "?>").ok_or_else(|| self.syntax("the XML declaration has no end"))?;
        let declaration = rest.get(..end).unwrap_or("");
        if !declaration_is_legal(declaration) {
            return Err(self.syntax("the XML declaration is malformed"));
        }
        self.position += "<?xml".len() + end + "?>".len();
        Ok(())
    }

    /// Where the XML declaration is that was just passed, if that is not at the very beginning.
    #[inline]
    pub(in crate::runtime) fn declared_late(&self) -> Option<usize> {
        (self.position > 0 && self.at(0) != b'<').then(|| blank(self.text))
    }

    /// Whether a tag comes next.
    #[inline(always)]
    pub(in crate::runtime) fn at_tag(&self) -> bool {
        self.at(self.position) == b'<' && !matches!(self.at(self.position + 1), b'!' | b'?')
    }

    /// Passes white space, comments and processing instructions; stands at the `<` of a tag afterwards.
    #[inline(never)]
    pub(in crate::runtime) fn next_tag(&mut self) -> Result<()> {
        let (start, length) = self.space;
        let last = self.bytes.get(start..start + length).unwrap_or_default();
        if let Some(rest) = self.bytes.get(self.position..)
            && begins(rest, last)
            && let Some([b'<', next, ..]) = rest.get(length..)
            && !matches!(next, b'!' | b'?')
        {
            self.position += length;
            return Ok(());
        }
        self.next_tag_after_any()
    }

    /// As [`next_tag`](Self::next_tag), where the white space may be another than the last.
    #[inline(never)]
    fn next_tag_after_any(&mut self) -> Result<()> {
        // Where the white space before the tag begins.
        let mut start = self.position;
        let mut stray = None;
        loop {
            match self.at(self.position) {
                b'<' => match self.at(self.position + 1) {
                    b'!' if self.rest(self.position).starts_with(b"<![CDATA[") => {
                        let (from, to) = self.cdata(self.position)?;
                        if !self.slice(from, to).bytes().all(is_space) {
                            self.text_between_elements(&mut stray)?;
                        }
                        self.position = to + "]]>".len();
                    }
                    b'!' | b'?' => self.misc()?,
                    _ => {
                        if let Some(at) = stray {
                            self.notes.push(DepartureKind::Unknown, at, "text between elements");
                        }
                        self.space = (start, self.position - start);
                        return Ok(());
                    }
                },
                byte if is_space(byte) => {
                    self.position = run_end(self.bytes, self.position + 1);
                    continue;
                }
                b'&' => {
                    let (character, after) = self.reference(self.position)?;
                    if !matches!(character, ' ' | '\t' | '\r' | '\n') {
                        self.text_between_elements(&mut stray)?;
                    }
                    self.position = after;
                }
                0 if self.position >= self.bytes.len() => return Err(self.syntax("the text ends too early")),
                _ => {
                    self.text_between_elements(&mut stray)?;
                    self.position += 1;
                }
            }
            start = self.position;
        }
    }

    /// Text where only elements stand: refused, or noted where it begins.
    #[cold]
    fn text_between_elements(&self, stray: &mut Option<usize>) -> Result<()> {
        if self.careless_text {
            stray.get_or_insert(self.position);
            return Ok(());
        }
        let what = "text where an element was expected";
        Err(DecodeError::new(DecodeErrorKind::Unexpected(what.into()), self.position))
    }

    /// Stands at the root's tag afterwards. Before it, only what may stand after it.
    pub(in crate::runtime) fn root_tag(&mut self) -> Result<()> {
        loop {
            match self.at(self.position) {
                byte if is_space(byte) => self.position += 1,
                b'<' if matches!(self.at(self.position + 1), b'!' | b'?') => self.misc()?,
                b'<' => return Ok(()),
                _ => return Err(self.syntax("something else than an element at the beginning")),
            }
        }
    }

    /// Passes a comment or a processing instruction.
    #[cold]
    pub(super) fn misc(&mut self) -> Result<()> {
        let rest = self.slice(self.position, self.text.len());
        if let Some(comment) = rest.strip_prefix("<!--") {
            let end = find(comment, "--").ok_or_else(|| self.syntax("a comment has no end"))?;
            if comment.as_bytes().get(end + 2) != Some(&b'>') {
                return Err(self.syntax("`--` inside a comment"));
            }
            self.position += "<!--".len() + end + "-->".len();
        } else if let Some(instruction) = rest.strip_prefix("<?") {
            let end =
                find(instruction, "?>").ok_or_else(|| self.syntax("a processing instruction has no end"))?;
            let content = instruction.get(..end).unwrap_or("");
            let target = before(content, b" \t\r\n");
            if same(target, "xml") {
                return Err(self.syntax("an XML declaration that is not at the beginning"));
            }
            if !is_ncname(target) {
                return Err(self.syntax("a processing instruction without a name"));
            }
            self.position += "<?".len() + end + "?>".len();
        } else if rest.starts_with("<!DOCTYPE") {
            return Err(self.syntax("a DOCTYPE, which SOAP forbids"));
        } else {
            return Err(self.syntax("markup that has no place here"));
        }
        Ok(())
    }

    /// After the root element: only comments, processing instructions and white space may follow. What no text was
    /// read from was not checked before.
    pub(in crate::runtime) fn finish(&mut self) -> Result<()> {
        self.check(self.bytes.len())?;
        let what = "something after the end of the root element";
        while self.position < self.bytes.len() {
            let passed = match self.at(self.position) {
                byte if is_space(byte) => {
                    self.position += 1;
                    Ok(())
                }
                b'<' if matches!(self.at(self.position + 1), b'!' | b'?') => self.misc(),
                _ => Err(self.syntax(what)),
            };
            match passed {
                // A second XML declaration is junk, too.
                Err(_) if self.reading.accepts(DepartureKind::IllegalXml) => {
                    let kind = DepartureKind::IllegalXml;
                    // A character that XML forbids was told already.
                    if self.notes.retell((kind, self.position), kind, what) {
                        return Ok(());
                    }
                    return self.depart(kind, self.position, what);
                }
                passed => passed?,
            }
        }
        Ok(())
    }
}

/// How many bytes of white space and byte order marks a text begins with.
#[cold]
fn blank(text: &str) -> usize {
    let mut rest = text;
    loop {
        let next = trim_start(rest.strip_prefix('\u{feff}').unwrap_or(rest));
        if next.len() == rest.len() {
            return text.len() - rest.len();
        }
        rest = next;
    }
}

/// `version`, then optionally `encoding` and `standalone`, each `name="value"`, in that order.
fn declaration_is_legal(declaration: &str) -> bool {
    let (mut rest, mut last) = (declaration, 0);
    while !trim_start(rest).is_empty() {
        let trimmed = trim_start(rest);
        if trimmed.len() == rest.len() {
            return false;
        }
        let Some((name, after)) = split_once(trimmed, b'=') else { return false };
        let after = trim_start(after);
        let Some(quote @ (b'"' | b'\'')) = after.bytes().next() else { return false };
        let Some((value, after)) = after.get(1..).and_then(|after| split_once(after, quote)) else {
            return false;
        };
        let bytes = value.as_bytes();
        let (place, legal) = match trim(name) {
            "version" => (
                1,
                matches!(bytes, [b'1', b'.', b'0'..=b'9', minor @ ..] if minor.iter().all(u8::is_ascii_digit)),
            ),
            "encoding" => (2, is_encoding(bytes)),
            "standalone" => (3, matches!(value, "yes" | "no")),
            _ => return false,
        };
        // The version first, the others behind it, each once.
        if !legal || place <= last || (last == 0) != (place == 1) {
            return false;
        }
        (rest, last) = (after, place);
    }
    last > 0
}

/// Whether it can be the name of an encoding.
fn is_encoding(name: &[u8]) -> bool {
    name.first().is_some_and(u8::is_ascii_alphabetic)
        && name.iter().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::runtime::codec::ns::WELL_KNOWN;

    #[test]
    fn what_stands_before_the_root_is_passed() {
        for before in
            ["", " \n", "<!-- a long comment -->", "<!---->", "<?p long data?>", "<?p?><!-- - -->\n<?q ??>"]
        {
            let xml = format!("{before}<a/>");
            let mut cursor = Cursor::new(&xml, &WELL_KNOWN).unwrap();
            cursor.root_tag().unwrap();
            assert_eq!(cursor.position, before.len(), "{before}");
        }
    }

    #[test]
    fn an_encoding_has_a_name() {
        for (name, is_one) in
            [("UTF-8", true), ("x_1.a", true), ("", false), ("8859", false), ("-a", false), ("a b", false)]
        {
            assert_eq!(is_encoding(name.as_bytes()), is_one, "{name}");
        }
    }
}
