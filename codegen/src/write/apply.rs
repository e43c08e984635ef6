//! Carrying out a plan.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::journal::Entry;
use super::settle::{Settled, remove_empty_folders, undo};
use super::stage::{Stage, Token};
use crate::error::Error;
use crate::plan::{Action, Change, Plan};
use crate::{lock, parallel};

impl Plan {
    /// Carries out the plan: all of it, or nothing. At every moment each file is either the old one or the new one. If a
    /// crash interrupts this, the next run undoes the changes. (After a loss of power this depends on the file system.)
    ///
    /// `false` when another run has written to the folder since it was looked at: a new plan is needed.
    ///
    /// # Errors
    ///
    /// When something cannot be written; the folder is then as it was.
    pub(crate) fn apply(&self, settled: &Settled) -> Result<bool, Error> {
        self.apply_with(settled, &mut |_| Ok(()))
    }

    /// [`Plan::apply`], with a hook before every file that a test makes fail.
    pub(super) fn apply_with(
        &self,
        settled: &Settled,
        hook: &mut dyn FnMut(&Change) -> io::Result<()>,
    ) -> Result<bool, Error> {
        if self.is_clean() {
            return Ok(true);
        }
        let Some(stage) = self.begin(settled)? else { return Ok(false) };
        let touched = self.stage(&stage)?;
        stage.begin(&entries(&touched))?;
        let mut folders = Folders::default();
        for change in &touched {
            let done = hook(change)
                .map_err(Error::io("write", self.root.join(&change.path)))
                .and_then(|()| self.commit(&stage, change, &mut folders));
            if let Err(error) = done {
                undo(&self.root, &stage)?;
                return Err(error);
            }
        }
        let lock_is_same = !touched.iter().any(|change| change.path == lock::FILE_NAME);
        stage.done(lock_is_same)?;
        let deleted = touched.iter().filter(|change| change.new.is_none());
        remove_empty_folders(&self.root, deleted.map(|change| change.path.as_str()));
        Ok(true)
    }

    /// The staging folder, if the lock is still the one that the plan was made with.
    fn begin(&self, settled: &Settled) -> Result<Option<Stage>, Error> {
        let stage = Stage::create(&self.root, &settled.token)?;
        Ok(if Token::read(&self.root)? == settled.token { stage } else { None })
    }

    /// Leaves the folder as a crash in front of the `at`th rename would.
    #[cfg(test)]
    pub(super) fn crash(&self, settled: &Settled, at: usize) -> Result<(), Error> {
        let Some(stage) = self.begin(settled)? else { return Ok(()) };
        let touched = self.stage(&stage)?;
        stage.begin(&entries(&touched))?;
        let mut folders = Folders::default();
        for change in touched.iter().take(at) {
            self.commit(&stage, change, &mut folders)?;
        }
        stage.abandon();
        Ok(())
    }

    /// Writes the new files aside and keeps hold of the old ones.
    fn stage(&self, stage: &Stage) -> Result<Vec<&Change>, Error> {
        let is_touched = |change: &&Change| !matches!(change.action, Action::Same | Action::Keep);
        let touched: Vec<&Change> = self.changes.iter().filter(is_touched).collect();
        let mut folders = Folders::default();
        for change in &touched {
            if change.new.is_some() {
                folders.parent_of(&stage.new_file(&change.path))?;
            }
            if change.old.is_some() {
                folders.parent_of(&stage.old_file(&change.path))?;
            }
        }
        let staged = parallel::map(&touched, |change| self.stage_one(stage, change));
        staged.into_iter().collect::<Result<(), Error>>()?;
        Ok(touched)
    }

    fn stage_one(&self, stage: &Stage, change: &Change) -> Result<(), Error> {
        if let Some(new) = &change.new {
            let place = stage.new_file(&change.path);
            fs::write(&place, new).map_err(Error::io("write", &place))?;
        }
        if change.old.is_some() {
            let (from, place) = (self.root.join(&change.path), stage.old_file(&change.path));
            // Not every file system has hard links.
            fs::hard_link(&from, &place)
                .or_else(|_| fs::copy(&from, &place).map(drop))
                .map_err(Error::io("keep a copy of", &from))?;
        }
        Ok(())
    }

    fn commit(&self, stage: &Stage, change: &Change, folders: &mut Folders) -> Result<(), Error> {
        let place = self.root.join(&change.path);
        if change.new.is_none() {
            return fs::remove_file(&place).map_err(Error::io("remove", &place));
        }
        if folders.came_whole(&change.path) {
            return Ok(());
        }
        if let Some(folder) = folders.missing(&self.root, &change.path)
            // Where that does not work, its files go one by one.
            && fs::rename(stage.new_file(folder), self.root.join(folder)).is_ok()
        {
            folders.whole.insert(folder.to_owned());
            return Ok(());
        }
        folders.parent_of(&place)?;
        fs::rename(stage.new_file(&change.path), &place).map_err(Error::io("write", &place))
    }
}

fn entries(changes: &[&Change]) -> Vec<Entry> {
    parallel::map(changes, |change| Entry::new(change))
}

/// The folders that are there: a crate may have thousands of files in each.
#[derive(Default)]
struct Folders {
    there: BTreeSet<PathBuf>,
    /// Those that took their place with all that is in them, by their paths from the root.
    whole: BTreeSet<String>,
}

impl Folders {
    /// Creates the folder of a file.
    fn parent_of(&mut self, path: &Path) -> Result<(), Error> {
        let Some(parent) = path.parent().filter(|parent| !self.there.contains(*parent)) else {
            return Ok(());
        };
        fs::create_dir_all(parent).map_err(Error::io("create", parent))?;
        self.there.insert(parent.to_path_buf());
        Ok(())
    }

    /// Whether a file is in a folder that took its place as a whole.
    fn came_whole(&self, path: &str) -> bool {
        above(path).any(|folder| self.whole.contains(folder))
    }

    /// The first folder on the way to a file that is not there: all that it is to hold is new, and staged together. What is
    /// beside the root is staged otherwise.
    fn missing<'p>(&self, root: &Path, path: &'p str) -> Option<&'p str> {
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
