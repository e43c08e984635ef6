//! A call that is being sent, perhaps more than once: what each attempt sends, and when there is another.

use std::io::{ErrorKind as IoErrorKind, Read};
use std::ops::Deref;
use std::sync::Arc;
use std::time::Duration;

use futures_timer::Delay;
use http::Request;
use http::header::{AUTHORIZATION, COOKIE, HeaderMap};

use super::alarm::Alarm;
use super::body::RequestBody;
use super::deadline::Deadline;
use super::incoming::{Exchange, Sent};
use super::layer::{Attempt, Next};
use super::outgoing::{Additions, Outgoing, prepare_with_envelope};
use super::shared::{Current, NO_TICKET, set};
use super::sink::Sink;
use super::trace::Trace;
use super::transport::{SendOptions, TransportError};
use super::untyped_call::{Rest, Target, UntypedCall};
use super::who::Told;
use crate::runtime::codec::{Record, Slot, View};
use crate::runtime::error::Error;
use crate::runtime::values::SENT;

/// The size of the blocking client's reads, in bytes.
pub(super) const READ: usize = 64 * 1024;
/// That of the first read of a reply that does not say its length.
const FIRST: usize = 8 * 1024;
/// How long after its time an async call is given up whose transport does not end it. A server that says `100 Continue`
/// without end keeps a transport so busy that it does not see its own timer.
pub(super) const LATE: Duration = Duration::from_millis(100);
/// How often a call logs in by itself: a server that refuses every ticket must not be asked for ever.
const LOGINS: u32 = 3;
/// How often a call is sent again because its ticket was refused, also after other calls' logins.
const REPEATS: u32 = 16;
/// How often a call makes another envelope because the server refused one before it was handled (HTTP authentication).
const ANEW: u32 = 3;

/// A call that is being sent, perhaps more than once.
pub(super) struct Begun<'a, 't> {
    pub(super) call: Box<UntypedCall<'a>>,
    pub(super) current: Current,
    /// When the call has to be done.
    pub(super) deadline: Deadline,
    /// Some of it went into a login.
    pub(super) has_waited: bool,
    pub(super) repeats: u32,
    pub(super) logins: u32,
    /// How many envelopes were refused before they were handled.
    pub(super) anew: u32,
    pub(super) trace: &'t Trace,
}

/// What the call was before it was begun, which stays as it is.
impl<'a> Deref for Begun<'a, '_> {
    type Target = UntypedCall<'a>;

    fn deref(&self) -> &UntypedCall<'a> {
        &self.call
    }
}

impl Begun<'_, '_> {
    /// Takes what the session sends now, and where. Tells whether the call can be sent: a session that is still to get its
    /// first ticket does that before.
    pub(super) fn is_ready(&mut self) -> bool {
        self.current = self.session.current();
        self.current.ticket != Some(NO_TICKET) || self.operation.request.headers.is_empty()
    }

    /// The number of the ticket that is refused, or still to be got.
    pub(super) fn ticket(&self) -> u64 {
        self.current.ticket.unwrap_or(NO_TICKET)
    }

    pub(super) async fn send(
        &mut self,
        target: &mut dyn Target,
        mut sink: Option<&mut Sink<'_>>,
    ) -> Result<Box<Rest>, Error> {
        let mut attempt = Attempt { operation: self.operation, number: 1 };
        loop {
            #[cfg(feature = "stream")]
            let sent = match target.items() {
                Some(_) => self.attempt_items(attempt, target, sink.as_deref_mut()).await?,
                None => self.attempt(attempt, target, sink.as_deref_mut()).await?,
            };
            #[cfg(not(feature = "stream"))]
            let sent = self.attempt(attempt, target, sink.as_deref_mut()).await?;
            match sent {
                Sent::Read(rest) => return Ok(rest),
                Sent::Again(wait) => Delay::new(wait).await,
                Sent::Anew => self.anew += 1,
            }
            self.once_more(&mut attempt, target);
        }
    }

    #[cfg_attr(not(feature = "blocking"), inline)]
    pub(super) fn send_blocking(
        &mut self,
        target: &mut dyn Target,
        mut sink: Option<&mut Sink<'_>>,
    ) -> Result<Box<Rest>, Error> {
        let mut attempt = Attempt { operation: self.operation, number: 1 };
        loop {
            match self.attempt_blocking(attempt, target, sink.as_deref_mut())? {
                Sent::Read(rest) => return Ok(rest),
                // Nothing can wait where there are no threads.
                #[cfg(target_family = "wasm")]
                Sent::Again(_) => {}
                #[cfg(not(target_family = "wasm"))]
                Sent::Again(wait) => std::thread::sleep(wait),
                Sent::Anew => self.anew += 1,
            }
            self.once_more(&mut attempt, target);
        }
    }

    /// A layer has the call sent again, or the server asked for it.
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
        let transport = self.session.who().asynchronous(
            self.session.shared(),
            &self.current.addresses,
            self.operation.service,
        );
        let transport = transport.map_err(|error| error.named(self.operation))?;
        let late = if transport.keeps_time() { LATE } else { Duration::ZERO };
        let mut watch = Alarm::after(options.timeout.map(|timeout| timeout.saturating_add(late)));
        let sent = watch.within(transport.send(request, options)).await;
        let sent = sent.unwrap_or_else(|| Err(too_late()));
        let response = match sent {
            Ok(response) => response,
            Err(error) => return exchange.failed(error),
        };
        exchange.uploaded()?;
        let (mut reply, mut body) = exchange.reply(response);
        reply.is_trusted()?;
        loop {
            // Also where there is always more.
            let chunk = if watch.is_over() { None } else { watch.within(body.chunk()).await };
            match chunk.unwrap_or_else(|| Err(too_late())) {
                Ok(Some(chunk)) => reply.add(&chunk, sink.as_deref_mut())?,
                Ok(None) => break,
                Err(error) => return reply.failed(error),
            }
            if body.is_over() {
                break;
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
        let transport = self.session.who().blocking(
            self.session.shared(),
            &self.current.addresses,
            self.operation.service,
        );
        let transport = transport.map_err(|error| error.named(self.operation))?;
        let response = match transport.send(request, options) {
            Ok(response) => response,
            Err(error) => return exchange.failed(error),
        };
        exchange.uploaded()?;
        let (mut reply, mut body) = exchange.reply(response);
        reply.is_trusted()?;
        let mut buffer = vec![0; reply.length().map_or(FIRST, |length| length.saturating_add(1)).min(READ)];
        loop {
            match body.read(&mut buffer) {
                Ok(0) => break,
                Ok(count) => {
                    reply.add(buffer.get(..count).unwrap_or_default(), sink.as_deref_mut())?;
                    if count == buffer.len() {
                        // There is more than was thought.
                        buffer.resize((2 * count).min(READ), 0);
                    }
                }
                Err(error) if error.kind() == IoErrorKind::Interrupted => {}
                Err(error) => return reply.failed(TransportError::from_read(error)),
            }
        }
        drop(body);
        reply.judge(target, sink)
    }

    /// The HTTP headers that the program sets. Those of the session that say who calls stay behind where a login leads to
    /// another host.
    fn http_headers(&self) -> Arc<HeaderMap> {
        if self.current.addresses.is_at_home(self.operation.service) {
            return Arc::clone(&self.extra);
        }
        let session = &self.session.shared().http_headers;
        let mut headers = HeaderMap::new();
        for (name, value) in self.extra.iter() {
            if !matches!(*name, AUTHORIZATION | COOKIE) || session.get(name) != Some(value) {
                set(&mut headers, name.clone(), value.clone());
            }
        }
        Arc::new(headers)
    }

    pub(super) fn exchange(
        &self,
        attempt: Attempt,
    ) -> Result<(Box<Exchange<'_>>, Request<RequestBody>, SendOptions), Error> {
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
            .known_address_of(self.operation.service)
            .map_err(|error| error.named(self.operation))?;
        if !self.body.is_ready() {
            return Err(Error::from_upload(self.operation, SENT).unknown(false).at(Some(&uri)));
        }
        let extra = self.http_headers();
        let additions = Additions {
            demands: &self.session.shared().demands,
            extensions: &self.extensions,
            extra: &extra,
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
        let told = Told::default();
        // In a box: the reply goes through many hands.
        let mut exchange =
            Box::new(Exchange { call: self, attempt, uri, envelope, headers, watch, checks, secrets, told });
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

    /// Whether another envelope is made after one was refused before it was handled.
    pub(super) fn is_made_anew(&self, error: &TransportError) -> bool {
        error.is_anew() && self.anew < ANEW
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
    pub(super) fn refused(&mut self, error: Error, target: &mut dyn Target) -> Result<(), Error> {
        let late = self.deadline.is_over();
        let again = self.current.ticket.is_some() && error.ticket_refused();
        // Items that were handed out would come once more.
        #[cfg(feature = "stream")]
        let again = again && !target.items().is_some_and(|items| items.has_begun());
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

#[cold]
pub(super) fn too_late() -> TransportError {
    TransportError::new("the time is over").timed_out()
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
