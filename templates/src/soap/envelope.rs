//! Envelopes: a request around its body and headers, a reply taken apart.

use super::super::codec::decode::Decoder;
use super::super::codec::encode::Encoder;
use super::super::codec::field::{Field, Record, Slot, View};
use super::super::codec::scan::Tag;
use super::super::codec::{CodecLimits, DecodeError, DecodeErrorKind, EncodeError, Particle, encoding, ns};
use super::super::values::{AnyType, QName};
use super::fault::{self, Fault};
use super::operation::{Message, Operation, Shape, SoapVersion};

/// The content of a request's Body, ready to be put into an envelope (more than once, should the headers change).
#[derive(Debug, Clone)]
pub struct EncodedBody {
    xml: String,
    used: Vec<u16>,
}

/// Encodes the Body of a request. `arguments` has one slot for each parameter.
///
/// # Errors
/// When a value cannot be sent: a character that XML forbids, a required value that is missing.
pub fn encode_body(operation: &Operation, arguments: &dyn Record) -> Result<EncodedBody, EncodeError> {
    message_body(operation, &operation.request, arguments)
}

fn message_body(
    operation: &Operation,
    message: &Message,
    values: &dyn Record,
) -> Result<EncodedBody, EncodeError> {
    let mut encoder = Encoder::new(operation.service.namespaces);
    for particle in message.body {
        let view = match message.shape {
            Shape::Wrapped | Shape::Single => View::Record(values),
            Shape::Bare => values.view(particle.slot),
        };
        encoder.particle(particle, view, 0)?;
    }
    Ok(EncodedBody { used: encoder.used(), xml: encoder.out })
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
    message_envelope(operation, &operation.request, headers, body)
}

fn message_envelope(
    operation: &Operation,
    message: &Message,
    headers: &dyn Record,
    body: &EncodedBody,
) -> Result<String, EncodeError> {
    let mut encoder = Encoder::new(operation.service.namespaces);
    for particle in message.headers {
        let view = headers.view(particle.slot);
        if !matches!(view, View::Absent) {
            encoder.particle(particle, view, 0)?;
        }
    }
    let mut used = encoder.used();
    used.extend(&body.used);
    used.push(match operation.service.version {
        SoapVersion::Soap11 => ns::SOAP11,
        SoapVersion::Soap12 => ns::SOAP12,
    });
    used.sort_unstable();
    used.dedup();
    let header = std::mem::take(&mut encoder.out);
    encoder.out.reserve(header.len() + body.xml.len() + 256);
    encoder.out.push_str("<?xml version=\"1.0\" encoding=\"utf-8\"?><s:Envelope");
    encoder.declarations(&used)?;
    encoder.out.push('>');
    // An operation that declares headers gets a Header element even when none is set: some servers insist.
    if !message.headers.is_empty() {
        encoder.out.push_str("<s:Header>");
        encoder.out.push_str(&header);
        encoder.out.push_str("</s:Header>");
    }
    encoder.out.push_str("<s:Body>");
    encoder.out.push_str(&body.xml);
    encoder.out.push_str("</s:Body></s:Envelope>");
    Ok(encoder.out)
}

/// What stood in the Body of a reply.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Received {
    /// What the operation answers with; it was read into the value.
    Value,
    /// A fault.
    Fault(Box<Fault>),
    /// Nothing. Right for a failure that the headers tell of, and for an operation without a result.
    Nothing,
}

/// A header block that the contract does not declare.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RawHeader {
    /// Its element's name.
    pub name: QName,
    /// Its attributes and content.
    pub content: AnyType,
}

/// A reply, taken apart. Typed headers and the value went where the caller said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReplyParts {
    /// What stood in the Body.
    pub received: Received,
    /// The header blocks that the contract does not declare.
    pub other_headers: Vec<RawHeader>,
}

/// Reads a reply to `operation`.
///
/// # Errors
/// When it is not a well-formed envelope of either SOAP version, or not what the contract says, or beyond a limit.
pub fn decode_reply(
    operation: &Operation,
    bytes: &[u8],
    limits: &CodecLimits,
    headers: &mut dyn Record,
    value: &mut dyn Field,
) -> Result<ReplyParts, DecodeError> {
    static NOTHING: Message = Message { headers: &[], body: &[], shape: Shape::Bare };
    let message = operation.response.as_ref().unwrap_or(&NOTHING);
    let slot = match message.shape {
        Shape::Wrapped => Target::Slot(value.slot()),
        Shape::Bare => Target::Bare(value, Vec::new()),
        Shape::Single => Target::Single(Single(value)),
    };
    decode_message(operation, message, bytes, limits, headers, slot)
}

/// Where the Body of a message goes.
enum Target<'a> {
    Slot(Slot<'a>),
    /// With the slots that were filled, where several elements are expected.
    Bare(&'a mut dyn Field, Vec<u16>),
    Single(Single<'a>),
    Done,
}

/// A wrapper with one child: the value is that child.
struct Single<'a>(&'a mut dyn Field);

impl Record for Single<'_> {
    fn slot(&mut self, _: u16) -> Slot<'_> {
        self.0.slot()
    }

    fn view(&self, _: u16) -> View<'_> {
        self.0.view()
    }

    fn nil(&mut self, _: u16) {
        self.0.nil();
    }
}

fn decode_message(
    operation: &Operation,
    message: &Message,
    bytes: &[u8],
    limits: &CodecLimits,
    headers: &mut dyn Record,
    mut target: Target<'_>,
) -> Result<ReplyParts, DecodeError> {
    let text = encoding::to_text(bytes)?;
    let read = || {
        let mut decoder = Decoder::new(&text, operation.service.namespaces, *limits)?;
        decoder.cursor.root_tag()?;
        let root = decoder.cursor.open()?;
        check_root(&decoder, &root)?;
        let soap = root.namespace;
        let mut parts = ReplyParts { received: Received::Nothing, other_headers: Vec::new() };
        let (mut body, mut seen) = (false, Vec::new());
        decoder
            .each_child(&root, &mut |decoder, tag, local| match local {
                "Header" if tag.namespace == soap && !body => {
                    decoder.each_child(tag, &mut |decoder, tag, local| {
                        header(decoder, tag, local, message, headers, &mut seen, &mut parts.other_headers)
                    })
                }
                "Body" if tag.namespace == soap && !body => {
                    body = true;
                    decoder.each_child(tag, &mut |decoder, tag, local| {
                        if tag.namespace == soap && local == "Fault" {
                            parts.received = Received::Fault(Box::new(fault::read(decoder, tag)?));
                            return Ok(());
                        }
                        element(decoder, tag, local, message, &mut target)?;
                        parts.received = Received::Value;
                        Ok(())
                    })
                }
                _ if body => decoder.pass(tag),
                _ => Err(unexpected(
                    format!("`{local}` in an Envelope, where Header and Body stand"),
                    tag.start,
                )),
            })
            .map_err(|error| error.within("Envelope"))?;
        decoder.cursor.leave(root.scope());
        decoder.cursor.finish()?;
        if !body {
            return Err(unexpected("an Envelope without a Body".into(), root.start));
        }
        Ok(parts)
    };
    let mut read = read;
    read().map_err(|error: DecodeError| error.locate(&text))
}

#[cold]
fn unexpected(what: String, at: usize) -> DecodeError {
    DecodeError::new(DecodeErrorKind::Unexpected(what), at)
}

fn check_root(decoder: &Decoder<'_>, root: &Tag) -> Result<(), DecodeError> {
    let local = decoder.cursor.local(root);
    if local == "Envelope" && matches!(root.namespace, ns::SOAP11 | ns::SOAP12) {
        return Ok(());
    }
    let what = format!(
        "a SOAP Envelope was expected, found `{local}` of namespace {:?}",
        decoder.cursor.uri_of(root)
    );
    Err(unexpected(what, root.start))
}

fn fits(particle: &Particle, namespace: u16, local: &str) -> bool {
    particle.namespace == namespace && particle.name() == local
}

fn header(
    decoder: &mut Decoder<'_>,
    tag: &Tag,
    local: &str,
    message: &Message,
    headers: &mut dyn Record,
    seen: &mut Vec<u16>,
    others: &mut Vec<RawHeader>,
) -> Result<(), DecodeError> {
    match message.headers.iter().find(|particle| fits(particle, tag.namespace, local)) {
        // The first one counts, as everywhere.
        Some(particle) if seen.contains(&particle.slot) => decoder.pass(tag),
        Some(particle) => {
            seen.push(particle.slot);
            declared_header(decoder, tag, particle, headers)
        }
        None => {
            let name = QName { namespace: decoder.cursor.uri_of(tag).to_owned(), local: local.to_owned() };
            let mut content = AnyType::default();
            decoder.raw(&mut content, tag)?;
            others.push(RawHeader { name, content });
            Ok(())
        }
    }
}

fn declared_header(
    decoder: &mut Decoder<'_>,
    tag: &Tag,
    particle: &'static Particle,
    headers: &mut dyn Record,
) -> Result<(), DecodeError> {
    if tag.nil {
        headers.nil(particle.slot);
        return decoder.pass(tag);
    }
    decoder.simple(headers.slot(particle.slot), particle, tag)
}

/// An element of the Body that is not a Fault.
fn element(
    decoder: &mut Decoder<'_>,
    tag: &Tag,
    local: &str,
    message: &Message,
    target: &mut Target<'_>,
) -> Result<(), DecodeError> {
    let Some(particle) = message.body.iter().find(|particle| fits(particle, tag.namespace, local)) else {
        let expected: Vec<_> = message.body.iter().map(|particle| particle.name()).collect();
        let uri = decoder.cursor.uri_of(tag);
        let what = match expected.as_slice() {
            [] => format!("nothing was expected in the Body, found `{local}` of namespace {uri:?}"),
            names => {
                format!("expected `{}` in the Body, found `{local}` of namespace {uri:?}", names.join("`, `"))
            }
        };
        return Err(unexpected(what, tag.start));
    };
    if let Target::Bare(field, filled) = target
        && message.body.len() > 1
    {
        return part(decoder, tag, particle, (*field, filled));
    }
    if tag.nil {
        return decoder.pass(tag);
    }
    match std::mem::replace(target, Target::Done) {
        Target::Slot(Slot::None) => decoder.simple(Slot::None, particle, tag),
        Target::Slot(slot) => decoder.simple(slot, particle, tag),
        Target::Single(mut single) => decoder.simple(Slot::Record(&mut single), particle, tag),
        Target::Bare(field, _) => decoder.simple(field.slot(), particle, tag),
        Target::Done => Err(unexpected(format!("a second `{local}` in the Body"), tag.start)),
    }
}

/// One of several elements of the Body, each of which is a slot of the value.
fn part(
    decoder: &mut Decoder<'_>,
    tag: &Tag,
    particle: &'static Particle,
    (field, filled): (&mut dyn Field, &mut Vec<u16>),
) -> Result<(), DecodeError> {
    if filled.contains(&particle.slot) {
        return Err(unexpected(format!("a second `{}` in the Body", particle.name()), tag.start));
    }
    filled.push(particle.slot);
    let Slot::Record(record) = field.slot() else {
        return Err(unexpected("several elements for a value that is one".into(), tag.start));
    };
    if tag.nil {
        record.nil(particle.slot);
        return decoder.pass(tag);
    }
    decoder.simple(record.slot(particle.slot), particle, tag)
}

/// The other two directions, for servers and fakes: requests read, replies written.
#[cfg(feature = "server")]
pub mod server {

    use super::*;

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
        decode_message(
            operation,
            &operation.request,
            bytes,
            limits,
            headers,
            Target::Slot(Slot::Record(arguments)),
        )
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
        let one = View1(value);
        let body = match (message.shape, value.view()) {
            (Shape::Wrapped, View::Record(record)) => message_body(operation, message, record)?,
            (Shape::Bare, View::Record(record)) if message.body.len() > 1 => {
                message_body(operation, message, record)?
            }
            _ => message_body(operation, message, &one)?,
        };
        message_envelope(operation, message, headers, &body)
    }

    struct View1<'a>(&'a dyn Field);

    impl Record for View1<'_> {
        fn slot(&mut self, _: u16) -> Slot<'_> {
            Slot::None
        }

        fn view(&self, _: u16) -> View<'_> {
            self.0.view()
        }
    }
}
