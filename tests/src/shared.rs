//! Where the shared test data is.

use std::path::{Path, PathBuf};

/// The folder of shared test data: `$SOAPWRIGHT_SHARED`, else `../shared` of the repository root.
#[must_use]
pub fn folder() -> Option<PathBuf> {
    let path = std::env::var_os("SOAPWRIGHT_SHARED")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared"), PathBuf::from);
    path.is_dir().then_some(path)
}

/// The same, saying so where it is not there.
#[must_use]
pub fn shared_or_skip(test: &str) -> Option<PathBuf> {
    let found = folder();
    if found.is_none() {
        println!("{test}: skipped for want of shared data");
    }
    found
}
