//! From emitted files to the disk: a plan first, then all of it or nothing.
//!
//! Only files that the lock knows are changed or deleted. What stands in the way is refused, and nothing is ever
//! written through a link or outside the output folder. Two runs at once on one folder are not supported.

mod apply;
mod diff;
mod path;
mod stage;

use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};

use crate::error::Error;
use crate::lock::{self, Lock};

pub use stage::{recover, release_on_exit};

/// What happens to one file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Action {
    /// It is new.
    Create,
    /// Its content changes.
    Update,
    /// It was ours and is no longer written.
    Delete,
    /// Nothing.
    Same,
    /// It was ours, is no longer written, but was edited by hand: it stays, and is no longer ours.
    Keep,
}

/// One file of a plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// The path, relative to the output folder, with `/`.
    pub path: String,
    /// What happens to it.
    pub action: Action,
    /// What stands on the disk.
    pub old: Option<Vec<u8>>,
    /// What shall stand there.
    pub new: Option<String>,
    /// What stands on the disk is not what the last run wrote.
    pub edited: bool,
}

/// What a run is going to do to a folder.
#[derive(Debug, Clone)]
pub struct Plan {
    root: PathBuf,
    changes: Vec<Change>,
}

/// How many files a plan creates, updates, deletes and leaves as they are.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// New files.
    pub created: usize,
    /// Changed files.
    pub updated: usize,
    /// Removed files.
    pub deleted: usize,
    /// Files that stay as they are.
    pub same: usize,
}

impl fmt::Display for Counts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { created, updated, deleted, same } = self;
        write!(f, "{created} created, {updated} updated, {deleted} deleted, {same} same")
    }
}

impl Plan {
    /// Compares files with the disk. `old` is the lock of the last run, `own` are files that are written once and then
    /// belong to the user, such as the configuration. Call [`recover`] before `old` is read.
    ///
    /// # Errors
    ///
    /// When a path leaves the folder, goes through a link, or is taken by a file that is not ours.
    pub fn new(
        root: &Path,
        files: &BTreeMap<String, String>,
        own: &BTreeMap<String, String>,
        old: Option<&Lock>,
        lock: &Lock,
    ) -> Result<Self, Error> {
        let known = old.map(|lock| &lock.files);
        let mut changes = Vec::new();
        path::distinct(files.keys())?;
        for (path, new) in files {
            let disk = path::read(root, path)?;
            let before = known.and_then(|files| files.get(path));
            let edited = matches!((&disk, before), (Some(disk), Some(hash)) if lock::hash(disk) != *hash);
            let action = match &disk {
                None => Action::Create,
                Some(disk) if disk == new.as_bytes() => Action::Same,
                Some(_) if before.is_some() => Action::Update,
                Some(_) => {
                    return Err(Error::refused(
                        root.join(path),
                        "this file is in the way: soapwright did not write it and will not overwrite it",
                    ));
                }
            };
            changes.push(Change {
                path: path.clone(),
                action,
                edited: edited && action == Action::Update,
                old: disk,
                new: Some(new.clone()),
            });
        }
        for (path, new) in own {
            if path::read(root, path)?.is_none() {
                changes.push(Change {
                    path: path.clone(),
                    action: Action::Create,
                    old: None,
                    new: Some(new.clone()),
                    edited: false,
                });
            }
        }
        for (path, hash) in known.into_iter().flatten().filter(|(path, _)| !files.contains_key(*path)) {
            if let Some(disk) = path::read(root, path)? {
                let edited = lock::hash(&disk) != *hash;
                let action = if edited { Action::Keep } else { Action::Delete };
                changes.push(Change { path: path.clone(), action, old: Some(disk), new: None, edited });
            }
        }
        changes.sort_by(|a, b| a.path.cmp(&b.path));
        // The lock goes last: while it is the old one, the old files are the ones that are known.
        let text = lock.render()?;
        let disk = path::read_lock(root)?;
        let action = match &disk {
            None => Action::Create,
            Some(disk) if disk == text.as_bytes() => Action::Same,
            Some(_) => Action::Update,
        };
        changes.push(Change {
            path: lock::FILE_NAME.to_owned(),
            action,
            old: disk,
            new: Some(text),
            edited: false,
        });
        Ok(Self { root: root.to_path_buf(), changes })
    }

    /// The changes, sorted by path, the lock last.
    #[must_use]
    pub fn changes(&self) -> &[Change] {
        &self.changes
    }

    /// Whether the disk already is as it shall be.
    #[must_use]
    pub fn is_clean(&self) -> bool {
        self.changes.iter().all(|change| change.action == Action::Same)
    }

    /// Whether the folder holds nothing of ours yet.
    #[must_use]
    pub fn is_new(&self) -> bool {
        self.changes.iter().any(|c| c.path == lock::FILE_NAME && c.action == Action::Create)
    }

    /// How many files are touched, the lock not counted.
    #[must_use]
    pub fn counts(&self) -> Counts {
        let count =
            |action| self.changes.iter().filter(|c| c.action == action && c.path != lock::FILE_NAME).count();
        Counts {
            created: count(Action::Create),
            updated: count(Action::Update),
            deleted: count(Action::Delete),
            same: count(Action::Same),
        }
    }

    /// What the user should know: files that were edited by hand.
    #[must_use]
    pub fn warnings(&self) -> Vec<String> {
        self.changes
            .iter()
            .filter(|change| change.edited)
            .map(|change| match change.action {
                Action::Keep => {
                    format!("{} is no longer generated, but was edited by hand: it stays", change.path)
                }
                _ => format!("{} was edited by hand: the edit is overwritten", change.path),
            })
            .collect()
    }

    /// The plan as a unified diff; empty when it is clean.
    #[must_use]
    pub fn diff(&self, colour: bool) -> String {
        self.changes.iter().map(|change| diff::unified(change, colour)).collect()
    }
}

impl fmt::Display for Plan {
    /// One line a file that changes.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for change in &self.changes {
            let word = match change.action {
                Action::Create => "create",
                Action::Update => "update",
                Action::Delete => "delete",
                Action::Keep => "keep  ",
                Action::Same => continue,
            };
            writeln!(f, "  {word} {}", change.path)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
