//! WS-Security 1.1: passwords, timestamps, tokens and signatures in the envelope.
//!
//! [`Security`] says what requests carry. It goes to `security` of the session's builder.

mod attach;
#[cfg(any(feature = "wsse-signature", feature = "server"))]
#[cfg_attr(not(feature = "wsse-signature"), allow(dead_code, reason = "only its reader is used"))]
pub(in crate::runtime) mod canonical;
#[cfg(feature = "wsse-signature")]
pub(in crate::runtime) mod certificate;
mod clock;
pub(in crate::runtime) mod crypto;
#[cfg(feature = "wsse-signature")]
mod form;
#[cfg(feature = "server")]
mod guard;
mod header;
mod names;
mod password;
#[cfg(any(feature = "wsse-signature", feature = "server"))]
#[cfg_attr(
    not(feature = "wsse-signature"),
    allow(dead_code, reason = "signatures alone look at all of a message")
)]
pub(in crate::runtime) mod received;
mod request;
mod security;
mod settings;
#[cfg(feature = "wsse-signature")]
mod sign;
#[cfg(feature = "wsse-signature")]
mod signature;
#[cfg(feature = "wsse-signature")]
mod signature_element;
#[cfg(feature = "wsse-signature")]
mod signed_blocks;
#[cfg(feature = "wsse-signature")]
mod signer;
#[cfg(feature = "wsse-signature")]
mod signing_key;
mod token;
mod username_token;
#[cfg(feature = "wsse-signature")]
mod verify;
mod xml;

#[cfg(feature = "server")]
pub use guard::{Caller, Guard};
pub use password::Password;
pub use security::Security;
#[cfg(feature = "wsse-signature")]
pub use signature::{KeyReference, Part, Signature};
#[cfg(feature = "wsse-signature")]
pub use signer::Signer;
#[cfg(feature = "wsse-signature")]
pub use signing_key::SigningKey;
pub use token::Token;
pub use username_token::UsernameToken;
#[cfg(feature = "wsse-signature")]
pub use verify::{SignatureVerifier, Verification};
