//! Writing: the content of a Body, and the envelope around it.

use std::borrow::Cow;

use super::body::{EncodedBody, SMALLEST};
use super::version;
use crate::runtime::codec::encode::{Encoder, ROOM};
use crate::runtime::codec::field::{Record, View};
use crate::runtime::codec::numbers::Numbers;
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
    encode_body_as(operation, arguments, &BodyForm::new(SMALLEST))
}

/// How the content of a Body is written.
pub(in crate::runtime) struct BodyForm {
    /// Bytes from this number on are kept as they are, so that they can leave beside the envelope.
    pub(in crate::runtime) smallest: usize,
    /// In canonical form, as far as the engine writes it.
    pub(in crate::runtime) canonical: bool,
    /// How many bytes it will have, about.
    pub(in crate::runtime) room: usize,
}

impl BodyForm {
    pub(in crate::runtime) const fn new(smallest: usize) -> Self {
        Self { smallest, canonical: false, room: ROOM }
    }
}

/// As [`encode_body`], in this form.
pub(in crate::runtime) fn encode_body_as(
    operation: &'static Operation,
    arguments: &dyn Record,
    form: &BodyForm,
) -> Result<EncodedBody, EncodeError> {
    message_body(operation, &operation.request, arguments, form)
}

pub(in crate::runtime::soap) fn message_body(
    operation: &Operation,
    message: &'static Message,
    values: &dyn Record,
    form: &BodyForm,
) -> Result<EncodedBody, EncodeError> {
    let mut encoder = Encoder::with_room(operation.service.namespaces, form.room).leaving_out(form.smallest);
    if form.canonical {
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
    Ok(EncodedBody { used: encoder.used, xml: encoder.out, canonical, binaries, attachments })
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
    used: &Numbers,
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
    used: &Numbers,
    body: Cow<'_, str>,
) -> Result<String, EncodeError> {
    let mut encoder = begin(operation.service, used);
    // An operation that declares headers gets a Header element even when none is set: some servers insist.
    if !message.headers.is_empty() {
        encoder.out.push_str("<s:Header>");
        for particle in message.headers {
            let view = headers.view(particle.slot);
            if !matches!(view, View::Absent) {
                header_block(&mut encoder, particle, view, demands, operation.service.version)?;
            }
        }
        encoder.out.push_str("</s:Header>");
    }
    finish(encoder, body)
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

/// An envelope of the service's version around a Body, which uses these namespaces.
#[cfg(feature = "server")]
pub(in crate::runtime::soap) fn surround(
    service: &Service,
    used: &Numbers,
    body: Cow<'_, str>,
) -> Result<String, EncodeError> {
    finish(begin(service, used), body)
}

/// The beginning of the start tag. The declarations come last: what follows may use namespaces, too.
const START: &str = "<?xml version=\"1.0\" encoding=\"utf-8\"?><s:Envelope";

/// How many bytes an envelope has beside its Header and Body, about.
const AROUND: usize = 512;

/// An encoder for the Header of an envelope.
fn begin(service: &Service, used: &Numbers) -> Encoder {
    // Most envelopes have none.
    let mut encoder = Encoder::with_room(service.namespaces, 0);
    encoder.used.add_all(used);
    encoder.use_namespace(version(service));
    encoder
}

/// Puts Header and Body into an envelope, which declares what they use. A Body that is given away keeps its memory.
fn finish(mut encoder: Encoder, body: Cow<'_, str>) -> Result<String, EncodeError> {
    let (header, used) = (std::mem::take(&mut encoder.out), std::mem::take(&mut encoder.used));
    let within = if let Cow::Borrowed(body) = &body { body.len() } else { 0 };
    encoder.out.reserve(AROUND + header.len() + within);
    encoder.out.push_str(START);
    encoder.declarations(&used)?;
    for piece in [">", &header, "<s:Body>"] {
        encoder.out.push_str(piece);
    }
    let mut envelope = encoder.out;
    match body {
        Cow::Borrowed(body) => envelope.push_str(body),
        Cow::Owned(mut body) => {
            body.reserve_exact(envelope.len() + END.len());
            body.insert_str(0, &envelope);
            envelope = body;
        }
    }
    envelope.push_str(END);
    Ok(envelope)
}
