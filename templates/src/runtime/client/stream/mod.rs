//! Results whose list is read item by item, while the reply comes in.

mod flow;
mod listed;
mod parted;
mod sides;

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll};

use futures_core::Stream;
pub use listed::Listed;
pub(super) use sides::ItemTarget;
use sides::Items;

use super::call::Call;
use super::deadline::unpark;
use super::reply::Reply;
use crate::runtime::codec::Record;
use crate::runtime::error::Error;

impl<'a, T, R> Call<'a, T, R>
where
    T: Listed,
    R: Record + Default + Send + Sync + 'static,
{
    /// Sends the call, and gives its list item by item, while the reply comes in: a list of any length takes the memory of
    /// some items. Waits for the beginning of the reply, up to the first item.
    ///
    /// What is told before that is the error here, as it is when the call is awaited: a Fault, a login that fails, a reply
    /// that is none. The reply is not held back until it is known to be whole: what is wrong with it later is an error behind
    /// the items that came before. From the first item on nothing is sent again.
    ///
    /// The call's timeout counts until the first item, and from there on for each read: a list may take as long as it
    /// likes, but not stand still. The client's reply limit counts for each item, and for all that is not the list.
    ///
    /// A reply is read as a whole first, and its items are given then, where that is unavoidable: its signature is demanded, it
    /// is encoded, a layer sees it, or it departs from the contract before its first item.
    ///
    /// So is one in several parts (MTOM), unless its parts go to [`attachments_to`](Self::attachments_to). Its items then come
    /// before their parts: an item says which part it includes ([`Base64::streamed`](crate::runtime::values::Base64::streamed),
    /// of which only the id is known), and the writer gets that part when it comes. One that never comes is an error at the end.
    ///
    /// # Errors
    /// Whatever goes wrong before the first item; see [`ErrorKind`](crate::runtime::error::ErrorKind).
    pub async fn stream(self) -> Result<ItemStream<'a, T, R>, Error> {
        let mut items = Items::new(self, false);
        std::future::poll_fn(|context| items.poll_head(context)).await?;
        Ok(ItemStream(items))
    }

    /// As [`stream`](Self::stream), blocking.
    ///
    /// # Errors
    /// Whatever goes wrong before the first item; see [`ErrorKind`](crate::runtime::error::ErrorKind).
    pub fn blocking_stream(self) -> Result<ItemIter<'a, T, R>, Error> {
        let mut items = Items::new(self, true);
        wait(|context| items.poll_head(context))?;
        Ok(ItemIter(items))
    }
}

/// Polls until something is there. A blocking transport does its work in that.
fn wait<O>(mut poll: impl FnMut(&mut Context<'_>) -> Poll<O>) -> O {
    let waker = unpark();
    let mut context = Context::from_waker(&waker);
    loop {
        match poll(&mut context) {
            Poll::Ready(output) => return output,
            Poll::Pending => std::thread::park(),
        }
    }
}

/// The items of a list that is coming in: what [`Call::stream`] gives. A `Stream`; [`next`](Self::next) needs no other crate.
///
/// Nothing is read ahead: the server is slowed down to the speed at which items are taken. Dropping it ends the call and
/// closes the connection, unless all of the reply was read.
///
/// An error is the last item. [`finish`](Self::finish) gives what stands beside the list.
pub struct ItemStream<'a, T: Listed, R>(Items<'a, T, R>);

impl<T, R> ItemStream<'_, T, R>
where
    T: Listed,
    R: Record + Default + Send + Sync + 'static,
{
    /// The next item; `None` at the end of the reply, when all that follows the list was found to be right.
    pub async fn next(&mut self) -> Option<Result<T::Item, Error>> {
        std::future::poll_fn(|context| self.0.poll_next(context)).await
    }

    /// The result as far as it stands before its list, which is empty. What follows the list is not there yet.
    pub fn head(&self) -> &T {
        &self.0.head
    }

    /// The response headers.
    pub fn headers(&self) -> &R {
        &self.0.headers
    }

    /// Reads the reply to its end, and gives all of it but the items: the result with what follows the list, the headers, the
    /// departures of items too. Items that were not taken are dropped.
    ///
    /// # Errors
    /// What goes wrong on the way. Where [`next`](Self::next) has given an error, only that this was so.
    pub async fn finish(mut self) -> Result<Reply<T, R>, Error> {
        while let Some(item) = self.next().await {
            item?;
        }
        self.0.end()
    }
}

// Nothing in it is pinned: the call has a place of its own.
impl<T: Listed, R> Unpin for ItemStream<'_, T, R> {}

impl<T, R> Stream for ItemStream<'_, T, R>
where
    T: Listed,
    R: Record + Default + Send + Sync + 'static,
{
    type Item = Result<T::Item, Error>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.get_mut().0.poll_next(context)
    }
}

impl<T: Listed, R> fmt::Debug for ItemStream<'_, T, R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// As [`ItemStream`], for blocking calls: what [`Call::blocking_stream`] gives.
pub struct ItemIter<'a, T: Listed, R>(Items<'a, T, R>);

impl<T, R> ItemIter<'_, T, R>
where
    T: Listed,
    R: Record + Default + Send + Sync + 'static,
{
    /// The result as far as it stands before its list, which is empty. What follows the list is not there yet.
    pub fn head(&self) -> &T {
        &self.0.head
    }

    /// The response headers.
    pub fn headers(&self) -> &R {
        &self.0.headers
    }

    /// As [`ItemStream::finish`].
    ///
    /// # Errors
    /// What goes wrong on the way. Where an item was an error, only that this was so.
    pub fn finish(mut self) -> Result<Reply<T, R>, Error> {
        for item in self.by_ref() {
            item?;
        }
        self.0.end()
    }
}

impl<T, R> Iterator for ItemIter<'_, T, R>
where
    T: Listed,
    R: Record + Default + Send + Sync + 'static,
{
    type Item = Result<T::Item, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        wait(|context| self.0.poll_next(context))
    }
}

impl<T: Listed, R> fmt::Debug for ItemIter<'_, T, R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
