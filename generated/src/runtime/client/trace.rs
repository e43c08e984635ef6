//! What a call tells to `tracing`, with the cargo feature of that name. Without it nothing is left of this.
//!
//! Everything has the target `soapwright`: a span `call` (level debug) with service, operation, status, bytes of request
//! and reply, and milliseconds; an event at its end (debug, or warn for a failure); one for a new login, and one for each send that a layer asks for (info); and, only
//! when the client was told so, the masked envelopes (trace).

#[cfg(feature = "tracing")]
pub(super) use on::Trace;

#[cfg(not(feature = "tracing"))]
pub(super) use off::Trace;

#[cfg(feature = "tracing")]
mod on {
    use std::future::Future;
    use std::time::Instant;

    use tracing::field::Empty;
    use tracing::{Instrument as _, Span};

    use crate::runtime::client::sent_secrets::SentSecrets;
    use crate::runtime::codec::secrets::Names;
    use crate::runtime::codec::{Departures, secrets};
    use crate::runtime::error::Error;
    use crate::runtime::soap::Operation;

    const TARGET: &str = "soapwright";

    /// The span of one call.
    pub(in crate::runtime::client) struct Trace {
        span: Span,
        start: Instant,
        envelopes: bool,
    }

    impl Trace {
        pub(in crate::runtime::client) fn begin(operation: &'static Operation, envelopes: bool) -> Self {
            let span = tracing::debug_span!(
                target: TARGET,
                "call",
                service = operation.service.name,
                operation = operation.name,
                status = Empty,
                request_bytes = Empty,
                reply_bytes = Empty,
                milliseconds = Empty,
            );
            Self { span, start: Instant::now(), envelopes }
        }

        /// The future within the span. It is handed on, and not awaited here: what awaits it would hold it twice.
        pub(in crate::runtime::client) fn around<F: Future>(
            &self,
            future: F,
        ) -> impl Future<Output = F::Output> {
            future.instrument(self.span.clone())
        }

        pub(in crate::runtime::client) fn inside<T>(&self, run: impl FnOnce() -> T) -> T {
            self.span.in_scope(run)
        }

        pub(in crate::runtime::client) fn request(&self, bytes: &[u8], secret: &Names) {
            self.span.record("request_bytes", bytes.len());
            self.envelope("request", || secrets::mask(bytes, &secret.all()));
        }

        pub(in crate::runtime::client) fn reply(
            &self,
            status: u16,
            bytes: &[u8],
            secret: &Names,
            sent: impl FnOnce() -> SentSecrets,
        ) {
            self.span.record("status", status);
            self.span.record("reply_bytes", bytes.len());
            self.envelope("reply", || sent().mask_reply(bytes, &secret.all()));
        }

        fn envelope(&self, what: &'static str, masked: impl FnOnce() -> String) {
            if self.envelopes && tracing::enabled!(target: TARGET, tracing::Level::TRACE) {
                let envelope = masked();
                self.span.in_scope(|| tracing::trace!(target: TARGET, %envelope, "{what}"));
            }
        }

        pub(in crate::runtime::client) fn departed(&self, departures: &Departures) {
            let first = departures.first().map(ToString::to_string).unwrap_or_default();
            let count = departures.count();
            self.span.in_scope(
                || tracing::info!(target: TARGET, count, %first, "the reply departs from the contract"),
            );
        }

        pub(in crate::runtime::client) fn repeating(&self) {
            self.span.in_scope(|| tracing::info!(target: TARGET, "the call is sent again"));
        }

        pub(in crate::runtime::client) fn renewing(&self) {
            self.span.in_scope(
                || tracing::info!(target: TARGET, "the server refuses the ticket: logging in again"),
            );
        }

        pub(in crate::runtime::client) fn end<T>(&self, result: &Result<T, Error>) {
            let milliseconds = u64::try_from(self.start.elapsed().as_millis()).unwrap_or(u64::MAX);
            self.span.record("milliseconds", milliseconds);
            self.span.in_scope(|| match result {
                Ok(_) => tracing::debug!(target: TARGET, "done"),
                Err(error) => tracing::warn!(
                    target: TARGET,
                    kind = ?error.kind(),
                    outcome_unknown = error.outcome_unknown(),
                    %error,
                    "failed"
                ),
            });
        }
    }
}

#[cfg(not(feature = "tracing"))]
mod off {
    use std::future::Future;

    use crate::runtime::client::sent_secrets::SentSecrets;
    use crate::runtime::codec::Departures;
    use crate::runtime::codec::secrets::Names;
    use crate::runtime::error::Error;
    use crate::runtime::soap::Operation;

    /// Nothing.
    pub(in crate::runtime::client) struct Trace;

    impl Trace {
        pub(in crate::runtime::client) fn begin(_operation: &'static Operation, _envelopes: bool) -> Self {
            Self
        }

        pub(in crate::runtime::client) fn around<F: Future>(&self, future: F) -> F {
            future
        }

        pub(in crate::runtime::client) fn inside<T>(&self, run: impl FnOnce() -> T) -> T {
            run()
        }

        pub(in crate::runtime::client) fn request(&self, _bytes: &[u8], _secret: &Names) {}

        pub(in crate::runtime::client) fn reply(
            &self,
            _status: u16,
            _bytes: &[u8],
            _secret: &Names,
            _sent: impl FnOnce() -> SentSecrets,
        ) {
        }

        pub(in crate::runtime::client) fn departed(&self, _departures: &Departures) {}

        pub(in crate::runtime::client) fn renewing(&self) {}

        pub(in crate::runtime::client) fn repeating(&self) {}

        pub(in crate::runtime::client) fn end<T>(&self, _result: &Result<T, Error>) {}
    }
}
