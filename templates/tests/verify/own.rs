//! What we sign ourselves, before our own verifier: each kind of key and reference, attachments, and other encodings.

use std::path::PathBuf;
use std::time::Duration;

use http::header::CONTENT_TYPE;
use http::{HeaderMap, StatusCode};
use soapwright_runtime::client::{ClientBuilder, FakeReply, FakeTransport};
use soapwright_runtime::codec::{Particle, Record, Slot, Type, TypeDef, View};
use soapwright_runtime::soap::server::{
    Answer, Dispatcher, ServerOperation, ServerRequest, slot_of, view_of,
};
use soapwright_runtime::soap::{Message, Operation};
use soapwright_runtime::values::Base64;
use soapwright_runtime::wsse::{
    Guard, KeyReference, Security, Signature, SignatureVerifier, SigningKey, Verification,
};

use crate::messages::{message, trusting};
use crate::vault::{Echoed, SERVICE_11, Session, VAULT, sent_with};

const TEXT: &[Particle] = &[Particle::required(VAULT, "text", 0, Type::STRING)];
const DATA: &[Particle] =
    &[Particle::required(VAULT, "name", 0, Type::STRING), Particle::required(VAULT, "data", 1, Type::BASE64)];

pub(crate) static UPLOAD: Operation = Operation {
    name: "Upload",
    service: &SERVICE_11,
    action: "urn:soapwright:kit:vault:1/Upload",
    input_action: None,
    request: Message::request(&[], TypeDef::new(VAULT, "Upload", DATA)),
    response: Some(Message::reply(&[], TypeDef::new(VAULT, "UploadResponse", TEXT))),
};

#[derive(Debug, Clone, Default)]
struct Upload {
    name: String,
    data: Base64,
}

impl Record for Upload {
    fn slot(&mut self, index: u16) -> Slot<'_> {
        slot_of([&mut self.name, &mut self.data], index)
    }

    fn view(&self, index: u16) -> View<'_> {
        view_of([&self.name, &self.data], index)
    }
}

impl ServerOperation for Upload {
    type Response = Echoed;
    type RequestHeaders = ();
    type ResponseHeaders = ();
    const OPERATION: &'static Operation = &UPLOAD;
}

pub(crate) fn read(path: &str) -> Vec<u8> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests").join(path);
    std::fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// A key with its certificate, in one text.
pub(crate) fn key(key: &str, certificate: &str) -> SigningKey {
    SigningKey::from_pem([read(key), read(certificate)].concat()).expect("a key")
}

/// A signed upload of these bytes.
pub(crate) fn signed(signature: Signature, data: &[u8]) -> String {
    let security = Security::new().timestamp(Duration::from_secs(300)).sign(signature);
    sent_with(security, &UPLOAD, &[View::Str("a"), View::Lex(&Base64(data.to_vec()))])
}

/// What a server makes of an upload: the bytes and who sent them, or the Fault.
pub(crate) fn upload(
    verification: Verification,
    media: &str,
    body: &[u8],
) -> Result<(Vec<u8>, String), String> {
    guarded(Guard::new().timestamp().signature(verification), media, body)
}

pub(crate) fn guarded(guard: Guard, media: &str, body: &[u8]) -> Result<(Vec<u8>, String), String> {
    let (send, seen) = std::sync::mpsc::channel();
    let dispatcher = Dispatcher::new().guard(guard).on_request(move |request: ServerRequest<Upload>| {
        let signer = request.caller.signed_by.clone().expect("somebody").subject;
        send.send((request.data.0.clone(), signer)).expect("somebody listens");
        Ok(Answer::new(Echoed::default()))
    });
    let mut headers = HeaderMap::new();
    headers.insert(CONTENT_TYPE, media.parse().expect("a media type"));
    let response = dispatcher.answer(&headers, body);
    seen.try_recv().map_err(|_| String::from_utf8_lossy(response.body()).into_owned())
}

fn pinned(certificate: &str) -> Verification {
    Verification::trusting_certificate(&read(certificate)).expect("a certificate")
}

pub(crate) fn roots(certificate: &str) -> Verification {
    Verification::trusting_roots(&read(certificate)).expect("roots")
}

pub(crate) const XML: &str = "text/xml; charset=utf-8";

#[test]
fn each_key_and_reference_verifies() {
    let rsa = ("wsse/keys/client.key.pem", "wsse/keys/client.cert.pem");
    let ec = ("wsse/keys/client-ec.key.pem", "wsse/keys/client-ec.cert.pem");
    for (name, certificate) in [rsa, ec] {
        for reference in [
            KeyReference::BinarySecurityToken,
            KeyReference::PkiPath,
            KeyReference::IssuerSerial,
            KeyReference::SubjectKeyIdentifier,
            KeyReference::Thumbprint,
        ] {
            let sent = signed(Signature::new(key(name, certificate)).reference(reference), b"data");
            let known = roots("wsse/keys/ca.cert.pem").certificates(&read(certificate)).expect("one");
            for verification in [known, pinned(certificate)] {
                let seen = upload(verification, XML, sent.as_bytes());
                let (data, signer) =
                    seen.unwrap_or_else(|fault| panic!("{certificate} {reference:?}: {fault}"));
                assert_eq!(data, b"data");
                assert!(signer.starts_with("CN=client alice"), "{signer}");
            }
            let fault = upload(pinned("verify/messages/keys/server.cert.pem"), XML, sent.as_bytes())
                .expect_err("another one");
            let known = fault.contains("another certificate") || fault.contains("give it to `certificates`");
            assert!(known, "{reference:?}: {fault}");
        }
    }
}

/// Certificates that no chain of TLS would take: X.509 v1, and that of an authority. Pinned, they are right.
#[test]
fn certificates_of_the_field_can_be_pinned() {
    for (certificate, why) in
        [("verify/keys/v1.cert.pem", "X.509 v1"), ("verify/keys/authority.cert.pem", "that of an authority")]
    {
        let sent = signed(Signature::new(key("wsse/keys/client.key.pem", certificate)), b"data");
        assert!(upload(pinned(certificate), XML, sent.as_bytes()).is_ok(), "{certificate}");
        let fault = upload(roots(certificate), XML, sent.as_bytes()).expect_err("no chain");
        assert!(fault.contains(why) && fault.contains("pin it by `trusting_certificate`"), "{fault}");
        // The same key under another certificate is not the pinned one.
        let fault =
            upload(pinned("wsse/keys/client.cert.pem"), XML, sent.as_bytes()).expect_err("another one");
        assert!(fault.contains("another certificate"), "{fault}");
        // A bare key is whose it is only where one certificate is trusted.
        let (before, rest) = sent.split_once("<ds:KeyInfo>").expect("a KeyInfo");
        let after = rest.split_once("</ds:KeyInfo>").expect("its end").1;
        let bare = format!("{before}<ds:KeyInfo><ds:KeyValue></ds:KeyValue></ds:KeyInfo>{after}");
        assert!(upload(pinned(certificate), XML, bare.as_bytes()).is_ok(), "{certificate}");
        let fault =
            upload(pinned("wsse/keys/client-ec.cert.pem"), XML, bare.as_bytes()).expect_err("another key");
        assert!(fault.contains("FailedCheck"), "{fault}");
        let fault = upload(roots("wsse/keys/ca.cert.pem"), XML, bare.as_bytes()).expect_err("whose?");
        assert!(fault.contains("only `trusting_certificate` can tell"), "{fault}");
    }
}

/// A certificate between comes with the message, or from the program.
#[test]
fn chains_lead_to_the_root() {
    let chain = || SigningKey::from_pem(read("verify/keys/chain.pem")).expect("a key");
    let path = signed(Signature::new(chain()).reference(KeyReference::PkiPath), b"data");
    let (_, signer) = upload(roots("verify/keys/root.cert.pem"), XML, path.as_bytes()).expect("a chain");
    assert_eq!(signer, "CN=chain end,O=soapwright kit");
    let alone = signed(Signature::new(chain()), b"data");
    let fault = upload(roots("verify/keys/root.cert.pem"), XML, alone.as_bytes()).expect_err("a gap");
    assert!(fault.contains("no trusted root has issued its certificate"), "{fault}");
    let between = roots("verify/keys/root.cert.pem").certificates(&read("verify/keys/between.cert.pem"));
    assert!(upload(between.expect("a certificate"), XML, alone.as_bytes()).is_ok());
    let fault = upload(roots("wsse/keys/ca.cert.pem"), XML, path.as_bytes()).expect_err("another root");
    assert!(fault.contains("no trusted root has issued its certificate"), "{fault}");
}

/// The certificates of an X509Data may be in any order.
#[test]
fn certificates_of_x509_data_are_in_any_order() {
    let chain = read("verify/keys/chain.pem");
    let sent = signed(Signature::new(SigningKey::from_pem(&chain).expect("a key")), b"data");
    let pem = String::from_utf8(chain).expect("text");
    let base64: Vec<String> = pem
        .split("-----BEGIN CERTIFICATE-----")
        .skip(1)
        .map(|one| one.split('-').next().expect("base64").split_whitespace().collect())
        .collect();
    let (before, rest) = sent.split_once("<ds:KeyInfo>").expect("a KeyInfo");
    let after = rest.split_once("</ds:KeyInfo>").expect("its end").1;
    for order in [[0, 1], [1, 0]] {
        let all: String = order
            .iter()
            .map(|at| format!("<ds:X509Certificate>{}</ds:X509Certificate>", base64[*at]))
            .collect();
        let edited = format!("{before}<ds:KeyInfo><ds:X509Data>{all}</ds:X509Data></ds:KeyInfo>{after}");
        let (_, signer) =
            upload(roots("verify/keys/root.cert.pem"), XML, edited.as_bytes()).expect("a chain");
        assert_eq!(signer, "CN=chain end,O=soapwright kit", "{order:?}");
    }
}

/// A header block that is demanded is signed, and none beside it could be taken for it.
#[test]
fn demanded_header_blocks_are_signed() {
    use soapwright_runtime::soap::HeaderBlock;
    use soapwright_runtime::wsse::Part;

    let fake = FakeTransport::new();
    fake.reply(FakeReply::new(StatusCode::OK, ""));
    let signature = Signature::new(key("wsse/keys/client.key.pem", "wsse/keys/client.cert.pem"))
        .part(Part::header("urn:route", "Route"));
    let security = Security::new().timestamp(Duration::from_secs(300)).sign(signature);
    let builder = ClientBuilder::new("http://host/vault").transport(fake.clone()).security(security);
    let session: Session =
        builder.header_block(HeaderBlock::text("urn:route", "Route", "north")).build(()).expect("a session");
    let data = Base64(b"data".to_vec());
    drop(session.call::<Echoed>(&UPLOAD, &[View::Str("a"), View::Lex(&data)]).blocking());
    let sent = fake.last_request().expect("a request").text().to_owned();
    let demanded = || roots("wsse/keys/ca.cert.pem").header("urn:route", "Route");
    assert!(upload(demanded(), XML, sent.as_bytes()).is_ok());
    for (from, to, why) in [
        (
            "<s:Header>",
            "<s:Header><x:Route xmlns:x='urn:other'>south</x:Route>",
            "does not cover the header block `Route`",
        ),
        (
            "<s:Header>",
            "<s:Header><x:Route xmlns:x='urn:route'>south</x:Route>",
            "does not cover the header block `Route`",
        ),
        ("<s:Header>", "<s:Header><route>south</route>", "does not cover the header block `Route`"),
        (">north<", ">south<", "is not what was signed"),
    ] {
        let edited = sent.replacen(from, to, 1);
        assert_ne!(edited, sent, "{from}");
        let fault = upload(demanded(), XML, edited.as_bytes()).expect_err(to);
        assert!(fault.contains(why), "{to}: {fault}");
    }
    // Others may be there.
    let other = sent.replacen("<s:Header>", "<s:Header><x:Other xmlns:x='urn:other'>south</x:Other>", 1);
    assert!(upload(demanded(), XML, other.as_bytes()).is_ok());
}

/// A key that the library of TLS refuses is named, and may be taken by something else.
#[test]
fn short_keys_need_a_verifier() {
    struct Old;
    impl SignatureVerifier for Old {
        fn verify(&self, algorithm: &str, key: &[u8], message: &[u8], signature: &[u8]) -> Option<bool> {
            use ring::signature::{RSA_PKCS1_1024_8192_SHA256_FOR_LEGACY_USE_ONLY as RSA, UnparsedPublicKey};
            // 140 bytes of a key of 1024 bits.
            let key = key.get(key.len().checked_sub(140)?..)?;
            let is_it = algorithm == "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256";
            is_it.then(|| UnparsedPublicKey::new(&RSA, key).verify(message, signature).is_ok())
        }
    }
    let text = String::from_utf8(read("verify/keys/short.xml")).expect("it is UTF-8");
    let upload = |verification| guarded(Guard::new().signature(verification), XML, text.as_bytes());
    let fault = upload(pinned("verify/keys/short.cert.pem")).expect_err("a short key");
    assert!(fault.contains("fewer than 2048 bits") && fault.contains("give a `verifier`"), "{fault}");
    let old = || pinned("verify/keys/short.cert.pem").verifier(Old);
    assert!(upload(old()).is_ok());
    let altered = text.replacen("SignatureValue>", "SignatureValue>AAAA", 1);
    assert!(guarded(Guard::new().signature(old()), XML, altered.as_bytes()).is_err());
}

/// The canonical form is in UTF-8, whatever the message is in.
#[test]
fn a_signed_message_may_be_in_utf_16() {
    let text = message("wss4j-reply-sign").replacen("encoding=\"UTF-8\"", "encoding=\"UTF-16\"", 1);
    let mut bytes = vec![0xff, 0xfe];
    bytes.extend(text.encode_utf16().flat_map(u16::to_le_bytes));
    let fake = FakeTransport::new();
    fake.reply(FakeReply::new(StatusCode::OK, bytes));
    let security = Security::new().require(trusting(&text).timestamp());
    let session: Session = ClientBuilder::new("http://host/vault")
        .transport(fake)
        .security(security)
        .build(())
        .expect("a session");
    let call = session.call::<Echoed>(&crate::vault::ECHO_11, &[View::Str("hei")]);
    assert_eq!(call.blocking().expect("a reply").text, "hei & hå <ja>");
}

/// What a client sent itself does not come back as a reply of the server.
#[test]
fn the_clients_own_certificate_is_not_the_servers() {
    let rsa = || key("wsse/keys/client.key.pem", "wsse/keys/client.cert.pem");
    let sent = signed(Signature::new(rsa()), b"data");
    let ask = |security: Security| {
        let fake = FakeTransport::new();
        fake.reply(FakeReply::new(StatusCode::OK, sent.clone()));
        let session: Session = ClientBuilder::new("http://host/vault")
            .transport(fake)
            .security(security)
            .build(())
            .expect("one");
        let data = Base64(b"data".to_vec());
        session.call::<Echoed>(&UPLOAD, &[View::Str("a"), View::Lex(&data)]).blocking().expect_err("no reply")
    };
    let error = ask(Security::new().sign(Signature::new(rsa())).require(roots("wsse/keys/ca.cert.pem")));
    assert_eq!(
        error.untrusted(),
        Some("it is signed with the certificate of this client, which is not the server's")
    );
    // Without a key of its own the client cannot know: then the name says it.
    let error =
        ask(Security::new().require(roots("wsse/keys/ca.cert.pem").subject("CN=localhost,O=soapwright kit")));
    assert!(error.untrusted().is_some_and(|why| why.contains("CN=localhost,O=soapwright kit was expected")));
}
