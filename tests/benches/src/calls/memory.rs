//! A transport that has no network: the same reply to every call.

use std::io::{Cursor, Read};

use bytes::Bytes;
use soapwright_runtime::runtime::client::{
    AsyncBody, AsyncTransport, BlockingTransport, BoxFuture, RequestBody, SendOptions, TransportError,
};
use soapwright_runtime::runtime::http::{Request, Response};

/// Answers every call with the same bytes.
#[derive(Debug, Clone)]
pub struct Memory(pub Bytes);

impl Memory {
    fn response<T>(&self, body: T) -> Result<Response<T>, TransportError> {
        let response = Response::builder()
            .header("content-type", "text/xml; charset=utf-8")
            .header("content-length", self.0.len());
        response.body(body).map_err(TransportError::new)
    }
}

struct Once(Option<Bytes>);

impl AsyncBody for Once {
    fn chunk(&mut self) -> BoxFuture<'_, Result<Option<Bytes>, TransportError>> {
        let chunk = self.0.take();
        Box::pin(async move { Ok(chunk) })
    }
}

impl AsyncTransport for Memory {
    fn send<'a>(
        &'a self,
        _: Request<RequestBody>,
        _: SendOptions,
    ) -> BoxFuture<'a, Result<Response<Box<dyn AsyncBody>>, TransportError>> {
        let body: Box<dyn AsyncBody> = Box::new(Once(Some(self.0.clone())));
        Box::pin(async move { self.response(body) })
    }
}

impl BlockingTransport for Memory {
    fn send(
        &self,
        _: Request<RequestBody>,
        _: SendOptions,
    ) -> Result<Response<Box<dyn Read + Send>>, TransportError> {
        self.response(Box::new(Cursor::new(self.0.clone())))
    }
}
