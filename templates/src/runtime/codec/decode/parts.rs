//! Reading an envelope piece by piece: what the SOAP layer asks for.

use super::Decoder;
use crate::runtime::codec::field::Slot;
use crate::runtime::codec::scan::{Result, Tag};
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
            let tag = self.cursor.start_tag()?;
            let local = self.cursor.local(&tag);
            each(self, &tag, local).map_err(|error| error.within(local.to_owned()))?;
            self.cursor.leave(tag.scope());
        }
    }

    /// Reads a child that [`each_child`](Self::each_child) hands out, as `particle` says.
    pub(in crate::runtime) fn simple(
        &mut self,
        slot: Slot<'_>,
        particle: &Particle,
        tag: &Tag,
    ) -> Result<()> {
        let name = tag.name(self.cursor.local(tag));
        self.value(slot, particle, name, Some(tag), 3)
    }

    /// Keeps such a child as XML.
    pub(in crate::runtime) fn raw(&mut self, any: &mut AnyType, tag: &Tag) -> Result<()> {
        let name = tag.name(self.cursor.local(tag));
        self.any(any, name, Some(tag), 3)
    }

    /// Passes over such a child.
    pub(in crate::runtime) fn pass(&mut self, tag: &Tag) -> Result<()> {
        self.cursor.skip(tag, self.limits.depth).map(|_| ())
    }
}
