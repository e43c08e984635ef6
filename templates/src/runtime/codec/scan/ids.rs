//! Where elements with an id stand, found without reading what is around them.

use super::Cursor;
use crate::runtime::codec::chars::is_space;

impl Cursor<'_> {
    /// Where those children of the open element begin that may have an id, an attribute `id` of some namespace. `None` where
    /// ids stand deeper, too, or that cannot be told from a few bytes. Nothing is checked: whoever reads the elements does.
    pub(in crate::runtime) fn children_with_ids(&self) -> Option<Vec<usize>> {
        let (mut starts, mut depth, mut at) = (Vec::new(), 0usize, self.position);
        loop {
            let start = at + memchr::memchr(b'<', self.rest(at))?;
            at = start + 2;
            match self.at(start + 1) {
                b'/' if depth == 0 => return Some(starts),
                b'/' => depth -= 1,
                b'!' | b'?' => return None,
                _ => {
                    let (end, has_id) = self.tag_with_id(start)?;
                    if has_id {
                        if depth > 0 {
                            return None;
                        }
                        starts.push(start);
                    }
                    if self.at(end - 1) != b'/' {
                        depth += 1;
                    }
                    at = end + 1;
                }
            }
        }
    }

    /// Where a start tag ends, and whether it may have an id.
    fn tag_with_id(&self, start: usize) -> Option<(usize, bool)> {
        let (mut at, mut has_id) = (start + 1, false);
        loop {
            at += memchr::memchr3(b'>', b'"', b'\'', self.rest(at))?;
            let quote = self.at(at);
            if quote == b'>' {
                return Some((at, has_id));
            }
            has_id |= self.is_value_of_id(start, at);
            at += 2 + memchr::memchr(quote, self.rest(at + 1))?;
        }
    }

    /// Whether what stands before a quote ends with ` id=`, or with `:id=`.
    fn is_value_of_id(&self, start: usize, quote: usize) -> bool {
        let spaces = |mut end: usize| {
            while end > start && is_space(self.at(end - 1)) {
                end -= 1;
            }
            end
        };
        let equals = spaces(quote).saturating_sub(1);
        let end = spaces(equals);
        let Some([before, name @ ..]) =
            end.checked_sub(3).and_then(|from| self.rest(from).first_chunk::<3>())
        else {
            return false;
        };
        name == b"id" && (is_space(*before) || *before == b':')
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::runtime::codec::ns;

    /// Where in the content of an element those begin that may have an id.
    fn starts(content: &str) -> Option<Vec<usize>> {
        let text = format!("{content}</b></a>");
        Cursor::new(&text, &ns::WELL_KNOWN).unwrap().children_with_ids()
    }

    #[test]
    fn children_with_an_id_are_found() {
        assert_eq!(starts(""), Some(vec![]));
        assert_eq!(
            starts("<x><y grid='1'/></x><z id='1'><y/></z> <z a='>id=' id = \"2\"/>"),
            Some(vec![20, 39])
        );
        assert_eq!(starts("<x e:id='1'></x><x\nid='2'>&lt;</x>"), Some(vec![0, 16]));
        assert_eq!(starts("<x Id='1'/><x a='id=\"1\"'/>"), Some(vec![]));
    }

    #[test]
    fn what_is_not_so_plain_is_left_to_others() {
        for content in
            ["<x><y id='1'/></x>", "<!-- -->", "<x><![CDATA[<]]></x>", "<?x y?>", "<x a='", "<x", "<"]
        {
            assert_eq!(starts(content), None, "{content}");
        }
    }
}
