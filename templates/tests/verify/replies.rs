//! The replies of WSS4J and gSOAP: the right ones are handed out, of the wrong ones nothing is.

use std::time::{Duration, SystemTime};

use http::StatusCode;
use soapwright_runtime::client::{ClientBuilder, FakeReply, FakeTransport, Reply};
use soapwright_runtime::error::{Error, ErrorKind};
use soapwright_runtime::wsse::{Security, Verification};

use crate::messages::{RsaSha1, at, certificate, clock, message, trusting};
use crate::vault::{ECHO_11, Echoed, Session};

/// What a client makes of a reply.
pub(crate) fn read(reply: &str, verification: Verification) -> Result<Reply<Echoed, ()>, Error> {
    let fake = FakeTransport::new();
    fake.reply(FakeReply::new(StatusCode::OK, reply.to_owned()));
    let security = Security::new().require(verification);
    let session: Session = ClientBuilder::new("http://host/vault")
        .transport(fake)
        .security(security)
        .build(())
        .expect("a session");
    session.call::<Echoed>(&ECHO_11, &[soapwright_runtime::codec::View::Str("hei")]).blocking_reply()
}

/// Why a reply is refused; it must be.
pub(crate) fn refused(reply: &str, verification: Verification) -> String {
    match read(reply, verification) {
        Ok(reply) => panic!("it was handed out: {:?}", reply.value),
        Err(error) => {
            assert_eq!((error.kind(), error.outcome_unknown()), (ErrorKind::Security, true), "{error}");
            assert!(error.to_string().contains("Nothing of it is handed out"), "{error}");
            error.untrusted().expect("a reason").to_owned()
        }
    }
}

#[test]
fn replies_of_other_stacks_verify() {
    for (name, signer) in [
        ("wss4j-reply-sign", "localhost"),
        ("wss4j-reply-sign-reply-ec", "client alice ec"),
        ("wss4j-reply-sign-reply-envelopeprefix", "localhost"),
        ("wss4j-reply-sign-reply-indent", "localhost"),
        ("wss4j-reply-sign-reply-issuer", "localhost"),
        ("wss4j-reply-sign-reply-ski", "localhost"),
        ("wss4j-reply-sign-reply-thumb", "localhost"),
        ("wss4j-reply-sign-reply-x509", "localhost"),
        ("gsoap-reply-sign", "localhost"),
    ] {
        let text = message(name);
        let reply =
            read(&text, trusting(&text).timestamp()).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!(reply.value.text, "hei & hå <ja>", "{name}");
        let signed_by = reply.checked.signed_by.expect("somebody");
        assert_eq!(signed_by.subject, format!("CN={signer},O=soapwright kit"), "{name}");
    }
}

/// SHA-1 is taken only where the program says so, and has something that can check it.
#[test]
fn sha1_has_to_be_allowed() {
    let text = message("wss4j-reply-sign-reply-sha1");
    let why = refused(&text, trusting(&text));
    assert!(why.contains("`allow_sha1`"), "{why}");
    let why = refused(&text, trusting(&text).allow_sha1());
    assert!(why.contains("give a `verifier` that knows it"), "{why}");
    let why = refused(&text, trusting(&text).verifier(RsaSha1));
    assert!(why.contains("`allow_sha1`"), "{why}");
    let allowed = || trusting(&text).allow_sha1().verifier(RsaSha1);
    assert_eq!(read(&text, allowed()).expect("a reply").value.text, "hei & hå <ja>");
    let digits = text.split_once("SignatureValue>").expect("a value").1;
    let altered = text.replacen(&digits[..8], "AAAABBBB", 1);
    assert!(refused(&altered, allowed()).contains("the signature is not that of this key"));
}

#[test]
fn each_bad_reply_is_refused_for_its_own_reason() {
    let recorded = "2026-11-29T12:06:00Z";
    for (name, why) in [
        ("bad-text", "the Body is not what was signed: it has another digest"),
        ("bad-digest", "the signature is not that of this key"),
        ("bad-key", "no trusted root has issued its certificate (CN=client mallory"),
        ("bad-selfsigned", "no trusted root has issued its certificate (CN=self made"),
        (
            "bad-expiredcert",
            "CN=client long gone,O=soapwright kit) has expired; where it is the right one all the same, pin it",
        ),
        ("bad-expired", "its Timestamp expired at 2026-11-29T11:"),
        ("bad-future", "its Timestamp was created at 2026-11-29T13:"),
        ("bad-wrap", "which is neither the Body nor a header block nor a token in their places"),
        ("bad-wrap2", "which is neither the Body nor a header block nor a token in their places"),
        ("bad-dupid", "stands on several elements"),
        ("bad-nobody", "its signature does not cover the Body"),
    ] {
        let text = message(&format!("wss4j-{name}"));
        let now = match name {
            "bad-expired" | "bad-future" => clock(&format!("<wsu:Created>{recorded}")),
            _ => clock(&text),
        };
        let reason = refused(&text, at(now));
        assert!(reason.contains(why), "{name}: {reason}");
    }
}

/// What is right does not become wrong by the way that trust is told: by a pinned certificate, whatever it is.
#[test]
fn a_pinned_certificate_is_trusted_whatever_it_is() {
    for (name, pinned) in [
        ("wss4j-reply-sign", "server"),
        ("wss4j-reply-sign-reply-issuer", "server"),
        ("wss4j-reply-sign-reply-ski", "server"),
        ("wss4j-reply-sign-reply-thumb", "server"),
        ("wss4j-reply-sign-reply-x509", "server"),
        ("wss4j-bad-key", "stranger"),
        ("wss4j-bad-selfsigned", "selfsigned"),
        ("wss4j-bad-expiredcert", "expired"),
    ] {
        let text = message(name);
        let now = clock(&text);
        let pin = |name: &str| {
            let pin = Verification::trusting_certificate(&certificate(name)).expect("a certificate");
            pin.clock(move || now).timestamp()
        };
        read(&text, pin(pinned)).unwrap_or_else(|error| panic!("{name}: {error}"));
        // Any other one is another one, also that of the authority.
        for other in ["ca", "client"] {
            let why = refused(&text, pin(other));
            let unknown = why.contains("neither the message nor the program has that certificate");
            assert!(unknown || why.contains("another certificate"), "{name}: {why}");
        }
    }
}

#[test]
fn what_a_message_refers_to_has_to_be_known() {
    for (name, word) in [
        ("wss4j-reply-sign-reply-issuer", "issuer and serial number"),
        ("wss4j-reply-sign-reply-ski", "subject key identifier"),
        ("wss4j-reply-sign-reply-thumb", "thumbprint"),
    ] {
        let text = message(name);
        let now = clock(&text);
        let verification =
            Verification::trusting_roots(&certificate("ca")).expect("a root").clock(move || now);
        let why = refused(&text, verification);
        assert!(why.contains(word) && why.contains("give it to `certificates`"), "{name}: {why}");
    }
}

#[test]
fn more_can_be_demanded() {
    let text = message("wss4j-reply-sign");
    let subject = |name: &str| trusting(&text).subject(name);
    assert!(read(&text, subject("O=soapwright kit, cn=LOCALHOST")).is_ok());
    let why = refused(&text, subject("CN=other,O=soapwright kit"));
    assert_eq!(
        why,
        "it is signed by CN=localhost,O=soapwright kit, and CN=other,O=soapwright kit was expected"
    );
    let why = refused(&text, trusting(&text).header("http://www.w3.org/2005/08/addressing", "Action"));
    assert_eq!(why, "the header block `Action`, which has to be signed, is not there");
    let action = "<a:Action xmlns:a=\"http://www.w3.org/2005/08/addressing\">urn:x</a:Action></soap:Header>";
    let with = text.replacen("</soap:Header>", action, 1);
    let demanded = || trusting(&text).header("http://www.w3.org/2005/08/addressing", "Action");
    assert_eq!(refused(&with, demanded()), "its signature does not cover the header block `Action`");
    assert!(refused(&text, trusting(&text).confirmation()).contains("SignatureConfirmation"));
    let why = refused(&text, trusting(&text).limit_references(1));
    assert!(why.contains("more than 1 parts; `limit_references`"), "{why}");
}

/// A SignatureConfirmation of a request that was not signed, or not so, is one of another request.
#[test]
fn a_confirmation_is_that_of_the_request() {
    let text = message("wss4j-reply-sign-reply-confirm");
    for verification in [trusting(&text), trusting(&text).confirmation()] {
        let why = refused(&text, verification);
        assert_eq!(why, "it confirms the signature of another request (SignatureConfirmation)");
    }
}

#[test]
fn a_reply_that_is_not_signed_is_refused() {
    let plain = message("wss4j-reply-ts");
    let why = refused(&plain, trusting(&plain));
    assert_eq!(why, "it is not signed: its Security header holds no Signature");
    let nothing = "<s:Envelope xmlns:s='http://schemas.xmlsoap.org/soap/envelope/'><s:Body>\
        <EchoResponse xmlns='urn:soapwright:kit:vault:1'><text>hei</text></EchoResponse></s:Body></s:Envelope>";
    assert_eq!(refused(nothing, trusting("")), "it is not signed: it has no Security header");
    // Only the Timestamp is demanded, or a header: they have to be signed all the same.
    assert!(refused(&plain, trusting(&plain).unsigned_body().timestamp()).contains("not signed"));
}

/// A Fault stays one, whoever sent it, and is told as unverified.
#[test]
fn a_fault_without_a_signature_is_told_and_not_trusted() {
    let fault = "<s:Envelope xmlns:s='http://schemas.xmlsoap.org/soap/envelope/'><s:Body><s:Fault>\
        <faultcode>s:Client</faultcode><faultstring>no</faultstring></s:Fault></s:Body></s:Envelope>";
    let error = read(fault, trusting("")).expect_err("a fault");
    assert_eq!(
        (error.kind(), error.is_unverified(), error.outcome_unknown()),
        (ErrorKind::Fault, true, true)
    );
    assert_eq!(error.fault().expect("one").reason, "no");
    assert_eq!(error.untrusted(), Some("it is not signed: it has no Security header"));
}

/// The times that occur: with 0, 3 and 6 digits of a fraction, in other zones, without an end; and the wrong ones. None of
/// these is signed, so that what is refused is the time, or else the digest.
#[test]
fn times_in_all_their_forms() {
    let text = message("wss4j-reply-sign");
    let (before, rest) = text.split_once("<wsu:Created>").expect("a time");
    let (_, after) = rest.split_once("</wsu:Expires>").expect("an end");
    let at = |created: &str, expires: &str| {
        let stamp = format!("{before}<wsu:Created>{created}</wsu:Created>{expires}{after}");
        refused(&stamp.replace("</wsu:Expires></wsu:Expires>", "</wsu:Expires>"), trusting(&text))
    };
    let until = |expires: &str| format!("<wsu:Expires>{expires}</wsu:Expires>");
    let other = "the `Timestamp` is not what was signed: it has another digest";
    for (created, expires) in [
        ("2026-11-29T12:05:58Z", until("2026-11-29T12:10:58Z")),
        ("2026-11-29T12:05:58.815Z", until("2026-11-29T12:10:58.8Z")),
        ("2026-11-29T12:05:58.815999Z", until("2026-11-29T12:10:58.000001Z")),
        ("2026-11-29T13:35:58+01:30", until("2026-11-29T07:10:58-05:00")),
        (" 2026-11-29T12:05:58Z\n", String::new()),
        // Within the tolerance of five minutes.
        ("2026-11-29T12:10:00Z", until("2026-11-29T12:15:00Z")),
        ("2026-11-29T11:55:00Z", until("2026-11-29T12:02:00Z")),
    ] {
        assert_eq!(at(created, &expires), other, "{created} {expires}");
    }
    for (created, expires, why) in [
        ("2026-11-29T12:06:00Z", until("2026-11-29T12:05:00Z"), "expires before it was created"),
        ("2026-11-29T12:20:00Z", until("2026-11-29T12:25:00Z"), "was created at 2026-11-29T12:20:00Z"),
        ("2026-11-29T11:50:00Z", until("2026-11-29T11:55:00Z"), "expired at 2026-11-29T11:55:00Z"),
        ("2026-11-29T11:50:00Z", String::new(), "does not say how long it lasts"),
        ("yesterday", String::new(), "`Created` of its Timestamp is no time: `yesterday`"),
        ("2026-11-31T12:05:58Z", String::new(), "is no time"),
        (
            "2026-11-29T12:05:58Z</wsu:Created><wsu:Created>2026-11-29T12:05:58Z",
            String::new(),
            "stands twice",
        ),
        ("2026-11-29<x/>", String::new(), "has elements in it where text stands"),
    ] {
        let reason = at(created, &expires);
        assert!(reason.contains(why), "{created} {expires}: {reason}");
    }
    let tight = trusting(&text).tolerance(Duration::ZERO);
    assert!(read(&text, tight).is_ok());
    let later = clock(&text) + Duration::from_secs(400);
    let expired = |tolerance| crate::messages::at(later).tolerance(Duration::from_secs(tolerance));
    assert!(refused(&text, expired(0)).contains("with 0 seconds of tolerance"));
    assert!(read(&text, expired(300)).is_ok());
    assert!(refused(&text, crate::messages::at(SystemTime::UNIX_EPOCH)).contains("and it is"));
}

/// A token that is signed by way of what refers to it (STR-Transform): the one in the message, or the one that is made of the
/// certificate that is meant.
#[test]
fn tokens_are_signed_by_reference() {
    for name in ["direct", "issuer", "ski", "thumb"] {
        let text = message(&format!("wss4j-token-{name}"));
        let reply = read(&text, trusting(&text)).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!(reply.value.text, "hei & hå <ja>", "{name}");
        let (from, to) =
            ("<wsse:SecurityTokenReference wsu:Id=\"STR-", "<wsse:SecurityTokenReference wsu:Id=\"X-");
        let why = refused(&text.replacen(from, to, 1), trusting(&text));
        assert!(why.contains("which is not the SecurityTokenReference of its key"), "{name}: {why}");
        let digest = text.rsplit_once("<ds:DigestValue>").expect("a digest").1;
        let why = refused(&text.replacen(&digest[..8], "AAAAAAAA", 1), trusting(&text));
        assert!(why.contains("has another digest"), "{name}: {why}");
    }
    let text = message("wss4j-token-direct").replacen("#Base64Binary\"", "#Base64Binary\" x=\"1\"", 1);
    assert!(refused(&text, trusting(&text)).contains("the `BinarySecurityToken` is not what was signed"));
}
