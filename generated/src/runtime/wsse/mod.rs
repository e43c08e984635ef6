//! WS-Security 1.1: passwords, timestamps, tokens and signatures in the envelope.
//!
//! [`Security`] says what requests carry. It goes to `security` of the session's builder.

mod attach;
#[cfg(feature = "wsse-signature")]
pub(in crate::runtime) mod canonical;
#[cfg(feature = "wsse-signature")]
pub(in crate::runtime) mod certificate;
mod clock;
pub(in crate::runtime) mod crypto;
mod header;
mod names;
mod password;
mod security;
#[cfg(feature = "wsse-signature")]
mod sign;
#[cfg(feature = "wsse-signature")]
mod signature;
#[cfg(feature = "wsse-signature")]
mod signature_element;
#[cfg(feature = "wsse-signature")]
mod signing_key;
mod token;
mod username_token;
mod xml;

pub use password::Password;
pub use security::Security;
#[cfg(feature = "wsse-signature")]
pub use signature::{KeyReference, Part, Signature, Signer};
#[cfg(feature = "wsse-signature")]
pub use signing_key::SigningKey;
pub use token::Token;
pub use username_token::UsernameToken;
