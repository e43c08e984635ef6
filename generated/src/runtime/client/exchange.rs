//! Requests and replies without I/O.
//!
//! [`prepare`] makes the HTTP request, [`interpret`] judges the HTTP reply. Failure has four forms on the wire: the
//! response headers say so (at any status, 200 included), a SOAP Fault (at any status), an HTTP error without an
//! envelope, and an empty reply. Every one becomes an [`Error`] that says which.

use bytes::Bytes;
use http::header::{CONTENT_TYPE, HeaderMap};
use http::{Request, StatusCode, Uri};

use super::answers::{empty, excerpt_at, no_envelope, no_fault, redirect};
use super::checked::Checked;
use super::extension::{Checks, Extensions};
use super::outgoing::request_of;
use super::shared::Shared;
use super::sniff::{begins_envelope, is_blank, is_html, is_json};
use super::verdict::{
    empty_body, failed_outcome, is_void, lacks_value, look, outcome_was_read, refused, understood_by,
    untrusted,
};
use crate::runtime::codec::strings::{after, pieces};
use crate::runtime::codec::{
    DecodeError, DecodeErrorKind, Departure, DepartureKind, Departures, Field, Record, encoding, secrets,
};
use crate::runtime::error::Error;
use crate::runtime::soap::envelope::{BodyForm, Packaging, encode_body_as, envelope_around, rescued};
#[cfg(feature = "stream")]
use crate::runtime::soap::stream::{Cut, Place};
use crate::runtime::soap::{
    Attachments, EncodedBody, Operation, Policy, RawHeader, Received, ReplyParts, Source, decode_reply_from,
    encode_body, unpack,
};
use crate::runtime::values::{Attachment, Streamed};

/// Encodes the arguments, as the content of the Body.
///
/// # Errors
/// [`ErrorKind::Encode`](crate::runtime::error::ErrorKind::Encode) when a value cannot be written as the contract wants it.
pub fn encode(operation: &'static Operation, arguments: &dyn Record) -> Result<EncodedBody, Error> {
    encode_body(operation, arguments).map_err(|error| Error::from_encode(operation, error))
}

/// As [`encode`], for a client whose calls are sent with these extensions.
pub(super) fn encode_with(
    operation: &'static Operation,
    arguments: &dyn Record,
    shared: &Shared,
    extensions: &Extensions,
) -> Result<EncodedBody, Error> {
    let (smallest, canonical) = (shared.packaging.smallest, extensions.want_canonical());
    let form = BodyForm { smallest, canonical, room: shared.sizes.room(operation) };
    let encoded = encode_body_as(operation, arguments, &form);
    let encoded = encoded.map_err(|error| Error::from_encode(operation, error))?;
    shared.sizes.note(operation, encoded.len());
    Ok(encoded)
}

/// Makes the HTTP request: the envelope with `headers` (only those that the operation declares) and `body`, and the
/// HTTP headers of the binding's SOAP version. `extra` HTTP headers replace ours of the same name.
///
/// # Errors
/// [`ErrorKind::Encode`](crate::runtime::error::ErrorKind::Encode) when a session header cannot be written, or an `Upload`
/// cannot be read.
pub fn prepare(
    operation: &'static Operation,
    address: &Uri,
    headers: &dyn Record,
    body: &EncodedBody,
    extra: &HeaderMap,
) -> Result<Request<Bytes>, Error> {
    let laid = body.laid(Packaging::default(), operation.request.is_optimized());
    let xml = envelope_around(operation, headers, &body.used, &laid.xml, &[]);
    let xml = xml.map_err(|error| Error::from_encode(operation, error))?;
    let request = request_of(operation, address, operation.action, xml, laid, &body.attachments, extra)?;
    let (head, body) = request.into_parts();
    let watch = body.watch();
    let bytes = body.into_bytes();
    match watch.broken() {
        Some(why) => Err(Error::from_upload(operation, &why)),
        None => Ok(Request::from_parts(head, bytes)),
    }
}

/// The answer to a request.
#[derive(Clone, Copy)]
pub struct HttpReply<'a> {
    /// The HTTP status.
    pub status: StatusCode,
    /// The HTTP headers.
    pub headers: &'a HeaderMap,
    /// The body.
    pub bytes: &'a [u8],
}

/// What a reply holds beside the headers and the value that the contract declares.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct Others {
    /// Header blocks.
    pub headers: Vec<RawHeader>,
    /// What came beside the envelope.
    pub attachments: Vec<Attachment>,
    /// What came beside the envelope and went to the program's own writer.
    pub streamed: Vec<Streamed>,
    /// Where the reply departed from the contract, and was read all the same.
    pub departures: Departures,
    /// What is known of where the reply comes from.
    pub checked: Checked,
}

/// Judges a reply: fills `response_headers` and `value`, and gives what the contract does not declare.
///
/// # Errors
/// [`ErrorKind::Fault`], [`ErrorKind::Outcome`], [`ErrorKind::Http`], [`ErrorKind::Decode`],
/// [`ErrorKind::NotUnderstood`], [`ErrorKind::Limit`]. What was read until then stays in `response_headers` and `value`.
///
/// [`ErrorKind::Fault`]: crate::runtime::error::ErrorKind::Fault
/// [`ErrorKind::Outcome`]: crate::runtime::error::ErrorKind::Outcome
/// [`ErrorKind::Http`]: crate::runtime::error::ErrorKind::Http
/// [`ErrorKind::Decode`]: crate::runtime::error::ErrorKind::Decode
/// [`ErrorKind::NotUnderstood`]: crate::runtime::error::ErrorKind::NotUnderstood
/// [`ErrorKind::Limit`]: crate::runtime::error::ErrorKind::Limit
pub fn interpret(
    operation: &'static Operation,
    reply: &HttpReply<'_>,
    policy: &Policy,
    response_headers: &mut dyn Record,
    value: &mut dyn Field,
) -> Result<Others, Error> {
    let how = How {
        policy,
        checks: &Checks::default(),
        beside: None,
        #[cfg(feature = "stream")]
        cut: None,
    };
    interpret_checked(operation, reply, &how, response_headers, value)
}

/// How a reply is read.
pub(super) struct How<'a> {
    pub(super) policy: &'a Policy,
    /// What looks at it before.
    pub(super) checks: &'a Checks,
    /// What stood beside it, where it was taken apart while it came in; else it is still one message.
    pub(super) beside: Option<&'a Beside>,
    /// What was cut out of it: items that were handed out.
    #[cfg(feature = "stream")]
    pub(super) cut: Option<&'a Cut>,
}

/// What stood beside an envelope.
pub(super) struct Beside {
    /// The media type of the envelope itself.
    pub(super) content_type: String,
    pub(super) attachments: Attachments<'static>,
}

/// As [`interpret`], after the checks of what was sent. Where one of them fails, nothing of the reply is read but a Fault.
pub(super) fn interpret_checked(
    operation: &'static Operation,
    reply: &HttpReply<'_>,
    how: &How<'_>,
    response_headers: &mut dyn Record,
    value: &mut dyn Field,
) -> Result<Others, Error> {
    let HttpReply { status, headers: http_headers, bytes } = *reply;
    let How { policy, checks, beside, .. } = *how;
    if status.is_redirection() {
        return Err(redirect(operation, status, http_headers));
    }
    if is_blank(bytes) {
        return blank(operation, status, policy, checks);
    }
    let begins = begins_envelope(bytes);
    // Whatever else answers a one-way operation, only a Fault says that it failed.
    if operation.response.is_none() && status.is_success() && !begins {
        return Ok(Others::default());
    }
    let content_type = http_headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
    // Some servers say that there are several parts, and send one.
    let unpacked = if beside.is_some() || begins { Ok(None) } else { unpack(content_type, bytes) };
    let none = Attachments::default();
    let (content_type, bytes, attachments) = match &unpacked {
        Ok(None) => match beside {
            Some(beside) => (Some(&*beside.content_type), bytes, &beside.attachments),
            None => (content_type, bytes, &none),
        },
        Ok(Some(parts)) => (Some(&*parts.content_type), &*parts.envelope, &parts.attachments),
        Err(error) => return Err(undecodable(operation, error.clone(), bytes).with_status(status)),
    };
    if !begins && !begins_envelope(bytes) {
        let html = is_html(bytes, content_type);
        if html || !status.is_success() {
            return Err(no_envelope(operation, status, bytes, html));
        }
        if is_json(bytes) {
            let what = "JSON where a SOAP envelope was expected".to_owned();
            let error = DecodeError::new(DecodeErrorKind::Unexpected(what), 0).locate("");
            return Err(undecodable(operation, error, bytes).with_status(status));
        }
    }
    let recoded = encoding::by_media_type(bytes, content_type);
    let (bytes, contradiction) = match &recoded {
        Ok(recoded) => (&*recoded.bytes, recoded.contradiction.as_deref()),
        Err(_) => (bytes, None),
    };
    let Policy { reading, understood } = policy;
    let source = Source { operation, bytes, attachments, reading, understood };
    let checked = match look(checks, &source) {
        Ok(checked) => checked,
        Err(failure) => return Err(untrusted(&source, &failure).with_status(status)),
    };
    let understood = &*understood_by(&checked, understood);
    let source = Source { understood, ..source };
    let decoded = match (&recoded, contradiction) {
        (Err(error), _) => rescued(&source).ok_or_else(|| error.clone()),
        (Ok(_), Some(found)) if !policy.reading.accepts(DepartureKind::Charset) => {
            let kind = DecodeErrorKind::Departure(DepartureKind::Charset, found.to_owned());
            rescued(&source).ok_or_else(|| DecodeError::new(kind, 0))
        }
        _ => decode_reply_from(&source, response_headers, value),
    };
    #[cfg(feature = "stream")]
    let decoded = match how.cut {
        Some(cut) => decoded.map(|mut parts| {
            cut.join(&mut parts.departures);
            parts
        }),
        None => decoded,
    };
    let mut departures = contradiction.map(Departures::of_encoding).unwrap_or_default();
    if let Ok(parts) = &decoded {
        departures.extend(&parts.departures);
        hide_secrets(operation, &mut departures);
    }
    let outcome =
        failed_outcome(operation, response_headers).filter(|_| outcome_was_read(operation, &decoded));
    let received = match (decoded, outcome) {
        (Ok(ReplyParts { received: Received::Fault(fault), .. }), outcome) => {
            Err(Error::from_fault(operation, fault).with_outcome(outcome).with_departures(departures))
        }
        // The Body of a failure need not keep to the contract; the header has said what happened.
        (_, Some(outcome)) => Err(refused(operation, outcome)),
        (Ok(ReplyParts { received: Received::Nothing, .. }), None)
            if lacks_value(operation, response_headers) =>
        {
            Err(empty_body(operation))
        }
        (Ok(parts), None) => {
            let ReplyParts { other_headers: headers, attachments, .. } = parts;
            let streamed = beside.map(|beside| beside.attachments.all_streamed()).unwrap_or_default();
            Ok(Others { headers, attachments, streamed, departures, checked: checked.clone() })
        }
        #[cfg(feature = "stream")]
        (Err(error), None) if how.cut.is_some() => Err(undecodable_rest(operation, error, bytes, how.cut)),
        (Err(error), None) => Err(undecodable(operation, error, bytes)),
    };
    match received {
        Err(error) if operation.response.is_none() && status.is_success() && error.fault().is_none() => {
            Ok(Others::default())
        }
        Ok(_) if !status.is_success() => Err(no_fault(operation, status, bytes)),
        Ok(other) => Ok(other),
        Err(error) => Err(error.with_status(status).with_checked(checked)),
    }
}

/// An answer without content: right for a one-way operation, and for one whose reply holds nothing.
fn blank(
    operation: &'static Operation,
    status: StatusCode,
    policy: &Policy,
    checks: &Checks,
) -> Result<Others, Error> {
    if !status.is_success() || !is_void(operation) {
        return Err(empty(operation, status));
    }
    let mut others = Others::default();
    if operation.response.as_ref().is_some_and(|message| !message.body.is_empty()) {
        let found = "an answer without an envelope, where nothing was to come in it";
        if !policy.reading.accepts(DepartureKind::Absent) {
            return Err(empty(operation, status));
        }
        others.departures.push(Departure::outside(DepartureKind::Absent, found));
    }
    if operation.response.is_some() {
        others.checked =
            checks.check(None).map_err(|failure| Error::insecure(operation, &failure).with_status(status))?;
    }
    Ok(others)
}

/// Takes out what may be secret.
fn hide_secrets(operation: &Operation, departures: &mut Departures) {
    let names = operation.service.secrets;
    departures.each_mut(&mut |departure| {
        let mut path = pieces(&departure.path, b'/');
        if path.any(|name| secrets::is_secret(after(name, b"@"), names)) {
            departure.found = secrets::MASK.to_owned();
        }
    });
}

pub(super) fn undecodable(operation: &Operation, mut error: DecodeError, bytes: &[u8]) -> Error {
    let names = operation.service.secrets;
    error.hide_found(&|name| secrets::is_secret(name, names));
    let excerpt = excerpt_at(bytes, error.offset(), names);
    Error::from_decode(operation, error, &excerpt).with_excerpt(excerpt)
}

/// As [`undecodable`], for what is left of a reply: the error is told with its place in the whole of it.
#[cfg(feature = "stream")]
#[cold]
fn undecodable_rest(operation: &Operation, mut error: DecodeError, bytes: &[u8], cut: Option<&Cut>) -> Error {
    let names = operation.service.secrets;
    error.hide_found(&|name| secrets::is_secret(name, names));
    let mut excerpt = excerpt_at(bytes, error.offset(), names);
    if let Some(cut) = cut {
        if let Some((text, offset)) = cut.behind(bytes, error.offset()) {
            excerpt = excerpt_at(text, offset, names);
        }
        let at = Place { offset: error.offset(), line: error.line(), column: error.column() };
        let Place { offset, line, column } = cut.place(at);
        error = error.at(offset, line, column);
    }
    Error::from_decode(operation, error, &excerpt).with_excerpt(excerpt)
}
