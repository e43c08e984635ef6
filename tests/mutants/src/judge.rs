//! Which mutants a test notices.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::programs::{Ended, Run};
use crate::trace::{self, Test};
use crate::{Mutant, Result};

/// Tests that share a process, since most of a quick test is its start: at most what takes so many seconds together.
const BATCH: f64 = 4.0;

/// Judges all, several at once. A line of the results has the three columns of the mutant, then `caught`, `hangs` or
/// `missed`, then the test or the number of tests that did not notice.
pub(crate) fn all(mutants: &[Mutant], reached: &Path, results: &Path) -> Result<()> {
    let tests = trace::read(reached)?;
    let file = std::fs::OpenOptions::new().create(true).append(true).open(results)?;
    let file = Mutex::new(file);
    let next = AtomicUsize::new(0);
    trace::in_threads(|| {
        while let Some(mutant) = mutants.get(next.fetch_add(1, Ordering::Relaxed)) {
            let verdict = judge(mutant.id, &tests)?;
            let line = format!("{}\t{verdict}\n", mutant.told);
            file.lock().map_err(|_| "a thread failed")?.write_all(line.as_bytes())?;
        }
        Ok(())
    })
}

fn judge(id: u32, tests: &[Test]) -> Result<String> {
    let reaching: Vec<&Test> = tests.iter().filter(|test| test.reaches.contains(&id)).collect();
    for batch in batches(&reaching) {
        if let Some(verdict) = noticed(id, &batch)? {
            return Ok(verdict);
        }
    }
    Ok(format!("missed\t{} tests reach it", reaching.len()))
}

/// The verdict, if one of the tests of a batch notices a mutant.
fn noticed(id: u32, batch: &[&Test]) -> Result<Option<String>> {
    let Some(first) = batch.first() else { return Ok(None) };
    let names: Vec<&str> = batch.iter().map(|test| test.name.as_str()).collect();
    let mut run = Run {
        program: Path::new(&first.program),
        folder: Path::new(&first.folder),
        tests: &names,
        variable: Some(("MUTANT", id.to_string())),
        seconds: batch.iter().map(|test| test.seconds).sum(),
    };
    let (ended, _) = run.ended()?;
    if ended == Ended::Passed {
        return Ok(None);
    }
    // Tests that fail with all mutants asleep, since the machine is busy or the program runs one test only, notice nothing.
    run.variable = None;
    if run.ended()?.0 == Ended::Passed {
        let verdict = if ended == Ended::Hung { "hangs" } else { "caught" };
        let program = first.program.rsplit('/').next().unwrap_or_default();
        return Ok(Some(format!("{verdict}\t{program}: {}", names.join(" "))));
    }
    if batch.len() > 1 {
        for test in batch {
            let verdict = noticed(id, &[test])?;
            if verdict.is_some() {
                return Ok(verdict);
            }
        }
    }
    Ok(None)
}

/// The tests in the order in which they are tried: first a few that reach the least, as they were written for it; then
/// all of them, the quick ones first. Those of a batch are of one program.
fn batches<'t>(reaching: &[&'t Test]) -> Vec<Vec<&'t Test>> {
    let mut special: Vec<&Test> = reaching.iter().copied().filter(|test| test.seconds < 1.0).collect();
    special.sort_by_key(|test| test.reaches.len());
    special.truncate(4);
    let mut others = reaching.to_vec();
    others.retain(|test| !special.iter().any(|other| std::ptr::eq(*other, *test)));
    others.sort_by(|one, other| one.seconds.total_cmp(&other.seconds));
    [special, others].iter().flat_map(|tests| of_programs(tests)).collect()
}

fn of_programs<'t>(tests: &[&'t Test]) -> Vec<Vec<&'t Test>> {
    let mut programs: BTreeMap<&str, Vec<Vec<&Test>>> = BTreeMap::new();
    for test in tests {
        let batches = programs.entry(&test.program).or_default();
        match batches.last_mut() {
            Some(batch) if batch.iter().map(|one| one.seconds).sum::<f64>() + test.seconds < BATCH => {
                batch.push(test)
            }
            _ => batches.push(vec![test]),
        }
    }
    let mut batches: Vec<_> = programs.into_values().flatten().collect();
    batches.sort_by(|one, other| {
        let seconds = |batch: &[&Test]| batch.iter().map(|test| test.seconds).sum::<f64>();
        seconds(one).total_cmp(&seconds(other))
    });
    batches
}

#[cfg(test)]
mod tests {
    use super::*;

    fn test(program: &str, name: &str, seconds: f64, reaches: u32) -> Test {
        let (program, name) = (program.to_owned(), name.to_owned());
        Test { program, folder: String::new(), name, seconds, reaches: (0..reaches).collect() }
    }

    #[test]
    fn special_tests_come_first_then_quick_ones_and_a_batch_has_one_program() {
        let mut tests =
            vec![test("slow", "whole", 60.0, 9), test("unit", "own", 0.1, 1), test("more", "own", 0.2, 2)];
        tests.extend((0..4).map(|index| test("unit", &format!("other {index}"), 0.5, 5)));
        tests.extend((0..3).map(|index| test("unit", &format!("long {index}"), 1.5, 5)));
        let reaching: Vec<&Test> = tests.iter().collect();
        let names =
            |batch: Vec<&Test>| batch.iter().map(|test| test.name.as_str()).collect::<Vec<_>>().join(", ");
        let batches: Vec<String> = batches(&reaching).into_iter().map(names).collect();
        let expected =
            ["own", "own, other 0, other 1", "long 2", "other 2, other 3, long 0", "whole"].map(String::from);
        assert_eq!(batches.len(), 5, "{batches:?}");
        assert_eq!(batches.first(), Some(&"own".to_owned()), "{batches:?}");
        assert_eq!(batches.last(), expected.last(), "{batches:?}");
        assert!(batches.iter().any(|batch| batch == "own, other 0, other 1"), "{batches:?}");
    }
}
