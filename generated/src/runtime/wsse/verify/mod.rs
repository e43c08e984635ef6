//! Signed messages: what is demanded of one, and whether it is so.

mod algorithms;
mod base64;
mod check;
mod covered;
mod digests;
mod key;
mod signature;
mod trust;
mod verification;

#[cfg(feature = "server")]
pub(in crate::runtime) use check::verify;
pub(in crate::runtime) use check::{Expected, SignatureCheck};
pub use verification::{SignatureVerifier, Verification};
