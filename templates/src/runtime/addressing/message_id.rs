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

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    #[test]
    fn no_two_messages_have_one_number() {
        let of_a_thread = || (0..1_000).map(|_| super::new()).collect::<Vec<_>>();
        let threads: Vec<_> = (0..4).map(|_| std::thread::spawn(of_a_thread)).collect();
        let all: BTreeSet<_> = threads.into_iter().flat_map(|thread| thread.join().unwrap()).collect();
        assert_eq!(all.len(), 4_000);
        let one = all.first().unwrap().strip_prefix("urn:uuid:").unwrap();
        assert_eq!(uuid::Uuid::parse_str(one).unwrap().get_version_num(), 4);
    }
}
