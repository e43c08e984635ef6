//! The recorded messages of other stacks, and the clock that they need.

use std::path::PathBuf;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use soapwright_runtime::wsse::{SignatureVerifier, Verification};

/// A file below `messages`.
pub(crate) fn file(name: &str) -> Vec<u8> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/verify/messages").join(name);
    std::fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// A recorded message.
pub(crate) fn message(name: &str) -> String {
    String::from_utf8(file(&format!("{name}.xml"))).expect("it is UTF-8")
}

/// The certificate of this name.
pub(crate) fn certificate(name: &str) -> Vec<u8> {
    file(&format!("keys/{name}.cert.pem"))
}

/// A second after a message was made; they were recorded on one day.
pub(crate) fn clock(message: &str) -> SystemTime {
    let created = message.split("Created").find_map(|after| {
        let (_, text) = after.split_once('>')?;
        text.get(..19).filter(|text| text.starts_with("20"))
    });
    let created = created.unwrap_or("2026-11-29T12:06:00");
    let number = |from: usize, to: usize| created[from..to].parse::<u64>().expect("digits");
    assert_eq!(&created[..8], "2026-11-", "{created}");
    // 2026-11-01T00:00:00Z.
    let day = UNIX_EPOCH + Duration::from_secs(1_793_491_200 + 86_400 * (number(8, 10) - 1));
    day + Duration::from_secs(3600 * number(11, 13) + 60 * number(14, 16) + number(17, 19) + 1)
}

/// Trusts the kit's authority, knows the certificates of its server and clients, and has the clock of the message.
pub(crate) fn trusting(message: &str) -> Verification {
    at(clock(message))
}

/// As [`trusting`], with this clock.
pub(crate) fn at(now: SystemTime) -> Verification {
    let mut verification = Verification::trusting_roots(&certificate("ca")).expect("a root");
    for known in ["server", "client", "client-ec"] {
        verification = verification.certificates(&certificate(known)).expect("a certificate");
    }
    verification.clock(move || now)
}

/// RSA with SHA-1, which the library of TLS does not give away.
pub(crate) struct RsaSha1;

impl SignatureVerifier for RsaSha1 {
    fn verify(&self, algorithm: &str, key: &[u8], message: &[u8], signature: &[u8]) -> Option<bool> {
        use ring::signature::{RSA_PKCS1_1024_8192_SHA1_FOR_LEGACY_USE_ONLY as RSA, UnparsedPublicKey};
        // The key of 2048 bits is the end of its SubjectPublicKeyInfo: 270 bytes.
        let key = key.get(key.len().checked_sub(270)?..)?;
        let is_it = algorithm == "http://www.w3.org/2000/09/xmldsig#rsa-sha1";
        is_it.then(|| UnparsedPublicKey::new(&RSA, key).verify(message, signature).is_ok())
    }
}
