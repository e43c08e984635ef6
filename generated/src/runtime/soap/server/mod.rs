//! The other two directions, for servers and fakes: requests read, replies written.
//!
//! [`decode_request`] and [`encode_reply`] need no more than the tables. Where the crate was generated with
//! `server = true`, every operation has a type for its request, which implements [`ServerOperation`]; then [`decode`],
//! [`encode`] and the [`Dispatcher`] work on types.

#[cfg(feature = "wsse")]
mod admit;
mod dispatch;
mod failure;
mod fault;
#[cfg(feature = "addressing")]
mod relation;
mod response;
mod route;

use std::borrow::Cow;
use std::fmt;
use std::io::Read as _;
use std::ops::Deref;

use bytes::Bytes;
use http::header::{CONTENT_TYPE, HeaderValue};
use http::{Response, StatusCode};

pub use dispatch::Dispatcher;
pub use failure::Failure;
pub use fault::{encode_detail, encode_fault};
pub use route::find;

pub(in crate::runtime) use dispatch::{Given, Handler, handler, response};

use super::attachments::{Attachments, PieceReader, pack};
use super::envelope::read::{NOTHING, Target, decode_message};
use super::envelope::write::{BodyForm, message_body, message_envelope};
use super::envelope::{EncodedBody, Packaging, RawHeader, Received, ReplyParts, Source};
use super::operation::{Body, Operation};
use crate::runtime::codec::{
    DecodeError, DecodeErrorKind, EncodeError, Field, Particle, Reading, Record, Slot, Typed, View, ns,
};
use crate::runtime::soap::Policy;

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
    /// Who sends it, as far as the dispatcher's [guard](Dispatcher::guard) has checked it.
    #[cfg(feature = "wsse")]
    pub caller: crate::runtime::wsse::Caller,
}

impl<O: ServerOperation> ServerRequest<O> {
    /// The first header block of this name that the contract does not declare, as a type of the crate of the operation;
    /// `None` where there is none.
    ///
    /// # Errors
    /// When the block is not what the contract says of the type.
    #[must_use]
    pub fn other_header_as<H: Typed>(&self, namespace: &str, name: &str) -> Option<Result<H, DecodeError>> {
        RawHeader::find_as(&self.other_headers, O::OPERATION.service, namespace, name)
    }
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
/// When it is no envelope of this operation, not well-formed, or beyond a limit. With [`Reading::strict`] also for
/// what a WCF server would silently drop.
pub fn decode<O: ServerOperation>(bytes: &[u8], reading: &Reading) -> Result<ServerRequest<O>, DecodeError> {
    decode_with(bytes, &Attachments::default(), reading)
}

/// As [`decode`], with what came beside the envelope ([`unpack`](super::unpack)).
///
/// # Errors
/// As there; and when an attachment is missing.
pub fn decode_with<O: ServerOperation>(
    bytes: &[u8],
    attachments: &Attachments<'_>,
    reading: &Reading,
) -> Result<ServerRequest<O>, DecodeError> {
    decode_by(bytes, attachments, &Policy { reading: *reading, understood: Vec::new() })
}

/// As [`decode_with`], with the header blocks that the server understands.
fn decode_by<O: ServerOperation>(
    bytes: &[u8],
    attachments: &Attachments<'_>,
    policy: &Policy,
) -> Result<ServerRequest<O>, DecodeError> {
    let (mut arguments, mut headers) = (O::default(), O::RequestHeaders::default());
    let Policy { reading, understood } = policy;
    let source = Source { operation: O::OPERATION, bytes, attachments, reading, understood };
    let parts = decode_request_from(&source, &mut headers, &mut arguments)?;
    Ok(ServerRequest {
        arguments,
        headers,
        other_headers: whole(O::OPERATION, parts)?,
        #[cfg(feature = "wsse")]
        caller: crate::runtime::wsse::Caller::default(),
    })
}

/// The headers of a request that holds what the operation is called with.
fn whole(operation: &'static Operation, parts: ReplyParts) -> Result<Vec<RawHeader>, DecodeError> {
    let elements = operation.request.body.elements();
    let names: Vec<_> = elements.iter().filter(|one| one.namespace != ns::ANY).map(Particle::name).collect();
    let what = match parts.received {
        Received::Value => return Ok(parts.other_headers),
        Received::Nothing if operation.request.body.is_empty() => return Ok(parts.other_headers),
        Received::Nothing => format!("an empty Body where `{}` was expected", names.join("`, `")),
        Received::Fault(_) => "a Fault in place of a request".to_owned(),
    };
    Err(DecodeError::new(DecodeErrorKind::Unexpected(what), 0))
}

/// Writes the envelope of a reply, without attachments. The response header that says that the call worked is set, where
/// the operation has one and it is not set already.
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
    reading: &Reading,
    headers: &mut dyn Record,
    arguments: &mut dyn Record,
) -> Result<ReplyParts, DecodeError> {
    let attachments = &Attachments::default();
    decode_request_from(
        &Source { operation, bytes, attachments, reading, understood: &[] },
        headers,
        arguments,
    )
}

/// As [`decode_request`], with what came beside the envelope.
///
/// # Errors
/// As there; and when an attachment is missing.
pub fn decode_request_from(
    source: &Source<'_>,
    headers: &mut dyn Record,
    arguments: &mut dyn Record,
) -> Result<ReplyParts, DecodeError> {
    let message = &source.operation.request;
    let target = match message.body {
        Body::Bare(_) => Target::Elements(arguments, 0),
        Body::Wrapped(_) | Body::Single(_) => Target::Slot(Slot::Record(arguments)),
    };
    let mut parts = decode_message(source, message, headers, target)?;
    if !message.attachments.is_empty() {
        source.attachments.bind_record(message.attachments, arguments)?;
    }
    parts.attachments = source.attachments.rest();
    Ok(parts)
}

/// Writes a reply: the value as the operation's method returns it, without its attachments.
///
/// # Errors
/// When a value cannot be sent.
pub fn encode_reply(
    operation: &'static Operation,
    headers: &dyn Record,
    value: &dyn Field,
) -> Result<String, EncodeError> {
    let mut body = reply_body(operation, value, usize::MAX)?;
    let used = std::mem::take(&mut body.used);
    let message = operation.response.as_ref().unwrap_or(&NOTHING);
    message_envelope(operation, message, headers, &[], &used, body.into_text()?)
}

/// The Body of a reply; bytes from this number on are kept as they are.
fn reply_body(
    operation: &'static Operation,
    value: &dyn Field,
    smallest: usize,
) -> Result<EncodedBody, EncodeError> {
    let (message, form) = (operation.response.as_ref().unwrap_or(&NOTHING), &BodyForm::new(smallest));
    let whole = matches!(message.body, Body::Wrapped(_)) || message.several();
    match value.view() {
        View::Record(record) if whole => message_body(operation, message, record, form),
        _ => message_body(operation, message, &One(value), form),
    }
}

/// A reply as an HTTP response; the response header that says that the call worked is set, where the operation has one
/// and it is not set already.
fn reply<O: ServerOperation>(
    mut answer: Answer<O>,
    packaging: Packaging,
) -> Result<Response<Bytes>, EncodeError> {
    failure::succeeded(O::OPERATION, &mut answer.headers);
    reply_of(O::OPERATION, &answer.headers, &answer.value, packaging)
}

/// Bytes leave as parts only where the server says so: whoever asks need not read them.
fn reply_of(
    operation: &'static Operation,
    headers: &dyn Record,
    value: &dyn Field,
    packaging: Packaging,
) -> Result<Response<Bytes>, EncodeError> {
    let (version, is_mtom) = (operation.service.version, packaging.mtom == Some(true));
    let message = operation.response.as_ref().unwrap_or(&NOTHING);
    let mut body = reply_body(operation, value, if is_mtom { packaging.smallest } else { usize::MAX })?;
    if body.is_plain() && !is_mtom {
        let used = std::mem::take(&mut body.used);
        let envelope = message_envelope(operation, message, headers, &[], &used, body.into_text()?)?;
        return Ok(response::respond(version, StatusCode::OK, envelope));
    }
    let laid = body.laid(Packaging { mtom: Some(is_mtom), ..packaging }, false);
    let xml = message_envelope(operation, message, headers, &[], &body.used, Cow::Borrowed(&laid.xml))?;
    let packed = pack(version, "", xml, laid, &body.attachments)?;
    let mut bytes = Vec::new();
    let read = PieceReader::new(packed.pieces).read_to_end(&mut bytes);
    read.map_err(|why| EncodeError::new(why.to_string()))?;
    let mut response = response::respond(version, StatusCode::OK, String::new());
    *response.body_mut() = bytes.into();
    if let Some(media) = packed.content_type.and_then(|media| HeaderValue::from_str(&media).ok()) {
        response.headers_mut().insert(CONTENT_TYPE, media);
    }
    Ok(response)
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
