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

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 9500, section 2.3: a key for tests.
    const P256: &str = "MHcCAQEEIObLW92AqkWunJXowVR2Z5/+yVPBaFHnEedDk5WJxk/BoAoGCCqGSM49AwEHoUQDQgAEQiVI+I+3gv+17KN0\
        RFLHKh5Vj71vc75eSOkyMsxFxbFsTNEMTLjVuKFxOelIgsiZJXKZNCX0FBmrfpCkKklCcg==";

    fn bytes(base64: &str) -> Vec<u8> {
        use base64::Engine as _;
        base64::engine::general_purpose::STANDARD.decode(base64).unwrap_or_default()
    }

    #[test]
    fn what_a_key_signs_is_verified_by_its_public_half() {
        let key = PrivateKey::new(PrivateKeyDer::Sec1(bytes(P256).into())).expect("a key");
        assert_eq!(key.algorithm(), Algorithm::EcdsaSha256);
        let mut signature = key.sign(b"text").expect("a signature");
        assert_eq!(signature.len(), 64, "r and s");
        let verify = |algorithm: Algorithm, text: &[u8], signature: &[u8]| {
            algorithm.verify(key.spki(), text, signature).map_err(|error| error.to_string())
        };
        assert_eq!(verify(Algorithm::EcdsaSha256, b"text", &signature), Ok(()));
        assert!(verify(Algorithm::EcdsaSha256, b"texts", &signature).is_err());
        let other = verify(Algorithm::RsaSha256, b"text", &signature).expect_err("another algorithm");
        assert!(other.contains("not one for http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"), "{other}");
        signature.truncate(63);
        assert!(verify(Algorithm::EcdsaSha256, b"text", &signature).is_err());
        assert_eq!(
            format!("{key:?}"),
            "PrivateKey { algorithm: \"http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256\", .. }"
        );
    }

    #[test]
    fn what_is_no_key_is_refused() {
        let error = PrivateKey::new(PrivateKeyDer::Pkcs8(vec![0x30, 0].into())).expect_err("no key");
        assert!(error.to_string().contains("neither RSA"), "{error}");
    }
}
