//! Encrypted keys: PKCS#12 files, and PKCS#8 in PEM.

use p12_keystore::Pkcs12Archive;
use pkcs8::EncryptedPrivateKeyInfoRef;
use pkcs8::der::SecretDocument;
use tls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};

use super::{files, unusable};
use crate::runtime::codec::strings::find;
use crate::runtime::error::Error;
use crate::runtime::wsse::certificate::Certificate;

/// The keys and certificates of a PKCS#12 file.
pub(super) fn archive(
    bytes: &[u8],
    password: &str,
) -> Result<(Vec<PrivateKeyDer<'static>>, Vec<Certificate>), Error> {
    let archive = Pkcs12Archive::from_pkcs12(bytes, password)
        .map_err(|why| unusable(format!("the PKCS#12 file cannot be opened with this password: {why}")))?;
    let keys = archive.keys.iter().map(|bag| pkcs8_key(bag.key.as_der())).collect();
    Ok((keys, files::certificates(archive.certs.iter().map(|bag| bag.cert.as_der()))?))
}

fn pkcs8_key(der: &[u8]) -> PrivateKeyDer<'static> {
    PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(der.to_vec()))
}

/// The private key of a PEM text that has it encrypted.
pub(super) fn encrypted_pem(pem: &[u8], password: &str) -> Result<PrivateKeyDer<'static>, Error> {
    const BEGIN: &str = "-----BEGIN ENCRYPTED PRIVATE KEY-----";
    const END: &str = "-----END ENCRYPTED PRIVATE KEY-----";
    let text = String::from_utf8_lossy(pem);
    let section = find(&text, BEGIN).and_then(|at| text.get(at..));
    let section = section.and_then(|rest| rest.get(..find(rest, END)? + END.len()));
    let section = section.ok_or_else(|| unusable(format!("`{BEGIN}` was expected in the PEM text")))?;
    let damaged = |_| unusable("the encrypted private key is damaged");
    let (_, document) = SecretDocument::from_pem(section).map_err(damaged)?;
    let encrypted: EncryptedPrivateKeyInfoRef<'_> = document.decode_msg().map_err(damaged)?;
    let key = encrypted.decrypt(password).map_err(|_| {
        unusable("the private key cannot be decrypted: another password, or an algorithm that is unknown")
    })?;
    Ok(pkcs8_key(key.as_bytes()))
}
