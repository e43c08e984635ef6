//! Writing Faults of both versions.

use std::borrow::Cow;

use crate::runtime::codec::encode::{Encoder, push_prefix};
use crate::runtime::codec::{
    Choice, EncodeError, Field as _, OPTIONAL, Particle, Record, Scalar, Slot, Type, TypeDef, View, ns,
};
use crate::runtime::soap::envelope::write::surround;
use crate::runtime::soap::fault::Fault;
use crate::runtime::soap::operation::{Service, SoapVersion};
use crate::runtime::values::{AnyType, QName};

const NAME: Type = Type::Scalar(Scalar::QName);
const TEXT: Type = Type::Scalar(Scalar::String);
const SOAP12: u16 = ns::SOAP12;

static FAULT11: Particle = Particle::new(ns::SOAP11, "Fault", 0, 0, Type::Record(&CONTENT11));
static CONTENT11: TypeDef = TypeDef::new(
    ns::SOAP11,
    "Fault",
    &[
        Particle::new(ns::NONE, "faultcode", 0, 0, NAME),
        Particle::new(ns::NONE, "faultstring", 1, 0, TEXT),
        Particle::new(ns::NONE, "faultactor", 2, OPTIONAL, TEXT),
        Particle::new(ns::NONE, "detail", 3, OPTIONAL, Type::Any),
    ],
);

static FAULT12: Particle = Particle::new(SOAP12, "Fault", 0, 0, Type::Record(&CONTENT12));
static CONTENT12: TypeDef = TypeDef::new(
    SOAP12,
    "Fault",
    &[
        Particle::new(SOAP12, "Code", 4, 0, Type::Record(&CODE)),
        Particle::new(SOAP12, "Reason", 5, 0, Type::Record(&REASON)),
        Particle::new(SOAP12, "Role", 2, OPTIONAL, TEXT),
        Particle::new(SOAP12, "Detail", 3, OPTIONAL, Type::Any),
    ],
);
static CODE: TypeDef = TypeDef::new(
    SOAP12,
    "Code",
    &[
        Particle::new(SOAP12, "Value", 0, 0, NAME),
        Particle::new(SOAP12, "Subcode", 1, OPTIONAL, Type::Record(&CODE)),
    ],
);
static REASON: TypeDef =
    TypeDef::new(SOAP12, "Reason", &[Particle::new(SOAP12, "Text", 0, 0, Type::Record(&REASON_TEXT))]);
static REASON_TEXT: TypeDef = TypeDef {
    name: "Text",
    namespace: SOAP12,
    elements: &[],
    attributes: &[Particle::new(ns::XML, "lang", 1, 0, TEXT)],
    text: Some(&Particle::new(ns::NONE, "", 0, 0, TEXT)),
};

/// Writes a Fault in the envelope of the service's version. A code without a namespace is one of the envelope's own;
/// `Client` and `Sender`, `Server` and `Receiver` are each written as the version has it. SOAP 1.1 has no subcodes.
///
/// # Errors
/// When a text holds a character that XML forbids.
pub fn encode_fault(service: &Service, fault: &Fault) -> Result<String, EncodeError> {
    let (particle, soap) = match service.version {
        SoapVersion::Soap11 => (&FAULT11, ns::SOAP11),
        SoapVersion::Soap12 => (&FAULT12, ns::SOAP12),
    };
    let mut code = fault.code.clone();
    if code.namespace.is_empty() {
        code.namespace = ns::WELL_KNOWN.get(usize::from(soap)).copied().unwrap_or_default().into();
        let own = match (service.version, code.local.as_str()) {
            (SoapVersion::Soap11, "Sender") => "Client",
            (SoapVersion::Soap11, "Receiver" | "") => "Server",
            (SoapVersion::Soap12, "Client") => "Sender",
            (SoapVersion::Soap12, "Server" | "") => "Receiver",
            (_, other) => other,
        };
        code.local = own.to_owned();
    }
    // The outermost first: each code holds the next.
    let mut codes: Option<Box<Code>> = None;
    for name in fault.subcodes.iter().rev() {
        codes = Some(Box::new(Code { name: name.clone(), inner: codes.take() }));
    }
    let content =
        Content { fault, code: Code { name: code, inner: codes }, reason: Reason(Text(&fault.reason)) };
    let mut encoder = Encoder::new(service.namespaces);
    encoder.particle(particle, View::Record(&content), 0)?;
    surround(service, &encoder.used, Cow::Owned(encoder.out))
}

/// Writes the detail of a Fault: `value` as the one of `particles` that its alternative is.
///
/// # Errors
/// When the value cannot be sent.
pub fn encode_detail(
    service: &Service,
    particles: &'static [Particle],
    value: &dyn Choice,
) -> Result<AnyType, EncodeError> {
    let mut encoder = Encoder::new(service.namespaces);
    let Some(particle) = particles.iter().find(|particle| particle.variant == value.variant()) else {
        return Err(EncodeError::new("the alternative does not fit its table"));
    };
    encoder.particle(particle, View::Choice(value), 0)?;
    let declarations = encoder.used.iter().filter_map(|number| {
        let uri = service.namespaces.get(usize::from(number)).filter(|_| number != ns::XML)?;
        let mut prefix = String::new();
        push_prefix(number, &mut prefix);
        Some((prefix.trim_end_matches(':').to_owned(), (*uri).into()))
    });
    Ok(AnyType { declarations: declarations.collect(), xml: encoder.out, ..AnyType::default() })
}

struct Content<'a> {
    fault: &'a Fault,
    code: Code,
    reason: Reason<'a>,
}

struct Code {
    name: QName,
    inner: Option<Box<Code>>,
}

struct Reason<'a>(Text<'a>);

struct Text<'a>(&'a str);

impl Record for Content<'_> {
    fn slot(&mut self, _: u16) -> Slot<'_> {
        Slot::None
    }

    fn view(&self, index: u16) -> View<'_> {
        match index {
            0 => View::QName(&self.code.name),
            1 => View::Str(&self.fault.reason),
            2 => self.fault.role.view(),
            3 => self.fault.detail.view(),
            4 => View::Record(&self.code),
            5 => View::Record(&self.reason),
            _ => View::Absent,
        }
    }
}

impl Record for Code {
    fn slot(&mut self, _: u16) -> Slot<'_> {
        Slot::None
    }

    fn view(&self, index: u16) -> View<'_> {
        match (index, &self.inner) {
            (0, _) => View::QName(&self.name),
            (1, Some(inner)) => View::Record(&**inner),
            _ => View::Absent,
        }
    }
}

impl Record for Reason<'_> {
    fn slot(&mut self, _: u16) -> Slot<'_> {
        Slot::None
    }

    fn view(&self, _: u16) -> View<'_> {
        View::Record(&self.0)
    }
}

impl Record for Text<'_> {
    fn slot(&mut self, _: u16) -> Slot<'_> {
        Slot::None
    }

    fn view(&self, index: u16) -> View<'_> {
        // SOAP 1.2 wants a language, and nothing says which it is.
        View::Str(if index == 0 { self.0 } else { "en" })
    }
}
