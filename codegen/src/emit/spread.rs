//! Services with very many operations: what would be one long file becomes one for each verb.

use std::collections::BTreeMap;

use crate::names::named::Operation;

/// Above this many operations what is said of each is spread over files by the verb of their names.
pub(super) const SPREAD: usize = 250;

/// Groups operations by the first word of their name; large groups by the next word's first letter too.
pub(super) fn spread(operations: Vec<&Operation>) -> BTreeMap<String, Vec<&Operation>> {
    let mut by_verb: BTreeMap<String, Vec<&Operation>> = BTreeMap::new();
    for operation in operations {
        let method = operation.rust.method.plain();
        let verb = method.split('_').next().unwrap_or(method).to_owned();
        by_verb.entry(verb).or_default().push(operation);
    }
    let mut out: BTreeMap<String, Vec<&Operation>> = BTreeMap::new();
    for (verb, group) in by_verb {
        let large = group.len() > SPREAD;
        for operation in group {
            let method = operation.rust.method.plain();
            let letter = method.split('_').nth(1).and_then(|w| w.chars().next()).filter(|_| large);
            let key = letter.map_or_else(|| verb.clone(), |letter| format!("{verb}_{letter}"));
            out.entry(key).or_default().push(operation);
        }
    }
    out
}
