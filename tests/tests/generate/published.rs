//! The published contracts of SuperOffice.

use std::path::{Path, PathBuf};

use soapwright::{ReadOptions, read_contracts};
use soapwright_tests::shared::shared_or_skip;

use crate::crates::{cargo, generate, temporary};

/// The contracts of a version, in the order of their names.
fn contracts(shared: &Path, version: &str) -> Vec<PathBuf> {
    let folder = shared.join("contracts/superoffice");
    let mut found: Vec<PathBuf> =
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    found.retain(|path| {
        let name = path.file_name().unwrap().to_string_lossy();
        name.starts_with(&format!("WSDL-{version}-")) && name.ends_with(".xml")
    });
    found.sort();
    found
}

/// The descriptors of every `OPERATIONS` list below `src`: the rows of a table, or the lines of a list.
fn listed(krate: &Path) -> usize {
    let mut count = 0;
    for (name, bytes) in crate::crates::files(&krate.join("src")) {
        // A large service's descriptors are spread over a folder; its list is in the folder's mod.rs.
        if name.starts_with("runtime/")
            || name.starts_with("tables/")
            || !["operations.rs", "operations/mod.rs"].iter().any(|end| name.ends_with(end))
        {
            continue;
        }
        let text = String::from_utf8(bytes).unwrap();
        if let Some((_, rows)) = text.split_once("\n    list OPERATIONS;\n") {
            let descriptor =
                |line: &str| line.starts_with("    ") && line[4..].starts_with(char::is_alphabetic);
            count += rows.lines().filter(|line| descriptor(line)).count();
            continue;
        }
        let (_, list) = text.split_once("pub static OPERATIONS: &[&Operation] = &[").unwrap();
        let (list, _) = list.split_once("];").unwrap();
        count += list.split(',').filter(|item| item.trim().starts_with('&')).count();
    }
    count
}

/// The operations of contracts, each counted once a port.
fn declared(files: &[PathBuf]) -> usize {
    let (contract, _) = read_contracts(files, &ReadOptions::default()).unwrap_or_else(|e| panic!("{e}"));
    contract.services.iter().flat_map(|service| &service.ports).map(|port| port.operations.len()).sum()
}

#[test]
fn the_user_contract_makes_a_crate_that_compiles_on_its_own() {
    let Some(shared) = shared_or_skip("the_user_contract_makes_a_crate_that_compiles_on_its_own") else {
        return;
    };
    let user = [shared.join("contracts/superoffice/WSDL-Services86-User.xml")];
    let folder = temporary();
    let krate = folder.path().join("user-client");
    generate(&user, &krate);
    assert_eq!(declared(&user), 79);
    assert_eq!(listed(&krate), 79);
    cargo(&krate, &["check", "--all-features"]);
}

#[test]
fn all_contracts_compile_and_document_together_without_a_warning() {
    let Some(shared) = shared_or_skip("all_contracts_compile_and_document_together_without_a_warning") else {
        return;
    };
    let folder = temporary();
    let krate = folder.path().join("services86");
    generate(&contracts(&shared, "Services86"), &krate);
    cargo(&krate, &["clippy", "--all-features", "--", "-D", "warnings"]);
    cargo(&krate, &["doc", "--no-deps", "--all-features"]);
}
