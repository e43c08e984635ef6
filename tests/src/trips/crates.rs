//! Building the crates, a workspace of a few at a time, and asking their programs.

use std::collections::BTreeMap;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// Builds in a folder that keeps the dependencies between runs, and that several may share.
#[derive(Debug)]
pub struct Builder {
    folder: PathBuf,
    name: String,
    lock: PathBuf,
    jobs: usize,
}

/// A message that shall go through a crate.
#[derive(Debug, Clone)]
pub struct Case {
    /// What it is.
    pub kind: CaseKind,
    /// The envelope.
    pub xml: String,
}

/// What a case is; the number is the position in the list of types or messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum CaseKind {
    /// A value of a type.
    Type(usize),
    /// A request.
    Request(usize),
    /// A reply.
    Reply(usize),
}

impl CaseKind {
    /// The word and the number that name it.
    #[must_use]
    pub const fn words(self) -> (&'static str, usize) {
        match self {
            Self::Type(index) => ("type", index),
            Self::Request(index) => ("request", index),
            Self::Reply(index) => ("reply", index),
        }
    }
}

impl Builder {
    /// Works in `folder`, as one called `name`, with the versions that `lock` (a Cargo.lock) pins.
    ///
    /// # Errors
    /// When the folder cannot be made.
    pub fn new(folder: &Path, name: &str, lock: &Path, jobs: usize) -> io::Result<Self> {
        std::fs::create_dir_all(folder.join(name))?;
        Ok(Self { folder: folder.to_owned(), name: name.to_owned(), lock: lock.to_owned(), jobs })
    }

    /// Builds crates; for each name its program, or why there is none.
    ///
    /// # Errors
    /// When files cannot be written or cargo cannot be started.
    pub fn build(
        &self,
        crates: &[(&str, &BTreeMap<String, String>)],
    ) -> io::Result<BTreeMap<String, Result<PathBuf, String>>> {
        let space = self.folder.join(&self.name).join("crates");
        remove(&space)?;
        for (name, files) in crates {
            for (path, text) in *files {
                let path = space.join(name).join(path);
                std::fs::create_dir_all(path.parent().unwrap_or(&space))?;
                std::fs::write(path, text)?;
            }
        }
        let members: Vec<&str> = crates.iter().map(|(name, _)| *name).collect();
        let manifest = format!("[workspace]\nresolver = \"3\"\nmembers = {members:?}\n");
        std::fs::write(space.join("Cargo.toml"), manifest)?;
        std::fs::copy(&self.lock, space.join("Cargo.lock"))?;
        let target = self.folder.join("target");
        let run = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
            .args(["build", "--workspace", "--bins", "--keep-going", "--quiet", "--jobs"])
            .arg(self.jobs.to_string())
            .current_dir(&space)
            .env("CARGO_TARGET_DIR", &target)
            .env("CARGO_INCREMENTAL", "0")
            .env("CARGO_PROFILE_DEV_DEBUG", "0")
            .env("RUSTFLAGS", "-A warnings")
            .output()?;
        let said = String::from_utf8_lossy(&run.stderr);
        let mut programs = BTreeMap::new();
        for name in members {
            let (built, kept) = (target.join("debug").join(name), self.folder.join(&self.name).join(name));
            let program = if built.exists() {
                std::fs::rename(&built, &kept)?;
                Ok(kept)
            } else {
                let error = said.lines().find(|line| line.starts_with("error")).unwrap_or("cargo failed");
                Err(format!("the crate does not compile: {error}"))
            };
            programs.insert(name.to_owned(), program);
        }
        crate::corpus::forget(
            &target.join("debug"),
            &crates.iter().map(|(name, _)| *name).collect::<Vec<_>>(),
        )?;
        Ok(programs)
    }
}

fn remove(folder: &Path) -> io::Result<()> {
    match std::fs::remove_dir_all(folder) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// Sends cases through a crate's program: for each the envelope that was written again, or what went wrong.
///
/// # Errors
/// When the program cannot be run, or does not answer.
pub fn ask(program: &Path, cases: &[Case]) -> io::Result<Vec<Result<String, String>>> {
    ask_for("", program, cases)
}

/// The same, for what was read as JSON.
///
/// # Errors
/// As [`ask`].
pub fn ask_json(program: &Path, cases: &[Case]) -> io::Result<Vec<Result<String, String>>> {
    ask_for("json-", program, cases)
}

fn ask_for(what: &str, program: &Path, cases: &[Case]) -> io::Result<Vec<Result<String, String>>> {
    let mut child = Command::new(program).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?;
    let mut input = Vec::new();
    for case in cases {
        let (word, index) = case.kind.words();
        input.extend_from_slice(format!("{what}{word} {index} {}\n{}", case.xml.len(), case.xml).as_bytes());
    }
    let stdin = child.stdin.take();
    // The program reads all before it writes, and ends early only where it breaks: then the answers are too few.
    if let Some(mut stdin) = stdin {
        let _ = stdin.write_all(&input);
    }
    let output = child.wait_with_output()?;
    let answers = answers(&output.stdout);
    if answers.len() != cases.len() {
        return Err(io::Error::other(format!("{} answers for {} cases", answers.len(), cases.len())));
    }
    Ok(answers)
}

fn answers(mut rest: &[u8]) -> Vec<Result<String, String>> {
    let mut found = Vec::new();
    while let Some(end) = rest.iter().position(|byte| *byte == b'\n') {
        let (head, after) = rest.split_at(end);
        let head = String::from_utf8_lossy(head);
        let Some((word, length)) = head.split_once(' ') else { return found };
        let Some(text) = length.parse().ok().and_then(|length: usize| after.get(1..=length)) else {
            return found;
        };
        rest = after.get(1 + text.len()..).unwrap_or_default();
        let text = String::from_utf8_lossy(text).into_owned();
        found.push(if word == "ok" { Ok(text) } else { Err(text) });
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_are_told_apart_by_their_lengths() {
        let found = answers(b"ok 3\na\nberror 2\nno");
        assert_eq!(found, [Ok("a\nb".to_owned()), Err("no".to_owned())]);
        assert_eq!(answers(b"ok 9\nshort"), []);
    }
}
