//! SOAP faults of both versions.

use std::fmt;

use super::envelope::WS_ADDRESSING;
use super::misshapen::{self, Shape};
use super::operation::Service;
use super::standalone::document;
use crate::runtime::codec::decode::Decoder;
use crate::runtime::codec::failure::DecodeError;
use crate::runtime::codec::field::{Choice, Field, Slot};
use crate::runtime::codec::scan::Tag;
use crate::runtime::codec::secrets;
use crate::runtime::codec::strings::trim;
use crate::runtime::codec::{Particle, Reading, ns};
use crate::runtime::values::{AnyType, QName};

/// A fault, as a server of either version sends it.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Fault {
    /// `faultcode`, or `Code/Value`: `Client` and `Server` in SOAP 1.1, `Sender` and `Receiver` in SOAP 1.2. A code whose
    /// prefix is not declared is kept with its prefix in the local name.
    pub code: QName,
    /// The `Subcode` values of SOAP 1.2, outermost first.
    pub subcodes: Vec<QName>,
    /// `faultstring`, or the first `Reason/Text`.
    pub reason: String,
    /// `faultactor`, or `Role`.
    pub role: Option<String>,
    /// The `detail`, kept as XML.
    pub detail: Option<AnyType>,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.code.local, secrets::without_stack(&self.reason))
    }
}

/// Without the detail and what looks like a stack trace: nobody knows what they hold.
impl fmt::Debug for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Fault")
            .field("code", &self.code)
            .field("subcodes", &self.subcodes)
            .field("reason", &secrets::without_stack(&self.reason))
            .field("role", &self.role)
            .finish_non_exhaustive()
    }
}

impl std::error::Error for Fault {}

/// The elements that an operation's Faults may hold in their detail, one an alternative. Generated for every operation
/// whose contract declares faults.
pub trait FaultDetail: Choice + Field + Sized {
    /// The service of the operation.
    fn service() -> &'static Service;

    /// The elements, each with the number of its alternative.
    fn particles() -> &'static [Particle];

    /// An alternative with nothing in it.
    fn alternative(variant: u16) -> Option<Self>;
}

impl Fault {
    /// The first element of the detail that `D` knows; `None` where there is none of them, and all there is to see is
    /// [`detail`](Self::detail).
    ///
    /// ```text
    /// if let Some(Ok(PlaceOrderFault::OutOfStock(stock))) = fault.detail_as() { … }
    /// ```
    ///
    /// # Errors
    /// When the element is not what the contract says. Offsets count from the beginning of the detail.
    #[inline]
    #[must_use]
    pub fn detail_as<D: FaultDetail>(&self) -> Option<Result<D, DecodeError>> {
        let detail = self.detail.as_ref()?;
        let mut value = D::alternative(0)?;
        match decode_detail(D::service(), detail, D::particles(), &Reading::faithful(), &mut value) {
            Ok(true) => Some(Ok(value)),
            Ok(false) => None,
            Err(mut error) => {
                error.hide_found(&|name| secrets::is_secret(name, D::service().secrets));
                Some(Err(error))
            }
        }
    }
}

const WANTED: &str = ". It wants WS-Addressing, or more of it: call `addressing` of the session's builder (cargo feature `addressing`)";

/// What the codes of WS-Addressing mean for a program (1.0, SOAP Binding, 6.4; 2004/08, 4).
const ADVICE: [(&str, &str); 4] = [
    ("MessageAddressingHeaderRequired", WANTED),
    ("MessageInformationHeaderRequired", WANTED),
    (
        "ActionNotSupported",
        ". It knows no operation of the request's action: `Addressing::action` sets another than the contract's",
    ),
    (
        "DestinationUnreachable",
        ". It is called otherwise than the request says, which is by its URL: `Addressing::to` sets another name",
    ),
];

impl Fault {
    /// What to do about it, where its codes are known; else nothing.
    #[cold]
    pub(in crate::runtime) fn advice(&self) -> &'static str {
        let advice = |code: &QName| {
            let known = WS_ADDRESSING.contains(&&*code.namespace);
            ADVICE.iter().find(|(name, _)| known && code.local == *name).map(|(_, advice)| *advice)
        };
        for code in &self.subcodes {
            if let Some(advice) = advice(code) {
                return advice;
            }
        }
        advice(&self.code).unwrap_or_default()
    }
}

/// Reads an open `Fault` element up to and including its end tag. Names are told by their local part: servers differ on
/// the namespace. Nothing in it is refused that can be read. `envelope` is the namespace of the envelope.
pub(super) fn read(decoder: &mut Decoder<'_>, tag: &Tag, envelope: u16) -> Result<Fault, DecodeError> {
    let mut fault = Fault::default();
    let reading = decoder.reading();
    decoder.careless_names = true;
    let careless = std::mem::replace(&mut decoder.cursor.careless_text, true);
    decoder.cursor.reading = Reading::careless().with_depth(reading.depth());
    let mut shape = Shape::new(envelope);
    let read = children(decoder, tag, &mut shape, &mut fault);
    shape.finish(decoder, tag);
    decoder.cursor.reading = reading;
    decoder.cursor.careless_text = careless;
    decoder.careless_names = false;
    read?;
    fault.reason = trim(&fault.reason).to_owned();
    Ok(fault)
}

fn children(
    decoder: &mut Decoder<'_>,
    tag: &Tag,
    shape: &mut Shape,
    fault: &mut Fault,
) -> Result<(), DecodeError> {
    decoder.each_child(tag, &mut |decoder, tag, local| {
        shape.child(decoder, tag, local);
        match local {
            // gSOAP can write the names of both versions of SOAP, those of one of them as nil or empty.
            _ if tag.nil => decoder.pass(tag)?,
            "faultcode" => {
                let code = name(decoder, tag)?;
                if fault.code.local.is_empty() {
                    fault.code = code;
                }
            }
            "faultstring" => {
                let reason = decoder.text_in(tag)?;
                if fault.reason.is_empty() {
                    fault.reason = reason;
                }
            }
            "faultactor" | "Role" => {
                let role = decoder.text_in(tag)?;
                if fault.role.is_none() {
                    fault.role = Some(role);
                }
            }
            "detail" | "Detail" if fault.detail.is_none() => {
                decoder.raw(fault.detail.get_or_insert_default(), tag)?;
            }
            "Code" => code(decoder, tag, 0, &mut |depth, name| match depth {
                0 if fault.code.local.is_empty() => fault.code = name,
                0 => {}
                _ => fault.subcodes.push(name),
            })?,
            "Reason" => {
                let mut reason = None;
                either(decoder, tag, "Text", &mut |decoder, tag| {
                    // The first of the languages.
                    if reason.is_none() {
                        reason = Some(decoder.text_in(tag)?);
                        return Ok(());
                    }
                    decoder.pass(tag)
                })?;
                if fault.reason.is_empty() {
                    fault.reason = reason.unwrap_or_default();
                }
            }
            _ => decoder.pass(tag)?,
        }
        Ok(())
    })
}

/// Reads the children of this name with `read`, or the element itself where there is none: some servers leave the inner
/// element out.
fn either(
    decoder: &mut Decoder<'_>,
    tag: &Tag,
    name: &str,
    read: &mut dyn FnMut(&mut Decoder<'_>, &Tag) -> Result<(), DecodeError>,
) -> Result<(), DecodeError> {
    let (start, mut found) = (decoder.cursor.position, false);
    let told = decoder.cursor.notes.count();
    decoder.each_child(tag, &mut |decoder, tag, local| {
        found |= local == name;
        if local == name { read(decoder, tag) } else { decoder.pass(tag) }
    })?;
    if found {
        return Ok(());
    }
    decoder.cursor.notes.truncate(told);
    misshapen::missing(decoder, tag, name);
    if tag.empty {
        return Ok(());
    }
    decoder.cursor.position = start;
    read(decoder, tag)
}

/// The qualified name in an element of a Fault; one whose prefix is not declared is kept with it.
fn name(decoder: &mut Decoder<'_>, tag: &Tag) -> Result<QName, DecodeError> {
    let text = decoder.text_in(tag)?;
    if let Some(name) = decoder.cursor.qualified_name(&text) {
        return Ok(name);
    }
    misshapen::no_name(decoder, tag, &text);
    Ok(QName::new("", text))
}

/// `Value`, and the nested `Subcode`s.
fn code(
    decoder: &mut Decoder<'_>,
    tag: &Tag,
    depth: usize,
    keep: &mut dyn FnMut(usize, QName),
) -> Result<(), DecodeError> {
    let (start, mut has_value) = (decoder.cursor.position, false);
    let told = decoder.cursor.notes.count();
    decoder.each_child(tag, &mut |decoder, tag, local| match local {
        "Value" => {
            has_value = true;
            keep(depth, name(decoder, tag)?);
            Ok(())
        }
        "Subcode" if depth < 16 => code(decoder, tag, depth + 1, keep),
        _ => decoder.pass(tag),
    })?;
    if has_value {
        return Ok(());
    }
    decoder.cursor.notes.truncate(told);
    misshapen::missing(decoder, tag, "Value");
    if !tag.empty {
        decoder.cursor.position = start;
        keep(depth, name(decoder, tag)?);
    }
    Ok(())
}

/// Reads the first child of a fault's detail that one of `particles` names into `value`, as the particle says; tells
/// whether there was one. Other children are ignored.
///
/// Several kinds of detail are several particles with variants, and `value` a choice: an enum per operation.
///
/// # Errors
/// When such a child is there and is not what the contract says. Offsets count from the beginning of the detail.
#[inline]
pub fn decode_detail(
    service: &Service,
    detail: &AnyType,
    particles: &'static [Particle],
    reading: &Reading,
    value: &mut dyn Field,
) -> Result<bool, DecodeError> {
    let text = document("detail", detail);
    // One of the right name counts, wherever it is; else one that has at least the right local name.
    for exact in [true, false] {
        let fits = |particle: &Particle, tag: &Tag, local: &str| match exact {
            true => stands_for(particle, tag.namespace, local),
            false => particle.name() == local,
        };
        if (exact || are_distinct(particles))
            && detail_child(service, &text, particles, &fits, reading, value)?
        {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Whether no two of them have one local name.
fn are_distinct(particles: &[Particle]) -> bool {
    let mut rest = particles.iter();
    while let Some(one) = rest.next() {
        if rest.as_slice().iter().any(|other| other.name() == one.name()) {
            return false;
        }
    }
    true
}

/// Reads the first child that fits one of the particles.
fn detail_child(
    service: &Service,
    text: &str,
    particles: &'static [Particle],
    fits: &dyn Fn(&Particle, &Tag, &str) -> bool,
    reading: &Reading,
    value: &mut dyn Field,
) -> Result<bool, DecodeError> {
    let (mut found, mut nil, mut children) = (false, None, 0);
    let read = || {
        let mut decoder = Decoder::new(text, service.namespaces, *reading)?;
        decoder.cursor.careless_text = true;
        let root = decoder.cursor.start_tag()?;
        decoder.each_child(&root, &mut |decoder, tag, local| {
            let known = particles.iter().filter(|_| !found).find(|one| fits(one, tag, local));
            children += 1;
            let Some(particle) = known else { return decoder.pass(tag) };
            if tag.nil {
                nil = nil.or(Some(particle));
                return decoder.pass(tag);
            }
            found = true;
            decoder.simple(value.slot(), particle, tag)
        })
    };
    let mut read = read;
    read().map_err(|error: DecodeError| error.within("detail").locate(text))?;
    // Some servers write all the declared details, those that are not meant as nil.
    if let (false, 1, Some(particle)) = (found, children, nil) {
        found = true;
        match value.slot() {
            Slot::Choice(choice) => choice.nil(particle.variant),
            _ => value.nil(),
        }
    }
    Ok(found)
}

/// Whether an element of a detail is the one that a particle describes. A contract that gives a fault a type, and no
/// element, leaves the namespace open: servers use several.
fn stands_for(particle: &Particle, namespace: u16, local: &str) -> bool {
    particle.name() == local && (particle.namespace == namespace || particle.namespace == ns::NONE)
}
