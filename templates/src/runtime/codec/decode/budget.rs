//! How much memory a message may become.
//!
//! A few bytes of a message can ask for many: an empty element is a whole record, and a reference an element once more.
//! Two sums bound this. `made` counts the records and the items of lists; how much they may take is a setting. `copied`
//! counts what the message makes us hold more than once; that is in proportion to the message.

use std::cell::Cell;

use super::Decoder;
use crate::runtime::codec::failure::{DecodeError, DecodeErrorKind};
use crate::runtime::codec::field::{Record, Sequence, Slot};
use crate::runtime::codec::scan::Result;
use crate::runtime::codec::strings::words;
use crate::runtime::values::QName;

/// How many bytes may be copied whatever the length of the message.
const LEAST: usize = 8 << 20;

/// How many times its length a message may be copied beyond that.
const TIMES: usize = 3;

/// What is left, in bytes.
pub(super) struct Budget {
    made: Cell<usize>,
    copied: Cell<usize>,
}

impl Budget {
    /// For a message of so many bytes, of which so many may be made.
    pub(super) const fn new(length: usize, made: usize) -> Self {
        let copied = length.saturating_mul(TIMES).saturating_add(LEAST);
        Self { made: Cell::new(made), copied: Cell::new(copied) }
    }

    /// How much is left of what may be made.
    pub(super) const fn left(&self) -> usize {
        self.made.get()
    }

    #[inline]
    fn make(&self, bytes: usize, at: usize) -> Result<()> {
        take(&self.made, bytes, "memory of what a message becomes", at)
    }

    /// Counts the items of a list that stands in one text.
    #[inline(never)]
    pub(super) fn list(&self, slot: &Slot<'_>, text: &str, at: usize) -> Result<()> {
        match slot {
            Slot::Lex(value) => self.make(value.growth(text), at),
            Slot::QNames(_) => self.make(words(text).count() * size_of::<QName>(), at),
            _ => Ok(()),
        }
    }
}

/// Takes bytes from what is left.
#[inline]
fn take(from: &Cell<usize>, bytes: usize, what: &'static str, at: usize) -> Result<()> {
    let left = from.get().checked_sub(bytes).ok_or_else(|| too_much(what, at))?;
    from.set(left);
    Ok(())
}

#[cold]
fn too_much(what: &'static str, at: usize) -> DecodeError {
    DecodeError::new(DecodeErrorKind::Limit(what), at)
}

impl Decoder<'_> {
    /// Counts what is about to be made.
    #[inline]
    pub(super) fn make(&self, bytes: usize) -> Result<()> {
        self.budget.make(bytes, self.cursor.position)
    }

    /// Counts what is copied.
    pub(super) fn copy(&self, bytes: usize) -> Result<()> {
        take(&self.budget.copied, bytes, "memory of what a message repeats", self.cursor.position)
    }

    /// Counts one item more.
    #[inline]
    pub(super) fn grow(&self, sequence: &dyn Sequence) -> Result<()> {
        match sequence.growth() {
            0 => Ok(()),
            bytes => self.make(bytes),
        }
    }

    /// The place of one item more.
    #[inline]
    pub(super) fn item<'s>(&self, sequence: &'s mut dyn Sequence) -> Result<Slot<'s>> {
        self.grow(sequence)?;
        Ok(sequence.push())
    }

    /// One nil item more.
    #[inline]
    pub(super) fn nil_item(&self, sequence: &mut dyn Sequence) -> Result<()> {
        self.make(sequence.growth())?;
        sequence.push_nil();
        Ok(())
    }

    /// A slot of a record, of which what stands apart from the record is counted.
    #[inline]
    pub(super) fn slot_of<'s>(&self, record: &'s mut dyn Record, slot: u16) -> Result<Slot<'s>> {
        let (start, size) = (address(record), size_of_val(record));
        let slot = record.slot(slot);
        if let Slot::Record(inner) = &slot
            && address(*inner).wrapping_sub(start) >= size
        {
            self.make(inner.size())?;
        }
        Ok(slot)
    }
}

#[inline]
fn address(record: &dyn Record) -> usize {
    std::ptr::from_ref(record).cast::<()>().addr()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_takes_what_its_items_take() {
        let budget = Budget::new(0, 1_000_000);
        let mut names: Vec<QName> = Vec::new();
        budget.list(&Slot::QNames(&mut names), "a  b\nc", 0).unwrap();
        assert_eq!(budget.left(), 1_000_000 - 3 * size_of::<QName>());
        let few = Budget::new(0, 3 * size_of::<QName>() - 1);
        assert!(few.list(&Slot::QNames(&mut names), "a b c", 0).is_err());
    }
}
