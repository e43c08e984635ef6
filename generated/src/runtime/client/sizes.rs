//! How large the Bodies of requests were: the next one of an operation begins with as much room.

use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

use crate::runtime::codec::encode::ROOM;
use crate::runtime::soap::Operation;

/// How many sizes are kept. Two operations may share one: it only says how much room to begin with.
const SIZES: usize = 64;

/// No request begins with more room, however large the last one was.
const MOST: usize = 1 << 20;

/// The last sizes, in bytes.
pub(super) struct Sizes([AtomicUsize; SIZES]);

impl Default for Sizes {
    fn default() -> Self {
        Self([const { AtomicUsize::new(ROOM) }; SIZES])
    }
}

impl Sizes {
    /// The last size of an operation.
    fn of(&self, operation: &'static Operation) -> Option<&AtomicUsize> {
        let number = std::ptr::from_ref(operation).addr() / size_of::<Operation>();
        self.0.get(number % SIZES)
    }

    /// How much room the next Body of an operation begins with.
    pub(super) fn room(&self, operation: &'static Operation) -> usize {
        self.of(operation).map_or(ROOM, |size| size.load(Relaxed))
    }

    pub(super) fn note(&self, operation: &'static Operation, size: usize) {
        if let Some(last) = self.of(operation) {
            // The next one may be a little longer.
            last.store((size + size / 8).clamp(ROOM, MOST), Relaxed);
        }
    }
}
