//! What a fake was asked.

use std::fmt;

use bytes::Bytes;
use http::{HeaderMap, Uri};

use crate::runtime::client::transport::SendOptions;

/// A request that a [`FakeTransport`](super::FakeTransport) got.
#[derive(Clone)]
#[non_exhaustive]
pub struct RecordedRequest {
    /// The service that was called.
    pub service: &'static str,
    /// The operation that was called.
    pub operation: &'static str,
    /// The address.
    pub uri: Uri,
    /// The HTTP headers.
    pub headers: HeaderMap,
    /// The body: the envelope, and what stands beside it. What streams was read for it.
    pub body: Bytes,
    /// What else the transport was told.
    pub options: SendOptions,
    pub(super) envelope: Bytes,
}

impl RecordedRequest {
    /// The envelope as text, without what stands beside it.
    #[must_use]
    #[inline]
    pub fn text(&self) -> &str {
        std::str::from_utf8(&self.envelope).unwrap_or_default()
    }

    /// Whether both are for the same operation.
    #[inline]
    pub(super) fn is_like(&self, other: &Self) -> bool {
        std::ptr::eq(self.options.operation, other.options.operation)
    }

    /// An HTTP header as text.
    #[must_use]
    #[inline]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|value| std::str::from_utf8(value.as_bytes()).ok())
    }
}

/// Without the envelope, which may hold tickets and passwords.
impl fmt::Debug for RecordedRequest {
    #[inline]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RecordedRequest")
            .field("service", &self.service)
            .field("operation", &self.operation)
            .field("bytes", &self.body.len())
            .finish_non_exhaustive()
    }
}
