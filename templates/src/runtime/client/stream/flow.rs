//! A send whose reply is read item by item.

use std::borrow::Cow;
use std::io::{ErrorKind as IoErrorKind, Read};
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use http::{Request, Response};

use crate::runtime::client::begun::{Begun, LATE, READ, too_late};
use crate::runtime::client::deadline::Deadline;
use crate::runtime::client::exchange::undecodable;
use crate::runtime::client::incoming::{Incoming, Sent};
use crate::runtime::client::layer::Attempt;
use crate::runtime::client::sink::Sink;
use crate::runtime::client::transport::{AsyncBody, RequestBody, SendOptions, TransportError};
use crate::runtime::client::untyped_call::Target;
use crate::runtime::client::verdict::failed_outcome;
use crate::runtime::codec::DepartureKind;
use crate::runtime::error::Error;
use crate::runtime::soap::stream::{Begun as Beginning, Items, Route, Step};
use crate::runtime::soap::{Attachments, Received, Source, decode_reply_from};

/// How much of a chunk is looked at at once: what comes faster than it is taken must not become items all together.
const PIECE: usize = 64 * 1024;

/// The body of a reply, of whichever transport.
enum Body {
    Async(Box<dyn AsyncBody>),
    Blocking(Box<dyn Read + Send>, Vec<u8>),
}

impl Body {
    async fn chunk(&mut self) -> Result<Option<Bytes>, TransportError> {
        let (body, buffer) = match self {
            Self::Async(body) => return body.chunk().await,
            Self::Blocking(body, buffer) => (body, buffer),
        };
        loop {
            match body.read(buffer) {
                Ok(0) => return Ok(None),
                Ok(count) => {
                    return Ok(Some(Bytes::copy_from_slice(buffer.get(..count).unwrap_or_default())));
                }
                Err(error) if error.kind() == IoErrorKind::Interrupted => {}
                Err(error) => return Err(TransportError::from_read(error)),
            }
        }
    }
}

/// How far reading has come.
enum Flow {
    /// The reply is read as a whole.
    Whole,
    /// Its first item is looked for, not before it has so many bytes.
    Looking(usize),
    Items(Box<Items>),
    /// What follows its items is read as a whole.
    Rest(Box<Items>),
}

impl Begun<'_, '_> {
    /// As an ordinary attempt, up to the first item. From there on nothing is sent again, and the time of the call counts for
    /// each read.
    pub(in crate::runtime::client) async fn attempt_items(
        &self,
        attempt: Attempt,
        target: &mut dyn Target,
        mut sink: Option<&mut Sink<'_>>,
    ) -> Result<Sent, Error> {
        let (exchange, request, mut options) = self.exchange(attempt)?;
        let deadline = Deadline::after(options.timeout);
        (options.idle, options.timeout) = (options.timeout, None);
        let blocking = target.items().is_some_and(|items| items.is_blocking());
        let response = match self.open(request, options, blocking).await? {
            Ok(response) => response,
            Err(error) => return exchange.failed(error),
        };
        exchange.uploaded()?;
        let (mut reply, mut body) = exchange.reply(response);
        reply.is_trusted()?;
        let route = target.items().and_then(|items| items.route()).filter(|_| may_flow(&reply));
        let mut flow = if route.is_some() { Flow::Looking(0) } else { Flow::Whole };
        let route = route.as_deref();
        loop {
            let has_begun = matches!(flow, Flow::Items(_) | Flow::Rest(_));
            let time = if has_begun { Deadline::after(self.timeout) } else { deadline };
            // A blocking read takes its time by itself.
            let read = match blocking {
                true if !has_begun && time.is_over() => None,
                true => Some(body.chunk().await),
                false => time.within(body.chunk()).await,
            };
            let chunk = match read.unwrap_or_else(|| Err(too_late())) {
                Ok(Some(chunk)) => chunk,
                Ok(None) => {
                    flow.feed(&mut reply, b"", true, route, target, sink.as_deref_mut()).await?;
                    break;
                }
                Err(error) if has_begun => {
                    let error = reply.exchange.broken(error.after_head());
                    return Err(error.answered(reply.status.as_u16(), reply.headers));
                }
                Err(error) => return reply.failed(error),
            };
            let mut is_broken = false;
            for piece in chunk.chunks(PIECE) {
                is_broken = flow.feed(&mut reply, piece, false, route, target, sink.as_deref_mut()).await?;
                if is_broken {
                    break;
                }
            }
            if is_broken {
                reply.cut_off();
                break;
            }
        }
        // What was not read to its end is closed with that.
        drop(body);
        reply.judge(target, sink)
    }

    /// Sends the request. The error within is one of the transport.
    async fn open(
        &self,
        request: Request<RequestBody>,
        options: SendOptions,
        blocking: bool,
    ) -> Result<Result<Response<Body>, TransportError>, Error> {
        let (shared, service) = (self.session.shared(), self.operation.service);
        if blocking {
            let transport = self.session.who().blocking(shared, &self.current.addresses, service);
            let transport = transport.map_err(|error| error.named(self.operation))?;
            let sent = transport.send(request, options);
            return Ok(sent.map(|sent| sent.map(|body| Body::Blocking(body, vec![0; READ]))));
        }
        let transport = self.session.who().asynchronous(shared, &self.current.addresses, service);
        let transport = transport.map_err(|error| error.named(self.operation))?;
        let watch = Deadline::after(options.idle.map(|timeout| timeout.saturating_add(LATE)));
        let sent = watch.within(transport.send(request, options)).await;
        let sent = sent.unwrap_or_else(|| Err(too_late()));
        Ok(sent.map(|sent| sent.map(Body::Async)))
    }
}

/// Whether a reply may be read before it is there as a whole: neither a signature nor a layer has to see all of it.
fn may_flow(reply: &Incoming<'_>) -> bool {
    let exchange = &reply.exchange;
    reply.status.is_success() && exchange.checks.is_empty() && exchange.call.session.layers().is_empty()
}

impl Flow {
    /// Takes a piece of the reply, the last one with `last`. Tells whether the next item cannot be read: the rest is not
    /// waited for.
    async fn feed(
        &mut self,
        reply: &mut Incoming<'_>,
        piece: &[u8],
        mut last: bool,
        route: Option<&Route>,
        target: &mut dyn Target,
        sink: Option<&mut Sink<'_>>,
    ) -> Result<bool, Error> {
        let Some(route) = route.filter(|_| !matches!(self, Self::Whole)) else {
            return reply.add(piece, sink).map(|()| false);
        };
        let mut piece = Cow::Borrowed(piece);
        if reply.is_split() && !matches!(self, Self::Looking(_)) {
            let Some((bytes, is_over)) = reply.of_envelope(&piece, sink)? else { return Ok(false) };
            (piece, last) = (Cow::Owned(bytes), last || is_over);
        } else if matches!(self, Self::Looking(_)) {
            reply.add(&piece, sink)?;
            let Some(is_over) = reply.gather()? else { return Ok(false) };
            last |= is_over;
        }
        match self {
            Self::Whole => return Ok(false),
            Self::Looking(least) => {
                let length = reply.bytes.len();
                if length < *least && !last {
                    return Ok(false);
                }
                *least = if length > PIECE { length + length / 2 } else { 0 };
                match begin(reply, route, target) {
                    Beginning::NotYet if !last => return Ok(false),
                    Beginning::NotYet | Beginning::Never => {
                        *self = Self::Whole;
                        return Ok(false);
                    }
                    Beginning::Items(items) => *self = Self::Items(items),
                }
                Yield::default().await;
            }
            Self::Items(items) => items.push(&piece, last),
            Self::Rest(items) => {
                reply.keep(&items.more(&piece, last))?;
                return unreadable(reply, items).map(|()| false);
            }
        }
        let Self::Items(items) = self else { return Ok(false) };
        let limit = reply.exchange.call.session.shared().reply_limit;
        let is_broken = loop {
            let Some(batch) = target.items() else { return Ok(false) };
            match items.step(route, batch) {
                Step::Passed { handed_out: true } => Yield::default().await,
                Step::Passed { handed_out: false } => {}
                Step::More if items.kept() > limit => return Err(too_large(reply, limit)),
                Step::More if last || items.is_malformed() => break items.is_malformed(),
                Step::More => return Ok(false),
                Step::Over => break false,
                Step::Broken => break true,
            }
        };
        let (bytes, cut) = items.rest();
        reply.bytes.clear();
        reply.cut = Some(Box::new(cut));
        reply.keep(&bytes)?;
        unreadable(reply, items)?;
        if let Self::Items(items) = std::mem::replace(self, Self::Whole) {
            *self = Self::Rest(items);
        }
        Ok(is_broken)
    }
}

/// Whether what is left of the reply is text.
fn unreadable(reply: &Incoming<'_>, items: &Items) -> Result<(), Error> {
    let Some(error) = items.unreadable() else { return Ok(()) };
    let error = undecodable(reply.exchange.call.operation, error, &reply.bytes);
    Err(reply.exchange.told(error.answered(reply.status.as_u16(), reply.headers.clone()), b""))
}

/// An item, or what is outside the list, is larger than a whole reply may be.
#[cold]
fn too_large(reply: &Incoming<'_>, limit: usize) -> Error {
    let error = Error::too_large(reply.exchange.call.operation, limit);
    reply.exchange.told(error.answered(reply.status.as_u16(), reply.headers.clone()), b"")
}

/// Looks for the first item, and reads what stands before it.
fn begin(reply: &mut Incoming<'_>, route: &Route, target: &mut dyn Target) -> Beginning {
    let operation = reply.exchange.call.operation;
    let policy = reply.policy();
    let (content_type, is_split) = (reply.envelope_type(), reply.is_split());
    let items = match Items::begin(operation, route, policy.reading, &reply.bytes, content_type, is_split) {
        Beginning::Items(items) => items,
        other => return other,
    };
    // What stands behind the items is missing here. At the end it is told whether it is.
    let reading = policy.reading.also(DepartureKind::Missing).also(DepartureKind::Absent);
    let (bytes, attachments) = (items.beginning(), Attachments::to_come(is_split));
    let source = Source {
        operation,
        bytes: &bytes,
        attachments: &attachments,
        reading: &reading,
        understood: &policy.understood,
    };
    let (headers, value) = target.parts();
    let read = decode_reply_from(&source, headers, value);
    let is_value = matches!(read, Ok(parts) if matches!(parts.received, Received::Value));
    let is_fine = is_value && failed_outcome(operation, headers).is_none();
    match target.items().filter(|_| is_fine) {
        Some(target) => {
            target.begin();
            Beginning::Items(items)
        }
        // Whatever it is, it is found again when the reply is there as a whole.
        None => {
            target.clear();
            Beginning::Never
        }
    }
}

/// Gives way once to whoever takes the items.
#[derive(Default)]
struct Yield(bool);

impl Future for Yield {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<()> {
        match std::mem::replace(&mut self.0, true) {
            true => Poll::Ready(()),
            false => Poll::Pending,
        }
    }
}
