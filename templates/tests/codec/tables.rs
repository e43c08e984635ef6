//! Tables written by hand, the way generated code has them.

use soapwright_runtime::codec::{
    DecodeError, Field, MANY, NILLABLE, OPTIONAL, Particle, Reading, Record, Scalar, Slot, Type, TypeDef,
    View, ns,
};
use soapwright_runtime::soap::{
    Body, Message, Operation, Received, Service, SoapVersion, Wrapper, decode_reply,
};
use soapwright_runtime::values::{AnyType, List};

pub(crate) const A: u16 = ns::FIRST;
pub(crate) const B: u16 = ns::FIRST + 1;
static NAMESPACES: &[&str] = &[
    "",
    "http://www.w3.org/2001/XMLSchema-instance",
    "http://schemas.xmlsoap.org/soap/envelope/",
    "http://www.w3.org/2003/05/soap-envelope",
    "http://www.w3.org/XML/1998/namespace",
    "http://www.w3.org/2001/XMLSchema",
    "urn:a",
    "urn:b",
];
pub(crate) static SERVICE: Service = Service {
    name: "Boxes",
    address: None,
    path: "Boxes.svc",
    paths: &[],
    version: SoapVersion::Soap11,
    namespaces: NAMESPACES,
    outcome: None,
    secrets: &[],
};

#[derive(Debug, Default, PartialEq, Clone)]
pub(crate) struct Crate {
    pub(crate) label: Option<String>,
    pub(crate) weight: i32,
    pub(crate) names: List<String>,
    pub(crate) inner: Option<Box<Crate>>,
    pub(crate) open: Option<AnyType>,
    pub(crate) parts: Vec<i32>,
}

pub(crate) static CRATE: TypeDef = TypeDef::new(
    A,
    "Crate",
    &[
        Particle::new(A, "Label", 0, OPTIONAL | NILLABLE, Type::Scalar(Scalar::String)),
        Particle::new(A, "Weight", 1, OPTIONAL, Type::Scalar(Scalar::I32)),
        Particle::new(
            A,
            "Names",
            2,
            OPTIONAL | NILLABLE,
            Type::List(&Particle::new(
                B,
                "string",
                0,
                OPTIONAL | NILLABLE | MANY,
                Type::Scalar(Scalar::String),
            )),
        ),
        Particle::new(A, "Inner", 3, OPTIONAL | NILLABLE, Type::Record(&CRATE)),
        Particle::new(A, "Open", 4, OPTIONAL | NILLABLE, Type::Any),
        Particle::new(A, "Part", 5, OPTIONAL | MANY, Type::Scalar(Scalar::I32)),
    ],
);

impl Record for Crate {
    fn slot(&mut self, index: u16) -> Slot<'_> {
        match index {
            0 => self.label.slot(),
            1 => self.weight.slot(),
            2 => self.names.slot(),
            3 => self.inner.slot(),
            4 => self.open.slot(),
            5 => self.parts.slot(),
            _ => Slot::None,
        }
    }

    fn view(&self, index: u16) -> View<'_> {
        match index {
            0 => self.label.view(),
            1 => self.weight.view(),
            2 => self.names.view(),
            3 => self.inner.view(),
            4 => self.open.view(),
            5 => self.parts.view(),
            _ => View::Absent,
        }
    }
}

impl Field for Crate {
    fn slot(&mut self) -> Slot<'_> {
        Slot::Record(self)
    }

    fn view(&self) -> View<'_> {
        View::Record(self)
    }
}

#[derive(Default, Debug)]
pub(crate) struct Headers {
    pub(crate) token: Option<String>,
}

impl Record for Headers {
    fn slot(&mut self, index: u16) -> Slot<'_> {
        if index == 0 { self.token.slot() } else { Slot::None }
    }

    fn view(&self, index: u16) -> View<'_> {
        if index == 0 { self.token.view() } else { View::Absent }
    }
}

pub(crate) static SAVE: Operation = Operation {
    name: "Save",
    service: &SERVICE,
    action: "urn:a/Save",
    input_action: None,
    request: Message {
        headers: &[Particle::new(A, "Token", 0, OPTIONAL, Type::Scalar(Scalar::String))],
        body: Body::Wrapped(Wrapper {
            flags: 0,
            def: TypeDef::new(
                A,
                "Save",
                &[Particle::new(A, "Crate", 0, OPTIONAL | NILLABLE, Type::Record(&CRATE))],
            ),
        }),
        attachments: &[],
    },
    response: Some(Message {
        headers: &[Particle::new(A, "Token", 0, OPTIONAL, Type::Scalar(Scalar::String))],
        body: Body::Single(Wrapper {
            flags: 0,
            def: TypeDef::new(
                A,
                "SaveResponse",
                &[Particle::new(A, "Response", 0, OPTIONAL | NILLABLE, Type::Record(&CRATE))],
            ),
        }),
        attachments: &[],
    }),
};

/// A reply around the content of a `Crate`.
pub(crate) fn reply(content: &str) -> String {
    format!(
        r#"<?xml version="1.0"?><s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body><SaveResponse xmlns="urn:a"><Response xmlns:i="http://www.w3.org/2001/XMLSchema-instance">{content}</Response></SaveResponse></s:Body></s:Envelope>"#
    )
}

pub(crate) fn read_text(text: &str) -> Result<Option<Crate>, DecodeError> {
    let mut value: Option<Crate> = None;
    let parts =
        decode_reply(&SAVE, text.as_bytes(), &Reading::faithful(), &mut Headers::default(), &mut value)?;
    assert_eq!(parts.received, Received::Value);
    Ok(value)
}

pub(crate) fn read(content: &str) -> Crate {
    read_text(&reply(content)).unwrap().unwrap()
}
