//! Writing: the content of a Body, and the envelope around it.

use std::borrow::Cow;

use super::body::{EncodedBody, SMALLEST};
use super::version;
use crate::runtime::codec::encode::Encoder;
use crate::runtime::codec::field::{Record, View};
use crate::runtime::codec::strings::before;
use crate::runtime::codec::{ENCODED, EncodeError, Particle};
use crate::runtime::soap::demand::HeaderDemand;
use crate::runtime::soap::operation::{Body, Message, Operation, Service, SoapVersion};

/// Encodes the Body of a request. `arguments` has one slot for each parameter.
///
/// # Errors
/// When a value cannot be sent: a character that XML forbids, a required value that is missing.
pub fn encode_body(
    operation: &'static Operation,
    arguments: &dyn Record,
) -> Result<EncodedBody, EncodeError> {
    encode_body_from(operation, arguments, SMALLEST)
}

/// As [`encode_body`]; bytes from this number on are kept as they are, so that they can leave beside the envelope.
pub(in crate::runtime) fn encode_body_from(
    operation: &'static Operation,
    arguments: &dyn Record,
    smallest: usize,
) -> Result<EncodedBody, EncodeError> {
    message_body(operation, &operation.request, arguments, smallest, false)
}

/// As [`encode_body_from`], in canonical form as far as the engine writes it.
pub(in crate::runtime) fn encode_body_to_be_signed(
    operation: &'static Operation,
    arguments: &dyn Record,
    smallest: usize,
) -> Result<EncodedBody, EncodeError> {
    message_body(operation, &operation.request, arguments, smallest, true)
}

pub(in crate::runtime::soap) fn message_body(
    operation: &Operation,
    message: &'static Message,
    values: &dyn Record,
    smallest: usize,
    canonical: bool,
) -> Result<EncodedBody, EncodeError> {
    let mut encoder = Encoder::leaving_out(operation.service.namespaces, smallest);
    if canonical {
        encoder = encoder.canonical();
    }
    for particle in message.body.elements().iter() {
        let view = match message.body {
            Body::Wrapped(_) | Body::Single(_) => View::Record(values),
            Body::Bare(_) => values.view(particle.slot),
        };
        if particle.has(ENCODED) {
            encoder.encoded(particle, view, version(operation.service))?;
        } else {
            encoder.particle(particle, view, 0)?;
        }
    }
    let mut attachments = Vec::new();
    for bound in message.attachments {
        match values.view(bound.slot) {
            View::Attachment(attachment) => attachments.push((bound.name, attachment.clone())),
            View::Absent => {
                return Err(EncodeError::new("a required attachment is missing").within(bound.name));
            }
            _ => return Err(EncodeError::new("the value does not fit its table").within(bound.name)),
        }
    }
    let (binaries, canonical) = (encoder.take_binaries(), encoder.take_form());
    Ok(EncodedBody { used: encoder.used(), xml: encoder.out, canonical, binaries, attachments })
}

/// Puts the header blocks that the operation declares and an encoded Body into an envelope. Only headers that are set
/// are sent.
///
/// # Errors
/// When a header value cannot be sent.
pub fn envelope(
    operation: &Operation,
    headers: &dyn Record,
    body: &EncodedBody,
) -> Result<String, EncodeError> {
    envelope_with(operation, headers, body, &[])
}

/// As [`envelope`], with attributes of SOAP on the header blocks that `demands` name.
///
/// # Errors
/// As there.
pub fn envelope_with(
    operation: &Operation,
    headers: &dyn Record,
    body: &EncodedBody,
    demands: &[HeaderDemand],
) -> Result<String, EncodeError> {
    envelope_around(operation, headers, &body.used, &body.in_text()?, demands)
}

/// As [`envelope_with`], around the text of a Body that uses these namespaces.
pub(in crate::runtime) fn envelope_around(
    operation: &Operation,
    headers: &dyn Record,
    used: &[u16],
    body: &str,
    demands: &[HeaderDemand],
) -> Result<String, EncodeError> {
    message_envelope(operation, &operation.request, headers, demands, used, Cow::Borrowed(body))
}

/// What an envelope ends with, behind the content of its Body.
pub(in crate::runtime) const END: &str = "</s:Body></s:Envelope>";

pub(in crate::runtime::soap) fn message_envelope(
    operation: &Operation,
    message: &Message,
    headers: &dyn Record,
    demands: &[HeaderDemand],
    used: &[u16],
    body: Cow<'_, str>,
) -> Result<String, EncodeError> {
    let mut encoder = Encoder::new(operation.service.namespaces);
    for particle in message.headers {
        let view = headers.view(particle.slot);
        if matches!(view, View::Absent) {
            continue;
        }
        header_block(&mut encoder, particle, view, demands, operation.service.version)?;
    }
    let mut all = encoder.used();
    all.extend(used);
    // An operation that declares headers gets a Header element even when none is set: some servers insist.
    let header = (!message.headers.is_empty()).then_some(encoder.out.as_str());
    surround(operation.service, header, &all, body)
}

/// Writes a header block that the contract declares, with the attributes of SOAP that `demands` want on it.
pub(super) fn header_block(
    encoder: &mut Encoder,
    particle: &Particle,
    view: View<'_>,
    demands: &[HeaderDemand],
    version: SoapVersion,
) -> Result<(), EncodeError> {
    let start = encoder.out.len();
    encoder.particle(particle, view, 0)?;
    if let Some(demand) = demands.iter().find(|demand| demand.name == particle.name()) {
        let name = before(encoder.out.get(start..).unwrap_or_default(), b" />").len();
        encoder.out.insert_str(start + name, &demand.attributes(version, "s")?);
    }
    Ok(())
}

/// An envelope of the service's version around header blocks and a Body, which use the namespaces of these numbers.
/// Around a Body that is given away it is put in place.
pub(in crate::runtime::soap) fn surround(
    service: &Service,
    header: Option<&str>,
    used: &[u16],
    body: Cow<'_, str>,
) -> Result<String, EncodeError> {
    // Each once, by their numbers.
    let mut all = vec![version(service)];
    for number in used {
        if let Err(at) = all.binary_search(number) {
            all.insert(at, *number);
        }
    }
    let mut encoder = Encoder::new(service.namespaces);
    encoder.out.push_str("<?xml version=\"1.0\" encoding=\"utf-8\"?><s:Envelope");
    encoder.declarations(&all)?;
    encoder.out.push('>');
    if let Some(header) = header {
        encoder.out.push_str("<s:Header>");
        encoder.out.push_str(header);
        encoder.out.push_str("</s:Header>");
    }
    encoder.out.push_str("<s:Body>");
    let mut envelope = match body {
        Cow::Borrowed(body) => {
            encoder.out.push_str(body);
            encoder.out
        }
        Cow::Owned(mut body) => {
            body.insert_str(0, &encoder.out);
            body
        }
    };
    envelope.push_str(END);
    Ok(envelope)
}
