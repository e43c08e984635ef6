//! The cryptography of WS-Security. None of it is ours: hashes, signatures and their checks are those of the library that
//! TLS uses, SHA-1 is a crate of its own, and random bytes come from the system.

#[cfg(feature = "wsse-signature")]
mod algorithm;
#[cfg(feature = "wsse-signature")]
pub(in crate::runtime) mod der;
#[cfg(feature = "wsse-signature")]
mod digest;
#[cfg(feature = "wsse-signature")]
mod key;
#[cfg(feature = "wsse-signature")]
mod provider;

#[cfg(feature = "wsse-signature")]
pub(in crate::runtime) use algorithm::Algorithm;
#[cfg(feature = "wsse-signature")]
pub(in crate::runtime) use digest::{Digest, Hasher};
#[cfg(feature = "wsse-signature")]
pub(in crate::runtime) use key::PrivateKey;
#[cfg(feature = "wsse-signature")]
pub(in crate::runtime) use provider::provider;

use std::fmt;

/// Why something cannot be computed, in words for a message. Never holds a secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::runtime) struct CryptoError(String);

impl CryptoError {
    #[cold]
    pub(in crate::runtime) fn new(why: impl Into<String>) -> Self {
        Self(why.into())
    }
}

impl fmt::Display for CryptoError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// SHA-1 over the parts, one after another.
pub(in crate::runtime) fn sha1(parts: &[&[u8]]) -> [u8; 20] {
    let mut hash = sha1_smol::Sha1::new();
    for part in parts {
        hash.update(part);
    }
    hash.digest().bytes()
}

/// Random bytes that nobody can guess.
///
/// # Errors
/// When the system gives none.
pub(in crate::runtime) fn random<const N: usize>() -> Result<[u8; N], CryptoError> {
    let mut bytes = [0; N];
    match getrandom::fill(&mut bytes) {
        Ok(()) => Ok(bytes),
        Err(why) => Err(CryptoError::new(format!("the system gives no random bytes: {why}"))),
    }
}
