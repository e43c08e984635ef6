//! Reading an envelope piece by piece: what the SOAP layer asks for.

use super::Decoder;
use super::position::{Position, Target};
use crate::runtime::codec::field::{Record, Slot};
use crate::runtime::codec::scan::{Result, Tag};
use crate::runtime::codec::strings::trim;
use crate::runtime::codec::tables::Particle;
use crate::runtime::values::AnyType;

impl<'a> Decoder<'a> {
    /// Reads every child of an open element with `each`, which must consume it, and the end tag.
    pub(in crate::runtime) fn each_child(
        &mut self,
        parent: &Tag,
        each: &mut dyn FnMut(&mut Self, &Tag, &'a str) -> Result<()>,
    ) -> Result<()> {
        if parent.empty {
            return Ok(());
        }
        let name = parent.name(self.cursor.local(parent));
        loop {
            self.cursor.next_tag()?;
            if self.cursor.at_end_tag() {
                return self.cursor.close(name);
            }
            if self.pass_read() {
                continue;
            }
            let tag = self.cursor.start_tag()?;
            let local = self.cursor.local(&tag);
            each(self, &tag, local).map_err(|error| error.within(local.to_owned()))?;
            self.cursor.leave(tag.scope());
        }
    }

    /// The place of the children of an open element, of which these rows are known.
    pub(in crate::runtime) fn place(&self, particles: &'static [Particle], parent: &Tag) -> Position<'a> {
        let name = parent.name(self.cursor.local(parent));
        Position::new(particles, name, 2, self.cursor.position)
    }

    /// The row of such a child: the one with its name, or the only one with its local name.
    pub(in crate::runtime) fn row(
        &mut self,
        place: &mut Position<'_>,
        tag: &Tag,
    ) -> Result<Option<&'static Particle>> {
        let (rows, local) = (place.frame.particles, self.cursor.local(tag));
        let find = |namespace| rows.iter().find(|row| row.is(namespace, local));
        match find(tag.namespace) {
            None => Ok(self.requalified(place, tag)?.and_then(find)),
            found => Ok(found),
        }
    }

    /// Reads a child that [`each_child`](Self::each_child) hands out into the slot of a row.
    pub(in crate::runtime) fn part(
        &mut self,
        record: &mut dyn Record,
        particle: &Particle,
        tag: &Tag,
    ) -> Result<()> {
        let name = tag.name(self.cursor.local(tag));
        self.content(&mut Target::Record(record), particle, name, Some(tag), 2)
    }

    /// As [`part`](Self::part), into a slot that is known.
    pub(in crate::runtime) fn simple(
        &mut self,
        slot: Slot<'_>,
        particle: &Particle,
        tag: &Tag,
    ) -> Result<()> {
        let name = tag.name(self.cursor.local(tag));
        self.value(slot, particle, name, Some(tag), 3)
    }

    /// All the text in such a child, whatever elements are around its pieces.
    pub(in crate::runtime) fn text_in(&mut self, tag: &Tag) -> Result<String> {
        let text = self.cursor.text_within(tag, self.cursor.reading.depth())?;
        Ok(trim(&text).to_owned())
    }

    /// Keeps such a child as XML.
    pub(in crate::runtime) fn raw(&mut self, any: &mut AnyType, tag: &Tag) -> Result<()> {
        let name = tag.name(self.cursor.local(tag));
        self.any(any, name, Some(tag), 3)
    }

    /// Passes over such a child.
    pub(in crate::runtime) fn pass(&mut self, tag: &Tag) -> Result<()> {
        if let Some(end) = self.end_of_read(tag) {
            self.cursor.position = end;
            return Ok(());
        }
        self.cursor.skip(tag, self.cursor.reading.depth()).map(|_| ())
    }
}
