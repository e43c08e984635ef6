//! Another contract, or another operation, changes only lines that belong to it.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use similar::{ChangeTag, TextDiff};
use soapwright::internals::emit::Emitted;
use soapwright::internals::names::NamesLock;
use soapwright_tests::harness::{Test, long, with_shared};

use super::{crate_of, services86};

/// Checks that `after` says all that `before` does and more. Answers with the files that are new, and the lines that are
/// new in the others.
fn only_added(
    agent: &str,
    before: &Emitted,
    after: &Emitted,
) -> (BTreeSet<String>, BTreeMap<String, Vec<String>>) {
    let mut lines: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (path, old) in &before.files {
        let new = after.files.get(path).unwrap_or_else(|| panic!("{path} is gone"));
        if old == new {
            continue;
        }
        // Imports stand as many to a line as fit: what counts is what they name.
        let (old_names, old) = split(old);
        let (new_names, new) = split(new);
        let gone: Vec<_> = old_names.difference(&new_names).collect();
        assert!(gone.is_empty(), "{path} no longer imports {gone:?}");
        let added = lines.entry(path.clone()).or_default();
        added.extend(new_names.difference(&old_names).cloned());
        for change in TextDiff::from_lines(&old, &new).iter_all_changes() {
            match change.tag() {
                // The one line that counts an agent's operations is the agent's.
                ChangeTag::Delete
                    if path == "README.md" && change.value().contains(&format!("- `{agent}`: ")) => {}
                ChangeTag::Delete => panic!("{path}: this line changes or goes: {}", change.value()),
                ChangeTag::Insert => added.push(change.value().trim_end().to_owned()),
                ChangeTag::Equal => {}
            }
        }
    }
    let new = after.files.keys().filter(|path| !before.files.contains_key(*path)).cloned().collect();
    (new, lines)
}

/// The names that a file imports, with their modules, and the text without its imports.
fn split(text: &str) -> (BTreeSet<String>, String) {
    let mut names = BTreeSet::new();
    let mut rest = String::new();
    let mut open: Option<String> = None;
    for line in text.lines() {
        let inner = match (&open, line.strip_prefix("use ")) {
            (Some(_), _) => line,
            (None, Some(import)) => match import.split_once('{') {
                Some((module, names)) => {
                    open = Some(module.to_owned());
                    names
                }
                None => {
                    names.insert(import.trim_end_matches(';').to_owned());
                    continue;
                }
            },
            (None, None) => {
                rest.push_str(line);
                rest.push('\n');
                continue;
            }
        };
        let module = open.clone().unwrap_or_default();
        let list = inner.trim_end_matches(';').trim_end_matches('}').split(',').map(str::trim);
        names.extend(list.filter(|name| !name.is_empty()).map(|name| format!("{module}{name}")));
        if inner.ends_with("};") {
            open = None;
        }
    }
    (names, rest)
}

/// Agents that share types with others, one whose name is a type's too, a large one, the last.
const AGENTS: [&str; 5] = ["Document", "List", "Quote", "User", "Webhook"];

/// What is beside them where tests may not take long.
const OTHERS: [&str; 7] =
    ["Appointment", "Archive", "Contact", "Dashboard", "Person", "SoPrincipal", "Ticket"];

/// The contracts to which one is added: all there are, or a few.
fn contracts(shared: &Path) -> BTreeMap<String, PathBuf> {
    let mut all = services86(shared);
    assert_eq!(all.len(), 56);
    if !long() {
        all.retain(|agent, _| AGENTS.iter().chain(&OTHERS).any(|name| name == agent));
        assert_eq!(all.len(), 12);
    }
    all
}

fn another_contract_changes_only_lines_of_its_own(agent: &str, shared: &Path) {
    let all = contracts(shared);
    let mut fewer = all.clone();
    fewer.remove(agent).unwrap();
    static AFTER: OnceLock<Emitted> = OnceLock::new();
    let after = AFTER.get_or_init(|| crate_of(&all, &[], &NamesLock::default()));
    let before = crate_of(&fewer, &[], &NamesLock::default());
    // With the lock of the smaller crate, as it happens, and without any.
    assert_eq!(crate_of(&all, &[], &before.names).files, after.files);
    let (new, lines) = only_added(agent, &before, after);
    let module = format!("src/{}/", agent.to_lowercase());
    assert!(new.iter().any(|path| path.starts_with(&module)), "{new:?}");
    for path in &new {
        assert!(path.starts_with(&module) || path.starts_with("src/types/"), "{path}");
    }
    // Beside its own files: where services, types and headers are listed.
    for (path, added) in lines {
        let lists = [
            "Cargo.toml",
            "README.md",
            "src/blocking.rs",
            "src/lib.rs",
            "src/session.rs",
            "src/types/mod.rs",
            "src/types/dictionaries.rs",
        ];
        // The last segments of all addresses are one list.
        let address = path == "src/headers.rs" && added == [format!("    \"{agent}.svc\",")];
        assert!(address || lists.contains(&path.as_str()), "{path}: {added:?}");
    }
}

fn another_operation_changes_only_lines_of_its_own(shared: &Path) {
    let mut contracts = services86(shared);
    contracts.retain(|agent, _| ["List", "SoPrincipal", "User"].contains(&agent.as_str()));
    let after = crate_of(&contracts, &[], &NamesLock::default());
    let names = operations(&contracts);
    assert!(names.len() > 300, "{}", names.len());
    // One that shares its types, one that alone reaches some, one with a struct of arguments, one of a service whose
    // descriptors are spread over files.
    for operation in [
        "User.SaveUserGroup",
        "User.ResolveUserFromInfo",
        "User.CreateExternalUser",
        "List.GetCurrencyEntity",
    ] {
        let fewer: Vec<String> =
            names.iter().filter(|name| !name.ends_with(&format!("-{operation}"))).cloned().collect();
        assert_eq!(fewer.len() + 1, names.len(), "{operation}");
        let before = crate_of(&contracts, &fewer, &NamesLock::default());
        let (agent, _) = operation.split_once('.').unwrap();
        let (new, lines) = only_added(agent, &before, &after);
        let module = format!("src/{}/", agent.to_lowercase());
        assert!(new.iter().all(|path| path.starts_with("src/types/")), "{operation}: {new:?}");
        assert!(!lines.is_empty(), "{operation}");
        for (path, added) in lines {
            let own = path.starts_with(&module) || path == "src/types/mod.rs";
            assert!(own || (path == "README.md" && added.len() < 2), "{operation}: {path}: {added:?}");
        }
    }
}

/// Every operation as a filter names it.
fn operations(contracts: &BTreeMap<String, std::path::PathBuf>) -> Vec<String> {
    let contract = super::read(contracts);
    let mut names: Vec<String> = Vec::new();
    for service in &contract.services {
        let operations = service.ports.iter().flat_map(|port| &port.operations);
        names.extend(operations.map(|operation| format!("{}.{}", service.source, operation.name)));
    }
    names.sort();
    names
}

pub(super) fn tests() -> Vec<Test> {
    let each = |agent: &'static str| {
        with_shared(move |shared| another_contract_changes_only_lines_of_its_own(agent, shared))
            .called("another_contract_changes_only_lines_of_its_own", agent)
    };
    AGENTS
        .map(each)
        .into_iter()
        .chain([with_shared(another_operation_changes_only_lines_of_its_own)])
        .collect()
}
