//! A reply with all that came beside its value.

use std::fmt;

use http::HeaderMap;

use super::checked::Checked;
use crate::runtime::codec::{DecodeError, Departures, Record, Slot, Typed, View};
use crate::runtime::soap::{Operation, RawHeader};
use crate::runtime::values::{Attachment, Streamed};

/// What an operation returned, with the response headers.
#[non_exhaustive]
pub struct Reply<T, R> {
    /// What awaiting the call alone would have given.
    pub value: T,
    /// The response headers that the contract declares.
    pub headers: R,
    /// Header blocks that the contract does not declare, as they came.
    pub other_headers: Vec<RawHeader>,
    /// What came beside the envelope, but for what the contract binds to the value and what the envelope includes in it
    /// (XOP). Values of the type `swaRef` are `cid:` and the `id` of one of these.
    pub attachments: Vec<Attachment>,
    /// The parts that went to the writer of [`attachments_to`](super::Call::attachments_to): what each was, and whether the
    /// envelope refers to it.
    pub streamed: Vec<Streamed>,
    /// Where the reply departed from the contract, and was read all the same.
    pub departures: Departures,
    /// What is known of where the reply comes from.
    pub checked: Checked,
    /// The HTTP status.
    pub status: u16,
    /// The HTTP headers of the answer.
    pub http_headers: HeaderMap,
    pub(super) operation: &'static Operation,
}

impl<T, R> Reply<T, R> {
    /// The first header block of this name that the contract does not declare, as a type of the crate of the operation;
    /// `None` where there is none. As XML they are in [`other_headers`](Self::other_headers).
    ///
    /// # Errors
    /// When the block is not what the contract says of the type.
    #[must_use]
    pub fn other_header_as<H: Typed>(&self, namespace: &str, name: &str) -> Option<Result<H, DecodeError>> {
        RawHeader::find_as(&self.other_headers, self.operation.service, namespace, name)
    }
}

/// Without the headers that came as XML, and those of HTTP: they may hold anything.
impl<T: fmt::Debug, R: fmt::Debug> fmt::Debug for Reply<T, R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Reply")
            .field("value", &self.value)
            .field("headers", &self.headers)
            .field("departures", &self.departures)
            .field("checked", &self.checked)
            .field("status", &self.status)
            .finish_non_exhaustive()
    }
}

/// The headers of a contract that declares none.
impl Record for () {
    #[inline]
    fn slot(&mut self, _index: u16) -> Slot<'_> {
        Slot::None
    }

    #[inline]
    fn view(&self, _index: u16) -> View<'_> {
        View::Absent
    }
}
