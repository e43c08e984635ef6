//! `xs:base64Binary`: bytes in memory, or a file to send, or one that went to a writer.

use std::fmt;

use super::upload::{Streamed, Upload};
use crate::runtime::codec::Octets;

/// Bytes that travel as base64, or as a part beside the envelope (MTOM).
///
/// `Base64(bytes)` makes one of bytes, and `.0` has them. One that is made of an [`Upload`] holds no bytes: they are read
/// while the call is sent. One whose bytes went to [`attachments_to`](crate::runtime::client::Call::attachments_to) holds
/// none either; [`streamed`](Self::streamed) says what they were, and it cannot be sent.
///
/// `Debug` tells how many there are, not which.
#[derive(Clone, PartialEq, Eq, Hash, Default)]
pub struct Base64(
    /// The bytes, if they are in memory.
    pub Vec<u8>,
    Option<Box<Elsewhere>>,
);

/// Where bytes are that are not in memory.
#[derive(Clone, PartialEq, Eq, Hash)]
enum Elsewhere {
    Upload(Upload),
    Streamed(Streamed),
}

impl Base64 {
    pub(super) const fn of(bytes: Vec<u8>) -> Self {
        Self(bytes, None)
    }

    pub(super) fn of_streamed(streamed: Streamed) -> Self {
        Self(Vec::new(), Some(Box::new(Elsewhere::Streamed(streamed))))
    }

    /// The file to send, if it is made of one.
    #[must_use]
    pub fn upload(&self) -> Option<&Upload> {
        match self.1.as_deref() {
            Some(Elsewhere::Upload(upload)) => Some(upload),
            _ => None,
        }
    }

    /// The part of the reply that had the bytes, if they went to the program's own writer. In an item of a stream it is still
    /// to come, and only its id is known.
    #[must_use]
    pub fn streamed(&self) -> Option<&Streamed> {
        match self.1.as_deref() {
            Some(Elsewhere::Streamed(streamed)) => Some(streamed),
            _ => None,
        }
    }

    #[inline]
    pub(super) fn content(&self) -> Octets<'_> {
        match self.1.as_deref() {
            None => Octets::Bytes(&self.0),
            Some(_) if !self.0.is_empty() => Octets::Never(
                "the value holds bytes beside an `Upload` or a part of a reply: which is meant is not certain",
            ),
            Some(Elsewhere::Upload(upload)) => Octets::Upload(upload),
            Some(Elsewhere::Streamed(_)) => Octets::Never(
                "the bytes are not in the value: they went to a writer when the reply came; read them from there, as an `Upload`",
            ),
        }
    }
}

impl From<Upload> for Base64 {
    fn from(upload: Upload) -> Self {
        Self(Vec::new(), Some(Box::new(Elsewhere::Upload(upload))))
    }
}

impl fmt::Debug for Base64 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.1.as_deref() {
            None => write!(f, "Base64({} bytes)", self.0.len()),
            Some(Elsewhere::Upload(upload)) => write!(f, "Base64({upload:?})"),
            Some(Elsewhere::Streamed(streamed)) => write!(f, "Base64({streamed:?})"),
        }
    }
}
