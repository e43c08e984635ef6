//! Who a session says it is.

use std::sync::Arc;

use http::Uri;

use super::conversation::Legs;
use super::credentials::Credentials;
#[cfg(feature = "http-digest")]
use super::digest;
#[cfg(feature = "ntlm")]
use super::ntlm;
use super::proof::{Proof, Proofs};
use super::side::Side;
#[cfg(feature = "ntlm")]
use super::tokens;
use crate::runtime::codec::LexValue as _;
use crate::runtime::values::Base64;

/// How a session shows who it is.
#[derive(Clone)]
pub(in crate::runtime::client) enum Scheme {
    #[cfg(feature = "http-digest")]
    Digest(Arc<digest::Account>),
    #[cfg(feature = "ntlm")]
    Connection(Arc<ntlm::Account>),
}

impl Scheme {
    #[cfg(feature = "http-digest")]
    pub(in crate::runtime::client) fn digest(user: &str, password: &str) -> Self {
        Self::Digest(Arc::new(digest::Account::new(credentials(user, password))))
    }

    #[cfg(feature = "ntlm")]
    pub(in crate::runtime::client) fn ntlm(user: &str, password: &str) -> Self {
        Self::Connection(Arc::new(ntlm::Account::ntlm(credentials(user, password))))
    }

    #[cfg(feature = "ntlm")]
    pub(in crate::runtime::client) fn negotiate(user: &str, password: &str) -> Self {
        Self::Connection(Arc::new(ntlm::Account::negotiate(credentials(user, password))))
    }

    #[cfg(feature = "ntlm")]
    pub(in crate::runtime::client) fn tokens(tokens: impl tokens::NegotiateTokens + 'static) -> Self {
        Self::Connection(Arc::new(ntlm::Account::tokens(Arc::new(tokens))))
    }

    /// Whether it proves a connection, and not each request.
    fn pins(&self) -> bool {
        match self {
            #[cfg(feature = "http-digest")]
            Self::Digest(_) => false,
            #[cfg(feature = "ntlm")]
            Self::Connection(_) => true,
        }
    }

    /// What no message shows: the password, also as others may write it.
    fn secrets(&self) -> Vec<String> {
        let credentials = match self {
            #[cfg(feature = "http-digest")]
            Self::Digest(account) => Some(account.credentials()),
            #[cfg(feature = "ntlm")]
            Self::Connection(account) => account.credentials(),
        };
        let Some(Credentials { user, password }) = credentials else { return Vec::new() };
        let mut secrets = vec![password.clone()];
        for bytes in [password.clone(), format!("{user}:{password}")] {
            let mut text = String::new();
            Base64(bytes.into_bytes()).write(&mut text);
            secrets.push(text);
        }
        secrets
    }

    fn legs(&self, uri: &Uri, proof: Proof) -> Box<dyn Legs> {
        match self {
            #[cfg(feature = "http-digest")]
            Self::Digest(account) => {
                let _ = proof;
                account.legs(uri)
            }
            #[cfg(feature = "ntlm")]
            Self::Connection(account) => account.legs(uri, proof),
        }
    }
}

fn credentials(user: &str, password: &str) -> Credentials {
    Credentials { user: user.to_owned(), password: password.to_owned() }
}

/// What an identity shows to the server, and to a proxy.
#[derive(Clone, Default)]
pub(in crate::runtime::client) struct Accounts {
    pub(in crate::runtime::client) server: Option<Scheme>,
    pub(in crate::runtime::client) proxy: Option<Scheme>,
}

impl Accounts {
    pub(in crate::runtime::client) fn is_empty(&self) -> bool {
        self.server.is_none() && self.proxy.is_none()
    }

    pub(in crate::runtime::client) fn pins(&self) -> bool {
        self.all().any(|(_, scheme)| scheme.pins())
    }

    /// The proxy comes first: nothing gets past it.
    fn all(&self) -> impl Iterator<Item = (Side, &Scheme)> {
        let proxy = self.proxy.iter().map(|scheme| (Side::Proxy, scheme));
        proxy.chain(self.server.iter().map(|scheme| (Side::Server, scheme)))
    }

    /// What no message shows.
    pub(in crate::runtime::client) fn secrets(&self) -> Vec<String> {
        self.all().flat_map(|(_, scheme)| scheme.secrets()).collect()
    }

    /// The legs of one call, on a connection of which this is known. What a proxy asks before it lets https through is not
    /// seen here: who asks in its name behind that is the server, and is told nothing of it.
    pub(super) fn legs(&self, uri: &Uri, mut proofs: Proofs) -> Vec<(Side, Box<dyn Legs>)> {
        let is_hidden = uri.scheme_str() == Some("https");
        let seen = self.all().filter(|(side, _)| !(is_hidden && *side == Side::Proxy));
        seen.map(|(side, account)| (side, account.legs(uri, std::mem::take(proofs.of(side))))).collect()
    }
}
