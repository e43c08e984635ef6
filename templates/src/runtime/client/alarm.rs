//! One timer for all calls that wait.
//!
//! Each call has a deadline, and hardly any ever reaches it. So a call that waits costs an entry in a table, and the thread
//! that looks after the table is woken only by a deadline that comes before all others.

use std::future::Future;
use std::pin::pin;
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};
use std::task::{Poll, Waker};
use std::thread::{self, Thread};
use std::time::{Duration, Instant};

use super::threads::start;

/// Wakes a task at a time, if there is one, unless it is dropped before.
pub(super) struct Alarm {
    at: Option<Instant>,
    /// The place of its entry, and who is woken.
    set: Option<(usize, Waker)>,
}

impl Alarm {
    pub(super) const fn new(at: Option<Instant>) -> Self {
        Self { at, set: None }
    }

    /// So long from now; never for `None`.
    pub(super) fn after(timeout: Option<Duration>) -> Self {
        Self::new(timeout.and_then(|timeout| Instant::now().checked_add(timeout)))
    }

    pub(super) fn is_over(&self) -> bool {
        self.at.is_some_and(|at| Instant::now() >= at)
    }

    /// What a future gives; `None` when the time comes before. The future is dropped then.
    pub(super) async fn within<F: Future>(&mut self, future: F) -> Option<F::Output> {
        let mut future = pin!(future);
        std::future::poll_fn(|context| match future.as_mut().poll(context) {
            Poll::Ready(output) => Poll::Ready(Some(output)),
            Poll::Pending if self.is_over() => Poll::Ready(None),
            Poll::Pending => {
                self.wake(context.waker());
                Poll::Pending
            }
        })
        .await
    }

    /// Wakes this one, in place of whom it would have woken.
    fn wake(&mut self, waker: &Waker) {
        let Some(at) = self.at else { return };
        if self.set.as_ref().is_some_and(|(_, set)| set.will_wake(waker)) {
            return;
        }
        self.unset();
        self.set = Some((table().add(at, waker.clone()), waker.clone()));
    }

    fn unset(&mut self) {
        if let Some((place, _)) = self.set.take() {
            table().remove(place);
        }
    }
}

impl Drop for Alarm {
    fn drop(&mut self) {
        self.unset();
    }
}

/// Who waits.
#[derive(Default)]
struct Table(Mutex<Entries>);

#[derive(Default)]
struct Entries {
    /// Each at the place that its alarm knows, until that gives it back.
    waiting: Vec<Option<(Instant, Waker)>>,
    /// The places that no alarm has.
    free: Vec<usize>,
    /// What looks after the table; none where there are no threads.
    thread: Option<Thread>,
    /// When it wakes up by itself.
    next: Option<Instant>,
}

/// Whether there is a thread that looks after the table, as there is where one could be started. Without it nobody is woken.
#[cfg(feature = "async")]
pub(super) fn is_watched() -> bool {
    table().is_watched(&mut table().lock())
}

fn table() -> &'static Table {
    static TABLE: OnceLock<Table> = OnceLock::new();
    TABLE.get_or_init(Table::default)
}

impl Table {
    fn lock(&self) -> MutexGuard<'_, Entries> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Starts the thread, unless there is one. Tells whether there is one then.
    fn is_watched(&'static self, entries: &mut Entries) -> bool {
        if entries.thread.is_none() {
            entries.thread = start("soapwright-alarm", Box::new(|| self.watch())).ok();
        }
        entries.thread.is_some()
    }

    fn add(&'static self, at: Instant, waker: Waker) -> usize {
        let mut entries = self.lock();
        self.is_watched(&mut entries);
        let place = entries.free.pop().unwrap_or(entries.waiting.len());
        let entry = Some((at, waker));
        match entries.waiting.get_mut(place) {
            Some(free) => *free = entry,
            None => entries.waiting.push(entry),
        }
        if entries.next.is_none_or(|next| at < next) {
            entries.next = Some(at);
            if let Some(thread) = &entries.thread {
                thread.unpark();
            }
        }
        place
    }

    fn remove(&self, place: usize) {
        let mut entries = self.lock();
        let entry = entries.waiting.get_mut(place).and_then(Option::take);
        entries.free.push(place);
        drop(entries);
        // A waker may do anything when it is dropped.
        drop(entry);
    }

    /// Wakes whoever's time has come, for ever.
    fn watch(&self) {
        loop {
            let (mut due, mut next, now) = (Vec::new(), None, Instant::now());
            let mut entries = self.lock();
            for entry in &mut entries.waiting {
                match entry {
                    Some((at, _)) if *at <= now => due.push(entry.take()),
                    Some((at, _)) if next.is_none_or(|next| *at < next) => next = Some(*at),
                    _ => {}
                }
            }
            entries.next = next;
            drop(entries);
            for (_, waker) in due.into_iter().flatten() {
                waker.wake();
            }
            match next {
                Some(at) => thread::park_timeout(at.saturating_duration_since(now)),
                None => thread::park(),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::table;

    #[test]
    fn all_alarms_are_in_one_table() {
        assert!(std::ptr::eq(table(), table()));
    }
}
