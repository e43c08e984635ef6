//! Reading some items of a list by themselves, within the start tags around them: what a list is streamed by.

use super::Decoder;
use super::position::Target;
use crate::runtime::codec::field::Sequence;
use crate::runtime::codec::scan::Result;
use crate::runtime::codec::tables::Particle;

impl Decoder<'_> {
    /// Reads the items that follow the first `opens` start tags, up to and including the end tag of the last of those, which
    /// ends `left` bytes before the end of the text.
    pub(in crate::runtime) fn items(
        &mut self,
        opens: usize,
        row: &'static Particle,
        items: &mut dyn Sequence,
        left: usize,
    ) -> Result<()> {
        let mut around = None;
        for _ in 0..opens {
            self.cursor.next_tag()?;
            around = Some(self.cursor.start_tag()?);
        }
        let Some(tag) = around else { return Ok(()) };
        // What is told of these is told where the beginning of the reply is read.
        self.cursor.notes.truncate(0);
        let name = tag.name(self.cursor.local(&tag));
        self.listed = Some(opens);
        let start = self.cursor.position;
        self.children(Target::Sequence(items), std::slice::from_ref(row), name, opens, start)?;
        match self.cursor.left() == left {
            true => Ok(()),
            // The element around them ended among them.
            false => Err(self.cursor.syntax("an end tag that does not match its start tag")),
        }
    }
}
