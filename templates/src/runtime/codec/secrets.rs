//! Keeping secrets out of whatever is shown: envelopes in logs, excerpts and messages of errors.
//!
//! Two ways: by name (the content of elements and attributes that the configuration calls secret), here, and by value
//! (what this call sent as a secret, wherever a server repeats it), in the client's `sent`. Neither needs the text to be
//! well-formed.

use std::borrow::Cow;

use super::encoding;
use super::strings::{after, before as up_to, find, pieces, same, split_once, tag_end, trim_end, trim_start};

/// What stands in place of a secret.
pub(in crate::runtime) const MASK: &str = "***";

/// WS-Security's `Password`: secret whatever the configuration says, with the elements and attributes of that name.
const ALWAYS: &str = "Password";

/// The local names of elements and attributes whose content is secret in one exchange.
#[derive(Clone)]
pub(in crate::runtime) struct Names {
    /// Those of the configuration.
    pub(in crate::runtime) service: &'static [&'static str],
    /// Those of header blocks that the contract does not declare.
    pub(in crate::runtime) own: Vec<Cow<'static, str>>,
}

impl Names {
    /// All of them.
    pub(in crate::runtime) fn all(&self) -> Vec<&str> {
        let mut all = self.service.to_vec();
        for name in &self.own {
            all.push(name);
        }
        all
    }
}

/// An envelope with the content of secret elements and attributes replaced. Comments and processing instructions are
/// left out, since nobody knows what they hold. What cannot be told is replaced too.
pub(in crate::runtime) fn mask(bytes: &[u8], names: &[&str]) -> String {
    let text = match encoding::to_text(bytes) {
        Ok(text) => text,
        Err(_) => String::from_utf8_lossy(bytes),
    };
    let mut out = String::with_capacity(text.len());
    scan(&text, names, &mut |piece| match piece {
        Piece::Plain(text) => {
            let before = without_stack(text);
            // What stands around the lines of a trace is kept as it is.
            out.push_str(if before.len() < trim_end(text).len() { before } else { text });
        }
        Piece::Secret(_) => out.push_str(MASK),
        Piece::Noise(_) => {}
    });
    out
}

/// The content of each secret element and attribute.
pub(in crate::runtime) fn each_secret(text: &str, names: &[&str], each: &mut dyn FnMut(&str)) {
    scan(text, names, &mut |piece| {
        if let Piece::Secret(content) = piece {
            each(content);
        }
    });
}

/// What the content of a secret element is made of: texts, and the values of attributes of elements in it. Namespaces and
/// other well-known addresses are no secrets.
pub(in crate::runtime) fn each_value(content: &str, each: &mut dyn FnMut(&str)) {
    let mut rest = content;
    while let Some(open) = find(rest, "<") {
        let (text, tag) = rest.split_at(open);
        each(text);
        if let Some(after) = noise(tag) {
            rest = after;
            continue;
        }
        if let Some(cdata) = tag.strip_prefix("<![CDATA[") {
            let end = find(cdata, "]]>").unwrap_or(cdata.len());
            each(cdata.get(..end).unwrap_or_default());
            rest = cdata.get(end + 3..).unwrap_or_default();
            continue;
        }
        let (tag, after) = tag.split_at(end_of_tag(tag));
        let mut attributes = tag;
        while let Some((before, quoted)) = split_once(attributes, b'=') {
            let quoted = trim_start(quoted);
            let Some(quote) = quoted.bytes().next().filter(|first| matches!(first, b'"' | b'\'')) else {
                break;
            };
            let (value, after) =
                quoted.get(1..).and_then(|value| split_once(value, quote)).unwrap_or_default();
            let is_known = ["http://", "https://", "urn:"].iter().any(|start| value.starts_with(start));
            if !is_known && find(before, "xmlns").is_none() {
                each(value);
            }
            attributes = after;
        }
        rest = after;
    }
    each(rest);
}

/// A part of such an envelope: some of what stands before the byte `offset`, and what follows, up to `before` and
/// `after` bytes.
pub(in crate::runtime) fn mask_around(
    text: &str,
    names: &[&str],
    offset: usize,
    before: usize,
    after: usize,
) -> String {
    let (from, to) = (offset.saturating_sub(before), offset.saturating_add(after));
    let (mut at, mut out) = (0, String::new());
    scan(text, names, &mut |piece| {
        let (Piece::Plain(part) | Piece::Secret(part) | Piece::Noise(part)) = piece;
        let (start, end) = (at, at + part.len());
        at = end;
        if end <= from || start >= to {
            return;
        }
        match piece {
            Piece::Plain(part) => {
                let mut first = from.saturating_sub(start).min(part.len());
                let mut last = (to - start).min(part.len());
                while !part.is_char_boundary(first) {
                    first += 1;
                }
                while !part.is_char_boundary(last) {
                    last -= 1;
                }
                out.push_str(part.get(first..last).unwrap_or_default());
            }
            Piece::Secret(_) => out.push_str(MASK),
            Piece::Noise(_) => {}
        }
    });
    out
}

/// A part of a text. All parts together are the whole text.
#[derive(Clone, Copy)]
enum Piece<'a> {
    Plain(&'a str),
    Secret(&'a str),
    /// A comment or a processing instruction.
    Noise(&'a str),
}

#[inline(never)]
fn scan<'a>(text: &'a str, names: &[&str], each: &mut dyn FnMut(Piece<'a>)) {
    let mut rest = text;
    while let Some(open) = find(rest, "<") {
        let (before, tag) = rest.split_at(open);
        each(Piece::Plain(before));
        if let Some(after) = noise(tag) {
            each(Piece::Noise(tag.get(..tag.len() - after.len()).unwrap_or_default()));
            rest = after;
            continue;
        }
        if tag.starts_with("<![CDATA[") {
            let end = find(tag, "]]>").map_or(tag.len(), |at| at + 3);
            let (cdata, after) = tag.split_at(end);
            each(Piece::Plain(cdata));
            rest = after;
            continue;
        }
        let (tag, after) = tag.split_at(end_of_tag(tag));
        attributes(tag, names, each);
        rest = after;
        let secret = !tag.starts_with("</") && is_secret(local(tag), names);
        if secret && !tag.ends_with("/>") {
            let (content, after) = after.split_at(content_length(after));
            if !content.is_empty() {
                each(Piece::Secret(content));
            }
            rest = after;
        }
    }
    each(Piece::Plain(rest));
}

/// What follows a comment, a processing instruction, or a declaration, if `text` begins with one.
fn noise(text: &str) -> Option<&str> {
    let end = match text {
        _ if text.starts_with("<!--") => "-->",
        _ if text.starts_with("<?") => "?>",
        _ if text.starts_with("<!") && !text.starts_with("<![CDATA[") => ">",
        _ => return None,
    };
    Some(find(text, end).and_then(|at| text.get(at + end.len()..)).unwrap_or_default())
}

/// The length of a tag with its `>`; a `>` in an attribute's value does not end it.
fn end_of_tag(tag: &str) -> usize {
    tag_end(tag).unwrap_or(tag.len())
}

/// The length of the content of an element that was just opened: to its end tag, else to the end of the text.
fn content_length(text: &str) -> usize {
    let (mut depth, mut at) = (0_usize, 0);
    loop {
        let Some(rest) = text.get(at..) else { return text.len() };
        let Some(open) = find(rest, "<") else { return text.len() };
        let tag = rest.get(open..).unwrap_or_default();
        if let Some(after) = noise(tag) {
            at = text.len() - after.len();
        } else if tag.starts_with("<![CDATA[") {
            at += open + find(tag, "]]>").map_or(tag.len(), |end| end + 3);
        } else {
            let length = end_of_tag(tag);
            if tag.starts_with("</") {
                if depth == 0 {
                    return at + open;
                }
                depth -= 1;
            } else if !tag.get(..length).is_some_and(|tag| tag.ends_with("/>")) {
                depth += 1;
            }
            at += open + length;
        }
    }
}

/// A tag's text, with the values of secret attributes replaced; those without quotes too, which some servers write.
fn attributes<'a>(tag: &'a str, names: &[&str], each: &mut dyn FnMut(Piece<'a>)) {
    let mut rest = tag;
    while let Some(equals) = find(rest, "=") {
        let value = rest.get(equals + 1..).unwrap_or_default();
        let spaces = value.len() - trim_start(value).len();
        let value = trim_start(value);
        let quote = value.chars().next().filter(|first| matches!(first, '"' | '\''));
        let open = equals + 1 + spaces + quote.map_or(0, char::len_utf8);
        let (before, value) = rest.split_at(open);
        let close = match quote {
            Some(quote) => value.bytes().position(|byte| char::from(byte) == quote),
            None => Some(up_to(value, b" \t\r\n>").len()),
        };
        let (value, follows) = value.split_at(close.unwrap_or(value.len()));
        let name = trim_end(before.get(..equals).unwrap_or_default());
        let secret = is_secret(after(name, b" \t\r\n\"':"), names);
        each(Piece::Plain(before));
        if !value.is_empty() {
            each(if secret { Piece::Secret(value) } else { Piece::Plain(value) });
        }
        // The closing quote is plain.
        let (quote, follows) = follows.split_at(quote.map_or(0, char::len_utf8).min(follows.len()));
        each(Piece::Plain(quote));
        rest = follows;
    }
    each(Piece::Plain(rest));
}

/// The local name in a tag.
fn local(tag: &str) -> &str {
    let name = tag.strip_prefix('<').unwrap_or(tag);
    let name = up_to(name.strip_prefix('/').unwrap_or(name), b" \t\r\n>/");
    after(name, b":")
}

/// Whether elements and attributes with this local name are secret.
pub(in crate::runtime) fn is_secret(local: &str, names: &[&str]) -> bool {
    local == ALWAYS || names.iter().any(|name| same(name, local))
}

/// The part of a server's message before a stack trace.
pub(in crate::runtime) fn without_stack(text: &str) -> &str {
    let mut end = 0;
    for line in pieces(text, b'\n') {
        let start = trim_start(line);
        if start.starts_with("at ") && find(start, "(").is_some() {
            break;
        }
        // With what ends the line; the last one has no end.
        end = text.len().min(end + line.len() + 1);
    }
    trim_end(text.get(..end).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    const NAMES: [&str; 2] = ["Ticket", "Password"];

    #[test]
    fn secret_elements_and_attributes_are_masked_whatever_their_prefix() {
        for (xml, shown) in [
            ("<a><h:Ticket x='1'>7T</h:Ticket><b>c</b></a>", "<a><h:Ticket x='1'>***</h:Ticket><b>c</b></a>"),
            ("<Ticket><Ticket>a</Ticket><b/></Ticket>c", "<Ticket>***</Ticket>c"),
            ("<Ticket/><Ticket></Ticket>", "<Ticket/><Ticket></Ticket>"),
            ("<a Ticket=7T b=c>1</a>", "<a Ticket=*** b=c>1</a>"),
            ("<a Ticket=\"\" Ticket= 'x' Ticket=", "<a Ticket=\"\" Ticket= '***' Ticket="),
            ("<a Ticket='never closed>", "<a Ticket='***"),
            ("<m>No\r\n  at A.B(C)\r\n  at D()</m>\n", "<m>No</m>\n"),
            ("<a p:Password = \"x>y\" b='q'>1</a>", "<a p:Password = \"***\" b='q'>1</a>"),
            ("<a><!-- 7T --><?p 7T?><![CDATA[<Ticket>]]></a>", "<a><![CDATA[<Ticket>]]></a>"),
            ("<Ticket><![CDATA[</Ticket>]]></Ticket>!", "<Ticket>***</Ticket>!"),
            ("<a><![CDATA[<?x]]>b?></a>", "<a><![CDATA[<?x]]>b?></a>"),
            ("<Ticket><![CDATA[a<b>]]></Ticket>!", "<Ticket>***</Ticket>!"),
            ("<Ticket>never closed", "<Ticket>***"),
            ("<Ticket>a<", "<Ticket>***"),
            ("no markup", "no markup"),
            ("<", "<"),
            ("<a b='", "<a b='"),
        ] {
            assert_eq!(mask(xml.as_bytes(), &NAMES), shown, "{xml}");
        }
    }

    #[test]
    fn a_password_of_ws_security_is_masked_whatever_the_names() {
        let xml = "<o:Password Type='T'>p&amp;w</o:Password><Passwords>a</Passwords>";
        assert_eq!(
            mask(xml.as_bytes(), &[]),
            "<o:Password Type='T'>***</o:Password><Passwords>a</Passwords>"
        );
    }

    #[test]
    fn a_window_is_masked_by_what_stands_before_it() {
        let xml = "<a><Ticket>a long ticket</Ticket><b>\u{e9}nd</b></a>";
        let inside = xml.find("long").unwrap();
        assert_eq!(mask_around(xml, &NAMES, inside, 2, 3), "***");
        let after = xml.find("</b>").unwrap();
        assert_eq!(mask_around(xml, &NAMES, after, 2, 4), "nd</b>");
        assert_eq!(mask_around(xml, &NAMES, 0, 10, 1000), "<a><Ticket>***</Ticket><b>\u{e9}nd</b></a>");
    }

    #[test]
    fn a_stack_trace_is_cut_off() {
        assert_eq!(without_stack("No access\r\n   at A.B(C d)\r\n   at E.F()"), "No access");
        assert_eq!(without_stack("Look at page 3"), "Look at page 3");
    }
}
