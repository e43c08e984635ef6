//! What servers of other people say of what is sent. They are those of the security kit, at the ports from `SECURITY_KIT_PORT` on,
//! with their keys in `SECURITY_KIT_KEYS`, and `SECURITY_KIT_PYTHON` is an interpreter that has xmlsec and requests, a colon, and
//! the kit's folder `python`: `cargo test -p soapwright-runtime --features addressing,wsse-pkcs12 --test wsse -- --ignored`.

use std::io::Write as _;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::Duration;

use soapwright_runtime::client::{ClientBuilder, FakeTransport};
use soapwright_runtime::soap::Operation;
use soapwright_runtime::wsse::{KeyReference, Part, Security, Signature, SigningKey, UsernameToken};

use crate::vault::{ECHO_11, ECHO_12, Session, call, reply, sent};

const USER: &str = "alice";
const PASSWORD: &str = "s3cret & <pw>";

const GSOAP: u16 = 0;
const GSOAP_SIGNED: u16 = 1;
const WSS4J: u16 = 3;
const NODE: u16 = 4;
const NODE_12: u16 = 5;

fn key(name: &str) -> SigningKey {
    let folder = PathBuf::from(std::env::var("SECURITY_KIT_KEYS").unwrap());
    let read = |what: &str| std::fs::read_to_string(folder.join(format!("{name}.{what}.pem"))).unwrap();
    SigningKey::from_pem(read("key") + &read("cert")).unwrap()
}

/// What the server at this path saw of a request, or its fault.
fn seen(
    server: u16,
    path: &str,
    operation: &'static Operation,
    security: &Security,
) -> Result<String, String> {
    let first: u16 = std::env::var("SECURITY_KIT_PORT").unwrap().parse().unwrap();
    let url = format!("http://127.0.0.1:{}/{path}", first + server);
    let session: Session = ClientBuilder::new(url).security(security.clone()).build(()).unwrap();
    // Its white space and markup have to come through the canonical form.
    let text = "hei  \u{e6}\r\n\t<&>\"' ]]>";
    let echoed = call(&session, operation, text).map_err(|error| error.to_string())?;
    assert_eq!(echoed.text.replace("\r\n", "\n"), text.replace("\r\n", "\n"));
    Ok(echoed.seen.unwrap_or_default())
}

fn timestamp() -> Security {
    Security::new().timestamp(Duration::from_secs(300))
}

fn text() -> UsernameToken {
    UsernameToken::text(USER, PASSWORD)
}

fn digest() -> UsernameToken {
    UsernameToken::digest(USER, PASSWORD)
}

#[test]
#[ignore = "needs the servers of the security kit"]
fn passwords_are_taken_by_other_stacks() {
    for server in [GSOAP, WSS4J, NODE, NODE_12] {
        for operation in [&ECHO_11, &ECHO_12] {
            if (server == NODE && std::ptr::eq(operation, &ECHO_12))
                || (server == NODE_12 && std::ptr::eq(operation, &ECHO_11))
            {
                continue;
            }
            let ask = |path: &str, security: Security| seen(server, path, operation, &security);
            let found = ask("ut", Security::new().username_token(text())).unwrap();
            assert!(found.contains("ut=alice,text"), "{server} {found}");
            let found = ask("ut", Security::new().username_token(text().nonce(true).created(true))).unwrap();
            assert!(
                found.contains(match server {
                    GSOAP => "text",
                    WSS4J => "text,nonce,created",
                    _ => "text,nonce",
                }),
                "{server} {found}"
            );
            let found = ask("digest+ts", timestamp().username_token(digest()).must_understand(true)).unwrap();
            assert!(found.contains("ut=alice,digest") && found.contains("ts;"), "{server} {found}");
            let wrong = UsernameToken::digest(USER, "wrong");
            ask("digest", Security::new().username_token(wrong)).unwrap_err();
            ask("ut", Security::new().username_token(UsernameToken::text(USER, "wrong"))).unwrap_err();
            ask("ts", Security::new()).unwrap_err();
            let late = timestamp().clock_offset(-3600);
            ask("ts", late).unwrap_err();
            ask("digest", Security::new().clock_offset(-3600).username_token(digest())).unwrap_err();
            // gSOAP takes a Timestamp of the future.
            let early = ask("ts", timestamp().clock_offset(3600));
            assert_eq!(early.is_ok(), server == GSOAP, "{early:?}");
        }
    }
}

#[test]
#[ignore = "needs the servers of the security kit"]
fn signatures_are_verified_by_other_stacks() {
    let mut failures = Vec::new();
    for operation in [&ECHO_11, &ECHO_12] {
        for name in ["client", "client-ec"] {
            let key = key(name);
            let sign = |security: Security, signature: Signature| security.sign(signature);
            let plain = || Signature::new(key.clone());
            let rows: Vec<(u16, &str, Security)> = vec![
                (WSS4J, "sign", sign(Security::new(), plain())),
                (WSS4J, "sign+ts+sign-ts", sign(timestamp(), plain())),
                (WSS4J, "sign+bsp", sign(timestamp(), plain())),
                (WSS4J, "sign+ts+sign-ts+sign-bst+bsp", sign(timestamp(), plain().part(Part::Token))),
                (
                    WSS4J,
                    "sign+digest+ts+sign-ts+sign-ut+sign-bst+bsp",
                    sign(
                        timestamp().username_token(digest()),
                        plain().part(Part::Token).part(Part::UsernameToken),
                    ),
                ),
                (WSS4J, "sign+ts+sign-ts", sign(timestamp(), plain().reference(KeyReference::IssuerSerial))),
                (WSS4J, "sign+ts", sign(timestamp(), plain().reference(KeyReference::SubjectKeyIdentifier))),
                (WSS4J, "sign+ts", sign(timestamp(), plain().reference(KeyReference::Thumbprint))),
                (WSS4J, "sign+ts", sign(timestamp(), plain().reference(KeyReference::PkiPath))),
                (GSOAP_SIGNED, "sign", sign(Security::new(), plain())),
                (GSOAP_SIGNED, "sign+ts", sign(timestamp(), plain().part(Part::Token))),
                (
                    GSOAP_SIGNED,
                    "sign+digest+ts",
                    sign(timestamp().username_token(digest()), plain().part(Part::UsernameToken)),
                ),
            ];
            // gSOAP takes a signature of ECDSA for the sequence that OpenSSL makes, against XML Signature.
            let rows = rows.into_iter().filter(|(server, ..)| *server != GSOAP_SIGNED || name == "client");
            for (server, path, security) in rows {
                match seen(server, path, operation, &security) {
                    Ok(found) if found.contains("sig=client alice") => {}
                    other => failures
                        .push(format!("{server} {path} {name} {:?}: {other:?}", operation.service.version)),
                }
            }
        }
        for name in ["stranger", "selfsigned", "expired"] {
            let security = timestamp().sign(Signature::new(key(name)));
            for server in [WSS4J, GSOAP_SIGNED] {
                if let Ok(found) = seen(server, "sign", operation, &security) {
                    failures.push(format!("{server} took {name}: {found}"));
                }
            }
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

/// What a Python program says of a message, with the kit's `kit` imported and the message in `message`.
fn python(program: &str, message: &str) -> String {
    let kit = std::env::var("SECURITY_KIT_PYTHON").unwrap();
    let (python, folder) = kit.split_once(':').unwrap();
    let program = format!(
        "import sys\nsys.path.insert(0, {folder:?})\nimport kit\nmessage = sys.stdin.buffer.read()\n{program}"
    );
    let mut child = Command::new(python)
        .args(["-c", &program])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(message.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    String::from_utf8(output.stdout).unwrap()
}

#[test]
#[ignore = "needs the servers of the security kit"]
fn libxmlsec1_verifies_what_is_signed() {
    let keys = std::env::var("SECURITY_KIT_KEYS").unwrap();
    let judge = format!(
        "what, who = kit.judge(message, '{keys}/ca.cert.pem', known=['{keys}/client.cert.pem', '{keys}/client-ec.cert.pem'])\n\
         print(who, ','.join(what), end='')"
    );
    for operation in [&ECHO_11, &ECHO_12] {
        for (name, who) in [("client", "client alice"), ("client-ec", "client alice ec")] {
            for reference in [
                KeyReference::BinarySecurityToken,
                KeyReference::IssuerSerial,
                KeyReference::SubjectKeyIdentifier,
                KeyReference::Thumbprint,
            ] {
                let signature = Signature::new(key(name)).reference(reference).part(Part::UsernameToken);
                let security = timestamp().username_token(digest()).sign(signature);
                let message = sent(security, operation, " <&>\r\n\t\u{e6} ");
                assert_eq!(
                    python(&judge, &message),
                    format!("{who} Timestamp,UsernameToken,Body"),
                    "{message}"
                );
            }
        }
    }
}

/// The kit's attacks on a signed message, of which a server that verifies takes none.
#[test]
#[ignore = "needs the servers of the security kit"]
fn what_is_signed_cannot_be_changed() {
    let first: u16 = std::env::var("SECURITY_KIT_PORT").unwrap().parse().unwrap();
    let message = sent(timestamp().sign(Signature::new(key("client"))), &ECHO_11, "hei");
    let program = format!(
        "for name, attack in [('control', kit.xpointer_ws)] + list(kit.ATTACKS.items()):\n    \
         print(name, kit.outcome(kit.post('http://127.0.0.1:{}/sign+ts', attack(message)))[0], sep=': ')",
        first + WSS4J
    );
    let said = python(&program, &message);
    let lines: Vec<&str> = said.lines().collect();
    assert_eq!(lines.first(), Some(&"control: ok"), "{said}");
    assert!(lines.len() > 8 && lines.iter().skip(1).all(|line| line.ends_with(": fault")), "{said}");
}

/// The bytes of a request are taken once. A second call sends others.
#[test]
#[ignore = "needs the servers of the security kit"]
fn a_replay_is_refused_and_a_second_call_is_none() {
    let first: u16 = std::env::var("SECURITY_KIT_PORT").unwrap().parse().unwrap();
    for server in [GSOAP, WSS4J, NODE] {
        let url = format!("http://127.0.0.1:{}/digest+ts", first + server);
        let security = timestamp().username_token(digest());
        let session: Session = ClientBuilder::new(&url).security(security.clone()).build(()).unwrap();
        for _ in 0..3 {
            call(&session, &ECHO_11, "hei").unwrap();
        }
        let fake = FakeTransport::new();
        fake.reply(reply());
        let session: Session =
            ClientBuilder::new(&url).transport(fake.clone()).security(security).build(()).unwrap();
        call(&session, &ECHO_11, "hei").unwrap();
        let message = fake.last_request().unwrap().text().to_owned();
        let program = format!("for _ in range(2): print(kit.outcome(kit.post('{url}', message))[0])");
        assert_eq!(python(&program, &message), "ok\nfault\n", "{server}");
    }
}

/// The header blocks of WS-Addressing, signed, in both its versions.
#[cfg(feature = "addressing")]
#[test]
#[ignore = "needs the servers of the security kit"]
fn signed_addressing_is_verified() {
    use soapwright_runtime::addressing::{Addressing, AddressingVersion};

    let first: u16 = std::env::var("SECURITY_KIT_PORT").unwrap().parse().unwrap();
    let security = timestamp().sign(Signature::new(key("client")).part(Part::Addressing));
    for (version, year) in [(AddressingVersion::V1, "2005"), (AddressingVersion::August2004, "2004")] {
        for operation in [&ECHO_11, &ECHO_12] {
            let session: Session =
                ClientBuilder::new(format!("http://127.0.0.1:{}/wsa+sign-wsa+bsp", first + WSS4J))
                    .addressing(Addressing::new(version).must_understand())
                    .security(security.clone())
                    .build(())
                    .unwrap();
            let seen = call(&session, operation, "hei").unwrap().seen.unwrap();
            assert!(
                seen.contains(",To") && seen.contains(",MessageID") && seen.contains(&format!("wsa={year}")),
                "{seen}"
            );
        }
    }
}
