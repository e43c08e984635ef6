//! Services with very many operations: what would be one long file becomes one for each verb.

use std::collections::BTreeMap;

use crate::model::Operation;
use crate::names::OperationNames;

/// Above this many operations what is said of each is spread over files by the verb of their names.
pub(super) const SPREAD: usize = 250;

/// An operation and its names.
pub(super) type Pair<'a> = (&'a Operation, &'a OperationNames);

/// Groups operations by the first word of their name; large groups by the next word's first letter too.
pub(super) fn spread(pairs: Vec<Pair<'_>>) -> BTreeMap<String, Vec<Pair<'_>>> {
    let mut by_verb: BTreeMap<String, Vec<Pair<'_>>> = BTreeMap::new();
    for pair in pairs {
        let method = pair.1.method.trim_start_matches("r#");
        let verb = method.split('_').next().unwrap_or(method).to_owned();
        by_verb.entry(verb).or_default().push(pair);
    }
    let mut out: BTreeMap<String, Vec<Pair<'_>>> = BTreeMap::new();
    for (verb, group) in by_verb {
        let large = group.len() > SPREAD;
        for pair in group {
            let method = pair.1.method.trim_start_matches("r#");
            let letter = method.split('_').nth(1).and_then(|w| w.chars().next()).filter(|_| large);
            let key = letter.map_or_else(|| verb.clone(), |letter| format!("{verb}_{letter}"));
            out.entry(key).or_default().push(pair);
        }
    }
    out
}
