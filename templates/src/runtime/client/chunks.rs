//! The body of a request for an async transport: what an upload gives is read on a thread of its own, since files and a
//! program's own readers block.

use std::collections::VecDeque;
use std::fmt;
use std::future::poll_fn;
use std::io::{Error, Read as _, Result};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};

use bytes::Bytes;

use super::pieces::Watch;
use super::threads::start;
use crate::runtime::soap::attachments::{Piece, PieceReader};

/// The size of a chunk, and how many of them wait to be sent: what an upload takes of memory.
const CHUNK: usize = 64 * 1024;
const WAITING: usize = 4;

/// The body of a request by chunks.
pub struct RequestChunks {
    pieces: std::vec::IntoIter<Piece>,
    /// What is being read.
    pump: Option<Pump>,
    watch: Watch,
}

impl RequestChunks {
    pub(super) fn new(pieces: Vec<Piece>, watch: Watch) -> Self {
        Self { pieces: pieces.into_iter(), pump: None, watch }
    }

    /// The next chunk; `None` at the end.
    ///
    /// # Errors
    /// When an upload cannot be read. The body is then cut off, and the request must not be taken for a whole one.
    pub async fn next(&mut self) -> Option<Result<Bytes>> {
        poll_fn(|cx| self.poll_next(cx)).await
    }

    /// As [`next`](Self::next), for streams.
    pub fn poll_next(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<Bytes>>> {
        loop {
            if let Some(pump) = &self.pump {
                match pump.poll(cx) {
                    Poll::Pending => return Poll::Pending,
                    Poll::Ready(Some(Ok(chunk))) => return Poll::Ready(Some(Ok(chunk))),
                    Poll::Ready(Some(Err(error))) => return Poll::Ready(Some(Err(self.failed(error)))),
                    Poll::Ready(None) => self.pump = None,
                }
            }
            match self.pieces.next() {
                None => return Poll::Ready(None),
                Some(Piece::Bytes(bytes)) if bytes.is_empty() => {}
                Some(Piece::Bytes(bytes)) => return Poll::Ready(Some(Ok(bytes))),
                Some(upload) => match Pump::start(upload) {
                    Ok(pump) => self.pump = Some(pump),
                    Err(error) => return Poll::Ready(Some(Err(self.failed(error)))),
                },
            }
        }
    }

    #[cold]
    fn failed(&mut self, error: Error) -> Error {
        self.pieces = Vec::new().into_iter();
        self.pump = None;
        self.watch.note(&error);
        error
    }
}

/// Without the content.
impl fmt::Debug for RequestChunks {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RequestChunks").finish_non_exhaustive()
    }
}

/// A thread that reads, and what it has read.
struct Pump(Arc<Shared>);

#[derive(Default)]
struct Shared {
    state: Mutex<State>,
    /// There is room again, or nobody wants any more.
    room: Condvar,
}

#[derive(Default)]
struct State {
    chunks: VecDeque<Result<Bytes>>,
    waker: Option<Waker>,
    ended: bool,
    given_up: bool,
}

impl Shared {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Hands over a chunk when there is room for it. Tells whether anybody wants more.
    fn push(&self, chunk: Result<Bytes>) -> bool {
        let mut state = self.state();
        while state.chunks.len() >= WAITING && !state.given_up {
            state = self.room.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
        let wanted = !state.given_up && chunk.is_ok();
        state.chunks.push_back(chunk);
        wake(state);
        wanted
    }
}

fn wake(mut state: MutexGuard<'_, State>) {
    let waker = state.waker.take();
    drop(state);
    if let Some(waker) = waker {
        waker.wake();
    }
}

/// Tells the other side that the thread is at its end, also when a program's reader panicked.
struct End(Arc<Shared>);

impl Drop for End {
    fn drop(&mut self) {
        let mut state = self.0.state();
        if std::thread::panicking() {
            state.chunks.push_back(Err(Error::other("the reader of an `Upload` panicked")));
        }
        state.ended = true;
        wake(state);
    }
}

impl Pump {
    fn start(piece: Piece) -> Result<Self> {
        let shared = Arc::new(Shared::default());
        let end = End(Arc::clone(&shared));
        let read = move || {
            let mut reader = PieceReader::new(vec![piece]);
            loop {
                let mut chunk = vec![0; CHUNK];
                let read = reader.read(&mut chunk).map(|count| {
                    chunk.truncate(count);
                    Bytes::from(chunk)
                });
                if read.as_ref().is_ok_and(Bytes::is_empty) || !end.0.push(read) {
                    break;
                }
            }
        };
        start("soapwright-upload", Box::new(read))?;
        Ok(Self(shared))
    }

    fn poll(&self, cx: &mut Context<'_>) -> Poll<Option<Result<Bytes>>> {
        let mut state = self.0.state();
        match state.chunks.pop_front() {
            Some(chunk) => {
                drop(state);
                self.0.room.notify_one();
                Poll::Ready(Some(chunk))
            }
            None if state.ended => Poll::Ready(None),
            None => {
                state.waker = Some(cx.waker().clone());
                Poll::Pending
            }
        }
    }
}

/// Nobody wants any more: the thread ends as soon as its reader lets it.
impl Drop for Pump {
    fn drop(&mut self) {
        self.0.state().given_up = true;
        self.0.room.notify_one();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_sent_is_not_shown() {
        let chunks = RequestChunks::new(vec![Piece::Bytes("a password".into())], Watch(None));
        assert_eq!(format!("{chunks:?}"), "RequestChunks { .. }");
    }
}
