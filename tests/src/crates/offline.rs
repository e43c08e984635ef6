//! Cargo, as tests start it: never with the network.

use std::path::Path;
use std::process::Command;

/// `cargo`, in a folder and offline: what it needs was brought by the command that built the tests.
#[must_use]
pub fn cargo(folder: &Path) -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(folder).env("CARGO_NET_OFFLINE", "true");
    // Cargo sets them for tests, and build scripts of dependencies would take them for a change.
    let ours = [
        "MANIFEST_DIR",
        "MANIFEST_LINKS",
        "PKG_NAME",
        "PKG_VERSION_MAJOR",
        "PKG_VERSION_MINOR",
        "PKG_VERSION_PATCH",
        "PKG_VERSION_PRE",
    ];
    for variable in ours {
        command.env_remove(format!("CARGO_{variable}"));
    }
    command
}
