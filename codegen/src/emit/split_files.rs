//! Splits the files of services with very many operations: one file for each verb instead of one long file.

use std::collections::BTreeMap;

use crate::names::named::Operation;

/// A service with more operations than this gets several files, one for each verb of its operations.
pub(super) const MAX_OPERATIONS: usize = 250;

/// Groups operations by the first word of their names. Large groups are split again, by the first letter of the next word.
pub(super) fn split_files(operations: Vec<&Operation>) -> BTreeMap<String, Vec<&Operation>> {
    let mut by_verb: BTreeMap<String, Vec<&Operation>> = BTreeMap::new();
    for operation in operations {
        let method = operation.rust.method.unescaped();
        let verb = method.split('_').next().unwrap_or(method).to_owned();
        by_verb.entry(verb).or_default().push(operation);
    }
    let mut out: BTreeMap<String, Vec<&Operation>> = BTreeMap::new();
    for (verb, group) in by_verb {
        let large = group.len() > MAX_OPERATIONS;
        for operation in group {
            let method = operation.rust.method.unescaped();
            let letter = method.split('_').nth(1).and_then(|w| w.chars().next()).filter(|_| large);
            let key = letter.map_or_else(|| verb.clone(), |letter| format!("{verb}_{letter}"));
            out.entry(key).or_default().push(operation);
        }
    }
    out
}
