//! A transport that gives one reply, in pieces.

use std::io::{ErrorKind, Read};
use std::pin::pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Waker};

use bytes::Bytes;
use soapwright_runtime::client::{
    AsyncBody, AsyncTransport, BlockingTransport, BoxFuture, Call, ClientBuilder, RequestBody, SendOptions,
    TransportError,
};
use soapwright_runtime::codec::{Departures, Reading};
use soapwright_runtime::error::Error;
use soapwright_runtime::http;
use soapwright_runtime::soap::Operation;

use crate::contract::{Apart, Headers, Session};

/// What comes over the wire.
#[derive(Debug, Clone)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) pieces: Vec<Bytes>,
    /// It breaks off behind the pieces.
    pub(crate) breaks: bool,
}

impl Answer {
    pub(crate) fn ok(body: impl AsRef<[u8]>) -> Self {
        let headers = vec![("content-type".to_owned(), "text/xml; charset=utf-8".to_owned())];
        Self { status: 200, headers, pieces: vec![Bytes::copy_from_slice(body.as_ref())], breaks: false }
    }

    pub(crate) fn media_type(mut self, media_type: &str) -> Self {
        self.headers = vec![("content-type".to_owned(), media_type.to_owned())];
        self
    }

    pub(crate) fn body(&self) -> Vec<u8> {
        self.pieces.concat()
    }

    /// The same in pieces that end at these places.
    pub(crate) fn cut_at(mut self, places: &[usize]) -> Self {
        let body = self.body();
        let mut from = 0;
        self.pieces.clear();
        for to in places.iter().copied().chain([body.len()]) {
            self.pieces.push(Bytes::copy_from_slice(&body[from..to]));
            from = to;
        }
        self
    }

    /// The same in pieces of so many bytes.
    pub(crate) fn by(self, size: usize) -> Self {
        let places: Vec<usize> = (size..self.body().len()).step_by(size).collect();
        self.cut_at(&places)
    }
}

/// Gives answers to calls. Counts the calls, and the pieces that were taken.
#[derive(Debug, Clone)]
pub(crate) struct Wire {
    /// What is given one after the other, the last one for ever.
    answers: Arc<Mutex<Vec<Answer>>>,
    pub(crate) taken: Arc<Mutex<usize>>,
    pub(crate) calls: Arc<Mutex<usize>>,
}

impl Wire {
    pub(crate) fn new(answer: Answer) -> Self {
        Self { answers: Arc::new(Mutex::new(vec![answer])), taken: Arc::default(), calls: Arc::default() }
    }

    /// Another answer behind the first one.
    pub(crate) fn then(&self, answer: Answer) {
        self.answers.lock().unwrap().push(answer);
    }

    fn response(&self) -> http::Response<Body> {
        let mut calls = self.calls.lock().unwrap();
        let answers = self.answers.lock().unwrap();
        let answer = answers[(*calls).min(answers.len() - 1)].clone();
        *calls += 1;
        let mut response = http::Response::builder().status(answer.status);
        for (name, value) in &answer.headers {
            response = response.header(name, value);
        }
        let body = Body {
            pieces: answer.pieces.into_iter(),
            breaks: answer.breaks,
            taken: Arc::clone(&self.taken),
            rest: Bytes::new(),
            interrupted: false,
        };
        response.body(body).unwrap()
    }
}

struct Body {
    pieces: std::vec::IntoIter<Bytes>,
    breaks: bool,
    taken: Arc<Mutex<usize>>,
    rest: Bytes,
    interrupted: bool,
}

impl Body {
    fn piece(&mut self) -> Result<Option<Bytes>, TransportError> {
        match self.pieces.next() {
            Some(piece) => {
                *self.taken.lock().unwrap() += 1;
                Ok(Some(piece))
            }
            None if self.breaks => Err(TransportError::new("cut off")),
            None => Ok(None),
        }
    }
}

impl AsyncBody for Body {
    fn chunk(&mut self) -> BoxFuture<'_, Result<Option<Bytes>, TransportError>> {
        Box::pin(async move { self.piece() })
    }
}

impl Read for Body {
    /// Every second time a signal comes first, which says nothing of the reply.
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        self.interrupted = !self.interrupted;
        if self.interrupted {
            return Err(ErrorKind::Interrupted.into());
        }
        while self.rest.is_empty() {
            match self.piece().map_err(std::io::Error::other)? {
                Some(piece) => self.rest = piece,
                None => return Ok(0),
            }
        }
        let count = self.rest.len().min(buffer.len());
        buffer[..count].copy_from_slice(&self.rest.split_to(count));
        Ok(count)
    }
}

impl AsyncTransport for Wire {
    fn send<'a>(
        &'a self,
        _: http::Request<RequestBody>,
        _: SendOptions,
    ) -> BoxFuture<'a, Result<http::Response<Box<dyn AsyncBody>>, TransportError>> {
        Box::pin(async move { Ok(self.response().map(|body| Box::new(body) as Box<dyn AsyncBody>)) })
    }
}

impl BlockingTransport for Wire {
    fn send(
        &self,
        _: http::Request<RequestBody>,
        _: SendOptions,
    ) -> Result<http::Response<Box<dyn Read + Send>>, TransportError> {
        Ok(self.response().map(|body| Box::new(body) as Box<dyn Read + Send>))
    }
}

pub(crate) fn session_with(wire: &Wire, change: impl FnOnce(ClientBuilder) -> ClientBuilder) -> Session {
    let builder = ClientBuilder::new("http://wire");
    change(builder.transport(wire.clone())).build(Headers::default()).unwrap()
}

pub(crate) fn session(answer: &Answer) -> Session {
    session_with(&Wire::new(answer.clone()), |builder| builder)
}

pub(crate) fn call<'a, T: Apart>(
    session: &'a Session,
    operation: &'static Operation,
    reading: Reading,
) -> Call<'a, T, Headers> {
    session.call_record(operation, &()).reading(reading)
}

/// What a call came to: items, the rest of the value, headers and departures; or the error.
#[derive(Debug)]
pub(crate) struct Seen<T: Apart> {
    pub(crate) items: Vec<T::Item>,
    pub(crate) end: Result<(T, Headers, Departures), Error>,
}

/// The reply as a whole.
pub(crate) fn whole<T: Apart>(answer: &Answer, operation: &'static Operation, reading: Reading) -> Seen<T> {
    match call::<T>(&session(answer), operation, reading).blocking_reply() {
        Ok(reply) => {
            let (items, value) = reply.value.apart();
            Seen { items, end: Ok((value, reply.headers, reply.departures)) }
        }
        Err(error) => Seen { items: Vec::new(), end: Err(error) },
    }
}

/// What a future gives that has nothing to wait for.
pub(crate) fn ready<F: Future>(future: F) -> F::Output {
    let mut context = Context::from_waker(Waker::noop());
    match pin!(future).poll(&mut context) {
        Poll::Ready(output) => output,
        Poll::Pending => panic!("it waits for nothing"),
    }
}

/// The reply item by item, by the blocking client or the other one.
pub(crate) fn streamed<T: Apart>(
    answer: &Answer,
    operation: &'static Operation,
    reading: Reading,
    blocking: bool,
) -> Seen<T> {
    let session = session(answer);
    let call = call::<T>(&session, operation, reading);
    let mut items = Vec::new();
    let reply = if blocking {
        call.blocking_stream().and_then(|mut stream| {
            for item in stream.by_ref() {
                items.push(item?);
            }
            stream.finish()
        })
    } else {
        let read = async {
            let mut stream = call.stream().await?;
            while let Some(item) = stream.next().await {
                items.push(item?);
            }
            stream.finish().await
        };
        ready(read)
    };
    Seen { items, end: reply.map(|reply| (reply.value, reply.headers, reply.departures)) }
}
