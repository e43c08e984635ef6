//! One crate of many contracts: nothing is lost or said twice, and what is added changes nothing else.

mod added;
mod counted;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use soapwright::internals::emit::{EmitOptions, Emitted, OutcomeOptions, emit};
use soapwright::internals::names::NamesLock;
use soapwright_tests::harness::Test;
use soapwright_tests::shared::superoffice;

use super::reading::{self, Shared};

/// The published contracts of Services86 by agent.
fn services86(shared: &Path) -> BTreeMap<String, PathBuf> {
    superoffice(shared, "Services86").unwrap()
}

/// The crate of all of them: made once, for all tests.
fn whole(shared: &Path) -> &'static Emitted {
    static WHOLE: OnceLock<Emitted> = OnceLock::new();
    WHOLE.get_or_init(|| crate_of(&services86(shared), &[], &NamesLock::default()))
}

/// All of them as one contract.
fn read(contracts: &BTreeMap<String, PathBuf>) -> Shared {
    let inputs: Vec<PathBuf> = contracts.values().cloned().collect();
    reading::read(&inputs)
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

pub(crate) fn tests() -> Vec<Test> {
    added::tests().into_iter().chain(counted::tests()).collect()
}
