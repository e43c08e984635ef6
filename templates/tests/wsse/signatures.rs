//! The Signature element: algorithms, references to keys, form.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use roxmltree::Document;
use soapwright_runtime::ErrorKind;
use soapwright_runtime::client::{ClientBuilder, FakeTransport};
use soapwright_runtime::wsse::{KeyReference, Security, Signature, Signer, SigningKey};

use crate::keys::{CA, CERTIFICATE, KEY};
use crate::message::{DS, WSSE, WSU, all, children, one, text};
use crate::vault::{ECHO_11, Session, call, sent};

fn key() -> SigningKey {
    SigningKey::from_pem(format!("{KEY}{CERTIFICATE}{CA}")).unwrap()
}

fn ec() -> SigningKey {
    let pem = [include_str!("keys/client-ec.key.pem"), include_str!("keys/client-ec.cert.pem")];
    SigningKey::from_pem(pem.concat()).unwrap()
}

fn algorithms(document: &Document<'_>, local: &str) -> Vec<String> {
    all(document, DS, local).iter().map(|node| node.attribute("Algorithm").unwrap().to_owned()).collect()
}

/// 25, 26, 27.
#[test]
fn algorithms_are_those_of_today() {
    for (key, algorithm, length) in [(key(), "rsa-sha256", 344), (ec(), "ecdsa-sha256", 88)] {
        let security = Security::new().timestamp(Duration::from_secs(60)).sign(Signature::new(key));
        let sent = sent(security, &ECHO_11, "hei");
        let document = Document::parse(&sent).unwrap();
        assert_eq!(
            algorithms(&document, "SignatureMethod"),
            [format!("http://www.w3.org/2001/04/xmldsig-more#{algorithm}")]
        );
        let sha256 = "http://www.w3.org/2001/04/xmlenc#sha256";
        assert_eq!(algorithms(&document, "DigestMethod"), [sha256, sha256]);
        let exclusive = "http://www.w3.org/2001/10/xml-exc-c14n#";
        assert_eq!(algorithms(&document, "CanonicalizationMethod"), [exclusive]);
        assert_eq!(algorithms(&document, "Transform"), [exclusive, exclusive]);
        // Base64 in one line; of ECDSA r and s, 32 bytes each.
        let value = text(&document, DS, "SignatureValue");
        assert_eq!(value.len(), length, "{value}");
        assert!(!value.contains(char::is_whitespace));
    }
}

#[test]
fn the_certificate_is_referred_to_as_asked() {
    let x509 = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-x509-token-profile-1.0#";
    for (reference, value_type, travels) in [
        (KeyReference::BinarySecurityToken, "X509v3", true),
        (KeyReference::PkiPath, "X509PKIPathv1", true),
        (KeyReference::IssuerSerial, "", false),
        (KeyReference::SubjectKeyIdentifier, "X509SubjectKeyIdentifier", false),
        (KeyReference::Thumbprint, "ThumbprintSHA1", false),
    ] {
        let sent = sent(Security::new().sign(Signature::new(key()).reference(reference)), &ECHO_11, "hei");
        let document = Document::parse(&sent).unwrap();
        let tokens = all(&document, WSSE, "BinarySecurityToken");
        assert_eq!(tokens.len(), usize::from(travels), "{reference:?}");
        let found = one(&document, WSSE, "SecurityTokenReference").first_element_child().unwrap();
        if travels {
            let id = tokens[0].attribute((WSU, "Id")).unwrap();
            assert_eq!(found.attribute("URI"), Some(&*format!("#{id}")));
            assert_eq!(tokens[0].attribute("ValueType"), Some(&*format!("{x509}{value_type}")));
            assert_eq!(found.attribute("ValueType"), tokens[0].attribute("ValueType"));
        } else if reference == KeyReference::IssuerSerial {
            assert_eq!(children(found), ["X509IssuerSerial"]);
            assert_eq!(text(&document, DS, "X509IssuerName"), "CN=Kit CA,O=soapwright kit");
            let serial = text(&document, DS, "X509SerialNumber");
            assert!(serial.len() > 40 && serial.chars().all(|digit| digit.is_ascii_digit()), "{serial}");
        } else {
            assert!(found.attribute("ValueType").unwrap().ends_with(&format!("#{value_type}")));
            assert_eq!(found.text().unwrap().len(), 28, "20 bytes");
        }
    }
}

/// 23: prefixes that only content uses are declared by the canonical form of what is signed.
#[test]
fn prefixes_of_content_are_named() {
    let sent = sent(Security::new().sign(Signature::new(key())), &ECHO_11, "hei");
    let document = Document::parse(&sent).unwrap();
    let exclusive = "http://www.w3.org/2001/10/xml-exc-c14n#";
    let lists: Vec<_> = all(&document, exclusive, "InclusiveNamespaces")
        .iter()
        .map(|node| node.attribute("PrefixList").unwrap().to_owned())
        .collect();
    assert_eq!(lists, ["a"]);
    assert_eq!(
        one(&document, "urn:soapwright:kit:vault:1", "Echo").lookup_namespace_uri(Some("a")),
        Some("urn:soapwright:kit:vault:1")
    );
}

/// A smart card, or an algorithm of old.
#[derive(Clone, Default)]
struct Card(Arc<Mutex<Vec<String>>>, bool);

impl Signer for Card {
    fn algorithm(&self) -> &str {
        "http://www.w3.org/2000/09/xmldsig#rsa-sha1"
    }

    fn sign(&self, bytes: &[u8]) -> Result<Vec<u8>, Box<dyn std::error::Error + Send + Sync>> {
        if self.1 {
            return Err("no card in the reader".into());
        }
        self.0.lock().unwrap().push(String::from_utf8(bytes.to_vec()).unwrap());
        Ok(b"signed".to_vec())
    }
}

/// 25: RSA-SHA1 and SHA-1 only where the program says so.
#[test]
fn a_signer_of_the_programs_own_gets_the_canonical_bytes() {
    let card = Card::default();
    let key = SigningKey::from_signer(card.clone(), CERTIFICATE).unwrap();
    let security = Security::new().sign(Signature::new(key).sha1_digests());
    let sent = sent(security, &ECHO_11, "hei");
    let document = Document::parse(&sent).unwrap();
    assert_eq!(algorithms(&document, "SignatureMethod"), [card.algorithm()]);
    assert_eq!(algorithms(&document, "DigestMethod"), ["http://www.w3.org/2000/09/xmldsig#sha1"]);
    assert_eq!(text(&document, DS, "SignatureValue"), "c2lnbmVk");
    let signed = card.0.lock().unwrap().clone();
    let written = &sent[one(&document, DS, "SignedInfo").range()];
    let declared = format!("<ds:SignedInfo xmlns:ds=\"{DS}\">");
    assert_eq!(signed, [written.replacen("<ds:SignedInfo>", &declared, 1)]);
    let broken = SigningKey::from_signer(Card(Arc::default(), true), CERTIFICATE).unwrap();
    let fake = FakeTransport::new();
    let session: Session = ClientBuilder::new("http://host")
        .transport(fake.clone())
        .security(Security::new().sign(Signature::new(broken)))
        .build(())
        .unwrap();
    let error = call(&session, &ECHO_11, "hei").unwrap_err();
    assert_eq!((error.kind(), fake.requests().len()), (ErrorKind::Config, 0));
    assert!(error.to_string().contains("no card in the reader"), "{error}");
    assert!(SigningKey::from_signer(Card::default(), "none").is_err());
}

/// 18: what is shown is what was signed and sent.
#[test]
fn the_masked_request_is_what_was_sent() {
    let fake = FakeTransport::new();
    fake.reply(soapwright_runtime::client::FakeReply::new(http::StatusCode::INTERNAL_SERVER_ERROR, "no"));
    let session: Session = ClientBuilder::new("http://host")
        .transport(fake.clone())
        .security(Security::new().sign(Signature::new(key())))
        .build(())
        .unwrap();
    let error = call(&session, &ECHO_11, "hei").unwrap_err();
    let (sent, shown) = (fake.last_request().unwrap().text().to_owned(), error.masked_request().unwrap());
    assert_eq!(sent.split_once("?>").map(|(_, envelope)| envelope), Some(&*shown));
    let shown = format!("{:?} {:?}", key(), Security::new().sign(Signature::new(key())));
    assert!(shown.contains("client alice") && !shown.contains(KEY.lines().nth(1).unwrap()), "{shown}");
}
