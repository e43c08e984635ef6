//! The one error of every call.

use std::any::Any;
use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use bytes::Bytes;

use super::client::sent::Sent;
use super::client::{TransportError, secrets};
use super::codec::{DecodeError, DecodeErrorKind, EncodeError};
use super::soap::{Fault, Operation};

/// Why a call, or the making of a client, failed.
///
/// One pointer wide, `Send`, `Sync` and `'static`. `Display` is a sentence for people: which operation, what the
/// server said, what to do. Neither it nor `Debug` prints request headers, arguments, or a server's stack trace.
pub struct Error(Box<Inner>);

struct Inner {
    kind: ErrorKind,
    service: Option<&'static str>,
    operation: Option<Cow<'static, str>>,
    message: String,
    status: Option<u16>,
    fault: Option<Box<Fault>>,
    outcome: Option<OutcomeFailure>,
    headers: Option<Box<dyn Any + Send + Sync>>,
    body_excerpt: Option<String>,
    outcome_unknown: bool,
    timeout: bool,
    refused: bool,
    traffic: Option<Box<Traffic>>,
    source: Option<Box<dyn std::error::Error + Send + Sync>>,
}

/// What was sent and received, for whoever asks; shown only with its secrets masked.
struct Traffic {
    request: Bytes,
    reply: Vec<u8>,
    sent: Sent,
    secrets: &'static [&'static str],
}

/// How much of a reply an error keeps.
const KEPT: usize = 64 * 1024;

/// What went wrong, coarsely. Each kind has its accessors on [`Error`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The server was not reached, or the connection broke, or time ran out ([`Error::is_timeout`]).
    Transport,
    /// The server answered with something that is no SOAP envelope: an error status, a redirect, an empty body.
    Http,
    /// The server answered with a SOAP Fault ([`Error::fault`]).
    Fault,
    /// The server answered that the operation failed, in its response headers ([`Error::outcome`]).
    Outcome,
    /// The server refused to log the user in.
    Login,
    /// The arguments or the session's headers cannot be written as the contract wants them.
    Encode,
    /// The reply is not what the contract promises.
    Decode,
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
    /// What went wrong, coarsely.
    #[must_use]
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// The operation that was called; `None` when the client was only being made.
    #[must_use]
    pub fn operation(&self) -> Option<&str> {
        self.0.operation.as_deref()
    }

    /// The service of the operation that was called.
    #[must_use]
    pub fn service(&self) -> Option<&str> {
        self.0.service
    }

    /// The SOAP Fault that the server answered with.
    #[must_use]
    pub fn fault(&self) -> Option<&Fault> {
        self.0.fault.as_deref()
    }

    /// What the response headers say of the failure.
    #[must_use]
    pub fn outcome(&self) -> Option<&OutcomeFailure> {
        self.0.outcome.as_ref()
    }

    /// The HTTP status, where an answer came at all.
    #[must_use]
    pub fn status(&self) -> Option<u16> {
        self.0.status
    }

    /// The typed response headers of an answer that was read and says failure; `H` is the generated crate's type.
    #[must_use]
    pub fn headers<H: 'static>(&self) -> Option<&H> {
        self.0.headers.as_deref().and_then(|headers| headers.downcast_ref())
    }

    /// The beginning of an answer that is no envelope, as text on one line; at most 300 characters.
    #[must_use]
    pub fn body_excerpt(&self) -> Option<&str> {
        self.0.body_excerpt.as_deref()
    }

    /// Where in the reply it stopped making sense: path, line and column, excerpt.
    #[must_use]
    pub fn decode_error(&self) -> Option<&DecodeError> {
        self.0.source.as_deref().and_then(|source| source.downcast_ref())
    }

    /// Whether the server may have done the work all the same: the request may have been sent, and no verdict that
    /// can be read came back. Look before calling again what must not happen twice.
    #[must_use]
    pub fn outcome_unknown(&self) -> bool {
        self.0.outcome_unknown
    }

    /// Whether time ran out.
    #[must_use]
    pub fn is_timeout(&self) -> bool {
        self.0.timeout
    }

    /// Whether the server refused the ticket, and for that reason did not run the call. A session that logged in has
    /// tried again with a new ticket before it says so.
    #[must_use]
    pub fn ticket_refused(&self) -> bool {
        self.0.refused
    }

    /// The envelope that was sent, with what the configuration calls secret masked; `None` when none was made.
    #[must_use]
    pub fn masked_request(&self) -> Option<String> {
        self.0.traffic.as_deref().map(|traffic| secrets::mask(&traffic.request, traffic.secrets))
    }

    /// What the server answered (at most its first 65,536 bytes), with what the configuration calls secret masked;
    /// `None` when no answer came.
    #[must_use]
    pub fn masked_reply(&self) -> Option<String> {
        let traffic = self.0.traffic.as_deref().filter(|traffic| !traffic.reply.is_empty())?;
        Some(secrets::mask_reply(&traffic.sent, &traffic.reply, traffic.secrets))
    }

    /// The server refused to log the user in; `reason` is what it says, if anything.
    ///
    /// For the generated login. The message never holds the user's name or password.
    #[must_use]
    pub fn login(operation: &Operation, reason: Option<&str>) -> Self {
        let said = match reason.map(str::trim).filter(|reason| !reason.is_empty()) {
            Some(reason) => format!("; it says: {reason}"),
            None => String::new(),
        };
        Self::of(ErrorKind::Login, operation)
            .message(format!("the server refused the user name or the password{said}. Check both"))
    }

    /// The login worked, but its result does not hold the ticket (`place` is where the configuration looks for it).
    #[must_use]
    pub fn login_without_ticket(operation: &Operation, place: &str) -> Self {
        Self::of(ErrorKind::Login, operation).message(format!(
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
            status: None,
            fault: None,
            outcome: None,
            headers: None,
            body_excerpt: None,
            outcome_unknown: false,
            timeout: false,
            refused: false,
            traffic: None,
            source: None,
        }))
    }
}

/// How the client makes errors.
impl Error {
    pub(super) fn of(kind: ErrorKind, operation: &Operation) -> Self {
        let mut error = Self::config("").named(operation);
        error.0.kind = kind;
        error
    }

    pub(super) fn named(mut self, operation: &Operation) -> Self {
        self.0.service = Some(operation.service.name);
        self.0.operation = Some(Cow::Borrowed(operation.name));
        self
    }

    pub(super) fn message(mut self, message: impl Into<String>) -> Self {
        self.0.message = message.into();
        self
    }

    pub(super) fn with_status(mut self, status: http::StatusCode) -> Self {
        self.0.status = Some(status.as_u16());
        self
    }

    pub(super) fn with_headers(mut self, headers: impl Any + Send + Sync) -> Self {
        if matches!(self.0.kind, ErrorKind::Fault | ErrorKind::Outcome) {
            self.0.headers = Some(Box::new(headers));
        }
        self
    }

    pub(super) fn with_excerpt(mut self, excerpt: String) -> Self {
        self.0.body_excerpt = Some(excerpt);
        self
    }

    pub(super) fn with_outcome(mut self, outcome: Option<OutcomeFailure>) -> Self {
        self.0.outcome = outcome;
        self
    }

    pub(super) fn unknown(mut self, unknown: bool) -> Self {
        self.0.outcome_unknown = unknown;
        self
    }

    pub(super) fn refused_ticket(mut self) -> Self {
        self.0.refused = true;
        self.0.message.push_str(". The ticket is refused, and the call was not run: log in again");
        self
    }

    /// A ticket was refused, and there is no other.
    pub(super) fn login_again(why: Arc<Self>) -> Self {
        let mut error = Self::config(format!(
            "the server refused the ticket, so the call was not run; logging in again failed: {why}"
        ));
        error.0.kind = why.0.kind;
        error.0.status = why.0.status;
        error.0.timeout = why.0.timeout;
        error.0.refused = true;
        error.caused_by(why)
    }

    pub(super) fn exchanged(
        mut self,
        request: Bytes,
        reply: &[u8],
        sent: Sent,
        secrets: &'static [&'static str],
    ) -> Self {
        let reply = reply.get(..reply.len().min(KEPT)).unwrap_or_default().to_vec();
        self.0.traffic = Some(Box::new(Traffic { request, reply, sent, secrets }));
        self
    }

    /// Puts `redacted` texts (`None` leaves one as it is) in place of all that a server may have written.
    pub(super) fn hide(&mut self, redacted: &dyn Fn(&str) -> Option<String>) {
        let hide = |text: &mut String| {
            if let Some(better) = redacted(text) {
                *text = better;
            }
        };
        hide(&mut self.0.message);
        self.0.body_excerpt.as_mut().map(hide);
        if let Some(outcome) = &mut self.0.outcome {
            outcome.kind.as_mut().map(hide);
            outcome.message.as_mut().map(hide);
        }
        if let Some(fault) = &mut self.0.fault {
            hide(&mut fault.reason);
            hide(&mut fault.code.local);
            fault.role.as_mut().map(hide);
            fault.subcodes.iter_mut().for_each(|code| hide(&mut code.local));
        }
        if let Some(decode) = self.0.source.as_mut().and_then(|source| source.downcast_mut::<DecodeError>()) {
            decode.hide(redacted);
        }
        // Another source cannot be changed where it is; what it said stands in the message.
        if let Some(source) = &self.0.source
            && redacted(&chain(&**source)).is_some()
        {
            self.0.source = None;
        }
    }

    fn caused_by(mut self, source: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        self.0.source = Some(source.into());
        self
    }

    pub(super) fn from_fault(operation: &Operation, fault: Box<Fault>) -> Self {
        let mut error = Self::of(ErrorKind::Fault, operation)
            .message(format!("the server answered with the Fault {fault}"));
        error.0.fault = Some(fault);
        error
    }

    pub(super) fn from_encode(operation: &Operation, source: EncodeError) -> Self {
        Self::of(ErrorKind::Encode, operation)
            .message(format!("the request cannot be written: {source}. Nothing was sent"))
            .caused_by(source)
    }

    pub(super) fn from_decode(operation: &Operation, source: DecodeError, excerpt: &str) -> Self {
        let (kind, what, advice) = match source.kind() {
            DecodeErrorKind::Limit(_) => (
                ErrorKind::Limit,
                "the reply exceeds a limit",
                "Ask for less, or raise the limit if this server is trusted",
            ),
            DecodeErrorKind::NotWellFormed(_) | DecodeErrorKind::Encoding(_) => (
                ErrorKind::Decode,
                "the reply is broken",
                "The server, or something between here and there, did not send a whole XML document",
            ),
            _ => (
                ErrorKind::Decode,
                "the reply is not what the contract promises",
                "If the service has changed, generate the client from its contract of today",
            ),
        };
        let near = if excerpt.is_empty() { String::new() } else { format!(", near `{excerpt}`") };
        // A reply did come, so the request was handled; only its verdict is lost.
        Self::of(kind, operation)
            .message(format!("{what}: {source}{near}. {advice}"))
            .caused_by(source)
            .unknown(true)
    }

    pub(super) fn from_transport(operation: &Operation, address: &str, source: TransportError) -> Self {
        let sent = source.may_be_sent();
        let what = match (source.is_timeout(), sent) {
            (true, true) => "no complete answer in time from",
            (true, false) => "no connection in time to",
            (false, true) => "the connection broke while talking to",
            (false, false) => "cannot reach",
        };
        let advice =
            if sent { "" } else { ". Nothing was sent: check the address and the network, and call again" };
        let mut error = Self::of(ErrorKind::Transport, operation)
            .message(format!("{what} {address}: {source}{advice}"))
            .unknown(sent);
        error.0.timeout = source.is_timeout();
        error.caused_by(source)
    }
}

/// All that an error and its causes may show.
fn chain(error: &(dyn std::error::Error + 'static)) -> String {
    let mut out = format!("{error} {error:?}");
    let mut next = error.source();
    while let Some(cause) = next {
        out.push_str(&format!(" {cause} {cause:?}"));
        next = cause.source();
    }
    out
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.0.service, self.0.operation.as_deref()) {
            (Some(service), Some(operation)) => write!(f, "{service}.{operation}: {}", self.0.message)?,
            (None, Some(operation)) => write!(f, "{operation}: {}", self.0.message)?,
            _ => f.write_str(&self.0.message)?,
        }
        if self.0.outcome_unknown {
            let stop = if self.0.message.ends_with(['.', '…']) { "" } else { "." };
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
