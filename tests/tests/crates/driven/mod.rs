//! Crates that are driven by a program of ours among their own tests (`tests/drive`): generated, compiled with sets of
//! features, and tested.

use std::process::Command;

use soapwright_tests::crates::{Built, Krate, Made};
use soapwright_tests::folders::{generate, runtime_setting, soapwright, temporary, write};

/// A crate, and the program that drives it.
pub(crate) struct Driven<'a> {
    /// What it is called.
    pub(crate) name: &'static str,
    /// Its `soapwright.toml`.
    pub(crate) configuration: &'a str,
    /// Its contracts: names below `wsdl`, and texts.
    pub(crate) contracts: &'a [(&'a str, &'a str)],
    /// The text of the program. The modules of this folder are beside it, for it to use.
    pub(crate) driver: &'a str,
    /// Sets of features that it must compile with.
    pub(crate) compiled: &'a [&'a str],
    /// Whether the runtime is in it; else it is a crate beside it.
    pub(crate) embedded: bool,
    /// The features that the program needs.
    pub(crate) tested: &'a str,
}

/// The `soapwright.toml` that a first run writes for a contract.
pub(crate) fn proposed(krate: &str, file: &str, contract: &str) -> String {
    let temporary = temporary();
    let folder = temporary.path().join(krate);
    generate(&write(&folder.join("wsdl"), &[(file, contract)]), &folder);
    std::fs::read_to_string(folder.join("soapwright.toml")).unwrap()
}

/// Runs the program that drives a crate.
pub(crate) fn run(built: &Built, name: &str) {
    let run = Command::new(built.program(name, "drive").unwrap()).output().unwrap();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    assert!(run.status.success(), "{}{}", text(&run.stdout), text(&run.stderr));
}

impl Driven<'_> {
    /// Generates the crate; and what `generate` said, which is nothing but warnings.
    pub(crate) fn generate(&self) -> (Made, String) {
        // The runtime is the same in all: but for one contract, these share one that stands beside them.
        let apart = runtime_setting();
        let (krate, said) = self.generated(if self.embedded { "" } else { &apart });
        let mut crates = krate.variants(self.compiled);
        crates.push(
            krate
                .featuring(self.tested)
                .testing_with("http")
                .with("tests/drive/main.rs", self.driver)
                .with("tests/drive/serve.rs", include_str!("serve.rs"))
                .with("tests/drive/wait.rs", include_str!("wait.rs")),
        );
        let name = self.name;
        (Made::crates(crates).then(move |built| run(built, name)), said)
    }

    fn generated(&self, runtime: &str) -> (Krate, String) {
        let folder = temporary();
        write(&folder.path().join("wsdl"), self.contracts);
        let configuration = format!("{runtime}{}", self.configuration);
        write(folder.path(), &[("soapwright.toml", configuration)]);
        let run = soapwright(["generate".as_ref(), "--quiet".as_ref(), folder.path().as_os_str()]);
        let said = String::from_utf8_lossy(&run.stderr).into_owned();
        assert!(run.status.success(), "{said}");
        (Krate::read(self.name, folder.path()).unwrap().clean(), said)
    }
}
