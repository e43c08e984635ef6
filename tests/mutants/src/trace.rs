//! What each test takes, and which mutants it reaches.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::Result;
use crate::programs::{self, Ended, Run};

/// A test with what it takes and reaches.
pub(crate) struct Test {
    pub(crate) program: String,
    pub(crate) folder: String,
    pub(crate) name: String,
    pub(crate) seconds: f64,
    pub(crate) reaches: BTreeSet<u32>,
}

/// A test that takes longer on the processor is left out: few of them find what no other does.
const LONGEST: f64 = 30.0;

/// Runs each test alone and writes a line for it: the program, its folder, the test, seconds, and the mutants it reaches. A
/// test that fails with all mutants asleep, or takes too long, gets no line, and is told on stderr.
pub(crate) fn all(reached: &Path, lists: &[&str]) -> Result<()> {
    let programs = programs::read(lists)?;
    let tests: Vec<_> =
        programs.iter().flat_map(|one| one.tests.iter().map(move |test| (one, test))).collect();
    let next = AtomicUsize::new(0);
    let lines = Mutex::new(String::new());
    let work = || -> Result<()> {
        while let Some((program, test)) = tests.get(next.fetch_add(1, Ordering::Relaxed)) {
            let folder = tempfile::tempdir()?;
            let run = Run {
                program: &program.path,
                folder: &program.folder,
                tests: &[test],
                variable: Some(("MUTANT_TRACE", folder.path().display().to_string())),
                seconds: LONGEST / 10.0,
            };
            let (ended, seconds) = run.ended()?;
            let name = program.path.display();
            if ended != Ended::Passed || seconds > LONGEST {
                eprintln!(
                    "left out: {name} {test} ({})",
                    if ended == Ended::Failed { "fails" } else { "long" }
                );
                continue;
            }
            let ids: Vec<String> = reaches(folder.path())?.iter().map(u32::to_string).collect();
            let mut lines = lines.lock().map_err(|_| "a thread failed")?;
            writeln!(lines, "{name}\t{}\t{test}\t{seconds:.3}\t{}", program.folder.display(), ids.join(" "))?;
        }
        Ok(())
    };
    in_threads(work)?;
    std::fs::write(reached, lines.into_inner()?)?;
    Ok(())
}

/// One thread a processor.
pub(crate) fn in_threads(work: impl Fn() -> Result<()> + Sync) -> Result<()> {
    let count = std::thread::available_parallelism()?.get();
    std::thread::scope(|scope| {
        let threads: Vec<_> =
            (0..count).map(|_| scope.spawn(|| work().map_err(|error| error.to_string()))).collect();
        threads
            .into_iter()
            .try_for_each(|thread| thread.join().map_err(|_| "a thread failed")?.map_err(Into::into))
    })
}

/// What the processes of a test have written, one file each.
fn reaches(folder: &Path) -> Result<BTreeSet<u32>> {
    let mut ids = BTreeSet::new();
    for file in std::fs::read_dir(folder)? {
        let text = std::fs::read_to_string(file?.path())?;
        // A process that was killed may leave half a number.
        let whole = text.rsplit_once('\n').map_or("", |(whole, _)| whole);
        ids.extend(whole.lines().filter_map(|line| line.parse::<u32>().ok()));
    }
    Ok(ids)
}

/// The tests of a file that `all` wrote.
pub(crate) fn read(reached: &Path) -> Result<Vec<Test>> {
    let text = std::fs::read_to_string(reached)?;
    let one = |line: &str| {
        let mut columns = line.split('\t').map(String::from);
        let mut column = || columns.next().ok_or_else(|| format!("a column is missing in `{line}`"));
        let (program, folder, name) = (column()?, column()?, column()?);
        let seconds = column()?.parse()?;
        let reaches = column()?.split_whitespace().map(str::parse).collect::<std::result::Result<_, _>>()?;
        Ok(Test { program, folder, name, seconds, reaches })
    };
    text.lines().map(one).collect()
}
