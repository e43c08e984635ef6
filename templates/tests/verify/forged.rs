//! What somebody between the two could make of a signed message without its key: none of it is taken, and none takes long.

use std::time::{Duration, Instant};

use http::StatusCode;
use http::header::CONTENT_TYPE;
use soapwright_runtime::client::{ClientBuilder, FakeReply, FakeTransport};
use soapwright_runtime::codec::{Particle, Record, Slot, Type, TypeDef, View};
use soapwright_runtime::error::ErrorKind;
use soapwright_runtime::soap::server::{
    Answer, Dispatcher, ServerOperation, ServerRequest, slot_of, view_of,
};
use soapwright_runtime::soap::{Message, Operation};
use soapwright_runtime::values::AnyType;
use soapwright_runtime::wsse::{Guard, Security, Signature};

use crate::messages::{message, trusting};
use crate::own::{key, roots};
use crate::replies::{read, refused};
use crate::vault::{Echoed, SERVICE_11, Session, VAULT};

const XOP: &str = "http://www.w3.org/2004/08/xop/include";

/// A request whose content the contract leaves open.
static KEEP: Operation = Operation {
    name: "Keep",
    service: &SERVICE_11,
    action: "urn:keep",
    input_action: None,
    request: Message::request(
        &[],
        TypeDef::new(VAULT, "Keep", &[Particle::required(VAULT, "any", 0, Type::Any)]),
    ),
    response: Some(Message::reply(&[], TypeDef::new(VAULT, "KeepResponse", &[]))),
};

#[derive(Debug, Clone, Default)]
struct Keep {
    any: AnyType,
}

impl Record for Keep {
    fn slot(&mut self, index: u16) -> Slot<'_> {
        slot_of([&mut self.any], index)
    }

    fn view(&self, index: u16) -> View<'_> {
        view_of([&self.any], index)
    }
}

impl ServerOperation for Keep {
    type Response = Echoed;
    type RequestHeaders = ();
    type ResponseHeaders = ();
    const OPERATION: &'static Operation = &KEEP;
}

/// What a client with this security sends, to be read by anybody.
pub(crate) fn sent(security: Security, operation: &'static Operation, arguments: &[View<'_>]) -> String {
    let fake = FakeTransport::new();
    fake.reply(FakeReply::new(StatusCode::OK, ""));
    let session: Session = ClientBuilder::new("http://host/vault")
        .transport(fake.clone())
        .security(security)
        .build(())
        .expect("one");
    drop(session.call::<Echoed>(operation, arguments).blocking());
    fake.last_request().expect("a request").text().to_owned()
}

/// A message with one part beside it, whose Content-ID is `a@b`.
fn packed(envelope: &str, part: &[u8]) -> (&'static str, Vec<u8>) {
    let media =
        "multipart/related; type=\"application/xop+xml\"; boundary=B; start=\"<r>\"; start-info=\"text/xml\"";
    let mut out = format!(
        "--B\r\nContent-Type: application/xop+xml; charset=utf-8; type=\"text/xml\"\r\nContent-ID: <r>\r\n\r\n\
         {envelope}\r\n--B\r\nContent-ID: <a@b>\r\nContent-Transfer-Encoding: binary\r\n\r\n"
    )
    .into_bytes();
    out.extend(part);
    out.extend(b"\r\n--B--\r\n");
    (media, out)
}

pub(crate) fn rsa() -> Signature {
    Signature::new(key("wsse/keys/client.key.pem", "wsse/keys/client.cert.pem"))
}

/// Bytes beside the envelope stand for the text of an element, and for nothing else: what is in an `xop:Include`, and around
/// it, nobody has signed.
#[test]
fn nothing_is_smuggled_in_by_an_include() {
    let kept = AnyType { xml: "<a>YWJj</a><b></b>".to_owned(), ..AnyType::default() };
    let security = Security::new().timestamp(Duration::from_secs(300)).sign(rsa());
    let sent = sent(security, &KEEP, &[View::Any(&kept)]);
    let answer = |part: &[u8], from: &str, to: &str| {
        let (send, seen) = std::sync::mpsc::channel();
        let guard = Guard::new().signature(roots("wsse/keys/ca.cert.pem"));
        let dispatcher = Dispatcher::new().guard(guard).on_request(move |request: ServerRequest<Keep>| {
            send.send(request.arguments.any.xml).expect("somebody listens");
            Ok(Answer::new(Echoed::default()))
        });
        let edited = sent.replacen(from, to, 1);
        assert_ne!(edited, sent);
        let (media, body) = packed(&edited, part);
        let mut headers = http::HeaderMap::new();
        headers.insert(CONTENT_TYPE, media.parse().expect("a media type"));
        let response = dispatcher.answer(&headers, &body);
        seen.try_recv().map_err(|_| String::from_utf8_lossy(response.body()).into_owned())
    };
    let include = |attributes: &str, content: &str| {
        format!("<x:Include xmlns:x=\"{XOP}\" href=\"cid:a@b\"{attributes}>{content}</x:Include>")
    };
    // As XOP has it.
    assert!(answer(b"abc", "YWJj", &include("", "")).is_ok_and(|xml| xml.contains("Include")));
    assert!(answer(b"", "<b></b>", &format!("<b>{}</b>", include("", ""))).is_ok());
    for (part, from, to) in [
        (&b"abc"[..], "YWJj", include("", "<evil/>")),
        (b"abc", "YWJj", include("", "evil")),
        (b"abc", "YWJj", include(" evil=\"1\"", "")),
        (b"ab", "YWJj", format!("{}Yw==", include("", ""))),
        (b"", "YWJj", format!("YWJj{}", include("", ""))),
        (b"", "YWJj", format!("{}YWJj", include("", ""))),
        (b"", "YWJj", format!("YWJj<!-- -->{}", include("", ""))),
        (b"", "<b>", format!("{}<b>", include("", ""))),
        (b"", "<b>", format!("{}<b>", include("", "<evil/>"))),
        (b"", "<b></b>", format!("<b>{}{}</b>", include("", ""), include("", ""))),
        (b"", "<b></b>", format!("<b></b>{}", include("", ""))),
    ] {
        let fault = answer(part, from, &to).expect_err(&to);
        assert!(fault.contains("FailedCheck") || fault.contains("InvalidSecurity"), "{to}: {fault}");
    }
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
