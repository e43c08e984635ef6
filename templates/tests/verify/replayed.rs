//! What somebody could do with a request that he has seen, and whose key or password he does not have: send it again, or a
//! piece of it in a request of his own, or to another operation.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, SystemTime};

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use http::{HeaderMap, StatusCode};
use soapwright_runtime::client::{ClientBuilder, FakeReply, FakeTransport};
use soapwright_runtime::codec::{Particle, Record, Slot, Type, TypeDef, View};
use soapwright_runtime::soap::server::{Dispatcher, ServerOperation, slot_of, view_of};
use soapwright_runtime::soap::{HeaderBlock, Message, Operation};
use soapwright_runtime::values::Base64;
use soapwright_runtime::wsse::{Guard, Part, Security, Signature, UsernameToken, Verification};

use crate::forged::rsa;
use crate::own::{UPLOAD, XML, guarded, key, roots, signed};
use crate::requests::answered;
use crate::vault::{ECHO_11, Echoed, SERVICE_11, Session, VAULT, sent, sent_with};

/// A request is taken once for as long as it is good, not only for as long as most are.
#[test]
fn a_long_life_is_no_second_one() {
    for lifetime in [60, 3_600, 86_400 * 400] {
        let security = Security::new().timestamp(Duration::from_secs(lifetime)).sign(rsa());
        let data = Base64(b"data".to_vec());
        let sent = sent_with(security, &UPLOAD, &[View::Str("a"), View::Lex(&data)]);
        let now = Arc::new(AtomicU64::new(0));
        let clock = Arc::clone(&now);
        let guard = Guard::new()
            .timestamp()
            .signature(roots("wsse/keys/ca.cert.pem"))
            .clock(move || SystemTime::now() + Duration::from_secs(clock.load(Ordering::SeqCst)));
        assert!(guarded(guard.clone(), XML, sent.as_bytes()).is_ok());
        for later in [0, 200, 899, 901, 1_200, 3_500, 3_899, 3_901, 90_000] {
            now.store(later, Ordering::SeqCst);
            let fault = guarded(guard.clone(), XML, sent.as_bytes()).expect_err("the same once more");
            let why = if later < lifetime { "it was sent before" } else { "" };
            assert!(fault.contains(why), "{lifetime} {later}: {fault}");
        }
    }
}

/// Of each signature by ECDSA anybody can make a second one that is right, too.
#[test]
fn the_other_signature_of_ecdsa_is_the_same_request() {
    let ec = Signature::new(key("wsse/keys/client-ec.key.pem", "wsse/keys/client-ec.cert.pem"));
    let sent = signed(ec, b"data");
    let guard = Guard::new().timestamp().signature(roots("wsse/keys/ca.cert.pem"));
    assert!(guarded(guard.clone(), XML, sent.as_bytes()).is_ok());
    let value =
        sent.split_once("<ds:SignatureValue>").and_then(|(_, rest)| rest.split_once('<')).expect("one").0;
    let mut bytes = BASE64_STANDARD.decode(value).expect("base64");
    // The order of P-256, less s.
    let order: [u32; 8] =
        [0xffff_ffff, 0, 0xffff_ffff, 0xffff_ffff, 0xbce6_faad, 0xa717_9e84, 0xf3b9_cac2, 0xfc63_2551];
    let mut borrow = 0;
    for (number, order) in bytes[32..].rchunks_mut(4).zip(order.iter().rev()) {
        let s = i64::from(u32::from_be_bytes((&*number).try_into().expect("four")));
        let less = i64::from(*order) - s - borrow;
        borrow = i64::from(less < 0);
        number.copy_from_slice(&u32::try_from(less.rem_euclid(1 << 32)).expect("it fits").to_be_bytes());
    }
    let other = sent.replacen(value, &BASE64_STANDARD.encode(&bytes), 1);
    assert_ne!(other, sent);
    // Where nobody has seen the first one it is a right one.
    let fresh = Guard::new().timestamp().signature(roots("wsse/keys/ca.cert.pem"));
    assert!(guarded(fresh, XML, other.as_bytes()).is_ok());
    let fault = guarded(guard, XML, other.as_bytes()).expect_err("the same request");
    assert!(fault.contains("it was sent before"), "{fault}");
}

/// A digest is over nonce and time without anything between: another split of the same bytes has the same digest. And users may
/// be spelled in several ways.
#[test]
fn the_digest_of_a_password_is_taken_once() {
    let security = Security::new().username_token(UsernameToken::digest("alice", "secret"));
    let find = |text: &str, name: &str| {
        let (_, rest) = text.split_once(name).expect("it is there");
        rest.split_once('>').and_then(|(_, rest)| rest.split_once('<')).expect("text").0.to_owned()
    };
    // One whose nonce ends in white space.
    let (text, nonce) = loop {
        let text = sent(security.clone(), &ECHO_11, "hei");
        let nonce = BASE64_STANDARD.decode(find(&text, "<wsse:Nonce")).expect("base64");
        if nonce.last().is_some_and(|last| matches!(last, b' ' | b'\n' | b'\t')) {
            break (text, nonce);
        }
    };
    let guard = || {
        let password = |user: &str| user.trim().eq_ignore_ascii_case("alice").then(|| "secret".to_owned());
        Guard::new().password(password)
    };
    let (last, shorter) = nonce.split_last().expect("bytes");
    let created = find(&text, "<wsu:Created");
    let shifted = text.replacen(&find(&text, "<wsse:Nonce"), &BASE64_STANDARD.encode(shorter), 1).replacen(
        &created,
        &format!("{}{created}", char::from(*last)),
        1,
    );
    let other_user = text.replacen(">alice<", "> Alice<", 1);
    for edited in [&text, &shifted, &other_user] {
        let guard = guard();
        assert!(answered(&guard, &text).is_ok());
        let fault = answered(&guard, edited).expect_err("the same once more");
        assert!(fault.contains("sent before") || fault.contains("white space"), "{fault}");
    }
}

/// Whose password it is and whose signature: two people, unless the UsernameToken is signed.
#[test]
fn a_user_name_may_have_to_be_signed() {
    let token = || UsernameToken::text("alice", "secret");
    let send = |signature: Signature| {
        let security = Security::new().username_token(token()).sign(signature);
        sent_with(security, &UPLOAD, &[View::Str("a"), View::Lex(&Base64(b"data".to_vec()))])
    };
    let guard = |verification: Verification| {
        Guard::new().password(|user| (user == "alice").then(|| "secret".to_owned())).signature(verification)
    };
    let trusting = || roots("wsse/keys/ca.cert.pem");
    let (beside, signed) = (send(rsa()), send(rsa().part(Part::UsernameToken)));
    for text in [&beside, &signed] {
        assert!(guarded(guard(trusting()), XML, text.as_bytes()).is_ok());
    }
    assert!(guarded(guard(trusting().username_token()), XML, signed.as_bytes()).is_ok());
    let fault = guarded(guard(trusting().username_token()), XML, beside.as_bytes()).expect_err("anybody's");
    assert!(fault.contains("its signature does not cover the UsernameToken"), "{fault}");
}

/// Another operation with the same Body.
static DELETE: Operation = Operation {
    name: "Delete",
    action: "urn:delete",
    service: &SERVICE_11,
    input_action: None,
    request: Message::request(
        &[],
        TypeDef::new(VAULT, "Echo", &[Particle::required(VAULT, "text", 0, Type::STRING)]),
    ),
    response: None,
};

/// The Body of [`DELETE`], and of `Echo`.
#[derive(Debug, Clone, Default)]
struct Said<const DELETED: bool> {
    text: String,
}

impl<const DELETED: bool> Record for Said<DELETED> {
    fn slot(&mut self, index: u16) -> Slot<'_> {
        slot_of([&mut self.text], index)
    }

    fn view(&self, index: u16) -> View<'_> {
        view_of([&self.text], index)
    }
}

impl<const DELETED: bool> ServerOperation for Said<DELETED> {
    type Response = Echoed;
    type RequestHeaders = ();
    type ResponseHeaders = ();
    const OPERATION: &'static Operation = if DELETED { &DELETE } else { &ECHO_11 };
}

/// The action of HTTP is in no signature: where that of the envelope is, it counts.
#[test]
fn a_signed_action_is_that_of_the_operation() {
    const ADDRESSING: &str = "http://www.w3.org/2005/08/addressing";
    let fake = FakeTransport::new();
    fake.reply(FakeReply::new(StatusCode::OK, ""));
    let security = Security::new().sign(rsa().part(Part::header(ADDRESSING, "Action")));
    let builder = ClientBuilder::new("http://host").transport(fake.clone()).security(security);
    let builder = builder.header_block(HeaderBlock::text(ADDRESSING, "Action", ECHO_11.action));
    let session: Session = builder.build(()).expect("one");
    drop(session.call::<Echoed>(&ECHO_11, &[View::Str("hei")]).blocking());
    let sent = fake.last_request().expect("a request").text().to_owned();
    let answer = |verification: Verification, action: &str| {
        let dispatcher = Dispatcher::new()
            .guard(Guard::new().signature(verification))
            .on(|said: Said<false>| Ok(Echoed { text: said.text, seen: None }))
            .on(|_: Said<true>| Ok(Echoed { text: "deleted".to_owned(), seen: None }));
        let mut headers = HeaderMap::new();
        headers.insert("soapaction", action.parse().expect("an action"));
        let response = dispatcher.answer(&headers, sent.as_bytes());
        (response.status(), String::from_utf8_lossy(response.body()).into_owned())
    };
    let demanding = || roots("wsse/keys/ca.cert.pem").header(ADDRESSING, "Action");
    for action in [ECHO_11.action, "\"urn:unknown\"", "\"\""] {
        assert!(answer(demanding(), action).1.contains(">hei<"), "{action}");
    }
    let (status, text) = answer(demanding(), DELETE.action);
    assert_eq!(status, StatusCode::INTERNAL_SERVER_ERROR);
    assert!(text.contains("is not that of Delete"), "{text}");
    // Where nobody asks for it, HTTP says what is meant.
    let (status, _) = answer(roots("wsse/keys/ca.cert.pem"), DELETE.action);
    assert_eq!(status, StatusCode::ACCEPTED);
}
