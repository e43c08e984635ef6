//! Attachments: what travels beside an envelope.

use std::fmt;

use bytes::Bytes;

use crate::runtime::codec::{Field, Slot, View};

/// A file that travels beside an envelope, in a MIME part of its own.
///
/// `Debug` tells how many bytes there are, not which.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Attachment {
    /// The media type, such as `image/jpeg`; an empty one is sent as `application/octet-stream`.
    pub content_type: String,
    /// The `Content-ID`, without its angle brackets. An empty one is made up when it is sent.
    pub id: String,
    /// The content, without its transfer encoding.
    pub bytes: Bytes,
}

impl Attachment {
    /// Bytes of a media type.
    #[inline]
    #[must_use]
    pub fn new(content_type: impl Into<String>, bytes: impl Into<Bytes>) -> Self {
        Self { content_type: content_type.into(), id: String::new(), bytes: bytes.into() }
    }
}

impl fmt::Debug for Attachment {
    #[inline]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Attachment")
            .field("content_type", &self.content_type)
            .field("id", &self.id)
            .field("bytes", &self.bytes.len())
            .finish()
    }
}

impl Field for Attachment {
    #[inline]
    fn slot(&mut self) -> Slot<'_> {
        Slot::Attachment(self)
    }

    #[inline]
    fn view(&self) -> View<'_> {
        View::Attachment(self)
    }
}
