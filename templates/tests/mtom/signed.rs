//! Files in signed messages: the signature covers the Body with base64 in place of the part.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use soapwright_runtime::client::{FakeTransport, RecordedRequest};
use soapwright_runtime::error::ErrorKind;
use soapwright_runtime::soap::server::{Dispatcher, ServerRequest};
use soapwright_runtime::values::{Base64, Upload};
use soapwright_runtime::wsse::{Guard, Security, Signature, SigningKey, Verification};

use crate::vault::{
    Session, UPLOAD, UploadRequest, Uploaded, both, bytes, of_unknown_length, session, upload, uploaded,
};

fn key(name: &str) -> Vec<u8> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/wsse/keys");
    std::fs::read(folder.join(name)).unwrap()
}

fn signing(fake: &FakeTransport) -> Session {
    let pair = [key("client.key.pem"), key("client.cert.pem")].concat();
    let signature = Signature::new(SigningKey::from_pem(pair).unwrap());
    let security = Security::new().timestamp(Duration::from_secs(300)).sign(signature);
    session("http://fake", |builder| builder.transport(fake.clone()).security(security))
}

/// What a server reads that takes signed requests only, of one signer.
fn verified(request: &RecordedRequest, body: &[u8]) -> Result<Vec<u8>, String> {
    let (send, seen) = std::sync::mpsc::channel();
    let guard = Guard::new()
        .timestamp()
        .signature(Verification::trusting_certificate(&key("client.cert.pem")).unwrap());
    let dispatcher =
        Dispatcher::new().guard(guard).on_request(move |request: ServerRequest<UploadRequest>| {
            send.send(request.arguments.data.0).unwrap();
            Ok(soapwright_runtime::soap::server::Answer::new(Uploaded::default()))
        });
    let response = dispatcher.answer(&request.headers, body);
    seen.try_recv().map_err(|_| String::from_utf8_lossy(response.body()).into_owned())
}

#[test]
fn a_signature_covers_the_bytes_of_a_part_as_base64_in_place() {
    let fake = FakeTransport::computed(|_| Ok(uploaded()));
    let session = signing(&fake);
    let content = bytes(100_000);
    let opened = Arc::new(AtomicUsize::new(0));
    let (count, inner) = (Arc::clone(&opened), content.clone());
    let counted = Upload::new(move || {
        count.fetch_add(1, Ordering::SeqCst);
        Ok(std::io::Cursor::new(inner.clone()))
    });
    for data in [Base64(content.clone()), of_unknown_length(&content).into(), counted.into()] {
        for mtom in [true, false] {
            for result in both(|| upload(&session, &UPLOAD, &data).mtom(mtom)) {
                result.unwrap();
                let request = fake.last_request().unwrap();
                assert_eq!(request.text().contains("<xop:Include "), mtom);
                assert!(verified(&request, &request.body).unwrap() == content, "{data:?} {mtom}");
                // Another byte in the middle of the file is another message.
                let mut altered = request.body.to_vec();
                let at = altered.windows(16).rposition(|window| window == &content[50_000..50_016]);
                let at = at.unwrap_or(altered.len() / 2 + altered.len() / 8);
                altered[at] = if altered[at] == b'A' { b'B' } else { b'A' };
                assert!(verified(&request, &altered).is_err(), "{data:?} {mtom}");
            }
        }
    }
    // Four calls, for each of which it was read to be signed and to be sent.
    assert_eq!(opened.load(Ordering::SeqCst), 8);
}

#[test]
fn what_can_be_read_only_once_cannot_be_signed() {
    let fake = FakeTransport::computed(|_| Ok(uploaded()));
    let once: Base64 = Upload::once(&b"once"[..]).into();
    let error = upload(&signing(&fake), &UPLOAD, &once).blocking().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Config, "{error}");
    assert!(error.to_string().contains("can be read only once: it is read for the signature"), "{error}");
    assert!(fake.requests().is_empty());
}

/// As base64 in the envelope, made on the way twice. (Of a part gSOAP digests the `xop:Include`, where the standard has base64.)
#[test]
#[ignore = "needs gSOAP of the security kit, and its keys in `$SECURITY_KIT_KEYS`"]
fn gsoap_takes_a_signed_file_that_streams() {
    let first: u16 = std::env::var("SECURITY_KIT_PORT").unwrap().parse().unwrap();
    let folder = PathBuf::from(std::env::var("SECURITY_KIT_KEYS").unwrap());
    let pair = ["client.key.pem", "client.cert.pem"].map(|name| std::fs::read(folder.join(name)).unwrap());
    let signature = Signature::new(SigningKey::from_pem(pair.concat()).unwrap());
    let security = Security::new().timestamp(Duration::from_secs(300)).sign(signature);
    let url = format!("http://127.0.0.1:{}/sign", first + 1);
    let session = session(&url, |builder| builder.security(security));
    for result in both(|| upload(&session, &UPLOAD, &of_unknown_length(&bytes(5_000)).into()).mtom(false)) {
        let value = result.unwrap().value;
        let seen = value.seen.unwrap();
        assert!(value.size == 5_000 && seen.contains("sig=client alice,body"), "{seen}");
    }
}
