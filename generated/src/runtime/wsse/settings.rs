//! What the Security header of requests is to hold.

#[cfg(feature = "wsse-signature")]
use std::sync::Arc;
use std::time::Duration;

use super::clock::Clock;
#[cfg(feature = "wsse-signature")]
use super::signature::Signature;
use super::token::Token;
use super::username_token::UsernameToken;
#[cfg(feature = "wsse-signature")]
use super::verify::Verification;
use crate::runtime::error::Error;

#[derive(Debug, Clone, Default)]
pub(super) struct Settings {
    pub(super) username_token: Option<UsernameToken>,
    /// How long a message is valid.
    pub(super) lifetime: Option<Duration>,
    pub(super) tokens: Vec<Token>,
    pub(super) must_understand: bool,
    pub(super) role: Option<String>,
    pub(super) clock: Clock,
    #[cfg(feature = "wsse-signature")]
    pub(super) signature: Option<Signature>,
    #[cfg(feature = "wsse-signature")]
    pub(super) verification: Option<Arc<Verification>>,
}

impl Settings {
    /// Looks for what can never be sent, but not into tokens that are XML, which takes longer. Of a single call nobody asks
    /// before it is sent.
    pub(super) fn check(&self) -> Result<(), Error> {
        if let Some(token) = &self.username_token {
            token.check()?;
        }
        #[cfg(feature = "wsse-signature")]
        if let Some(signature) = &self.signature {
            signature.check(self.lifetime.is_some(), self.username_token.is_some())?;
        }
        Ok(())
    }
}
