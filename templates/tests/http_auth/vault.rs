//! The service of the security kit, as a generated crate would have it.

use std::future::IntoFuture;

use soapwright_runtime::client::{Call, Client, ClientBuilder};
use soapwright_runtime::codec::{Particle, Type, TypeDef, View};
use soapwright_runtime::error::Error;
use soapwright_runtime::soap::{Message, Operation, Service, SoapVersion};
use soapwright_runtime::tables::{namespaces, record};

namespaces! {
    VAULT = "urn:soapwright:kit:vault:1";
}

pub(crate) static SERVICE: Service = Service {
    name: "Vault",
    address: None,
    path: "",
    paths: &[],
    version: SoapVersion::Soap11,
    namespaces: &NAMESPACES,
    outcome: None,
    secrets: &[],
};

pub(crate) static ECHO: Operation = Operation {
    name: "Echo",
    service: &SERVICE,
    action: "urn:soapwright:kit:vault:1/Echo",
    input_action: None,
    request: Message::request(
        &[],
        TypeDef::new(VAULT, "Echo", &[Particle::required(VAULT, "text", 0, Type::STRING)]),
    ),
    response: Some(Message::reply(
        &[],
        TypeDef::new(VAULT, "EchoResponse", &[Particle::optional(VAULT, "seen", 0, Type::STRING)]),
    )),
};

/// No header at all.
#[derive(Debug, Clone, Default)]
pub(crate) struct Nothing {}

record! { Nothing { } }

pub(crate) type Vault = Client<Nothing, Nothing>;

pub(crate) const USER: &str = "alice";
pub(crate) const DOMAIN_USER: &str = "KIT\\alice";
pub(crate) const PASSWORD: &str = "s3cret & <pw>";

pub(crate) fn vault(url: &str, change: impl FnOnce(ClientBuilder) -> ClientBuilder) -> Vault {
    change(ClientBuilder::new(url)).build(Nothing::default()).unwrap()
}

pub(crate) fn echo(vault: &Vault) -> Call<'_, Option<String>, Nothing> {
    vault.call(&ECHO, &[View::Str("hello")])
}

/// What the server saw, by an async call and by a blocking one.
pub(crate) fn both(vault: &Vault) -> [Result<String, Error>; 2] {
    [run(echo(vault).into_future()), echo(vault).blocking()].map(|seen| seen.map(Option::unwrap_or_default))
}

/// One runtime for all, since connections belong to theirs.
pub(crate) fn run<F: Future>(future: F) -> F::Output {
    static RUNTIME: std::sync::OnceLock<tokio::runtime::Runtime> = std::sync::OnceLock::new();
    let make = || tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    RUNTIME.get_or_init(make).block_on(future)
}
