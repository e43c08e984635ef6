//! Signed messages whose bytes stand beside the envelope (MTOM).

use std::time::Duration;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use http::header::CONTENT_TYPE;
use http::{HeaderMap, StatusCode};
use soapwright_runtime::client::{ClientBuilder, FakeReply, FakeTransport};
use soapwright_runtime::codec::{Particle, Record, Slot, Type, TypeDef, View};
use soapwright_runtime::soap::server::{
    Answer, Dispatcher, ServerOperation, ServerRequest, slot_of, view_of,
};
use soapwright_runtime::soap::{Message, Operation};
use soapwright_runtime::values::{AnyType, Base64};
use soapwright_runtime::wsse::{Guard, Part, Security};

use crate::forged::rsa;
use crate::own::{UPLOAD, roots, signed, upload};
use crate::vault::{Echoed, SERVICE_11, Session, VAULT, sent_with};

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

const MEDIA: &str =
    "multipart/related; type=\"application/xop+xml\"; boundary=B; start=\"<r>\"; start-info=\"text/xml\"";

/// A message with one part beside it, whose Content-ID is `a@b`, and others.
fn packed(envelope: &str, part: &[u8], others: &str) -> Vec<u8> {
    let mut out = format!(
        "--B\r\nContent-Type: application/xop+xml; charset=utf-8; type=\"text/xml\"\r\nContent-ID: <r>\r\n\r\n\
         {envelope}\r\n--B\r\nContent-ID: <a@b>\r\nContent-Transfer-Encoding: binary\r\n\r\n"
    )
    .into_bytes();
    out.extend(part);
    out.extend(format!("\r\n{others}--B--\r\n").into_bytes());
    out
}

/// What stands in place of the part.
fn include(attributes: &str, content: &str) -> String {
    format!("<x:Include xmlns:x=\"{XOP}\" href=\"cid:a%40b\"{attributes}>{content}</x:Include>")
}

/// The digest is taken with the bytes in place, so that an attachment that the Body includes is signed with it.
#[test]
fn attachments_in_the_body_are_signed_with_it() {
    let data: Vec<u8> = (0..20_000u32).map(|n| n.to_le_bytes()[usize::from(n % 3 == 0)]).collect();
    let sent = signed(rsa(), &data);
    let (before, rest) = sent.split_once("data>").expect("the data");
    let (_, after) = rest.split_once("</").expect("its end");
    let envelope = format!("{before}data>{}</{after}", include("", ""));
    assert!(envelope.len() < sent.len() - 20_000);
    let packed = |data: &[u8], more: &str| packed(&envelope, data, more);
    let trusting = || roots("wsse/keys/ca.cert.pem");
    let (received, _) = upload(trusting(), MEDIA, &packed(&data, "")).expect("a right one");
    assert!(received == data);
    let mut other = data.clone();
    other[12_345] ^= 1;
    let fault = upload(trusting(), MEDIA, &packed(&other, "")).expect_err("another byte");
    assert!(fault.contains("the Body is not what was signed"), "{fault}");
    let more = "--B\r\nContent-ID: <c>\r\n\r\nmore\r\n";
    let fault = upload(trusting(), MEDIA, &packed(&data, more)).expect_err("one more");
    assert!(fault.contains("attachments that its signature does not cover"), "{fault}");
    assert!(upload(trusting().unsigned_attachments(), MEDIA, &packed(&data, more)).is_ok());
    // What went to a writer before the signature could be checked is not in the reply that is checked.
    let fake = FakeTransport::new();
    let reply = FakeReply::new(StatusCode::OK, packed(&data, ""));
    fake.reply(reply.header(CONTENT_TYPE, MEDIA.parse().expect("a media type")));
    let security = Security::new().require(trusting());
    let session: Session =
        ClientBuilder::new("http://host/vault").transport(fake).security(security).build(()).expect("one");
    let none = Base64::default();
    let call = session.call::<Echoed>(&UPLOAD, &[View::Str("a"), View::Lex(&none)]);
    let error = call.attachments_to(|_| Ok(std::io::sink())).blocking().expect_err("unchecked");
    assert!(error.untrusted().is_some_and(|why| why.contains("the program's own writer")), "{error}");
}

/// Bytes beside the envelope stand for the text of an element, and for nothing else: what is in an `xop:Include`, and around
/// it, nobody has signed.
#[test]
fn nothing_is_smuggled_in_by_an_include() {
    let kept = AnyType { xml: "<a>YWJj</a><b></b>".to_owned(), ..AnyType::default() };
    let security = Security::new().timestamp(Duration::from_secs(300)).sign(rsa());
    let sent = sent_with(security, &KEEP, &[View::Any(&kept)]);
    let answer = |part: &[u8], from: &str, to: &str| {
        let (send, seen) = std::sync::mpsc::channel();
        let guard = Guard::new().signature(roots("wsse/keys/ca.cert.pem"));
        let dispatcher = Dispatcher::new().guard(guard).on_request(move |request: ServerRequest<Keep>| {
            send.send(request.arguments.any.xml).expect("somebody listens");
            Ok(Answer::new(Echoed::default()))
        });
        let edited = sent.replacen(from, to, 1);
        assert_ne!(edited, sent);
        let body = packed(&edited, part, "");
        let mut headers = HeaderMap::new();
        headers.insert(CONTENT_TYPE, MEDIA.parse().expect("a media type"));
        let response = dispatcher.answer(&headers, &body);
        seen.try_recv().map_err(|_| String::from_utf8_lossy(response.body()).into_owned())
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

/// Servers that send MTOM may have the bytes of their token leave as all others, signed or not.
#[test]
fn a_token_may_come_beside_the_message() {
    for signature in [rsa(), rsa().part(Part::Token)] {
        let sent = signed(signature, b"data");
        let (before, rest) = sent.split_once("<wsse:BinarySecurityToken ").expect("a token");
        let (attributes, rest) = rest.split_once('>').expect("its tag");
        let (token, after) = rest.split_once("</").expect("its end");
        let token = BASE64_STANDARD.decode(token).expect("base64");
        let envelope =
            |content: &str| format!("{before}<wsse:BinarySecurityToken {attributes}>{content}</{after}");
        let answer = |content: &str, part: &[u8], more: &str| {
            upload(roots("wsse/keys/ca.cert.pem"), MEDIA, &packed(&envelope(content), part, more))
        };
        let (data, signer) = answer(&include("", ""), &token, "").expect("a right one");
        assert_eq!((&*data, &*signer), (&b"data"[..], "CN=client alice,O=soapwright kit"));
        assert!(answer(&include("", ""), b"other", "").is_err());
        assert!(answer(&include(" more=\"1\"", ""), &token, "").is_err());
        assert!(answer(&include("", "<more/>"), &token, "").is_err());
        assert!(answer(&include("", "").replace("cid:a", "cid:b"), &token, "").is_err());
        let more = "--B\r\nContent-ID: <c>\r\n\r\nmore\r\n";
        let fault = answer(&include("", ""), &token, more).expect_err("one that is no token");
        assert!(fault.contains("attachments that its signature does not cover"), "{fault}");
    }
}
