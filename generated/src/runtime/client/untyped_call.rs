//! The part of a call that is the same for all types: sending, collecting the reply, judging it, and sending again
//! after a new login.

use std::fmt;
use std::io::{ErrorKind as IoErrorKind, Read};
use std::sync::Arc;
use std::time::Duration;

use futures_timer::Delay;
use http::header::HeaderMap;
use http::{Request, Uri};

use super::body::RequestBody;
use super::deadline::Deadline;
use super::exchange::Others;
use super::extension::{Extension, Extensions, Rank};
use super::incoming::{Exchange, Sent};
use super::layer::{Attempt, Next};
use super::outgoing::{Additions, Outgoing, prepare_with_envelope};
use super::shared::{Current, NO_TICKET, Session, http_header, set};
use super::sink::Sink;
use super::trace::Trace;
use super::transport::{BoxFuture, SendOptions, TransportError};
use crate::runtime::codec::{Field, Reading, Record, Slot, View};
use crate::runtime::error::Error;
use crate::runtime::soap::envelope::Packaging;
use crate::runtime::soap::{EncodedBody, Operation};
use crate::runtime::values::SENT;

/// The size of the blocking client's reads.
const READ: usize = 64 * 1024;
/// How long after its time an async call is given up whose transport does not end it. A server that says `100 Continue`
/// without end keeps a transport so busy that it does not see its own timer.
const LATE: Duration = Duration::from_millis(100);
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
    /// What adds to its envelope.
    extensions: Arc<Extensions>,
    /// Which values leave beside the envelope.
    pub(super) packaging: Packaging,
    /// Where the parts of the reply go, and how many bytes they may have.
    pub(super) sink: Option<Sink<'a>>,
    pub(super) parts_limit: Option<u64>,
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
    pub(super) operation: &'static Operation,
}

impl<'a> UntypedCall<'a> {
    pub(super) fn new(
        session: &'a dyn Session,
        operation: &'static Operation,
        body: Result<EncodedBody, Error>,
        timeout: Option<Duration>,
    ) -> Self {
        let extra = session.shared().http_headers.clone();
        let extensions = Arc::clone(session.extensions());
        let packaging = session.shared().packaging;
        Self {
            session,
            operation,
            body,
            timeout,
            extra,
            own: None,
            reading: None,
            extensions,
            packaging,
            sink: None,
            parts_limit: None,
        }
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

    /// Has an extension add to its envelope.
    pub(super) fn extended(&mut self, rank: Rank, extension: Arc<dyn Extension>) {
        Arc::make_mut(&mut self.extensions).add(rank, extension);
    }

    /// Takes the extensions of a rank away.
    #[cfg(feature = "addressing")]
    pub(super) fn plain(&mut self, rank: Rank) {
        Arc::make_mut(&mut self.extensions).remove(rank);
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

    async fn repeat(mut self, target: &mut dyn Target, trace: &Trace) -> Result<Rest, Error> {
        let mut sink = self.sink.take();
        let mut call = self.begin(trace)?;
        loop {
            if call.is_ready() {
                let error = match call.send(target, sink.as_mut()).await {
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
    fn repeat_blocking(mut self, target: &mut dyn Target, trace: &Trace) -> Result<Rest, Error> {
        let mut sink = self.sink.take();
        let mut call = self.begin(trace)?;
        loop {
            if call.is_ready() {
                let error = match call.send_blocking(target, sink.as_mut()) {
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
        let Self {
            session,
            operation,
            body,
            timeout,
            extra,
            own,
            reading,
            extensions,
            packaging,
            parts_limit,
            ..
        } = self;
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
            extensions,
            packaging,
            parts_limit,
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
pub(super) struct Begun<'a, 't> {
    pub(super) session: &'a dyn Session,
    pub(super) operation: &'static Operation,
    body: EncodedBody,
    pub(super) current: Current,
    pub(super) extra: Arc<HeaderMap>,
    own: Option<Box<dyn Record + Send + Sync>>,
    pub(super) reading: Option<Reading>,
    extensions: Arc<Extensions>,
    packaging: Packaging,
    pub(super) parts_limit: Option<u64>,
    /// All the time that the call has.
    timeout: Option<Duration>,
    deadline: Deadline,
    /// Some of it went into a login.
    has_waited: bool,
    repeats: u32,
    logins: u32,
    pub(super) trace: &'t Trace,
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

    async fn send(
        &mut self,
        target: &mut dyn Target,
        mut sink: Option<&mut Sink<'_>>,
    ) -> Result<Rest, Error> {
        let mut attempt = Attempt { operation: self.operation, number: 1 };
        loop {
            match self.attempt(attempt, target, sink.as_deref_mut()).await? {
                Sent::Read(rest) => return Ok(*rest),
                Sent::Again(wait) => Delay::new(wait).await,
            }
            self.once_more(&mut attempt, target);
        }
    }

    #[cfg_attr(not(feature = "blocking"), inline)]
    fn send_blocking(
        &mut self,
        target: &mut dyn Target,
        mut sink: Option<&mut Sink<'_>>,
    ) -> Result<Rest, Error> {
        let mut attempt = Attempt { operation: self.operation, number: 1 };
        loop {
            match self.attempt_blocking(attempt, target, sink.as_deref_mut())? {
                Sent::Read(rest) => return Ok(*rest),
                // Nothing can wait where there are no threads.
                #[cfg(target_family = "wasm")]
                Sent::Again(_) => {}
                #[cfg(not(target_family = "wasm"))]
                Sent::Again(wait) => std::thread::sleep(wait),
            }
            self.once_more(&mut attempt, target);
        }
    }

    /// A layer has the call sent again.
    fn once_more(&mut self, attempt: &mut Attempt, target: &mut dyn Target) {
        attempt.number += 1;
        target.clear();
        self.has_waited = true;
        self.current = self.session.current();
        self.trace.repeating();
    }

    async fn attempt(
        &self,
        attempt: Attempt,
        target: &mut dyn Target,
        mut sink: Option<&mut Sink<'_>>,
    ) -> Result<Sent, Error> {
        let (exchange, request, options) = self.exchange(attempt)?;
        let transport = self.session.shared().asynchronous().map_err(|error| error.named(self.operation))?;
        let watch = Deadline::after(options.timeout.map(|timeout| timeout.saturating_add(LATE)));
        let sent = watch.within(transport.send(request, options)).await;
        let sent = sent.unwrap_or_else(|| Err(TransportError::new("the time is over").timed_out()));
        let response = match sent {
            Ok(response) => response,
            Err(error) => return exchange.failed(error),
        };
        exchange.uploaded()?;
        let (mut reply, mut body) = exchange.reply(response);
        loop {
            match body.chunk().await {
                Ok(Some(chunk)) => reply.add(&chunk, sink.as_deref_mut())?,
                Ok(None) => break,
                Err(error) => return reply.failed(error),
            }
        }
        drop(body);
        reply.judge(target, sink)
    }

    #[cfg_attr(not(feature = "blocking"), inline)]
    fn attempt_blocking(
        &self,
        attempt: Attempt,
        target: &mut dyn Target,
        mut sink: Option<&mut Sink<'_>>,
    ) -> Result<Sent, Error> {
        let (exchange, request, options) = self.exchange(attempt)?;
        let transport = self.session.shared().blocking().map_err(|error| error.named(self.operation))?;
        let response = match transport.send(request, options) {
            Ok(response) => response,
            Err(error) => return exchange.failed(error),
        };
        exchange.uploaded()?;
        let (mut reply, mut body) = exchange.reply(response);
        let mut buffer = vec![0; READ];
        loop {
            match body.read(&mut buffer) {
                Ok(0) => break,
                Ok(count) => reply.add(buffer.get(..count).unwrap_or_default(), sink.as_deref_mut())?,
                Err(error) if error.kind() == IoErrorKind::Interrupted => {}
                Err(error) => return reply.failed(TransportError::from_read(error)),
            }
        }
        drop(body);
        reply.judge(target, sink)
    }

    fn exchange(&self, attempt: Attempt) -> Result<(Exchange<'_>, Request<RequestBody>, SendOptions), Error> {
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
        if !self.body.is_ready() {
            return Err(Error::from_upload(self.operation, SENT).unknown(false).at(Some(&uri)));
        }
        let additions = Additions {
            demands: &self.session.shared().demands,
            extensions: &self.extensions,
            extra: &self.extra,
            packaging: self.packaging,
        };
        let outgoing = prepare_with_envelope(self.operation, &uri, headers, &self.body, &additions)?;
        let Outgoing { request, envelope, watch, checks, secrets } = outgoing;
        let timeout = if self.has_waited { self.deadline.left() } else { self.timeout };
        if timeout == Some(Duration::ZERO) {
            return Err(Error::too_late(self.operation, attempt.number > 1).at(Some(&uri)));
        }
        self.trace.request(&envelope, &secrets);
        let (mut request, headers) = (request, None);
        let mut exchange = Exchange { call: self, attempt, uri, envelope, headers, watch, checks, secrets };
        let layers = self.session.layers();
        if !layers.is_empty() {
            let changed = layers.before(&mut request, &attempt);
            changed.map_err(|error| exchange.broken(error.not_sent()))?;
            exchange.headers = Some(request.headers().clone());
            // A layer may have put another body in its place.
            exchange.watch = request.body().watch();
        }
        Ok((exchange, request, SendOptions::new(self.operation).timeout(timeout)))
    }

    /// How long to wait before the call is sent again, where a layer says so, the time suffices, and what it carries can be
    /// read again.
    pub(super) fn again(&self, next: Next) -> Option<Duration> {
        match next {
            Next::Again(wait) if self.body.is_ready() => {
                Some(wait).filter(|wait| self.deadline.left().is_none_or(|left| *wait < left))
            }
            Next::Again(_) | Next::Proceed => None,
        }
    }

    /// Whether the call is to be sent again after a new login; else the error.
    fn refused(&mut self, error: Error, target: &mut dyn Target) -> Result<(), Error> {
        let late = self.deadline.is_over();
        let again = self.current.ticket.is_some() && error.ticket_refused();
        if !again || self.repeats >= REPEATS || self.logins >= LOGINS || late {
            return Err(error);
        }
        if !self.body.is_ready() {
            return Err(error.not_sent_again(SENT));
        }
        self.repeats += 1;
        target.clear();
        self.trace.renewing();
        Ok(())
    }
}
