//! The part of a call that is the same for all types: sending, collecting the reply, judging it, and sending again
//! after a new login.

use std::borrow::Cow;
use std::fmt;
use std::io::{ErrorKind as IoErrorKind, Read};
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::header::HeaderMap;
use http::{Request, Response, StatusCode, Uri};

use super::deadline::Deadline;
use super::exchange::{self, HttpReply, Others};
use super::sent_secrets::SentSecrets;
use super::shared::{Current, NO_TICKET, Session, http_header, set};
use super::trace::Trace;
use super::transport::{BoxFuture, RequestBody, SendOptions, TransportError};
use super::uncompressed::uncompressed;
use crate::runtime::codec::{Field, Reading, Record, Slot, View};
use crate::runtime::error::{Again, Error};
use crate::runtime::soap::{EncodedBody, Operation, Policy};

/// The size of the blocking client's reads.
const READ: usize = 64 * 1024;
/// How often a call logs in by itself: a server that refuses every ticket must not be asked for ever.
const LOGINS: u32 = 3;
/// How often a call is sent again because its ticket was refused, also after other calls' logins.
const REPEATS: u32 = 16;

/// A call, ready to be sent. Its envelope is made when it is sent, so that the headers can be current.
pub(super) struct UntypedCall<'a> {
    session: &'a dyn Session,
    operation: &'static Operation,
    body: Result<EncodedBody, Error>,
    pub(super) timeout: Option<Duration>,
    extra: Arc<HeaderMap>,
    /// Request headers of this call alone.
    pub(super) own: Option<Box<dyn Record + Send + Sync>>,
    /// How the reply is read, if not as the session says.
    pub(super) reading: Option<Reading>,
}

/// The headers of a call: its own, else the session's.
struct Over<'h>(&'h dyn Record, &'h dyn Record);

impl Record for Over<'_> {
    fn slot(&mut self, _: u16) -> Slot<'_> {
        Slot::None
    }

    fn view(&self, index: u16) -> View<'_> {
        match self.0.view(index) {
            View::Absent => self.1.view(index),
            own => own,
        }
    }
}

/// Where a reply goes. A call that is sent again begins with fresh ones.
pub(super) trait Target: Send {
    fn clear(&mut self);

    fn parts(&mut self) -> (&mut dyn Record, &mut dyn Field);
}

/// What a reply holds beside headers and value.
pub(super) struct Rest {
    pub(super) others: Others,
    pub(super) status: u16,
    pub(super) http_headers: HeaderMap,
}

impl<'a> UntypedCall<'a> {
    pub(super) fn new(
        session: &'a dyn Session,
        operation: &'static Operation,
        body: Result<EncodedBody, Error>,
        timeout: Option<Duration>,
    ) -> Self {
        let extra = session.shared().http_headers.clone();
        Self { session, operation, body, timeout, extra, own: None, reading: None }
    }

    /// Adds an HTTP header, or makes the call fail.
    pub(super) fn header(&mut self, name: &str, value: &str) {
        match http_header(name, value) {
            Ok((name, value)) => {
                set(Arc::make_mut(&mut self.extra), name, value);
            }
            Err(error) if self.body.is_ok() => self.body = Err(error.named(self.operation)),
            Err(_) => {}
        }
    }

    /// Where the call goes to.
    pub(super) fn url(&self) -> Option<Uri> {
        self.session.current().addresses.address_of(self.operation.service).ok()
    }

    /// In a box, so that it is compiled here and not in every crate that awaits a call.
    pub(super) fn run<'t>(self, target: &'t mut dyn Target) -> BoxFuture<'t, Result<Rest, Error>>
    where
        'a: 't,
    {
        Box::pin(async move {
            let trace = Trace::begin(self.operation, self.session.shared().trace_envelopes);
            let result = trace.around(self.repeat(target, &trace)).await;
            trace.end(&result);
            result
        })
    }

    async fn repeat(self, target: &mut dyn Target, trace: &Trace) -> Result<Rest, Error> {
        let mut call = self.begin(trace)?;
        loop {
            if call.is_ready() {
                let error = match call.send(target).await {
                    Ok(rest) => return Ok(rest),
                    Err(error) => error,
                };
                call.refused(error, target)?;
            }
            call.has_waited = true;
            let renewed = call.session.renew(call.ticket(), call.deadline).await;
            call.logins += u32::from(renewed.map_err(|error| error.named(call.operation))?);
        }
    }

    #[cfg_attr(not(feature = "blocking"), inline)]
    pub(super) fn run_blocking(self, target: &mut dyn Target) -> Result<Rest, Error> {
        let trace = Trace::begin(self.operation, self.session.shared().trace_envelopes);
        let result = trace.inside(|| self.repeat_blocking(target, &trace));
        trace.end(&result);
        result
    }

    #[cfg_attr(not(feature = "blocking"), inline)]
    fn repeat_blocking(self, target: &mut dyn Target, trace: &Trace) -> Result<Rest, Error> {
        let mut call = self.begin(trace)?;
        loop {
            if call.is_ready() {
                let error = match call.send_blocking(target) {
                    Ok(rest) => return Ok(rest),
                    Err(error) => error,
                };
                call.refused(error, target)?;
            }
            call.has_waited = true;
            let renewed = call.session.renew_blocking(call.ticket(), call.deadline);
            call.logins += u32::from(renewed.map_err(|error| error.named(call.operation))?);
        }
    }

    fn begin<'t>(self, trace: &'t Trace) -> Result<Begun<'a, 't>, Error> {
        let Self { session, operation, body, timeout, extra, own, reading } = self;
        let body = body?;
        let current = session.current();
        let deadline = Deadline::after(timeout);
        let (repeats, logins) = (0, 0);
        Ok(Begun {
            session,
            operation,
            body,
            current,
            extra,
            own,
            reading,
            timeout,
            deadline,
            has_waited: false,
            repeats,
            logins,
            trace,
        })
    }
}

/// Without headers and arguments.
impl fmt::Debug for UntypedCall<'_> {
    #[inline]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Call")
            .field("service", &self.operation.service.name)
            .field("operation", &self.operation.name)
            .field("timeout", &self.timeout)
            .finish_non_exhaustive()
    }
}

/// A call that is being sent, perhaps more than once.
struct Begun<'a, 't> {
    session: &'a dyn Session,
    operation: &'static Operation,
    body: EncodedBody,
    current: Current,
    extra: Arc<HeaderMap>,
    own: Option<Box<dyn Record + Send + Sync>>,
    reading: Option<Reading>,
    /// All the time that the call has.
    timeout: Option<Duration>,
    deadline: Deadline,
    /// Some of it went into a login.
    has_waited: bool,
    repeats: u32,
    logins: u32,
    trace: &'t Trace,
}

impl Begun<'_, '_> {
    /// Takes what the session sends now, and where. Tells whether the call can be sent: a session that is still to get its
    /// first ticket does that before.
    fn is_ready(&mut self) -> bool {
        self.current = self.session.current();
        self.current.ticket != Some(NO_TICKET) || self.operation.request.headers.is_empty()
    }

    /// The number of the ticket that is refused, or still to be got.
    fn ticket(&self) -> u64 {
        self.current.ticket.unwrap_or(NO_TICKET)
    }

    async fn send(&self, target: &mut dyn Target) -> Result<Rest, Error> {
        let (exchange, request, options) = self.exchange()?;
        let transport = self.session.shared().asynchronous().map_err(|error| error.named(self.operation))?;
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
        reply.judge(target)
    }

    #[cfg_attr(not(feature = "blocking"), inline)]
    fn send_blocking(&self, target: &mut dyn Target) -> Result<Rest, Error> {
        let (exchange, request, options) = self.exchange()?;
        let transport = self.session.shared().blocking().map_err(|error| error.named(self.operation))?;
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
        reply.judge(target)
    }

    fn exchange(&self) -> Result<(Exchange<'_>, Request<RequestBody>, SendOptions), Error> {
        let over;
        let headers: &dyn Record = match &self.own {
            Some(own) => {
                over = Over(&**own, &*self.current.headers);
                &over
            }
            None => &*self.current.headers,
        };
        let uri = self
            .current
            .addresses
            .address_of(self.operation.service)
            .map_err(|error| error.named(self.operation))?;
        let (request, envelope) = exchange::prepare_with_envelope(
            self.operation,
            &uri,
            headers,
            &self.session.shared().demands,
            &self.body,
            &self.extra,
        )?;
        let timeout = if self.has_waited { self.deadline.left() } else { self.timeout };
        if timeout == Some(Duration::ZERO) {
            return Err(Error::too_late(self.operation).at(Some(&uri)));
        }
        self.trace.request(&envelope);
        let exchange = Exchange { call: self, uri, envelope };
        Ok((exchange, request.map(RequestBody::from), SendOptions::new(self.operation).timeout(timeout)))
    }

    /// Whether the call is to be sent again after a new login; else the error.
    fn refused(&mut self, error: Error, target: &mut dyn Target) -> Result<(), Error> {
        let late = self.deadline.is_over();
        let again = self.current.ticket.is_some() && error.ticket_refused();
        if !again || self.repeats >= REPEATS || self.logins >= LOGINS || late {
            return Err(error);
        }
        self.repeats += 1;
        target.clear();
        self.trace.renewing();
        Ok(())
    }
}

/// One request that is under way.
struct Exchange<'a> {
    call: &'a Begun<'a, 'a>,
    uri: Uri,
    envelope: Bytes,
}

impl<'a> Exchange<'a> {
    fn broken(&self, error: TransportError) -> Error {
        self.told(Error::from_transport(self.call.operation, error), &[])
    }

    fn sent(&self) -> SentSecrets {
        SentSecrets::new(&self.envelope, &self.call.extra, self.call.operation.service.secrets)
    }

    /// An error with what was exchanged, and without the secrets that the server may have repeated.
    fn told(&self, error: Error, reply: &[u8]) -> Error {
        let names = self.call.operation.service.secrets;
        let sent = self.sent();
        let mut error = error.at(Some(&self.uri));
        error.hide(&|text| sent.redacted(text));
        error.exchanged(self.envelope.clone(), reply, sent, names)
    }

    /// As [`told`](Self::told), with the reply that was read, to be read again.
    fn whole(&self, error: Error, reply: Vec<u8>, policy: Policy) -> Error {
        let error = self.told(error, &[]);
        error.with_reply(Again { operation: self.call.operation, policy, bytes: reply, of: None })
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
        let limit = self.exchange.call.session.shared().reply_limit;
        if chunk.len() > limit.saturating_sub(self.bytes.len()) {
            let error = Error::too_large(self.exchange.call.operation, limit)
                .answered(self.status.as_u16(), std::mem::take(&mut self.headers));
            return Err(self.exchange.told(error, &self.bytes));
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

    fn broken(self, error: TransportError) -> Error {
        let error = self.exchange.broken(error.after_head());
        error.answered(self.status.as_u16(), self.headers)
    }

    fn judge(self, target: &mut dyn Target) -> Result<Rest, Error> {
        let Self { exchange, status, bytes, headers: http_headers } = self;
        let call = exchange.call;
        let shared = call.session.shared();
        let mut policy = Cow::Borrowed(&*shared.policy);
        if let Some(reading) = call.reading {
            policy.to_mut().reading = reading;
        }
        let plain = match uncompressed(&http_headers, &bytes, shared.reply_limit) {
            Ok(plain) => plain,
            Err(error) => {
                let error = error.told(call.operation, shared.reply_limit);
                return Err(exchange.told(error.answered(status.as_u16(), http_headers), &bytes));
            }
        };
        let bytes = match plain {
            Cow::Borrowed(_) => bytes,
            Cow::Owned(plain) => plain,
        };
        call.trace.reply(status.as_u16(), &bytes, || exchange.sent());
        let (headers, value) = target.parts();
        let reply = HttpReply { status, headers: &http_headers, bytes: &bytes };
        let read = exchange::interpret(call.operation, &reply, &policy, headers, value);
        match read {
            Ok(mut others) => {
                if others.departures.count() > 0 {
                    let sent = exchange.sent();
                    others.departures.each_mut(&mut |departure| departure.hide(&|text| sent.redacted(text)));
                    call.trace.departed(&others.departures);
                    shared.departed(call.operation, &others.departures);
                }
                Ok(Rest { others, status: status.as_u16(), http_headers })
            }
            Err(mut error) => {
                if shared.refused.fits(&error, call.current.ticket.is_some()) {
                    error = error.refused_ticket();
                }
                let error = error.answered(status.as_u16(), http_headers);
                let error = exchange.whole(error, bytes, policy.into_owned());
                if error.departures().count() > 0 {
                    call.trace.departed(error.departures());
                    shared.departed(call.operation, error.departures());
                }
                Err(error)
            }
        }
    }
}
