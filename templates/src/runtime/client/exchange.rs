//! Requests and replies without I/O.
//!
//! [`prepare`] makes the HTTP request, [`interpret`] judges the HTTP reply. Failure has four forms on the wire: the
//! response headers say so (at any status, 200 included), a SOAP Fault (at any status), an HTTP error without an
//! envelope, and an empty reply. Every one becomes an [`Error`] that says which.

use bytes::Bytes;
use http::header::{CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue};
use http::{Method, Request, StatusCode, Uri};

use super::answers::{empty, excerpt_at, no_envelope, no_fault, redirect};
use super::shared::set;
use crate::runtime::codec::strings::{after, before, find, find_bytes, join, trim, trim_start};
use crate::runtime::codec::{CodecLimits, DecodeError, Field, Particle, Record, View, encoding, secrets};
use crate::runtime::error::{Error, ErrorKind, OutcomeFailure};
use crate::runtime::soap::attachments::{Packed, pack};
use crate::runtime::soap::{
    Attachments, Body, EncodedBody, Message, Operation, Outcome, RawHeader, Received, ReplyParts,
    SoapVersion, Source, decode_reply_from, encode_body, envelope, unpack,
};
use crate::runtime::values::Attachment;

/// Encodes the arguments, as the content of the Body.
///
/// # Errors
/// [`ErrorKind::Encode`] when a value cannot be written as the contract wants it.
pub fn encode(operation: &'static Operation, arguments: &dyn Record) -> Result<EncodedBody, Error> {
    encode_body(operation, arguments).map_err(|error| Error::from_encode(operation, error))
}

/// Makes the HTTP request: the envelope with `headers` (only those that the operation declares) and `body`, and the
/// HTTP headers of the binding's SOAP version. `extra` HTTP headers replace ours of the same name.
///
/// # Errors
/// [`ErrorKind::Encode`] when a session header cannot be written.
pub fn prepare(
    operation: &Operation,
    address: &Uri,
    headers: &dyn Record,
    body: &EncodedBody,
    extra: &HeaderMap,
) -> Result<Request<Bytes>, Error> {
    prepare_with_envelope(operation, address, headers, body, extra).map(|(request, _)| request)
}

/// As [`prepare`]; with the envelope, which is the request's body unless attachments stand beside it.
pub(super) fn prepare_with_envelope(
    operation: &Operation,
    address: &Uri,
    headers: &dyn Record,
    body: &EncodedBody,
    extra: &HeaderMap,
) -> Result<(Request<Bytes>, Bytes), Error> {
    let unwritable = |error| Error::from_encode(operation, error);
    let xml = envelope(operation, headers, body).map_err(unwritable)?;
    let mut action = String::new();
    for character in operation.action.chars() {
        if matches!(character, '\\' | '"') {
            action.push('\\');
        }
        action.push(character);
    }
    let (bytes, envelope, media) = if body.attachments.is_empty() {
        let bytes = Bytes::from(xml);
        (bytes.clone(), bytes, None)
    } else {
        let packed = pack(operation.service.version, &action, &xml, &body.attachments).map_err(unwritable)?;
        let Packed { content_type, body, envelope } = packed;
        let bytes = Bytes::from(body);
        (bytes.clone(), bytes.slice(envelope), Some(content_type))
    };
    let mut request = Request::new(bytes);
    *request.method_mut() = Method::POST;
    *request.uri_mut() = address.clone();
    let value = |text: &str| {
        HeaderValue::from_bytes(text.as_bytes()).map_err(|_| {
            Error::config(
                "the contract's soapAction holds a control character, so no HTTP header can carry it",
            )
            .named(operation)
        })
    };
    let (content_type, soap_action) = match operation.service.version {
        SoapVersion::Soap11 => ("text/xml; charset=utf-8".to_owned(), Some(value(&format!("\"{action}\""))?)),
        SoapVersion::Soap12 if action.is_empty() => ("application/soap+xml; charset=utf-8".to_owned(), None),
        SoapVersion::Soap12 => (format!("application/soap+xml; charset=utf-8; action=\"{action}\""), None),
    };
    let content_type = value(&media.unwrap_or(content_type))?;
    let to = request.headers_mut();
    *to = extra.clone();
    let ours = [(CONTENT_TYPE, Some(content_type)), (HeaderName::from_static("soapaction"), soap_action)];
    for (name, value) in ours {
        if let Some(value) = value.filter(|_| !to.contains_key(&name)) {
            set(to, name, value);
        }
    }
    Ok((request, envelope))
}

/// What a reply holds beside the headers and the value that the contract declares.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct Others {
    /// Header blocks.
    pub headers: Vec<RawHeader>,
    /// What came beside the envelope.
    pub attachments: Vec<Attachment>,
}

/// Judges a reply: fills `response_headers` and `value`, and gives what the contract does not declare.
///
/// # Errors
/// [`ErrorKind::Fault`], [`ErrorKind::Outcome`], [`ErrorKind::Http`], [`ErrorKind::Decode`], [`ErrorKind::Limit`].
/// What was read until then stays in `response_headers` and `value`.
pub fn interpret(
    operation: &'static Operation,
    status: StatusCode,
    http_headers: &HeaderMap,
    bytes: &[u8],
    limits: &CodecLimits,
    response_headers: &mut dyn Record,
    value: &mut dyn Field,
) -> Result<Others, Error> {
    if status.is_redirection() {
        return Err(redirect(operation, status, http_headers));
    }
    if is_blank(bytes) {
        // Nothing is what a one-way operation, and one whose reply holds nothing, are answered with.
        let promised = |message: &Message| !message.body.is_empty() || !message.headers.is_empty();
        return match operation.response.as_ref().is_some_and(promised) || !status.is_success() {
            true => Err(empty(operation, status)),
            false => Ok(Others::default()),
        };
    }
    // Whatever else answers a one-way operation, only a Fault says that it failed.
    if operation.response.is_none() && status.is_success() && !begins_envelope(bytes) {
        return Ok(Others::default());
    }
    let content_type = http_headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
    // Some servers say that there are several parts, and send one.
    let unpacked = if begins_envelope(bytes) { Ok(None) } else { unpack(content_type, bytes) };
    let none = Attachments::default();
    let (content_type, bytes, attachments) = match &unpacked {
        Ok(None) => (content_type, bytes, &none),
        Ok(Some(parts)) => (Some(&*parts.content_type), &*parts.envelope, &parts.attachments),
        Err(error) => return Err(undecodable(operation, error.clone(), bytes).with_status(status)),
    };
    if !begins_envelope(bytes) && (!status.is_success() || is_html(bytes, content_type)) {
        return Err(no_envelope(operation, status, bytes));
    }
    let recoded = encoding::by_media_type(bytes, content_type);
    let bytes = recoded.as_deref().unwrap_or(bytes);
    let decoded = match &recoded {
        Ok(_) => {
            let source = Source { operation, bytes, attachments, limits };
            decode_reply_from(&source, response_headers, value)
        }
        Err(error) => Err(error.clone()),
    };
    let outcome =
        failed_outcome(operation, response_headers).filter(|_| outcome_was_read(operation, &decoded));
    let received = match (decoded, outcome) {
        (Ok(ReplyParts { received: Received::Fault(fault), .. }), outcome) => {
            Err(Error::from_fault(operation, fault).with_outcome(outcome))
        }
        // The Body of a failure need not keep to the contract; the header has said what happened.
        (_, Some(outcome)) => Err(refused(operation, outcome)),
        (Ok(ReplyParts { received: Received::Nothing, .. }), None)
            if lacks_value(operation, response_headers) =>
        {
            Err(empty_body(operation))
        }
        (Ok(parts), None) => Ok(Others { headers: parts.other_headers, attachments: parts.attachments }),
        (Err(error), None) => Err(undecodable(operation, error, bytes)),
    };
    match received {
        Err(error) if operation.response.is_none() && status.is_success() && error.fault().is_none() => {
            Ok(Others::default())
        }
        Ok(_) if !status.is_success() => Err(no_fault(operation, status, bytes)),
        Ok(other) => Ok(other),
        Err(error) => Err(error.with_status(status)),
    }
}

fn undecodable(operation: &Operation, mut error: DecodeError, bytes: &[u8]) -> Error {
    let names = operation.service.secrets;
    error.hide_found(&|name| secrets::is_secret(name, names));
    let excerpt = excerpt_at(bytes, error.offset(), names);
    Error::from_decode(operation, error, &excerpt).with_excerpt(excerpt)
}

/// Whether an empty Body leaves something out. It does not when the contract promises nothing in it; but where response
/// headers say whether a call worked, they have to say so.
fn lacks_value(operation: &Operation, headers: &dyn Record) -> bool {
    let Some(message) = &operation.response else { return false };
    let told = |outcome: &Outcome| {
        let declared = message.headers.iter().any(|header| header.slot == outcome.succeeded);
        !declared || matches!(headers.view(outcome.succeeded), View::Bool(true))
    };
    match &message.body {
        Body::Wrapped(wrapper) | Body::Single(wrapper) => {
            let void = wrapper.def.elements.is_empty()
                && wrapper.def.attributes.is_empty()
                && wrapper.def.text.is_none();
            !(void && operation.service.outcome.is_none_or(told))
        }
        body => !body.is_empty(),
    }
}

#[cold]
fn empty_body(operation: &'static Operation) -> Error {
    let elements = operation.response.as_ref().map(|message| message.body.elements());
    let names = join(&mut elements.as_deref().unwrap_or_default().iter().map(Particle::name), "`, `");
    Error::in_operation(ErrorKind::Decode, operation)
        .message(format!("the reply's Body is empty where `{names}` was expected"))
        .unknown(true)
}

/// What the response headers say, if they say failure; a header that is missing is success.
fn failed_outcome(operation: &Operation, headers: &dyn Record) -> Option<OutcomeFailure> {
    let outcome = operation.service.outcome?;
    if !matches!(headers.view(outcome.succeeded), View::Bool(false)) {
        return None;
    }
    let mut failure = OutcomeFailure::default();
    if let Some(View::Record(record)) = outcome.error.map(|slot| headers.view(slot)) {
        let text = |slot: Option<u16>| match record.view(slot?) {
            View::Str(text) if !trim(text).is_empty() => Some(trim(secrets::without_stack(text)).to_owned()),
            _ => None,
        };
        failure.kind = text(outcome.kind);
        failure.message = text(outcome.message);
    }
    Some(failure)
}

/// Whether the header that tells success was read to its end: where a reply breaks off within it, or it is no truth
/// value, what stands in its slot says nothing.
fn outcome_was_read(operation: &Operation, decoded: &Result<ReplyParts, DecodeError>) -> bool {
    let (Err(error), Some(outcome), Some(message)) =
        (decoded, operation.service.outcome, operation.response.as_ref())
    else {
        return true;
    };
    let header = message.headers.iter().find(|particle| particle.slot == outcome.succeeded);
    header.is_none_or(|header| error.reading() != format!("Envelope/Header/{}", header.name()))
}

#[cold]
fn refused(operation: &Operation, outcome: OutcomeFailure) -> Error {
    let said = match (&outcome.kind, &outcome.message) {
        (Some(kind), Some(message)) => format!("{kind}: {message}"),
        (Some(one), None) | (None, Some(one)) => one.clone(),
        (None, None) => "it gives no reason".to_owned(),
    };
    Error::in_operation(ErrorKind::Outcome, operation)
        .message(format!("the server says that the operation failed: {said}"))
        .with_outcome(Some(outcome))
}

/// Nothing but white space, perhaps after a byte order mark.
fn is_blank(bytes: &[u8]) -> bool {
    bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes).iter().all(u8::is_ascii_whitespace)
}

/// Whether an answer that is no envelope is a page for people.
fn is_html(bytes: &[u8], content_type: Option<&str>) -> bool {
    let kind = trim_start(content_type.unwrap_or_default()).to_ascii_lowercase();
    let head = bytes.get(..bytes.len().min(1024)).unwrap_or_default().to_ascii_lowercase();
    kind.starts_with("text/html")
        || kind.starts_with("application/xhtml")
        || find_bytes(&head, b"<html").is_some()
        || find_bytes(&head, b"<!doctype html").is_some()
}

/// Whether the first element is called `Envelope`. Zero bytes are ignored, so that UTF-16 is seen too.
fn begins_envelope(bytes: &[u8]) -> bool {
    let mut head = String::new();
    for byte in bytes.iter().take(4096).filter(|byte| **byte != 0) {
        head.push(char::from(*byte));
    }
    let mut rest = head.as_str();
    while let Some(start) = find(rest, "<") {
        rest = rest.get(start + 1..).unwrap_or_default();
        let end = match rest {
            _ if rest.starts_with('?') => "?>",
            _ if rest.starts_with("!--") => "-->",
            _ if rest.starts_with('!') => ">",
            _ => {
                let name = before(rest, b" \t\r\n>/");
                return after(name, b":") == "Envelope";
            }
        };
        match find(rest, end) {
            Some(at) => rest = rest.get(at..).unwrap_or_default(),
            None => return false,
        }
    }
    false
}
