//! A transport for tests: no network, replies as the test wants them, requests kept.

mod reply;
mod request;
#[cfg(feature = "server")]
mod typed;

use std::collections::VecDeque;
use std::fmt;
use std::io::Read;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use http::{Request, Response};

pub use reply::FakeReply;
pub use request::RecordedRequest;

use super::transport::{
    AsyncBody, AsyncTransport, BlockingTransport, BoxFuture, SendOptions, TransportError,
};
use crate::runtime::client::RequestBody;

/// Answers calls without a network, async and blocking. Clones share replies and records.
///
/// A call gets the first of these that there is: the next reply in the row of [`reply`](Self::reply) and
/// [`fail`](Self::fail); with the cargo feature `server`, the next answer that `once` has for its operation, and what
/// `on` says of it; what [`computed`](Self::computed) says. Else it fails, and the error says what is missing.
#[derive(Clone, Default)]
pub struct FakeTransport {
    state: Arc<Mutex<State>>,
}

type Responder = dyn Fn(&RecordedRequest) -> Result<FakeReply, TransportError> + Send + Sync;

#[derive(Default)]
struct State {
    canned: VecDeque<Result<FakeReply, TransportError>>,
    #[cfg(feature = "server")]
    typed: typed::Answers,
    computed: Option<Arc<Responder>>,
    requests: Vec<RecordedRequest>,
}

impl FakeTransport {
    /// A fake without replies: each call fails until it gets some.
    #[must_use]
    #[inline]
    pub fn new() -> Self {
        Self::default()
    }

    /// A fake that computes each reply.
    #[must_use]
    #[inline]
    pub fn computed(
        responder: impl Fn(&RecordedRequest) -> Result<FakeReply, TransportError> + Send + Sync + 'static,
    ) -> Self {
        let fake = Self::new();
        fake.state().computed = Some(Arc::new(responder));
        fake
    }

    /// Adds a reply. Replies are given in order, each once, before computed ones.
    #[inline]
    pub fn reply(&self, reply: FakeReply) -> &Self {
        self.state().canned.push_back(Ok(reply));
        self
    }

    /// Adds a failure of the network, in order with the replies.
    #[inline]
    pub fn fail(&self, error: TransportError) -> &Self {
        self.state().canned.push_back(Err(error));
        self
    }

    /// The requests until now, oldest first.
    #[must_use]
    #[inline]
    pub fn requests(&self) -> Vec<RecordedRequest> {
        self.state().requests.clone()
    }

    /// The newest request.
    #[must_use]
    #[inline]
    pub fn last_request(&self) -> Option<RecordedRequest> {
        self.state().requests.last().cloned()
    }

    #[inline]
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    #[inline]
    fn answer(
        &self,
        request: Request<RequestBody>,
        options: SendOptions,
    ) -> Result<FakeReply, TransportError> {
        let (head, body) = request.into_parts();
        let request = RecordedRequest {
            service: options.operation.service.name,
            operation: options.operation.name,
            uri: head.uri,
            headers: head.headers,
            envelope: body.envelope().clone(),
            body: body.into_bytes(),
            options,
        };
        let mut state = self.state();
        state.requests.push(request.clone());
        if let Some(reply) = state.canned.pop_front() {
            return reply;
        }
        // Functions are called without the lock, so that they can look at the fake.
        #[cfg(feature = "server")]
        if let Some(answer) = state.typed.take(request.options.operation) {
            drop(state);
            return Ok(answer.reply(&request));
        }
        let computed = state.computed.clone();
        match computed {
            Some(computed) => {
                drop(state);
                computed(&request)
            }
            None => Err(state.unanswered(&request)),
        }
    }
}

impl State {
    #[cold]
    #[inline]
    fn unanswered(&self, request: &RecordedRequest) -> TransportError {
        let mut text = format!(
            "the FakeTransport has no answer left for {}.{} (calls so far: {}, of this operation: {})",
            request.service,
            request.operation,
            self.requests.len(),
            self.requests.iter().filter(|other| request.is_like(other)).count(),
        );
        #[cfg(feature = "server")]
        self.typed.describe(&mut text);
        text.push_str(". Give it one before the call");
        TransportError::new(text).not_sent()
    }
}

impl fmt::Debug for FakeTransport {
    #[inline]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FakeTransport")
            .field("requests", &self.state().requests.len())
            .finish_non_exhaustive()
    }
}

impl AsyncTransport for FakeTransport {
    #[inline]
    fn send<'a>(
        &'a self,
        request: Request<RequestBody>,
        options: SendOptions,
    ) -> BoxFuture<'a, Result<Response<Box<dyn AsyncBody>>, TransportError>> {
        let answer = self.answer(request, options);
        Box::pin(std::future::ready(answer.map(|reply| reply.response(|body| Box::new(body) as _))))
    }
}

impl BlockingTransport for FakeTransport {
    #[inline]
    fn send(
        &self,
        request: Request<RequestBody>,
        options: SendOptions,
    ) -> Result<Response<Box<dyn Read + Send>>, TransportError> {
        self.answer(request, options).map(|reply| reply.response(|body| Box::new(body) as _))
    }
}
