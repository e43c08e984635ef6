//! Envelopes: a request around its body and headers, a reply taken apart.

use std::borrow::Cow;
use std::fmt;

use super::super::codec::decode::Decoder;
use super::super::codec::encode::Encoder;
use super::super::codec::field::{Field, Record, Slot, View};
use super::super::codec::plain::join;
use super::super::codec::scan::Tag;
use super::super::codec::{
    CodecLimits, DecodeError, DecodeErrorKind, ENCODED, EncodeError, Particle, encoding, ns,
};
use super::super::values::{AnyType, Attachment, QName};
use super::attachments::Attachments;
use super::fault::{self, Fault};
use super::operation::{Message, Operation, Service, Shape, SoapVersion};

/// The content of a request's Body, ready to be put into an envelope (more than once, should the headers change).
#[derive(Clone, Default)]
pub struct EncodedBody {
    pub(super) xml: String,
    pub(super) used: Vec<u16>,
    /// What travels beside the envelope, each with the name of its part.
    pub(in super::super) attachments: Vec<(&'static str, Attachment)>,
}

/// Without the content, which may hold passwords.
impl fmt::Debug for EncodedBody {
    #[inline]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "EncodedBody({} bytes)", self.xml.len())
    }
}

/// Encodes the Body of a request. `arguments` has one slot for each parameter.
///
/// # Errors
/// When a value cannot be sent: a character that XML forbids, a required value that is missing.
pub fn encode_body(operation: &Operation, arguments: &dyn Record) -> Result<EncodedBody, EncodeError> {
    message_body(operation, &operation.request, arguments)
}

pub(super) fn message_body(
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
    Ok(EncodedBody { used: encoder.used(), xml: encoder.out, attachments })
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
    message_envelope(operation, &operation.request, headers, &body.used, Cow::Borrowed(&body.xml))
}

pub(super) fn message_envelope(
    operation: &Operation,
    message: &Message,
    headers: &dyn Record,
    used: &[u16],
    body: Cow<'_, str>,
) -> Result<String, EncodeError> {
    let mut encoder = Encoder::new(operation.service.namespaces);
    for particle in message.headers {
        let view = headers.view(particle.slot);
        if !matches!(view, View::Absent) {
            encoder.particle(particle, view, 0)?;
        }
    }
    let mut all = encoder.used();
    all.extend(used);
    // An operation that declares headers gets a Header element even when none is set: some servers insist.
    let header = (!message.headers.is_empty()).then_some(encoder.out.as_str());
    surround(operation.service, header, &all, body)
}

/// An envelope of the service's version around header blocks and a Body, which use the namespaces of these numbers.
/// Around a Body that is given away it is put in place.
pub(super) fn surround(
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
    envelope.push_str("</s:Body></s:Envelope>");
    Ok(envelope)
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

/// How many undeclared header blocks are kept: the memory of each is many times its length on the wire.
const MOST_OTHERS: usize = 1_000;

/// A header block that the contract does not declare.
#[derive(Clone, PartialEq, Eq)]
pub struct RawHeader {
    /// Its element's name.
    pub name: QName,
    /// Its attributes and content.
    pub content: AnyType,
}

/// Without the content: nothing says whether it is a secret.
impl fmt::Debug for RawHeader {
    #[inline]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RawHeader").field("name", &self.name).finish_non_exhaustive()
    }
}

/// A reply, taken apart. Typed headers and the value went where the caller said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReplyParts {
    /// What stood in the Body.
    pub received: Received,
    /// The header blocks that the contract does not declare.
    pub other_headers: Vec<RawHeader>,
    /// What came beside the envelope, and neither the contract nor the envelope refers to.
    pub attachments: Vec<Attachment>,
}

/// The message of an operation that has none.
pub(super) static NOTHING: Message =
    Message { headers: &[], body: &[], shape: Shape::Bare, attachments: &[] };

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
    decode_reply_with(operation, bytes, &Attachments::default(), limits, headers, value)
}

/// As [`decode_reply`], with what came beside the envelope ([`unpack`](super::unpack)).
///
/// # Errors
/// As there; and when an attachment is missing.
pub fn decode_reply_with(
    operation: &Operation,
    bytes: &[u8],
    attachments: &Attachments<'_>,
    limits: &CodecLimits,
    headers: &mut dyn Record,
    value: &mut dyn Field,
) -> Result<ReplyParts, DecodeError> {
    let message = operation.response.as_ref().unwrap_or(&NOTHING);
    let several = message.several();
    let target = match message.shape {
        // Nothing in the Body is the value.
        _ if !message.attachments.is_empty() && matches!(value.slot(), Slot::Attachment(_)) => {
            Target::Slot(Slot::None)
        }
        Shape::Wrapped => Target::Slot(value.slot()),
        Shape::Bare if several => match value.slot() {
            Slot::Record(record) => Target::Elements(record, 0),
            slot => Target::Slot(slot),
        },
        Shape::Bare => Target::Bare(value),
        Shape::Single => Target::Single(Single(value)),
    };
    let mut parts = decode_message(operation, message, bytes, attachments, limits, headers, target)?;
    if !message.attachments.is_empty() && !matches!(parts.received, Received::Fault(_)) {
        attachments.bind(message.attachments, value)?;
    }
    parts.attachments = attachments.rest();
    Ok(parts)
}

/// Where the Body of a message goes.
pub(super) enum Target<'a> {
    Slot(Slot<'a>),
    Bare(&'a mut dyn Field),
    /// Each element is a slot; with a bit for each of those that were there.
    Elements(&'a mut dyn Record, u64),
    Single(Single<'a>),
    Done,
}

/// A wrapper with one child: the value is that child.
pub(super) struct Single<'a>(&'a mut dyn Field);

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

pub(super) fn decode_message(
    operation: &Operation,
    message: &Message,
    bytes: &[u8],
    attachments: &Attachments<'_>,
    limits: &CodecLimits,
    headers: &mut dyn Record,
    mut target: Target<'_>,
) -> Result<ReplyParts, DecodeError> {
    let text = encoding::to_text(bytes)?;
    let read = || {
        let mut decoder = Decoder::new(&text, operation.service.namespaces, *limits)?;
        decoder.attachments = Some(attachments);
        decoder.cursor.root_tag()?;
        let root = decoder.cursor.open()?;
        check_root(&decoder, &root)?;
        let soap = root.namespace;
        let mut parts =
            ReplyParts { received: Received::Nothing, other_headers: Vec::new(), attachments: Vec::new() };
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
                    if !tag.empty && message.body.iter().any(|particle| particle.has(ENCODED)) {
                        decoder.note_references()?;
                    }
                    decoder.each_child(tag, &mut |decoder, tag, local| {
                        // Whatever stands beside a Fault, the operation failed.
                        if matches!(parts.received, Received::Fault(_)) {
                            return decoder.pass(tag);
                        }
                        if tag.namespace == soap && local == "Fault" {
                            parts.received = Received::Fault(Box::new(fault::read(decoder, tag)?));
                            return Ok(());
                        }
                        element(decoder, tag, local, message, &mut target)?;
                        parts.received = Received::Value;
                        Ok(())
                    })
                }
                _ if body && tag.namespace != soap => decoder.pass(tag),
                _ if body => Err(unexpected(format!("`{local}` behind the Body"), tag.start)),
                _ => Err(unexpected(
                    format!("`{local}` in an Envelope, where Header and Body stand"),
                    tag.start,
                )),
            })
            .map_err(|error| error.within("Envelope"))?;
        decoder.cursor.leave(root.scope());
        decoder.cursor.finish()?;
        if !body {
            return Err(unexpected("an Envelope without a Body".into(), root.start).within("Envelope"));
        }
        // A server that does not speak the client's version says so with a Fault in its own (SOAP 1.2, appendix A);
        // any other message of another version is to be discarded (SOAP 1.1, 4.1.2).
        let (ours, theirs) = match operation.service.version {
            SoapVersion::Soap11 => ("1.1", "1.2"),
            SoapVersion::Soap12 => ("1.2", "1.1"),
        };
        let same = soap == version(operation.service);
        if !same && !matches!(parts.received, Received::Fault(_)) {
            let what = format!("a reply in SOAP {theirs} where the contract says SOAP {ours}");
            return Err(unexpected(what, root.start).within("Envelope"));
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

pub(super) fn check_root(decoder: &Decoder<'_>, root: &Tag) -> Result<(), DecodeError> {
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

/// The namespace of the envelopes of the service's binding.
fn version(service: &Service) -> u16 {
    match service.version {
        SoapVersion::Soap11 => ns::SOAP11,
        SoapVersion::Soap12 => ns::SOAP12,
    }
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
        None if others.len() >= MOST_OTHERS => {
            Err(DecodeError::new(DecodeErrorKind::Limit("unknown header blocks"), tag.start))
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

/// In an encoded message it is the first element that nothing refers to, whatever it is called (SOAP 1.1, section 7.1).
#[cold]
fn encoded(
    decoder: &Decoder<'_>,
    tag: &Tag,
    message: &Message,
    target: &Target<'_>,
) -> Option<&'static Particle> {
    let particle = message.body.first().filter(|particle| particle.has(ENCODED))?;
    (!matches!(target, Target::Done) && !decoder.is_referred_to(tag)).then_some(particle)
}

/// An element of the Body that is not a Fault.
fn element(
    decoder: &mut Decoder<'_>,
    tag: &Tag,
    local: &str,
    message: &Message,
    target: &mut Target<'_>,
) -> Result<(), DecodeError> {
    let known = message.body.iter().find(|particle| fits(particle, tag.namespace, local));
    let known =
        known.or_else(|| encoded(decoder, tag, message, target)).or_else(|| message.other(tag.namespace));
    let Some(particle) = known else {
        if decoder.is_referred_to(tag) {
            return decoder.pass(tag);
        }
        let expected = match message.body {
            [] => "nothing was expected".to_owned(),
            body => format!("expected `{}`", join(&mut body.iter().map(Particle::name), "`, `")),
        };
        let uri = decoder.cursor.uri_of(tag);
        let what = format!("{expected} in the Body, found `{local}` of namespace {uri:?}");
        return Err(unexpected(what, tag.start));
    };
    if let Target::Elements(record, seen) = target {
        let bit = 1u64.checked_shl(particle.slot.into()).unwrap_or(0);
        if *seen & bit != 0 {
            return Err(unexpected(format!("a second `{local}` in the Body"), tag.start));
        }
        *seen |= bit;
        if tag.nil {
            record.nil(particle.slot);
            return decoder.pass(tag);
        }
        return decoder.simple(record.slot(particle.slot), particle, tag);
    }
    if tag.nil {
        return decoder.pass(tag);
    }
    match std::mem::replace(target, Target::Done) {
        Target::Slot(Slot::None) => decoder.simple(Slot::None, particle, tag),
        Target::Slot(slot) => decoder.simple(slot, particle, tag),
        Target::Single(mut single) => decoder.simple(Slot::Record(&mut single), particle, tag),
        Target::Bare(field) => {
            let read = decoder.simple(field.slot(), particle, tag);
            *target = Target::Done;
            read
        }
        Target::Elements(..) | Target::Done => {
            Err(unexpected(format!("a second `{local}` in the Body"), tag.start))
        }
    }
}
