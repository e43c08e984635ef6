//! What was there already, for as long as it could be sent again.

use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, SystemTime};

use crate::runtime::wsse::crypto::sha1;
use crate::runtime::wsse::received::{Cause, Refusal};

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
