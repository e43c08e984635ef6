//! A few contracts that nobody would write: no panic, and what they become compiles without a warning. For more:
//! `cargo run -p soapwright-tests --bin generated_contracts -- FOLDER --count 1000`, then `--bin corpus -- FOLDER`.

use soapwright::ReadOptions;
use soapwright_tests::corpus::{Status, attempt, quiet_panics};
use soapwright_tests::crates::{Joined, Krate, Made, joined};
use soapwright_tests::folders::temporary;
use soapwright_tests::generated_contracts;

fn contracts_become_crates_that_compile() -> Made {
    quiet_panics();
    let folder = temporary();
    let one = |index: u64| {
        let (file, name) = (format!("generated-{index}.wsdl"), format!("generated-{index:04}"));
        std::fs::write(folder.path().join(&file), generated_contracts::contract(2_000 + index)).unwrap();
        let made = attempt(folder.path(), &file, &name, &ReadOptions::default());
        let row = made.row;
        let sound = matches!(row.status, Status::Ok | Status::Warn | Status::Unsupported);
        assert!(sound && !row.panicked, "{row}");
        Krate::new(&name, made.files).with_all_features().clean()
    };
    Made::crates((0..8).map(one).collect())
}

pub(crate) fn tests() -> Vec<Joined> {
    vec![joined(contracts_become_crates_that_compile)]
}
