//! The other two directions, for servers and fakes: requests read, replies written.
//!
//! [`decode_request`] and [`encode_reply`] need no more than the tables. Where the crate was generated with
//! `server = true`, every operation has a type for its request, which implements [`ServerOperation`]; then [`decode`],
//! [`encode`] and the [`Dispatcher`] work on types.

mod dispatch;
mod failure;
mod fault;

use std::fmt;
use std::ops::Deref;

pub use dispatch::{Dispatcher, find};
pub use failure::Failure;
pub use fault::{encode_detail, encode_fault};

pub(in super::super) use dispatch::{Handler, handler, response};

use super::super::codec::{
    CodecLimits, DecodeError, DecodeErrorKind, EncodeError, Field, Particle, Record, Slot, View,
};
use super::envelope::{
    RawHeader, Received, ReplyParts, Target, decode_message, message_body, message_envelope,
};
use super::operation::{Message, Operation, Shape};

/// An operation as a server sees it. Implemented by the type of its request, whose slots are the parameters.
pub trait ServerOperation: Record + Default + 'static {
    /// What the client's method returns.
    type Response: Field + Default + 'static;
    /// The crate's request headers.
    type RequestHeaders: Record + Default + 'static;
    /// The crate's response headers.
    type ResponseHeaders: Record + Default + 'static;
    /// The descriptor.
    const OPERATION: &'static Operation;
}

/// A request, read. Derefs to the arguments.
#[derive(Clone, Default)]
pub struct ServerRequest<O: ServerOperation> {
    /// The arguments.
    pub arguments: O,
    /// The header blocks that the contract declares.
    pub headers: O::RequestHeaders,
    /// The header blocks that it does not.
    pub other_headers: Vec<RawHeader>,
}

impl<O: ServerOperation> Deref for ServerRequest<O> {
    type Target = O;

    fn deref(&self) -> &O {
        &self.arguments
    }
}

/// Generated types show no secrets of theirs.
impl<O: ServerOperation + fmt::Debug> fmt::Debug for ServerRequest<O>
where
    O::RequestHeaders: fmt::Debug,
{
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ServerRequest")
            .field("arguments", &self.arguments)
            .field("headers", &self.headers)
            .field("other_headers", &self.other_headers)
            .finish()
    }
}

/// What an operation that worked is answered with.
#[derive(Clone)]
pub struct Answer<O: ServerOperation> {
    /// What the client's method will return.
    pub value: O::Response,
    /// The response headers. The one that says that the call worked is set when the answer is written, unless it is
    /// set already.
    pub headers: O::ResponseHeaders,
}

impl<O: ServerOperation> Answer<O> {
    /// A value, with no response headers of the caller's own.
    #[must_use]
    pub fn new(value: O::Response) -> Self {
        Self { value, headers: O::ResponseHeaders::default() }
    }
}

impl<O: ServerOperation> fmt::Debug for Answer<O>
where
    O::Response: fmt::Debug,
    O::ResponseHeaders: fmt::Debug,
{
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Answer").field("value", &self.value).field("headers", &self.headers).finish()
    }
}

/// Reads a request's envelope.
///
/// # Errors
/// When it is no envelope of this operation, not well-formed, or beyond a limit. With [`CodecLimits::strict`] also for
/// what a WCF server would silently drop.
pub fn decode<O: ServerOperation>(
    bytes: &[u8],
    limits: &CodecLimits,
) -> Result<ServerRequest<O>, DecodeError> {
    let (mut arguments, mut headers) = (O::default(), O::RequestHeaders::default());
    let parts = decode_request(O::OPERATION, bytes, limits, &mut headers, &mut arguments)?;
    Ok(ServerRequest { arguments, headers, other_headers: whole(O::OPERATION, parts)? })
}

/// The headers of a request that holds what the operation is called with.
fn whole(operation: &Operation, parts: ReplyParts) -> Result<Vec<RawHeader>, DecodeError> {
    let names: Vec<_> = operation.request.body.iter().map(Particle::name).collect();
    let what = match parts.received {
        Received::Value => return Ok(parts.other_headers),
        Received::Nothing if names.is_empty() => return Ok(parts.other_headers),
        Received::Nothing => format!("an empty Body where `{}` was expected", names.join("`, `")),
        Received::Fault(_) => "a Fault in place of a request".to_owned(),
    };
    Err(DecodeError::new(DecodeErrorKind::Unexpected(what), 0))
}

/// Writes the envelope of a reply. The response header that says that the call worked is set, where the operation has
/// one and it is not set already.
///
/// # Errors
/// When a value cannot be sent.
pub fn encode<O: ServerOperation>(mut answer: Answer<O>) -> Result<String, EncodeError> {
    failure::succeeded(O::OPERATION, &mut answer.headers);
    encode_reply(O::OPERATION, &answer.headers, &answer.value)
}

/// Reads a request to `operation` into a record that has one slot for each parameter.
///
/// # Errors
/// As for a reply.
pub fn decode_request(
    operation: &'static Operation,
    bytes: &[u8],
    limits: &CodecLimits,
    headers: &mut dyn Record,
    arguments: &mut dyn Record,
) -> Result<ReplyParts, DecodeError> {
    let target = match operation.request.shape {
        Shape::Bare => Target::Elements(arguments, 0),
        Shape::Wrapped | Shape::Single => Target::Slot(Slot::Record(arguments)),
    };
    decode_message(operation, &operation.request, bytes, limits, headers, target)
}

/// Writes a reply: the value as the operation's method returns it.
///
/// # Errors
/// When a value cannot be sent.
pub fn encode_reply(
    operation: &Operation,
    headers: &dyn Record,
    value: &dyn Field,
) -> Result<String, EncodeError> {
    static NOTHING: Message = Message { headers: &[], body: &[], shape: Shape::Bare };
    let message = operation.response.as_ref().unwrap_or(&NOTHING);
    let one = One(value);
    let whole = message.shape == Shape::Wrapped || message.body.len() > 1;
    let body = match value.view() {
        View::Record(record) if whole => message_body(operation, message, record)?,
        _ => message_body(operation, message, &one)?,
    };
    message_envelope(operation, message, headers, &body)
}

/// A value as the one slot of a record.
struct One<'a>(&'a dyn Field);

impl Record for One<'_> {
    fn slot(&mut self, _: u16) -> Slot<'_> {
        Slot::None
    }

    fn view(&self, _: u16) -> View<'_> {
        self.0.view()
    }
}

/// The place of field `index`, for generated records.
#[must_use]
pub fn slot_of<'a, const N: usize>(fields: [&'a mut dyn Field; N], index: u16) -> Slot<'a> {
    fields.into_iter().nth(usize::from(index)).map_or(Slot::None, Field::slot)
}

/// The value of field `index`, for generated records.
#[must_use]
pub fn view_of<'a, const N: usize>(fields: [&'a dyn Field; N], index: u16) -> View<'a> {
    fields.into_iter().nth(usize::from(index)).map_or(View::Absent, Field::view)
}
