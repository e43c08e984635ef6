//! A table, content read by it, and what is written back.

use soapwright_runtime::codec::{
    Arguments, DecodeError, Dynamic, Field, Reading, Record as _, Slot, Type, TypeDef, View,
};
use soapwright_runtime::soap::{Body, Message, Operation, Wrapper, decode_reply, encode_body, envelope};

use crate::tables::{A, Headers, SERVICE};
use soapwright_runtime::codec::Particle;

/// An operation that answers with the element `Value` of a type, and takes the same.
pub(crate) fn operation(ty: Type) -> &'static Operation {
    let inner: &[_] = Box::leak(Box::new([Particle::new(A, "Value", 0, 0, ty)]));
    let body = || Body::Wrapped(Wrapper { flags: 0, def: TypeDef::new(A, "Send", inner) });
    Box::leak(Box::new(Operation {
        name: "Send",
        service: &SERVICE,
        action: "",
        input_action: None,
        request: Message { headers: &[], body: body(), attachments: &[] },
        response: Some(Message { headers: &[], body: body(), attachments: &[] }),
    }))
}

pub(crate) fn wrapped(value: &str) -> String {
    format!(
        r#"<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/" xmlns="urn:a" xmlns:a="urn:a" xmlns:b="urn:b" xmlns:i="http://www.w3.org/2001/XMLSchema-instance"><s:Body><Send>{value}</Send></s:Body></s:Envelope>"#
    )
}

pub(crate) fn decode(
    operation: &'static Operation,
    value: &str,
    into: &mut dyn Field,
) -> Result<(), DecodeError> {
    let limits = Reading::faithful();
    decode_reply(operation, wrapped(value).as_bytes(), &limits, &mut Headers::default(), into).map(drop)
}

/// What stands in `Send`, after the namespaces that the envelope declares.
pub(crate) fn encode(operation: &'static Operation, value: View<'_>) -> String {
    let body = encode_body(operation, &Arguments(&[value])).unwrap();
    let text = envelope(operation, &Headers::default(), &body).unwrap();
    roxmltree::Document::parse(&text).unwrap();
    let (_, rest) = text.split_once("<a:Send>").unwrap();
    rest.split_once("</a:Send>").unwrap().0.to_owned()
}

pub(crate) struct Whole(pub(crate) Dynamic);

impl Field for Whole {
    fn slot(&mut self) -> Slot<'_> {
        Slot::Record(&mut self.0)
    }

    fn view(&self) -> View<'_> {
        View::Record(&self.0)
    }
}

/// Reads `value` by the table and writes it again.
pub(crate) fn again(ty: Type, value: &str) -> String {
    let operation = operation(ty);
    let Body::Wrapped(wrapper) = &operation.request.body else { panic!() };
    let mut read = Whole(Dynamic::new(&wrapper.def));
    decode(operation, value, &mut read).unwrap();
    encode(operation, read.0.view(0))
}

/// As [`again`], of a record that keeps what it does not know.
pub(crate) fn again_keeping(def: &'static TypeDef, content: &str) -> String {
    let wrapper: &'static Operation = operation(Type::Record(def));
    let mut read = Value(Dynamic::keeping_unknown(def));
    let mut outer = Outer(&mut read);
    decode(wrapper, &format!("<Value>{content}</Value>"), &mut outer).unwrap();
    encode(wrapper, View::Record(&read.0))
}

struct Value(Dynamic);

struct Outer<'a>(&'a mut Value);

impl Field for Outer<'_> {
    fn slot(&mut self) -> Slot<'_> {
        Slot::Record(self)
    }

    fn view(&self) -> View<'_> {
        View::Absent
    }
}

impl soapwright_runtime::codec::Record for Outer<'_> {
    fn slot(&mut self, _: u16) -> Slot<'_> {
        Slot::Record(&mut self.0.0)
    }

    fn view(&self, _: u16) -> View<'_> {
        View::Record(&self.0.0)
    }
}
