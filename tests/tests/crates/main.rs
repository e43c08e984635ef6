//! Crates that are generated here and must compile; programs among them try what they do. `SOAPWRIGHT_LONG=1` has clippy
//! and rustdoc look at them as well, and compiles the crates of all published contracts.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test fails by panicking")]

mod all_samples;
mod attachments;
mod clashes;
mod cloud;
mod content;
mod documentation;
mod driven;
mod faults;
mod generated_contracts;
mod imports;
mod ledger;
mod modules;
mod names;
mod oracle;
mod positions;
mod published;
mod recorded;
mod refusals;
mod runtime;
mod server;
mod simple;

use std::process::ExitCode;

fn main() -> ExitCode {
    let tests = [
        all_samples::tests(),
        attachments::tests(),
        clashes::tests(),
        cloud::tests(),
        content::tests(),
        documentation::tests(),
        faults::tests(),
        imports::tests(),
        ledger::tests(),
        modules::tests(),
        names::tests(),
        generated_contracts::tests(),
        positions::tests(),
        published::tests(),
        recorded::tests(),
        refusals::tests(),
        runtime::tests(),
        server::tests(),
        simple::tests(),
        oracle::tests(),
    ];
    soapwright_tests::crates::run("crates", tests.into_iter().flatten())
}
