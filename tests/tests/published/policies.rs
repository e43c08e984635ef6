//! What the policies of published contracts ask for, assertion by assertion, and what is done about each.

use std::fmt::Write as _;
use std::path::Path;

use soapwright::internals::policy::policies;
use soapwright_tests::harness::{Test, with_shared};

use super::reading::{lenient, lenient_options};

const HEADING: &str = "\
# The policies of published contracts: the part, the assertion, its specification, what is done, and what that is.
# A contract that has the namespace of WS-Policy and attaches no assertion, or cannot be read, is a row of its own. Rewritten
# with SOAPWRIGHT_BLESS=1.
";

/// The namespaces of WS-Policy, and what asks without a policy, as they stand in a contract.
const SIGNS: [&str; 3] = ["policy\"", "policy'", "UsingAddressing"];

/// The contracts in a folder, by their paths relative to it, also those that others import.
fn contracts(folder: &Path, path: &str, out: &mut Vec<String>) {
    let mut names: Vec<_> =
        std::fs::read_dir(folder.join(path)).unwrap().map(|entry| entry.unwrap()).collect();
    names.sort_by_key(|entry| entry.file_name());
    for entry in names {
        let name = entry.file_name().to_string_lossy().into_owned();
        let path = if path.is_empty() { name } else { format!("{path}/{name}") };
        if entry.file_type().unwrap().is_dir() {
            contracts(folder, &path, out);
        } else if path.ends_with(".wsdl") {
            out.push(path);
        }
    }
}

fn each_assertion_is_honoured_or_named(shared: &Path) {
    let folder = shared.join("contracts/vendors");
    let mut all = Vec::new();
    contracts(&folder, "", &mut all);
    let mut table = HEADING.to_owned();
    let mut count = 0;
    let kit = "../../interop/security/contract-policy.wsdl";
    for path in all.iter().map(String::as_str).chain([kit]) {
        let file = folder.join(path);
        let Ok(bytes) = std::fs::read(&file) else { continue };
        let text = String::from_utf8_lossy(&bytes);
        if !SIGNS.iter().any(|sign| text.contains(sign)) {
            continue;
        }
        count += 1;
        let rows = policies(std::slice::from_ref(&file), &lenient_options(shared));
        if rows.is_empty() {
            let why = if lenient(shared, &file).reading().is_ok() { "no assertion" } else { "not read" };
            writeln!(table, "{path}\t{why}").unwrap();
        }
        for row in rows {
            assert!(!row[3].is_empty() && row.iter().all(|cell| !cell.contains(['\t', '\n'])), "{row:?}");
            writeln!(table, "{path}\t{}", row.join("\t")).unwrap();
        }
    }
    assert!(count > 23, "{count}");
    let expected = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus/policies.tsv");
    if std::env::var_os("SOAPWRIGHT_BLESS").is_some() {
        std::fs::write(&expected, &table).unwrap();
    }
    assert_eq!(table, std::fs::read_to_string(&expected).unwrap_or_default());
}

pub(super) fn tests() -> Vec<Test> {
    vec![with_shared(each_assertion_is_honoured_or_named)]
}
