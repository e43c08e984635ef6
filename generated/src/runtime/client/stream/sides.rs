//! The two sides of a stream: the call, which reads the reply, and whoever takes the items.

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};

use super::Listed;
use crate::runtime::client::call::{Call, Parts};
use crate::runtime::client::reply::Reply;
use crate::runtime::client::transport::BoxFuture;
use crate::runtime::client::untyped_call::Target;
use crate::runtime::codec::{Field, Record};
use crate::runtime::error::{Error, ErrorKind};
use crate::runtime::soap::Operation;
use crate::runtime::soap::stream::{Batch, Route};

/// Where the items of a reply go.
pub(in crate::runtime::client) trait ItemTarget: Batch + Send {
    /// Where they stand; `None` where the contract has no plain list.
    fn route(&self) -> Option<Arc<Route>>;

    /// Whether a blocking transport carries the call.
    fn is_blocking(&self) -> bool;

    /// Hands out what stands before the first item.
    fn begin(&mut self);

    /// Whether that was handed out.
    fn has_begun(&self) -> bool;
}

/// What the future of a call leaves for whoever takes the items.
struct Handed<T: Listed, R> {
    head: Option<(T, R)>,
    items: Vec<T::Item>,
    end: Option<Result<Reply<T, R>, Error>>,
}

type Shared<T, R> = Arc<Mutex<Handed<T, R>>>;

fn locked<T: Listed, R>(shared: &Shared<T, R>) -> MutexGuard<'_, Handed<T, R>> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The side of the call.
struct Source<T: Listed, R> {
    parts: Parts<T, R>,
    batch: T,
    route: Option<Arc<Route>>,
    is_blocking: bool,
    has_begun: bool,
    shared: Shared<T, R>,
}

impl<T, R> Target for Source<T, R>
where
    T: Listed,
    R: Record + Default + Send + Sync + 'static,
{
    fn clear(&mut self) {
        self.parts.clear();
    }

    fn parts(&mut self) -> (&mut dyn Record, &mut dyn Field) {
        self.parts.parts()
    }

    fn items(&mut self) -> Option<&mut dyn ItemTarget> {
        Some(self)
    }
}

impl<T, R> Batch for Source<T, R>
where
    T: Listed,
    R: Send,
{
    fn fresh(&mut self) -> &mut dyn Field {
        self.batch = T::default();
        &mut self.batch
    }

    fn hand_out(&mut self) -> bool {
        let items = self.batch.take_items();
        let is_some = !items.is_empty();
        locked(&self.shared).items.extend(items);
        is_some
    }
}

impl<T, R> ItemTarget for Source<T, R>
where
    T: Listed,
    R: Default + Send + Sync,
{
    fn route(&self) -> Option<Arc<Route>> {
        self.route.clone()
    }

    fn is_blocking(&self) -> bool {
        self.is_blocking
    }

    fn begin(&mut self) {
        self.has_begun = true;
        let Parts { value, headers } = std::mem::take(&mut self.parts);
        locked(&self.shared).head = Some((value, headers));
    }

    fn has_begun(&self) -> bool {
        self.has_begun
    }
}

/// The side of whoever takes the items.
pub(super) struct Items<'a, T: Listed, R> {
    operation: &'static Operation,
    /// The call, until it is done.
    call: Option<BoxFuture<'a, ()>>,
    shared: Shared<T, R>,
    items: std::vec::IntoIter<T::Item>,
    pub(super) head: T,
    pub(super) headers: R,
    /// The reply came as a whole: its value and headers are those of the head.
    is_whole: bool,
    failure: Option<Error>,
    reply: Option<Reply<T, R>>,
    /// The reply has an item before those that are still to be given, which was given.
    repeats_first: bool,
}

impl<'a, T, R> Items<'a, T, R>
where
    T: Listed,
    R: Record + Default + Send + Sync + 'static,
{
    pub(super) fn new(call: Call<'a, T, R>, is_blocking: bool) -> Self {
        let Call { call, sink, .. } = call;
        let operation = call.operation;
        let route = Route::of(operation, T::SLOT).map(Arc::new);
        let repeats_first = route.as_ref().is_some_and(|route| route.wants_first());
        let shared = Arc::new(Mutex::new(Handed { head: None, items: Vec::new(), end: None }));
        let mut source = Source {
            parts: Parts::default(),
            batch: T::default(),
            route,
            is_blocking,
            has_begun: false,
            shared: Arc::clone(&shared),
        };
        let future = Box::pin(async move {
            let result = call.run(&mut source, sink).await;
            let end = source.parts.reply(result);
            locked(&source.shared).end = Some(end);
        });
        Self {
            operation,
            call: Some(future),
            shared,
            items: Vec::new().into_iter(),
            head: T::default(),
            headers: R::default(),
            is_whole: false,
            failure: None,
            reply: None,
            repeats_first,
        }
    }

    /// Goes on with the call. Tells whether what stands before the items has come.
    fn proceed(&mut self, context: &mut Context<'_>) -> bool {
        let Some(call) = &mut self.call else { return true };
        let is_done = call.as_mut().poll(context).is_ready();
        let mut handed = locked(&self.shared);
        let mut items = std::mem::take(&mut handed.items);
        let mut has_head = false;
        if let Some((head, headers)) = handed.head.take() {
            (self.head, self.headers) = (head, headers);
            has_head = true;
        }
        let end = handed.end.take();
        drop(handed);
        if is_done {
            self.call = None;
        }
        match end {
            Some(Ok(mut reply)) => {
                let mut late = reply.value.take_items();
                if self.is_whole {
                    std::mem::swap(&mut self.head, &mut reply.value);
                    std::mem::swap(&mut self.headers, &mut reply.headers);
                } else if self.repeats_first {
                    late.drain(..late.len().min(1));
                }
                items.extend(late);
                self.reply = Some(reply);
            }
            Some(Err(error)) => self.failure = Some(error),
            None => {}
        }
        self.items = items.into_iter();
        has_head
    }

    pub(super) fn poll_head(&mut self, context: &mut Context<'_>) -> Poll<Result<(), Error>> {
        self.is_whole = true;
        if self.proceed(context) {
            self.is_whole = false;
            return Poll::Ready(Ok(()));
        }
        match (self.failure.take(), &self.call) {
            (Some(error), _) => Poll::Ready(Err(error)),
            (None, None) => Poll::Ready(Ok(())),
            (None, Some(_)) => Poll::Pending,
        }
    }

    pub(super) fn poll_next(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<T::Item, Error>>> {
        loop {
            if let Some(item) = self.items.next() {
                return Poll::Ready(Some(Ok(item)));
            }
            if self.call.is_none() {
                return Poll::Ready(self.failure.take().map(Err));
            }
            self.proceed(context);
            if self.call.is_some() && self.items.len() == 0 {
                return Poll::Pending;
            }
        }
    }

    /// The rest of the reply, once all items were taken.
    pub(super) fn end(self) -> Result<Reply<T, R>, Error> {
        let Some(mut reply) = self.reply else {
            let what = "the reply was not read to its end: its stream gave an error before, which says why";
            return Err(Error::in_operation(ErrorKind::Decode, self.operation).message(what).unknown(true));
        };
        if self.is_whole {
            (reply.value, reply.headers) = (self.head, self.headers);
        }
        Ok(reply)
    }
}

/// Without the content.
impl<T: Listed, R> fmt::Debug for Items<'_, T, R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Items")
            .field("operation", &self.operation.name)
            .field("is_over", &self.call.is_none())
            .finish_non_exhaustive()
    }
}
