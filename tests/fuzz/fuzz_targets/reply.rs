//! Bytes as the reply of an operation, which the first byte chooses: what roxmltree refuses is refused, and what both
//! read means the same.

#![no_main]

use libfuzzer_sys::fuzz_target;
use soapwright_tests::mutation::{Case, Counters};

fuzz_target!(|bytes: &[u8]| {
    let Some((&operation, reply)) = bytes.split_first() else { return };
    let Some(case) = Case::of_bytes(operation, reply) else { return };
    if let Err(finding) = case.check(&mut Counters::default()) {
        panic!("{}: {finding}", case.operation());
    }
});
