//! Envelopes, Faults and texts as HTTP responses.

use bytes::Bytes;
use http::header::{CONTENT_TYPE, HeaderValue};
use http::{Response, StatusCode};

use super::encode_fault;
use crate::runtime::codec::EncodeError;
use crate::runtime::soap::fault::Fault;
use crate::runtime::soap::operation::{Service, SoapVersion};

/// A text for people, where no envelope can be made.
pub(super) fn plain_text(status: StatusCode, text: &str) -> Response<Bytes> {
    let mut response = Response::new(Bytes::copy_from_slice(text.as_bytes()));
    *response.status_mut() = status;
    let media = HeaderValue::from_static("text/plain; charset=utf-8");
    response.headers_mut().insert(CONTENT_TYPE, media);
    response
}

/// An envelope as an HTTP response.
pub(super) fn respond(version: SoapVersion, status: StatusCode, xml: String) -> Response<Bytes> {
    let media = match version {
        SoapVersion::Soap11 => "text/xml; charset=utf-8",
        SoapVersion::Soap12 => "application/soap+xml; charset=utf-8",
    };
    let mut response = Response::new(Bytes::from(xml));
    *response.status_mut() = status;
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(media));
    response
}

/// A Fault as an HTTP response.
pub(super) fn fault_response(
    service: &Service,
    fault: &Fault,
    status: Option<StatusCode>,
) -> Result<Response<Bytes>, EncodeError> {
    let usual = match (service.version, fault.code.local.as_str()) {
        (SoapVersion::Soap12, "Sender" | "Client") => StatusCode::BAD_REQUEST,
        _ => StatusCode::INTERNAL_SERVER_ERROR,
    };
    Ok(respond(service.version, status.unwrap_or(usual), encode_fault(service, fault)?))
}
