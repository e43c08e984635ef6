//! Where the shared test data is, and what is in it.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};

/// The folder of shared test data: `$SOAPWRIGHT_SHARED`, else `../shared` of the repository root.
#[must_use]
pub fn folder() -> Option<PathBuf> {
    let path = std::env::var_os("SOAPWRIGHT_SHARED")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared"), PathBuf::from);
    path.is_dir().then_some(path)
}

/// The published contracts of a SuperOffice version (`Services86`), by agent.
///
/// # Errors
/// When the folder cannot be read.
pub fn superoffice(shared: &Path, version: &str) -> io::Result<BTreeMap<String, PathBuf>> {
    let mut found = BTreeMap::new();
    for entry in std::fs::read_dir(shared.join("contracts/superoffice"))? {
        let path = entry?.path();
        let stem = path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
        if let Some(agent) = stem.strip_prefix(&format!("WSDL-{version}-")) {
            found.insert(agent.to_owned(), path);
        }
    }
    Ok(found)
}
