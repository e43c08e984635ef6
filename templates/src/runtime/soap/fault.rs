//! SOAP faults of both versions.

use std::fmt;

use super::operation::Service;
use crate::runtime::codec::decode::Decoder;
use crate::runtime::codec::failure::DecodeError;
use crate::runtime::codec::field::{Choice, Field, Slot};
use crate::runtime::codec::scan::Tag;
use crate::runtime::codec::secrets;
use crate::runtime::codec::strings::trim;
use crate::runtime::codec::{CodecLimits, OPTIONAL, Particle, Scalar, Type, ns};
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
        match decode_detail(D::service(), detail, D::particles(), &CodecLimits::default(), &mut value) {
            Ok(true) => Some(Ok(value)),
            Ok(false) => None,
            Err(mut error) => {
                error.hide_found(&|name| secrets::is_secret(name, D::service().secrets));
                Some(Err(error))
            }
        }
    }
}

/// Only its tag and type are looked at: each child is read for its kind.
static NAME: Particle = Particle::new(0, "code>", 0, OPTIONAL, Type::Scalar(Scalar::QName));

/// Reads an open `Fault` element up to and including its end tag. Names are told by their local part: servers differ on
/// the namespace.
pub(super) fn read(decoder: &mut Decoder<'_>, tag: &Tag) -> Result<Fault, DecodeError> {
    let mut fault = Fault::default();
    decoder.careless_names = true;
    decoder.each_child(tag, &mut |decoder, tag, local| match local {
        "faultcode" => decoder.simple(fault.code.slot(), &NAME, tag),
        "faultstring" => decoder.simple(fault.reason.slot(), &NAME, tag),
        "faultactor" | "Role" => decoder.simple(fault.role.slot(), &NAME, tag),
        // gSOAP can write the names of both versions of SOAP, one of them as nil.
        "detail" | "Detail" if !tag.nil && fault.detail.is_none() => {
            decoder.raw(fault.detail.get_or_insert_default(), tag)
        }
        "Code" => code(decoder, tag, 0, &mut |depth, name| {
            if depth == 0 { fault.code = name } else { fault.subcodes.push(name) }
        }),
        "Reason" => decoder.each_child(tag, &mut |decoder, tag, local| {
            if local == "Text" && fault.reason.is_empty() {
                decoder.simple(fault.reason.slot(), &NAME, tag)
            } else {
                decoder.pass(tag)
            }
        }),
        _ => decoder.pass(tag),
    })?;
    decoder.careless_names = false;
    fault.reason = trim(&fault.reason).to_owned();
    Ok(fault)
}

/// `Value`, and the nested `Subcode`s.
fn code(
    decoder: &mut Decoder<'_>,
    tag: &Tag,
    depth: usize,
    keep: &mut dyn FnMut(usize, QName),
) -> Result<(), DecodeError> {
    decoder.each_child(tag, &mut |decoder, tag, local| match local {
        "Value" => {
            let mut name = QName::default();
            decoder.simple(name.slot(), &NAME, tag)?;
            keep(depth, name);
            Ok(())
        }
        "Subcode" if depth < 16 => code(decoder, tag, depth + 1, keep),
        _ => decoder.pass(tag),
    })
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
    limits: &CodecLimits,
    value: &mut dyn Field,
) -> Result<bool, DecodeError> {
    let mut text = String::from("<detail");
    for (prefix, uri) in &detail.declarations {
        let colon = if prefix.is_empty() { "" } else { ":" };
        text.push_str(&format!(" xmlns{colon}{prefix}=\""));
        for character in uri.chars() {
            match character {
                '&' => text.push_str("&amp;"),
                '<' => text.push_str("&lt;"),
                '"' => text.push_str("&quot;"),
                other => text.push(other),
            }
        }
        text.push('"');
    }
    text.push('>');
    text.push_str(&detail.xml);
    text.push_str("</detail>");
    let (mut found, mut nil, mut children) = (false, None, 0);
    let read = || {
        let mut decoder = Decoder::new(&text, service.namespaces, *limits)?;
        decoder.cursor.careless_text = true;
        let root = decoder.cursor.start_tag()?;
        decoder.each_child(&root, &mut |decoder, tag, local| {
            let known = particles.iter().filter(|_| !found).find(|one| stands_for(one, tag.namespace, local));
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
    read().map_err(|error: DecodeError| error.within("detail").locate(&text))?;
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
