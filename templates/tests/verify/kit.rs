//! Replies of running servers of other people, which are those of the security kit, at the ports from `SECURITY_KIT_PORT` on,
//! with their keys in `SECURITY_KIT_KEYS`:
//! `cargo test -p soapwright-runtime --features server,wsse-signature --test verify -- --ignored`.

use std::path::PathBuf;
use std::time::Duration;

use soapwright_runtime::client::{ClientBuilder, Reply};
use soapwright_runtime::codec::View;
use soapwright_runtime::error::{Error, ErrorKind};
use soapwright_runtime::soap::Operation;
use soapwright_runtime::wsse::{KeyReference, Security, Signature, SigningKey, Verification};

use crate::messages::RsaSha1;
use crate::vault::{ECHO_11, ECHO_12, Echoed, Session};

const GSOAP_SIGNED: u16 = 1;
const WSS4J: u16 = 3;

fn file(name: &str) -> Vec<u8> {
    let folder = PathBuf::from(std::env::var("SECURITY_KIT_KEYS").expect("SECURITY_KIT_KEYS"));
    std::fs::read(folder.join(name)).expect("a key of the kit")
}

fn signature(name: &str) -> Signature {
    let both = [file(&format!("{name}.key.pem")), file(&format!("{name}.cert.pem"))].concat();
    Signature::new(SigningKey::from_pem(both).expect("a key"))
}

fn trusting() -> Verification {
    let mut verification = Verification::trusting_roots(&file("ca.cert.pem")).expect("a root");
    for name in ["server", "client-ec"] {
        verification = verification.certificates(&file(&format!("{name}.cert.pem"))).expect("a certificate");
    }
    verification
}

fn ask(
    server: u16,
    path: &str,
    operation: &'static Operation,
    signature: Signature,
    verification: Verification,
) -> Result<Reply<Echoed, ()>, Error> {
    let first: u16 = std::env::var("SECURITY_KIT_PORT").expect("a port").parse().expect("a number");
    let url = format!("http://127.0.0.1:{}/{path}", first + server);
    let security = Security::new().timestamp(Duration::from_secs(300)).sign(signature).require(verification);
    let session: Session = ClientBuilder::new(url).security(security).build(()).expect("a session");
    session.call::<Echoed>(operation, &[View::Str("hei \u{e6} <&>")]).blocking_reply()
}

#[test]
#[ignore = "needs the servers of the security kit"]
fn signed_replies_verify() {
    let references = [
        KeyReference::BinarySecurityToken,
        KeyReference::IssuerSerial,
        KeyReference::SubjectKeyIdentifier,
        KeyReference::Thumbprint,
    ];
    for operation in [&ECHO_11, &ECHO_12] {
        for path in [
            "",
            "+reply-issuer",
            "+reply-ski",
            "+reply-thumb",
            "+reply-x509",
            "+reply-confirm",
            "+reply-indent",
            "+reply-envelopeprefix",
            "+reply-mu",
            "+reply-ec",
            "+reply-ec+reply-issuer+reply-confirm",
        ] {
            for (reference, name) in references.iter().flat_map(|one| [(*one, "client"), (*one, "client-ec")])
            {
                // Who signs as the client does is not the server.
                if path.contains("-ec") && name == "client-ec" {
                    continue;
                }
                // How the request is signed makes a difference to its confirmation alone.
                if reference != KeyReference::BinarySecurityToken && !path.is_empty() {
                    continue;
                }
                let path = format!("sign+sign-ts+reply-sign{path}");
                let mut verification = trusting().timestamp();
                if path.contains("confirm") {
                    verification = verification.confirmation();
                }
                let signature = signature(name).reference(reference);
                let reply = ask(WSS4J, &path, operation, signature, verification);
                let reply = reply.unwrap_or_else(|error| panic!("{path} {reference:?} {name}: {error}"));
                assert_eq!(reply.value.text, "hei \u{e6} <&>", "{path}");
                assert!(reply.checked.signed_by.is_some(), "{path}");
            }
        }
        let reply =
            ask(GSOAP_SIGNED, "sign+reply-sign", operation, signature("client"), trusting().timestamp());
        assert_eq!(reply.expect("gSOAP's").value.text, "hei \u{e6} <&>");
        let pinned = || Verification::trusting_certificate(&file("server.cert.pem")).expect("a certificate");
        let reply = ask(WSS4J, "sign+reply-sign+reply-keyvalue", operation, signature("client"), pinned());
        assert_eq!(reply.expect("a bare key").value.text, "hei \u{e6} <&>");
        let sha1 = || trusting().allow_sha1().verifier(RsaSha1);
        let reply = ask(WSS4J, "sign+reply-sign+reply-sha1", operation, signature("client"), sha1());
        assert_eq!(reply.expect("by SHA-1").value.text, "hei \u{e6} <&>");
    }
}

#[test]
#[ignore = "needs the servers of the security kit"]
fn bad_replies_are_refused() {
    for operation in [&ECHO_11, &ECHO_12] {
        for (path, why) in [
            ("bad-text", "the Body is not what was signed"),
            ("bad-digest", "the signature is not that of this key"),
            ("bad-key", "no trusted root has issued its certificate"),
            ("bad-selfsigned", "no trusted root has issued its certificate"),
            ("bad-expiredcert", "has expired"),
            ("bad-expired", "its Timestamp expired at"),
            ("bad-future", "its Timestamp was created at"),
            ("bad-wrap", "neither the Body nor a header block nor a token"),
            ("bad-wrap2", "neither the Body nor a header block nor a token"),
            ("bad-dupid", "stands on several elements"),
            ("bad-nobody", "does not cover the Body"),
            ("bad-confirm", "it confirms the signature of another request"),
            ("reply-ts", "it is not signed"),
            ("", "it is not signed"),
            ("reply-keyvalue+reply-sign", "only `trusting_certificate` can tell"),
        ] {
            let path = format!("sign+{path}");
            let error = ask(WSS4J, &path, operation, signature("client"), trusting()).expect_err(&path);
            assert_eq!(
                (error.kind(), error.outcome_unknown()),
                (ErrorKind::Security, true),
                "{path}: {error}"
            );
            let reason = error.untrusted().expect("a reason");
            assert!(reason.contains(why), "{path}: {reason}");
        }
        // A Fault of the server, which nobody signs.
        let error = ask(WSS4J, "sign+ut+reply-sign", operation, signature("client"), trusting())
            .expect_err("no user");
        assert_eq!((error.kind(), error.is_unverified()), (ErrorKind::Fault, true), "{error}");
    }
}
