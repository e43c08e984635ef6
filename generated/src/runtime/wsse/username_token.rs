//! The UsernameToken: a user's name, and the password or its digest.

use std::fmt;

use super::password::Password;

/// A user's name and password in the envelope (UsernameToken Profile 1.1).
///
/// ```text
/// UsernameToken::digest("alice", "secret")
/// ```
///
/// The password is sent as it is ([`text`](Self::text)) or as a digest with a nonce and a time ([`digest`](Self::digest)).
/// Neither is a cipher: use https. `Debug` shows the name alone.
#[derive(Clone)]
pub struct UsernameToken {
    pub(super) user: String,
    pub(super) kind: Kind,
    pub(super) nonce: Option<bool>,
    pub(super) created: Option<bool>,
}

#[derive(Clone)]
pub(super) enum Kind {
    None,
    Text(Password),
    Digest(Password),
}

impl UsernameToken {
    const fn new(user: String, kind: Kind) -> Self {
        Self { user, kind, nonce: None, created: None }
    }

    /// The password as it is (`PasswordText`).
    pub fn text(user: impl Into<String>, password: impl Into<Password>) -> Self {
        Self::new(user.into(), Kind::Text(password.into()))
    }

    /// The password's digest (`PasswordDigest`): base64 of SHA-1 over nonce, created and password. Nonce and created are made
    /// anew for each send.
    pub fn digest(user: impl Into<String>, password: impl Into<Password>) -> Self {
        Self::new(user.into(), Kind::Digest(password.into()))
    }

    /// The name alone, such as beside a signature.
    pub fn name(user: impl Into<String>) -> Self {
        Self::new(user.into(), Kind::None)
    }

    /// Whether a `Nonce` is sent, new each time: with a digest always, else only when asked for here.
    #[must_use]
    pub const fn nonce(mut self, on: bool) -> Self {
        self.nonce = Some(on);
        self
    }

    /// Whether `Created` is sent, the time of the send in UTC: with a digest always, else only when asked for here.
    #[must_use]
    pub const fn created(mut self, on: bool) -> Self {
        self.created = Some(on);
        self
    }
}

impl fmt::Debug for UsernameToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = match self.kind {
            Kind::None => "name",
            Kind::Text(_) => "text",
            Kind::Digest(_) => "digest",
        };
        f.debug_struct("UsernameToken")
            .field("user", &self.user)
            .field("password", &kind)
            .finish_non_exhaustive()
    }
}
