//! NTLMv2 ([MS-NLMP]) and `Negotiate`, which prove a connection: who asks, what is learned of a server, and the mechanisms.

mod binding;
mod crypt;
mod handshake;
mod message;
mod spnego;

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{SystemTime, UNIX_EPOCH};

use http::Uri;

use self::handshake::Handshake;
use self::message::{Authenticate, Challenge, Who, authenticate, is_raw, negotiate};
use super::conversation::Legs;
use super::credentials::Credentials;
use super::proof::Proof;
use super::random::random;
use super::tokens::NegotiateTokens;
use crate::runtime::client::transport::TransportError;

/// How many servers something is remembered of.
const SERVERS: usize = 64;
/// From 1601, where Windows begins to count, to 1970, in seconds.
const EPOCH: u64 = 11_644_473_600;

/// How `Authorization` is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    /// `NTLM`.
    Ntlm,
    /// `Negotiate`, with SPNEGO.
    Spnego,
    /// `Negotiate`, with NTLM as it is.
    Raw,
    /// `Negotiate`, with the program's own tokens.
    Own,
}

impl Form {
    fn scheme(self) -> &'static str {
        match self {
            Self::Ntlm => "NTLM",
            Self::Spnego | Self::Raw | Self::Own => "Negotiate",
        }
    }
}

/// Where tokens come from.
enum Source {
    Password(Credentials),
    Program(Arc<dyn NegotiateTokens>),
}

/// A user, and what was learned of servers.
pub(in crate::runtime::client) struct Account {
    source: Source,
    /// The forms to try, in this order.
    forms: &'static [Form],
    servers: Mutex<Vec<Server>>,
}

/// What was learned of a server.
#[derive(Clone)]
struct Server {
    origin: String,
    form: Option<Form>,
    /// How often in a row a connection that was proven was asked again.
    doubts: u32,
}

/// After so many doubts a connection is never taken for proven: the server wants each request proven.
const DOUBTS: u32 = 3;

impl Account {
    /// NTLM, by `NTLM` where that is offered, else by `Negotiate`.
    pub(super) fn ntlm(credentials: Credentials) -> Self {
        Self::new(Source::Password(credentials), &[Form::Ntlm, Form::Spnego, Form::Raw])
    }

    /// NTLM by `Negotiate` where that is offered, else by `NTLM`.
    pub(super) fn negotiate(credentials: Credentials) -> Self {
        Self::new(Source::Password(credentials), &[Form::Spnego, Form::Raw, Form::Ntlm])
    }

    /// Tokens of the program's own.
    pub(super) fn tokens(tokens: Arc<dyn NegotiateTokens>) -> Self {
        Self::new(Source::Program(tokens), &[Form::Own])
    }

    fn new(source: Source, forms: &'static [Form]) -> Self {
        Self { source, forms, servers: Mutex::new(Vec::new()) }
    }

    /// The name of the method, for messages.
    fn name(&self) -> &'static str {
        match (&self.source, self.forms.first()) {
            (Source::Password(_), Some(Form::Ntlm)) => "NTLM",
            _ => "Negotiate",
        }
    }

    pub(super) fn credentials(&self) -> Option<&Credentials> {
        match &self.source {
            Source::Password(credentials) => Some(credentials),
            Source::Program(_) => None,
        }
    }

    pub(super) fn legs(self: &Arc<Self>, uri: &Uri, proof: Proof) -> Box<dyn Legs> {
        Box::new(Handshake::new(Arc::clone(self), uri, proof))
    }

    fn learned(&self, origin: &str) -> Option<Server> {
        let servers = self.servers.lock().unwrap_or_else(PoisonError::into_inner);
        servers.iter().find(|server| server.origin == origin).cloned()
    }

    fn learn(&self, origin: &str, change: impl FnOnce(&mut Server)) {
        let mut servers = self.servers.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(server) = servers.iter_mut().find(|server| server.origin == origin) {
            return change(server);
        }
        let mut server = Server { origin: origin.to_owned(), form: None, doubts: 0 };
        change(&mut server);
        if servers.len() >= SERVERS {
            servers.remove(0);
        }
        servers.push(server);
    }
}

/// `DOMAIN\user`, `user@domain` as it is, or a user alone: the user and the domain as NTLM has them.
fn split(name: &str) -> (&str, &str) {
    match name.split_once('\\') {
        Some((domain, user)) => (user, domain),
        // The domain's controller finds the whole name; the part after the sign need not be the domain.
        None => (name, ""),
    }
}

/// The first message of NTLM.
fn first() -> Vec<u8> {
    negotiate()
}

/// The third message of NTLM, for the first two.
fn third(
    credentials: &Credentials,
    host: &str,
    certificate: Option<&[u8]>,
    first: &[u8],
    second: &[u8],
) -> Result<Option<Authenticate>, TransportError> {
    let Some(challenge) = Challenge::read(second) else { return Ok(None) };
    if !challenge.is_unicode() {
        return Err(
            TransportError::new("the server's NTLM knows no Unicode, which is not supported").not_sent()
        );
    }
    let (user, domain) = split(&credentials.user);
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    let now = (since.as_secs().saturating_add(EPOCH)).saturating_mul(10_000_000);
    let who = Who {
        user,
        domain,
        password: &credentials.password,
        target: &format!("HTTP/{host}"),
        binding: certificate.map(|certificate| binding::hashed(&binding::end_point(certificate))),
        nonce: random()?,
        now: now.saturating_add(u64::from(since.subsec_nanos() / 100)),
    };
    Ok(Some(authenticate(first, second, &challenge, &who)))
}

/// What SPNEGO signs, where it has to.
fn signature(made: &Authenticate) -> Option<[u8; 16]> {
    made.has_mic.then(|| crypt::signature(&made.session, &spnego::mechanisms()))
}
