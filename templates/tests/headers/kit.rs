//! What servers of other people say of the headers that are sent. They are those of the security kit, at the ports from
//! `SECURITY_KIT_PORT` on:
//! `SECURITY_KIT_PORT=21570 cargo test -p soapwright-runtime --features addressing --test headers kit -- --ignored`.

use soapwright_runtime::addressing::{Addressing, AddressingVersion};
use soapwright_runtime::client::{Client, ClientBuilder, Reply};
use soapwright_runtime::codec::{Particle, Type, TypeDef, View};
use soapwright_runtime::soap::{HeaderBlock, Message, Operation, Service, SoapVersion};
use soapwright_runtime::tables::{namespaces, record};
use soapwright_runtime::{Error, ErrorKind};

use super::miniature::run;

namespaces! {
    VAULT = "urn:soapwright:kit:vault:1";
}

#[derive(Debug, Clone, Default, PartialEq)]
struct Echoed {
    text: String,
    seen: Option<String>,
}

record! { Echoed { 0: text, 1: seen } }

macro_rules! vault {
    ($service:ident, $version:ident, $echo:ident, $fail:ident) => {
        static $service: Service = Service {
            name: "Vault",
            address: None,
            path: "",
            paths: &[],
            version: SoapVersion::$version,
            namespaces: &NAMESPACES,
            outcome: None,
            secrets: &[],
        };
        static $echo: Operation = Operation {
            name: "Echo",
            service: &$service,
            action: "urn:soapwright:kit:vault:1/Echo",
            input_action: None,
            request: Message::request(
                &[],
                TypeDef::new(VAULT, "Echo", &[Particle::required(VAULT, "text", 0, Type::STRING)]),
            ),
            response: Some(Message::reply(
                &[],
                TypeDef::new(
                    VAULT,
                    "EchoResponse",
                    &[
                        Particle::required(VAULT, "text", 0, Type::STRING),
                        Particle::optional(VAULT, "seen", 1, Type::STRING),
                    ],
                ),
            )),
        };
        static $fail: Operation = Operation {
            name: "Fail",
            service: &$service,
            action: "urn:soapwright:kit:vault:1/Fail",
            input_action: None,
            request: Message::request(
                &[],
                TypeDef::new(VAULT, "Fail", &[Particle::required(VAULT, "reason", 0, Type::STRING)]),
            ),
            response: Some(Message::reply(&[], TypeDef::new(VAULT, "FailResponse", &[]))),
        };
    };
}

vault!(VAULT_11, Soap11, ECHO_11, FAIL_11);
vault!(VAULT_12, Soap12, ECHO_12, FAIL_12);

const GSOAP: u16 = 0;
const GSOAP_0408: u16 = 2;
const WSS4J: u16 = 3;
const MONO: u16 = 6;

fn client(server: u16, path: &str, set: impl FnOnce(ClientBuilder) -> ClientBuilder) -> Client<(), ()> {
    let first: u16 = std::env::var("SECURITY_KIT_PORT").unwrap().parse().unwrap();
    let url = format!("http://127.0.0.1:{}{path}", first + server);
    let builder = ClientBuilder::without_base_url().service_url(&VAULT_11, url);
    set(builder).build(()).unwrap()
}

/// The same by both clients: what the server saw.
fn echo(client: &Client<(), ()>, operation: &'static Operation) -> Result<Reply<Echoed, ()>, Error> {
    let text = [View::Str("hei & h\u{e5}")];
    let call = || client.call::<Echoed>(operation, &text);
    let one = run(async { call().reply().await });
    let other = call().blocking_reply();
    match (&one, &other) {
        (Ok(one), Ok(other)) => assert_eq!(one.value.text, other.value.text),
        (Err(one), Err(other)) => assert_eq!(one.kind(), other.kind(), "{one}\n{other}"),
        _ => panic!("async {one:?}, blocking {other:?}"),
    }
    one
}

fn seen(reply: &Reply<Echoed, ()>) -> String {
    assert_eq!(reply.value.text, "hei & h\u{e5}");
    reply.value.seen.clone().unwrap_or_default()
}

#[test]
#[ignore = "needs the servers of the security kit"]
fn every_server_takes_our_addressing_and_answers_our_message() {
    use AddressingVersion::{August2004, V1};
    for (server, path, version, operations) in [
        (GSOAP, "/wsa", V1, &[&ECHO_11, &ECHO_12][..]),
        (GSOAP_0408, "/wsa", August2004, &[&ECHO_11, &ECHO_12]),
        (WSS4J, "/wsa", V1, &[&ECHO_11, &ECHO_12]),
        (WSS4J, "/wsa", August2004, &[&ECHO_11, &ECHO_12]),
        (WSS4J, "/wsa+reply-mu", V1, &[&ECHO_11, &ECHO_12]),
        (MONO, "/wsa11", V1, &[&ECHO_11]),
        (MONO, "/wsa12", V1, &[&ECHO_12]),
        (MONO, "/wsa0408", August2004, &[&ECHO_12]),
    ] {
        for operation in operations {
            for addressing in [Addressing::new(version), Addressing::new(version).must_understand()] {
                let client = client(server, path, |client| client.addressing(addressing));
                let reply =
                    echo(&client, operation).unwrap_or_else(|error| panic!("{server} {path}: {error}"));
                let seen = seen(&reply);
                println!("{server} {path} {version:?} {:?}: {seen}", operation.service.version);
                assert!(seen.contains("urn:soapwright:kit:vault:1/Echo") && seen.contains("id"), "{seen}");
                assert!(reply.checked.relates_to.is_some(), "{server} {path}");
                // Faults answer too.
                let fail = if operation.service.version == SoapVersion::Soap11 { &FAIL_11 } else { &FAIL_12 };
                let error = client.call::<()>(fail, &[View::Str("why")]).blocking().unwrap_err();
                assert_eq!((error.kind(), error.is_unverified()), (ErrorKind::Fault, false), "{error}");
                println!("   Fault: {}; {:?}", error.fault().unwrap(), error.checked().relates_to);
            }
        }
    }
}

#[test]
#[ignore = "needs the servers of the security kit"]
fn a_reply_to_another_message_hands_out_nothing() {
    for operation in [&ECHO_11, &ECHO_12] {
        let client = client(WSS4J, "/wsa+bad-relates", |client| {
            client.addressing(Addressing::new(AddressingVersion::V1))
        });
        let error = echo(&client, operation).unwrap_err();
        assert_eq!((error.kind(), error.outcome_unknown()), (ErrorKind::Security, true), "{error}");
    }
}

#[test]
#[ignore = "needs the servers of the security kit"]
fn what_a_server_demands_and_does_not_get_it_refuses() {
    for (server, path) in [(GSOAP, "/wsa"), (WSS4J, "/wsa")] {
        for operation in [&ECHO_11, &ECHO_12] {
            let error = echo(&client(server, path, |client| client), operation).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Fault, "{error}");
            let unknown = HeaderBlock::text("urn:zap", "Zap", "1").must_understand();
            let addressing = Addressing::new(AddressingVersion::V1);
            let client = client(server, path, |client| client.addressing(addressing).header_block(unknown));
            let error = echo(&client, operation).unwrap_err();
            assert_eq!(error.fault().unwrap().code.local, "MustUnderstand", "{error}");
        }
    }
}

#[test]
#[ignore = "needs the servers of the security kit"]
fn the_address_can_be_another_name_than_the_url() {
    // Mono answers nothing to whoever calls it by another name.
    let called = |url: &str, to: Option<&str>| {
        let addressing = Addressing::new(AddressingVersion::V1);
        let addressing = match to {
            Some(to) => addressing.to(to),
            None => addressing,
        };
        let builder = ClientBuilder::without_base_url().service_url(&VAULT_11, url).addressing(addressing);
        echo(&builder.build(()).unwrap(), &ECHO_12).map(|reply| seen(&reply))
    };
    let first: u16 = std::env::var("SECURITY_KIT_PORT").unwrap().parse().unwrap();
    let (name, url) = ("http://127.0.0.1", format!(":{}/wsa12", first + MONO));
    assert!(called(&format!("{name}{url}"), None).unwrap().contains(&format!("to={name}{url},")));
    let error = called(&format!("{name}{url}"), Some("http://another/wsa12")).unwrap_err();
    assert_eq!((error.kind(), error.status()), (ErrorKind::Http, Some(200)), "{error}");
    let seen = called(&format!("http://localhost{url}"), Some(&format!("{name}{url}")));
    assert!(seen.unwrap().contains(&format!("to={name}{url},")));
}
