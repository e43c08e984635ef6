//! What cargo says about a generated crate.

use std::path::Path;
use std::process::Command;

pub(crate) use soapwright_tests::folders::{
    assert_same, files, generate, soapwright, temporary, workspace, write,
};

/// `cargo ARGS` in a generated crate, warnings being errors, with the versions that the workspace is locked to. All
/// crates share one target folder, so that their dependencies are compiled once.
pub(crate) fn cargo(krate: &Path, args: &[&str]) {
    std::fs::copy(workspace().join("Cargo.lock"), krate.join("Cargo.lock")).unwrap();
    let run = Command::new(env!("CARGO"))
        .args(args)
        .current_dir(krate)
        .env("CARGO_TARGET_DIR", workspace().join("target/generated-crates"))
        .env("RUSTFLAGS", "-D warnings")
        .env("RUSTDOCFLAGS", "-D warnings")
        .output()
        .unwrap();
    let stderr = String::from_utf8_lossy(&run.stderr);
    assert!(run.status.success(), "cargo {args:?}:\n{stderr}");
    assert!(!stderr.contains("warning:"), "cargo {args:?}:\n{stderr}");
}
