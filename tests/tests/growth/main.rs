//! One crate of many contracts: nothing is lost or said twice, and what is added changes nothing else.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test fails by panicking")]

mod added;
mod counted;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use soapwright::contract::Contract;
use soapwright::emit::{EmitOptions, Emitted, OutcomeOptions, emit};
use soapwright::names::NamesLock;
use soapwright::{ReadOptions, read_contracts};

/// The published contracts of Services86 by agent.
fn services86(shared: &Path) -> BTreeMap<String, PathBuf> {
    let entries = std::fs::read_dir(shared.join("contracts/superoffice")).unwrap();
    entries
        .map(|entry| entry.unwrap().path())
        .filter_map(|path| {
            let agent = path.file_stem()?.to_str()?.strip_prefix("WSDL-Services86-")?.to_owned();
            Some((agent, path))
        })
        .collect()
}

/// All of them as one contract.
fn read(contracts: &BTreeMap<String, PathBuf>) -> Contract {
    let inputs: Vec<PathBuf> = contracts.values().cloned().collect();
    read_contracts(&inputs, &ReadOptions::default()).unwrap_or_else(|e| panic!("{e}")).0
}

/// A crate of them, with only `operations` where there are any.
fn crate_of(contracts: &BTreeMap<String, PathBuf>, operations: &[String], lock: &NamesLock) -> Emitted {
    let mut options = EmitOptions::new("services86");
    for (agent, path) in contracts {
        options.sources.push(path.file_name().unwrap().to_string_lossy().into_owned());
        options.modules.insert(path.file_stem().unwrap().to_string_lossy().into_owned(), agent.clone());
    }
    options.operations = operations.to_vec();
    options.outcome = Some(OutcomeOptions {
        succeeded: "Succeeded".to_owned(),
        error: Some("ExceptionInfo".to_owned()),
        kind: None,
        message: None,
    });
    options.server = true;
    emit(&read(contracts), &options, lock).unwrap_or_else(|e| panic!("{e}"))
}
