//! Carrying out a plan.

use std::fs;
use std::io;
use std::path::Path;

use super::stage::Stage;
use crate::error::Error;
use crate::plan::{Action, Change, Plan};

impl Plan {
    /// Carries out the plan: all of it, or nothing. At every moment each file is either the old one or the new one. If a
    /// crash interrupts this, the next run undoes the changes. (After a loss of power this depends on the file system.)
    ///
    /// # Errors
    ///
    /// When something cannot be written; the folder is then as it was.
    pub fn apply(&self) -> Result<(), Error> {
        self.apply_with(&mut |_| Ok(()))
    }

    /// [`Plan::apply`], with a hook before every file that a test makes fail.
    pub(super) fn apply_with(&self, hook: &mut dyn FnMut(&Change) -> io::Result<()>) -> Result<(), Error> {
        if self.is_clean() {
            return Ok(());
        }
        let stage = Stage::create(&self.root)?;
        let touched = self.stage(&stage)?;
        stage.begin(&touched)?;
        for change in &touched {
            let done = hook(change)
                .map_err(Error::io("write", self.root.join(&change.path)))
                .and_then(|()| self.commit(&stage, change));
            if let Err(error) = done {
                stage.undo(&self.root)?;
                self.remove_empty_folders(&touched);
                return Err(error);
            }
        }
        stage.done()?;
        self.remove_empty_folders(&touched);
        Ok(())
    }

    /// Leaves the folder as a crash in front of the `at`th rename would.
    #[cfg(test)]
    pub(super) fn crash(&self, at: usize) -> Result<(), Error> {
        let stage = Stage::create(&self.root)?;
        let touched = self.stage(&stage)?;
        stage.begin(&touched)?;
        for change in touched.iter().take(at) {
            self.commit(&stage, change)?;
        }
        stage.abandon();
        Ok(())
    }

    /// Writes the new files aside and keeps hold of the old ones.
    fn stage(&self, stage: &Stage) -> Result<Vec<&Change>, Error> {
        let mut touched = Vec::new();
        for change in &self.changes {
            if matches!(change.action, Action::Same | Action::Keep) {
                continue;
            }
            if let Some(new) = &change.new {
                let place = stage.new_file(&change.path);
                make_parent(&place)?;
                fs::write(&place, new).map_err(Error::io("write", &place))?;
            }
            if change.old.is_some() {
                let (from, place) = (self.root.join(&change.path), stage.old_file(&change.path));
                make_parent(&place)?;
                // Not every file system has hard links.
                fs::hard_link(&from, &place)
                    .or_else(|_| fs::copy(&from, &place).map(drop))
                    .map_err(Error::io("keep a copy of", &from))?;
            }
            touched.push(change);
        }
        Ok(touched)
    }

    fn commit(&self, stage: &Stage, change: &Change) -> Result<(), Error> {
        let place = self.root.join(&change.path);
        if change.new.is_some() {
            make_parent(&place)?;
            fs::rename(stage.new_file(&change.path), &place).map_err(Error::io("write", &place))
        } else {
            fs::remove_file(&place).map_err(Error::io("remove", &place))
        }
    }

    /// Removes folders that lost, or never got, their last file. Folders that are not empty cannot be removed, so they stay.
    fn remove_empty_folders(&self, touched: &[&Change]) {
        for change in touched {
            let mut folder = Path::new(&change.path).parent();
            while let Some(inner) = folder.filter(|inner| !inner.as_os_str().is_empty()) {
                if fs::remove_dir(self.root.join(inner)).is_err() {
                    break;
                }
                folder = inner.parent();
            }
        }
    }
}

fn make_parent(path: &Path) -> Result<(), Error> {
    match path.parent() {
        Some(parent) => fs::create_dir_all(parent).map_err(Error::io("create", parent)),
        None => Ok(()),
    }
}
