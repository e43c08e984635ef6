//! Reading: an envelope of either version taken apart, its headers and Body put where the contract says.

use super::reply::{RawHeader, Received, ReplyParts};
use super::version;
use crate::runtime::codec::decode::{Decoder, nil_choice};
use crate::runtime::codec::field::{Field, Record, Slot, View};
use crate::runtime::codec::scan::Tag;
use crate::runtime::codec::strings::join;
use crate::runtime::codec::{
    CHOICE, CodecLimits, DecodeError, DecodeErrorKind, ENCODED, Particle, Type, encoding, ns,
};
use crate::runtime::soap::attachments::Attachments;
use crate::runtime::soap::fault;
use crate::runtime::soap::operation::{Body, Elements, Message, Operation, SoapVersion};
use crate::runtime::values::{AnyType, QName};

/// How many undeclared header blocks are kept: the memory of each is many times its length on the wire.
const MOST_OTHERS: usize = 1_000;

/// The message of an operation that has none.
pub(in crate::runtime::soap) static NOTHING: Message =
    Message { headers: &[], body: Body::Bare(&[]), attachments: &[] };

/// Where the Body of a message goes.
pub(in crate::runtime::soap) enum Target<'a> {
    Slot(Slot<'a>),
    Bare(&'a mut dyn Field),
    /// Each element is a slot; with a bit for each of those that were there.
    Elements(&'a mut dyn Record, u64),
    Single(Single<'a>),
    Done,
}

/// A wrapper with one child: the value is that child.
pub(in crate::runtime::soap) struct Single<'a>(pub(super) &'a mut dyn Field);

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

/// What a reply, or a request, is read from.
#[derive(Clone, Copy)]
pub struct Source<'a> {
    /// The operation that it belongs to.
    pub operation: &'static Operation,
    /// The envelope.
    pub bytes: &'a [u8],
    /// What came beside the envelope ([`unpack`](crate::runtime::soap::unpack)).
    pub attachments: &'a Attachments<'a>,
    /// How deep it may be, and whether it must keep to the contract.
    pub limits: &'a CodecLimits,
}

/// Reads one of the messages of the operation.
pub(in crate::runtime::soap) fn decode_message(
    source: &Source<'_>,
    message: &'static Message,
    headers: &mut dyn Record,
    mut target: Target<'_>,
) -> Result<ReplyParts, DecodeError> {
    let Source { operation, bytes, attachments, limits } = *source;
    let text = encoding::to_text(bytes)?;
    let elements = message.body.elements();
    let read = || {
        let mut decoder = Decoder::new(&text, operation.service.namespaces, *limits)?;
        decoder.attachments = Some(attachments);
        decoder.cursor.root_tag()?;
        let root = decoder.cursor.start_tag()?;
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
                    if !tag.empty && elements.iter().any(|particle| particle.has(ENCODED)) {
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
                        element(decoder, tag, local, &elements, &mut target)?;
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

pub(in crate::runtime::soap) fn check_root(decoder: &Decoder<'_>, root: &Tag) -> Result<(), DecodeError> {
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

fn header(
    decoder: &mut Decoder<'_>,
    tag: &Tag,
    local: &str,
    message: &Message,
    headers: &mut dyn Record,
    seen: &mut Vec<u16>,
    others: &mut Vec<RawHeader>,
) -> Result<(), DecodeError> {
    match message.headers.iter().find(|particle| particle.is(tag.namespace, local)) {
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
fn encoded<'e>(
    decoder: &Decoder<'_>,
    tag: &Tag,
    elements: &'e Elements,
    target: &Target<'_>,
) -> Option<&'e Particle> {
    let particle = elements.first().filter(|particle| particle.has(ENCODED))?;
    (!matches!(target, Target::Done) && !decoder.is_referred_to(tag)).then_some(particle)
}

/// Reads an element, and says whether it has neither attributes nor content, so that nothing is lost with it.
#[cold]
fn holds_nothing(decoder: &mut Decoder<'_>, tag: &Tag) -> Result<bool, DecodeError> {
    let mut content = AnyType::default();
    decoder.raw(&mut content, tag)?;
    Ok(content.type_name.is_none() && content.attributes.is_empty() && content.xml.trim().is_empty())
}

/// An element of the Body that is not a Fault.
fn element(
    decoder: &mut Decoder<'_>,
    tag: &Tag,
    local: &str,
    elements: &Elements,
    target: &mut Target<'_>,
) -> Result<(), DecodeError> {
    let known = elements.iter().find(|particle| particle.is(tag.namespace, local));
    let known =
        known.or_else(|| encoded(decoder, tag, elements, target)).or_else(|| elements.other(tag.namespace));
    let Some(particle) = known else {
        if decoder.is_referred_to(tag) {
            return decoder.pass(tag);
        }
        let uri = decoder.cursor.uri_of(tag).to_owned();
        // Some servers answer with an empty element where the contract promises nothing.
        if elements.is_empty() && !decoder.is_strict() && holds_nothing(decoder, tag)? {
            return Ok(());
        }
        let expected = match &**elements {
            [] => "nothing was expected".to_owned(),
            body => format!("expected `{}`", join(&mut body.iter().map(Particle::name), "`, `")),
        };
        let what = format!("{expected} in the Body, found `{local}` of namespace {uri:?}");
        return Err(unexpected(what, tag.start));
    };
    // An element that the contract does not know is kept with its `xsi:nil`.
    let nil = tag.nil && !matches!(particle.ty, Type::Wildcard(_));
    if let Target::Elements(record, seen) = target {
        let bit = 1u64.checked_shl(particle.slot.into()).unwrap_or(0);
        if *seen & bit != 0 {
            return Err(unexpected(format!("a second `{local}` in the Body"), tag.start));
        }
        *seen |= bit;
        if nil {
            if particle.has(CHOICE) {
                nil_choice(record.slot(particle.slot), particle);
            } else {
                record.nil(particle.slot);
            }
            return decoder.pass(tag);
        }
        return decoder.simple(record.slot(particle.slot), particle, tag);
    }
    if nil {
        if let Target::Bare(field) = target
            && particle.has(CHOICE)
        {
            nil_choice(field.slot(), particle);
        }
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
