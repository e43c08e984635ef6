//! A few of the contracts that nobody would write: no panic, and what they become compiles without a warning. For more:
//! `cargo run -p soapwright-tests --bin odd -- FOLDER --count 1000`, then `--bin corpus -- FOLDER`.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use std::path::Path;

use soapwright::ReadOptions;
use soapwright_tests::corpus::{Checker, Status, attempt, quiet_panics};
use soapwright_tests::odd;

#[test]
fn odd_contracts_become_crates_that_compile() {
    quiet_panics();
    let tests = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folder = tempfile::tempdir().unwrap();
    let runtime = tests.join("../templates").canonicalize().unwrap();
    let name = |index: usize| format!("odd-{index:04}");
    let attempts = (0..8).map(|index| {
        let file = format!("odd-{index}.wsdl");
        std::fs::write(folder.path().join(&file), odd::contract(2_000 + u64::try_from(index).unwrap()))
            .unwrap();
        attempt(folder.path(), &file, &name(index), &runtime, &ReadOptions::default())
    });
    let checker =
        Checker::new(&Path::new(env!("CARGO_TARGET_TMPDIR")).join("odd"), &tests.join("../Cargo.lock"), 2)
            .unwrap();
    let rows = checker.check(attempts.collect(), name).unwrap();
    assert_eq!(rows.len(), 8);
    for row in rows {
        let made = matches!(row.status, Status::Ok | Status::Warn | Status::Unsupported);
        assert!(made && !row.panicked, "{row}");
    }
}
