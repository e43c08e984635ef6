//! The staging folder of a run.
//!
//! It lies inside the output folder, since only a rename within one file system is atomic. It is named after the lock
//! (`soapwright.lock`) that it is to replace, so that there is one at a time, and so that none that came from elsewhere
//! is taken for ours:
//!
//! ```text
//! .soapwright-TOKEN/running    held by the run as long as it lives
//! .soapwright-TOKEN/new/…      the files to come
//! .soapwright-TOKEN/old/…      what they replace
//! .soapwright-TOKEN/journal    what happens to which file, written before the first rename
//! ```

use std::fs::{self, File};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError, RwLock};
use std::time::Duration;

use super::journal::{self, Entry};
use crate::disk;
use crate::error::Error;
use crate::lock;
use crate::plan;

/// How the names of staging folders begin.
pub(super) const PREFIX: &str = ".soapwright-";

/// The file that a running process holds.
const RUNNING_FILE: &str = "running";

/// How often a run tries to hold the folder that it has made.
const TRIES: u32 = 40;

/// What a signal has to know.
#[derive(Debug, Default)]
struct Running {
    /// The staging folder, while it holds nothing but files to come.
    staged: Option<PathBuf>,
    /// The folder around it, where this run has made that.
    made: Option<PathBuf>,
    /// Files are being renamed; the rest takes milliseconds.
    committing: bool,
    /// A signal ends the process: what was staged may be gone.
    ending: bool,
}

static RUNNING: Mutex<Running> =
    Mutex::new(Running { staged: None, made: None, committing: false, ending: false });

/// How long a run waits for the end of its process, once a signal has come.
const END: Duration = Duration::from_secs(1);

fn running<T>(change: impl FnOnce(&mut Running) -> T) -> T {
    change(&mut RUNNING.lock().unwrap_or_else(PoisonError::into_inner))
}

/// Held by those who put something into the folder, each for itself, and by a signal that removes it, alone.
static PUTTING: RwLock<()> = RwLock::new(());

/// For a signal handler: removes the staging folder, and answers whether the process may end now. While files are being
/// renamed it may not; they are finished first.
#[must_use]
pub fn release_on_exit() -> bool {
    let may_end = running(|running| {
        running.ending |= !running.committing;
        !running.committing
    });
    if may_end {
        // From here on nobody begins to put anything there.
        let _alone = PUTTING.write().unwrap_or_else(PoisonError::into_inner);
        running(|running| {
            // Best effort: the next run removes the first of them, too.
            if let Some(folder) = running.staged.take() {
                let _ = fs::remove_dir_all(folder);
            }
            if let Some(root) = running.made.take() {
                let _ = fs::remove_dir(root);
            }
        });
    }
    may_end
}

/// Puts something into the folder, unless a signal ends the process: then nothing new may come.
pub(super) fn unless_ending<T>(work: impl FnOnce() -> T) -> Option<T> {
    let _held = PUTTING.read().unwrap_or_else(PoisonError::into_inner);
    let ending = running(|running| running.ending);
    (!ending).then(work)
}

/// Does something in a staging folder, and keeps a signal waiting that would remove it meanwhile. `None` where one has.
pub(super) fn undisturbed<T>(folder: &Path, work: impl FnOnce() -> T) -> Option<T> {
    let is_there = || running(|running| running.staged.as_deref() == Some(folder));
    unless_ending(|| is_there().then(work)).flatten()
}

/// Waits for the end of the process, for a run that a signal has taken its staging folder from.
pub(super) fn ended(folder: &Path) -> Error {
    std::thread::sleep(END);
    Error::refused(folder, "a signal has ended this run")
}

/// The folder of a new crate, which this run has made. Where no crate comes of it, it goes again.
#[derive(Debug)]
struct MadeRoot(PathBuf);

impl MadeRoot {
    /// Makes the folder; `None` where something is there already, or where the folder around it is missing.
    fn new(root: &Path) -> Option<Self> {
        fs::create_dir(root).ok()?;
        running(|running| running.made = Some(root.to_path_buf()));
        Some(Self(root.to_path_buf()))
    }
}

impl Drop for MadeRoot {
    fn drop(&mut self) {
        running(|running| running.made = None);
        // Best effort: the crate is in it, or somebody else's files.
        let _ = fs::remove_dir(&self.0);
    }
}

/// What the lock on the disk is called in names of staging folders.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Token(String);

impl Token {
    /// The token of the lock that a folder has now, or of none.
    pub(super) fn read(root: &Path) -> Result<Self, Error> {
        Ok(Self::new(plan::read_any(root, lock::FILE_NAME)?.as_deref()))
    }

    fn new(lock: Option<&[u8]>) -> Self {
        let hash = disk::hash(lock.unwrap_or_default());
        Self(hash.chars().take(16).collect())
    }

    /// Where the staging folder of a run lies that is to replace this lock.
    pub(super) fn folder(&self, root: &Path) -> PathBuf {
        root.join(format!("{PREFIX}{}", self.0))
    }

    /// Whether this is the token of a lock with this SHA-256.
    pub(super) fn is_of(&self, hash: &str) -> bool {
        !self.0.is_empty() && hash.starts_with(&self.0)
    }
}

/// A staging folder, held by this process. Removed when dropped.
#[derive(Debug)]
pub(super) struct Stage {
    folder: PathBuf,
    /// Held as long as it is open.
    running: Option<File>,
    /// It is not removed when dropped.
    stays: bool,
    /// Goes behind the staging folder.
    root: Option<MadeRoot>,
}

impl Stage {
    /// The staging folder of a run that replaces a lock; `None` when another run has it.
    pub(super) fn create(root: &Path, token: &Token) -> Result<Option<Self>, Error> {
        unless_ending(|| Self::created(root, token)).unwrap_or_else(|| Err(ended(root)))
    }

    fn created(root: &Path, token: &Token) -> Result<Option<Self>, Error> {
        let made = MadeRoot::new(root);
        fs::create_dir_all(root).map_err(Error::io("create", root))?;
        let folder = token.folder(root);
        match fs::create_dir(&folder) {
            Ok(()) => {}
            Err(error) if error.kind() == ErrorKind::AlreadyExists => return Ok(None),
            Err(error) => return Err(Error::io("create a staging folder in", root)(error)),
        }
        let stage = Self::hold(folder, true)?;
        Ok(stage.map(|mut stage| {
            stage.root = made;
            stage
        }))
    }

    /// Takes over the staging folder that a run has left; `None` when that run lives, or has ended meanwhile.
    pub(super) fn take_over(folder: PathBuf) -> Result<Option<Self>, Error> {
        Self::hold(folder, false)
    }

    fn hold(folder: PathBuf, is_new: bool) -> Result<Option<Self>, Error> {
        let path = folder.join(RUNNING_FILE);
        // Nothing is opened through a link.
        if path.symlink_metadata().is_ok_and(|data| !data.is_file()) {
            return Err(Error::refused(path, "this is no file of soapwright's"));
        }
        let mut options = File::options();
        options.write(true).create(true).truncate(false);
        let file = match options.open(&path) {
            Ok(file) => file,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(Error::io("write", path)(error)),
        };
        let mut tries = if is_new { TRIES } else { 1 };
        loop {
            tries -= 1;
            match file.try_lock() {
                Ok(()) => break,
                // Another run may be looking whether somebody holds it.
                Err(fs::TryLockError::WouldBlock) if tries > 0 => {
                    std::thread::sleep(Duration::from_millis(5))
                }
                Err(fs::TryLockError::WouldBlock) => return Ok(None),
                // Some file systems of networks lock nothing. There the folder alone keeps others away.
                Err(fs::TryLockError::Error(_)) if is_new => break,
                Err(fs::TryLockError::Error(error)) => return Err(Error::io("lock", path)(error)),
            }
        }
        // The run that had it may have removed it, and another may have begun.
        if !path.exists() {
            return Ok(None);
        }
        running(|running| running.staged = Some(folder.clone()));
        Ok(Some(Self { folder, running: Some(file), stays: false, root: None }))
    }

    /// Whether a living run holds a staging folder. Changes nothing.
    pub(super) fn is_held(folder: &Path) -> bool {
        let path = folder.join(RUNNING_FILE);
        let is_file = path.symlink_metadata().is_ok_and(|data| data.is_file());
        let file = is_file.then(|| File::open(path).ok()).flatten();
        file.is_some_and(|file| matches!(file.try_lock_shared(), Err(fs::TryLockError::WouldBlock)))
    }

    /// Lets go of a folder that may be another run's, and leaves it there.
    pub(super) fn leave(mut self) {
        self.stays = true;
    }

    pub(super) fn folder(&self) -> &Path {
        &self.folder
    }

    pub(super) fn new_file(&self, path: &str) -> PathBuf {
        new_file(&self.folder, path)
    }

    pub(super) fn old_file(&self, path: &str) -> PathBuf {
        self.folder.join("old").join(plan::inside(path))
    }

    /// Writes the journal: from here to [`Stage::done`] the folder tells how to go back.
    ///
    /// # Errors
    ///
    /// When it cannot be written, or a signal has come that ends the process.
    pub(super) fn begin(&self, entries: &[Entry]) -> Result<(), Error> {
        let ending = running(|running| {
            running.committing = !running.ending;
            running.ending
        });
        if ending {
            return Err(ended(&self.folder));
        }
        journal::write(&self.folder, entries)
    }

    /// All files are in place. The journal goes last: with it the next run knows whose folder this is. But where the lock is
    /// still the same, the journal alone says that there is something to undo, and goes before what that needs.
    pub(super) fn done(self, lock_is_same: bool) -> Result<(), Error> {
        if lock_is_same {
            journal::remove(&self.folder)?;
        }
        for name in ["new", "old"] {
            let folder = self.folder.join(name);
            match fs::remove_dir_all(&folder) {
                Err(error) if error.kind() != ErrorKind::NotFound => {
                    return Err(Error::io("remove", folder)(error));
                }
                _ => {}
            }
        }
        if lock_is_same { Ok(()) } else { journal::remove(&self.folder) }
    }

    /// Whether a folder holds nothing but what a run leaves that is cut off at its very end.
    pub(super) fn is_empty(folder: &Path) -> bool {
        let mut entries = fs::read_dir(folder).into_iter().flatten();
        let is_nothing = |entry: fs::DirEntry| {
            entry.file_name() == RUNNING_FILE
                && entry.metadata().is_ok_and(|data| data.is_file() && data.len() == 0)
        };
        entries.all(|entry| entry.is_ok_and(is_nothing))
    }

    /// Leaves the folder as a crash would.
    #[cfg(test)]
    pub(super) fn abandon(mut self) {
        self.stays = true;
    }
}

/// Where a file to come stands in a staging folder.
pub(super) fn new_file(folder: &Path, path: &str) -> PathBuf {
    folder.join("new").join(plan::inside(path))
}

impl Drop for Stage {
    fn drop(&mut self) {
        // Some systems remove no file that is open.
        self.running = None;
        if !self.stays {
            // Best effort: the next run removes it too.
            let _ = fs::remove_dir_all(&self.folder);
        }
        running(|running| (running.staged, running.committing) = (None, false));
    }
}

#[cfg(test)]
mod tests {
    use super::Token;

    #[test]
    fn a_token_is_of_the_lock_whose_hash_begins_with_it() {
        for (token, hash, is_of) in [
            ("3fa9", "3fa9c0de", true),
            ("3fa9", "3fb9c0de", false),
            ("", "3fa9c0de", false),
            ("3fa9", "", false),
        ] {
            assert_eq!(Token(token.to_owned()).is_of(hash), is_of, "{token} {hash}");
        }
    }
}
