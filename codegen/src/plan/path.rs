//! Paths that stay inside the folder.

use std::collections::BTreeMap;
use std::fs::Metadata;
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

/// The folders that files are in, looked at once and not for each file.
#[derive(Debug)]
pub(super) struct Folders<'p> {
    root: &'p Path,
    /// Whether they are there, by their paths from the root.
    are_there: BTreeMap<&'p str, bool>,
}

impl<'p> Folders<'p> {
    /// Looks at the folders of some paths.
    ///
    /// # Errors
    ///
    /// When a path is not plain, or a folder is a link or none.
    pub(super) fn of(root: &'p Path, paths: impl IntoIterator<Item = &'p str>) -> Result<Self, Error> {
        let mut folders = Self { root, are_there: BTreeMap::new() };
        for path in paths {
            if !is_portable(path) {
                return Err(Error::refused(path, "this path could lead out of the output folder"));
            }
            folders.look(parent(path))?;
        }
        Ok(folders)
    }

    /// Whether a folder is there.
    fn look(&mut self, folder: &'p str) -> Result<bool, Error> {
        if folder.is_empty() {
            return Ok(true);
        }
        if let Some(is_there) = self.are_there.get(folder) {
            return Ok(*is_there);
        }
        let is_there = self.look(parent(folder))? && {
            let full = self.root.join(folder);
            let kind = look(&full)?.map(|data| data.file_type());
            if kind.is_some_and(|kind| !kind.is_dir()) {
                return Err(Error::refused(full, "this is a file, but a folder is needed here"));
            }
            kind.is_some()
        };
        self.are_there.insert(folder, is_there);
        Ok(is_there)
    }

    /// Reads a file that is, or shall be, ours. `None` where there is none.
    ///
    /// # Errors
    ///
    /// When the path is kept for the lock, leads to a link, or is no file.
    pub(super) fn read(&self, path: &str) -> Result<Option<Vec<u8>>, Error> {
        if path == lock::FILE_NAME {
            return Err(Error::refused(path, "this name is reserved for the lock"));
        }
        self.read_any(path)
    }

    fn read_any(&self, path: &str) -> Result<Option<Vec<u8>>, Error> {
        if self.are_there.get(parent(path)).is_some_and(|is_there| !is_there) {
            return Ok(None);
        }
        let full = self.root.join(path);
        let Some(data) = look(&full)? else { return Ok(None) };
        if !data.is_file() {
            return Err(Error::refused(
                full,
                "this is a folder or device, but a file has to be written here",
            ));
        }
        disk::read_known(&full, &data, disk::LARGEST).map(Some).map_err(Error::io("read", &full))
    }
}

/// The folder of a path; empty where that is the root.
fn parent(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// What stands at a place, which must not be a link; `None` where nothing does.
fn look(full: &Path) -> Result<Option<Metadata>, Error> {
    match std::fs::symlink_metadata(full) {
        Ok(data) if data.is_symlink() => {
            Err(Error::refused(full, "this is a link; soapwright does not write through links"))
        }
        Ok(data) => Ok(Some(data)),
        Err(error) if matches!(error.kind(), ErrorKind::NotFound) => Ok(None),
        Err(error) => Err(Error::io("look at", full)(error)),
    }
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

/// Reads a file of the folder, whatever it is for. `None` where there is none.
///
/// # Errors
///
/// When the path is not plain, goes through a link, or is no file.
pub(crate) fn read_any(root: &Path, path: &str) -> Result<Option<Vec<u8>>, Error> {
    Folders::of(root, [path])?.read_any(path)
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
