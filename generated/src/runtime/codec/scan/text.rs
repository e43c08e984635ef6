//! Text: references, CDATA, line ends; and content that nobody wants, which is checked all the same.

use super::bytes::{begins, is_plain, next_markup, next_special, push_lines};
use super::{Cursor, Name, Result, Scope, Span, Tag};
use crate::runtime::codec::departure::DepartureKind;
use crate::runtime::codec::failure::{DecodeError, DecodeErrorKind};
use crate::runtime::codec::strings::{find_bytes, trim_end};

impl<'a> Cursor<'a> {
    /// The fast step: the text of an element whose tag was just read and is nothing but its name, and where its end tag ends,
    /// if the text is as it stands and exactly that end tag follows. Else it says where the next markup is. The cursor stays.
    #[inline(always)]
    pub(in crate::runtime) fn bare_text(
        &mut self,
        name: Name<'_>,
    ) -> std::result::Result<(&'a str, usize), usize> {
        let start = self.position;
        let end = self.text_end(start).ok_or(self.bytes.len())?;
        if end >= self.plain && !matches!(self.stands_plain(start, end), Ok(true)) {
            return Err(end);
        }
        // The end tag is compared with the tag, prefix and all.
        let tag = self.bytes.get(start - name.length() - ">".len()..start).ok_or(end)?;
        let [b'<', b'/', rest @ ..] = self.rest(end) else { return Err(end) };
        if !begins(rest, tag) {
            return Err(end);
        }
        let text = self.text.get(start..).and_then(|text| text.get(..end - start)).ok_or(end)?;
        Ok((text, end + "</".len() + tag.len()))
    }

    /// As [`bare_text`](Self::bare_text), of a text with references, or behind a tag with attributes; the next markup is at
    /// `end`. It is put together in `out`. Gives where its end tag ends.
    pub(in crate::runtime) fn text_of_pieces(
        &mut self,
        name: Name<'_>,
        mut end: usize,
        out: &mut String,
    ) -> Option<usize> {
        out.clear();
        let before = self.position;
        let mut start = before;
        loop {
            if end < self.plain && start >= self.plain_from {
                out.push_str(self.slice(start, end));
            } else {
                self.plain_text(start, end, out).ok()?;
            }
            if self.at(end) == b'<' {
                self.position = end;
                let is_closed = self.closes(name);
                let end = std::mem::replace(&mut self.position, before);
                return is_closed.then_some(end);
            }
            let character;
            (character, start) = self.known_reference(end)?;
            out.push(character);
            end = next_markup(self.bytes, start)?;
        }
    }

    /// Reads text up to and including the end tag. `None` means that it stands in `buffer`.
    #[inline(always)]
    pub(in crate::runtime) fn text(
        &mut self,
        name: Name<'_>,
        buffer: &mut String,
    ) -> Result<Option<&'a str>> {
        let start = self.position;
        let end = self.text_end(start).ok_or_else(|| self.syntax("the text ends too early"))?;
        if self.at(end) == b'<'
            && self.at(end + 1) == b'/'
            && (end < self.plain || self.stands_plain(start, end)?)
        {
            self.position = end;
            self.close_text(name)?;
            return Ok(Some(self.slice(start, end)));
        }
        self.text_with_markup(name, buffer)?;
        Ok(None)
    }

    /// Where text ends that is as it stands, if its characters are legal.
    #[inline(always)]
    fn text_end(&self, start: usize) -> Option<usize> {
        match start < self.plain_from {
            false => next_markup(self.bytes, start),
            true => next_special(self.bytes, start),
        }
    }

    /// The text that stands here, from behind the last tag to the next.
    #[cold]
    pub(in crate::runtime) fn stray_text(&mut self) -> Result<String> {
        let before = self.slice(0, self.position);
        let mut start = trim_end(before).len();
        let mut out = String::new();
        while let Some(after) = self.text_piece(start, &mut out)? {
            start = after;
        }
        Ok(out)
    }

    /// Reads text from `start` on up to the next tag, where the cursor stands then, or up to something else that text stands
    /// around. Gives where it goes on behind that.
    #[inline(never)]
    fn text_piece(&mut self, start: usize, out: &mut String) -> Result<Option<usize>> {
        let end = next_markup(self.bytes, start).ok_or_else(|| self.syntax("the text ends too early"))?;
        self.plain_text(start, end, out)?;
        self.position = end;
        match (self.at(end), self.at(end + 1)) {
            (b'&', _) => {
                let (character, after) = self.reference(end)?;
                out.push(character);
                Ok(Some(after))
            }
            (_, b'!') if self.rest(end).starts_with(b"<![CDATA[") => {
                let (from, to) = self.cdata(end)?;
                push_lines(self.slice(from, to), out);
                Ok(Some(to + "]]>".len()))
            }
            (_, b'!' | b'?') => self.misc().map(|()| Some(self.position)),
            _ => Ok(None),
        }
    }

    #[inline(never)]
    fn text_with_markup(&mut self, name: Name<'_>, out: &mut String) -> Result<()> {
        out.clear();
        let mut start = self.position;
        loop {
            let before = self.position;
            let piece = self.text_piece(start, out);
            let is_passed = matches!(piece, Ok(Some(after)) if after == self.position);
            if self.at(self.position) == b'&' && !is_passed {
                // The cursor stays where other markup was last: there a text begins that has no end.
                self.position = before;
            }
            match piece? {
                Some(after) => start = after,
                None if self.at_end_tag() => return self.close(name),
                None => {
                    let what = "an element where only text was expected";
                    return Err(DecodeError::new(DecodeErrorKind::Unexpected(what.into()), self.position));
                }
            }
        }
    }

    /// Whether text is as it stands. Its characters are checked.
    #[inline(never)]
    fn stands_plain(&mut self, start: usize, end: usize) -> Result<bool> {
        self.check(end)?;
        Ok((start >= self.plain_from && end <= self.plain)
            || is_plain(self.bytes.get(start..end).unwrap_or_default()))
    }

    pub(super) fn plain_text(&mut self, start: usize, end: usize, out: &mut String) -> Result<()> {
        let is_plain = self.check_text(start, end)?;
        let text = self.slice(start, end);
        if is_plain {
            out.push_str(text)
        } else {
            push_lines(text, out)
        }
        Ok(())
    }

    /// Checks a text; tells whether it is as it stands.
    #[inline(never)]
    fn check_text(&mut self, start: usize, end: usize) -> Result<bool> {
        if self.stands_plain(start, end)? {
            return Ok(true);
        }
        match find_bytes(self.slice(start, end).as_bytes(), b"]]>") {
            Some(at) => Err(DecodeError::syntax("`]]>` in text", start + at)),
            None => Ok(false),
        }
    }

    /// The content of a CDATA section that begins at `start`.
    pub(super) fn cdata(&self, start: usize) -> Result<(usize, usize)> {
        let from = start + "<![CDATA[".len();
        let length = find_bytes(self.rest(from), b"]]>");
        Ok((from, from + length.ok_or_else(|| DecodeError::syntax("a CDATA section has no end", start))?))
    }

    /// Reads the text of an open element, and of all that are in it, up to and including its end tag.
    #[cold]
    pub(in crate::runtime) fn text_within(&mut self, tag: &Tag, depth: usize) -> Result<String> {
        let mut out = String::new();
        let mut open: Vec<Tag> = Vec::new();
        if tag.empty {
            return Ok(out);
        }
        loop {
            if let Some(after) = self.text_piece(self.position, &mut out)? {
                self.position = after;
            } else if self.at_end_tag() {
                let Some(inner) = open.pop() else {
                    self.close(tag.name(self.local(tag)))?;
                    return Ok(out);
                };
                self.close(inner.name(self.local(&inner)))?;
                self.leave(inner.scope);
                out.push(' ');
            } else if open.len() >= depth {
                return Err(DecodeError::new(DecodeErrorKind::Limit("depth of elements"), self.position));
            } else {
                let inner = self.start_tag()?;
                if open.is_empty() {
                    self.notes.push(DepartureKind::Unknown, inner.start, "an element in text");
                }
                match inner.empty {
                    true => self.leave(inner.scope),
                    false => open.push(inner),
                }
            }
        }
    }

    /// Passes the content and the end tag of an open element, all checked. Returns where the content ended.
    pub(in crate::runtime) fn skip(&mut self, tag: &Tag, depth: usize) -> Result<usize> {
        if tag.empty {
            return Ok(self.position);
        }
        let local = tag.local.slice(self.text);
        let end = self.content(tag.name(local), depth)?;
        self.leave(tag.scope);
        Ok(end)
    }

    /// Passes the content and the end tag of an open element that is known by name, if there is nothing but text as it
    /// stands. Gives where that ended. Otherwise nothing was passed.
    #[inline]
    pub(in crate::runtime) fn text_alone(&mut self, name: Name<'_>) -> Result<Option<usize>> {
        let start = self.position;
        let end = next_markup(self.bytes, start).ok_or_else(|| self.syntax("the text ends too early"))?;
        if self.at(end) == b'&' || self.at(end + 1) != b'/' {
            return Ok(None);
        }
        if end >= self.plain || start < self.plain_from {
            self.check_text(start, end)?;
        }
        self.position = end;
        self.close_text(name)?;
        Ok(Some(end))
    }

    /// Passes the content and the end tag of an open element that is known by name.
    pub(in crate::runtime) fn content(&mut self, name: Name<'_>, depth: usize) -> Result<usize> {
        let mut open = std::mem::take(&mut self.open);
        open.clear();
        let end = self.content_of(name, depth, &mut open);
        self.open = open;
        end
    }

    fn content_of(
        &mut self,
        name: Name<'_>,
        depth: usize,
        open: &mut Vec<(Span, Span, Scope)>,
    ) -> Result<usize> {
        loop {
            let start = self.position;
            let end = next_markup(self.bytes, start).ok_or_else(|| self.syntax("the text ends too early"))?;
            if end >= self.plain || start < self.plain_from {
                self.check_text(start, end)?;
            }
            self.position = end;
            if self.at(end) == b'&' {
                self.position = self.reference(end)?.1;
                continue;
            }
            match self.at(end + 1) {
                b'/' => {
                    let Some((prefix, local, scope)) = open.pop() else {
                        self.close(name)?;
                        return Ok(end);
                    };
                    self.close(Name { prefix, local: local.slice(self.text) })?;
                    self.leave(scope);
                }
                b'!' if self.rest(end).starts_with(b"<![CDATA[") => {
                    self.position = self.cdata(end)?.1 + "]]>".len()
                }
                b'!' | b'?' => self.misc()?,
                _ => {
                    if open.len() >= depth {
                        return Err(DecodeError::new(DecodeErrorKind::Limit("depth of elements"), end));
                    }
                    if let Some(known) = self.known_tag() {
                        open.push(known);
                        continue;
                    }
                    let tag = self.start_tag()?;
                    if tag.empty {
                        self.leave(tag.scope);
                    } else {
                        self.note_tag(&tag);
                        open.push((tag.prefix, tag.local, tag.scope));
                    }
                }
            }
        }
    }
}
