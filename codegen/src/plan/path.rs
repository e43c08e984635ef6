//! Paths that stay inside the folder.

use std::collections::BTreeMap;
use std::io::ErrorKind;
use std::path::Path;

use crate::error::Error;
use crate::{config, disk, lock};

/// The way out of a folder.
const UP: &str = "../";

/// Whether a relative path is plain: `a/b.rs`, nothing that leads elsewhere on any system.
fn is_portable(path: &str) -> bool {
    path.split('/').all(|part| {
        let stem = part.split('.').next().unwrap_or_default();
        let device = matches!(stem.to_ascii_lowercase().as_str(), "con" | "prn" | "aux" | "nul")
            || (stem.len() == 4 && (stem.starts_with("com") || stem.starts_with("lpt")));
        !part.is_empty()
            && part != "."
            && part != ".."
            && part != ".git"
            && !device
            && !part.ends_with(['.', ' '])
            && !part.contains(['\\', ':', '*', '?', '"', '<', '>', '|'])
            && !part.contains(char::is_control)
    })
}

/// Reads a file that is, or shall be, ours. `None` where there is none.
///
/// # Errors
///
/// When the path is not plain, is kept for the user or the lock, goes through a link, or is no file.
pub(super) fn read(root: &Path, path: &str) -> Result<Option<Vec<u8>>, Error> {
    if path == lock::FILE_NAME {
        return Err(Error::refused(path, "this name is reserved for the lock"));
    }
    read_any(root, path)
}

/// Reads the lock.
pub(super) fn read_lock(root: &Path) -> Result<Option<Vec<u8>>, Error> {
    read_any(root, lock::FILE_NAME)
}

/// How a path leads out of the folder, to documents beside it, and the rest of it.
fn split(path: &str) -> (&str, &str) {
    let mut rest = path;
    while let Some(after) = rest.strip_prefix(UP) {
        rest = after;
    }
    path.split_at(path.len() - rest.len())
}

/// As [`read_any`], for a document of a contract: it may be beside the folder.
pub(crate) fn read_document(root: &Path, path: &str) -> Result<Option<Vec<u8>>, Error> {
    let (up, rest) = split(path);
    if up.is_empty() { read_any(root, rest) } else { read_any(&root.join(up), rest) }
}

/// The same path as one that stays inside a folder, for a copy there.
pub(crate) fn inside(path: &str) -> String {
    let (up, rest) = split(path);
    format!("{}{rest}", up.replace("..", "(up)"))
}

pub(crate) fn read_any(root: &Path, path: &str) -> Result<Option<Vec<u8>>, Error> {
    if !is_portable(path) {
        return Err(Error::refused(path, "this path could lead out of the output folder"));
    }
    let mut full = root.to_path_buf();
    let parts: Vec<&str> = path.split('/').collect();
    for (index, part) in parts.iter().enumerate() {
        full.push(part);
        let last = index + 1 == parts.len();
        let kind = match std::fs::symlink_metadata(&full) {
            Ok(data) => data.file_type(),
            Err(error) if matches!(error.kind(), ErrorKind::NotFound) => return Ok(None),
            Err(error) => return Err(Error::io("look at", &full)(error)),
        };
        if kind.is_symlink() {
            return Err(Error::refused(full, "this is a link; soapwright does not write through links"));
        }
        if last && !kind.is_file() {
            return Err(Error::refused(
                full,
                "this is a folder or device, but a file has to be written here",
            ));
        }
        if !last && !kind.is_dir() {
            return Err(Error::refused(full, "this is a file, but a folder is needed here"));
        }
    }
    disk::read(&full).map(Some).map_err(Error::io("read", &full))
}

/// Refuses files that some systems take for one, and the configuration's name.
pub(super) fn distinct<'a>(paths: impl Iterator<Item = &'a String>) -> Result<(), Error> {
    let mut seen: BTreeMap<String, &str> = BTreeMap::new();
    for path in paths {
        if path == config::FILE_NAME {
            return Err(Error::refused(path, "this name is reserved for the configuration"));
        }
        if let Some(other) = seen.insert(path.to_lowercase(), path) {
            return Err(Error::refused(path, format!("differs from {other} only in upper and lower case")));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{inside, is_portable, read_any, read_document};

    #[test]
    fn documents_may_be_beside_the_folder() {
        let dir = tempfile::tempdir().unwrap();
        let root = dir.path().join("a/b");
        std::fs::create_dir_all(&root).unwrap();
        std::fs::write(dir.path().join("x.wsdl"), "x").unwrap();
        assert_eq!(read_document(&root, "../../x.wsdl").unwrap().unwrap(), b"x");
        assert!(read_document(&root, "../b/../../x.wsdl").is_err());
        assert!(read_any(&root, "../../x.wsdl").is_err());
        assert_eq!(inside("../../wsdl/x.wsdl"), "(up)/(up)/wsdl/x.wsdl");
        assert!(is_portable(&inside("../x.wsdl")) && is_portable(&inside("src/lib.rs")));
    }

    #[test]
    fn only_plain_paths_pass() {
        for good in ["a", "src/lib.rs", "src/.hidden", "a..b", "src/com.rs"] {
            assert!(is_portable(good), "{good}");
        }
        for bad in [
            "",
            "/a",
            "../a",
            "a/../b",
            "a//b",
            "a/",
            "./a",
            "a\\b",
            "C:a",
            "C:/a",
            "a\0",
            "a/.git/config",
            "nul",
            "src/CON.rs",
            "com1.rs",
            "a. ",
            "..",
            "a?b",
        ] {
            assert!(!is_portable(bad), "{bad:?}");
        }
    }
}
