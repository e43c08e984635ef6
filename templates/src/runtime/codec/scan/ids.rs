//! Where elements with an id stand, found without reading what is around them.

use super::bytes::{LOW, begins};
use super::{Cursor, Scope, Span};
use crate::runtime::codec::chars::is_space;
use crate::runtime::codec::strings::before;

/// A child of an element that may have an id.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::runtime) struct ChildWithId {
    /// Where its tag begins.
    pub(in crate::runtime) start: usize,
    /// The id, if there is just one and that stands in the text as it is meant.
    pub(in crate::runtime) id: Option<Span>,
}

/// What stands around the id in a tag. Servers write the same around each.
#[derive(Default)]
struct Around<'a> {
    /// From the `<` to the quote before it.
    before: &'a [u8],
    /// From the quote behind it to the `>`.
    behind: &'a [u8],
}

impl<'a> Cursor<'a> {
    /// Where those children of the open element begin that may have an id, an attribute `id` of some namespace. `None` where
    /// ids stand deeper, too, or that cannot be told from a few bytes. Nothing is checked: whoever reads the elements does.
    pub(in crate::runtime) fn children_with_ids(&self) -> Option<Vec<ChildWithId>> {
        let (mut children, mut depth, mut at) = (Vec::new(), 0usize, self.position);
        let mut around = Around::default();
        loop {
            let start = at + memchr::memchr(b'<', self.rest(at))?;
            at = start + 2;
            match self.at(start + 1) {
                b'/' if depth == 0 => return Some(children),
                b'/' => depth -= 1,
                b'!' | b'?' => return None,
                _ => {
                    let (end, child) = match self.tag_around(start, &around) {
                        Some((end, child)) => (end, Some(child)),
                        None => self.tag_with_id(start)?,
                    };
                    if let Some(child) = child {
                        if depth > 0 {
                            return None;
                        }
                        if let Some(id) = child.id {
                            let bytes = |from, to| self.bytes.get(from..to).unwrap_or_default();
                            let (from, to) = (id.start as usize, id.end as usize);
                            around = Around { before: bytes(start, from), behind: bytes(to, end + 1) };
                        }
                        children.push(child);
                    }
                    if self.at(end - 1) != b'/' {
                        depth += 1;
                    }
                    at = end + 1;
                }
            }
        }
    }

    /// Where a start tag ends, and its id, if the same stands around that as in the last tag with one.
    #[inline]
    fn tag_around(&self, start: usize, last: &Around<'_>) -> Option<(usize, ChildWithId)> {
        let quote = *last.before.last()?;
        if !begins(self.rest(start), last.before) {
            return None;
        }
        let from = start + last.before.len();
        let to = from + memchr::memchr(quote, self.rest(from))?;
        let id = self.id_between(from, to)?;
        let end = to + last.behind.len() - 1;
        begins(self.rest(to), last.behind).then_some((end, ChildWithId { start, id: Some(id) }))
    }

    /// An id that stands in the text as it is meant.
    pub(super) fn id_between(&self, from: usize, to: usize) -> Option<Span> {
        let is_rare = |byte: &u8| matches!(byte, b'&' | b'<' | b'\t' | b'\n' | b'\r');
        let id = self.bytes.get(from..to)?;
        (!id.iter().any(is_rare)).then(|| Self::span(from, to))
    }

    /// Where a start tag ends, and what it is if it may have an id.
    fn tag_with_id(&self, start: usize) -> Option<(usize, Option<ChildWithId>)> {
        match self.end_of_plain_tag(start) {
            Some(end) => Some((end, None)),
            None => self.any_tag_with_id(start),
        }
    }

    /// Where a start tag ends, eight bytes at a time, if it is plain to see that no attribute of it is an `id`.
    fn end_of_plain_tag(&self, start: usize) -> Option<usize> {
        let (mut at, mut quotes) = (start + 1, 0u64);
        loop {
            let (word, next) = (self.word(at)?, self.word(at + 1)?);
            let ends = bytes_that_are(b'>', word);
            // What stands before the first of them.
            let inside = (ends & ends.wrapping_neg()).wrapping_sub(1);
            let doubled = bytes_that_are(b'"', word) & inside;
            let mut ids = bytes_that_are(b'i', word) & bytes_that_are(b'd', next) & inside;
            if bytes_that_are(b'\'', word) & inside != 0 {
                return None;
            }
            while ids != 0 {
                let id = at + (ids.trailing_zeros() / 8) as usize;
                let (before, behind) = (self.at(id - 1), self.at(id + 2));
                if (is_space(before) || before == b':') && (is_space(behind) || behind == b'=') {
                    return None;
                }
                ids &= ids - 1;
            }
            quotes += (doubled >> 7).wrapping_mul(LOW) >> 56;
            if ends != 0 {
                // Within a value `>` is none.
                let end = at + (ends.trailing_zeros() / 8) as usize;
                return (quotes % 2 == 0).then_some(end);
            }
            at += 8;
        }
    }

    /// Eight bytes of the text.
    #[inline]
    fn word(&self, at: usize) -> Option<u64> {
        self.bytes.get(at..)?.first_chunk().map(|bytes| u64::from_le_bytes(*bytes))
    }

    /// As [`tag_with_id`](Self::tag_with_id), of any tag.
    #[inline(never)]
    fn any_tag_with_id(&self, start: usize) -> Option<(usize, Option<ChildWithId>)> {
        let (mut at, mut child) = (start + 1, None);
        loop {
            at += memchr::memchr3(b'>', b'"', b'\'', self.rest(at))?;
            let quote = self.at(at);
            if quote == b'>' {
                return Some((at, child));
            }
            let (from, length) = (at + 1, memchr::memchr(quote, self.rest(at + 1))?);
            if let Some(before) = self.before_id(start, at) {
                let is_alone = is_space(before) && child.is_none();
                let id = if is_alone { self.id_between(from, from + length) } else { None };
                child = Some(ChildWithId { start, id });
            }
            at = from + length + 1;
        }
    }

    /// The scope in which the cursor stands.
    pub(in crate::runtime) fn scope(&self) -> Scope {
        let [bindings, undo] =
            [self.bindings.len(), self.undo.len()].map(|length| u32::try_from(length).unwrap_or(u32::MAX));
        Scope { bindings, undo, epoch: self.epoch }
    }

    /// The name of the tag that begins at a byte, with its prefix.
    pub(in crate::runtime) fn name_as_written(&self, start: usize) -> &'a str {
        before(self.slice(start + 1, self.text.len()), b" \t\r\n/>")
    }

    /// Whether that is the name of the tag that begins at a byte.
    #[inline]
    pub(in crate::runtime) fn has_name(&self, start: usize, name: &str) -> bool {
        let end = self.at(start + 1 + name.len());
        begins(self.rest(start + 1), name.as_bytes()) && (is_space(end) || matches!(end, b'/' | b'>'))
    }

    /// What stands before `id=` before a quote: a space or a colon.
    fn before_id(&self, start: usize, quote: usize) -> Option<u8> {
        let spaces = |mut end: usize| {
            while end > start && is_space(self.at(end - 1)) {
                end -= 1;
            }
            end
        };
        let equals = spaces(quote).saturating_sub(1);
        let end = spaces(equals);
        let [before, name @ ..] = self.rest(end.checked_sub(3)?).first_chunk::<3>()?;
        (name == b"id" && (is_space(*before) || *before == b':')).then_some(*before)
    }
}

/// The highest bit of each of eight bytes that is this one.
#[inline(always)]
const fn bytes_that_are(byte: u8, word: u64) -> u64 {
    let (differ, low) = (word ^ (LOW * byte as u64), LOW * 0x7f);
    !(((differ & low) + low) | differ) & (LOW * 0x80)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::runtime::codec::ns;

    /// The children in the content of an element that may have an id: where they begin, and the id.
    fn children(content: &str) -> Option<Vec<(usize, Option<String>)>> {
        let text = format!("{content}</b></a>");
        let found = Cursor::new(&text, &ns::WELL_KNOWN).unwrap().children_with_ids()?;
        Some(found.into_iter().map(|one| (one.start, one.id.map(|id| id.slice(&text).to_owned()))).collect())
    }

    #[test]
    fn children_with_an_id_are_found() {
        let id = |id: &str| Some(id.to_owned());
        assert_eq!(children(""), Some(vec![]));
        assert_eq!(
            children("<x><y grid='1'/></x><z id='1'><y/></z> <z a='>id=' id = \"2\"/>"),
            Some(vec![(20, id("1")), (39, id("2"))])
        );
        assert_eq!(children("<x e:id='1'></x><x\nid='2'>&lt;</x>"), Some(vec![(0, None), (16, id("2"))]));
        assert_eq!(children("<x id='&#49;'/><x id='1' e:id='2'/>"), Some(vec![(0, None), (15, None)]));
        assert_eq!(children("<></><x id='1'/>"), Some(vec![(5, id("1"))]));
        assert_eq!(children("<x Id='1'/><x a='id=\"1\"'/>"), Some(vec![]));
    }

    #[test]
    fn what_is_not_so_plain_is_left_to_others() {
        for content in
            ["<x><y id='1'/></x>", "<!-- -->", "<x><![CDATA[<]]></x>", "<?x y?>", "<x a='", "<x", "<"]
        {
            assert_eq!(children(content), None, "{content}");
        }
    }

    #[test]
    fn a_tag_that_looks_plain_has_no_id() {
        for (rest, is_plain) in [
            (">", true),
            ("/>", true),
            (" a=\"1\" b=\"/\"/>", true),
            (" a=\"1\"><y id=\"2\"/>", true),
            (" grid=\"1\" xid=\"id=\" ids=\" id\">", true),
            (" a=\"id='1'\" b=\"\"/>", false),
            (" a=\">\">", false),
            (" a=\"> id=\" b=\">\" id=\"2\">", false),
            (" a=\"/>\"/>", false),
            (" a='>'>", false),
            (" id=\"1\">", false),
            ("\tid\n= \"1\">", false),
            (" a:id=\"1\"/>", false),
            (" a=\"1\" id=\"1\" id=\"2\"/>", false),
        ] {
            for length in 1..20 {
                let text = format!("<{}{rest}</b>        ", "id".repeat(length));
                let cursor = Cursor::new(&text, &ns::WELL_KNOWN).unwrap();
                let (end, id) = cursor.any_tag_with_id(0).unwrap();
                assert_eq!(cursor.end_of_plain_tag(0), is_plain.then_some(end), "{text}");
                assert!(!is_plain || id.is_none(), "{text}");
            }
        }
    }

    #[test]
    fn an_id_between_the_same_is_found_at_once() {
        let first = "<m id=\"1\" t=\"x\">";
        let around = Around { before: b"<m id=\"", behind: b"\" t=\"x\">" };
        for (second, id) in [
            (first, Some("1")),
            ("<m id=\"a longer one\" t=\"x\">", Some("a longer one")),
            ("<m id=\"\" t=\"x\">", Some("")),
            ("<m id=\"1\" t=\"y\">", None),
            ("<m id=\"1&amp;\" t=\"x\">", None),
            ("<m id=\"1\"  t=\"x\">", None),
            ("<m  id=\"1\" t=\"x\">", None),
            ("<m id='1' t=\"x\">", None),
        ] {
            let text = format!("{second}</m></b></a>");
            let cursor = Cursor::new(&text, &ns::WELL_KNOWN).unwrap();
            let found = cursor.tag_around(0, &around);
            assert_eq!(found.as_ref().map(|(end, _)| *end), id.map(|_| second.len() - 1), "{second}");
            let found = found.and_then(|(_, child)| child.id);
            assert_eq!(found.map(|found| found.slice(&text)), id, "{second}");
        }
    }
}
