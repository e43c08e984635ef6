//! How many mutants ended how.

use std::collections::BTreeMap;
use std::path::Path;

use crate::{Mutant, Result, draw};

/// Prints the mutants that were missed, then how many ended how. Those that do not compile, cannot be asleep or are
/// equivalent are no part of the share that was caught.
pub(crate) fn print(mutants: &[Mutant], equivalent: &Path, results: &Path) -> Result<()> {
    let (equivalent, results) = (draw::table(equivalent)?, draw::table(results)?);
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for Mutant { told, .. } in mutants {
        let result = results.get(told).map_or("untried", String::as_str);
        let verdict = match equivalent.contains_key(told) {
            true => "equivalent",
            false => result.split('\t').next().unwrap_or_default(),
        };
        if verdict == "missed" {
            println!("{told}\t{result}");
        }
        *counts.entry(verdict).or_default() += 1;
    }
    let of = |verdict: &str| counts.get(verdict).copied().unwrap_or_default();
    let caught = of("caught") + of("hangs");
    let share = caught as f64 * 100.0 / (caught + of("missed")).max(1) as f64;
    println!("{} drawn: {counts:?}; {share:.1} % caught", mutants.len());
    Ok(())
}
