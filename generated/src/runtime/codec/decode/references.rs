//! SOAP encoding's references: an element that stands elsewhere in the Body, where `href="#id"` points.

use super::super::failure::{DecodeError, DecodeErrorKind};
use super::super::plain::Index;
use super::super::scan::{Cursor, Name, Result, Tag};
use super::super::tables::{Particle, ns};
use super::Decoder;
use super::children::Target;

/// How many references are followed. One may lead to many others, which may lead to many more.
const MOST: usize = 100_000;

/// The elements of a Body that can be referred to.
pub(super) struct References<'a> {
    /// Stands in the Body, with the prefixes that are in scope there.
    body: Cursor<'a>,
    /// Their ids, and where their tags begin.
    elements: Index,
    followed: usize,
}

impl<'a> Decoder<'a> {
    /// Notes the children of the Body whose tag was just read; references are followed from now on.
    pub(in super::super::super) fn note_references(&mut self) -> Result<()> {
        let mut cursor = self.cursor.clone();
        let mut elements = Index::new();
        loop {
            cursor.next_tag()?;
            if cursor.at_end_tag() {
                break;
            }
            let tag = cursor.open()?;
            if let Some(id) = attribute(&cursor, &tag, "id") {
                elements.entry(id.to_owned()).or_insert(tag.start);
            }
            cursor.skip(&tag, self.limits.depth)?;
            cursor.leave(tag.scope());
        }
        self.references = Some(Box::new(References { body: self.cursor.clone(), elements, followed: 0 }));
        Ok(())
    }

    /// Whether a child of the Body is there to be referred to.
    pub(in super::super::super) fn is_referred_to(&self, tag: &Tag) -> bool {
        self.references
            .as_ref()
            .is_some_and(|references| references.elements.values().any(|start| *start == tag.start))
    }

    /// Where the element is that stands for this one.
    #[cold]
    pub(super) fn reference(&mut self, tag: &Tag) -> Result<Option<usize>> {
        let Some(references) = &mut self.references else { return Ok(None) };
        let Some(id) = attribute(&self.cursor, tag, "href").and_then(|href| href.strip_prefix('#')) else {
            return Ok(None);
        };
        references.followed += 1;
        if references.followed > MOST {
            return Err(DecodeError::new(DecodeErrorKind::Limit("references"), tag.start));
        }
        match references.elements.get(id) {
            Some(start) => Ok(Some(*start)),
            None => {
                let what = format!("a reference to `{id}`, which is not in the Body");
                Err(DecodeError::new(DecodeErrorKind::Unexpected(what), tag.start))
            }
        }
    }

    /// Reads the element that begins at `start` in place of the one whose tag was just read.
    #[cold]
    pub(super) fn elsewhere(
        &mut self,
        target: &mut Target<'_>,
        particle: &'static Particle,
        tag: &Tag,
        start: usize,
        depth: usize,
    ) -> Result<()> {
        // A ring of references ends here.
        if depth > self.limits.depth {
            return Err(DecodeError::new(DecodeErrorKind::Limit("depth of elements"), tag.start));
        }
        self.cursor.skip(tag, self.limits.depth - depth)?;
        let Some(references) = &self.references else { return Ok(()) };
        let there = references.body.clone();
        let here = std::mem::replace(&mut self.cursor, there);
        self.cursor.position = start;
        let tag = self.cursor.open()?;
        let name: Name<'_> = tag.name(self.cursor.local(&tag));
        self.child(target, particle, name, Some(&tag), depth + 1)?;
        self.cursor = here;
        Ok(())
    }
}

/// An attribute without a namespace.
fn attribute<'c>(cursor: &'c Cursor<'_>, tag: &Tag, name: &str) -> Option<&'c str> {
    let mut attributes = cursor.each_attribute().filter(|_| tag.attributes);
    attributes.find(|(namespace, _, local, _)| *namespace == ns::NONE && *local == name).map(|found| found.3)
}
