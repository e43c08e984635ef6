//! Private keys that this program holds itself.

use std::fmt;
use std::sync::Arc;

use tls::pki_types::PrivateKeyDer;
use tls::sign::SigningKey;

use super::algorithm::field_size;
use super::{Algorithm, CryptoError, der, provider};

/// A private key: RSA, or ECDSA on P-256 or P-384.
#[derive(Clone)]
pub(in crate::runtime) struct PrivateKey {
    key: Arc<dyn SigningKey>,
    algorithm: Algorithm,
    /// The SubjectPublicKeyInfo of its public half, in DER.
    spki: Vec<u8>,
    /// How many bytes r and s of a signature have; 0 with RSA.
    size: usize,
}

/// Without the key.
impl fmt::Debug for PrivateKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PrivateKey").field("algorithm", &self.algorithm.uri()).finish_non_exhaustive()
    }
}

impl PrivateKey {
    /// Takes a key in DER: PKCS#8, PKCS#1 (RSA) or SEC1 (ECDSA).
    ///
    /// # Errors
    /// When it is none that can sign here, or when no library is there.
    pub(in crate::runtime) fn new(der: PrivateKeyDer<'static>) -> Result<Self, CryptoError> {
        let key = provider()?.key_provider.load_private_key(der).map_err(|_| {
            CryptoError::new(
                "the private key is neither RSA (2048 bits or more) nor ECDSA on P-256, or is damaged",
            )
        })?;
        let unknown = || CryptoError::new("the private key does not tell its public half");
        let spki = key.public_key().ok_or_else(unknown)?.as_ref().to_vec();
        let size = field_size(der::public_key(&spki).ok_or_else(unknown)?.0);
        let algorithm = match (key.algorithm(), size) {
            (tls::SignatureAlgorithm::RSA, _) => Algorithm::RsaSha256,
            (_, Some(32)) => Algorithm::EcdsaSha256,
            (_, Some(48)) => Algorithm::EcdsaSha384,
            _ => return Err(CryptoError::new("the private key is neither RSA nor ECDSA on P-256 or P-384")),
        };
        Ok(Self { key, algorithm, spki, size: size.unwrap_or_default() })
    }

    /// What it signs by.
    pub(in crate::runtime) const fn algorithm(&self) -> Algorithm {
        self.algorithm
    }

    /// The SubjectPublicKeyInfo of its public half, in DER.
    pub(in crate::runtime) fn spki(&self) -> &[u8] {
        &self.spki
    }

    /// The signature of some bytes, as XML has it.
    ///
    /// # Errors
    /// When the library refuses.
    pub(in crate::runtime) fn sign(&self, message: &[u8]) -> Result<Vec<u8>, CryptoError> {
        let refused = || CryptoError::new("the private key cannot sign");
        let signer = self.key.choose_scheme(&[self.algorithm.scheme()]).ok_or_else(refused)?;
        let signature = signer.sign(message).map_err(|_| refused())?;
        if self.algorithm.is_ecdsa() {
            der::ecdsa_to_fixed(&signature, self.size).ok_or_else(refused)
        } else {
            Ok(signature)
        }
    }
}
