//! Reads SOAP contracts (WSDL 1.1 with XML Schema) and writes a ready Rust client crate.
//!
//! The data flows one way, one module a phase: load, read, resolve, contract, passes, names, emit, write.

pub mod contract;
pub mod diagnostic;
pub mod emit;
pub mod load;
pub mod lower;
mod normalize;
mod read;
mod resolve;

use std::path::PathBuf;

use contract::Contract;
use diagnostic::{Diagnostic, Diagnostics};
pub use load::ReadOptions;
pub use normalize::normalize;

/// Reads contracts and all that they import into one [`Contract`], with the warnings there were.
///
/// # Errors
/// Everything that is wrong with any of them, sorted by place, when there is at least one error.
pub fn read_contracts(
    inputs: &[PathBuf],
    options: &ReadOptions,
) -> Result<(Contract, Vec<Diagnostic>), Diagnostics> {
    let mut diagnostics = Diagnostics::default();
    let loaded = load::load(inputs, options, &mut diagnostics);
    let models = resolve::read(&loaded, &mut diagnostics);
    let mut contract = Contract::default();
    for &input in &loaded.inputs {
        let unit = resolve::unit(&loaded, &models, input, &mut diagnostics);
        let lowered = lower::lower(&unit, &loaded, &mut diagnostics);
        lower::merge(&mut contract, lowered, &mut diagnostics);
    }
    diagnostics.sort();
    if diagnostics.has_errors() {
        Err(diagnostics)
    } else {
        Ok((contract, diagnostics.into_iter().collect()))
    }
}
pub mod names;
pub mod passes;
