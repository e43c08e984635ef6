//! The number of a message.

use std::hash::{BuildHasher as _, RandomState};
use std::sync::atomic::{AtomicU64, Ordering};

use uuid::Builder;

/// A URI that no other message has. It need not be a secret: the keys of the standard library's hashes come from the
/// system's random numbers, and are enough.
pub(super) fn new() -> String {
    static COUNT: AtomicU64 = AtomicU64::new(0);
    let count = COUNT.fetch_add(1, Ordering::Relaxed);
    let half = |number: u64| RandomState::new().hash_one(number).to_be_bytes();
    let mut bytes = [0; 16];
    for (to, from) in bytes.iter_mut().zip(half(count).into_iter().chain(half(!count))) {
        *to = from;
    }
    format!("urn:uuid:{}", Builder::from_random_bytes(bytes).into_uuid())
}
