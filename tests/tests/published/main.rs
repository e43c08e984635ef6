//! What is tested with contracts, messages and tables that may not be in this repository.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test fails by panicking")]

mod changes;
mod edits;
mod emitted;
mod generated;
mod normalized;
mod policies;
mod proposals;
mod reading;
mod samples;
mod stability;

mod user_contract;
mod warnings;

use std::process::ExitCode;

fn main() -> ExitCode {
    // The longest first.
    let tests = [
        stability::tests(),
        generated::tests(),
        normalized::tests(),
        proposals::tests(),
        emitted::tests(),
        changes::tests(),
        edits::tests(),
        user_contract::tests(),
        samples::tests(),
        warnings::tests(),
        policies::tests(),
    ];
    soapwright_tests::harness::run(tests.into_iter().flatten())
}
