//! The legs of one call on a connection: the messages, and what a server's answers to them mean.

use std::net::SocketAddr;
use std::sync::Arc;

use http::Uri;
use http::header::HeaderValue;

use super::{Account, DOUBTS, Form, Source, binding, first, is_raw, signature, spnego, third};
use crate::runtime::client::auth::challenge::challenges;
use crate::runtime::client::auth::conversation::{Answer, Asked, Leg, Legs, Then};
use crate::runtime::client::auth::credentials::origin;
use crate::runtime::client::auth::proof::Proof;
use crate::runtime::client::auth::tokens::{NegotiateExchange, NegotiateTarget, NegotiateToken};
use crate::runtime::client::transport::TransportError;
use crate::runtime::codec::LexValue as _;
use crate::runtime::values::Base64;

/// How often a handshake begins again because its connection was closed.
const RESTARTS: u32 = 3;

enum State {
    /// The connection was proven by an earlier call.
    Trusted,
    /// A leg without a token, to see the server's certificate.
    Looking,
    /// The handshake begins with the next leg.
    Begin,
    /// The first token was sent: this first message of NTLM.
    Begun(Vec<u8>),
    /// This token is next.
    Ready(Vec<u8>),
    /// The last token was sent. The connection is that of the token before.
    Sent(Option<SocketAddr>),
    /// The server asks for nothing.
    Open,
    /// The call was let in.
    Proven,
}

pub(super) struct Handshake {
    account: Arc<Account>,
    origin: String,
    host: String,
    is_https: bool,
    proof: Proof,
    state: State,
    /// The form in use, and those still to be tried.
    form: Form,
    others: Vec<Form>,
    restarts: u32,
    /// A leg went without a token. Not every client tells the certificate.
    has_looked: bool,
    exchange: Option<Box<dyn NegotiateExchange>>,
    proves: bool,
}

impl Handshake {
    pub(super) fn new(account: Arc<Account>, uri: &Uri, proof: Proof) -> Self {
        let origin = origin(uri);
        let host = uri.host().unwrap_or_default().trim_matches(['[', ']']).to_owned();
        let learned = account.learned(&origin);
        let mut others = account.forms.to_vec();
        let known = learned.as_ref().and_then(|server| server.form);
        let form = known.or_else(|| others.first().copied()).unwrap_or(Form::Ntlm);
        others.retain(|other| *other != form);
        let doubted = learned.is_some_and(|server| server.doubts >= DOUBTS);
        let state = if proof.is_proven && !doubted { State::Trusted } else { State::Begin };
        let is_https = uri.scheme_str() == Some("https");
        Self {
            account,
            origin,
            host,
            is_https,
            proof,
            state,
            form,
            others,
            restarts: 0,
            has_looked: false,
            exchange: None,
            proves: false,
        }
    }

    /// The header of a token.
    fn leg(&self, token: &[u8], is_ready: bool) -> Result<Leg, TransportError> {
        let mut text = String::new();
        Base64(token.to_vec()).write(&mut text);
        let header = HeaderValue::try_from(format!("{} {text}", self.form.scheme()))
            .map_err(|why| TransportError::new(why).not_sent())?;
        // The first message tells nothing of the password.
        Ok(Leg { header: Some(header), secrets: if is_ready { vec![text] } else { Vec::new() }, is_ready })
    }

    fn begin(&mut self) -> Result<Leg, TransportError> {
        let token = match (self.form, &self.account.source) {
            (Form::Own, Source::Program(tokens)) => {
                let wants = tokens.needs_channel_binding();
                if wants && self.is_https && self.proof.certificate.is_none() && !self.has_looked {
                    self.has_looked = true;
                    self.state = State::Looking;
                    return Ok(Leg::bare(false));
                }
                let binding = self.proof.certificate.as_deref().filter(|_| wants).map(binding::end_point);
                let target = NegotiateTarget { host: &self.host, binding: binding.as_deref() };
                let mut exchange = tokens.begin(&target).map_err(no_token)?;
                let token = exchange.step(None).map_err(no_token)?;
                let Some(NegotiateToken { bytes, is_last }) = token else {
                    return Err(TransportError::new("the program gave no token for Negotiate").not_sent());
                };
                self.exchange = Some(exchange);
                if is_last {
                    self.state = State::Sent(None);
                    return self.leg(&bytes, true);
                }
                bytes
            }
            (Form::Spnego, _) => spnego::begin(&first()),
            _ => first(),
        };
        let leg = self.leg(&token, false)?;
        self.state = State::Begun(first());
        Ok(leg)
    }

    /// The server's token of the form in use.
    fn token(&self, answer: &Answer<'_>) -> Option<Vec<u8>> {
        let scheme = self.form.scheme();
        let mut tokens = answer.challenges.iter().filter(|challenge| challenge.is(scheme));
        decoded(tokens.find_map(|challenge| challenge.token.as_deref())?)
    }

    /// The token that answers the server's.
    fn reply(
        &mut self,
        first: &[u8],
        theirs: &[u8],
        answer: &Answer<'_>,
    ) -> Result<Option<Vec<u8>>, TransportError> {
        let credentials = match &self.account.source {
            Source::Program(_) => {
                let Some(exchange) = &mut self.exchange else { return Ok(None) };
                let token = exchange.step(Some(theirs)).map_err(no_token)?;
                return Ok(token.map(|token| token.bytes));
            }
            Source::Password(credentials) => credentials,
        };
        let unwrapped;
        let (second, is_wrapped) = match is_raw(theirs) {
            true => (theirs, false),
            false => {
                let response = spnego::read(theirs).filter(|one| !one.is_rejected && !one.is_foreign);
                let Some(token) = response.and_then(|response| response.token) else { return Ok(None) };
                unwrapped = token;
                (&*unwrapped, true)
            }
        };
        let certificate = answer.certificate.filter(|_| self.is_https);
        let made = third(credentials, &self.host, certificate, first, second)?;
        Ok(made.map(|made| match is_wrapped {
            true => spnego::respond(&made.message, signature(&made).as_ref().map(<[u8; 16]>::as_slice)),
            false => made.message,
        }))
    }

    /// The first token got no answer: another form, if the server offers one.
    fn other(&mut self, answer: &Answer<'_>) -> Then {
        let offers = |form: Form| answer.challenges.iter().any(|challenge| challenge.is(form.scheme()));
        let next = self.others.iter().position(|form| offers(*form));
        if let Some(next) = next {
            self.form = self.others.remove(next);
            self.state = State::Begin;
            return Then::Leg;
        }
        self.state = State::Open;
        let (side, name) = (answer.side, self.account.name());
        Then::Over(match offers(self.form) {
            true => format!("the {side} does not answer the first message of {name} as it should"),
            false => format!("the {side} does not offer {name}, but {}", answer.offered()),
        })
    }

    /// The handshake begins again, on a new connection.
    fn again(&mut self, answer: &Answer<'_>) -> Then {
        self.restarts += 1;
        if self.restarts > RESTARTS {
            self.state = State::Open;
            return Then::Over(format!(
                "the {} closes the connection before {} is through, again and again",
                answer.side,
                self.account.name()
            ));
        }
        self.state = State::Begin;
        Then::Afresh
    }

    fn refused(&mut self, answer: &Answer<'_>) -> Then {
        self.state = State::Open;
        let name = self.account.name();
        let mut why = match self.account.source {
            Source::Password(_) => {
                format!("the {} refused the user name or the password ({name})", answer.side)
            }
            Source::Program(_) => format!("the {} refused the program's token ({name})", answer.side),
        };
        if self.is_https && answer.certificate.is_none() {
            why.push_str(", or it demands channel binding, which only async calls over reqwest can give");
        }
        Then::Over(why)
    }
}

impl Legs for Handshake {
    fn next(&mut self, asked: &Asked<'_>) -> Result<Leg, TransportError> {
        // The connection may be another one by now. Some bodies go only after a proof of this very moment.
        if matches!(self.state, State::Trusted) && asked.body.is_precious() {
            self.state = State::Begin;
        }
        match &mut self.state {
            State::Begin => self.begin(),
            State::Ready(token) => {
                let token = std::mem::take(token);
                self.state = State::Sent(self.proof.connection);
                self.leg(&token, true)
            }
            State::Looking => Ok(Leg::bare(false)),
            State::Trusted | State::Open | State::Proven | State::Begun(_) | State::Sent(_) => {
                Ok(Leg::bare(true))
            }
        }
    }

    fn asked(&mut self, answer: &Answer<'_>) -> Result<Then, TransportError> {
        let before = self.proof.connection;
        self.proof.connection = answer.connection;
        if let Some(certificate) = answer.certificate {
            self.proof.certificate = Some(certificate.to_vec());
        }
        self.proves = false;
        match std::mem::replace(&mut self.state, State::Open) {
            State::Trusted => {
                // A connection that the client opened in place of the proven one says nothing of the server.
                if before.is_none() || before == answer.connection {
                    self.account.learn(&self.origin, |server| server.doubts += 1);
                }
                self.state = State::Begin;
                Ok(Then::Leg)
            }
            State::Looking | State::Begin | State::Open | State::Proven | State::Ready(_) => {
                self.state = State::Begin;
                Ok(Then::Leg)
            }
            State::Begun(token) => {
                let Some(theirs) = self.token(answer) else { return Ok(self.other(answer)) };
                if answer.closes() {
                    return Ok(self.again(answer));
                }
                match self.reply(&token, &theirs, answer)? {
                    Some(next) => {
                        self.state = State::Ready(next);
                        Ok(Then::Leg)
                    }
                    None => Ok(self.other(answer)),
                }
            }
            State::Sent(connection) => {
                // The client opened another connection for the last leg, where nobody knew of the ones before.
                if connection.is_some() && connection != answer.connection {
                    return Ok(self.again(answer));
                }
                Ok(self.refused(answer))
            }
        }
    }

    fn passed(&mut self, answer: &Answer<'_>) -> Option<String> {
        self.proof.connection = answer.connection;
        match std::mem::replace(&mut self.state, State::Open) {
            State::Trusted => {
                self.proves = !answer.closes();
                self.account.learn(&self.origin, |server| server.doubts = 0);
                self.state = State::Trusted;
            }
            State::Sent(_) | State::Proven => {
                if let Some(exchange) = &mut self.exchange {
                    let found = challenges(answer.headers, &answer.side.asks());
                    let token = found.iter().find(|challenge| challenge.is("negotiate"));
                    if let Some(token) = token.and_then(|one| decoded(one.token.as_deref()?))
                        && let Err(why) = exchange.step(Some(&token))
                    {
                        return Some(why.to_string());
                    }
                }
                let says = answer.headers.get("persistent-auth").map(HeaderValue::as_bytes);
                let persists = match says {
                    Some(says) => says.eq_ignore_ascii_case(b"true"),
                    // Kerberos proves a request, where nothing else is said.
                    None => self.exchange.is_none(),
                };
                self.proves = persists && !answer.closes();
                let form = self.form;
                self.account.learn(&self.origin, |server| server.form = Some(form));
                self.state = State::Proven;
            }
            // Let in without a proof.
            _ => {}
        }
        None
    }

    fn lost(&mut self) {
        self.proof = Proof::default();
        self.proves = false;
        self.state = State::Begin;
    }

    fn proof(&self) -> Proof {
        Proof { is_proven: self.proves, ..self.proof.clone() }
    }
}

fn no_token(error: crate::runtime::client::auth::tokens::TokenError) -> TransportError {
    TransportError::new(error).not_sent()
}

fn decoded(text: &str) -> Option<Vec<u8>> {
    let mut bytes = Base64::default();
    bytes.read(text).ok()?;
    Some(bytes.0)
}
