//! Random values of the types of a folder's contracts, sent through their crates: `oracle --help`.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use clap::Parser;
use soapwright::ReadOptions;
use soapwright_tests::corpus::{Manifest, catalog, entries};
use soapwright_tests::crates::{Krate, Space};
use soapwright_tests::oracle::{Derived, Library, Options, Report, Sum, check, grow, reached_by};
use soapwright_tests::roundtrip::probed;

/// Makes random values of the types and messages of every contract of a folder, has libxml2 (xmllint) judge them against
/// the contract's own schemas, sends the valid ones through a generated crate and back, compares, and has the result
/// judged again.
///
/// Prints one row each: path, types passed/all, messages passed/all, values, how many types and messages have no valid
/// value, types that no message reaches, and the first thing to say. Exit code 1: less than 98 % of the types passed.
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
    /// Also contracts that the manifest does not call valid and literal.
    #[arg(long)]
    all: bool,
    /// What the values are grown from.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// How many values of each type and message.
    #[arg(long, default_value_t = 6)]
    values: u64,
    /// Where to write the table [default: stdout].
    #[arg(long, value_name = "TSV")]
    out: Option<PathBuf>,
    /// Where to write every failure, with what was sent and what came back, and what could not be checked.
    #[arg(long, value_name = "FILE")]
    details: Option<PathBuf>,
}

/// How many crates are built as one workspace.
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

fn file(path: Option<&PathBuf>) -> Result<Option<std::fs::File>, String> {
    path.map(|path| std::fs::File::create(path).map_err(|e| format!("{}: {e}", path.display()))).transpose()
}

fn run(arguments: &Arguments) -> Result<bool, String> {
    let folder = &arguments.folder;
    let manifest = Manifest::read(folder)?;
    let mut paths = entries(folder, manifest.as_ref())?;
    if let Some(manifest) = manifest.as_ref().filter(|_| !arguments.all) {
        paths.retain(|path| manifest.is_valid_literal(path));
    }
    if let Some(filter) = &arguments.filter {
        paths.retain(|path| path.contains(filter));
    }
    let mut options = ReadOptions { lenient: true, ..ReadOptions::default() };
    if let Some(list) = &arguments.catalog {
        options.catalog = catalog(list)?;
    }
    let mut out: Box<dyn std::io::Write> = match file(arguments.out.as_ref())? {
        Some(file) => Box::new(file),
        None => Box::new(std::io::stdout()),
    };
    let mut details = file(arguments.details.as_ref())?;
    let mut sum = Sum::default();
    let tell = |path: &str, report: &Report| {
        sum.add(report);
        let mut said = writeln!(out, "{}", report.row(path));
        if let Some(details) = &mut details {
            for failure in &report.failures {
                said = said.and(writeln!(details, "{path}: {failure}"));
            }
            for (what, why) in &report.unchecked {
                said = said.and(writeln!(details, "{path}: {what} not checkable: {why}"));
            }
        }
        said.map_err(|error| format!("the table cannot be written: {error}"))
    };
    all(arguments, &paths, &options, tell)?;
    eprintln!("{sum}");
    Ok(sum.percent() >= 98.0)
}

fn all(
    arguments: &Arguments,
    paths: &[String],
    options: &ReadOptions,
    mut tell: impl FnMut(&str, &Report) -> Result<(), String>,
) -> Result<(), String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let root = root.canonicalize().map_err(|e| format!("{}: {e}", root.display()))?;
    let jobs = arguments.jobs.unwrap_or_else(|| std::thread::available_parallelism().map_or(1, usize::from));
    let space = Space::new("oracle").map_err(|e| e.to_string())?.jobs(jobs);
    let library = Library::new(options.catalog.clone(), &root.join("codegen/schemas"));
    let mut done = 0;
    for batch in paths.chunks(BATCH) {
        let name = |at: usize| format!("oracle-{:04}", done + at);
        let made = parallel(batch, jobs, |at, path| {
            probed(&arguments.folder.join(path), options, |_| {}, &name(at))
        });
        let names: Vec<String> = (0..batch.len()).map(name).collect();
        let crates: Vec<Krate> = names
            .iter()
            .zip(&made)
            .filter_map(|(name, made)| Some(Krate::new(name, made.as_ref().ok()?.files.clone())))
            .collect();
        let built = space.build(&crates).map_err(|error| error.to_string())?;
        let settings = Options { seed: arguments.seed, values: arguments.values };
        let reports = parallel(batch, jobs, |at, path| {
            let made = match made.get(at) {
                Some(Ok(made)) => made,
                Some(Err(said)) => return Report::of_problem(said.clone(), 0),
                None => return Report::of_problem("nothing was made".to_owned(), 0),
            };
            let derived = Derived::in_contract(&made.contract);
            let report = || {
                let name = name(at);
                let program = built.program(&name, &name)?;
                let schemas = tempfile::tempdir().map_err(|error| error.to_string())?;
                let file = arguments.folder.join(path);
                let values = grow(made, &derived, &file, &library, schemas.path(), settings)?;
                check(&values, program, schemas.path())
            };
            // What cannot be checked counts as what did not pass.
            report().unwrap_or_else(|said: String| Report::of_problem(said, reached_by(made, &derived).len()))
        });
        for (path, report) in batch.iter().zip(&reports) {
            tell(path, report)?;
        }
        space.forget(&crates).map_err(|error| error.to_string())?;
        done += batch.len();
        eprintln!("{done} of {}", paths.len());
    }
    std::io::stdout().flush().map_err(|error| error.to_string())
}

/// Does something for each, `jobs` at a time; the results are in order.
fn parallel<T: Send>(all: &[String], jobs: usize, work: impl Fn(usize, &str) -> T + Sync) -> Vec<T> {
    let (next, done) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
    std::thread::scope(|scope| {
        for _ in 0..jobs.max(1) {
            scope.spawn(|| {
                loop {
                    let at = next.fetch_add(1, Ordering::Relaxed);
                    let Some(one) = all.get(at) else { return };
                    let result = work(at, one);
                    if let Ok(mut done) = done.lock() {
                        done.push((at, result));
                    }
                }
            });
        }
    });
    let mut done = done.into_inner().unwrap_or_default();
    done.sort_by_key(|(at, _)| *at);
    done.into_iter().map(|(_, result)| result).collect()
}
