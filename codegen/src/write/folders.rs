//! The folders that a run makes for its files.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::error::Error;

/// The folders that are there: a crate may have thousands of files in each.
#[derive(Default)]
pub(super) struct Folders {
    there: BTreeSet<PathBuf>,
    /// Those that took their place with all that is in them, by their paths from the root.
    whole: BTreeSet<String>,
}

impl Folders {
    /// Creates the folder of a file.
    pub(super) fn parent_of(&mut self, path: &Path) -> Result<(), Error> {
        let Some(parent) = path.parent().filter(|parent| !self.there.contains(*parent)) else {
            return Ok(());
        };
        fs::create_dir_all(parent).map_err(Error::io("create", parent))?;
        self.there.insert(parent.to_path_buf());
        Ok(())
    }

    /// Says that a folder took its place with all that is in it.
    pub(super) fn take_whole(&mut self, folder: &str) {
        self.whole.insert(folder.to_owned());
    }

    /// Whether a file is in a folder that took its place as a whole.
    pub(super) fn came_whole(&self, path: &str) -> bool {
        above(path).any(|folder| self.whole.contains(folder))
    }

    /// The first folder on the way to a file that is not there: all that it is to hold is new, and staged together. What is
    /// beside the root is staged otherwise.
    pub(super) fn missing<'p>(&self, root: &Path, path: &'p str) -> Option<&'p str> {
        let is_missing = |folder: &&str| {
            let full = root.join(folder);
            !self.there.contains(&full)
                && full.symlink_metadata().is_err_and(|error| error.kind() == io::ErrorKind::NotFound)
        };
        if path.starts_with("..") { None } else { above(path).find(is_missing) }
    }
}

/// The folders around a file, the outermost first.
fn above(path: &str) -> impl Iterator<Item = &str> {
    path.match_indices('/').filter_map(|(at, _)| path.get(..at))
}
