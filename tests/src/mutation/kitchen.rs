//! Tables with everything that the generated crate has no use for: derived types, wildcards, choices, groups, attributes,
//! defaults, qualified names, unsorted namespaces.

use superoffice_services86::runtime::codec::{
    Array, Defaulted, Derived, MANY, NILLABLE, OPTIONAL, Particle, Scalar, Type, TypeDef, Wildcard, ns,
};
use superoffice_services86::runtime::soap::{Body, Message, Operation, Service, SoapVersion, Wrapper};

const A: u16 = ns::FIRST;
const B: u16 = ns::FIRST + 1;
const TEXT: Type = Type::Scalar(Scalar::String);

static NAMESPACES: [&str; 8] = {
    let [none, xsi, soap11, soap12, xml, xsd] = ns::WELL_KNOWN;
    [none, xsi, soap11, soap12, xml, xsd, "urn:a", "urn:b"]
};

static SERVICE: Service = Service {
    name: "Kitchen",
    address: None,
    path: "Kitchen.svc",
    paths: &[],
    version: SoapVersion::Soap12,
    namespaces: &NAMESPACES,
    outcome: None,
    secrets: &[],
};

static PAIR: TypeDef = TypeDef::new(
    A,
    "",
    &[
        Particle::new(A, "k", 0, OPTIONAL, TEXT),
        Particle::new(A, "v", 1, OPTIONAL | NILLABLE, Type::Scalar(Scalar::I32)),
        Particle::new(A, "p", 2, OPTIONAL | MANY, TEXT).variant(0),
        Particle::new(B, "q", 2, OPTIONAL | MANY, Type::Record(&SINK)).variant(1),
    ],
);

static BASE: TypeDef = TypeDef::new(A, "Base", &[Particle::new(A, "Id", 0, OPTIONAL, TEXT)]);

static LABEL: TypeDef = TypeDef {
    attributes: &[
        Particle::new(ns::XML, "lang", 1, OPTIONAL, TEXT),
        Particle::any_attribute(2, &Wildcard::Any),
    ],
    text: Some(&Particle::new(ns::NONE, "text", 0, 0, TEXT)),
    ..TypeDef::new(B, "Label", &[])
};

static SHAPES: Derived = Derived { types: &[&BASE, &SINK, &LABEL], default: Some(0) };
static ABSTRACT: Derived = Derived { types: &[&SINK], default: None };
static RED: Defaulted = Defaulted { ty: Type::Enum(&["red", "blue"]), text: "red" };
static ONE: Defaulted = Defaulted { ty: Type::Scalar(Scalar::I32), text: "1" };
static NUMBERS: Array = Array {
    item: Particle::new(ns::ANY, "item", 0, OPTIONAL | NILLABLE | MANY, Type::Scalar(Scalar::I32)),
    item_type: (ns::XSD, "int"),
};

static SINK: TypeDef = TypeDef {
    attributes: &[
        Particle::new(ns::NONE, "colour", 20, OPTIONAL, Type::Defaulted(&RED)),
        Particle::new(ns::NONE, "kind", 21, OPTIONAL, Type::Scalar(Scalar::QName)),
        Particle::new(B, "kinds", 22, OPTIONAL, Type::SimpleList(&Type::Scalar(Scalar::QName))),
    ],
    ..TypeDef::new(
        B,
        "Sink",
        &[
            Particle::new(A, "Shape", 0, OPTIONAL | NILLABLE, Type::Derived(&SHAPES)),
            Particle::new(ns::NONE, "Abstract", 1, OPTIONAL, Type::Derived(&ABSTRACT)),
            Particle::new(A, "x", 2, OPTIONAL | MANY, TEXT).variant(0),
            Particle::group(2, OPTIONAL | MANY, &PAIR).variant(1),
            Particle::new(A, "Number", 3, OPTIONAL | NILLABLE, Type::Defaulted(&ONE)),
            Particle::new(ns::NONE, "Label", 4, OPTIONAL | MANY, Type::Record(&LABEL)),
            Particle::new(A, "left", 5, OPTIONAL | NILLABLE, TEXT).variant(0),
            Particle::new(A, "right", 5, OPTIONAL | MANY, Type::Scalar(Scalar::Bool)).variant(1),
            Particle::new(ns::NONE, "Open", 6, OPTIONAL | NILLABLE, Type::Any),
            Particle::new(A, "Name", 7, OPTIONAL, Type::Scalar(Scalar::QName)),
            Particle::new(ns::NONE, "Array", 8, OPTIONAL, Type::Array(&NUMBERS)),
            Particle::wildcard(9, OPTIONAL | MANY, &Wildcard::Other(A)),
        ],
    )
};

static ANSWER: [Particle; 1] = [Particle::new(A, "Sink", 0, OPTIONAL, Type::Record(&SINK))];

/// An operation that answers with all of it.
pub(super) static OPERATION: Operation = Operation {
    name: "Kitchen",
    service: &SERVICE,
    action: "",
    input_action: None,
    request: Message { headers: &[], body: Body::Bare(&[]), attachments: &[] },
    response: Some(Message {
        headers: &[],
        body: Body::Single(Wrapper { flags: 0, def: TypeDef::new(A, "Answer", &ANSWER) }),
        attachments: &[],
    }),
};
