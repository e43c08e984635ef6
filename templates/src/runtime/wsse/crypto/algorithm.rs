//! Algorithms of signatures: their names in XML, and the check of a signature.

use tls::SignatureScheme;
use tls::pki_types::{AlgorithmIdentifier, alg_id};

use super::{CryptoError, der, provider};

/// How a signature is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::runtime) enum Algorithm {
    RsaSha256,
    RsaSha384,
    RsaSha512,
    EcdsaSha256,
    EcdsaSha384,
}

impl Algorithm {
    const ALL: [Self; 5] =
        [Self::RsaSha256, Self::RsaSha384, Self::RsaSha512, Self::EcdsaSha256, Self::EcdsaSha384];

    /// The `Algorithm` of a SignatureMethod.
    pub(in crate::runtime) const fn uri(self) -> &'static str {
        match self {
            Self::RsaSha256 => "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256",
            Self::RsaSha384 => "http://www.w3.org/2001/04/xmldsig-more#rsa-sha384",
            Self::RsaSha512 => "http://www.w3.org/2001/04/xmldsig-more#rsa-sha512",
            Self::EcdsaSha256 => "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256",
            Self::EcdsaSha384 => "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha384",
        }
    }

    /// The algorithm of this URI, where it is one of ours. What is not here is refused: HMAC, MD5, SHA-1.
    pub(in crate::runtime) fn of_uri(uri: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|algorithm| algorithm.uri() == uri)
    }

    pub(super) const fn scheme(self) -> SignatureScheme {
        match self {
            Self::RsaSha256 => SignatureScheme::RSA_PKCS1_SHA256,
            Self::RsaSha384 => SignatureScheme::RSA_PKCS1_SHA384,
            Self::RsaSha512 => SignatureScheme::RSA_PKCS1_SHA512,
            Self::EcdsaSha256 => SignatureScheme::ECDSA_NISTP256_SHA256,
            Self::EcdsaSha384 => SignatureScheme::ECDSA_NISTP384_SHA384,
        }
    }

    /// How a certificate names it.
    const fn identifier(self) -> AlgorithmIdentifier {
        match self {
            Self::RsaSha256 => alg_id::RSA_PKCS1_SHA256,
            Self::RsaSha384 => alg_id::RSA_PKCS1_SHA384,
            Self::RsaSha512 => alg_id::RSA_PKCS1_SHA512,
            Self::EcdsaSha256 => alg_id::ECDSA_SHA256,
            Self::EcdsaSha384 => alg_id::ECDSA_SHA384,
        }
    }

    pub(super) const fn is_ecdsa(self) -> bool {
        matches!(self, Self::EcdsaSha256 | Self::EcdsaSha384)
    }

    /// Checks that the key made this signature of `message`. `spki` is the SubjectPublicKeyInfo of a certificate, in DER; the
    /// signature is as XML has it, so r and s of ECDSA one after the other.
    ///
    /// # Errors
    /// When it did not, when the key is not one of this algorithm, or when no library is there.
    pub(in crate::runtime) fn verify(
        self,
        spki: &[u8],
        message: &[u8],
        signature: &[u8],
    ) -> Result<(), CryptoError> {
        let (key_algorithm, key) = der::public_key(spki)
            .ok_or_else(|| CryptoError::new("the certificate's public key is not in the form of X.509"))?;
        let check = provider()?.signature_verification_algorithms.all.iter().find(|known| {
            *known.signature_alg_id() == *self.identifier() && *known.public_key_alg_id() == *key_algorithm
        });
        let check = check.ok_or_else(|| {
            CryptoError::new(format!("the key of the certificate is not one for {}", self.uri()))
        })?;
        let wrong = || CryptoError::new("the signature is not that of this key");
        let sequence;
        let signature = if self.is_ecdsa() {
            let size = field_size(key_algorithm).ok_or_else(wrong)?;
            sequence = der::ecdsa_from_fixed(signature, size).ok_or_else(wrong)?;
            &sequence
        } else {
            signature
        };
        check.verify_signature(key, message, signature).map_err(|_| wrong())
    }
}

/// How many bytes a number of the curve has, by the AlgorithmIdentifier of a key.
pub(super) fn field_size(key_algorithm: &[u8]) -> Option<usize> {
    if *key_algorithm == *alg_id::ECDSA_P256 {
        Some(32)
    } else if *key_algorithm == *alg_id::ECDSA_P384 {
        Some(48)
    } else {
        None
    }
}
