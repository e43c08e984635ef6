//! Where elements with an id stand, found without reading what is around them.

use super::{Cursor, Scope};
use crate::runtime::codec::chars::is_space;
use crate::runtime::codec::strings::before;

/// A child of an element that may have an id.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::runtime) struct ChildWithId {
    /// Where its tag begins.
    pub(in crate::runtime) start: usize,
    /// Where the id is, if there is just one and that stands in the text as it is meant.
    pub(in crate::runtime) id: Option<(usize, usize)>,
}

impl<'a> Cursor<'a> {
    /// Where those children of the open element begin that may have an id, an attribute `id` of some namespace. `None` where
    /// ids stand deeper, too, or that cannot be told from a few bytes. Nothing is checked: whoever reads the elements does.
    pub(in crate::runtime) fn children_with_ids(&self) -> Option<Vec<ChildWithId>> {
        let (mut children, mut depth, mut at) = (Vec::new(), 0usize, self.position);
        loop {
            let start = at + memchr::memchr(b'<', self.rest(at))?;
            at = start + 2;
            match self.at(start + 1) {
                b'/' if depth == 0 => return Some(children),
                b'/' => depth -= 1,
                b'!' | b'?' => return None,
                _ => {
                    let (end, child) = self.tag_with_id(start)?;
                    if let Some(child) = child {
                        if depth > 0 {
                            return None;
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

    /// Where a start tag ends, and what it is if it may have an id.
    fn tag_with_id(&self, start: usize) -> Option<(usize, Option<ChildWithId>)> {
        let (mut at, mut child) = (start + 1, None);
        loop {
            at += memchr::memchr3(b'>', b'"', b'\'', self.rest(at))?;
            let quote = self.at(at);
            if quote == b'>' {
                return Some((at, child));
            }
            let (from, length) = (at + 1, memchr::memchr(quote, self.rest(at + 1))?);
            if let Some(before) = self.before_id(start, at) {
                let value = self.rest(from).get(..length).unwrap_or_default();
                let rare = value.iter().any(|byte| matches!(byte, b'&' | b'<' | b'\t' | b'\n' | b'\r'));
                let id = (is_space(before) && !rare && child.is_none()).then_some((from, from + length));
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::runtime::codec::ns;

    /// The children in the content of an element that may have an id: where they begin, and the id.
    fn children(content: &str) -> Option<Vec<(usize, Option<String>)>> {
        let text = format!("{content}</b></a>");
        let found = Cursor::new(&text, &ns::WELL_KNOWN).unwrap().children_with_ids()?;
        Some(
            found
                .into_iter()
                .map(|one| (one.start, one.id.map(|(from, to)| text[from..to].to_owned())))
                .collect(),
        )
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
}
