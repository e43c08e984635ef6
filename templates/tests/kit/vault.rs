//! The security kit's contract in both versions of SOAP, as generated code has it, and a fake of its server. Several test
//! programs share it.

use soapwright_runtime::client::{Client, ClientBuilder, FakeReply, FakeTransport};
use soapwright_runtime::codec::{Particle, Type, TypeDef, View};
use soapwright_runtime::error::Error;
use soapwright_runtime::soap::{Message, Operation, Service, SoapVersion};
use soapwright_runtime::tables::{namespaces, record};
use soapwright_runtime::wsse::Security;

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

/// Calls `Echo` and waits.
pub(crate) fn call(session: &Session, operation: &'static Operation, text: &str) -> Result<Echoed, Error> {
    session.call_blocking(operation, &[View::Str(text)])
}

/// What a session with this security sends as an `Echo`.
pub(crate) fn sent(security: Security, operation: &'static Operation, text: &str) -> String {
    sent_with(security, operation, &[View::Str(text)])
}

/// What a session with this security sends, whatever it is called with.
pub(crate) fn sent_with(security: Security, operation: &'static Operation, arguments: &[View<'_>]) -> String {
    let fake = FakeTransport::new();
    fake.reply(reply());
    let builder = ClientBuilder::new("http://host/vault").transport(fake.clone()).security(security);
    let session: Session = builder.build(()).expect("a session");
    // Only the request counts.
    drop(session.call::<Echoed>(operation, arguments).blocking());
    fake.last_request().expect("a request").text().to_owned()
}

/// A reply without anything of security.
pub(crate) fn reply() -> FakeReply {
    let soap = "http://schemas.xmlsoap.org/soap/envelope/";
    FakeReply::new(
        http::StatusCode::OK,
        format!(
            "<s:Envelope xmlns:s='{soap}'><s:Body><EchoResponse xmlns='urn:soapwright:kit:vault:1'><text>hei</text></EchoResponse>\
             </s:Body></s:Envelope>"
        ),
    )
}
