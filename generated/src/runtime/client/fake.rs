//! A transport for tests: no network, replies as the test wants them, requests kept.

use std::collections::VecDeque;
use std::fmt;
use std::io::Read;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use bytes::Bytes;
use http::header::{CONTENT_TYPE, HeaderName, HeaderValue};
use http::{HeaderMap, Request, Response, StatusCode, Uri};

use super::transport::{
    AsyncBody, AsyncTransport, BlockingTransport, BoxFuture, RequestBody, SendOptions, TransportError,
};

/// Answers calls without a network, async and blocking. Clones share replies and records.
#[derive(Clone, Default)]
pub struct FakeTransport {
    state: Arc<Mutex<State>>,
}

type Responder = dyn Fn(&RecordedRequest) -> Result<FakeReply, TransportError> + Send + Sync;

#[derive(Default)]
struct State {
    canned: VecDeque<Result<FakeReply, TransportError>>,
    computed: Option<Arc<Responder>>,
    requests: Vec<RecordedRequest>,
}

impl FakeTransport {
    /// A fake without replies: each call fails until it gets some.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// A fake that computes each reply.
    #[must_use]
    pub fn computed(
        responder: impl Fn(&RecordedRequest) -> Result<FakeReply, TransportError> + Send + Sync + 'static,
    ) -> Self {
        let fake = Self::new();
        fake.state().computed = Some(Arc::new(responder));
        fake
    }

    /// Adds a reply. Replies are given in order, each once, before computed ones.
    pub fn reply(&self, reply: FakeReply) -> &Self {
        self.state().canned.push_back(Ok(reply));
        self
    }

    /// Adds a failure of the network, in order with the replies.
    pub fn fail(&self, error: TransportError) -> &Self {
        self.state().canned.push_back(Err(error));
        self
    }

    /// The requests until now, oldest first.
    #[must_use]
    pub fn requests(&self) -> Vec<RecordedRequest> {
        self.state().requests.clone()
    }

    /// The newest request.
    #[must_use]
    pub fn last_request(&self) -> Option<RecordedRequest> {
        self.state().requests.last().cloned()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

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
            body: body.into_bytes(),
            options,
        };
        let mut state = self.state();
        state.requests.push(request.clone());
        if let Some(reply) = state.canned.pop_front() {
            return reply;
        }
        // Called without the lock, so that it can look at the fake.
        let computed = state.computed.clone();
        drop(state);
        match computed {
            Some(computed) => computed(&request),
            None => Err(TransportError::new("the FakeTransport has no reply left for this call").not_sent()),
        }
    }
}

impl fmt::Debug for FakeTransport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FakeTransport")
            .field("requests", &self.state().requests.len())
            .finish_non_exhaustive()
    }
}

/// A request that a [`FakeTransport`] got.
#[derive(Clone)]
#[non_exhaustive]
pub struct RecordedRequest {
    /// The service that was called.
    pub service: &'static str,
    /// The operation that was called.
    pub operation: &'static str,
    /// The address.
    pub uri: Uri,
    /// The HTTP headers.
    pub headers: HeaderMap,
    /// The envelope.
    pub body: Bytes,
    /// What else the transport was told.
    pub options: SendOptions,
}

impl RecordedRequest {
    /// The envelope as text.
    #[must_use]
    pub fn text(&self) -> &str {
        std::str::from_utf8(&self.body).unwrap_or_default()
    }

    /// An HTTP header as text.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|value| std::str::from_utf8(value.as_bytes()).ok())
    }
}

/// Without the envelope, which may hold tickets and passwords.
impl fmt::Debug for RecordedRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RecordedRequest")
            .field("service", &self.service)
            .field("operation", &self.operation)
            .field("bytes", &self.body.len())
            .finish_non_exhaustive()
    }
}

/// What a [`FakeTransport`] answers.
#[derive(Debug)]
pub struct FakeReply {
    status: StatusCode,
    headers: HeaderMap,
    chunks: VecDeque<Result<Bytes, TransportError>>,
}

impl FakeReply {
    /// HTTP 200 with this envelope.
    #[must_use]
    pub fn ok(body: impl Into<Bytes>) -> Self {
        Self::new(StatusCode::OK, body)
    }

    /// Any status with this body, as `text/xml`.
    #[must_use]
    pub fn new(status: StatusCode, body: impl Into<Bytes>) -> Self {
        let mut headers = HeaderMap::new();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/xml; charset=utf-8"));
        Self { status, headers, chunks: VecDeque::from([Ok(body.into())]) }
    }

    /// With an HTTP header, instead of one of the same name.
    #[must_use]
    pub fn header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.headers.insert(name, value);
        self
    }

    /// With more of the body, as a chunk of its own.
    #[must_use]
    pub fn chunk(mut self, bytes: impl Into<Bytes>) -> Self {
        self.chunks.push_back(Ok(bytes.into()));
        self
    }

    /// Breaks off after what has been given.
    #[must_use]
    pub fn breaks(mut self, error: TransportError) -> Self {
        self.chunks.push_back(Err(error));
        self
    }

    fn response<B>(self, body: impl FnOnce(FakeBody) -> B) -> Response<B> {
        let mut response = Response::new(body(FakeBody { chunks: self.chunks, rest: Bytes::new() }));
        *response.status_mut() = self.status;
        *response.headers_mut() = self.headers;
        response
    }
}

struct FakeBody {
    chunks: VecDeque<Result<Bytes, TransportError>>,
    rest: Bytes,
}

impl AsyncBody for FakeBody {
    fn chunk(&mut self) -> BoxFuture<'_, Result<Option<Bytes>, TransportError>> {
        let next = self.chunks.pop_front().transpose();
        Box::pin(std::future::ready(next))
    }
}

impl Read for FakeBody {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        while self.rest.is_empty() {
            match self.chunks.pop_front() {
                None => return Ok(0),
                Some(Ok(chunk)) => self.rest = chunk,
                Some(Err(error)) => return Err(std::io::Error::other(error)),
            }
        }
        let part = self.rest.split_to(self.rest.len().min(buffer.len()));
        for (to, from) in buffer.iter_mut().zip(&part) {
            *to = *from;
        }
        Ok(part.len())
    }
}

impl AsyncTransport for FakeTransport {
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
    fn send(
        &self,
        request: Request<RequestBody>,
        options: SendOptions,
    ) -> Result<Response<Box<dyn Read + Send>>, TransportError> {
        self.answer(request, options).map(|reply| reply.response(|body| Box::new(body) as _))
    }
}
