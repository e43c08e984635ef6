//! Reads SOAP contracts (WSDL 1.1 with XML Schema) and writes a ready Rust client crate.
//!
//! The data flows one way, one module a phase: load, read, resolve, contract, passes, names, emit, write.

mod build;
#[doc(hidden)]
pub mod cli;
pub mod config;
pub mod contract;
pub mod diagnostic;
pub mod emit;
mod error;
pub mod generate;
pub mod inspect;
pub mod load;
pub mod lock;
pub mod lower;
pub mod names;
mod normalize;
mod parallel;
pub mod passes;
mod policy;
pub mod propose;
mod read;
mod resolve;
pub mod sample;
pub mod timings;
mod workspace;
pub mod write;

use std::path::PathBuf;

pub use build::{Builder, Report};
use contract::Contract;
use diagnostic::{Diagnostic, Diagnostics};
pub use error::Error;
pub use load::ReadOptions;
pub use normalize::normalize;

/// Reads contracts and all that they import into one [`Contract`], with the warnings there were. With
/// [`ReadOptions::lenient`] dangling references and missing imports are among these, and what depends on them is not
/// in the contract.
///
/// # Errors
/// Everything that is wrong with any of them, sorted by place, when there is at least one error.
pub fn read_contracts(
    inputs: &[PathBuf],
    options: &ReadOptions,
) -> Result<(Contract, Vec<Diagnostic>), Diagnostics> {
    read_timed(inputs, options, &mut timings::Timings::default())
}

/// As [`read_contracts`], saying how long each phase takes.
fn read_timed(
    inputs: &[PathBuf],
    options: &ReadOptions,
    timings: &mut timings::Timings,
) -> Result<(Contract, Vec<Diagnostic>), Diagnostics> {
    let mut diagnostics = Diagnostics::default();
    let loaded = load::load(inputs, options, &mut diagnostics);
    timings.lap("load and parse");
    let models = resolve::read(&loaded, &mut diagnostics);
    timings.lap("read WSDL and schemas");
    // Each input is a space of names of its own.
    let lowered = parallel::map(&loaded.inputs, |&input| {
        let mut own = Diagnostics::default();
        let unit = resolve::unit(&loaded, &models, input, &mut own);
        policy::warn(&unit, &loaded, &mut own);
        (lower::lower(&unit, &loaded, &mut own), own)
    });
    timings.lap("resolve names");
    let mut contract = Contract::default();
    for (lowered, own) in lowered {
        diagnostics.extend(own);
        lower::merge(&mut contract, lowered, &mut diagnostics);
    }
    timings.lap("merge contracts");
    let any = contract.services.iter().flat_map(|s| &s.ports).any(|p| !p.operations.is_empty());
    // With nothing left there is nothing to be lenient for: the causes are the errors.
    if options.lenient && any {
        diagnostics.soften(diagnostic::Kind::Dangling);
        diagnostics.soften(diagnostic::Kind::MissingFile);
    }
    diagnostics.sort();
    if diagnostics.has_errors() {
        Err(diagnostics)
    } else {
        Ok((contract, diagnostics.into_iter().collect()))
    }
}
