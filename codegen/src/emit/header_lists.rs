//! The headers of requests, and those of replies: what the lists of them are called that operations declare.

use std::collections::BTreeMap;

use crate::contract::QName;
use crate::names::named::{HeaderSet, Member};
use crate::names::screaming;

/// What each header is called in the names of lists. Two of one name in two namespaces are told apart by their slots, which
/// follow the namespaces.
pub(super) fn words(set: &HeaderSet) -> Vec<String> {
    let mut words: Vec<String> = set.members.iter().map(|member| screaming(&member.wire.local)).collect();
    let mut count: BTreeMap<String, usize> = BTreeMap::new();
    words.iter().for_each(|word| *count.entry(word.clone()).or_default() += 1);
    for (slot, word) in words.iter_mut().enumerate() {
        if count.get(word).is_some_and(|count| *count > 1) {
            word.push_str(&format!("_{slot}"));
        }
    }
    words
}

/// The headers of one side.
pub(super) struct Headers<'c> {
    /// What the names of its lists begin with.
    pub(super) prefix: &'static str,
    pub(super) set: &'c HeaderSet,
    /// What each is called there.
    pub(super) words: &'c [String],
}

impl<'c> Headers<'c> {
    /// The static for a list of headers, named by what it holds; `None` for no headers.
    pub(super) fn list(&self, names: &[QName]) -> Option<String> {
        let parts = self.slots(names).into_iter().filter_map(|(slot, _)| self.words.get(slot));
        let parts: Vec<&str> = parts.map(String::as_str).collect();
        if parts.is_empty() { None } else { Some(format!("{}_{}", self.prefix, parts.join("_"))) }
    }

    /// The members of a list, in the order of their slots.
    pub(super) fn slots(&self, names: &[QName]) -> Vec<(usize, &'c Member)> {
        let mut slots: Vec<_> = names.iter().filter_map(|name| self.set.get(name)).collect();
        slots.sort_by_key(|(slot, _)| *slot);
        slots.dedup_by_key(|(slot, _)| *slot);
        slots
    }
}
