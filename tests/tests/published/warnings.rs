//! Warnings of published contracts that are easily wrong: what is not allowed where it stands, what is missing,
//! choices that nothing tells apart, and what policies require. Each row of the table was checked by hand.

use std::fmt::Write as _;
use std::path::Path;

use soapwright::diagnostic::{Diagnostic, Kind};
use soapwright_tests::corpus::Manifest;
use soapwright_tests::harness::{Test, with_shared};

use super::reading::lenient;

const HEADING: &str = "# The warnings of each contract by kind, or nothing where it has a policy; rewritten with SOAPWRIGHT_BLESS=1.\n";

/// The warnings of a contract, each once with how often it stands there.
fn warnings(shared: &Path, file: &Path) -> Vec<(String, usize)> {
    let diagnostics: Vec<Diagnostic> = match lenient(shared, file).reading() {
        Ok((_, warnings)) => warnings.clone(),
        Err(errors) => errors.iter().cloned().collect(),
    };
    let mut all: Vec<(String, usize)> = Vec::new();
    for one in diagnostics {
        let kinds =
            [Kind::Misplaced, Kind::Ambiguous, Kind::Policy, Kind::BadValue, Kind::Missing, Kind::Conflict];
        if !kinds.contains(&one.kind) {
            continue;
        }
        let text = format!("{}\t{}", one.kind.name(), one.message);
        match all.iter_mut().find(|(known, _)| *known == text) {
            Some((_, count)) => *count += 1,
            None => all.push((text, 1)),
        }
    }
    all.sort();
    all
}

fn warnings_are_as_expected(shared: &Path) {
    let folder = shared.join("contracts/vendors");
    let manifest = Manifest::read(&folder).unwrap().unwrap();
    let mut table = HEADING.to_owned();
    for path in manifest.files() {
        let file = folder.join(path);
        let found = warnings(shared, &file);
        let policy = std::fs::read(&file).is_ok_and(|bytes| {
            let text = String::from_utf8_lossy(&bytes);
            ["/09/policy\"", "/ws-policy\""].iter().any(|namespace| text.contains(namespace))
        });
        if found.is_empty() && policy {
            writeln!(table, "{path}").unwrap();
        }
        for (text, count) in found {
            writeln!(table, "{path}\t{count}\t{text}").unwrap();
        }
    }
    let expected = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus/warnings.tsv");
    if std::env::var_os("SOAPWRIGHT_BLESS").is_some() {
        std::fs::write(&expected, &table).unwrap();
    }
    assert_eq!(table, std::fs::read_to_string(&expected).unwrap_or_default());
}

pub(super) fn tests() -> Vec<Test> {
    vec![with_shared(warnings_are_as_expected)]
}
