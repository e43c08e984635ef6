//! Layers between calls and their transport: they see each HTTP request before it is sent, and each answer before it is
//! read.

use std::sync::Arc;
use std::time::Duration;

use http::{HeaderMap, Request, StatusCode};

use super::build::ClientBuilder;
use super::transport::{RequestBody, TransportError};
use crate::runtime::soap::Operation;

/// How often a call is sent at most because layers say so.
const MOST: u32 = 100;

/// Stands between calls and their transport, whatever that is: async or blocking, the default one or the program's own.
/// Made known by [`ClientBuilder::layer`].
///
/// It may change the HTTP headers and the bytes of requests and answers, and have a call sent again. A call that is sent
/// again is made anew: with another nonce, another time, another message number, where it has such.
///
/// The chapter "Between calls and the network" of a generated crate's guide has an example.
pub trait Layer: Send + Sync {
    /// Before a request is sent. [`Error::masked_request`](crate::runtime::error::Error::masked_request) shows the envelope
    /// as it was before; mark a header's value as sensitive (`HeaderValue::set_sensitive`) to keep it out of errors and logs
    /// where the server repeats it.
    ///
    /// # Errors
    /// Makes the call fail before anything is sent.
    fn before(&self, request: &mut Request<RequestBody>, attempt: &Attempt) -> Result<(), TransportError> {
        let _ = (request, attempt);
        Ok(())
    }

    /// After an answer has come in whole, whatever its status, and before it is read.
    fn after(&self, answer: &mut Answered, attempt: &Attempt) -> Next {
        let _ = (answer, attempt);
        Next::Proceed
    }

    /// After a failure of the transport: no answer came, or it broke off.
    fn failed(&self, error: &TransportError, attempt: &Attempt) -> Next {
        let _ = (error, attempt);
        Next::Proceed
    }
}

/// A send of a call.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct Attempt {
    /// The operation that is called.
    pub operation: &'static Operation,
    /// Which send of the call it is: 1 for the first. A new login begins with 1 again.
    pub number: u32,
}

/// An answer that has come in.
#[derive(Clone)]
#[non_exhaustive]
pub struct Answered {
    /// The HTTP status.
    pub status: StatusCode,
    /// The HTTP headers.
    pub headers: HeaderMap,
    /// The body.
    pub body: Vec<u8>,
}

/// Without the headers and the body, which may hold anything.
impl std::fmt::Debug for Answered {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Answered").field("status", &self.status).finish_non_exhaustive()
    }
}

/// What is done after a send.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Next {
    /// The answer is read, or the failure is told.
    Proceed,
    /// The call is made anew and sent again, after this time. Say so only where the operation may be done twice, or where
    /// the server surely did not do it. Where the call's time does not suffice, or after 100 sends, the answer is read, or
    /// the failure told, as it is.
    Again(Duration),
}

/// The layers of a client, the outermost first.
#[derive(Clone, Default)]
pub(super) struct Layers {
    own: Vec<Arc<dyn Layer>>,
    #[cfg(feature = "cookies")]
    pub(super) cookies: Option<super::cookies::Jar>,
}

impl Layers {
    pub(super) fn is_empty(&self) -> bool {
        #[cfg(feature = "cookies")]
        if self.cookies.is_some() {
            return false;
        }
        self.own.is_empty()
    }

    /// The same for somebody else, who is to know nothing of what servers told the first one.
    pub(super) fn apart(self: &Arc<Self>) -> Arc<Self> {
        #[cfg(feature = "cookies")]
        if self.cookies.is_some() {
            return Arc::new(Self { cookies: Some(super::cookies::Jar::default()), ..Self::clone(self) });
        }
        Arc::clone(self)
    }

    pub(super) fn before(
        &self,
        request: &mut Request<RequestBody>,
        attempt: &Attempt,
    ) -> Result<(), TransportError> {
        self.own.iter().try_for_each(|layer| layer.before(request, attempt))?;
        #[cfg(feature = "cookies")]
        if let Some(cookies) = &self.cookies {
            cookies.send(request);
        }
        Ok(())
    }

    /// What the innermost layer says that has something to say.
    pub(super) fn after(&self, answer: &mut Answered, address: &http::Uri, attempt: &Attempt) -> Next {
        #[cfg(feature = "cookies")]
        if let Some(cookies) = &self.cookies {
            cookies.receive(&answer.headers, address);
        }
        let _ = address;
        Self::first(self.own.iter().rev().map(|layer| layer.after(answer, attempt)), attempt)
    }

    pub(super) fn failed(&self, error: &TransportError, attempt: &Attempt) -> Next {
        Self::first(self.own.iter().rev().map(|layer| layer.failed(error, attempt)), attempt)
    }

    /// All of them are asked.
    fn first(said: impl Iterator<Item = Next>, attempt: &Attempt) -> Next {
        let again = said.fold(Next::Proceed, |first, next| if first == Next::Proceed { next } else { first });
        if attempt.number >= MOST { Next::Proceed } else { again }
    }
}

impl ClientBuilder {
    /// Adds a layer between calls and their transport. The first one is the outermost: it sees requests first and answers
    /// last.
    pub fn layer(mut self, layer: impl Layer + 'static) -> Self {
        self.layers.own.push(Arc::new(layer));
        self
    }
}
