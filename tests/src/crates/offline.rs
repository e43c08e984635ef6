//! Cargo, as tests start it: never with the network.

use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use crate::folders::workspace;

/// `cargo`, in a folder and offline: what it needs was brought by the command that built the tests.
#[must_use]
pub fn cargo(folder: &Path) -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(folder).env("CARGO_NET_OFFLINE", "true");
    command
}

/// An example of the checked-in crate, with the features that the tests have it with: `cargo test` has built it already,
/// unless it was asked for less than all.
///
/// # Errors
/// What cargo says when it is not to be had.
pub fn example(name: &str) -> io::Result<PathBuf> {
    let run = cargo(&workspace())
        .args(["build", "--quiet", "--workspace", "--examples", "--message-format", "json"])
        .output()?;
    let messages = String::from_utf8_lossy(&run.stdout);
    let found =
        messages.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok()).find_map(|message| {
            let is = message.pointer("/target/name").and_then(Value::as_str) == Some(name);
            message.get("executable").and_then(Value::as_str).filter(|_| is).map(PathBuf::from)
        });
    found.ok_or_else(|| io::Error::other(String::from_utf8_lossy(&run.stderr).into_owned()))
}
