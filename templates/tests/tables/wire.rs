//! Values of the tests' types, from XML and back.

use soapwright_runtime::codec::{
    Arguments, DecodeError, DepartureKind, Field, Particle, Reading, Type, TypeDef, ns,
};
use soapwright_runtime::soap::{
    Message, Operation, Service, SoapVersion, decode_reply, encode_body, envelope,
};
use soapwright_runtime::tables::{namespaces, record};

namespaces! {
    SHAPES = "urn:example:shapes";
    COLOURS = "urn:example:colours";
}

pub(crate) static SERVICE: Service = Service {
    name: "Shapes",
    address: None,
    path: "Shapes.svc",
    paths: &[],
    version: SoapVersion::Soap11,
    namespaces: &NAMESPACES,
    outcome: None,
    secrets: &[],
};

#[derive(Default)]
pub(crate) struct NoHeaders {}

record! { NoHeaders {} }

/// An operation that takes and gives what these rows hold.
fn operation(rows: &'static [Particle]) -> &'static Operation {
    let def = || TypeDef::new(SHAPES, "Send", rows);
    Box::leak(Box::new(Operation {
        name: "Send",
        service: &SERVICE,
        action: "",
        input_action: None,
        request: Message::request(&[], def()),
        response: Some(Message::reply(&[], def())),
    }))
}

/// One element `Value` of a type.
pub(crate) fn value(ty: Type) -> &'static [Particle] {
    Box::leak(Box::new([Particle::nullable(SHAPES, "Value", 0, ty)]))
}

/// What is read from this XML, where the elements of the rows stand.
pub(crate) fn read<T: Field + Default>(rows: &'static [Particle], xml: &str) -> Result<T, DecodeError> {
    told(rows, xml).map(|(value, _)| value)
}

/// As [`read`], with the kinds of the departures that are told.
pub(crate) fn told<T: Field + Default>(
    rows: &'static [Particle],
    xml: &str,
) -> Result<(T, Vec<DepartureKind>), DecodeError> {
    let text = format!(
        "<s:Envelope xmlns:s='http://schemas.xmlsoap.org/soap/envelope/' xmlns='urn:example:shapes' \
         xmlns:c='urn:example:colours' xmlns:i='http://www.w3.org/2001/XMLSchema-instance'>\
         <s:Body><Send>{xml}</Send></s:Body></s:Envelope>"
    );
    let (mut headers, mut value) = (NoHeaders::default(), T::default());
    let limits = Reading::faithful();
    let parts = decode_reply(operation(rows), text.as_bytes(), &limits, &mut headers, &mut value)?;
    Ok((value, parts.departures.iter().map(|one| one.kind).collect()))
}

/// What is written of this value in place of the rows.
pub(crate) fn write(rows: &'static [Particle], value: &dyn Field) -> String {
    let operation = operation(rows);
    let body = encode_body(operation, &Arguments(&[value.view()])).unwrap();
    let text = envelope(operation, &NoHeaders::default(), &body).unwrap();
    roxmltree::Document::parse(&text).unwrap();
    let (_, rest) = text.split_once(":Send>").unwrap();
    let (content, _) = rest.split_once(":Send>").unwrap();
    content.rsplit_once("</").unwrap().0.to_owned()
}

#[test]
fn each_namespace_is_at_its_number() {
    assert_eq!(NAMESPACES[..ns::WELL_KNOWN.len()], ns::WELL_KNOWN);
    assert_eq!(NAMESPACES[usize::from(SHAPES)], "urn:example:shapes");
    assert_eq!(NAMESPACES[usize::from(COLOURS)], "urn:example:colours");
    assert_eq!(NAMESPACES.len(), ns::WELL_KNOWN.len() + 2);
}
