//! The staging folder, and what is done about one that a cut-off run left behind.
//!
//! It lies inside the output folder, since only a rename within one file system is atomic:
//!
//! ```text
//! .soapwright-XXXXXX/new/…     the files to come
//! .soapwright-XXXXXX/old/…     what they replace
//! .soapwright-XXXXXX/journal   one path a line, written before the first rename
//! ```

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use crate::error::Error;
use crate::plan::{self, Change};

const PREFIX: &str = ".soapwright-";
const JOURNAL: &str = "journal";

/// The journal's mark of a file that was not there.
const CREATED: &str = "new";

/// The journal's mark of a file that was there, and stands in `old/`.
const REPLACED: &str = "old";

/// What a signal has to know.
#[derive(Debug, Default)]
struct Running {
    /// The staging folder, while it holds nothing but files to come.
    staged: Option<PathBuf>,
    /// Files are being renamed; the rest takes milliseconds.
    committing: bool,
}

static RUNNING: Mutex<Running> = Mutex::new(Running { staged: None, committing: false });

fn running(change: impl FnOnce(&mut Running)) {
    let mut running = RUNNING.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    change(&mut running);
}

/// For a signal handler: removes the staging folder, and answers whether the process may end now. While files are being
/// renamed it may not; they are finished first.
#[must_use]
pub fn release_on_exit() -> bool {
    let mut may_end = true;
    running(|running| {
        may_end = !running.committing;
        if may_end && let Some(folder) = running.staged.take() {
            // Best effort: the next run removes it too.
            let _ = fs::remove_dir_all(folder);
        }
    });
    may_end
}

/// A staging folder. Removed when dropped.
#[derive(Debug)]
pub(super) struct Stage {
    folder: tempfile::TempDir,
}

impl Stage {
    pub(super) fn create(root: &Path) -> Result<Self, Error> {
        fs::create_dir_all(root).map_err(Error::io("create", root))?;
        let folder = tempfile::Builder::new()
            .prefix(PREFIX)
            .tempdir_in(root)
            .map_err(Error::io("create a staging folder in", root))?;
        running(|running| running.staged = Some(folder.path().to_path_buf()));
        Ok(Self { folder })
    }

    pub(super) fn new_file(&self, path: &str) -> PathBuf {
        self.folder.path().join("new").join(path)
    }

    pub(super) fn old_file(&self, path: &str) -> PathBuf {
        self.folder.path().join("old").join(path)
    }

    /// Writes the journal: from here to [`Stage::done`] the folder tells how to go back.
    pub(super) fn begin(&self, changes: &[&Change]) -> Result<(), Error> {
        running(|running| running.committing = true);
        let journal = self.folder.path().join(JOURNAL);
        let partial = self.folder.path().join("journal.part");
        let mark = |change: &&Change| if change.old.is_some() { REPLACED } else { CREATED };
        let lines: String =
            changes.iter().map(|change| format!("{} {}\n", mark(change), change.path)).collect();
        fs::write(&partial, lines).map_err(Error::io("write", &partial))?;
        fs::rename(&partial, &journal).map_err(Error::io("write", &journal))
    }

    /// All files are in place: the journal goes, then the rest.
    pub(super) fn done(self) -> Result<(), Error> {
        let journal = self.folder.path().join(JOURNAL);
        fs::remove_file(&journal).map_err(Error::io("remove", &journal))
    }

    /// Puts everything back as it was.
    pub(super) fn undo(&self, root: &Path) -> Result<(), Error> {
        undo(root, self.folder.path())
    }

    /// Leaves the folder as a crash would.
    #[cfg(test)]
    pub(super) fn abandon(mut self) {
        self.folder.disable_cleanup(true);
    }
}

impl Drop for Stage {
    fn drop(&mut self) {
        running(|running| *running = Running::default());
    }
}

/// Undoes what runs that were cut off left in a folder. To be called before the lock is read, which they may have replaced.
///
/// # Errors
///
/// When something cannot be put back.
pub fn recover(root: &Path) -> Result<(), Error> {
    let entries = match fs::read_dir(root) {
        Ok(entries) => entries,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(Error::io("read", root)(error)),
    };
    for entry in entries {
        let entry = entry.map_err(Error::io("read", root))?;
        let is_folder = entry.file_type().map_err(Error::io("read", entry.path()))?.is_dir();
        if is_folder && entry.file_name().to_string_lossy().starts_with(PREFIX) {
            undo(root, &entry.path())?;
            fs::remove_dir_all(entry.path()).map_err(Error::io("remove", entry.path()))?;
        }
    }
    Ok(())
}

/// Where there is a journal, every path of it goes back: an old file is put back, a new one without an old one is
/// removed. Doing it twice does no harm.
fn undo(root: &Path, stage: &Path) -> Result<(), Error> {
    let journal = stage.join(JOURNAL);
    let paths = match fs::read_to_string(&journal) {
        Ok(text) => text,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(Error::io("read", &journal)(error)),
    };
    for line in paths.lines() {
        let Some((mark, path)) = line.split_once(' ') else { continue };
        // The journal may have been tampered with as much as anything else: its paths are checked again.
        plan::read_any(root, path)?;
        let place = root.join(path);
        if mark == CREATED {
            let staged = stage.join("new").join(path);
            if !staged.exists() && place.exists() {
                fs::remove_file(&place).map_err(Error::io("remove", &place))?;
            }
            continue;
        }
        let old = stage.join("old").join(path);
        if old.exists() {
            if let Some(parent) = place.parent() {
                fs::create_dir_all(parent).map_err(Error::io("create", parent))?;
            }
            fs::rename(&old, &place).map_err(Error::io("restore", &place))?;
        }
    }
    fs::remove_file(&journal).map_err(Error::io("remove", &journal))
}
