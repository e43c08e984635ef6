//! What carries a request to the server and its reply back.

use std::fmt;
use std::future::Future;
use std::io::Read;
use std::pin::Pin;
use std::time::Duration;

use bytes::Bytes;

pub(super) use super::body::RequestBody;
use crate::runtime::codec::strings::contains;
use crate::runtime::soap::Operation;

/// A boxed future that may move between threads.
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// Carries requests for [`Client::call`](super::Client::call).
///
/// An implementation hands over every reply whatever its status, follows no redirects, undoes compression, and keeps
/// to [`SendOptions::timeout`]. It does not send a request twice unless it knows that the first was not handled.
pub trait AsyncTransport: Send + Sync {
    /// Sends the request and gives the reply once its head is there; the body follows by chunks.
    ///
    /// # Errors
    /// When no reply came; the error tells whether the request may have been sent.
    fn send<'a>(
        &'a self,
        request: http::Request<RequestBody>,
        options: SendOptions,
    ) -> BoxFuture<'a, Result<http::Response<Box<dyn AsyncBody>>, TransportError>>;

    /// Whether it keeps to [`SendOptions::timeout`] by itself, as it should where others use it, too. A call is given up soon
    /// after its time then; else when that is over.
    fn keeps_time(&self) -> bool {
        true
    }
}

/// The body of a reply, by chunks, without its compression.
pub trait AsyncBody: Send {
    /// The next chunk; `None` at the end.
    ///
    /// # Errors
    /// When the body breaks off, or time runs out.
    fn chunk(&mut self) -> BoxFuture<'_, Result<Option<Bytes>, TransportError>>;

    /// Whether the last chunk is known to have come: then [`chunk`](Self::chunk) need not be asked for the end.
    fn is_over(&self) -> bool {
        false
    }
}

/// Carries requests for [`Client::call_blocking`](super::Client::call_blocking); else as [`AsyncTransport`].
pub trait BlockingTransport: Send + Sync {
    /// Sends the request and gives the reply once its head is there; the body follows by reading. A read that fails
    /// may carry a [`TransportError`] inside its `io::Error`.
    ///
    /// # Errors
    /// When no reply came; the error tells whether the request may have been sent.
    fn send(
        &self,
        request: http::Request<RequestBody>,
        options: SendOptions,
    ) -> Result<http::Response<Box<dyn Read + Send>>, TransportError>;
}

/// What a transport should know of a call beside its request.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct SendOptions {
    /// How long the whole exchange may take, the reply's last byte included; `None` for ever.
    pub timeout: Option<Duration>,
    /// For a reply that is read item by item, which may take as long as it likes: how long its head may take, and each read
    /// of its body. [`timeout`](Self::timeout) is `None` then.
    pub idle: Option<Duration>,
    /// The operation that is called.
    pub operation: &'static Operation,
}

impl SendOptions {
    /// For `operation`, without a timeout.
    #[must_use]
    pub fn new(operation: &'static Operation) -> Self {
        Self { timeout: None, idle: None, operation }
    }

    /// With a timeout.
    #[must_use]
    pub fn timeout(mut self, timeout: Option<Duration>) -> Self {
        self.timeout = timeout;
        self
    }
}

/// No reply, or only part of one.
#[derive(Debug)]
pub struct TransportError {
    source: Box<dyn std::error::Error + Send + Sync>,
    may_be_sent: bool,
    timeout: bool,
    anew: bool,
}

impl TransportError {
    /// Something broke, and the request may have been sent.
    #[must_use]
    pub fn new(source: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self { source: source.into(), may_be_sent: true, timeout: false, anew: false }
    }

    /// The proxy refused to let a request for https through. The libraries do not show what it asks for.
    #[cfg(any(feature = "async", feature = "blocking"))]
    #[cold]
    pub(super) fn refused_by_proxy(self) -> Self {
        let why = format!(
            "{self}. The proxy wants credentials before it connects: put a user and a password into its URL, which is \
             Basic authentication. Digest, NTLM and Negotiate are not supported there"
        );
        Self { source: why.into(), ..self }
    }

    /// Surely nothing of the request was handled: there was no connection yet.
    #[must_use]
    #[inline]
    pub fn not_sent(mut self) -> Self {
        self.may_be_sent = false;
        self
    }

    /// Time ran out.
    #[must_use]
    #[inline]
    pub fn timed_out(mut self) -> Self {
        self.timeout = true;
        self
    }

    /// The server refused the request before it was handled, and named what another one needs.
    #[cfg(any(feature = "http-digest", feature = "ntlm"))]
    #[cold]
    pub(super) fn anew() -> Self {
        let why = "the server asks for other credentials with each request, so the call was given up";
        Self { anew: true, ..Self::new(why).not_sent() }
    }

    /// Whether the call is to be sent again, with another envelope: this one was seen by the server.
    pub(super) fn is_anew(&self) -> bool {
        self.anew
    }

    /// Whether the server may have had the request.
    #[must_use]
    #[inline]
    pub fn may_be_sent(&self) -> bool {
        self.may_be_sent
    }

    /// Whether time ran out.
    #[must_use]
    #[inline]
    pub fn is_timeout(&self) -> bool {
        self.timeout
    }

    /// From a read of a reply's body: the transport's own error where it is inside, else by the kind.
    #[cfg_attr(not(feature = "blocking"), inline)]
    pub(super) fn from_read(error: std::io::Error) -> Self {
        let timeout = matches!(error.kind(), std::io::ErrorKind::TimedOut | std::io::ErrorKind::WouldBlock);
        let mut found = match error.downcast::<Self>() {
            Ok(own) => own,
            Err(error) => Self::new(error),
        };
        found.timeout |= timeout;
        found
    }

    /// Whatever it says, a reply had begun.
    pub(super) fn after_head(mut self) -> Self {
        self.may_be_sent = true;
        self
    }
}

/// The whole chain of causes on one line, since the innermost one tells what to do.
impl fmt::Display for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut last = self.source.to_string();
        f.write_str(&last)?;
        let mut next = self.source.source();
        while let Some(cause) = next {
            let text = cause.to_string();
            // Many errors repeat their cause in their own text.
            if !contains(&last, &text) {
                write!(f, ": {text}")?;
                last = text;
            }
            next = cause.source();
        }
        Ok(())
    }
}

impl std::error::Error for TransportError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.source.source()
    }
}
