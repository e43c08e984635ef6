//! `cargo check` of what was generated: a workspace of a few crates at a time, in one target folder that keeps the
//! dependencies and forgets the crates.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use super::{Attempt, Row, Status};

/// Checks crates in a folder of its own.
#[derive(Debug)]
pub struct Checker {
    folder: PathBuf,
    lock: PathBuf,
    jobs: usize,
}

/// What the compiler said of a crate: the first thing, and how many there were.
type Findings = BTreeMap<String, (String, usize)>;

impl Checker {
    /// Works in `folder`, with the versions that `lock` (a Cargo.lock) pins.
    ///
    /// # Errors
    /// When the folder cannot be made.
    pub fn new(folder: &Path, lock: &Path, jobs: usize) -> io::Result<Self> {
        std::fs::create_dir_all(folder)?;
        Ok(Self { folder: folder.to_owned(), lock: lock.to_owned(), jobs })
    }

    /// The rows of attempts, those that do not compile without warnings marked. `name` gives an attempt's crate name by
    /// its position.
    ///
    /// # Errors
    /// When files cannot be written or cargo cannot be started.
    pub fn check(&self, attempts: Vec<Attempt>, name: impl Fn(usize) -> String) -> io::Result<Vec<Row>> {
        let made: Vec<(String, &Attempt)> = attempts
            .iter()
            .enumerate()
            .filter(|(_, attempt)| !attempt.files.is_empty())
            .map(|(index, attempt)| (name(index), attempt))
            .collect();
        let mut findings = Findings::new();
        if !made.is_empty() {
            match self.together(&made)? {
                Ok(found) => findings = found,
                // One bad manifest spoils the workspace: each alone then.
                Err(_) => {
                    for one in &made {
                        let found = self.together(std::slice::from_ref(one))?;
                        findings.extend(found.unwrap_or_else(|said| [(one.0.clone(), (said, 1))].into()));
                    }
                }
            }
        }
        let rows = attempts.iter().enumerate().map(|(index, attempt)| {
            let mut row = attempt.row.clone();
            if let Some((said, count)) = findings.get(&name(index)) {
                row.status = Status::CheckFailed;
                row.detail =
                    if *count > 1 { format!("{said}, and {} more", count - 1) } else { said.clone() };
            }
            row
        });
        Ok(rows.collect())
    }

    /// Checks crates as one workspace; what cargo says when it does not get so far is the error.
    fn together(&self, made: &[(String, &Attempt)]) -> io::Result<Result<Findings, String>> {
        let space = self.folder.join("crates");
        remove(&space)?;
        for (name, attempt) in made {
            for (path, text) in &attempt.files {
                let path = space.join(name).join(path);
                std::fs::create_dir_all(path.parent().unwrap_or(&space))?;
                std::fs::write(path, text)?;
            }
        }
        let members: Vec<&String> = made.iter().map(|(name, _)| name).collect();
        let manifest = format!("[workspace]\nresolver = \"3\"\nmembers = {members:?}\n");
        std::fs::write(space.join("Cargo.toml"), manifest)?;
        std::fs::copy(&self.lock, space.join("Cargo.lock"))?;
        let target = self.folder.join("target");
        let run = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
            .args(["check", "--workspace", "--features", "blocking", "--keep-going", "--quiet"])
            .args(["--message-format", "json", "--jobs", &self.jobs.to_string()])
            .current_dir(&space)
            .env("CARGO_TARGET_DIR", &target)
            .env("CARGO_INCREMENTAL", "0")
            .env("CARGO_PROFILE_DEV_DEBUG", "0")
            .env_remove("RUSTFLAGS")
            .output()?;
        let findings = findings(&String::from_utf8_lossy(&run.stdout));
        forget(&target.join("debug"), &members)?;
        remove(&space)?;
        if findings.is_empty() && !run.status.success() {
            let said = String::from_utf8_lossy(&run.stderr).trim().to_owned();
            return Ok(Err(format!("cargo: {said}")));
        }
        Ok(Ok(findings))
    }
}

fn remove(folder: &Path) -> io::Result<()> {
    match std::fs::remove_dir_all(folder) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// The errors and warnings among cargo's messages, by crate; errors count before warnings.
fn findings(messages: &str) -> Findings {
    let mut all: BTreeMap<String, Vec<(bool, String)>> = BTreeMap::new();
    for message in messages.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok()) {
        let text = |pointer: &str| message.pointer(pointer).and_then(Value::as_str).unwrap_or_default();
        let is_error = match (text("/reason"), text("/message/level")) {
            ("compiler-message", "error" | "error: internal compiler error") => true,
            ("compiler-message", "warning") => false,
            _ => continue,
        };
        let said = text("/message/message");
        if said.starts_with("aborting due to") || said.contains("warnings emitted") {
            continue;
        }
        let mut place = text("/message/spans/0/file_name");
        place = place.split_once('/').map_or(place, |(_, file)| file);
        let line = message.pointer("/message/spans/0/line_start").and_then(Value::as_u64).unwrap_or_default();
        let said = format!("{place}:{line}: {}: {said}", text("/message/code/code"));
        all.entry(text("/target/name").replace('_', "-")).or_default().push((is_error, said));
    }
    let first = |(name, mut said): (String, Vec<(bool, String)>)| {
        said.sort_by_key(|(is_error, _)| !is_error);
        let count = said.len();
        said.into_iter().next().map(|(_, text)| (name, (text, count)))
    };
    all.into_iter().filter_map(first).collect()
}

/// Removes what the compiler left of crates.
pub(crate) fn forget(profile: &Path, crates: &[impl AsRef<str>]) -> io::Result<()> {
    for part in ["deps", ".fingerprint", "incremental", "build"] {
        let Ok(entries) = std::fs::read_dir(profile.join(part)) else { continue };
        for entry in entries {
            let entry = entry?;
            let name = entry.file_name().to_string_lossy().replace('_', "-");
            if !crates.iter().any(|c| name.strip_prefix("lib").unwrap_or(&name).starts_with(c.as_ref())) {
                continue;
            }
            if entry.file_type()?.is_dir() {
                std::fs::remove_dir_all(entry.path())?;
            } else {
                std::fs::remove_file(entry.path())?;
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_come_before_warnings_and_are_counted() {
        let message = |level: &str, text: &str| {
            serde_json::json!({
                "reason": "compiler-message", "target": {"name": "case_0001"},
                "message": {"level": level, "message": text, "code": {"code": "E0001"},
                    "spans": [{"file_name": "case-0001/src/lib.rs", "line_start": 7}]}
            })
            .to_string()
        };
        let messages = [
            message("warning", "unused"),
            message("error", "wrong"),
            message("error", "aborting due to 1 previous error"),
            "{\"reason\":\"build-finished\"}".to_owned(),
            "no json".to_owned(),
        ];
        let expected = ("src/lib.rs:7: E0001: wrong".to_owned(), 2);
        assert_eq!(findings(&messages.join("\n")), Findings::from([("case-0001".to_owned(), expected)]));
        assert!(findings("").is_empty());
    }
}
