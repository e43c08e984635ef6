//! What a program says of WS-Security.

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use super::settings::Settings;
#[cfg(feature = "wsse-signature")]
use super::signature::Signature;
use super::token::Token;
use super::username_token::UsernameToken;
#[cfg(feature = "wsse-signature")]
use super::verify::{Expected, SignatureCheck, Verification};
use super::{request, xml};
use crate::runtime::client::Sending;
use crate::runtime::client::extension::{Extension, ReplyCheck};
use crate::runtime::error::Error;
use crate::runtime::soap::envelope::EnvelopeParts;

/// What the Security header of a session's requests holds (WS-Security 1.1). Cheap to clone.
///
/// ```text
/// let security = Security::new()
///     .username_token(UsernameToken::digest("alice", "secret"))
///     .timestamp(Duration::from_secs(300));
/// ```
///
/// It is for `security` of the session's builder. The header is made anew for each send, also for one after a new login: each
/// has a nonce, a time and Ids of its own. Nothing is in it that is not asked for here. `Debug` shows no secret.
#[derive(Debug, Clone, Default)]
#[must_use]
pub struct Security(Arc<Settings>);

impl Security {
    /// Nothing yet.
    pub fn new() -> Self {
        Self::default()
    }

    fn with(mut self, change: impl FnOnce(&mut Settings)) -> Self {
        change(Arc::make_mut(&mut self.0));
        self
    }

    /// Sends a user's name and password.
    pub fn username_token(self, token: UsernameToken) -> Self {
        self.with(|settings| settings.username_token = Some(token))
    }

    /// Sends a Timestamp: when the message was made, and that it is valid for this long. Five minutes are usual.
    ///
    /// Some servers demand one, others refuse messages that have one, so it is sent only when asked for.
    pub fn timestamp(self, lifetime: Duration) -> Self {
        self.with(|settings| settings.lifetime = Some(lifetime))
    }

    /// Adds a token of another origin, such as a SAML assertion. May be called several times.
    pub fn token(self, token: Token) -> Self {
        self.with(|settings| settings.tokens.push(token))
    }

    /// Whether the server has to refuse the request when it does not know WS-Security (`mustUnderstand`). Off by default.
    pub fn must_understand(self, on: bool) -> Self {
        self.with(|settings| settings.must_understand = on)
    }

    /// For whom the header is: its `actor` in SOAP 1.1, its `role` in SOAP 1.2. By default it is for the last receiver.
    pub fn role(self, role: impl Into<String>) -> Self {
        self.with(|settings| settings.role = Some(role.into()))
    }

    /// How many seconds are added to the clock of this machine: for a server whose clock is wrong, such as a device's. Negative
    /// where the server is behind.
    pub fn clock_offset(self, seconds: i64) -> Self {
        self.with(|settings| settings.clock.set_offset(seconds))
    }

    /// The clock, in place of the system's; for tests, and for a program that knows the time better.
    pub fn clock(self, clock: impl Fn() -> SystemTime + Send + Sync + 'static) -> Self {
        self.with(|settings| settings.clock.set(clock))
    }

    /// Signs requests.
    #[cfg(feature = "wsse-signature")]
    pub fn sign(self, signature: Signature) -> Self {
        self.with(|settings| settings.signature = Some(signature))
    }

    /// Demands a signature of replies. Requests need not be signed for that.
    #[cfg(feature = "wsse-signature")]
    pub fn require(self, verification: Verification) -> Self {
        self.with(|settings| settings.verification = Some(Arc::new(verification)))
    }

    /// Looks for what can never be sent.
    ///
    /// # Errors
    /// [`ErrorKind::Config`](crate::runtime::error::ErrorKind::Config), with what to change.
    pub(in crate::runtime) fn check(&self) -> Result<(), Error> {
        self.0.tokens.iter().try_for_each(xml::check)?;
        self.0.check()
    }
}

impl Extension for Security {
    fn send(
        &self,
        parts: &mut EnvelopeParts<'_>,
        sending: &Sending<'_>,
    ) -> Result<Option<Box<dyn ReplyCheck>>, Error> {
        let added = request::add(&self.0, parts).map_err(|error| error.named(sending.operation()))?;
        #[cfg(feature = "wsse-signature")]
        if let Some(demanded) = &self.0.verification {
            let own = self.0.signature.as_ref().map(|signature| signature.key.certificate().der().to_vec());
            let expected = Expected { confirmation: added, own_certificate: own };
            let check = SignatureCheck::new(Arc::clone(demanded), expected, self.0.clock.clone());
            return Ok(Some(Box::new(check)));
        }
        let _ = added;
        Ok(None)
    }

    fn check(&self) -> Result<(), Error> {
        Self::check(self)
    }

    fn wants_canonical(&self) -> bool {
        #[cfg(feature = "wsse-signature")]
        return self.0.signature.as_ref().is_some_and(Signature::signs_body);
        #[cfg(not(feature = "wsse-signature"))]
        false
    }
}
