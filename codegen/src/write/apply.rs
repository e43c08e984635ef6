//! Carrying out a plan.

use std::fs;
use std::io;

use super::ahead::{Ahead, Staged};
use super::folders::Folders;
use super::journal::Entry;
use super::settle::{Settled, remove_empty_folders, undo};
use super::stage::{Stage, Token, ended, unless_ending};
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
        self.apply_ahead(settled, None)
    }

    /// [`Plan::apply`], where some of its files may be staged already.
    ///
    /// # Errors
    ///
    /// As those of [`Plan::apply`].
    pub(crate) fn apply_ahead(&self, settled: &Settled, ahead: Option<Ahead>) -> Result<bool, Error> {
        self.apply_with(settled, ahead, &mut |_| Ok(()))
    }

    /// The same, with a hook before every file that a test makes fail.
    pub(super) fn apply_with(
        &self,
        settled: &Settled,
        ahead: Option<Ahead>,
        hook: &mut dyn FnMut(&Change) -> io::Result<()>,
    ) -> Result<bool, Error> {
        if self.is_clean() {
            return Ok(true);
        }
        let Some((stage, staged)) = self.begin(settled, ahead)? else { return Ok(false) };
        let touched = self.stage(&stage, &staged)?;
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

    /// The staging folder and what is in it, if the lock is still the one that the plan was made with.
    fn begin(&self, settled: &Settled, ahead: Option<Ahead>) -> Result<Option<(Stage, Staged)>, Error> {
        let ahead = ahead.filter(|ahead| ahead.is_for(&settled.token)).and_then(Ahead::finish);
        let begun = match ahead.filter(|(_, staged)| self.wants(staged)) {
            Some(ahead) => Some(ahead),
            None => Stage::create(&self.root, &settled.token)?.map(|stage| (stage, Staged::new())),
        };
        Ok(if Token::read(&self.root)? == settled.token { begun } else { None })
    }

    /// Whether all that is staged is to be written. A folder takes its place with all that is in it.
    fn wants(&self, staged: &Staged) -> bool {
        let created = self.changes.iter().filter(|change| is_staged(change, staged));
        created.count() == staged.len()
    }

    /// Leaves the folder as a crash in front of the `at`th rename would.
    #[cfg(test)]
    pub(super) fn crash(&self, settled: &Settled, at: usize) -> Result<(), Error> {
        let Some((stage, staged)) = self.begin(settled, None)? else { return Ok(()) };
        let touched = self.stage(&stage, &staged)?;
        stage.begin(&entries(&touched))?;
        let mut folders = Folders::default();
        for change in touched.iter().take(at) {
            self.commit(&stage, change, &mut folders)?;
        }
        stage.abandon();
        Ok(())
    }

    /// Writes the new files aside and keeps hold of the old ones.
    fn stage(&self, stage: &Stage, staged: &Staged) -> Result<Vec<&Change>, Error> {
        let is_touched = |change: &&Change| !matches!(change.action, Action::Same | Action::Keep);
        let touched: Vec<&Change> = self.changes.iter().filter(is_touched).collect();
        let missing: Vec<&Change> =
            touched.iter().copied().filter(|change| !is_staged(change, staged)).collect();
        let mut folders = Folders::default();
        let made = unless_ending(|| {
            missing.iter().try_for_each(|change| {
                let new = change.new.is_some().then(|| stage.new_file(&change.path));
                let old = change.old.is_some().then(|| stage.old_file(&change.path));
                new.iter().chain(&old).try_for_each(|place| folders.parent_of(place))
            })
        });
        made.unwrap_or_else(|| Err(ended(stage.folder())))?;
        let written = parallel::map(&missing, |change| unless_ending(|| self.stage_one(stage, change)));
        match written.into_iter().collect::<Option<Result<(), Error>>>() {
            Some(written) => written.map(|()| touched),
            None => Err(ended(stage.folder())),
        }
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
            folders.take_whole(folder);
            return Ok(());
        }
        folders.parent_of(&place)?;
        fs::rename(stage.new_file(&change.path), &place).map_err(Error::io("write", &place))
    }
}

/// Whether a file is new, and staged as it shall be.
fn is_staged(change: &Change, staged: &Staged) -> bool {
    let text = staged.get(&change.path).filter(|_| change.action == Action::Create);
    text.is_some_and(|text| change.new.as_deref() == Some(text.as_bytes()))
}

fn entries(changes: &[&Change]) -> Vec<Entry> {
    parallel::map(changes, |change| Entry::new(change))
}
