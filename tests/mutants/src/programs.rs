//! Programs with tests, and how their tests are run.

use std::collections::BTreeMap;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use serde::Deserialize;

use crate::Result;

/// What `cargo nextest list --message-format json` writes.
#[derive(Deserialize)]
struct Listed {
    #[serde(rename = "rust-suites")]
    suites: BTreeMap<String, Suite>,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
struct Suite {
    binary_path: PathBuf,
    cwd: PathBuf,
    testcases: BTreeMap<String, Case>,
}

#[derive(Deserialize)]
struct Case {
    ignored: bool,
}

/// A program with tests.
pub(crate) struct Program {
    pub(crate) path: PathBuf,
    /// Where cargo runs it: the folder of its package.
    pub(crate) folder: PathBuf,
    pub(crate) tests: Vec<String>,
}

/// The programs of some lists, without tests that run by hand.
pub(crate) fn read(lists: &[&str]) -> Result<Vec<Program>> {
    let mut programs = Vec::new();
    for list in lists {
        let Listed { suites } = serde_json::from_str(&std::fs::read_to_string(list)?)?;
        programs.extend(suites.into_values().map(|suite| {
            let tests = suite.testcases.into_iter().filter(|(_, case)| !case.ignored).map(|(name, _)| name);
            Program { path: suite.binary_path, folder: suite.cwd, tests: tests.collect() }
        }));
    }
    Ok(programs)
}

/// How tests ended.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ended {
    Passed,
    /// A test failed, or the program was killed by what it did.
    Failed,
    /// It took much more time than it should.
    Hung,
}

/// One run of some tests of a program.
pub(crate) struct Run<'a> {
    pub(crate) program: &'a Path,
    pub(crate) folder: &'a Path,
    pub(crate) tests: &'a [&'a str],
    /// `MUTANT` or `MUTANT_TRACE`, and its value.
    pub(crate) variable: Option<(&'a str, String)>,
    /// What the tests should take, in seconds.
    pub(crate) seconds: f64,
}

impl Run<'_> {
    /// Runs them, in one process, and tells how they ended and what they took, in seconds of the processor: those of the
    /// clock say how busy the machine is. Ten times of what they should take and five seconds more is a hang, and so is four
    /// times that on the clock. More memory than a machine has is a failure.
    pub(crate) fn ended(&self) -> Result<(Ended, f64)> {
        let limit = (self.seconds * 10.0).ceil() as u64 + 5;
        let script = "ulimit -t \"$1\" -v 8000000 -f 2000000; shift; TIMEFORMAT='%U %S'; { time \"$@\" >/dev/null 2>&1; }";
        let mut command = Command::new("bash");
        command
            .args(["-c", script, "bash"])
            .arg(limit.to_string())
            .arg(self.program)
            .args(["--exact", "-q", "--test-threads=2"])
            .args(self.tests)
            .current_dir(self.folder)
            .env("CARGO_MANIFEST_DIR", self.folder)
            // Nobody reads it, and a large program takes a second to find its lines.
            .env("RUST_BACKTRACE", "0")
            .env_remove("MUTANT")
            .env_remove("MUTANT_TRACE")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped());
        if let Some((name, value)) = &self.variable {
            command.env(name, value);
        }
        // What a test has started ends with it.
        std::os::unix::process::CommandExt::process_group(&mut command, 0);
        let mut child = command.spawn()?;
        let start = Instant::now();
        loop {
            if let Some(status) = child.try_wait()? {
                let mut times = String::new();
                child.stderr.take().map_or(Ok(0), |mut stderr| stderr.read_to_string(&mut times))?;
                let last = times.lines().last().unwrap_or_default();
                let seconds = last.split(' ').filter_map(|one| one.parse::<f64>().ok()).sum();
                // As bash tells of SIGXCPU and SIGKILL.
                let ended = match status.code() {
                    Some(0) => Ended::Passed,
                    Some(152 | 137) => Ended::Hung,
                    _ => Ended::Failed,
                };
                return Ok((ended, seconds));
            }
            if start.elapsed() > Duration::from_secs(limit * 4) {
                Command::new("kill").args(["-9", "--", &format!("-{}", child.id())]).status()?;
                child.wait()?;
                return Ok((Ended::Hung, limit as f64));
            }
            std::thread::sleep(Duration::from_millis(2));
        }
    }
}
