//! How the client makes errors.

use std::any::Any;
use std::borrow::Cow;
use std::sync::Arc;

use bytes::Bytes;
use http::{HeaderMap, Uri};

use super::{Again, Error, ErrorKind, KEPT, OutcomeFailure, Traffic};
use crate::runtime::client::checked::SecurityFailure;
use crate::runtime::client::sent_secrets::SentSecrets;
use crate::runtime::client::{Checked, TransportError, url};
use crate::runtime::codec::secrets::Names;
use crate::runtime::codec::{DecodeError, DecodeErrorKind, DepartureKind, Departures, EncodeError};
use crate::runtime::soap::attachments::shown;
use crate::runtime::soap::{Fault, Operation};

impl Error {
    #[cold]
    pub(in crate::runtime) fn in_operation(kind: ErrorKind, operation: &Operation) -> Self {
        let mut error = Self::config("").named(operation);
        error.0.kind = kind;
        error
    }

    #[cold]
    pub(in crate::runtime) fn named(mut self, operation: &Operation) -> Self {
        self.0.service = Some(operation.service.name);
        self.0.operation = Some(Cow::Borrowed(operation.name));
        self
    }

    #[cold]
    pub(in crate::runtime) fn message(mut self, message: impl Into<String>) -> Self {
        self.0.message = message.into();
        self
    }

    #[cold]
    pub(in crate::runtime) fn with_status(mut self, status: http::StatusCode) -> Self {
        self.0.status = Some(status.as_u16());
        self
    }

    /// Says which URL was called.
    #[cold]
    pub(in crate::runtime) fn at(mut self, url: Option<&Uri>) -> Self {
        self.0.url = url.map(url::shown);
        self
    }

    /// Says what HTTP tells of the answer.
    #[cold]
    pub(in crate::runtime) fn answered(mut self, status: u16, headers: HeaderMap) -> Self {
        self.0.status = Some(status);
        self.0.http_headers = Some(headers);
        self
    }

    #[cold]
    pub(in crate::runtime) fn with_headers(mut self, headers: impl Any + Send + Sync) -> Self {
        if matches!(self.0.kind, ErrorKind::Fault | ErrorKind::Outcome) && self.0.untrusted.is_none() {
            self.0.headers = Some(Box::new(headers));
        }
        self
    }

    #[cold]
    pub(in crate::runtime) fn with_excerpt(mut self, excerpt: String) -> Self {
        self.0.body_excerpt = Some(excerpt);
        self
    }

    #[cold]
    pub(in crate::runtime) fn with_outcome(mut self, outcome: Option<OutcomeFailure>) -> Self {
        self.0.outcome = outcome;
        self
    }

    #[cold]
    pub(in crate::runtime) fn unknown(mut self, unknown: bool) -> Self {
        self.0.outcome_unknown = unknown;
        self
    }

    #[cold]
    pub(in crate::runtime) fn refused_ticket(mut self) -> Self {
        self.0.refused = true;
        self.0.message.push_str(". The ticket is refused, and the call was not run: log in again");
        self
    }

    /// The server, or a proxy, did not let the call in.
    #[cold]
    pub(in crate::runtime) fn refused_credentials(mut self, why: &str) -> Self {
        self.0.message = format!("{why}. {}", self.0.message);
        self
    }

    /// There is no ticket for a call: the one that it had was `refused`, or there never was one.
    #[cold]
    #[inline]
    pub(in crate::runtime) fn login_again(why: Arc<Self>, refused: bool) -> Self {
        let mut error = Self::config(if refused {
            format!("the server refused the ticket, so the call was not run; logging in again failed: {why}")
        } else {
            format!("the call was not sent, since logging in failed: {why}")
        });
        error.0.kind = why.0.kind;
        error.0.url.clone_from(&why.0.url);
        error.0.status = why.0.status;
        error.0.http_headers.clone_from(&why.0.http_headers);
        error.0.timeout = why.0.timeout;
        error.0.refused = refused;
        error.caused_by(why)
    }

    /// The time of a call was over before its login, or another's that it waited for, was done.
    #[cold]
    pub(in crate::runtime) fn login_too_late() -> Self {
        let mut error =
            Self::config("the time for the call was over before the login was done. Nothing was sent");
        error.0.kind = ErrorKind::Transport;
        error.0.timeout = true;
        error
    }

    /// The time of a call was over before it was sent, or sent `again` because a layer said so.
    #[cold]
    pub(in crate::runtime) fn too_late(operation: &Operation, again: bool) -> Self {
        let mut error =
            Self::in_operation(ErrorKind::Transport, operation).unknown(again).message(match again {
                true => "the time for the call was over before it was sent again",
                false => "the time for the call was over before it was sent. Nothing was sent",
            });
        error.0.timeout = true;
        error
    }

    /// A program's own login gave no ticket.
    #[cold]
    #[inline]
    pub(in crate::runtime) fn own_login(why: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        let why = why.into();
        let mut error = Self::config(format!("the function of login_with failed: {why}"));
        error.0.kind = ErrorKind::Login;
        error.caused_by(why)
    }

    /// The failure in the response headers means that the login was refused.
    #[cold]
    #[inline]
    pub(in crate::runtime) fn refused_login(mut self) -> Self {
        self.0.kind = ErrorKind::Login;
        self.0.message =
            refused_login(self.0.outcome.as_ref().and_then(|outcome| outcome.message.as_deref()));
        self
    }

    #[cold]
    pub(in crate::runtime) fn too_large(operation: &Operation, limit: usize) -> Self {
        let message = format!(
            "the reply is larger than {limit} bytes, the client's limit. Ask for less, or raise the limit"
        );
        Self::in_operation(ErrorKind::Limit, operation).message(message).unknown(true)
    }

    #[cold]
    pub(in crate::runtime) fn with_departures(mut self, departures: Departures) -> Self {
        self.0.departures = departures;
        self
    }

    #[cold]
    pub(in crate::runtime) fn with_reply(mut self, again: Again) -> Self {
        self.0.again = Some(Box::new(again));
        self
    }

    #[cold]
    pub(in crate::runtime) fn exchanged(
        mut self,
        request: Bytes,
        reply: &[u8],
        sent: SentSecrets,
        secrets: Names,
    ) -> Self {
        let reply = reply.get(..reply.len().min(KEPT)).unwrap_or_default().to_vec();
        self.0.traffic = Some(Box::new(Traffic { request, reply, sent, secrets }));
        self
    }

    /// Puts `redacted` texts (`None` leaves one as it is) in place of all that a server may have written.
    pub(in crate::runtime) fn hide(&mut self, redacted: &dyn Fn(&str) -> Option<String>) {
        let hide = |text: &mut String| {
            if let Some(better) = redacted(text) {
                *text = better;
            }
        };
        hide(&mut self.0.message);
        self.0.untrusted.as_mut().map(hide);
        self.0.url.as_mut().map(hide);
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
        self.0.departures.each_mut(&mut |departure| departure.hide(redacted));
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

    /// The reply failed a check.
    #[cold]
    pub(in crate::runtime) fn insecure(operation: &Operation, failure: &SecurityFailure) -> Self {
        let SecurityFailure(why) = failure;
        let mut error = Self::in_operation(ErrorKind::Security, operation)
            .message(format!("the reply is not to be trusted: {why}. Nothing of it is handed out"))
            .unknown(true);
        error.0.untrusted = Some(why.clone());
        error
    }

    /// The Fault failed a check.
    #[cold]
    pub(in crate::runtime) fn unverified(mut self, failure: &SecurityFailure) -> Self {
        let SecurityFailure(why) = failure;
        self.0.message.push_str(&format!(". Anybody may have sent this Fault: {why}"));
        self.0.untrusted = Some(why.clone());
        self.unknown(true)
    }

    /// Whether the reply failed a check.
    pub(in crate::runtime) fn is_untrusted(&self) -> bool {
        self.0.untrusted.is_some()
    }

    #[cold]
    pub(in crate::runtime) fn with_checked(mut self, checked: Checked) -> Self {
        self.0.checked = checked;
        self
    }

    #[cold]
    fn caused_by(mut self, source: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        self.0.source = Some(source.into());
        self
    }

    #[cold]
    pub(in crate::runtime) fn from_fault(operation: &Operation, fault: Box<Fault>) -> Self {
        let mut error = Self::in_operation(ErrorKind::Fault, operation)
            .message(format!("the server answered with the Fault {fault}{}", fault.advice()));
        error.0.fault = Some(fault);
        error
    }

    #[cold]
    pub(in crate::runtime) fn from_encode(operation: &Operation, source: EncodeError) -> Self {
        Self::in_operation(ErrorKind::Encode, operation)
            .message(format!("the request cannot be written: {source}. Nothing was sent"))
            .caused_by(source)
    }

    /// An upload could not be read, perhaps after some of the request was sent.
    #[cold]
    pub(in crate::runtime) fn from_upload(operation: &Operation, why: &str) -> Self {
        let message = format!("the request cannot be written: {why}");
        Self::in_operation(ErrorKind::Encode, operation).message(message).unknown(true)
    }

    #[cold]
    pub(in crate::runtime) fn parts_too_large(operation: &Operation, limit: u64) -> Self {
        let message = format!(
            "the parts of the reply are larger than {limit} bytes, the call's limit. Ask for less, or raise the limit"
        );
        Self::in_operation(ErrorKind::Limit, operation).message(message).unknown(true)
    }

    /// The program's own writer failed.
    #[cold]
    pub(in crate::runtime) fn from_sink(operation: &Operation, id: &str, why: std::io::Error) -> Self {
        let id = shown(id);
        let message =
            format!("a part of the reply, `{id}`, cannot be written to where the program wants it: {why}");
        Self::in_operation(ErrorKind::Transport, operation).message(message).unknown(true).caused_by(why)
    }

    /// Says why the call was not sent again.
    #[cold]
    pub(in crate::runtime) fn not_sent_again(mut self, why: &str) -> Self {
        self.0.message.push_str(". The call cannot be sent again by itself, since it carries an `Upload`: ");
        self.0.message.push_str(why);
        self
    }

    /// A program's function for header blocks failed. An error of ours tells enough by itself.
    #[cold]
    pub(in crate::runtime) fn from_header_blocks(
        operation: &Operation,
        why: Box<dyn std::error::Error + Send + Sync>,
    ) -> Self {
        let why = match why.downcast::<Self>() {
            Ok(own) => return own.named(operation),
            Err(why) => why,
        };
        Self::in_operation(ErrorKind::Encode, operation)
            .message(format!("the program's header blocks cannot be made: {why}. Nothing was sent"))
            .caused_by(why)
    }

    #[cold]
    pub(in crate::runtime) fn from_decode(operation: &Operation, source: DecodeError, excerpt: &str) -> Self {
        let (kind, what, advice) = match source.kind() {
            DecodeErrorKind::Limit(_) => (
                ErrorKind::Limit,
                "the reply exceeds a limit",
                "Ask for less, or raise the limit if this server is trusted",
            ),
            DecodeErrorKind::Multipart(_) => (
                ErrorKind::Decode,
                "the reply is broken",
                "The server, or something between here and there, did not send a whole message",
            ),
            DecodeErrorKind::Departure(DepartureKind::MustUnderstand, _) => (
                ErrorKind::NotUnderstood,
                "the reply demands something of the client",
                "A program that does what the block asks for says so with `understands`",
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
        Self::in_operation(kind, operation)
            .message(format!("{what}: {source}{near}. {advice}"))
            .caused_by(source)
            .unknown(true)
    }

    #[cold]
    pub(in crate::runtime) fn from_transport(operation: &Operation, source: TransportError) -> Self {
        let sent = source.may_be_sent();
        let what = match (source.is_timeout(), sent) {
            (true, true) => "no complete answer in time from the server",
            (true, false) => "no connection in time to the server",
            (false, true) => "the connection broke while talking to the server",
            (false, false) => "cannot reach the server",
        };
        let advice =
            if sent { "" } else { ". Nothing was sent: check the address and the network, and call again" };
        let mut error = Self::in_operation(ErrorKind::Transport, operation)
            .message(format!("{what}: {source}{advice}"))
            .unknown(sent);
        error.0.timeout = source.is_timeout();
        error.caused_by(source)
    }
}

/// What to tell about a refused login, with what the server says, if anything.
pub(super) fn refused_login(reason: Option<&str>) -> String {
    let said = match reason.map(str::trim).filter(|reason| !reason.is_empty()) {
        Some(reason) => format!("; it says: {reason}"),
        None => String::new(),
    };
    format!("the server refused the user name or the password{said}. Check both")
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
