//! The contract full of clashes, which `emit.rs` looks at: as it is, with unknown elements kept, and with `server = true`.

use std::path::Path;

use soapwright::internals::emit::{Arguments, EmitOptions, emit};
use soapwright::internals::names::NamesLock;
use soapwright::{ReadOptions, read_contracts};
use soapwright_tests::crates::{Joined, Krate, Made, joined, shared_runtime};

fn krate(name: &str, change: impl FnOnce(&mut EmitOptions)) -> Krate {
    let wsdl = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/emit/clashes.wsdl");
    let (contract, _) = read_contracts(&[wsdl], &ReadOptions::default()).unwrap();
    let mut options = EmitOptions::new(name);
    options.secrets = vec!["Ticket".to_owned(), "Password".to_owned()];
    options.modules.insert("clashes".to_owned(), "option".to_owned());
    change(&mut options);
    Krate::new(name, emit(&contract, &options, &NamesLock::default()).unwrap().files).clean()
}

fn a_contract_full_of_clashes_compiles() -> Made {
    let serving = krate("clashes-server", |options| {
        options.server = true;
        options.runtime = shared_runtime();
    });
    let mut crates = serving.variants(&["option", "option,server", "option,server,blocking"]);
    crates.push(krate("clashes", |_| {}).with_all_features());
    let keeping = krate("keeping", |options| {
        options.preserve_unknown = true;
        options.runtime = shared_runtime();
    });
    crates.push(keeping.with_all_features());
    let structs = krate("clashes-structs", |options| {
        options.arguments = Arguments::Struct;
        options.server = true;
        options.runtime = shared_runtime();
    });
    crates.push(structs.with_all_features());
    Made::crates(crates)
}

pub(crate) fn tests() -> Vec<Joined> {
    vec![joined(a_contract_full_of_clashes_compiles)]
}
