//! Bytes as a contract: it is refused, or everything that is made of it can be made.

#![no_main]

use std::path::PathBuf;

use libfuzzer_sys::fuzz_target;
use soapwright::internals::emit::{EmitOptions, emit};
use soapwright::internals::names::NamesLock;
use soapwright::internals::sample::sample;
use soapwright::{ReadOptions, normalize, read_contracts};

fuzz_target!(|bytes: &[u8]| {
    let path = PathBuf::from("fuzzed.wsdl");
    for lenient in [false, true] {
        let memory = [(path.clone(), bytes.to_vec())].into();
        let options = ReadOptions { memory, lenient, ..ReadOptions::default() };
        let Ok((contract, _)) = read_contracts(std::slice::from_ref(&path), &options) else { continue };
        // Each name that the contract gives is made a name of Rust, and each file is code.
        if let Ok(emitted) = emit(&contract, &EmitOptions::new("fuzzed"), &NamesLock::default()) {
            assert!(!emitted.files.is_empty());
        }
        let operations = contract.services.iter().flat_map(|service| &service.ports);
        for operation in operations.flat_map(|port| &port.operations) {
            let _ = sample(&contract, &operation.name, true);
        }
        // What is left out leniently is in no normal form.
        if lenient {
            continue;
        }
        let normal =
            normalize(std::slice::from_ref(&path), &options).expect("what was read has a normal form");
        let memory = [(path.clone(), normal.into_bytes())].into();
        let again = ReadOptions { memory, lenient, ..ReadOptions::default() };
        assert!(
            read_contracts(std::slice::from_ref(&path), &again).is_ok(),
            "its normal form cannot be read"
        );
    }
});
