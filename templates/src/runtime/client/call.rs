//! One call and its settings.

use std::future::IntoFuture;
use std::io::Write;
use std::marker::PhantomData;
use std::sync::Arc;
use std::time::Duration;

use super::exchange::Others;
use super::extension::{Extension, Rank};
use super::reply::Reply;
use super::sink::{Sink, Writers};
use super::transport::BoxFuture;
use super::untyped_call::{Rest, Target, UntypedCall};
use crate::runtime::codec::{Field, Reading, Record, View};
use crate::runtime::error::Error;
use crate::runtime::values::Streamed;

/// The future of a [`Call`].
pub type CallFuture<'a, T> = BoxFuture<'a, Result<T, Error>>;

/// A call that is ready to be sent. Await it for its value, or [`reply`](Self::reply) for the headers too.
///
/// Nothing is sent before. Dropping the future afterwards ends the waiting and leaves the client usable, but does not
/// undo what the server may be doing. A call is sent a second time only after a new login, when the server refused the
/// ticket of the first, or where a [`Layer`](super::Layer) or HTTP authentication asks for it; its timeout counts for
/// all together, with the login that it makes or waits for.
#[must_use = "a call is sent only when it is awaited"]
pub struct Call<'a, T, R> {
    pub(super) call: Box<UntypedCall<'a>>,
    /// Where the parts of the reply go.
    pub(super) sink: Option<Sink<'a>>,
    result: PhantomData<fn() -> (T, R)>,
}

/// A crate's request headers; `R` are its response headers.
pub trait RequestHeaders<R>: Record + Send + Sync + 'static {
    /// Puts the headers that are set in `from` in place of its own. Tells whether there are any.
    fn fill(&mut self, from: &Self) -> bool;
}

/// Puts a header that is set in place of another. Tells whether it is; for generated code.
#[inline]
pub fn fill<T: Field + Clone>(to: &mut T, from: &T) -> bool {
    let set = !matches!(from.view(), View::Absent);
    if set {
        to.clone_from(from);
    }
    set
}

impl<'a, T, R> Call<'a, T, R>
where
    T: Field + Default + Send + 'static,
    R: Record + Default + Send + Sync + 'static,
{
    #[inline]
    pub(super) fn new(call: Box<UntypedCall<'a>>) -> Self {
        Self { call, sink: None, result: PhantomData }
    }

    /// How long this call may take, instead of the client's timeout; `None` for ever.
    pub fn timeout(mut self, timeout: impl Into<Option<Duration>>) -> Self {
        self.call.timeout = timeout.into();
        self
    }

    /// What is done with a reply that departs from the contract, instead of what the client says.
    pub fn reading(mut self, reading: Reading) -> Self {
        self.call.reading = Some(reading);
        self
    }

    /// An HTTP header for this call; replaces ours of the same name. One that is not allowed in HTTP makes the call
    /// fail with [`ErrorKind::Config`](crate::runtime::error::ErrorKind::Config).
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.call.header(name, value);
        self
    }

    /// Whether the bytes of its arguments leave as parts beside the envelope (MTOM), instead of what the client says.
    pub fn mtom(mut self, on: bool) -> Self {
        self.call.packaging.mtom = Some(on);
        self
    }

    /// Writes the parts of the reply, while it comes in, to writers of the program's: `open` is called for each part, with
    /// its id and media type, and gives what its bytes are written to, without their transfer encoding. Nothing but the
    /// envelope is kept, so that large files can come down.
    ///
    /// The value that includes such a part (MTOM) then holds no bytes, and says so:
    /// [`Base64::streamed`](crate::runtime::values::Base64::streamed). [`Reply::streamed`] has all parts, also those that
    /// nothing includes. An attachment that the contract binds to the result has its id and media type, and no bytes.
    ///
    /// What was written is not to be trusted before the call is done: it fails where the reply breaks off, or is refused
    /// for another reason. The writers are used by the task or thread that waits for the call. A reply without parts is
    /// read as ever, and a call that is sent again opens anew. The client's limit counts for the envelope alone; for the
    /// parts there is [`attachments_limit`](Self::attachments_limit).
    pub fn attachments_to<W: Write + Send + 'a>(
        mut self,
        open: impl FnMut(&Streamed) -> std::io::Result<W> + Send + 'a,
    ) -> Self {
        self.sink = Some(Sink { parts: Box::new(Writers::new(open)) });
        self
    }

    /// How many bytes the parts of the reply may have together that go to [`attachments_to`](Self::attachments_to). Without
    /// it there is no limit.
    pub fn attachments_limit(mut self, bytes: u64) -> Self {
        self.call.parts_limit = Some(bytes);
        self
    }

    /// Request headers for this call alone: those that are set here go before the session's. As always, only those are
    /// sent that the operation declares.
    #[inline]
    pub fn request_headers<Q: RequestHeaders<R>>(mut self, headers: Q) -> Self {
        self.call.own = Some(Box::new(headers));
        self
    }

    /// Has an extension add to the envelope of this call.
    pub(in crate::runtime) fn extended(mut self, rank: Rank, extension: Arc<dyn Extension>) -> Self {
        self.call.extended(rank, extension);
        self
    }

    /// Takes the extensions of a rank away.
    #[cfg(feature = "addressing")]
    pub(in crate::runtime) fn plain(mut self, rank: Rank) -> Self {
        self.call.plain(rank);
        self
    }

    /// Sends the call and waits for value and headers.
    ///
    /// # Errors
    /// Whatever goes wrong; see [`ErrorKind`](crate::runtime::error::ErrorKind).
    pub async fn reply(self) -> Result<Reply<T, R>, Error> {
        let mut target = Parts { value: T::default(), headers: R::default() };
        let result = self.call.run(&mut target, self.sink).await;
        target.reply(result)
    }

    /// Sends the call and blocks until its value is there.
    ///
    /// # Errors
    /// Whatever goes wrong; see [`ErrorKind`](crate::runtime::error::ErrorKind).
    pub fn blocking(self) -> Result<T, Error> {
        let mut target = Parts { value: T::default(), headers: R::default() };
        let result = self.call.run_blocking(&mut target, self.sink);
        target.value(result)
    }

    /// Sends the call and blocks until value and headers are there.
    ///
    /// # Errors
    /// Whatever goes wrong; see [`ErrorKind`](crate::runtime::error::ErrorKind).
    pub fn blocking_reply(self) -> Result<Reply<T, R>, Error> {
        let mut target = Parts { value: T::default(), headers: R::default() };
        let result = self.call.run_blocking(&mut target, self.sink);
        target.reply(result)
    }
}

impl<'a, T, R> IntoFuture for Call<'a, T, R>
where
    T: Field + Default + Send + 'static,
    R: Record + Default + Send + Sync + 'static,
{
    type Output = Result<T, Error>;
    type IntoFuture = CallFuture<'a, T>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(async move {
            let mut target = Parts { value: T::default(), headers: R::default() };
            let result = self.call.run(&mut target, self.sink).await;
            target.value(result)
        })
    }
}

impl<T, R> std::fmt::Debug for Call<'_, T, R> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.call.fmt(f)
    }
}

/// What a reply is read into.
#[derive(Default)]
pub(super) struct Parts<T, R> {
    pub(super) value: T,
    pub(super) headers: R,
}

impl<T, R> Parts<T, R>
where
    T: 'static,
    R: Send + Sync + 'static,
{
    /// The value alone, for whoever awaits a call.
    fn value(self, result: Result<Box<Rest>, Error>) -> Result<T, Error> {
        match result {
            Ok(_) => Ok(self.value),
            Err(error) => Err(error.with_headers(self.headers).of_type::<T>()),
        }
    }

    pub(super) fn reply(self, result: Result<Box<Rest>, Error>) -> Result<Reply<T, R>, Error> {
        let Self { value, headers } = self;
        match result {
            Ok(rest) => {
                let Rest { others, status, http_headers, operation } = *rest;
                let Others { headers: other_headers, attachments, streamed, departures, checked } = others;
                Ok(Reply {
                    value,
                    headers,
                    other_headers,
                    attachments,
                    streamed,
                    departures,
                    checked,
                    status,
                    http_headers,
                    operation,
                })
            }
            Err(error) => Err(error.with_headers(headers).of_type::<T>()),
        }
    }
}

impl<T, R> Target for Parts<T, R>
where
    T: Field + Default + Send,
    R: Record + Default + Send,
{
    fn clear(&mut self) {
        (self.value, self.headers) = (T::default(), R::default());
    }

    fn parts(&mut self) -> (&mut dyn Record, &mut dyn Field) {
        (&mut self.headers, &mut self.value)
    }
}
