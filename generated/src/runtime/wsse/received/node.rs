//! A Security header, kept as a small tree.

use super::Refusal;
use crate::runtime::codec::DecodeError;
use crate::runtime::codec::scan::{Cursor, Piece, Tag};
use crate::runtime::codec::strings::trim;
use crate::runtime::wsse::canonical;
use crate::runtime::wsse::names::WSU;

/// No honest Security header has more elements and attributes, or is longer.
const MOST: usize = 5_000;
pub(super) const LONGEST: usize = 1024 * 1024;

/// The attributes by which an element can be referred to: URI and local name.
const IDS: [(&str, &str); 5] =
    [(WSU, "Id"), ("", "Id"), ("", "ID"), ("", "id"), ("http://www.w3.org/XML/1998/namespace", "id")];

/// An element.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(in crate::runtime) struct Node {
    pub(in crate::runtime) namespace: String,
    pub(in crate::runtime) local: String,
    /// As its tag has it.
    pub(in crate::runtime) prefix: String,
    /// URI of the namespace, local name, value.
    pub(in crate::runtime) attributes: Vec<(String, String, String)>,
    /// All text right in it, one piece after the other: comments are no part of it.
    pub(in crate::runtime) text: String,
    pub(in crate::runtime) children: Vec<Node>,
    /// The byte where its tag begins.
    pub(in crate::runtime) start: usize,
}

impl Node {
    pub(in crate::runtime) fn is(&self, namespace: &str, local: &str) -> bool {
        self.local == local && self.namespace == namespace
    }

    /// The attribute without a namespace of this name.
    pub(in crate::runtime) fn attribute(&self, local: &str) -> Option<&str> {
        let mut all = self.attributes.iter();
        all.find(|(uri, name, _)| uri.is_empty() && name == local).map(|(.., value)| value.as_str())
    }

    pub(in crate::runtime) fn children_of<'n>(
        &'n self,
        namespace: &'n str,
        local: &'n str,
    ) -> impl Iterator<Item = &'n Node> {
        self.children.iter().filter(move |child| child.is(namespace, local))
    }

    /// The one child of this name.
    ///
    /// # Errors
    /// When there is none, or another one.
    pub(in crate::runtime) fn only(&self, namespace: &str, local: &str) -> Result<&Node, Refusal> {
        let found = self.at_most_one(namespace, local)?;
        found.ok_or_else(|| Refusal::invalid(format!("there is no `{local}` in `{}`", self.local)))
    }

    /// The child of this name, if there is one.
    ///
    /// # Errors
    /// When there are several.
    pub(in crate::runtime) fn at_most_one(
        &self,
        namespace: &str,
        local: &str,
    ) -> Result<Option<&Node>, Refusal> {
        let mut all = self.children.iter().filter(|child| child.is(namespace, local));
        match (all.next(), all.next()) {
            (_, Some(_)) => Err(Refusal::invalid(format!("`{local}` stands twice in `{}`", self.local))),
            (found, None) => Ok(found),
        }
    }

    /// Its text, where that is all there is in it.
    ///
    /// # Errors
    /// When it has children.
    pub(in crate::runtime) fn only_text(&self) -> Result<&str, Refusal> {
        match self.children.is_empty() {
            true => Ok(trim(&self.text)),
            false => Err(Refusal::invalid(format!("`{}` has elements in it where text stands", self.local))),
        }
    }

    /// Whether a reference to this id can mean it.
    pub(in crate::runtime) fn has_id(&self, id: &str) -> bool {
        self.attributes.iter().any(|(uri, local, value)| is_id(uri, local) && value == id)
    }

    /// Reads the element whose start tag was just read, up to and including its end tag.
    pub(super) fn read(cursor: &mut Cursor<'_>, tag: &Tag, depth: usize) -> Result<Self, Refusal> {
        let (begin, mut count) = (tag.start, 0);
        let mut open = vec![(Self::of(cursor, tag), None)];
        if tag.empty {
            cursor.leave(tag.scope());
            return Ok(open.pop().map(|(node, _)| node).unwrap_or_default());
        }
        loop {
            let deep = depth + open.len();
            let Some((node, own)) = open.last_mut() else { break };
            if cursor.position - begin > LONGEST || count > MOST {
                return Err(Refusal::invalid("the Security header is longer than any honest one"));
            }
            let text = node.text.len();
            match cursor.piece(&mut node.text)? {
                Piece::Start => {
                    let tag = canonical::open(cursor, deep)?;
                    let child = Self::of(cursor, &tag);
                    count += 1 + child.attributes.len();
                    if tag.empty {
                        cursor.leave(tag.scope());
                        node.children.push(child);
                    } else {
                        open.push((child, Some(tag)));
                    }
                }
                Piece::End => {
                    canonical::close(cursor, own.as_ref().unwrap_or(tag))?;
                    let Some((node, _)) = open.pop() else { break };
                    match open.last_mut() {
                        Some((outer, _)) => outer.children.push(node),
                        None => return Ok(node),
                    }
                }
                Piece::Text => {}
                // The text goes on behind it, as in the canonical form.
                Piece::Comment => node.text.truncate(text),
                Piece::Instruction => {
                    return Err(Refusal::invalid("there is a processing instruction in the Security header"));
                }
            }
        }
        Err(DecodeError::syntax("the text ends too early", cursor.position).into())
    }

    fn of(cursor: &Cursor<'_>, tag: &Tag) -> Self {
        let own = |(_, uri, local, value): (&str, &str, &str, &str)| {
            (uri.to_owned(), local.to_owned(), value.to_owned())
        };
        Self {
            namespace: cursor.uri_of(tag).to_owned(),
            local: cursor.local(tag).to_owned(),
            prefix: cursor.prefix_of(tag).to_owned(),
            attributes: cursor.each_written_attribute().map(own).collect(),
            start: tag.start,
            ..Self::default()
        }
    }
}

/// Whether an attribute is one by which its element can be referred to.
pub(in crate::runtime) fn is_id(uri: &str, local: &str) -> bool {
    IDS.contains(&(uri, local))
}
