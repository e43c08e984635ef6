//! Letting a request in, or not: what the guard says of it, as the Fault that its client understands.

use bytes::Bytes;
use http::{Response, StatusCode};

use super::response::{fault_response, plain_text};
use crate::runtime::codec::decode::Decoder;
use crate::runtime::codec::{DecodeError, EncodeError, Reading, encoding, ns};
use crate::runtime::soap::attachments::Attachments;
use crate::runtime::soap::operation::{Operation, SoapVersion};
use crate::runtime::wsse::received::Refusal;
use crate::runtime::wsse::{Caller, Guard};

/// Has the guard look at a request: who sends it, or the Fault that refuses it, in the request's version of SOAP.
pub(super) fn admit(
    guard: Option<&Guard>,
    operations: &[&'static Operation],
    body: &[u8],
    attachments: &Attachments<'_>,
) -> Result<Caller, Box<Response<Bytes>>> {
    let Some(guard) = guard else { return Ok(Caller::default()) };
    let text = encoding::to_text(body);
    let refusal = match text.as_ref().map(|text| guard.check(text, attachments)) {
        Ok(Ok(caller)) => return Ok(caller),
        Ok(Err(refusal)) => refusal,
        Err(error) => Refusal::from(error.clone()),
    };
    let soap12 = text.is_ok_and(|text| is_soap12(&text));
    let wanted = if soap12 { SoapVersion::Soap12 } else { SoapVersion::Soap11 };
    let services = || operations.iter().map(|operation| operation.service);
    let service = services().find(|service| service.version == wanted).or_else(|| services().next());
    let Some(service) = service else {
        return Err(Box::new(plain_text(StatusCode::NOT_FOUND, "there is no operation here")));
    };
    let refused = fault_response(service, &refusal.fault(service.version), None);
    let unwritable = |error: EncodeError| plain_text(StatusCode::INTERNAL_SERVER_ERROR, &error.to_string());
    Err(Box::new(refused.unwrap_or_else(unwritable)))
}

/// Whether the root is an Envelope of SOAP 1.2.
fn is_soap12(text: &str) -> bool {
    static NAMESPACES: [&str; ns::FIRST as usize] = ns::WELL_KNOWN;
    let root = || -> Result<u16, DecodeError> {
        let mut decoder = Decoder::new(text, &NAMESPACES, Reading::faithful())?;
        decoder.cursor.root_tag()?;
        Ok(decoder.cursor.start_tag()?.namespace)
    };
    root().is_ok_and(|namespace| namespace == ns::SOAP12)
}
