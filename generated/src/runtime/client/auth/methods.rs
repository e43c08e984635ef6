//! How a program says who it is.

use super::identity::{Accounts, Scheme};
#[cfg(feature = "ntlm")]
use super::tokens::NegotiateTokens;
use crate::runtime::client::{Client, ClientBuilder};
use crate::runtime::codec::Record;
use crate::runtime::error::Error;

impl ClientBuilder {
    /// HTTP Digest authentication (RFC 7616) for all calls, in place of another one. Nonces that the server gave are used
    /// again, so most calls need one request. The password is kept out of errors and logs.
    ///
    /// A call without a nonce first sends its headers without a body, to be asked for credentials.
    #[cfg(feature = "http-digest")]
    pub fn digest_auth(self, user: &str, password: &str) -> Self {
        self.server_account(Scheme::digest(user, password))
    }

    /// HTTP Digest authentication at a proxy, for calls to `http` addresses. What a proxy demands before it lets `https`
    /// through, no HTTP client here shows: give its user and password in the proxy's own URL, which is Basic authentication.
    #[cfg(feature = "http-digest")]
    pub fn proxy_digest_auth(self, user: &str, password: &str) -> Self {
        self.proxy_account(Scheme::digest(user, password))
    }

    /// NTLM (NTLMv2 only) for all calls, in place of another one. `user` is `DOMAIN\\user`, `user@domain`, or a user alone.
    /// Where the server offers only `Negotiate`, NTLM goes in that. The password is kept out of errors and logs.
    ///
    /// NTLM proves a connection, so each call has one for itself, of at most [`ntlm_connections`](Self::ntlm_connections).
    /// Async calls over https are bound to the server's certificate (`tls-server-end-point`); blocking ones cannot be, since
    /// ureq does not tell the certificate.
    #[cfg(feature = "ntlm")]
    pub fn ntlm_auth(self, user: &str, password: &str) -> Self {
        self.server_account(Scheme::ntlm(user, password))
    }

    /// NTLM at a proxy, for calls to `http` addresses; else as
    /// [`ntlm_auth`](Self::ntlm_auth).
    #[cfg(feature = "ntlm")]
    pub fn proxy_ntlm_auth(self, user: &str, password: &str) -> Self {
        self.proxy_account(Scheme::ntlm(user, password))
    }

    /// `Negotiate` with NTLM in it, for all calls; else as [`ntlm_auth`](Self::ntlm_auth).
    #[cfg(feature = "ntlm")]
    pub fn negotiate_auth(self, user: &str, password: &str) -> Self {
        self.server_account(Scheme::negotiate(user, password))
    }

    /// `Negotiate` with tokens that the program makes, for all calls: Kerberos.
    #[cfg(feature = "ntlm")]
    pub fn negotiate_tokens(self, tokens: impl NegotiateTokens + 'static) -> Self {
        self.server_account(Scheme::tokens(tokens))
    }

    fn server_account(mut self, scheme: Scheme) -> Self {
        self.accounts.server = Some(scheme);
        self
    }

    fn proxy_account(mut self, scheme: Scheme) -> Self {
        self.accounts.proxy = Some(scheme);
        self
    }

    /// How many connections NTLM and Negotiate have at most (32), for each identity. Calls beyond wait for one to become
    /// free, within their timeout. A connection that was not used for 30 seconds is not used again.
    #[cfg(feature = "ntlm")]
    pub fn ntlm_connections(mut self, most: usize) -> Self {
        self.setup.lanes = most;
        self
    }
}

impl<Q, R> Client<Q, R>
where
    Q: Record + Clone + Send + Sync + 'static,
    R: Record + Default + Send + Sync + 'static,
{
    /// A client of another user, by HTTP Digest authentication. It shares all but what the server knows of the user.
    ///
    /// # Errors
    /// [`ErrorKind::Config`](crate::runtime::error::ErrorKind::Config) when a client was handed in, and a proxy is shown NTLM.
    #[cfg(feature = "http-digest")]
    pub fn with_digest_auth(&self, user: &str, password: &str) -> Result<Self, Error> {
        self.with_account(Scheme::digest(user, password))
    }

    /// A client of another user, by NTLM; see [`ClientBuilder::ntlm_auth`]. Its connections are its own.
    ///
    /// # Errors
    /// [`ErrorKind::Config`](crate::runtime::error::ErrorKind::Config) when a client was handed in.
    #[cfg(feature = "ntlm")]
    pub fn with_ntlm_auth(&self, user: &str, password: &str) -> Result<Self, Error> {
        self.with_account(Scheme::ntlm(user, password))
    }

    /// A client of another user, by `Negotiate` with NTLM; else as [`with_ntlm_auth`](Self::with_ntlm_auth).
    ///
    /// # Errors
    /// As there.
    #[cfg(feature = "ntlm")]
    pub fn with_negotiate_auth(&self, user: &str, password: &str) -> Result<Self, Error> {
        self.with_account(Scheme::negotiate(user, password))
    }

    /// A client of another user, by the program's own tokens; else as [`with_ntlm_auth`](Self::with_ntlm_auth).
    ///
    /// # Errors
    /// As there.
    #[cfg(feature = "ntlm")]
    pub fn with_negotiate_tokens(&self, tokens: impl NegotiateTokens + 'static) -> Result<Self, Error> {
        self.with_account(Scheme::tokens(tokens))
    }

    fn with_account(&self, scheme: Scheme) -> Result<Self, Error> {
        self.with_accounts(|accounts| Accounts { server: Some(scheme), ..accounts })
    }
}
