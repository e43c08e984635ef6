//! The part of a call that is the same for all types: sending, collecting the reply, judging it, and sending again
//! after a new login.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use http::Uri;
use http::header::HeaderMap;

use super::begun::Begun;
use super::deadline::Deadline;
use super::exchange::Others;
use super::extension::{Extension, Extensions, Rank};
use super::shared::{Session, http_header, set};
use super::sink::Sink;
use super::trace::Trace;
use super::transport::BoxFuture;
use crate::runtime::codec::{Field, Reading, Record};
use crate::runtime::error::Error;
use crate::runtime::soap::envelope::Packaging;
use crate::runtime::soap::{EncodedBody, Operation};

/// A call, ready to be sent. Its envelope is made when it is sent, so that the headers can be current.
///
/// It stands in a box from the beginning: what is handed from one future into the next is copied each time.
pub(super) struct UntypedCall<'a> {
    pub(super) session: &'a dyn Session,
    pub(super) operation: &'static Operation,
    pub(super) body: EncodedBody,
    /// Why it cannot be sent.
    failure: Option<Error>,
    pub(super) timeout: Option<Duration>,
    pub(super) extra: Arc<HeaderMap>,
    /// Request headers of this call alone.
    pub(super) own: Option<Box<dyn Record + Send + Sync>>,
    /// How the reply is read, if not as the session says.
    pub(super) reading: Option<Reading>,
    /// What adds to its envelope.
    pub(super) extensions: Arc<Extensions>,
    /// Which values leave beside the envelope.
    pub(super) packaging: Packaging,
    /// How many bytes the parts of the reply may have that go to the program's own writer.
    pub(super) parts_limit: Option<u64>,
}

/// Where a reply goes. A call that is sent again begins with fresh ones.
pub(super) trait Target: Send {
    fn clear(&mut self);

    fn parts(&mut self) -> (&mut dyn Record, &mut dyn Field);

    /// Where the items of its list go, if they are read one by one.
    #[cfg(feature = "stream")]
    fn items(&mut self) -> Option<&mut dyn super::stream::ItemTarget> {
        None
    }
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
    ) -> Box<Self> {
        let extra = session.shared().http_headers.clone();
        let extensions = Arc::clone(session.extensions());
        let packaging = session.shared().packaging;
        let (body, failure) = match body {
            Ok(body) => (body, None),
            Err(error) => (EncodedBody::default(), Some(error)),
        };
        Box::new(Self {
            session,
            operation,
            body,
            failure,
            timeout,
            extra,
            own: None,
            reading: None,
            extensions,
            packaging,
            parts_limit: None,
        })
    }

    /// Adds an HTTP header, or makes the call fail.
    pub(super) fn header(&mut self, name: &str, value: &str) {
        match http_header(name, value) {
            Ok((name, value)) => {
                let mut headers = HeaderMap::clone(&self.extra);
                set(&mut headers, name, value);
                self.extra = Arc::new(headers);
            }
            Err(error) => {
                self.failure.get_or_insert_with(|| error.named(self.operation));
            }
        }
    }

    /// Has an extension add to its envelope.
    pub(super) fn extended(&mut self, rank: Rank, extension: Arc<dyn Extension>) {
        let mut extensions = Extensions::clone(&self.extensions);
        extensions.add(rank, extension);
        self.extensions = Arc::new(extensions);
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
    pub(super) fn run<'t>(
        self: Box<Self>,
        target: &'t mut dyn Target,
        sink: Option<Sink<'a>>,
    ) -> BoxFuture<'t, Result<Box<Rest>, Error>>
    where
        'a: 't,
    {
        Box::pin(async move {
            let trace = Trace::begin(self.operation, self.session.shared().trace_envelopes);
            let result = trace.around(self.repeat(target, sink, &trace)).await;
            trace.end(&result);
            result
        })
    }

    async fn repeat(
        self: Box<Self>,
        target: &mut dyn Target,
        mut sink: Option<Sink<'_>>,
        trace: &Trace,
    ) -> Result<Box<Rest>, Error> {
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
            #[cfg(feature = "stream")]
            let renewed = match target.items().is_some_and(|items| items.is_blocking()) {
                true => call.session.renew_blocking(call.ticket(), call.deadline),
                false => call.session.renew(call.ticket(), call.deadline).await,
            };
            #[cfg(not(feature = "stream"))]
            let renewed = call.session.renew(call.ticket(), call.deadline).await;
            call.logins += u32::from(renewed.map_err(|error| error.named(call.operation))?);
        }
    }

    #[cfg_attr(not(feature = "blocking"), inline)]
    pub(super) fn run_blocking(
        self: Box<Self>,
        target: &mut dyn Target,
        sink: Option<Sink<'_>>,
    ) -> Result<Box<Rest>, Error> {
        let trace = Trace::begin(self.operation, self.session.shared().trace_envelopes);
        let result = trace.inside(|| self.repeat_blocking(target, sink, &trace));
        trace.end(&result);
        result
    }

    #[cfg_attr(not(feature = "blocking"), inline)]
    fn repeat_blocking(
        self: Box<Self>,
        target: &mut dyn Target,
        mut sink: Option<Sink<'_>>,
        trace: &Trace,
    ) -> Result<Box<Rest>, Error> {
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

    fn begin<'t>(mut self: Box<Self>, trace: &'t Trace) -> Result<Begun<'a, 't>, Error> {
        if let Some(error) = self.failure.take() {
            return Err(error);
        }
        let (current, deadline) = (self.session.current(), Deadline::after(self.timeout));
        let (repeats, logins) = (0, 0);
        Ok(Begun { call: self, current, deadline, has_waited: false, repeats, logins, anew: 0, trace })
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
