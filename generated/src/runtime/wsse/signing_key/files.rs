//! Keys and certificates of PEM files.

use tls::pki_types::PrivateKeyDer;
use tls::pki_types::pem::PemObject as _;

use super::{SigningKey, unusable};
use crate::runtime::codec::strings::find_bytes;
use crate::runtime::error::Error;
use crate::runtime::wsse::certificate::Certificate;

pub(super) fn pem(pem: &[u8]) -> Result<SigningKey, Error> {
    let has = |text: &str| find_bytes(pem, text.as_bytes()).is_some();
    let key = PrivateKeyDer::from_pem_slice(pem).map_err(|_| {
        if has("-----BEGIN ENCRYPTED PRIVATE KEY-----") {
            unusable(
                "it is encrypted: read it by `from_encrypted_pem`, with the cargo feature `wsse-pkcs12`",
            )
        } else if has("Proc-Type: 4,ENCRYPTED") {
            unusable(
                "it is encrypted in an old way: make PKCS#8 of it, by `openssl pkcs8 -topk8 -in OLD -out NEW`",
            )
        } else {
            unusable("there is no private key in the PEM text: `-----BEGIN PRIVATE KEY-----` was expected")
        }
    })?;
    SigningKey::of_key(key, certificates_of_pem(pem)?)
}

/// The certificates of a PEM text; none where there is none.
pub(super) fn certificates_of_pem(pem: &[u8]) -> Result<Vec<Certificate>, Error> {
    match find_bytes(pem, b"-----BEGIN CERTIFICATE-----") {
        Some(_) => Certificate::all_of_file(pem).map_err(unusable),
        None => Ok(Vec::new()),
    }
}

/// Certificates in DER.
pub(super) fn certificates<C: AsRef<[u8]>>(
    certificates: impl IntoIterator<Item = C>,
) -> Result<Vec<Certificate>, Error> {
    let read = |one: C| {
        Certificate::from_der(one.as_ref()).ok_or_else(|| unusable("a certificate beside it is none in DER"))
    };
    certificates.into_iter().map(read).collect()
}
