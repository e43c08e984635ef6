//! The service of the security kit, as a generated crate would have it.

use std::future::IntoFuture;

use soapwright_runtime::client::{Call, Client, ClientBuilder};
use soapwright_runtime::codec::{Field as _, Particle, Type, TypeDef, View};
use soapwright_runtime::error::Error;
use soapwright_runtime::soap::{Message, Operation, Service, SoapVersion};
use soapwright_runtime::tables::{namespaces, record};
use soapwright_runtime::values::{Base64, Upload};

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
    response: RESPONSE,
};

const RESPONSE: Option<Message> = Some(Message::reply(
    &[],
    TypeDef::new(VAULT, "EchoResponse", &[Particle::optional(VAULT, "seen", 0, Type::STRING)]),
));

/// As [`ECHO`], with bytes.
pub(crate) static UPLOAD: Operation = Operation {
    name: "Upload",
    service: &SERVICE,
    action: "urn:soapwright:kit:vault:1/Upload",
    input_action: None,
    request: Message::request(
        &[],
        TypeDef::new(VAULT, "Upload", &[Particle::required(VAULT, "data", 0, Type::BASE64)]),
    ),
    response: RESPONSE,
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
    echo_of(vault, "hello")
}

pub(crate) fn echo_of<'v>(vault: &'v Vault, text: &str) -> Call<'v, Option<String>, Nothing> {
    vault.call(&ECHO, &[View::Str(text)])
}

/// Bytes that can be read only once.
pub(crate) fn upload_once<'v>(vault: &'v Vault, text: &'static str) -> Call<'v, Option<String>, Nothing> {
    let data = Base64::from(Upload::once(text.as_bytes()));
    vault.call(&UPLOAD, &[data.view()])
}

/// What the server saw, by an async call and by a blocking one.
pub(crate) fn both(vault: &Vault) -> [Result<String, Error>; 2] {
    [run(echo(vault).into_future()), echo(vault).blocking()].map(|seen| seen.map(Option::unwrap_or_default))
}

/// As [`both`], one after the other, each when it is asked for.
pub(crate) fn each(vault: &Vault) -> impl Iterator<Item = Result<String, Error>> + '_ {
    let call = |blocking: bool| match blocking {
        false => run(echo(vault).into_future()),
        true => echo(vault).blocking(),
    };
    [false, true].into_iter().map(move |blocking| call(blocking).map(Option::unwrap_or_default))
}

/// One runtime for all, since connections belong to theirs.
pub(crate) fn run<F: Future>(future: F) -> F::Output {
    static RUNTIME: std::sync::OnceLock<tokio::runtime::Runtime> = std::sync::OnceLock::new();
    let make = || tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    RUNTIME.get_or_init(make).block_on(future)
}
