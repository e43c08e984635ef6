//! A folder of contracts, each generated and checked: `corpus --help`.

use std::io::IsTerminal as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::atomic::{AtomicUsize, Ordering};

use clap::Parser;
use indicatif::{ProgressBar, ProgressStyle};
use soapwright::ReadOptions;
use soapwright_tests::corpus::{
    Attempt, Checker, Compared, Expectations, Manifest, Row, attempt, catalog, entries, quiet_panics,
    raw_fields, summary,
};

/// Generates a crate from every contract of a folder, leniently, and checks it with cargo. Prints one row each: status,
/// path, operations generated/declared, fields kept as raw XML/fields, seconds, detail.
///
/// The contracts are the `file` column of the folder's MANIFEST.tsv, else every .wsdl that no other imports. Exit code 1:
/// something does not compile without warnings, there was a panic, or a contract came out worse than expected.
#[derive(Parser)]
struct Arguments {
    /// The folder.
    folder: PathBuf,
    /// Local files for imported URLs: lines of URL, tab, file (relative to the list).
    #[arg(long, value_name = "TSV")]
    catalog: Option<PathBuf>,
    /// How much to do at the same time [default: as many as there are processors].
    #[arg(long)]
    jobs: Option<usize>,
    /// Only contracts whose path has this in it.
    #[arg(long, value_name = "TEXT")]
    filter: Option<String>,
    /// Where to write the table [default: stdout].
    #[arg(long, value_name = "TSV")]
    out: Option<PathBuf>,
    /// Print each field that is kept as raw XML, and why, in place of generating.
    #[arg(long)]
    raw: bool,
    /// Rewrite the expectations to what comes out.
    #[arg(long, env = "SOAPWRIGHT_BLESS", num_args = 0..=1, default_missing_value = "1")]
    bless: Option<String>,
}

/// How many crates are checked as one workspace. Bounds how many lie on the disk.
const BATCH: usize = 8;

fn main() -> ExitCode {
    match run(&Arguments::parse()) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(message) => {
            eprintln!("error: {message}");
            ExitCode::from(2)
        }
    }
}

fn run(arguments: &Arguments) -> Result<bool, String> {
    let folder = &arguments.folder;
    let manifest = Manifest::read(folder)?;
    let mut paths = entries(folder, manifest.as_ref())?;
    if let Some(filter) = &arguments.filter {
        paths.retain(|path| path.contains(filter));
    }
    let mut options = ReadOptions { lenient: true, ..ReadOptions::default() };
    if let Some(list) = &arguments.catalog {
        options.catalog = catalog(list)?;
    }
    if arguments.raw {
        for path in &paths {
            // What cannot be generated has no fields.
            for line in raw_fields(&folder.join(path), &options).unwrap_or_default() {
                println!("{path}\t{line}");
            }
        }
        return Ok(true);
    }
    let expected_in = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus/expectations.tsv");
    let mut expected = Expectations::read(&expected_in)?;
    let mut out: Box<dyn std::io::Write> = match &arguments.out {
        Some(path) => Box::new(std::fs::File::create(path).map_err(|e| format!("{}: {e}", path.display()))?),
        None => Box::new(std::io::stdout()),
    };
    quiet_panics();
    let rows = table(arguments, &paths, &options, &mut out)?;
    eprint!("{}", summary(&rows, manifest.as_ref()));
    let mut good = !rows.iter().any(Row::is_failure);
    for row in &rows {
        match expected.compare(row) {
            Compared::Same => {}
            Compared::Better(said) => eprintln!("better than expected: {}: {said}", row.path),
            Compared::Worse(said) if arguments.bless.is_none() => {
                good = false;
                eprintln!("worse than expected: {}: {said}", row.path);
            }
            Compared::Worse(said) => eprintln!("worse than it was: {}: {said}", row.path),
        }
    }
    if arguments.bless.is_some() {
        rows.iter().for_each(|row| expected.insert(row));
        std::fs::write(&expected_in, expected.render())
            .map_err(|e| format!("{}: {e}", expected_in.display()))?;
    }
    Ok(good)
}

/// Makes the rows, written as they come.
fn table(
    arguments: &Arguments,
    paths: &[String],
    options: &ReadOptions,
    out: &mut dyn std::io::Write,
) -> Result<Vec<Row>, String> {
    let jobs = arguments.jobs.unwrap_or_else(|| std::thread::available_parallelism().map_or(1, usize::from));
    let checker = Checker::new(jobs).map_err(|e| format!("no folder to check crates in: {e}"))?;
    let bar = bar(paths.len());
    let mut rows = Vec::new();
    for batch in paths.chunks(BATCH) {
        bar.set_message(batch.first().cloned().unwrap_or_default());
        let name = |index: usize| format!("case-{:04}", rows.len() + index);
        let attempts = attempts(&arguments.folder, batch, &name, options, jobs);
        let checked = checker.check(attempts, name).map_err(|e| format!("cargo check: {e}"))?;
        for row in checked {
            writeln!(out, "{row}").map_err(|e| format!("the table cannot be written: {e}"))?;
            rows.push(row);
            bar.inc(1);
        }
    }
    bar.finish_and_clear();
    Ok(rows)
}

/// Generates a batch, `jobs` at a time.
fn attempts(
    folder: &Path,
    batch: &[String],
    name: &(impl Fn(usize) -> String + Sync),
    options: &ReadOptions,
    jobs: usize,
) -> Vec<Attempt> {
    let next = AtomicUsize::new(0);
    let work = || {
        let mut made = Vec::new();
        loop {
            let index = next.fetch_add(1, Ordering::Relaxed);
            let Some(path) = batch.get(index) else { return made };
            made.push((index, attempt(folder, path, &name(index), options)));
        }
    };
    let mut made: Vec<(usize, Attempt)> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..jobs.max(1)).map(|_| scope.spawn(work)).collect();
        threads.into_iter().filter_map(|thread| thread.join().ok()).flatten().collect()
    });
    made.sort_by_key(|(index, _)| *index);
    made.into_iter().map(|(_, attempt)| attempt).collect()
}

fn bar(count: usize) -> ProgressBar {
    if !std::io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::new(u64::try_from(count).unwrap_or(u64::MAX));
    match ProgressStyle::with_template("{bar:30} {pos}/{len}, {eta} left, {msg}") {
        Ok(style) => bar.with_style(style),
        Err(_) => bar,
    }
}
