//! One timer for all calls that wait.
//!
//! Each call has a deadline, and hardly any ever reaches it. So a call that waits costs an entry in a table, and the thread
//! that looks after the table is woken only by a deadline that comes before all others.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};
use std::task::Waker;
use std::thread::{self, Thread};
use std::time::Instant;

/// Wakes a task at a time, unless it is dropped before.
pub(super) struct Alarm {
    at: Instant,
    /// The number of its entry, and who is woken.
    set: Option<(u64, Waker)>,
}

impl Alarm {
    pub(super) const fn new(at: Instant) -> Self {
        Self { at, set: None }
    }

    pub(super) fn is_over(&self) -> bool {
        Instant::now() >= self.at
    }

    /// Wakes this one, in place of whom it would have woken.
    pub(super) fn wake(&mut self, waker: &Waker) {
        if self.set.as_ref().is_some_and(|(_, set)| set.will_wake(waker)) {
            return;
        }
        self.unset();
        self.set = Some((table().add(self.at, waker.clone()), waker.clone()));
    }

    fn unset(&mut self) {
        if let Some((number, _)) = self.set.take() {
            table().lock().waiting.remove(&(self.at, number));
        }
    }
}

impl Drop for Alarm {
    fn drop(&mut self) {
        self.unset();
    }
}

/// Who waits, in the order of their times.
#[derive(Default)]
struct Table(Mutex<Entries>);

#[derive(Default)]
struct Entries {
    waiting: BTreeMap<(Instant, u64), Waker>,
    /// Counts the entries.
    last: u64,
    /// What looks after the table; none where there are no threads.
    thread: Option<Thread>,
    /// When it wakes up by itself.
    next: Option<Instant>,
}

fn table() -> &'static Table {
    static TABLE: OnceLock<Table> = OnceLock::new();
    TABLE.get_or_init(Table::default)
}

impl Table {
    fn lock(&self) -> MutexGuard<'_, Entries> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn add(&'static self, at: Instant, waker: Waker) -> u64 {
        let mut entries = self.lock();
        if entries.thread.is_none() {
            let made = thread::Builder::new().name("soapwright-alarm".into()).spawn(|| self.watch());
            entries.thread = made.ok().map(|handle| handle.thread().clone());
        }
        entries.last += 1;
        let number = entries.last;
        entries.waiting.insert((at, number), waker);
        if entries.next.is_none_or(|next| at < next) {
            entries.next = Some(at);
            if let Some(thread) = &entries.thread {
                thread.unpark();
            }
        }
        number
    }

    /// Wakes whoever's time has come, for ever.
    fn watch(&self) {
        loop {
            let (mut due, now) = (Vec::new(), Instant::now());
            let mut entries = self.lock();
            while let Some(first) = entries.waiting.first_entry().filter(|first| first.key().0 <= now) {
                due.push(first.remove());
            }
            entries.next = entries.waiting.first_key_value().map(|((at, _), _)| *at);
            let next = entries.next;
            drop(entries);
            due.into_iter().for_each(Waker::wake);
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
