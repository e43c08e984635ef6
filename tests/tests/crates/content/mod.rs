//! Every construct of content models, in a contract of our own: its crate compiles without warnings, holds typed values
//! (see `driver.rs`), and brings random ones that libxml2 calls valid back as they were.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use soapwright::ReadOptions;
use soapwright::internals::emit::{EmitOptions, emit};
use soapwright::internals::names::NamesLock;
use soapwright_tests::crates::{Joined, Krate, Made, joined, shared_runtime};
use soapwright_tests::folders::{temporary, workspace};
use soapwright_tests::harness::XMLLINT;
use soapwright_tests::oracle::{Derived, Library, Options, check, grow};
use soapwright_tests::roundtrip::probed;

fn here(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/crates/content").join(name)
}

fn every_construct_is_typed_in_both_directions() -> Made {
    let (contract, warnings) =
        soapwright::read_contracts(&[here("content.wsdl")], &ReadOptions::default()).unwrap();
    assert!(warnings.is_empty(), "{warnings:?}");
    let mut options = EmitOptions::new("content");
    options.sources = vec!["content.wsdl".to_owned()];
    options.server = true;
    options.runtime = shared_runtime();
    options.secrets = vec!["iban".to_owned()];
    let emitted = emit(&contract, &options, &NamesLock::default()).unwrap();
    let warnings: Vec<String> = emitted.warnings.iter().map(|warning| warning.message.clone()).collect();
    assert_eq!(warnings, ["type {urn:content}Text is kept as raw XML: text is allowed between its elements"]);
    let krate = Krate::new("content", emitted.files).featuring("content,server");
    Made::crates(vec![krate.with("src/main.rs", include_str!("driver.rs")).clean()]).then(|built| {
        let run = Command::new(built.program("content", "content").unwrap()).output().unwrap();
        assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    })
}

fn random_values_come_back_as_they_were() -> Made {
    let made = probed(&here("content.wsdl"), &ReadOptions::default(), |_| {}, "content-0").unwrap();
    Made::crates(vec![Krate::new("content-0", made.files.clone())]).then(move |built| {
        let file = here("content.wsdl");
        let library = Library::new(BTreeMap::new(), &workspace().join("codegen/schemas"));
        let schemas = temporary();
        let settings = Options { seed: 1, values: 30 };
        let derived = Derived::in_contract(&made.contract);
        let values = grow(&made, &derived, &file, &library, schemas.path(), settings).unwrap();
        let program = built.program("content-0", "content-0").unwrap();
        let report = check(&values, program, schemas.path()).unwrap();
        let failures: Vec<String> = report.failures.iter().map(ToString::to_string).collect();
        assert!(failures.is_empty(), "{}", failures.join("\n"));
        assert!(report.types >= 24 && report.passed == report.types, "{}", report.row("content.wsdl"));
        assert_eq!((report.messages_passed, report.messages), (2, 2));
    })
}

pub(crate) fn tests() -> Vec<Joined> {
    vec![
        joined(every_construct_is_typed_in_both_directions),
        joined(random_values_come_back_as_they_were).and(XMLLINT),
    ]
}
