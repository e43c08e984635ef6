//! The source axis against the generated code: what of a crate's face is gone, or is another one, in the next crate.

use std::path::PathBuf;

use soapwright::internals::diff;
use soapwright::internals::emit::{EmitOptions, Emitted, emit};
use soapwright::internals::names::NamesLock;
use soapwright::{ReadOptions, read_contracts};
use soapwright_tests::crates::shared_runtime;
use soapwright_tests::face::lost;

use super::{folder, step, wanted};

/// The crate of a contract, with the names of an earlier one.
pub(super) fn emitted(path: PathBuf, lock: &NamesLock) -> Emitted {
    let (contract, _) = read_contracts(&[path], &ReadOptions::default()).unwrap_or_else(|e| panic!("{e}"));
    let mut options = EmitOptions::new("t");
    options.runtime = shared_runtime();
    emit(&contract, &options, lock).unwrap_or_else(|e| panic!("{e}"))
}

#[test]
fn the_source_axis_is_what_the_generated_code_says() {
    let mut wrong = Vec::new();
    for name in wanted().into_keys().step_by(step()) {
        let at = folder().join("pairs").join(&name);
        let read = |file: &str| diff::read(&[at.join(file)], &ReadOptions::default()).unwrap();
        let report = read("old.wsdl").compare(&read("new.wsdl"));
        let old = emitted(at.join("old.wsdl"), &NamesLock::default());
        let new = emitted(at.join("new.wsdl"), &old.names);
        let gone = lost(&old, &new);
        let told = report.changes.iter().any(|change| change.source);
        if told == gone.is_empty() {
            wrong.push(format!("{name}: told {told}\n  {}", gone.join("\n  ")));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
