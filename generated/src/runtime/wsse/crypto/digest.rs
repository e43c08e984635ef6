//! Digests of what is signed.

use tls::crypto::hash::{Context, HashAlgorithm};

use super::{CryptoError, provider};

/// How the digest of a signed part is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::runtime) enum Digest {
    Sha1,
    Sha256,
    Sha384,
}

impl Digest {
    const ALL: [Self; 3] = [Self::Sha1, Self::Sha256, Self::Sha384];

    /// The `Algorithm` of a DigestMethod.
    pub(in crate::runtime) const fn uri(self) -> &'static str {
        match self {
            Self::Sha1 => "http://www.w3.org/2000/09/xmldsig#sha1",
            Self::Sha256 => "http://www.w3.org/2001/04/xmlenc#sha256",
            Self::Sha384 => "http://www.w3.org/2001/04/xmldsig-more#sha384",
        }
    }

    /// The digest of this URI, where it is one of ours.
    pub(in crate::runtime) fn of_uri(uri: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|digest| digest.uri() == uri)
    }

    /// Begins to compute.
    ///
    /// # Errors
    /// When no library is there.
    pub(in crate::runtime) fn hasher(self) -> Result<Hasher, CryptoError> {
        let wanted = match self {
            Self::Sha1 => return Ok(Hasher(Inner::Sha1(sha1_smol::Sha1::new()))),
            Self::Sha256 => HashAlgorithm::SHA256,
            Self::Sha384 => HashAlgorithm::SHA384,
        };
        // The library's hashes are reached through its cipher suites.
        for suite in &provider()?.cipher_suites {
            if let Some(suite) = suite.tls13()
                && let hash = suite.common.hash_provider
                && hash.algorithm() == wanted
            {
                return Ok(Hasher(Inner::Provided(hash.start())));
            }
        }
        Err(CryptoError::new(format!("the library for cryptography has no {}", self.uri())))
    }

    /// The digest of some bytes.
    #[cfg(test)]
    pub(in crate::runtime) fn of(self, bytes: &[u8]) -> Result<Vec<u8>, CryptoError> {
        let mut hasher = self.hasher()?;
        hasher.update(bytes);
        Ok(hasher.finish())
    }
}

/// A digest that is being computed.
pub(in crate::runtime) struct Hasher(Inner);

enum Inner {
    Sha1(sha1_smol::Sha1),
    Provided(Box<dyn Context>),
}

impl Hasher {
    pub(in crate::runtime) fn update(&mut self, bytes: &[u8]) {
        match &mut self.0 {
            Inner::Sha1(hash) => hash.update(bytes),
            Inner::Provided(hash) => hash.update(bytes),
        }
    }

    pub(in crate::runtime) fn finish(self) -> Vec<u8> {
        match self.0 {
            Inner::Sha1(hash) => hash.digest().bytes().to_vec(),
            Inner::Provided(hash) => hash.finish().as_ref().to_vec(),
        }
    }
}
