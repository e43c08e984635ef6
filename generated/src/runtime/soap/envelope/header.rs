//! The Header of an envelope: blocks that the contract declares, others, and those that must be understood.

use std::time::SystemTime;

use super::reply::RawHeader;
use crate::runtime::codec::decode::{Decoder, Position};
use crate::runtime::codec::field::Record;
use crate::runtime::codec::numbers::Numbers;
use crate::runtime::codec::scan::Tag;
use crate::runtime::codec::strings::{same, start, trim};
use crate::runtime::codec::{DecodeError, DecodeErrorKind, DepartureKind, Particle};
use crate::runtime::soap::timestamp::{self, Security};
use crate::runtime::values::{AnyType, QName};

/// How many undeclared header blocks are kept: the memory of each is many times its length on the wire.
const MOST_OTHERS: usize = 1_000;

/// WS-Addressing 1.0 and 2004/08.
pub(in crate::runtime) const WS_ADDRESSING: [&str; 2] =
    ["http://www.w3.org/2005/08/addressing", "http://schemas.xmlsoap.org/ws/2004/08/addressing"];

/// Its header blocks, which say where a message belongs: what HTTP says already.
const WS_ADDRESSING_BLOCKS: [&str; 7] =
    ["Action", "To", "RelatesTo", "MessageID", "From", "ReplyTo", "FaultTo"];

/// WS-Security 1.0.
pub(in crate::runtime) const WS_SECURITY: &str =
    "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd";

/// The roles of a receiver that passes nothing on (SOAP 1.1, 4.2.2; SOAP 1.2, 2.2).
const OURS: [&str; 4] = [
    "",
    "http://schemas.xmlsoap.org/soap/actor/next",
    "http://www.w3.org/2003/05/soap-envelope/role/next",
    "http://www.w3.org/2003/05/soap-envelope/role/ultimateReceiver",
];

/// The Header, while it is read.
pub(super) struct Header<'s> {
    declared: &'static [Particle],
    /// The blocks of the request: some servers send them back.
    requested: &'static [Particle],
    /// The namespace of the envelope.
    soap: u16,
    understood: &'s [QName],
    /// The slots that were filled.
    seen: Numbers,
    others: Vec<RawHeader>,
    /// Where those begin that must be understood and are not, and what they are.
    demanded: Vec<(usize, String)>,
}

impl<'s> Header<'s> {
    pub(super) fn new(
        declared: &'static [Particle],
        requested: &'static [Particle],
        soap: u16,
        understood: &'s [QName],
    ) -> Self {
        let (seen, others, demanded) = (Numbers::default(), Vec::new(), Vec::new());
        Self { declared, requested, soap, understood, seen, others, demanded }
    }

    /// Reads an open `Header` element up to and including its end tag.
    pub(super) fn read(
        &mut self,
        decoder: &mut Decoder<'_>,
        tag: &Tag,
        headers: &mut dyn Record,
    ) -> Result<(), DecodeError> {
        let mut place = decoder.place(self.declared, tag);
        decoder
            .each_child(tag, &mut |decoder, tag, local| self.block(decoder, tag, local, &mut place, headers))
    }

    fn block(
        &mut self,
        decoder: &mut Decoder<'_>,
        tag: &Tag,
        local: &str,
        place: &mut Position<'_>,
        headers: &mut dyn Record,
    ) -> Result<(), DecodeError> {
        if let Some(particle) = decoder.row(place, tag)? {
            // The first one counts, as everywhere.
            if !self.seen.add(particle.slot) {
                decoder.repeated(particle, tag.start)?;
                return decoder.pass(tag);
            }
            return decoder.part(headers, particle, tag);
        }
        if self.others.len() >= MOST_OTHERS {
            return Err(DecodeError::new(DecodeErrorKind::Limit("unknown header blocks"), tag.start));
        }
        let requested = self.requested.iter().any(|one| one.is(tag.namespace, local));
        let name = decoder.cursor.name_of(tag);
        let demanded = self.is_demanded(decoder, tag);
        let mut content = AnyType::default();
        decoder.raw(&mut content, tag)?;
        if let Some(why) = self.unknown(&name, &content).filter(|_| !requested) {
            let what = format!("the header block `{local}` of namespace {:?}{why}", start(&name.namespace));
            match demanded {
                true => self.demanded.push((tag.start, what)),
                false => decoder.depart(DepartureKind::Unknown, tag.start, &what)?,
            }
        }
        self.others.push(RawHeader { name, content });
        Ok(())
    }

    /// Whether a block must be understood, by us.
    fn is_demanded(&self, decoder: &Decoder<'_>, tag: &Tag) -> bool {
        let (mut must, mut ours) = (false, true);
        if tag.attributes {
            for (namespace, _, local, value) in decoder.cursor.each_attribute() {
                match local {
                    _ if namespace != self.soap => {}
                    "mustUnderstand" => must = matches!(trim(value), "1") || same(trim(value), "true"),
                    "actor" | "role" => ours = OURS.contains(&trim(value)),
                    _ => {}
                }
            }
        }
        must && ours
    }

    /// What to say of a block that neither the program nor the runtime understands.
    fn unknown(&self, name: &QName, content: &AnyType) -> Option<String> {
        let addressing = WS_ADDRESSING.contains(&name.namespace.as_str())
            && WS_ADDRESSING_BLOCKS.contains(&name.local.as_str());
        if addressing || self.understood.contains(name) {
            return None;
        }
        if name.namespace == WS_SECURITY && name.local == "Security" {
            return match timestamp::look(content, SystemTime::now()) {
                Security::Fresh => None,
                Security::Expired(when) => Some(format!(", whose Timestamp expired at {when},")),
                Security::Other => Some(String::new()),
            };
        }
        Some(String::new())
    }

    /// What the contract does not declare. A block that must be understood is refused, but on a Fault, which says what
    /// happened.
    pub(super) fn finish(
        self,
        decoder: &mut Decoder<'_>,
        is_fault: bool,
    ) -> Result<Vec<RawHeader>, DecodeError> {
        for (at, what) in self.demanded {
            let what = format!("{what} must be understood, and is not");
            match is_fault {
                true => decoder.cursor.notes.push(DepartureKind::MustUnderstand, at, &what),
                false => decoder
                    .depart(DepartureKind::MustUnderstand, at, &what)
                    .map_err(|error| error.within("Header").within("Envelope"))?,
            }
        }
        Ok(self.others)
    }
}
