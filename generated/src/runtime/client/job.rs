//! The part of a call that is the same for all types: sending, collecting the reply, judging it.

use std::fmt;
use std::io::{ErrorKind as IoErrorKind, Read};
use std::sync::Arc;
use std::time::Duration;

use http::header::{HeaderMap, HeaderName, HeaderValue};
use http::{Request, Response, StatusCode};

use super::super::codec::{Field, Record};
use super::super::error::{Error, ErrorKind};
use super::super::soap::{EncodedBody, Operation, RawHeader};
use super::build::Shared;
use super::transport::{RequestBody, SendOptions, TransportError};
use super::{address, exchange};

/// The size of the blocking client's reads.
const READ: usize = 64 * 1024;

/// A call, ready to be sent. Its envelope is made when it is sent, so that the headers can be current.
pub(super) struct Job<'a> {
    pub(super) shared: &'a Shared,
    pub(super) headers: Arc<dyn Record + Send + Sync>,
    pub(super) operation: &'static Operation,
    pub(super) body: Result<EncodedBody, Error>,
    pub(super) timeout: Option<Duration>,
    pub(super) extra: HeaderMap,
}

/// What a reply holds beside headers and value.
pub(super) struct Rest {
    pub(super) other_headers: Vec<RawHeader>,
    pub(super) status: u16,
}

impl Job<'_> {
    /// Adds an HTTP header, or makes the call fail.
    pub(super) fn header(&mut self, name: &str, value: &str) {
        // The value may be a credential: it is never told, here or in a Debug.
        match (name.parse::<HeaderName>(), HeaderValue::from_str(value)) {
            (Ok(name), Ok(mut value)) => {
                value.set_sensitive(true);
                self.extra.insert(name, value);
            }
            _ if self.body.is_ok() => {
                let message = format!("{name:?} with this value is not an HTTP header");
                self.body = Err(Error::config(message).named(self.operation));
            }
            _ => {}
        }
    }

    pub(super) async fn run(
        self,
        headers: &mut (dyn Record + Send),
        value: &mut (dyn Field + Send),
    ) -> Result<Rest, Error> {
        let (exchange, request, options) = self.begin()?;
        let transport = exchange.shared.asynchronous().map_err(|error| error.named(exchange.operation))?;
        let response = transport.send(request, options).await.map_err(|error| exchange.broken(error))?;
        let (mut reply, mut body) = exchange.reply(response);
        loop {
            match body.chunk().await {
                Ok(Some(chunk)) => reply.add(&chunk)?,
                Ok(None) => break,
                Err(error) => return Err(reply.broken(error)),
            }
        }
        drop(body);
        reply.judge(headers, value)
    }

    pub(super) fn run_blocking(self, headers: &mut dyn Record, value: &mut dyn Field) -> Result<Rest, Error> {
        let (exchange, request, options) = self.begin()?;
        let transport = exchange.shared.blocking().map_err(|error| error.named(exchange.operation))?;
        let response = transport.send(request, options).map_err(|error| exchange.broken(error))?;
        let (mut reply, mut body) = exchange.reply(response);
        let mut buffer = vec![0; READ];
        loop {
            match body.read(&mut buffer) {
                Ok(0) => break,
                Ok(count) => reply.add(buffer.get(..count).unwrap_or_default())?,
                Err(error) if error.kind() == IoErrorKind::Interrupted => {}
                Err(error) => return Err(reply.broken(TransportError::from_read(error))),
            }
        }
        drop(body);
        reply.judge(headers, value)
    }
}

impl<'a> Job<'a> {
    fn begin(self) -> Result<(Exchange<'a>, Request<RequestBody>, SendOptions), Error> {
        let Self { shared, operation, headers, timeout, extra, .. } = self;
        let body = self.body?;
        let uri = shared.addresses.of(operation.service).map_err(|error| error.named(operation))?;
        let request = exchange::prepare(operation, &uri, &*headers, &body, &extra)?.map(RequestBody::from);
        let exchange = Exchange { shared, operation, address: address::shown(&uri) };
        Ok((exchange, request, SendOptions::new(operation).timeout(timeout)))
    }
}

/// Without headers and arguments.
impl fmt::Debug for Job<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Call")
            .field("service", &self.operation.service.name)
            .field("operation", &self.operation.name)
            .field("timeout", &self.timeout)
            .finish_non_exhaustive()
    }
}

/// A call that is under way.
struct Exchange<'a> {
    shared: &'a Shared,
    operation: &'static Operation,
    /// For messages.
    address: String,
}

impl<'a> Exchange<'a> {
    fn broken(&self, error: TransportError) -> Error {
        Error::from_transport(self.operation, &self.address, error)
    }

    fn reply<B>(self, response: Response<B>) -> (Incoming<'a>, B) {
        let (head, body) = response.into_parts();
        let reply =
            Incoming { exchange: self, status: head.status, headers: head.headers, bytes: Vec::new() };
        (reply, body)
    }
}

/// A reply that is coming in.
struct Incoming<'a> {
    exchange: Exchange<'a>,
    status: StatusCode,
    headers: HeaderMap,
    bytes: Vec<u8>,
}

impl Incoming<'_> {
    fn add(&mut self, chunk: &[u8]) -> Result<(), Error> {
        let limit = self.exchange.shared.reply_limit;
        if chunk.len() > limit.saturating_sub(self.bytes.len()) {
            let message = format!(
                "the reply is larger than {limit} bytes, the client's limit. Ask for less, or raise the limit"
            );
            return Err(Error::of(ErrorKind::Limit, self.exchange.operation)
                .message(message)
                .with_status(self.status)
                .unknown(true));
        }
        let room = self.bytes.capacity() - self.bytes.len();
        if chunk.len() > room {
            // Doubling, as a vector does, but never beyond the limit.
            let most = limit - self.bytes.len();
            self.bytes.reserve_exact(self.bytes.capacity().max(chunk.len()).min(most));
        }
        self.bytes.extend_from_slice(chunk);
        Ok(())
    }

    fn broken(&self, error: TransportError) -> Error {
        self.exchange.broken(error.after_head()).with_status(self.status)
    }

    fn judge(self, headers: &mut dyn Record, value: &mut dyn Field) -> Result<Rest, Error> {
        let Self { exchange, status, bytes, headers: http_headers } = self;
        let limits = &exchange.shared.codec_limits;
        let other_headers =
            exchange::interpret(exchange.operation, status, &http_headers, &bytes, limits, headers, value)?;
        Ok(Rest { other_headers, status: status.as_u16() })
    }
}
