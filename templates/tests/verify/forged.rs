//! What somebody between the two could make of a signed message without its key: none of it is taken, and none takes long.

use std::time::{Duration, Instant};

use soapwright_runtime::error::ErrorKind;
use soapwright_runtime::wsse::Signature;

use crate::messages::{message, trusting};
use crate::own::key;
use crate::replies::{read, refused};

pub(crate) fn rsa() -> Signature {
    Signature::new(key("wsse/keys/client.key.pem", "wsse/keys/client.cert.pem"))
}

/// A Fault that stands somewhere else than in the Body is none, however hard the rest is to read.
#[test]
fn a_fault_in_the_header_is_none_of_the_signers() {
    let text = message("wss4j-reply-sign");
    let fault =
        "<x:Body><x:Fault><faultcode>x</faultcode><faultstring>forged</faultstring></x:Fault></x:Body>";
    let deep = format!("{}{}", "<x:d>".repeat(200), "</x:d>".repeat(200));
    for (must, more) in [(" soap:mustUnderstand=\"1\"", ""), ("", &*deep)] {
        let block = format!("<soap:Header><x:X xmlns:x=\"urn:x\"{must}>{fault}{more}</x:X>");
        let edited = text.replacen("<soap:Header>", &block, 1);
        match read(&edited, trusting(&text)) {
            Ok(reply) => assert_eq!(reply.value.text, "hei & hå <ja>"),
            Err(error) => assert_ne!(error.kind(), ErrorKind::Fault, "{error}"),
        }
    }
}

/// What makes much of little: long names that each element repeats.
#[test]
fn little_text_makes_little_work() {
    let text = message("wss4j-reply-sign");
    let long = |length: usize| format!("<soap:Envelope xmlns:l=\"urn:{}\" ", "x".repeat(length));
    let children = "<l:a/>".repeat(4_000);
    let attributes: String = (0..900).map(|n| format!(" l:a{n}=\"\"")).collect();
    let elements = format!("<l:a{attributes}/>").repeat(60);
    for (what, length, from, to, why) in [
        (
            "in the Security header",
            20_000,
            "<wsu:Timestamp ",
            format!("{children}<wsu:Timestamp "),
            "namespace",
        ),
        (
            "attributes",
            1_900,
            "<wsu:Timestamp ",
            format!("{elements}<wsu:Timestamp "),
            "longer than any honest",
        ),
        (
            "of header blocks",
            20_000,
            "<soap:Header>",
            format!("<soap:Header>{}", "<l:a/>".repeat(900)),
            "namespace",
        ),
        ("in the Body", 20_000, "</v:EchoResponse>", format!("{children}</v:EchoResponse>"), "namespace"),
        (
            "in the Body, shorter",
            1_900,
            "</v:EchoResponse>",
            format!("{children}</v:EchoResponse>"),
            "much longer",
        ),
    ] {
        let edited = text.replacen("<soap:Envelope ", &long(length), 1).replacen(from, &to, 1);
        let begun = Instant::now();
        let reason = refused(&edited, trusting(&text));
        assert!(reason.contains(why), "{what}: {reason}");
        assert!(begun.elapsed() < Duration::from_secs(2), "{what}: {:?}", begun.elapsed());
    }
    // A name in hexadecimal.
    let text = message("wss4j-reply-sign-reply-issuer");
    let name =
        text.split_once("<ds:X509IssuerName>").and_then(|(_, rest)| rest.split_once('<')).expect("one").0;
    let hex = format!("CN=#0483061a80{}", "00".repeat(400_000));
    let begun = Instant::now();
    let reason = refused(&text.replacen(name, &hex, 1), trusting(&text));
    assert!(reason.contains("issuer and serial number"), "{reason}");
    assert!(begun.elapsed() < Duration::from_secs(2), "{:?}", begun.elapsed());
}
