//! What a fake answers.

use std::collections::VecDeque;
use std::fmt;
use std::io::Read;

use bytes::Bytes;
use http::header::{CONTENT_TYPE, HeaderName, HeaderValue};
use http::{HeaderMap, Response, StatusCode};

use crate::runtime::client::transport::{AsyncBody, BoxFuture, TransportError};

/// What a [`FakeTransport`](super::FakeTransport) answers.
pub struct FakeReply {
    status: StatusCode,
    headers: HeaderMap,
    chunks: VecDeque<Result<Bytes, TransportError>>,
}

impl FakeReply {
    /// HTTP 200 with this envelope.
    #[must_use]
    #[inline]
    pub fn ok(body: impl Into<Bytes>) -> Self {
        Self::new(StatusCode::OK, body)
    }

    /// Any status with this body, as `text/xml`.
    #[must_use]
    #[inline]
    pub fn new(status: StatusCode, body: impl Into<Bytes>) -> Self {
        let mut headers = HeaderMap::new();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/xml; charset=utf-8"));
        Self { status, headers, chunks: VecDeque::from([Ok(body.into())]) }
    }

    /// With an HTTP header, instead of one of the same name.
    #[must_use]
    #[inline]
    pub fn header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.headers.insert(name, value);
        self
    }

    /// With more of the body, as a chunk of its own.
    #[must_use]
    #[inline]
    pub fn chunk(mut self, bytes: impl Into<Bytes>) -> Self {
        self.chunks.push_back(Ok(bytes.into()));
        self
    }

    /// Breaks off after what has been given.
    #[must_use]
    #[inline]
    pub fn breaks(mut self, error: TransportError) -> Self {
        self.chunks.push_back(Err(error));
        self
    }

    #[inline]
    pub(super) fn response<B>(self, body: impl FnOnce(FakeBody) -> B) -> Response<B> {
        let mut response = Response::new(body(FakeBody { chunks: self.chunks, rest: Bytes::new() }));
        *response.status_mut() = self.status;
        *response.headers_mut() = self.headers;
        response
    }
}

/// Without the body and the headers.
impl fmt::Debug for FakeReply {
    #[inline]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let bytes: usize = self.chunks.iter().flatten().map(Bytes::len).sum();
        f.debug_struct("FakeReply")
            .field("status", &self.status)
            .field("bytes", &bytes)
            .finish_non_exhaustive()
    }
}

/// A whole response, such as one of a server's own.
impl From<Response<Bytes>> for FakeReply {
    #[inline]
    fn from(response: Response<Bytes>) -> Self {
        let (head, body) = response.into_parts();
        Self { status: head.status, headers: head.headers, chunks: VecDeque::from([Ok(body)]) }
    }
}

/// The body as it comes in, for either client.
pub(super) struct FakeBody {
    chunks: VecDeque<Result<Bytes, TransportError>>,
    rest: Bytes,
}

impl AsyncBody for FakeBody {
    #[inline]
    fn chunk(&mut self) -> BoxFuture<'_, Result<Option<Bytes>, TransportError>> {
        let next = self.chunks.pop_front().transpose();
        Box::pin(std::future::ready(next))
    }
}

impl Read for FakeBody {
    #[inline]
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
