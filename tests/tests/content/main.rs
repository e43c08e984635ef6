//! Every construct of content models, in a contract of our own: its crate compiles without warnings, holds typed values
//! (see `driver.rs`), and brings random ones that libxml2 calls valid back as they were.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test fails by panicking")]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use soapwright::ReadOptions;
use soapwright::emit::{EmitOptions, emit};
use soapwright::names::NamesLock;
use soapwright_tests::trips::{Builder, probed};
use soapwright_tests::truth::{Derived, Library, Options, check, grow, xmllint_or_skip};

fn here(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/content").join(name)
}

/// Runs cargo on the crate, offline, with the workspace's versions.
fn cargo(root: &Path, arguments: &[&str]) {
    let output = Command::new(env!("CARGO"))
        .args(arguments)
        .args(["--offline", "--quiet", "--no-default-features", "--features", "content,server"])
        .current_dir(root)
        .env("CARGO_TARGET_DIR", Path::new(env!("CARGO_TARGET_TMPDIR")).join("generated"))
        .env("RUSTFLAGS", "-D warnings -W missing_docs")
        .output()
        .unwrap();
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn every_construct_is_typed_in_both_directions() {
    let (contract, warnings) =
        soapwright::read_contracts(&[here("content.wsdl")], &ReadOptions::default()).unwrap();
    assert!(warnings.is_empty(), "{warnings:?}");
    let mut options = EmitOptions::new("content");
    options.sources = vec!["content.wsdl".to_owned()];
    options.empty_workspace = true;
    options.server = true;
    options.secrets = vec!["iban".to_owned()];
    let emitted = emit(&contract, &options, &NamesLock::default()).unwrap();
    let warnings: Vec<String> = emitted.warnings.iter().map(|warning| warning.message.clone()).collect();
    assert_eq!(warnings, ["type {urn:content}Text is kept as raw XML: text may stand between its elements"]);
    let root = Path::new(env!("CARGO_TARGET_TMPDIR")).join("content");
    let _ = std::fs::remove_dir_all(&root);
    for (path, text) in &emitted.files {
        let path = root.join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    std::fs::copy(Path::new(env!("CARGO_MANIFEST_DIR")).join("../Cargo.lock"), root.join("Cargo.lock"))
        .unwrap();
    cargo(&root, &["clippy", "--lib"]);
    std::fs::copy(here("driver.rs"), root.join("src/main.rs")).unwrap();
    cargo(&root, &["run"]);
}

#[test]
fn random_values_come_back_as_they_were() {
    if !xmllint_or_skip("random_values_come_back_as_they_were") {
        return;
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let file = here("content.wsdl");
    let library = Library::new(BTreeMap::new(), &root.join("codegen/schemas"));
    let made = probed(&file, &ReadOptions::default(), |_| {}, "content-0").unwrap();
    let builder = Builder::new(&root.join("target/trips"), "content", &root.join("Cargo.lock"), 2).unwrap();
    let programs = builder.build(&[("content-0", &made.files)]).unwrap();
    let schemas = tempfile::tempdir().unwrap();
    let settings = Options { seed: 1, values: 30 };
    let derived = Derived::of(&made.contract);
    let values = grow(&made, &derived, &file, &library, schemas.path(), settings).unwrap();
    let report = check(&values, programs["content-0"].as_ref().unwrap(), schemas.path()).unwrap();
    let failures: Vec<String> = report.failures.iter().map(ToString::to_string).collect();
    assert!(failures.is_empty(), "{}", failures.join("\n"));
    assert!(report.types >= 24 && report.passed == report.types, "{}", report.row("content.wsdl"));
    assert_eq!((report.messages_passed, report.messages), (2, 2));
}
