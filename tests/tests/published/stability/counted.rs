//! What is in the contracts is in the crate, once.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use soapwright_tests::harness::{Test, with_shared};

use super::{read, services86, whole};

/// Why types of the contracts are no types of the crate, and how many there are.
const REASONS: [(&str, usize); 4] = [
    ("a base type: its fields are in those that extend it", 1),
    ("a dictionary: a map", 10),
    ("an alias: its base", 3),
    ("an array wrapper: a list", 189),
];

fn every_operation_and_every_type_is_there_once(shared: &Path) {
    let contracts = services86(shared);
    assert_eq!(contracts.len(), 56);
    let contract = read(&contracts);
    assert_eq!(contract.types.len(), 612);
    let emitted = whole(shared);

    // The types: those that vanish are listed with a reason, the others are declared once each.
    let counts = &emitted.counts;
    let mut reasons: BTreeMap<&str, usize> = BTreeMap::new();
    for (name, reason) in &counts.vanished {
        assert!(contract.types.contains_key(name), "{name}");
        *reasons.entry(reason).or_default() += 1;
    }
    assert_eq!(reasons, REASONS.into());
    assert_eq!(counts.structs + counts.enums + counts.vanished.len(), 612);
    let mut declared = BTreeSet::new();
    let mut described = 0;
    for (path, text) in emitted.files.iter().filter(|(path, _)| path.starts_with("src/types/")) {
        let folder = path.rsplit_once('/').unwrap().0;
        for line in text.lines() {
            let item = line.strip_prefix("pub struct ").or_else(|| line.strip_prefix("pub enum "));
            if let Some(item) = item {
                let item = item.split(' ').next().unwrap();
                assert!(declared.insert((folder, item)), "{item} is declared twice");
            }
        }
        // What makes it readable and writable: a table with its slots, or its names.
        described += ["\nrecord! {", "\nenumeration! {", "\nflags! {"]
            .map(|m| text.matches(m).count())
            .iter()
            .sum::<usize>();
    }
    assert_eq!(declared.len(), counts.structs + counts.enums);
    assert_eq!(described, declared.len());

    // The operations: a descriptor, a method and a waiting method each.
    let declared: usize =
        contract.services.iter().flat_map(|s| &s.ports).map(|port| port.operations.len()).sum();
    assert_eq!((counts.services, counts.operations, declared), (56, 1461, 1461));
    let mut found = [0; 3];
    for (path, text) in &emitted.files {
        if path.starts_with("src/runtime/") || path.starts_with("src/types/") || !path.contains("src/") {
            continue;
        }
        let rows = |start: &str| {
            let table = text.split_once(start).map(|(_, rest)| rest.split_once("\n}\n").unwrap().0);
            table.map_or(0, |rows| rows.lines().filter(is_row).count())
        };
        if path.ends_with("/mod.rs") && !path.contains("/operations/") && !path.contains("/server/") {
            found[0] += text.matches("    pub fn ").count();
        } else if path.ends_with("/blocking.rs") {
            found[1] += rows("\nblocking! {\n");
        } else if path.contains("/operations") {
            found[2] += rows("\noperations! {\n") + text.matches(": Operation = Operation {").count();
        }
    }
    assert_eq!(found, [1461; 3], "methods, waiting methods, descriptors");
}

/// The first line of a row in a table.
fn is_row(line: &&str) -> bool {
    let heading = ["service ", "action ", "request ", "response ", "list "];
    let row = line.strip_prefix("    ").filter(|rest| rest.starts_with(|c: char| c.is_alphabetic()));
    row.is_some_and(|row| row.contains(['(', '=']) && !heading.iter().any(|h| row.starts_with(h)))
}

pub(super) fn tests() -> Vec<Test> {
    vec![with_shared(every_operation_and_every_type_is_there_once)]
}
