//! A body in pieces, and whether one of them could not be read.

use std::io::Error;
use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;

use crate::runtime::soap::attachments::Piece;

/// The pieces of a body, some of which are read when their turn has come.
pub(super) struct Pieces {
    pub(super) pieces: Vec<Piece>,
    pub(super) length: Option<u64>,
    pub(super) envelope: Bytes,
    /// Why an upload could not be read.
    pub(super) broken: Mutex<Option<String>>,
}

impl Pieces {
    pub(super) fn note(&self, error: &Error) {
        let mut broken = self.broken.lock().unwrap_or_else(PoisonError::into_inner);
        broken.get_or_insert_with(|| error.to_string());
    }
}

/// Tells whether an upload could not be read.
pub(super) struct Watch(pub(super) Option<Arc<Pieces>>);

impl Watch {
    /// Why an upload could not be read.
    pub(super) fn broken(&self) -> Option<String> {
        let of = self.0.as_ref()?;
        of.broken.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(super) fn note(&self, error: &Error) {
        if let Some(of) = &self.0 {
            of.note(error);
        }
    }
}
