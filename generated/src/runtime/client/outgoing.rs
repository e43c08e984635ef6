//! A request on its way out: headers, Body and what extensions add become an envelope, and that an HTTP request.

use std::borrow::Cow;

use bytes::Bytes;
use http::header::{CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue};
use http::{Method, Request, Uri};

use super::body::RequestBody;
use super::extension::{Checks, Extensions, Sending};
use super::pieces::Watch;
use super::shared::set;
use crate::runtime::codec::Record;
use crate::runtime::codec::secrets::Names;
use crate::runtime::error::Error;
use crate::runtime::soap::attachments::{Packed, pack};
use crate::runtime::soap::envelope::{EnvelopeParts, LaidBody, Packaging, envelope_around};
use crate::runtime::soap::{EncodedBody, HeaderDemand, Operation, SoapVersion};
use crate::runtime::values::Attachment;

/// A request that is about to be sent.
pub(super) struct Outgoing {
    pub(super) request: Request<RequestBody>,
    /// The envelope: the request's body, unless something stands beside it or streams into it.
    pub(super) envelope: Bytes,
    /// Whether all uploads could be read.
    pub(super) watch: Watch,
    /// What looks at the reply.
    pub(super) checks: Checks,
    /// What no error and log shows of the request.
    pub(super) secrets: Names,
}

/// What is put into a request, beside headers and arguments.
pub(super) struct Additions<'a> {
    pub(super) demands: &'a [HeaderDemand],
    pub(super) extensions: &'a Extensions,
    /// HTTP headers, which replace ours of the same name.
    pub(super) extra: &'a HeaderMap,
    pub(super) packaging: Packaging,
}

/// As [`prepare`](super::exchange::prepare), with what the session, the client and the call add.
pub(super) fn prepare_with_envelope(
    operation: &'static Operation,
    address: &Uri,
    headers: &dyn Record,
    body: &EncodedBody,
    additions: &Additions<'_>,
) -> Result<Outgoing, Error> {
    let Additions { demands, extensions, extra, packaging } = *additions;
    let unwritable = |error| Error::from_encode(operation, error);
    let mut secrets = Names { service: operation.service.secrets, own: Vec::new() };
    let laid = body.laid(packaging, operation.request.is_optimized());
    let (xml, checks, action) = if extensions.is_empty() {
        let xml = envelope_around(operation, headers, &body.used, &laid.xml, demands);
        (xml.map_err(unwritable)?, Checks::default(), operation.action.into())
    } else {
        let parts = EnvelopeParts::new(operation, headers, demands, body, &laid.xml);
        let mut parts = parts.map_err(unwritable)?;
        let content = laid.is_in_memory().then_some(&*laid.xml);
        let checks = extensions.send(&mut parts, &Sending { operation, address, body: content })?;
        let xml = parts.write().map_err(unwritable)?;
        secrets.own = std::mem::take(&mut parts.secrets);
        (xml, checks, parts.action)
    };
    let request = request_of(operation, address, &action, xml, laid, &body.attachments, extra)?;
    let (envelope, watch) = (request.body().envelope().clone(), request.body().watch());
    Ok(Outgoing { request, envelope, watch, checks, secrets })
}

/// The HTTP request of an envelope with a Body that is laid out so.
pub(super) fn request_of(
    operation: &Operation,
    address: &Uri,
    unquoted: &str,
    xml: String,
    laid: LaidBody<'_>,
    attachments: &[(&'static str, Attachment)],
    extra: &HeaderMap,
) -> Result<Request<RequestBody>, Error> {
    let unwritable = |error| Error::from_encode(operation, error);
    let action = escaped(unquoted);
    let (to_send, media) = if attachments.is_empty() && laid.is_whole() {
        (RequestBody::from(Bytes::from(xml)), None)
    } else {
        let packed = pack(operation.service.version, &action, xml, laid, attachments);
        let Packed { content_type, pieces, envelope } = packed.map_err(unwritable)?;
        let to_send = RequestBody::of_pieces(pieces, envelope);
        (to_send.map_err(|why| Error::from_upload(operation, &why.to_string()).unknown(false))?, content_type)
    };
    let mut request = Request::new(to_send);
    *request.method_mut() = Method::POST;
    *request.uri_mut() = address.clone();
    let value = |text: String| {
        HeaderValue::try_from(text).map_err(|_| {
            Error::config("the action holds a control character, so no HTTP header can carry it")
                .named(operation)
        })
    };
    let is_older = operation.service.version == SoapVersion::Soap11;
    let content_type = match media {
        Some(media) => value(media)?,
        None if is_older => HeaderValue::from_static("text/xml; charset=utf-8"),
        None if action.is_empty() => HeaderValue::from_static("application/soap+xml; charset=utf-8"),
        None => value(format!("application/soap+xml; charset=utf-8; action=\"{action}\""))?,
    };
    let soap_action = match is_older {
        true => Some(value(quoted(&action))?),
        false => None,
    };
    let to = request.headers_mut();
    *to = extra.clone();
    let ours = [(CONTENT_TYPE, Some(content_type)), (HeaderName::from_static("soapaction"), soap_action)];
    for (name, value) in ours {
        if let Some(value) = value.filter(|_| !to.contains_key(&name)) {
            set(to, name, value);
        }
    }
    Ok(request)
}

/// An action between quotes, in as much memory as that takes: an HTTP header keeps it.
fn quoted(action: &str) -> String {
    let mut out = String::with_capacity(action.len() + "\"\"".len());
    out.push('"');
    out.push_str(action);
    out.push('"');
    out
}

/// An action as it stands between quotes.
fn escaped(action: &str) -> Cow<'_, str> {
    let is_special = |character: char| matches!(character, '\\' | '"');
    if memchr::memchr2(b'\\', b'"', action.as_bytes()).is_none() {
        return Cow::Borrowed(action);
    }
    let mut out = String::new();
    for character in action.chars() {
        if is_special(character) {
            out.push('\\');
        }
        out.push(character);
    }
    Cow::Owned(out)
}
