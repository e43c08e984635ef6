//! What our crates and those that we generate depend on: no newer Rust than they declare, and nothing that tests compile
//! and `cargo test` does not bring.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test fails by panicking")]

use std::collections::BTreeSet;
use std::path::Path;

use serde_json::Value;
use soapwright_tests::crates::{RARE, cargo};
use soapwright_tests::folders::workspace;
use soapwright_tests::harness::long;

/// The features of the checked-in crate: `all`, or all but those whose packages nothing else brings. One needs a library of
/// the system; of the others each has tests of its own, in the runtime's package, which the default run does not compile.
fn features(all: bool) -> String {
    let left_out: &[&str] = if all { &[] } else { &RARE };
    let manifest = std::fs::read_to_string(workspace().join("generated/Cargo.toml")).unwrap();
    let manifest: toml::Table = manifest.parse().unwrap();
    let names = manifest["features"].as_table().unwrap().keys().map(String::as_str);
    // In a workspace a feature is one of the package that is named.
    let names = names.filter(|name| *name != "default" && !left_out.contains(name));
    names.map(|name| format!("superoffice-services86/{name}")).collect::<Vec<_>>().join(",")
}

fn said(folder: &Path, arguments: &[&str]) -> String {
    let run = cargo(folder).args(arguments).output().unwrap();
    assert!(run.status.success(), "cargo {arguments:?}: {}", String::from_utf8_lossy(&run.stderr));
    String::from_utf8(run.stdout).unwrap()
}

/// `1.89` and `1.89.0` are the same.
fn version(text: &str) -> Vec<u32> {
    let mut numbers: Vec<u32> = text.split('.').map(|number| number.parse().unwrap()).collect();
    numbers.resize(3, 0);
    numbers
}

#[test]
fn no_dependency_asks_for_a_newer_rust_than_is_declared() {
    let about = said(&workspace(), &["-vV"]);
    let host = about.lines().find_map(|line| line.strip_prefix("host: ")).unwrap();
    let generated = workspace().join("generated");
    let mut arguments = vec!["metadata", "--format-version", "1", "--filter-platform", host];
    // What native-tls needs is there only where something else has compiled it.
    let features = features(long());
    arguments.extend(["--no-default-features", "--features", &features]);
    let metadata: Value = serde_json::from_str(&said(&generated, &arguments)).unwrap();
    let packages = metadata["packages"].as_array().unwrap();
    let asks = |package: &Value| package["rust_version"].as_str().map(version);
    let generated = packages.iter().find(|package| package["name"] == "superoffice-services86").unwrap();
    let declared = asks(generated).unwrap();
    let newer: Vec<String> = packages
        .iter()
        .filter(|package| asks(package).is_some_and(|asked| asked > declared))
        .map(|package| format!("{} asks for Rust {}", package["name"], package["rust_version"]))
        .collect();
    assert!(newer.is_empty(), "rust-version is {}: {}", generated["rust_version"], newer.join(", "));
    assert!(packages.len() > 100, "{} packages", packages.len());
}

#[test]
fn tests_bring_what_generated_crates_need() {
    let tree = |arguments: &[&str]| -> BTreeSet<String> {
        let common =
            ["tree", "--edges", "normal,build,dev", "--prefix", "none", "--format", "{p}", "--no-dedupe"];
        let text = said(&workspace(), &[&common, arguments].concat());
        text.lines().map(|line| line.trim_end_matches(" (proc-macro)").to_owned()).collect()
    };
    // No test compiles a crate with the others.
    let features = features(false);
    let needed =
        tree(&["--package", "superoffice-services86", "--no-default-features", "--features", &features]);
    let brought = tree(&["--workspace"]);
    let missing: Vec<&String> = needed.difference(&brought).collect();
    assert!(
        missing.is_empty(),
        "not brought by `cargo test`: {missing:?}; tests/Cargo.toml must ask for the features of superoffice-services86"
    );
    assert!(needed.len() > 50, "{needed:?}");
}

/// Tests start cargo in one place, which never lets it use the network: else a test could fetch what it needs, and fail
/// where there is nothing to fetch it from.
#[test]
fn cargo_is_started_in_one_place() {
    fn visit(folder: &Path, found: &mut Vec<String>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                visit(&path, found);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let text = std::fs::read_to_string(&path).unwrap();
                // Spelled so that this file is none of them.
                if ["(\"CARGO\"", "(\"cargo\""].iter().any(|start| text.replace("\\\"", "").contains(start)) {
                    found.push(path.strip_prefix(workspace()).unwrap().to_string_lossy().replace('\\', "/"));
                }
            }
        }
    }
    let mut found = Vec::new();
    for folder in [
        "codegen/src",
        "codegen/tests",
        "generated/src",
        "templates/src",
        "templates/tests",
        "tests/src",
        "tests/tests",
    ] {
        visit(&workspace().join(folder), &mut found);
    }
    assert_eq!(found, ["tests/src/crates/offline.rs"]);
}
