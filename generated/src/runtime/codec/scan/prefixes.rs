//! Which prefixes some XML uses, and what they mean where it stands.

use super::Cursor;
use super::bindings::Binding;
use crate::runtime::codec::order::order;
use crate::runtime::values::Namespace;

/// The bindings that some XML uses, each once.
pub(in crate::runtime) struct Used<'c> {
    /// Mostly there is one.
    first: Option<&'c Binding>,
    others: Vec<&'c Binding>,
    round: u32,
}

impl<'c> Cursor<'_> {
    /// None yet. Those of one XML are noted before the next one is begun.
    pub(in crate::runtime) fn nothing_used(&self) -> Used<'c> {
        let round = self.rounds.get().wrapping_add(1);
        self.rounds.set(round);
        Used { first: None, others: Vec::new(), round }
    }

    /// Notes that a prefix is used. One that is not bound is none. Nobody has to declare `xml`, nor to bind the default to
    /// nothing.
    pub(in crate::runtime) fn note_used(&'c self, prefix: &str, used: &mut Used<'c>) {
        if let Some(binding) = self.binding(prefix)
            && binding.used.replace(used.round) != used.round
            && !binding.uri.is_empty()
            && prefix != "xml"
        {
            match used.first {
                None => used.first = Some(binding),
                Some(_) => used.others.push(binding),
            }
        }
    }

    /// Those that are used, and what they mean, to be kept. In order, so that equal content is equal wherever its prefixes
    /// were declared.
    pub(in crate::runtime) fn bound(
        &'c self,
        mut used: Used<'c>,
    ) -> impl Iterator<Item = (&'c str, Namespace)> {
        let prefix = |one: &Binding| one.prefix.slice(&self.memory);
        if !used.others.is_empty() {
            used.others.extend(used.first.take());
            let prefix = |number| used.others.get(number).map(|one: &&Binding| prefix(one));
            let order = order(used.others.len(), &|one, other| prefix(one).cmp(&prefix(other)));
            let mut sorted = Vec::with_capacity(order.len());
            for number in order {
                sorted.extend(used.others.get(number));
            }
            used.others = sorted;
        }
        used.first.into_iter().chain(used.others).map(move |one| (prefix(one), self.uri_to_be_kept(one)))
    }
}
