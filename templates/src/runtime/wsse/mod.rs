//! WS-Security 1.1: passwords, timestamps, tokens and signatures in the envelope.

#[cfg(feature = "wsse-signature")]
pub(in crate::runtime) mod canonical;
#[cfg(feature = "wsse-signature")]
pub(in crate::runtime) mod certificate;
pub(in crate::runtime) mod crypto;
