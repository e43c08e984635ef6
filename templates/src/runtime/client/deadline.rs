//! The time that a call has: for itself, for the login that it makes, and for waiting for another's.

use std::future::Future;
use std::pin::pin;
use std::sync::Arc;
use std::task::{Context, Poll, Wake, Waker};
use std::thread::{self, Thread};
use std::time::{Duration, Instant};

use super::alarm::Alarm;

/// When a call has to be done; `None` for never.
#[derive(Clone, Copy)]
pub(super) struct Deadline(Option<Instant>);

impl Deadline {
    /// So long from now.
    pub(super) fn after(timeout: Option<Duration>) -> Self {
        Self(timeout.and_then(|timeout| Instant::now().checked_add(timeout)))
    }

    /// How long that is still; `None` for ever, zero when it is over.
    pub(super) fn left(self) -> Option<Duration> {
        self.0.map(|at| at.saturating_duration_since(Instant::now()))
    }

    pub(super) fn is_over(self) -> bool {
        self.left() == Some(Duration::ZERO)
    }

    /// The shorter of this and a timeout.
    pub(super) fn shortens(self, timeout: Option<Duration>) -> Option<Duration> {
        match (self.left(), timeout) {
            (Some(left), Some(timeout)) => Some(left.min(timeout)),
            (left, timeout) => left.or(timeout),
        }
    }

    /// What a future gives; `None` when the time is over before. The future is dropped then.
    pub(super) async fn within<F: Future>(self, future: F) -> Option<F::Output> {
        Alarm::new(self.0).within(future).await
    }

    /// As [`within`](Self::within), for a thread that waits.
    #[cfg_attr(target_family = "wasm", expect(dead_code, reason = "nothing can wait there"))]
    pub(super) fn wait<F: Future>(self, future: F) -> Option<F::Output> {
        let waker = unpark();
        let (mut future, mut context) = (pin!(future), Context::from_waker(&waker));
        loop {
            if let Poll::Ready(output) = future.as_mut().poll(&mut context) {
                return Some(output);
            }
            match self.left() {
                None => thread::park(),
                Some(Duration::ZERO) => return None,
                Some(left) => thread::park_timeout(left),
            }
        }
    }
}

/// What wakes this thread.
pub(super) fn unpark() -> Waker {
    Waker::from(Arc::new(Unpark(thread::current())))
}

/// Wakes a thread that waits.
struct Unpark(Thread);

impl Wake for Unpark {
    fn wake(self: Arc<Self>) {
        self.0.unpark();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_future_that_is_never_done_ends_in_time() {
        let short = Deadline::after(Some(Duration::from_millis(20)));
        assert_eq!(short.wait(std::future::pending::<()>()), None);
        let short = Deadline::after(Some(Duration::from_millis(20)));
        let never = Deadline::after(None);
        assert_eq!(never.wait(short.within(std::future::pending::<()>())), Some(None));
        assert_eq!(short.wait(std::future::ready(1)), Some(1));
        assert_eq!(never.wait(never.within(std::future::ready(1))), Some(Some(1)));
        let [long, shorter] = [60_000, 20].map(|time| Deadline::after(Some(Duration::from_millis(time))));
        let shorter = shorter.within(std::future::pending::<()>());
        let both = long.within(async { (shorter.await, long.within(std::future::ready(2)).await) });
        assert_eq!(never.wait(both), Some(Some((None, Some(2)))));
        assert!(short.is_over() && !never.is_over());
        assert_eq!(short.shortens(Some(Duration::from_secs(1))), Some(Duration::ZERO));
        assert_eq!(never.shortens(Some(Duration::from_secs(1))), Some(Duration::from_secs(1)));
    }
}
