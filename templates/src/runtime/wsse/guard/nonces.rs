//! What was there already, for as long as it could be sent again.

use std::collections::{BTreeMap, BTreeSet};
use std::time::SystemTime;

use crate::runtime::wsse::crypto::sha1;
use crate::runtime::wsse::received::{Cause, Refusal};

type Key = [u8; 20];

/// A memory with a limit. What is taken in is known to come from somebody with a password or a key, so nobody else can fill
/// it.
pub(super) struct Nonces {
    most: usize,
    known: BTreeSet<Key>,
    /// Those that can be forgotten, by the time when.
    ends: BTreeMap<(SystemTime, Key), ()>,
}

impl Nonces {
    pub(super) const fn new(most: usize) -> Self {
        Self { most, known: BTreeSet::new(), ends: BTreeMap::new() }
    }

    /// Takes a value that may come once, and remembers it until it is not good any more; without an end, for ever.
    pub(super) fn take(
        &mut self,
        what: &[&[u8]],
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
        let parts: Vec<&[u8]> = lengths.iter().zip(what).flat_map(|(length, part)| [length, *part]).collect();
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
        self.known.insert(key);
        if let Some(until) = until {
            self.ends.insert((until, key), ());
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn a_value_is_taken_once_until_it_is_too_old() {
        let at = |seconds| SystemTime::UNIX_EPOCH + Duration::from_secs(seconds);
        let mut nonces = Nonces::new(2);
        assert_eq!(nonces.take(&[b"a", b"b"], at(0), Some(at(10))), Ok(()));
        assert!(
            nonces
                .take(&[b"a", b"b"], at(10), Some(at(20)))
                .is_err_and(|why| why.sentence.contains("before"))
        );
        assert_eq!(nonces.take(&[b"ab", b""], at(10), Some(at(20))), Ok(()));
        assert!(
            nonces.take(&[b"c"], at(10), Some(at(20))).is_err_and(|why| why.sentence.contains("too many"))
        );
        assert_eq!(nonces.take(&[b"c"], at(11), Some(at(20))), Ok(()));
        assert_eq!((nonces.known.len(), nonces.ends.len()), (2, 2));
        assert_eq!(nonces.take(&[b"a", b"b"], at(21), None), Ok(()));
        // Without an end it is never forgotten.
        assert!(nonces.take(&[b"a", b"b"], at(1 << 40), None).is_err());
        assert_eq!((nonces.known.len(), nonces.ends.len()), (1, 0));
    }
}
