//! Puts many mutants into one build, each of them asleep until the environment calls it, and runs the tests that reach it.
//!
//! `run.sh` calls the steps in this order:
//!
//! - `draw COUNT SEED FIRST`: reads `cargo mutants --list --json --diff`, and writes a random sample of it.
//! - `left TABLES...`: reads mutants, and writes those that none of the tables tells.
//! - `weave ROOT`: reads these, and puts them into the files below ROOT. `MUTANT=7` in the environment of a test wakes
//!   mutant 7; `MUTANT_TRACE=FOLDER` has each process write there which of them it reaches. Prints those that are in.
//! - `suspects ROOT`: reads the messages of `cargo check --message-format=json`, and prints the ids of the mutants that do
//!   not compile. At least one for each compile that fails.
//! - `trace REACHED PROGRAMS...`: runs each test alone, and writes to REACHED what it takes and reaches. PROGRAMS are
//!   files that `cargo nextest list --message-format json` wrote.
//! - `judge REACHED RESULTS`: reads mutants as `weave` does, wakes one after another and runs the tests that reach it,
//!   until one fails. Each is a line of RESULTS as soon as it is judged.
//! - `sum EQUIVALENT RESULTS`: reads mutants, and prints how many ended how, and which were missed.
//!
//! Mutants are read from stdin and written to stdout, as JSON. Compiling is most of what a mutant costs, and most tests cannot notice it. So all mutants share one build, and a mutant
//! costs what the few tests take that reach it.

mod draw;
mod judge;
mod place;
mod programs;
mod sum;
mod suspects;
mod trace;
mod weave;

use std::collections::{BTreeMap, BTreeSet};
use std::error::Error;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use serde::{Deserialize, Serialize};

/// What any step may end with; `main` prints it.
type Result<T> = std::result::Result<T, Box<dyn Error>>;

/// One mutant, in the words of cargo-mutants.
#[derive(Deserialize, Serialize)]
struct Mutant {
    /// Its place in the row that was drawn, from 1; until then 0.
    #[serde(default)]
    id: u32,
    /// How it is told to people and found again: the file, what was changed, and the line as it was, with tabs between.
    #[serde(default)]
    told: String,
    /// Below the root of the repository.
    file: String,
    name: String,
    genre: String,
    span: place::Span,
    replacement: String,
    #[serde(default, skip_serializing)]
    diff: String,
}

const USAGE: &str = "usage: soapwright-mutants draw COUNT SEED FIRST | left TABLES... | weave ROOT | suspects ROOT | \
                     trace REACHED PROGRAMS... | judge REACHED RESULTS | sum EQUIVALENT RESULTS";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let done = match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["draw", count, seed, first] => draw_all(count, seed, first),
        ["left", ref tables @ ..] => left(tables),
        ["weave", root] => weave_all(Path::new(root)),
        ["suspects", root] => suspects_of(Path::new(root)),
        ["trace", reached, ref programs @ ..] => trace::all(Path::new(reached), programs),
        ["judge", reached, results] => {
            stdin_mutants().and_then(|mutants| judge::all(&mutants, Path::new(reached), Path::new(results)))
        }
        ["sum", equivalent, results] => stdin_mutants()
            .and_then(|mutants| sum::print(&mutants, Path::new(equivalent), Path::new(results))),
        _ => Err(USAGE.into()),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("soapwright-mutants: {error}");
            ExitCode::from(2)
        }
    }
}

fn stdin_mutants() -> Result<Vec<Mutant>> {
    let mut text = String::new();
    std::io::stdin().lock().read_to_string(&mut text)?;
    Ok(serde_json::from_str(&text)?)
}

fn draw_all(count: &str, seed: &str, first: &str) -> Result<()> {
    let row = draw::row(stdin_mutants()?, seed);
    write(&row.into_iter().skip(first.parse()?).take(count.parse()?).collect::<Vec<_>>())
}

fn left(tables: &[&str]) -> Result<()> {
    let mut told = BTreeSet::new();
    for table in tables {
        told.extend(draw::table(Path::new(table))?.into_keys());
    }
    write(&stdin_mutants()?.into_iter().filter(|mutant| !told.contains(&mutant.told)).collect::<Vec<_>>())
}

fn write(mutants: &[Mutant]) -> Result<()> {
    println!("{}", serde_json::to_string(mutants)?);
    Ok(())
}

fn suspects_of(root: &Path) -> Result<()> {
    for id in suspects::read(root, std::io::stdin().lock())? {
        println!("{id}");
    }
    Ok(())
}

/// Reads mutants from stdin, weaves them into their files, and writes those that are in.
fn weave_all(root: &Path) -> Result<()> {
    let mut of_files: BTreeMap<PathBuf, Vec<Mutant>> = BTreeMap::new();
    for mutant in stdin_mutants()? {
        of_files.entry(root.join(&mutant.file)).or_default().push(mutant);
    }
    let mut in_code = Vec::new();
    let mut faces = BTreeSet::new();
    for (path, mutants) in of_files {
        let is_runtime = path.starts_with(root.join("templates"));
        let (call, face) = match is_runtime {
            true => ("crate::runtime::mutant_is", "templates/src/runtime/mod.rs"),
            false => ("crate::mutant_is", "codegen/src/lib.rs"),
        };
        faces.insert(face);
        let text = std::fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?;
        let (text, ids) = weave::file(&text, &mutants, call)?;
        std::fs::write(path, text)?;
        in_code.extend(mutants.into_iter().filter(|mutant| ids.contains(&mutant.id)));
    }
    for face in faces {
        let text = std::fs::read_to_string(root.join(face))?;
        std::fs::write(root.join(face), format!("{text}\n{}", weave::question()))?;
    }
    in_code.sort_by_key(|mutant| mutant.id);
    write(&in_code)
}
