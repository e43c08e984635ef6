//! Reading: an envelope of either version taken apart, its headers and Body put where the contract says.

use std::borrow::Cow;

use super::header::Header;
use super::reply::{Received, ReplyParts};
use super::version;
use crate::runtime::codec::chars::is_char;
use crate::runtime::codec::decode::Decoder;
use crate::runtime::codec::field::{Field, Record, Slot, View};
use crate::runtime::codec::scan::{Tag, UNKNOWN};
use crate::runtime::codec::strings::{join, trim};
use crate::runtime::codec::{
    DecodeError, DecodeErrorKind, DepartureKind, Departures, ENCODED, OPTIONAL, Particle, Reading, Type,
    encoding, ns,
};
use crate::runtime::soap::attachments::Attachments;
use crate::runtime::soap::fault;
use crate::runtime::soap::operation::{Body, Elements, Message, Operation, SoapVersion};
use crate::runtime::values::{AnyType, QName};

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
    /// What is done where it departs from the contract.
    pub reading: &'a Reading,
    /// The header blocks that the program understands, beside those of the contract.
    pub understood: &'a [QName],
}

/// Reads one of the messages of the operation.
pub(in crate::runtime::soap) fn decode_message(
    source: &Source<'_>,
    message: &'static Message,
    headers: &mut dyn Record,
    mut target: Target<'_>,
) -> Result<ReplyParts, DecodeError> {
    let Source { operation, bytes, attachments, reading, .. } = *source;
    let (text, illegal) = legal(encoding::to_text(bytes)?, reading);
    let elements = message.body.elements();
    // Whoever looks for a Fault alone passes what stands around it.
    let only_fault = elements.is_empty() && matches!(target, Target::Done);
    let read = || {
        let (mut decoder, root) = Decoder::message(&text, operation.service.namespaces, *reading)?;
        decoder.cursor.careless_text = only_fault;
        decoder.attachments = Some(attachments);
        decoder.in_wrapper = !matches!(message.body, Body::Bare(_));
        if let Some(at) = illegal {
            decoder.depart(DepartureKind::IllegalXml, at, "a character that XML forbids")?;
        }
        check_root(&decoder, &root)?;
        let soap = root.namespace;
        let mut parts = ReplyParts {
            received: Received::Nothing,
            other_headers: Vec::new(),
            attachments: Vec::new(),
            departures: Departures::default(),
        };
        let (mut body, mut beside) = (None, None);
        let mut blocks = Header::new(message.headers, operation.request.headers, soap, source.understood);
        decoder
            .each_child(&root, &mut |decoder, tag, local| match local {
                "Header" if tag.namespace == soap && body.is_none() => blocks.read(decoder, tag, headers),
                "Body" if tag.namespace == soap && body.is_none() => {
                    body = Some(tag.start);
                    if !tag.empty && elements.iter().any(|particle| particle.has(ENCODED)) {
                        decoder.note_references()?;
                    }
                    decoder.each_child(tag, &mut |decoder, tag, local| {
                        // Whatever stands beside a Fault, the operation failed.
                        if matches!(parts.received, Received::Fault(_)) {
                            beside = beside.or_else(|| stands_by_itself(decoder, tag));
                            return decoder.pass(tag);
                        }
                        if is_fault(tag, local, soap, &elements) {
                            if tag.namespace != soap {
                                let found = "a Fault that is not in the namespace of its envelope";
                                decoder.cursor.notes.push(DepartureKind::Namespace, tag.start, found);
                            }
                            parts.received = Received::Fault(Box::new(fault::read(decoder, tag, soap)?));
                            return Ok(());
                        }
                        beside = beside.or_else(|| stands_by_itself(decoder, tag));
                        if only_fault {
                            return decoder.pass(tag);
                        }
                        element(decoder, tag, local, &elements, &mut target)?;
                        parts.received = Received::Value;
                        Ok(())
                    })
                }
                _ if only_fault => decoder.pass(tag),
                _ if body.is_some() && tag.namespace != soap => {
                    let found = format!("an unknown element `{local}` behind the Body");
                    decoder.depart(DepartureKind::Unknown, tag.start, &found)?;
                    decoder.pass(tag)
                }
                _ if body.is_some() => Err(unexpected(format!("`{local}` behind the Body"), tag.start)),
                _ => Err(unexpected(
                    format!("`{local}` in an Envelope, where Header and Body stand"),
                    tag.start,
                )),
            })
            .map_err(|error| error.within("Envelope"))?;
        decoder.cursor.leave(root.scope());
        decoder.cursor.finish()?;
        let Some(body) = body else {
            return Err(unexpected("an Envelope without a Body".into(), root.start).within("Envelope"));
        };
        let is_fault = matches!(parts.received, Received::Fault(_));
        if let (true, Some(at)) = (is_fault, beside) {
            decoder.cursor.notes.push(DepartureKind::Unknown, at, "an element beside a Fault");
        }
        // A server that does not speak the client's version says so with a Fault in its own (SOAP 1.2, appendix A);
        // any other message of another version is to be discarded (SOAP 1.1, 4.1.2).
        let (ours, theirs) = match operation.service.version {
            SoapVersion::Soap11 => ("1.1", "1.2"),
            SoapVersion::Soap12 => ("1.2", "1.1"),
        };
        if soap != version(operation.service) && !is_fault {
            let what = format!("a reply in SOAP {theirs} where the contract says SOAP {ours}");
            return Err(unexpected(what, root.start).within("Envelope"));
        }
        if matches!(parts.received, Received::Value) {
            missing_elements(&mut decoder, &target, &elements, body)?;
        }
        if matches!(parts.received, Received::Nothing) && message.body.holds_nothing() {
            for wrapper in elements.iter() {
                let found = format!("`{}` is missing in the Body", wrapper.name());
                decoder.depart(DepartureKind::Absent, body, &found)?;
            }
        }
        parts.other_headers = blocks.finish(&mut decoder, is_fault)?;
        parts.departures = decoder.departures(&text);
        Ok(parts)
    };
    let mut read = read;
    read().map_err(|error: DecodeError| error.locate(&text))
}

/// The text without characters that XML forbids, where the policy allows them, and where the first one was.
pub(in crate::runtime::soap) fn legal<'t>(
    text: Cow<'t, str>,
    reading: &Reading,
) -> (Cow<'t, str>, Option<usize>) {
    if !reading.accepts(DepartureKind::IllegalXml) {
        return (text, None);
    }
    let (mut legal, mut first) = (String::new(), None);
    for (at, one) in text.char_indices() {
        let is_legal = is_char(one);
        if !is_legal && first.is_none() {
            first = Some(at);
            legal = text.get(..at).unwrap_or_default().to_owned();
        }
        if first.is_some() {
            legal.push(if is_legal { one } else { char::REPLACEMENT_CHARACTER });
        }
    }
    match first {
        None => (text, None),
        first => (Cow::Owned(legal), first),
    }
}

/// Where an element of the Body begins, unless others may refer to it (SOAP 1.1, section 5.1).
fn stands_by_itself(decoder: &Decoder<'_>, tag: &Tag) -> Option<usize> {
    let id = |(namespace, _, local, _): (u16, &str, &str, &str)| namespace == ns::NONE && local == "id";
    (!tag.attributes || !decoder.cursor.each_attribute().any(id)).then_some(tag.start)
}

/// Whether an element of the Body is a Fault: in the namespace of its envelope, or in another one where the contract has no
/// element of that name.
fn is_fault(tag: &Tag, local: &str, soap: u16, elements: &Elements) -> bool {
    local == "Fault"
        && (tag.namespace == soap
            || !elements.iter().any(|particle| particle.is(tag.namespace, local))
                && elements.other(tag.namespace).is_none_or(|_| tag.namespace == ns::NONE))
}

/// Of several elements of the Body those that did not come.
fn missing_elements(
    decoder: &mut Decoder<'_>,
    target: &Target<'_>,
    elements: &Elements,
    body: usize,
) -> Result<(), DecodeError> {
    let Target::Elements(record, seen) = target else { return Ok(()) };
    for particle in elements.iter() {
        let bit = 1u64.checked_shl(particle.slot.into()).unwrap_or(0);
        if *seen & bit != 0 || particle.has(OPTIONAL) {
            continue;
        }
        let kind = match record.view(particle.slot) {
            View::Absent | View::Nil => DepartureKind::Absent,
            View::Items(items) if items.count() == 0 => DepartureKind::Absent,
            _ => DepartureKind::Missing,
        };
        let found = format!("`{}` is missing in the Body", particle.name());
        decoder.depart(kind, body, &found)?;
    }
    Ok(())
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
    Ok(content.type_name.is_none() && content.attributes.is_empty() && trim(&content.xml).is_empty())
}

/// The element of the Body that has the right local name and the wrong namespace.
#[cold]
fn misqualified<'e>(
    decoder: &mut Decoder<'_>,
    tag: &Tag,
    local: &str,
    elements: &'e Elements,
) -> Result<Option<&'e Particle>, DecodeError> {
    let mut named = elements.iter().filter(|one| one.name() == local && one.namespace != ns::ANY);
    let (Some(particle), None) = (named.next(), named.next()) else { return Ok(None) };
    let uri = decoder.cursor.uri_of(tag);
    let (kind, found) = match uri {
        "" => (DepartureKind::Namespace, "no namespace".to_owned()),
        uri if tag.namespace != UNKNOWN => (DepartureKind::Namespace, format!("the namespace {uri:?}")),
        uri => {
            let what = "which the contract does not know: another service or version answers";
            (DepartureKind::Wrapper, format!("`{local}` in the namespace {uri:?}, {what}"))
        }
    };
    decoder.depart(kind, tag.start, &found)?;
    Ok(Some(particle))
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
    let known = match known {
        None if !decoder.is_referred_to(tag) => misqualified(decoder, tag, local, elements)?,
        known => known,
    };
    let Some(particle) = known else {
        if decoder.is_referred_to(tag) {
            return decoder.pass(tag);
        }
        let uri = decoder.cursor.uri_of(tag).to_owned();
        // Some servers answer with an empty element where the contract promises nothing.
        if elements.is_empty()
            && decoder.reading().accepts(DepartureKind::Unknown)
            && holds_nothing(decoder, tag)?
        {
            return decoder.depart(DepartureKind::Unknown, tag.start, "an element where none is declared");
        }
        let expected = match &**elements {
            [] => "nothing was expected".to_owned(),
            body => {
                let mut names = body.iter().map(Particle::name);
                format!("expected `{}`", join(&mut || names.next(), "`, `"))
            }
        };
        let what = format!("{expected} in the Body, found `{local}` of namespace {uri:?}");
        return Err(unexpected(what, tag.start));
    };
    if let Target::Elements(record, seen) = target {
        let bit = 1u64.checked_shl(particle.slot.into()).unwrap_or(0);
        if *seen & bit != 0 {
            return Err(unexpected(format!("a second `{local}` in the Body"), tag.start));
        }
        *seen |= bit;
        return part(decoder, &mut **record, particle, tag);
    }
    if tag.nil && matches!(target, Target::Slot(_) | Target::Single(_)) {
        // It is read as one that is empty, so that what is missing in it is found.
        decoder.depart(DepartureKind::Absent, tag.start, "nil, which is not allowed here")?;
    }
    match std::mem::replace(target, Target::Done) {
        Target::Slot(slot) => decoder.simple(slot, particle, tag),
        Target::Single(mut single) => decoder.simple(Slot::Record(&mut single), particle, tag),
        Target::Bare(field) => part(decoder, &mut Single(field), particle, tag),
        Target::Elements(..) | Target::Done => {
            Err(unexpected(format!("a second `{local}` in the Body"), tag.start))
        }
    }
}

/// An element that the contract does not know is kept with its `xsi:nil`.
fn part(
    decoder: &mut Decoder<'_>,
    record: &mut dyn Record,
    particle: &Particle,
    tag: &Tag,
) -> Result<(), DecodeError> {
    match particle.ty {
        Type::Wildcard(_) => decoder.simple(record.slot(particle.slot), particle, tag),
        _ => decoder.part(record, particle, tag),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_single_value_is_nil_when_its_element_is() {
        let mut value = Some("old".to_owned());
        Single(&mut value).nil(0);
        assert_eq!(value, None);
    }
}
