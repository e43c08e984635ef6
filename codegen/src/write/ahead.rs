//! Staging what is known before a contract is read: the runtime of a new crate.
//!
//! Most files of a crate depend on no contract, and making them takes the system as long as reading one takes us. So a run
//! that finds no crate in its folder stages them at once, on a thread of its own. Its staging folder keeps other runs away
//! from then on. Nothing else of the folder is touched before the plan is carried out, and where there never is a plan, the
//! staging folder goes.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, JoinHandle};

use super::folders::Folders;
use super::settle::{Purpose, Settled, exists, settled};
use super::stage::{Stage, Token, new_file, undisturbed};
use crate::error::Error;
use crate::lock;

/// The staging folder of a run, and what is being staged there.
#[derive(Debug)]
pub(crate) struct Ahead {
    /// Ends first when dropped: what it writes is in the folder of the next one.
    work: Work,
    stage: Stage,
    token: Token,
}

#[derive(Debug)]
struct Work {
    thread: Option<JoinHandle<Staged>>,
    /// Nobody wants the rest.
    stopped: Arc<AtomicBool>,
}

/// What was staged, by path.
pub(super) type Staged = BTreeMap<String, &'static str>;

impl Ahead {
    /// Begins to stage `files`, by their paths, where the folder holds no crate, and no other run is in it.
    /// Whatever is wrong with the folder is found by those who look at it later, so nothing is said of it here.
    pub(crate) fn begin<F: Iterator<Item = (String, &'static str)>>(
        root: &Path,
        files: impl FnOnce() -> F + Send + 'static,
    ) -> Option<Self> {
        let is_missing = |name: &str| root.join(name).symlink_metadata().is_err();
        let around = root.parent().filter(|around| !around.as_os_str().is_empty());
        let may_be_made = !root.exists() && around.is_none_or(Path::is_dir);
        if !(may_be_made || root.is_dir()) || !is_missing(lock::FILE_NAME) || !is_missing("src") {
            return None;
        }
        let token = Token::read(root).ok()?;
        if exists(&token.folder(root)).ok()? {
            return None;
        }
        let stage = Stage::create(root, &token).ok()??;
        let (folder, stopped) = (stage.folder().to_path_buf(), Arc::new(AtomicBool::new(false)));
        let thread = {
            let stopped = Arc::clone(&stopped);
            thread::Builder::new().spawn(move || staged(&folder, files(), &stopped)).ok()?
        };
        Some(Self { work: Work { thread: Some(thread), stopped }, stage, token })
    }

    /// The state of the folder around the staging folder. `None` where it has got a lock meanwhile: its other runs wait for
    /// another staging folder then.
    ///
    /// # Errors
    ///
    /// When the folder cannot be read.
    pub(crate) fn settled(&self, root: &Path) -> Result<Option<Settled>, Error> {
        if Token::read(root)? != self.token {
            return Ok(None);
        }
        settled(root, self.token.clone(), Vec::new(), Purpose::Write).map(Some)
    }

    /// Whether it is in a folder that had this lock.
    pub(super) fn is_for(&self, token: &Token) -> bool {
        self.token == *token
    }

    /// The staging folder, and what is in it by now; `None` where that is not known.
    pub(super) fn finish(self) -> Option<(Stage, Staged)> {
        let Self { mut work, stage, .. } = self;
        let staged = work.thread.take()?.join().ok()?;
        Some((stage, staged))
    }
}

impl Drop for Work {
    fn drop(&mut self) {
        self.stopped.store(true, Ordering::Relaxed);
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

/// Writes files until one cannot be written: the rest is staged later, and then it is said why not.
fn staged(
    folder: &Path,
    files: impl Iterator<Item = (String, &'static str)>,
    stopped: &AtomicBool,
) -> Staged {
    let mut folders = Folders::default();
    let mut staged = Staged::new();
    for (path, text) in files {
        let place = new_file(folder, &path);
        let written = || folders.parent_of(&place).is_ok() && fs::write(&place, text).is_ok();
        if stopped.load(Ordering::Relaxed) || undisturbed(folder, written) != Some(true) {
            break;
        }
        staged.insert(path, text);
    }
    staged
}
