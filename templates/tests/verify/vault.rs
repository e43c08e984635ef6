//! The security kit's contract in both versions of SOAP, as generated code has it.

use soapwright_runtime::client::Client;
use soapwright_runtime::codec::{Particle, Type, TypeDef};
use soapwright_runtime::soap::{Message, Operation, Service, SoapVersion};
use soapwright_runtime::tables::{namespaces, record};

namespaces! {
    VAULT = "urn:soapwright:kit:vault:1";
}

pub(crate) type Session = Client<(), ()>;

/// The reply to `Echo`.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Echoed {
    pub(crate) text: String,
    pub(crate) seen: Option<String>,
}

const TEXT: &[Particle] = &[Particle::required(VAULT, "text", 0, Type::STRING)];
const ECHO_PARTS: &[Particle] =
    &[Particle::required(VAULT, "text", 0, Type::STRING), Particle::optional(VAULT, "seen", 1, Type::STRING)];

static ECHOED: TypeDef = TypeDef::new(VAULT, "EchoResponse", ECHO_PARTS);

record! { Echoed { 0: text, 1: seen } rules table ECHOED {} }

const fn service(version: SoapVersion) -> Service {
    Service {
        name: "Vault",
        address: None,
        path: "",
        paths: &[],
        version,
        namespaces: &NAMESPACES,
        outcome: None,
        secrets: &[],
    }
}

pub(crate) static SERVICE_11: Service = service(SoapVersion::Soap11);
pub(crate) static SERVICE_12: Service = service(SoapVersion::Soap12);

const fn echo(service: &'static Service) -> Operation {
    Operation {
        name: "Echo",
        service,
        action: "urn:soapwright:kit:vault:1/Echo",
        input_action: None,
        request: Message::request(&[], TypeDef::new(VAULT, "Echo", TEXT)),
        response: Some(Message::reply(&[], TypeDef::new(VAULT, "EchoResponse", ECHO_PARTS))),
    }
}

pub(crate) static ECHO_11: Operation = echo(&SERVICE_11);
pub(crate) static ECHO_12: Operation = echo(&SERVICE_12);
