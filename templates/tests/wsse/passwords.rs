//! The UsernameToken and the Timestamp.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, SystemTime};

use roxmltree::Document;
use soapwright_runtime::ErrorKind;
use soapwright_runtime::client::{Answered, Attempt, ClientBuilder, FakeTransport, Layer, Next};
use soapwright_runtime::soap::HeaderBlock;
use soapwright_runtime::wsse::{Password, Security, Token, UsernameToken};

use crate::message::{WSSE, WSU, all, children, one, text};
use crate::vault::{ECHO_11, ECHO_12, Session, call, reply, sent};

const PASSWORD: &str = "s3cret & <pw>";

fn at(seconds: u64) -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_millis(seconds * 1000 + 250)
}

fn digest() -> Security {
    Security::new().username_token(UsernameToken::digest("alice", PASSWORD))
}

/// 1, 2, 6.
#[test]
fn a_digest_has_nonce_and_created_and_says_what_they_are() {
    let sent = sent(digest().clock(|| at(1_796_043_696)), &ECHO_11, "hei");
    let document = Document::parse(&sent).unwrap();
    assert_eq!(text(&document, WSU, "Created"), "2026-11-30T13:01:36.250Z");
    assert_eq!(text(&document, WSSE, "Username"), "alice");
    let token = one(&document, WSSE, "UsernameToken");
    assert_eq!(children(token), ["Username", "Password", "Nonce", "Created"]);
    assert!(token.attribute((WSU, "Id")).is_some());
    let profile = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-";
    assert_eq!(
        one(&document, WSSE, "Password").attribute("Type"),
        Some(&*format!("{profile}username-token-profile-1.0#PasswordDigest"))
    );
    assert_eq!(
        one(&document, WSSE, "Nonce").attribute("EncodingType"),
        Some(&*format!("{profile}soap-message-security-1.0#Base64Binary"))
    );
    // Sixteen bytes of base64, without line breaks.
    assert_eq!(text(&document, WSSE, "Nonce").len(), 24);
    for wrong in
        [UsernameToken::digest("a", "b").nonce(false), UsernameToken::digest("a", "b").created(false)]
    {
        let builder = ClientBuilder::new("http://host").security(Security::new().username_token(wrong));
        let error = builder.build::<(), ()>(()).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Config);
        assert!(error.to_string().contains("so both are sent"), "{error}");
    }
}

/// 5: the password has what markup has.
#[test]
fn a_password_as_it_is_comes_out_again() {
    for operation in [&ECHO_11, &ECHO_12] {
        let token = UsernameToken::text("\u{e6}<&>", PASSWORD);
        let sent = sent(Security::new().username_token(token), operation, "hei");
        let document = Document::parse(&sent).unwrap();
        assert_eq!(
            (text(&document, WSSE, "Username"), text(&document, WSSE, "Password")),
            ("\u{e6}<&>".into(), PASSWORD.into())
        );
        let kind = one(&document, WSSE, "Password").attribute("Type").unwrap();
        assert!(kind.ends_with("username-token-profile-1.0#PasswordText"), "{kind}");
        assert_eq!(children(one(&document, WSSE, "UsernameToken")), ["Username", "Password"]);
        // 8, 11: nothing that nobody asked for.
        let security = one(&document, WSSE, "Security");
        assert_eq!(children(security), ["UsernameToken"]);
        assert_eq!(security.attributes().len(), 0);
    }
    let both = UsernameToken::text("alice", PASSWORD).nonce(true).created(true);
    let sent = sent(Security::new().username_token(both), &ECHO_11, "hei");
    let token = Document::parse(&sent).unwrap();
    assert_eq!(children(one(&token, WSSE, "UsernameToken")), ["Username", "Password", "Nonce", "Created"]);
}

#[test]
fn a_name_goes_alone_where_there_is_no_password() {
    let sent = sent(Security::new().username_token(UsernameToken::name("alice")), &ECHO_11, "hei");
    assert_eq!(children(one(&Document::parse(&sent).unwrap(), WSSE, "UsernameToken")), ["Username"]);
}

/// Has each call sent three times.
struct Thrice;

impl Layer for Thrice {
    fn after(&self, _: &mut Answered, attempt: &Attempt) -> Next {
        if attempt.number < 3 { Next::Again(Duration::ZERO) } else { Next::Proceed }
    }
}

/// 3, 12: nonce, times and Ids are new for every send, be it a second call or a repetition.
#[test]
fn nothing_is_sent_twice() {
    let fake = FakeTransport::new();
    for _ in 0..6 {
        fake.reply(reply());
    }
    let clock = Arc::new(AtomicU64::new(0));
    let security =
        digest().timestamp(Duration::from_secs(60)).clock(move || at(clock.fetch_add(1, Ordering::SeqCst)));
    let session: Session = ClientBuilder::new("http://host/vault")
        .transport(fake.clone())
        .layer(Thrice)
        .security(security)
        .build(())
        .unwrap();
    for _ in 0..2 {
        call(&session, &ECHO_11, "hei").unwrap();
    }
    let requests = fake.requests();
    assert_eq!(requests.len(), 6);
    let mut seen = std::collections::BTreeSet::new();
    for request in &requests {
        let document = Document::parse(request.text()).unwrap();
        let token = one(&document, WSSE, "UsernameToken");
        for value in [
            text(&document, WSSE, "Nonce"),
            text(&document, WSSE, "Password"),
            token.attribute((WSU, "Id")).unwrap().to_owned(),
            one(&document, WSU, "Timestamp").attribute((WSU, "Id")).unwrap().to_owned(),
        ] {
            assert!(seen.insert(value.clone()), "{value} was sent twice");
        }
        for created in all(&document, WSU, "Created") {
            assert!(seen.insert(created.text().unwrap().to_owned()), "{created:?} was sent twice");
        }
    }
}

/// 9, 14.
#[test]
fn a_timestamp_has_the_time_that_the_server_believes_in() {
    let times = |offset: i64| {
        let security =
            Security::new().timestamp(Duration::from_secs(90)).clock_offset(offset).clock(|| at(86_400));
        let sent = sent(security, &ECHO_11, "hei");
        let document = Document::parse(&sent).unwrap();
        assert_eq!(children(one(&document, WSU, "Timestamp")), ["Created", "Expires"]);
        (text(&document, WSU, "Created"), text(&document, WSU, "Expires"))
    };
    assert_eq!(times(0), ("1970-01-02T00:00:00.250Z".into(), "1970-01-02T00:01:30.250Z".into()));
    assert_eq!(times(-3600), ("1970-01-01T23:00:00.250Z".into(), "1970-01-01T23:01:30.250Z".into()));
    assert_eq!(times(60), ("1970-01-02T00:01:00.250Z".into(), "1970-01-02T00:02:30.250Z".into()));
    let security = Security::new().timestamp(Duration::MAX);
    let fake = FakeTransport::new();
    let session: Session =
        ClientBuilder::new("http://host").transport(fake.clone()).security(security).build(()).unwrap();
    let error = call(&session, &ECHO_11, "hei").unwrap_err();
    assert_eq!((error.kind(), fake.requests().len()), (ErrorKind::Config, 0), "{error}");
}

/// 8: its value is that of the version of SOAP, and so is the name of the role.
#[test]
fn attributes_of_the_header_are_those_of_soap() {
    let security = digest().must_understand(true).role("urn:gate");
    for (operation, soap, role, yes) in [
        (&ECHO_11, "http://schemas.xmlsoap.org/soap/envelope/", "actor", "1"),
        (&ECHO_12, "http://www.w3.org/2003/05/soap-envelope", "role", "true"),
    ] {
        let sent = sent(security.clone(), operation, "hei");
        let document = Document::parse(&sent).unwrap();
        let header = one(&document, WSSE, "Security");
        assert_eq!(header.attribute((soap, "mustUnderstand")), Some(yes));
        assert_eq!(header.attribute((soap, role)), Some("urn:gate"));
    }
}

/// 7: two Security headers are a fault.
#[test]
fn a_second_security_header_is_refused_before_it_is_sent() {
    let fake = FakeTransport::new();
    let own = HeaderBlock::raw(format!("<w:Security xmlns:w='{WSSE}'/>")).unwrap();
    let session: Session = ClientBuilder::new("http://host")
        .transport(fake.clone())
        .header_block(own)
        .security(digest())
        .build(())
        .unwrap();
    let error = call(&session, &ECHO_11, "hei").unwrap_err();
    assert_eq!((error.kind(), fake.requests().len()), (ErrorKind::Config, 0));
    assert!(error.to_string().contains("two Security headers"), "{error}");
}

#[test]
fn tokens_of_another_origin_are_sent_as_they_are() {
    let assertion = "<saml:Assertion xmlns:saml=\"urn:oasis:names:tc:SAML:2.0:assertion\" ID='_1'>\r\n  <saml:Issuer/>\r\n</saml:Assertion>";
    let security =
        Security::new().token(Token::xml(assertion)).token(Token::binary("urn:ticket", b"abc".as_slice()));
    let sent = sent(security, &ECHO_11, "hei");
    assert!(sent.contains(assertion), "{sent}");
    let document = Document::parse(&sent).unwrap();
    let token = one(&document, WSSE, "BinarySecurityToken");
    assert_eq!((token.text(), token.attribute("ValueType")), (Some("YWJj"), Some("urn:ticket")));
    assert!(token.attribute("EncodingType").unwrap().ends_with("#Base64Binary"));
    for wrong in
        ["", "text", "<a>", "<a/><b/>", "<?xml version='1.0'?><a/>", "<p:a/>", "<!DOCTYPE a><a/>", "<a/> "]
    {
        let builder = ClientBuilder::new("http://host").security(Security::new().token(Token::xml(wrong)));
        let error = builder.build::<(), ()>(()).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Config, "{wrong}: {error}");
    }
}

/// The password of a function is that of each send; without one nothing is sent.
#[test]
fn a_password_can_be_asked_for() {
    let asked = Arc::new(AtomicU64::new(0));
    let password = Password::from_fn(move || match asked.fetch_add(1, Ordering::SeqCst) {
        2 => Err("the vault is closed"),
        number => Ok(format!("pw{number}")),
    });
    let fake = FakeTransport::new();
    fake.reply(reply()).reply(reply());
    let security = Security::new().username_token(UsernameToken::text("alice", password));
    let session: Session =
        ClientBuilder::new("http://host").transport(fake.clone()).security(security).build(()).unwrap();
    for expected in ["pw0", "pw1"] {
        call(&session, &ECHO_11, "hei").unwrap();
        let request = fake.last_request().unwrap();
        assert_eq!(text(&Document::parse(request.text()).unwrap(), WSSE, "Password"), expected);
    }
    let error = call(&session, &ECHO_11, "hei").unwrap_err();
    assert_eq!((error.kind(), fake.requests().len()), (ErrorKind::Config, 2));
    assert!(error.to_string().contains("the vault is closed"), "{error}");
}

/// Another user on the same connections, and for a single call.
#[test]
fn a_security_header_can_be_anothers() {
    let fake = FakeTransport::new();
    fake.reply(reply()).reply(reply()).reply(reply());
    let by = |user: &str| Security::new().username_token(UsernameToken::text(user, "pw"));
    let session: Session =
        ClientBuilder::new("http://host").transport(fake.clone()).security(by("a")).build(()).unwrap();
    call(&session, &ECHO_11, "hei").unwrap();
    call(&session.with_security(by("b")).unwrap(), &ECHO_11, "hei").unwrap();
    let view = [soapwright_runtime::codec::View::Str("hei")];
    session.call::<crate::vault::Echoed>(&ECHO_11, &view).security(by("c")).blocking().unwrap();
    let users: Vec<String> = fake
        .requests()
        .iter()
        .map(|request| text(&Document::parse(request.text()).unwrap(), WSSE, "Username"))
        .collect();
    assert_eq!(users, ["a", "b", "c"]);
    let wrong = || Security::new().username_token(UsernameToken::digest("a", "b").nonce(false));
    assert!(session.with_security(wrong()).is_err());
    let error =
        session.call::<crate::vault::Echoed>(&ECHO_11, &view).security(wrong()).blocking().unwrap_err();
    assert_eq!((error.kind(), fake.requests().len()), (ErrorKind::Config, 3));
}

/// 10: planted secrets are in no `Debug`, no error, no masked request.
#[test]
fn no_secret_is_shown() {
    let secrets = ["pl4nted-pw", "pl4nted-assertion", "cGw0bnRlZC1iaW5hcnk="];
    let security = Security::new()
        .username_token(UsernameToken::text("alice", "pl4nted-pw").nonce(true))
        .token(Token::xml("<a:Assertion xmlns:a='urn:a'>pl4nted-assertion</a:Assertion>"))
        .token(Token::binary("urn:t", b"pl4nted-binary".as_slice()));
    let fake = FakeTransport::new();
    // A server that repeats what it got.
    let fault = format!(
        "<s:Envelope xmlns:s='http://schemas.xmlsoap.org/soap/envelope/'><s:Body><s:Fault><faultcode>s:Client</faultcode>\
         <faultstring>{}</faultstring></s:Fault></s:Body></s:Envelope>",
        secrets.join(" ")
    );
    fake.reply(soapwright_runtime::client::FakeReply::new(http::StatusCode::INTERNAL_SERVER_ERROR, fault));
    let session: Session = ClientBuilder::new("http://host")
        .transport(fake.clone())
        .security(security.clone())
        .build(())
        .unwrap();
    let error = call(&session, &ECHO_11, "hei").unwrap_err();
    let sent = fake.last_request().unwrap().text().to_owned();
    let nonce = text(&Document::parse(&sent).unwrap(), WSSE, "Nonce");
    let masked = error.masked_request().unwrap();
    assert!(masked.contains("alice"), "{masked}");
    let shown = [
        format!("{security:?}"),
        format!("{session:?}"),
        format!("{error}"),
        format!("{error:?}"),
        masked,
        error.masked_reply().unwrap_or_default(),
        format!("{:?}", Password::from("pl4nted-pw")),
        format!("{:?}", fake.last_request().unwrap()),
    ];
    for shown in &shown {
        for secret in secrets.iter().copied().chain([&*nonce]) {
            assert!(!shown.contains(secret), "{secret} in {shown}");
        }
    }
    for secret in secrets {
        assert!(sent.contains(secret), "{secret} was to be sent: {sent}");
    }
}
