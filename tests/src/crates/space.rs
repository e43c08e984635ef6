//! A workspace of crates, cargo at work on it, and what cargo said.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::{Path, PathBuf};
use std::process::Output;

use serde_json::Value;

use super::{Krate, cargo, neighbours};
use crate::folders::{target, workspace};

/// A folder for crates that are compiled together.
#[derive(Debug)]
pub struct Space {
    folder: PathBuf,
    target: PathBuf,
    jobs: Option<usize>,
}

/// Something that the compiler said of a crate.
#[derive(Debug, Clone)]
pub struct Said {
    /// An error; else a warning.
    pub error: bool,
    /// In one line: file, line, code, message.
    pub short: String,
    /// As the compiler shows it.
    pub text: String,
}

/// What became of crates.
#[derive(Debug, Default)]
pub struct Built {
    said: BTreeMap<String, Vec<Said>>,
    programs: BTreeMap<(String, String), PathBuf>,
}

impl Built {
    /// What the compiler said of a crate.
    #[must_use]
    pub fn said(&self, krate: &str) -> &[Said] {
        self.said.get(krate).map_or(&[], Vec::as_slice)
    }

    /// What another run of cargo said besides.
    pub(super) fn add(&mut self, other: Self) {
        for (krate, said) in other.said {
            self.said.entry(krate).or_default().extend(said);
        }
    }

    /// A program of a crate: its own, or a target among its tests.
    ///
    /// # Errors
    /// What the compiler said where there is none.
    pub fn program(&self, krate: &str, target: &str) -> Result<&Path, String> {
        let found = self.programs.get(&(krate.to_owned(), target.to_owned()));
        found.map(PathBuf::as_path).ok_or_else(|| match self.said(krate).iter().find(|said| said.error) {
            Some(said) => format!("{krate} does not compile:\n{}", said.text),
            None => format!("{krate} has no program {target}"),
        })
    }
}

impl Space {
    /// The folder of that name beside what the tests themselves are compiled to.
    ///
    /// # Errors
    /// When it cannot be made.
    pub fn new(name: &str) -> io::Result<Self> {
        let target = target()?;
        let folder = target.join("generated").join(name);
        std::fs::create_dir_all(&folder)?;
        Ok(Self { folder, target, jobs: None })
    }

    /// How much cargo does at the same time; as many as there are processors otherwise.
    #[must_use]
    pub fn jobs(self, jobs: usize) -> Self {
        Self { jobs: Some(jobs), ..self }
    }

    /// Writes these crates and removes all others. What does not change is not touched, so that cargo need not compile it
    /// once more.
    ///
    /// # Errors
    /// When files cannot be written.
    pub fn write(&self, crates: &[Krate]) -> io::Result<()> {
        let root = workspace();
        let mut members: Vec<&str> = crates.iter().map(|krate| krate.name.as_str()).collect();
        members.push("neighbours");
        let profile = neighbours::profile(&root)?;
        let manifest = format!("[workspace]\nresolver = \"3\"\nmembers = {members:#?}\n{profile}");
        let own = [
            ("Cargo.toml".to_owned(), manifest),
            ("neighbours/Cargo.toml".to_owned(), neighbours::manifest(&root)?),
            ("neighbours/src/lib.rs".to_owned(), String::new()),
        ];
        let files = crates.iter().flat_map(|krate| {
            krate.files.iter().map(|(path, text)| (format!("{}/{path}", krate.name), text.clone()))
        });
        let mut kept = BTreeSet::new();
        for (path, text) in own.into_iter().chain(files) {
            let path = self.folder.join(path);
            if std::fs::read_to_string(&path).ok().as_deref() != Some(&text) {
                std::fs::create_dir_all(path.parent().unwrap_or(&self.folder))?;
                std::fs::write(&path, text)?;
            }
            if !kept.insert(path.clone()) {
                return Err(io::Error::other(format!("{} is there twice", path.display())));
            }
        }
        remove_others(&self.folder, &kept)?;
        std::fs::copy(root.join("Cargo.lock"), self.folder.join("Cargo.lock"))?;
        Ok(())
    }

    /// `cargo ARGUMENTS`, with the versions that the workspace is locked to.
    ///
    /// # Errors
    /// When cargo cannot be started.
    pub fn cargo(&self, arguments: &[&str]) -> io::Result<Output> {
        let mut command = cargo(&self.folder);
        if let Some(jobs) = self.jobs {
            command.env("CARGO_BUILD_JOBS", jobs.to_string());
        }
        command
            .args(arguments)
            .env("CARGO_TARGET_DIR", &self.target)
            // As our own dependencies are compiled.
            .env("CARGO_PROFILE_DEV_DEBUG", "0")
            .env("CARGO_INCREMENTAL", "0")
            .env_remove("RUSTFLAGS")
            .output()
    }

    /// Runs `cargo COMMAND` on these crates and sorts what it says; `more` are further arguments.
    ///
    /// # Errors
    /// When cargo does not get as far as compiling.
    pub fn compile(&self, command: &str, crates: &[Krate], more: &[&str]) -> io::Result<Built> {
        self.write(crates)?;
        let mut arguments =
            vec![command, "--workspace", "--keep-going", "--quiet", "--message-format", "json"];
        arguments.extend(more);
        let run = self.cargo(&arguments)?;
        let built = sorted(&String::from_utf8_lossy(&run.stdout));
        if !run.status.success() && !built.said.values().flatten().any(|said| said.error) {
            return Err(io::Error::other(format!("cargo: {}", String::from_utf8_lossy(&run.stderr).trim())));
        }
        Ok(built)
    }

    /// Compiles and runs the examples in documentation.
    ///
    /// # Errors
    /// What cargo says when one does not come through.
    pub fn run_examples(&self, crates: &[Krate]) -> io::Result<()> {
        self.write(crates)?;
        let run = self.cargo(&["test", "--workspace", "--doc", "--quiet", "--no-fail-fast"])?;
        match run.status.success() {
            true => Ok(()),
            false => Err(io::Error::other(format!(
                "{}\n{}",
                String::from_utf8_lossy(&run.stdout).trim(),
                String::from_utf8_lossy(&run.stderr).trim()
            ))),
        }
    }

    /// Builds libraries, programs and test targets.
    ///
    /// # Errors
    /// When cargo does not get as far as compiling.
    pub fn build(&self, crates: &[Krate]) -> io::Result<Built> {
        let has =
            |part: &str| crates.iter().any(|krate| krate.files.keys().any(|path| path.starts_with(part)));
        let mut more = vec!["--lib", "--bins"];
        if has("tests/") {
            more.extend(["--test", "*"]);
        }
        self.compile("build", crates, &more)
    }
}

impl Space {
    /// Removes crates, and what was compiled of them.
    ///
    /// # Errors
    /// When something cannot be removed.
    pub fn forget(&self, crates: &[Krate]) -> io::Result<()> {
        self.write(&[])?;
        for part in ["", "deps", ".fingerprint", "incremental", "build"] {
            let Ok(entries) = std::fs::read_dir(self.target.join("debug").join(part)) else { continue };
            for entry in entries {
                let path = entry?.path();
                let name =
                    path.file_name().map(|name| name.to_string_lossy().replace('_', "-")).unwrap_or_default();
                let is_of =
                    |krate: &Krate| name.strip_prefix("lib").unwrap_or(&name).starts_with(&krate.name);
                if !crates.iter().any(is_of) {
                    continue;
                }
                if path.is_dir() { std::fs::remove_dir_all(path)? } else { std::fs::remove_file(path)? }
            }
        }
        Ok(())
    }
}

/// Removes all files but these.
fn remove_others(folder: &Path, kept: &BTreeSet<PathBuf>) -> io::Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if !path.is_dir() {
            if !kept.contains(&path) {
                std::fs::remove_file(path)?;
            }
        } else if kept.range(path.clone()..).next().is_some_and(|next| next.starts_with(&path)) {
            remove_others(&path, kept)?;
        } else {
            std::fs::remove_dir_all(path)?;
        }
    }
    Ok(())
}

/// What cargo's messages say, by crate.
fn sorted(messages: &str) -> Built {
    let mut built = Built::default();
    for message in messages.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok()) {
        let text = |pointer: &str| message.pointer(pointer).and_then(Value::as_str).unwrap_or_default();
        let krate = package(text("/package_id"));
        match text("/reason") {
            "compiler-artifact" if !text("/executable").is_empty() => {
                let program = PathBuf::from(text("/executable"));
                built.programs.insert((krate, text("/target/name").to_owned()), program);
            }
            "compiler-message" => {
                let said = text("/message/message");
                let level = text("/message/level");
                let (error, warning) = (level.starts_with("error"), level == "warning");
                let counts = said.starts_with("aborting due to") || said.contains("warnings emitted");
                if !(error || warning) || counts || said.ends_with("1 warning emitted") {
                    continue;
                }
                let place = text("/message/spans/0/file_name");
                let place = place.split_once('/').map_or(place, |(_, file)| file);
                let line = message
                    .pointer("/message/spans/0/line_start")
                    .and_then(Value::as_u64)
                    .unwrap_or_default();
                let short = format!("{place}:{line}: {}: {said}", text("/message/code/code"));
                let said = Said { error, short, text: text("/message/rendered").to_owned() };
                built.said.entry(krate).or_default().push(said);
            }
            _ => {}
        }
    }
    for said in built.said.values_mut() {
        said.sort_by_key(|said| !said.error);
    }
    built
}

/// The name in a package's identity: `path+file:///x/orders#0.1.0`, or `path+file:///x/folder#orders@0.1.0`.
fn package(id: &str) -> String {
    let (path, after) = id.rsplit_once('#').unwrap_or((id, ""));
    match after.split_once('@') {
        Some((name, _)) => name,
        None => path.rsplit('/').next().unwrap_or_default(),
    }
    .to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cargo_says_is_sorted_by_crate_and_errors_come_first() {
        let message = |level: &str, text: &str| {
            serde_json::json!({
                "reason": "compiler-message", "package_id": "path+file:///x/case-0001#0.1.0",
                "message": {"level": level, "message": text, "code": {"code": "E0001"}, "rendered": text,
                    "spans": [{"file_name": "case-0001/src/lib.rs", "line_start": 7}]}
            })
            .to_string()
        };
        let messages = [
            message("warning", "unused"),
            message("error", "wrong"),
            message("error", "aborting due to 1 previous error"),
            message("note", "by the way"),
            "{\"reason\":\"build-finished\"}".to_owned(),
            "{\"reason\":\"compiler-artifact\",\"package_id\":\"path+file:///x/y#z@0.1.0\",\"executable\":\"/t/z\",\
             \"target\":{\"name\":\"drive\"}}"
                .to_owned(),
            "no json".to_owned(),
        ];
        let built = sorted(&messages.join("\n"));
        let said: Vec<&str> = built.said("case-0001").iter().map(|said| said.short.as_str()).collect();
        assert_eq!(said, ["src/lib.rs:7: E0001: wrong", "src/lib.rs:7: E0001: unused"]);
        assert_eq!(built.program("z", "drive").unwrap(), Path::new("/t/z"));
        assert!(built.program("case-0001", "case-0001").unwrap_err().ends_with("does not compile:\nwrong"));
        assert!(sorted("").said.is_empty());
    }

    #[test]
    fn only_what_is_asked_for_stays_in_the_folder() {
        let folder = tempfile::tempdir().unwrap();
        let paths =
            crate::folders::write(folder.path(), &[("a/b/c", ""), ("a/d", ""), ("e/f", ""), ("g", "")]);
        let kept: BTreeSet<PathBuf> = paths[..1].iter().cloned().collect();
        remove_others(folder.path(), &kept).unwrap();
        assert_eq!(crate::folders::files(folder.path()).into_keys().collect::<Vec<_>>(), ["a/b/c"]);
        assert!(!folder.path().join("e").exists());
    }
}
