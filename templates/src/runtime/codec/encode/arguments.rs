//! The arguments of a call, as the engine writes them.

use crate::runtime::codec::field::{Record, Slot, View};

/// A short row of arguments, as the record that an operation's wrapper is filled from.
pub struct Arguments<'a>(pub &'a [View<'a>]);

impl Record for Arguments<'_> {
    fn slot(&mut self, _: u16) -> Slot<'_> {
        Slot::None
    }

    fn view(&self, index: u16) -> View<'_> {
        self.0.get(index as usize).copied().unwrap_or(View::Absent)
    }
}
