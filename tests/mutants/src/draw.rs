//! Which mutants a run tries: a row that depends on the seed alone.

use std::collections::BTreeMap;
use std::path::Path;

use sha2::{Digest, Sha256};

use crate::{Mutant, Result};

/// All mutants in the order of the seed, numbered from 1. A mutant's place is a hash of the seed and of how it is told, so
/// a change of one file moves the mutants of other files little.
pub(crate) fn row(mut mutants: Vec<Mutant>, seed: &str) -> Vec<Mutant> {
    let mut seen: BTreeMap<String, u32> = BTreeMap::new();
    for mutant in &mut mutants {
        mutant.told = told(mutant);
        let times = seen.entry(mutant.told.clone()).or_default();
        *times += 1;
        if *times > 1 {
            mutant.told = format!("{} ({times})", mutant.told);
        }
    }
    mutants.sort_by_cached_key(|mutant| Sha256::digest(format!("{seed} {}", mutant.told)));
    for (mutant, id) in mutants.iter_mut().zip(1..) {
        mutant.id = id;
    }
    mutants
}

/// Without the number of the line, which changes with the file. The same change of the same line gets a number of its own.
fn told(mutant: &Mutant) -> String {
    let change = mutant.name.split_once(": ").map_or(mutant.name.as_str(), |(_, change)| change);
    let mut lines = mutant.diff.lines().skip(2);
    let line = lines.find_map(|line| line.strip_prefix('-')).unwrap_or_default();
    let plain = |text: &str| text.trim().replace('\t', " ");
    format!("{}\t{}\t{}", mutant.file, plain(change), plain(line))
}

/// A table whose first three columns tell a mutant, with what stands in the others. The last line of a mutant counts. A
/// table that is not there is empty.
pub(crate) fn table(path: &Path) -> Result<BTreeMap<String, String>> {
    let text = match std::fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(BTreeMap::new()),
        Err(error) => return Err(format!("{}: {error}", path.display()).into()),
    };
    let line = |line: &str| {
        let (ends, _) = line.match_indices('\t').nth(2)?;
        Some((line[..ends].to_owned(), line[ends + 1..].to_owned()))
    };
    Ok(text.lines().filter_map(line).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mutants(lines: &[&str]) -> Vec<Mutant> {
        let place = serde_json::json!({ "line": 1, "column": 1 });
        let one = |line: &&str| {
            serde_json::json!({
                "file": "a.rs", "name": "a.rs:1:1: replace < with >", "genre": "BinaryOperator", "replacement": ">",
                "span": { "start": place, "end": place }, "diff": format!("--- a.rs\n+++ x\n-  {line}\n+ y\n"),
            })
        };
        serde_json::from_value(lines.iter().map(one).collect()).unwrap()
    }

    #[test]
    fn the_row_depends_on_the_seed_alone() {
        let row = |lines: &[&str], seed: &str| -> Vec<String> {
            row(mutants(lines), seed).into_iter().map(|mutant| mutant.told).collect()
        };
        let four = row(&["p", "q", "r", "s"], "1");
        assert_eq!(four, row(&["s", "r", "q", "p"], "1"));
        assert!((2..20).any(|seed| four != row(&["p", "q", "r", "s"], &seed.to_string())));
        let three: Vec<String> = four.into_iter().filter(|told| !told.ends_with("\tr")).collect();
        assert_eq!(three, row(&["p", "q", "s"], "1"));
    }

    #[test]
    fn the_same_change_of_the_same_line_is_told_apart() {
        let mut told: Vec<String> =
            row(mutants(&["p", "p"]), "1").into_iter().map(|mutant| mutant.told).collect();
        told.sort();
        assert_eq!(told, ["a.rs\treplace < with >\tp", "a.rs\treplace < with >\tp (2)"]);
    }
}
