//! What a reply is read into, and reading it.

use std::fmt;

use super::read::{NOTHING, Single, Source, Target, decode_message};
use crate::runtime::codec::encoding;
use crate::runtime::codec::field::{Field, Record, Slot, View};
use crate::runtime::codec::strings::find;
use crate::runtime::codec::{DecodeError, Departure, DepartureKind, Departures, Reading, Typed};
use crate::runtime::soap::attachments::Attachments;
use crate::runtime::soap::fault::Fault;
use crate::runtime::soap::operation::{Body, Operation, Service};
use crate::runtime::soap::{salvage, standalone};
use crate::runtime::values::{AnyType, Attachment, QName};

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
#[derive(Clone, PartialEq, Eq)]
pub struct RawHeader {
    /// Its element's name.
    pub name: QName,
    /// Its attributes and content.
    pub content: AnyType,
}

impl RawHeader {
    /// Reads the block as a generated type. `service` is a service of the type's crate.
    ///
    /// # Errors
    /// When the block is not what the contract says of the type. Offsets count from a little before its beginning.
    pub fn read_as<T: Typed>(&self, service: &Service) -> Result<T, DecodeError> {
        standalone::read(service, &self.name, &self.content)
    }

    /// The first of some blocks that has a name, as a generated type.
    pub(in crate::runtime) fn find_as<T: Typed>(
        blocks: &[Self],
        service: &Service,
        namespace: &str,
        name: &str,
    ) -> Option<Result<T, DecodeError>> {
        let named = |block: &&Self| *block.name.namespace == *namespace && block.name.local == name;
        Some(blocks.iter().find(named)?.read_as(service))
    }
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
    /// Where the reply departed from the contract, and was read all the same.
    pub departures: Departures,
}

/// Reads a reply to `operation`.
///
/// # Errors
/// When it is not a well-formed envelope of either SOAP version, or not what the contract says, or beyond a limit.
pub fn decode_reply(
    operation: &'static Operation,
    bytes: &[u8],
    reading: &Reading,
    headers: &mut dyn Record,
    value: &mut dyn Field,
) -> Result<ReplyParts, DecodeError> {
    let attachments = &Attachments::default();
    decode_reply_from(&Source { operation, bytes, attachments, reading, understood: &[] }, headers, value)
}

/// As [`decode_reply`], with what came beside the envelope.
///
/// # Errors
/// As there; and when an attachment is missing.
pub fn decode_reply_from(
    source: &Source<'_>,
    headers: &mut dyn Record,
    value: &mut dyn Field,
) -> Result<ReplyParts, DecodeError> {
    let message = source.operation.response.as_ref().unwrap_or(&NOTHING);
    let several = message.several();
    let target = match message.body {
        // Nothing in the Body is the value.
        _ if !message.attachments.is_empty() && matches!(value.slot(), Slot::Attachment(_)) => {
            Target::Slot(Slot::None)
        }
        Body::Wrapped(_) => Target::Slot(value.slot()),
        Body::Bare(_) if several => match value.slot() {
            Slot::Record(record) => Target::Elements(record, 0),
            slot => Target::Slot(slot),
        },
        Body::Bare(_) => Target::Bare(value),
        Body::Single(_) => Target::Single(Single(value)),
    };
    let mut parts = match decode_message(source, message, headers, target) {
        Ok(parts) => parts,
        Err(error) => rescued(source).ok_or(error)?,
    };
    if !message.attachments.is_empty() && !matches!(parts.received, Received::Fault(_)) {
        source.attachments.bind(message.attachments, value)?;
    }
    parts.attachments = source.attachments.rest();
    Ok(parts)
}

/// The Fault of a reply that could not be read: one that departs from what the policy allows, or is no XML. Whatever can be
/// read of a Fault is one. With what had to be overlooked.
#[cold]
pub(in crate::runtime) fn rescued(source: &Source<'_>) -> Option<ReplyParts> {
    let text = encoding::to_text(source.bytes).unwrap_or_else(|_| encoding::to_text_lossy(source.bytes));
    find(&text, "Fault")?;
    let reading = &Reading::careless().with_depth(source.reading.depth());
    let source = Source { reading, ..*source };
    let (fault, departures) = match decode_message(&source, &NOTHING, &mut Nowhere, Target::Done) {
        Ok(ReplyParts { received: Received::Fault(fault), departures, .. }) => (fault, departures),
        Ok(_) => return None,
        Err(_) => {
            let mut departures = Departures::default();
            let found = "a Fault in a reply that is no XML";
            departures.push(Departure::outside(DepartureKind::IllegalXml, found));
            (Box::new(salvage::fault(&text)?), departures)
        }
    };
    Some(ReplyParts {
        received: Received::Fault(fault),
        other_headers: Vec::new(),
        attachments: Vec::new(),
        departures,
    })
}

/// The Fault of a reply that is not to be trusted, whatever else may stand in that.
#[cold]
pub(in crate::runtime) fn unverified_fault(source: &Source<'_>) -> Option<Box<Fault>> {
    let text = encoding::to_text(source.bytes).unwrap_or_else(|_| encoding::to_text_lossy(source.bytes));
    find(&text, "Fault")?;
    let reading = &Reading::careless().with_depth(source.reading.depth());
    let source = Source { reading, ..*source };
    match decode_message(&source, &NOTHING, &mut Nowhere, Target::Done) {
        Ok(ReplyParts { received: Received::Fault(fault), .. }) => Some(fault),
        Ok(_) => None,
        Err(_) => salvage::fault(&text).map(Box::new),
    }
}

/// Where nothing is kept.
struct Nowhere;

impl Record for Nowhere {
    fn slot(&mut self, _: u16) -> Slot<'_> {
        Slot::None
    }

    fn view(&self, _: u16) -> View<'_> {
        View::Absent
    }
}
