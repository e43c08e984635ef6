//! The crate of the contract with SOAP encoding, which `encoded.rs` looks at: what its messages look like (`wire.rs`).

use std::path::Path;
use std::process::Command;

use soapwright::internals::emit::{EmitOptions, emit};
use soapwright::internals::names::NamesLock;
use soapwright::{ReadOptions, read_contracts};
use soapwright_tests::crates::{Joined, Krate, Made, joined, shared_runtime};

fn messages_look_as_expected() -> Made {
    let wsdl = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/encoded/ledger.wsdl");
    let (contract, _) = read_contracts(&[wsdl], &ReadOptions::default()).unwrap();
    let mut options = EmitOptions::new("ledger");
    options.server = true;
    options.runtime = shared_runtime();
    let emitted = emit(&contract, &options, &NamesLock::default()).unwrap();
    let krate = Krate::new("ledger", emitted.files).featuring("ledger,server").clean();
    Made::crates(vec![krate.with("tests/wire.rs", include_str!("wire.rs"))]).then(|built| {
        let run = Command::new(built.program("ledger", "wire").unwrap()).output().unwrap();
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        assert!(run.status.success(), "{}{}", text(&run.stdout), text(&run.stderr));
    })
}

pub(crate) fn tests() -> Vec<Joined> {
    vec![joined(messages_look_as_expected)]
}
