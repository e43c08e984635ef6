//! Work on many things at once, its results in their order.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Mutex, OnceLock};
use std::thread;

/// How many processors there are. Asking the system takes a good part of a millisecond.
fn processors() -> usize {
    static PROCESSORS: OnceLock<usize> = OnceLock::new();
    *PROCESSORS.get_or_init(|| thread::available_parallelism().map_or(1, usize::from))
}

/// Does `work` for every item, on as many threads as there are processors; the results come in the order of the items.
/// A panic goes on in the caller.
pub(crate) fn map<T: Sync, R: Send>(items: &[T], work: impl Fn(&T) -> R + Sync) -> Vec<R> {
    if items.len() < 2 || processors() < 2 {
        return items.iter().map(work).collect();
    }
    let next = AtomicUsize::new(0);
    let done = Mutex::new(Vec::with_capacity(items.len()));
    let run = || {
        while let Some((at, item)) = {
            let at = next.fetch_add(1, Ordering::Relaxed);
            items.get(at).map(|item| (at, item))
        } {
            let result = work(item);
            done.lock().unwrap_or_else(std::sync::PoisonError::into_inner).push((at, result));
        }
    };
    thread::scope(|scope| {
        for _ in 1..processors().min(items.len()) {
            scope.spawn(run);
        }
        run();
    });
    let mut done = done.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
    done.sort_by_key(|(at, _)| *at);
    done.into_iter().map(|(_, result)| result).collect()
}

/// Whether this process ends with its run, as the command does.
static ENDS: AtomicBool = AtomicBool::new(false);

/// Says that the process ends with its run: what it holds then is freed as a whole, by the system.
pub(crate) fn process_ends() {
    ENDS.store(true, Ordering::Relaxed);
}

/// Lets go of something large, while the caller goes on: its many parts are freed one by one. Not at all where the process
/// ends soon.
pub(crate) fn discard<T: Send + 'static>(value: T) {
    if ENDS.load(Ordering::Relaxed) {
        return std::mem::forget(value);
    }
    // Where there is no thread to be had, it is dropped here.
    let _ = thread::Builder::new().spawn(move || drop(value));
}

#[cfg(test)]
mod tests {
    #[test]
    fn results_come_in_the_order_of_the_items() {
        let items: Vec<u64> = (0..1000).collect();
        let slow_first = |n: &u64| {
            std::thread::sleep(std::time::Duration::from_micros(if *n < 5 { 500 } else { 0 }));
            n * 2
        };
        let expected: Vec<u64> = items.iter().map(|n| n * 2).collect();
        assert_eq!(super::map(&items, slow_first), expected);
        assert!(super::map(&[] as &[u64], |n| *n).is_empty());
    }
}
