//! The items of an array.

use super::Decoder;
use super::position::Target;
use super::simple::is_leaf;
use crate::runtime::codec::field::Sequence;
use crate::runtime::codec::scan::{Name, Result};
use crate::runtime::codec::tables::{MANY, Particle};

impl Decoder<'_> {
    /// Reads the items of an array up to and including its end tag. Texts, as long as they are nothing else, need no more than
    /// this.
    #[inline(never)]
    pub(super) fn list(
        &mut self,
        sequence: &mut dyn Sequence,
        item: &'static Particle,
        name: Name<'_>,
        depth: usize,
    ) -> Result<()> {
        let start = self.cursor.position;
        let mut target = Target::Sequence(sequence);
        if is_leaf(item) && item.has(MANY) && depth <= self.cursor.reading.depth() {
            let mut before = start;
            while let Some(child) = self.cursor.expect(item.namespace, item.name)
                && let Some(read) = self.leaf(&mut target, item, child)
            {
                read.map_err(|error| error.within(item.name()))?;
                before = self.cursor.position;
            }
            self.cursor.position = before;
            if self.cursor.closes(name) {
                return Ok(());
            }
        }
        self.children(target, std::slice::from_ref(item), name, depth, start)
    }
}
