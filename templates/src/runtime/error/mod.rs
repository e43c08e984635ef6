//! The error type of all calls.

mod again;
mod constructors;

use std::any::Any;
use std::borrow::Cow;
use std::fmt;

use bytes::Bytes;

use http::HeaderMap;

pub(super) use again::Again;

use super::client::Checked;
use super::client::sent_secrets::SentSecrets;
use super::codec::secrets::{self, Names};
use super::codec::strings::contains;
use super::codec::{DecodeError, Departures};
use super::soap::{Fault, FaultDetail, Operation};

/// Why a call, or the making of a client, failed.
///
/// One pointer wide, `Send`, `Sync` and `'static`. `Display` is a sentence for people: which operation, at which URL,
/// what the server said, what to do. Neither it nor `Debug` prints request headers, arguments, or a server's stack trace.
pub struct Error(Box<Inner>);

struct Inner {
    kind: ErrorKind,
    service: Option<&'static str>,
    operation: Option<Cow<'static, str>>,
    message: String,
    url: Option<String>,
    status: Option<u16>,
    http_headers: Option<HeaderMap>,
    fault: Option<Box<Fault>>,
    outcome: Option<OutcomeFailure>,
    headers: Option<Box<dyn Any + Send + Sync>>,
    body_excerpt: Option<String>,
    outcome_unknown: bool,
    timeout: bool,
    refused: bool,
    departures: Departures,
    /// Why the reply is not to be trusted.
    untrusted: Option<String>,
    checked: Checked,
    traffic: Option<Box<Traffic>>,
    /// The reply, to be read again.
    again: Option<Box<Again>>,
    source: Option<Box<dyn std::error::Error + Send + Sync>>,
}

/// What was sent and received, for whoever asks; shown only with its secrets masked.
struct Traffic {
    request: Bytes,
    reply: Vec<u8>,
    sent: SentSecrets,
    secrets: Names,
}

/// How much of a reply an error shows.
const KEPT: usize = 64 * 1024;

/// The kinds of errors. [`Error`] has accessors for each kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The server was not reached, or the connection broke, or time ran out ([`Error::is_timeout`]).
    Transport,
    /// The server answered with something that is not a SOAP envelope: an error status, a redirect, an empty body.
    Http,
    /// The server answered with a SOAP Fault ([`Error::fault`]).
    Fault,
    /// The server answered that the operation failed, in its response headers ([`Error::outcome`]).
    Outcome,
    /// The server refused to log the user in, or a login gave no ticket that can be used.
    Login,
    /// The arguments or the headers of the session cannot be written as the contract requires.
    Encode,
    /// The reply is not what the contract promises.
    Decode,
    /// A header block of the reply must be understood, and neither the contract nor the program knows it
    /// ([`ClientBuilder::understands`](crate::runtime::client::ClientBuilder::understands)).
    NotUnderstood,
    /// The reply is not what the program demands of a message that it trusts: a signature is missing or wrong, a time is
    /// over, it is the reply to another message, or the server does not prove by HTTP that it is the one that was called
    /// ([`Error::untrusted`]). Nothing of it is handed out.
    Security,
    /// The reply is larger, or nested deeper, than the client's limits allow.
    Limit,
    /// The client was set up wrongly: a URL, a header, a missing transport.
    Config,
}

/// What the response headers say of a failed operation.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct OutcomeFailure {
    /// The type of the server's exception, where it gives one.
    pub kind: Option<String>,
    /// The server's message, where it gives one.
    pub message: Option<String>,
}

impl Error {
    /// The kind of the error.
    #[must_use]
    #[inline]
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// The operation that was called; `None` when the client was only being made.
    #[must_use]
    #[inline]
    pub fn operation(&self) -> Option<&str> {
        self.0.operation.as_deref()
    }

    /// The service of the operation that was called.
    #[must_use]
    #[inline]
    pub fn service(&self) -> Option<&str> {
        self.0.service
    }

    /// The SOAP Fault that the server answered with.
    #[must_use]
    #[inline]
    pub fn fault(&self) -> Option<&Fault> {
        self.0.fault.as_deref()
    }

    /// The detail of the Fault, as the type of the operation's declared faults; `None` where the server sent
    /// no Fault, or none that the contract declares (all there is to see is then the [`fault`](Self::fault)'s `detail`).
    ///
    /// ```text
    /// match error.fault_as() {
    ///     Some(Ok(PlaceOrderFault::OutOfStock(stock))) => println!("{} left", stock.left),
    ///     _ => return Err(error),
    /// }
    /// ```
    ///
    /// # Errors
    /// When the detail is not what the contract says. Offsets count from its beginning.
    #[inline]
    #[must_use]
    pub fn fault_as<D: FaultDetail>(&self) -> Option<Result<D, DecodeError>> {
        let detail = self.fault()?.detail_as()?;
        Some(detail.map_err(|error| self.without_secrets(error)))
    }

    #[cold]
    fn without_secrets(&self, mut error: DecodeError) -> DecodeError {
        if let Some(traffic) = &self.0.traffic {
            error.hide(&|text| traffic.sent.redacted(text));
        }
        error
    }

    /// Why the reply is not to be trusted, as a sentence without a full stop: it failed a check that the program demands.
    /// Such an error is of kind [`ErrorKind::Security`], or it is a Fault that is [unverified](Self::is_unverified).
    #[must_use]
    #[inline]
    pub fn untrusted(&self) -> Option<&str> {
        self.0.untrusted.as_deref()
    }

    /// Whether the [`fault`](Self::fault) failed a check that the program demands of replies, such as one for a signature:
    /// anybody may have sent it. It tells what somebody says, and proves nothing. Servers often send the Faults of
    /// WS-Security so.
    #[must_use]
    #[inline]
    pub fn is_unverified(&self) -> bool {
        self.0.untrusted.is_some() && self.0.fault.is_some()
    }

    /// What is known of where the answer comes from.
    #[must_use]
    #[inline]
    pub fn checked(&self) -> &Checked {
        &self.0.checked
    }

    /// What the response headers say of the failure.
    #[must_use]
    #[inline]
    pub fn outcome(&self) -> Option<&OutcomeFailure> {
        self.0.outcome.as_ref()
    }

    /// Where a Fault, or what was around it, departed from SOAP and was read all the same.
    #[must_use]
    #[inline]
    pub fn departures(&self) -> &Departures {
        &self.0.departures
    }

    /// The HTTP status, where an answer came at all.
    #[must_use]
    #[inline]
    pub fn status(&self) -> Option<u16> {
        self.0.status
    }

    /// The URL that was called; `None` when nothing was to be sent. What may be secret in it is masked: a user name, a
    /// password, and the values of its query.
    #[must_use]
    #[inline]
    pub fn url(&self) -> Option<&str> {
        self.0.url.as_deref()
    }

    /// The HTTP headers of the answer, such as `Retry-After` or a request's number; `None` when no answer came. They may
    /// hold secrets, such as cookies: no message shows them.
    #[must_use]
    #[inline]
    pub fn http_headers(&self) -> Option<&HeaderMap> {
        self.0.http_headers.as_ref()
    }

    /// The typed response headers of an answer that was read and says failure; `H` is the generated crate's type.
    #[must_use]
    pub fn headers<H: 'static>(&self) -> Option<&H> {
        self.0.headers.as_deref().and_then(|headers| headers.downcast_ref())
    }

    /// The beginning of an answer that is not an envelope, as text on one line; at most 300 characters.
    #[must_use]
    #[inline]
    pub fn body_excerpt(&self) -> Option<&str> {
        self.0.body_excerpt.as_deref()
    }

    /// Where the reply cannot be read: path, line and column, excerpt.
    #[must_use]
    #[inline]
    pub fn decode_error(&self) -> Option<&DecodeError> {
        self.0.source.as_deref().and_then(|source| source.downcast_ref())
    }

    /// Whether the server may have done the work although the call failed: the request may have been sent, but no
    /// readable answer came back. If the work must not be done twice, look at the server before you call again.
    #[must_use]
    #[inline]
    pub fn outcome_unknown(&self) -> bool {
        self.0.outcome_unknown
    }

    /// Whether time ran out.
    #[must_use]
    #[inline]
    pub fn is_timeout(&self) -> bool {
        self.0.timeout
    }

    /// Whether the server refused the ticket, and for that reason did not run the call. A session that logged in has
    /// tried again with a new ticket before it says so.
    #[must_use]
    #[inline]
    pub fn ticket_refused(&self) -> bool {
        self.0.refused
    }

    /// The envelope that was sent, with what the configuration calls secret masked; `None` when none was made.
    #[must_use]
    pub fn masked_request(&self) -> Option<String> {
        self.0.traffic.as_deref().map(|traffic| secrets::mask(&traffic.request, &traffic.secrets.all()))
    }

    /// What the server answered (at most its first 65,536 bytes), with what the configuration calls secret masked;
    /// `None` when no answer came.
    #[must_use]
    pub fn masked_reply(&self) -> Option<String> {
        let traffic = self.0.traffic.as_deref()?;
        let reply = self.0.again.as_deref().map_or(traffic.reply.as_slice(), |again| &again.bytes);
        let reply = reply.get(..reply.len().min(KEPT)).filter(|reply| !reply.is_empty())?;
        Some(traffic.sent.mask_reply(reply, &traffic.secrets.all()))
    }

    /// The server refused to log the user in; `reason` is what it says, if anything.
    ///
    /// For the generated login. The message never holds the user's name or password.
    #[must_use]
    #[inline]
    pub fn login(operation: &Operation, reason: Option<&str>) -> Self {
        Self::in_operation(ErrorKind::Login, operation).message(constructors::refused_login(reason))
    }

    /// The login worked, but its result does not hold the ticket (`place` is where the configuration looks for it).
    #[must_use]
    #[inline]
    pub fn login_without_ticket(operation: &Operation, place: &str) -> Self {
        Self::in_operation(ErrorKind::Login, operation).message(format!(
            "the server accepted the user name and the password but sent no ticket at {place}. Check the \
             [login] section that the crate was generated with"
        ))
    }

    /// The client was set up wrongly.
    #[must_use]
    pub fn config(message: impl Into<String>) -> Self {
        Self(Box::new(Inner {
            kind: ErrorKind::Config,
            service: None,
            operation: None,
            message: message.into(),
            url: None,
            status: None,
            http_headers: None,
            fault: None,
            outcome: None,
            headers: None,
            body_excerpt: None,
            outcome_unknown: false,
            timeout: false,
            refused: false,
            departures: Departures::default(),
            untrusted: None,
            checked: Checked::default(),
            traffic: None,
            again: None,
            source: None,
        }))
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(operation) = self.0.operation.as_deref() {
            if let Some(service) = self.0.service {
                write!(f, "{service}.")?;
            }
            f.write_str(operation)?;
            // Where a new login failed, the message tells all of it, its URL too.
            if let Some(url) = self.0.url.as_deref().filter(|url| !contains(&self.0.message, url)) {
                write!(f, " at {url}")?;
            }
            f.write_str(": ")?;
        }
        f.write_str(&self.0.message)?;
        if self.0.outcome_unknown {
            let stop =
                if self.0.message.ends_with('.') || self.0.message.ends_with('…') { "" } else { "." };
            write!(f, "{stop} The server may have done the work: look before calling again")?;
        }
        Ok(())
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("Error");
        shown.field("kind", &self.0.kind);
        if let Some(operation) = self.0.operation.as_deref() {
            shown.field("operation", &operation);
        }
        if let Some(url) = self.0.url.as_deref() {
            shown.field("url", &url);
        }
        if let Some(status) = self.0.status {
            shown.field("status", &status);
        }
        if self.0.outcome_unknown {
            shown.field("outcome_unknown", &true);
        }
        shown.field("message", &self.0.message).finish_non_exhaustive()
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.0.source.as_deref().map(|source| source as _)
    }
}
