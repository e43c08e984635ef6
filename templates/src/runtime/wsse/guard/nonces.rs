//! What was there already, for as long as it could be sent again.

use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, SystemTime};

use super::super::crypto::sha1;
use super::super::received::{Cause, Refusal};

/// How long a value is remembered where nothing says how long it is good.
const LONGEST: Duration = Duration::from_secs(24 * 60 * 60);

type Key = [u8; 20];

/// A memory with a limit. What is taken in is known to come from somebody with a password or a key, so nobody else can fill
/// it.
pub(super) struct Nonces {
    most: usize,
    known: BTreeSet<Key>,
    /// The same, by the time when each can be forgotten.
    ends: BTreeMap<(SystemTime, Key), ()>,
}

impl Nonces {
    pub(super) const fn new(most: usize) -> Self {
        Self { most, known: BTreeSet::new(), ends: BTreeMap::new() }
    }

    /// Takes a value that may come once, and remembers it until it is not good any more.
    pub(super) fn take(
        &mut self,
        what: &[&str],
        now: SystemTime,
        until: Option<SystemTime>,
    ) -> Result<(), Refusal> {
        while let Some(first) = self.ends.first_entry() {
            let (end, key) = *first.key();
            if end >= now {
                break;
            }
            first.remove();
            self.known.remove(&key);
        }
        // Each part after its length, so that no two lists are the same bytes.
        let lengths: Vec<[u8; 8]> = what.iter().map(|part| (part.len() as u64).to_le_bytes()).collect();
        let parts: Vec<&[u8]> =
            lengths.iter().zip(what).flat_map(|(length, part)| [length, part.as_bytes()]).collect();
        let key = sha1(&parts);
        if self.known.contains(&key) {
            return Err(Refusal::new(
                Cause::FailedAuthentication,
                "it was sent before: a nonce or a signature is taken once",
            ));
        }
        if self.known.len() >= self.most {
            return Err(Refusal::new(
                Cause::FailedAuthentication,
                "too many requests came in a short time for their nonces to be remembered",
            ));
        }
        let until = until.or_else(|| now.checked_add(LONGEST)).unwrap_or(now);
        self.known.insert(key);
        self.ends.insert((until, key), ());
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_taken_once_until_it_is_too_old() {
        let at = |seconds| SystemTime::UNIX_EPOCH + Duration::from_secs(seconds);
        let mut nonces = Nonces::new(2);
        assert_eq!(nonces.take(&["a", "b"], at(0), Some(at(10))), Ok(()));
        assert!(
            nonces.take(&["a", "b"], at(10), Some(at(20))).is_err_and(|why| why.sentence.contains("before"))
        );
        assert_eq!(nonces.take(&["ab", ""], at(10), Some(at(20))), Ok(()));
        assert!(
            nonces.take(&["c"], at(10), Some(at(20))).is_err_and(|why| why.sentence.contains("too many"))
        );
        assert_eq!(nonces.take(&["c"], at(11), Some(at(20))), Ok(()));
        assert_eq!((nonces.known.len(), nonces.ends.len()), (2, 2));
        assert_eq!(nonces.take(&["a", "b"], at(21), None), Ok(()));
    }
}
