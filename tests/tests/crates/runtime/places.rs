//! The same contracts with the runtime embedded and with the runtime as a dependency, and two crates on one runtime, in
//! one program.

use std::path::Path;
use std::process::Command;

use soapwright_tests::crates::{Joined, Krate, Made, joined};
use soapwright_tests::folders::{runtime_setting, soapwright, temporary, write};

/// The contracts, which among them call nearly every macro of the runtime: folders below `features`.
const CONTRACTS: [&str; 6] = [
    "facets",
    "bare-substitution",
    "typed-faults",
    "derived-types",
    "unions-and-lists",
    "dictionaries-and-flags",
];

/// The services, as features of the crate.
const SERVICES: &str =
    "facets,bare_substitution,typed_faults,derived_types,unions_and_lists,dictionaries_and_flags";

/// A crate of all the contracts.
fn krate(name: &str, runtime: &str, features: &str) -> Krate {
    let folder = temporary();
    let mut configuration = format!("{runtime}server = true\n[crate]\nname = {name:?}\n");
    for contract in CONTRACTS {
        let from =
            Path::new(env!("CARGO_MANIFEST_DIR")).join("features").join(contract).join("contract.wsdl");
        let file = format!("{contract}.wsdl");
        write(&folder.path().join("wsdl"), &[(file.as_str(), std::fs::read_to_string(from).unwrap())]);
        configuration.push_str(&format!("[[contract]]\nwsdl = \"wsdl/{file}\"\n"));
    }
    write(folder.path(), &[("soapwright.toml", configuration)]);
    let run = soapwright(["generate".as_ref(), "--quiet".as_ref(), folder.path().as_os_str()]);
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    assert_eq!(folder.path().join("src/runtime").exists(), runtime.is_empty(), "{name}");
    assert!(!folder.path().join("src/tables").exists(), "the macros are the runtime's");
    Krate::read(name, folder.path()).unwrap().featuring(&format!("{SERVICES},{features}")).clean()
}

/// Drives the three crates: `embedded` has the runtime in itself, `whole` and `bare` share one, and the cargo features
/// `validate` and `serde` of `bare` are off.
const PROGRAM: &str = include_str!("program.rs");

const MANIFEST: &str = r#"[package]
name = "sharing"
version = "0.1.0"
edition = "2024"
[dependencies]
embedded = { path = "../embedded" }
whole = { path = "../whole" }
bare = { path = "../bare" }
serde_json = "1"
tokio = { version = "1", features = ["rt"] }
"#;

fn a_runtime_is_the_same_wherever_it_stands() -> Made {
    let shared = runtime_setting();
    let files = [("Cargo.toml", MANIFEST), ("src/main.rs", PROGRAM)];
    let sharing = Krate::new("sharing", files.map(|(path, text)| (path.to_owned(), text.to_owned())).into());
    let crates = vec![
        krate("embedded", "", "async,server,validate,serde"),
        krate("whole", &shared, "async,server,validate,serde"),
        krate("bare", &shared, "async,server"),
        sharing.clean(),
    ];
    Made::crates(crates).then(|built| {
        let run = Command::new(built.program("sharing", "sharing").unwrap()).output().unwrap();
        assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    })
}

pub(crate) fn tests() -> Vec<Joined> {
    vec![joined(a_runtime_is_the_same_wherever_it_stands)]
}
