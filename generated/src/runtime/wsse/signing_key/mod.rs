//! Keys that sign, with their certificates.

mod files;
#[cfg(feature = "wsse-pkcs12")]
mod pkcs12;

use std::fmt;
use std::sync::Arc;

use tls::pki_types::PrivateKeyDer;

use super::certificate::Certificate;
use super::crypto::{PrivateKey, der};
use super::signer::Signer;
use crate::runtime::error::Error;

/// A private key with its certificate, and those of the certificate's issuers. Cheap to clone; `Debug` does not show the key.
#[derive(Clone)]
pub struct SigningKey(Arc<Inner>);

struct Inner {
    key: Key,
    /// That of the key.
    certificate: Certificate,
    /// Those of its issuers, as far as they were given, each behind the one that it issued.
    issuers: Vec<Certificate>,
}

enum Key {
    Own(PrivateKey),
    Foreign(Box<dyn Signer>),
}

#[cold]
fn unusable(why: impl fmt::Display) -> Error {
    Error::config(format!("the key for signatures: {why}"))
}

impl SigningKey {
    /// From PEM: one private key (`PRIVATE KEY`, `RSA PRIVATE KEY` or `EC PRIVATE KEY`) and certificates, in any order; the
    /// certificate of the key is found among them. Key and certificates of two files are put one after the other.
    ///
    /// # Errors
    /// [`ErrorKind::Config`](crate::runtime::error::ErrorKind::Config) when there is no key that can sign, or no certificate
    /// of it.
    pub fn from_pem(pem: impl AsRef<[u8]>) -> Result<Self, Error> {
        files::pem(pem.as_ref())
    }

    /// From DER: the private key (PKCS#8, PKCS#1 or SEC1) and certificates, in any order.
    ///
    /// # Errors
    /// As [`from_pem`](Self::from_pem).
    pub fn from_der<C: AsRef<[u8]>>(
        key: impl Into<Vec<u8>>,
        certificates: impl IntoIterator<Item = C>,
    ) -> Result<Self, Error> {
        let key = PrivateKeyDer::try_from(key.into())
            .map_err(|_| unusable("these bytes are no private key in DER (PKCS#8, PKCS#1 or SEC1)"))?;
        Self::of_key(key, files::certificates(certificates)?)
    }

    /// From PEM with an encrypted private key (`ENCRYPTED PRIVATE KEY`), and certificates as in [`from_pem`](Self::from_pem).
    ///
    /// # Errors
    /// As there, and for a wrong password.
    #[cfg(feature = "wsse-pkcs12")]
    pub fn from_encrypted_pem(pem: impl AsRef<[u8]>, password: &str) -> Result<Self, Error> {
        let pem = pem.as_ref();
        Self::of_key(pkcs12::encrypted_pem(pem, password)?, files::certificates_of_pem(pem)?)
    }

    /// From PKCS#12 (`.p12`, `.pfx`), also of old kinds.
    ///
    /// # Errors
    /// [`ErrorKind::Config`](crate::runtime::error::ErrorKind::Config) for a wrong password, and when there is no key that
    /// can sign, or no certificate of it.
    #[cfg(feature = "wsse-pkcs12")]
    pub fn from_pkcs12(bytes: impl AsRef<[u8]>, password: &str) -> Result<Self, Error> {
        let (keys, certificates) = pkcs12::archive(bytes.as_ref(), password)?;
        let mut failure = unusable("the PKCS#12 file has no private key");
        for key in keys {
            match Self::of_key(key, certificates.clone()) {
                Ok(found) => return Ok(found),
                Err(error) => failure = error,
            }
        }
        Err(failure)
    }

    /// From what signs elsewhere, such as a smart card. `certificate` is that of its key, in PEM or DER; in PEM, those of its
    /// issuers may follow.
    ///
    /// # Errors
    /// [`ErrorKind::Config`](crate::runtime::error::ErrorKind::Config) when there is no certificate.
    pub fn from_signer(signer: impl Signer + 'static, certificate: impl AsRef<[u8]>) -> Result<Self, Error> {
        let mut all = Certificate::all_of_file(certificate.as_ref()).map_err(unusable)?.into_iter();
        let certificate = all.next().ok_or_else(|| unusable("there is no certificate"))?;
        Ok(Self::new(Key::Foreign(Box::new(signer)), certificate, all.collect()))
    }

    /// The key with the certificate that is its own.
    fn of_key(key: PrivateKeyDer<'static>, mut certificates: Vec<Certificate>) -> Result<Self, Error> {
        let key = PrivateKey::new(key).map_err(unusable)?;
        let own = certificates.iter().position(|certificate| is_of(certificate, &key));
        match own {
            Some(own) => {
                let certificate = certificates.remove(own);
                Ok(Self::new(Key::Own(key), certificate, certificates))
            }
            None if certificates.is_empty() => {
                Err(unusable("there is no certificate beside it: `-----BEGIN CERTIFICATE-----` was expected"))
            }
            None => Err(unusable("none of the certificates beside it is its own")),
        }
    }

    fn new(key: Key, certificate: Certificate, mut others: Vec<Certificate>) -> Self {
        let mut issuers: Vec<Certificate> = Vec::new();
        loop {
            let last = issuers.last().unwrap_or(&certificate);
            let issuer = others.iter().position(|other| other.subject() == last.issuer() && other != last);
            let Some(issuer) = issuer else { break };
            issuers.push(others.remove(issuer));
        }
        Self(Arc::new(Inner { key, certificate, issuers }))
    }

    pub(super) fn certificate(&self) -> &Certificate {
        &self.0.certificate
    }

    /// The certificates as a PKIPath: the outermost issuer first (X.509, PkiPath).
    pub(super) fn pki_path(&self) -> Vec<u8> {
        let all = self.0.issuers.iter().rev().chain([&self.0.certificate]);
        let all: Vec<u8> = all.flat_map(|certificate| certificate.der().as_ref().to_vec()).collect();
        der::element(der::SEQUENCE, &all)
    }

    /// The URI of the signature's algorithm.
    pub(super) fn algorithm(&self) -> &str {
        match &self.0.key {
            Key::Own(key) => key.algorithm().uri(),
            Key::Foreign(signer) => signer.algorithm(),
        }
    }

    pub(super) fn sign(&self, bytes: &[u8]) -> Result<Vec<u8>, Error> {
        match &self.0.key {
            Key::Own(key) => key.sign(bytes).map_err(unusable),
            Key::Foreign(signer) => signer.sign(bytes).map_err(unusable),
        }
    }
}

/// Whether a certificate is that of a key. Of an RSA key some certificates leave out the parameters of its algorithm.
fn is_of(certificate: &Certificate, key: &PrivateKey) -> bool {
    let bits = |spki| der::public_key(spki).map(|(_, bits)| bits);
    bits(certificate.spki()).is_some() && bits(certificate.spki()) == bits(key.spki())
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("SigningKey");
        shown.field("algorithm", &self.algorithm()).field("certificate", self.certificate());
        shown.finish_non_exhaustive()
    }
}
