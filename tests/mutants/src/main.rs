//! Puts many mutants into one build, each of them asleep until the environment calls it.
//!
//! - `weave ROOT`: reads mutants as `cargo mutants --list --json` writes them, each with an `id`, and puts them into the
//!   files below ROOT. `MUTANT=7` in the environment of a test wakes mutant 7. Prints the ids of those that are in.
//! - `suspects ROOT`: reads the messages of `cargo check --message-format=json`, and prints the ids of the mutants that do
//!   not compile. At least one for each compile that fails.
//!
//! Compiling is most of what a mutant costs. With one build for all of them, a mutant costs what the tests take until the
//! first of them fails.

mod place;
mod suspects;
mod weave;

use std::collections::{BTreeMap, BTreeSet};
use std::error::Error;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use serde::Deserialize;

/// One mutant, in the words of cargo-mutants.
#[derive(Deserialize)]
struct Mutant {
    id: u32,
    /// Below the root of the repository.
    file: String,
    genre: String,
    span: place::Span,
    replacement: String,
}

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let ids = match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["weave", root] => weave_all(Path::new(root)),
        ["suspects", root] => suspects::read(Path::new(root), std::io::stdin().lock()),
        _ => Err("usage: soapwright-mutants weave ROOT | suspects ROOT".into()),
    };
    match ids {
        Ok(ids) => {
            for id in ids {
                println!("{id}");
            }
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("soapwright-mutants: {error}");
            ExitCode::from(2)
        }
    }
}

/// Reads mutants from stdin, and weaves them into their files.
fn weave_all(root: &Path) -> Result<Vec<u32>, Box<dyn Error>> {
    let mutants: Vec<Mutant> = serde_json::from_reader(std::io::stdin().lock())?;
    let mut of_files: BTreeMap<PathBuf, Vec<Mutant>> = BTreeMap::new();
    for mutant in mutants {
        of_files.entry(root.join(&mutant.file)).or_default().push(mutant);
    }
    let mut woven = Vec::new();
    let mut faces = BTreeSet::new();
    for (path, mutants) in &of_files {
        let is_runtime = path.starts_with(root.join("templates"));
        let (call, face) = match is_runtime {
            true => ("crate::runtime::mutant_is", "templates/src/runtime/mod.rs"),
            false => ("crate::mutant_is", "codegen/src/lib.rs"),
        };
        faces.insert(face);
        let text = std::fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))?;
        let (text, ids) = weave::file(&text, mutants, call)?;
        std::fs::write(path, text)?;
        woven.extend(ids);
    }
    for face in faces {
        let text = std::fs::read_to_string(root.join(face))?;
        std::fs::write(root.join(face), format!("{text}\n{}", weave::question()))?;
    }
    Ok(woven)
}
