//! From emitted files to a plan of what to write: they are compared with the disk, and nothing is changed.
//!
//! Only files that the lock knows are to be changed or deleted. What stands in the way is refused.

mod diff;
mod path;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};

use crate::archive;
use crate::disk::hash;
use crate::emit::{self, Text};
use crate::error::Error;
use crate::lock::{self, Lock};
use crate::parallel;

use path::Folders;
pub(crate) use path::{inside, read_any, read_document};

/// The content of a file.
pub(crate) type Bytes = Cow<'static, [u8]>;

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
    /// What stands on the disk, where that changes.
    pub old: Option<Vec<u8>>,
    /// What shall stand there instead.
    pub new: Option<Bytes>,
    /// What stands on the disk is not what the last run wrote.
    pub edited: bool,
    /// The SHA-256 of what shall stand there, where it is known already.
    pub(crate) hash: Option<String>,
}

/// What a run is going to do to a folder.
#[derive(Debug, Clone)]
pub struct Plan {
    pub(crate) root: PathBuf,
    /// Sorted by path, the lock last.
    pub(crate) changes: Vec<Change>,
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

/// What a run begins with: the folder, its lock, and the files of the caller.
#[derive(Debug, Clone, Copy)]
pub struct Target<'a> {
    /// The folder.
    pub root: &'a Path,
    /// The lock of the last run.
    pub lock: Option<&'a Lock>,
    /// Files that are created where they are missing and then belong to the user.
    pub own: &'a BTreeMap<String, String>,
}

/// Compares what was emitted with the disk. `archive` is the file of the contracts as they were read, where it is
/// kept; `lock` says what else to remember.
///
/// # Errors
///
/// When a file is in the way, or cannot be read.
pub(crate) fn plan(
    mut files: BTreeMap<String, Text>,
    archive: Option<Vec<u8>>,
    mut lock: Lock,
    target: Target<'_>,
) -> Result<Plan, Error> {
    let Target { root, lock: old, own } = target;
    let mut own = own.clone();
    // How code is formatted may be said otherwise already, by a link too.
    let said = [emit::OWN, ".rustfmt.toml"].iter().any(|name| root.join(name).symlink_metadata().is_ok());
    let config = files.remove_entry(emit::OWN).filter(|_| !said);
    own.extend(config.map(|(path, text)| (path, text.into_owned())));
    let mut files: BTreeMap<String, Bytes> =
        files.into_iter().map(|(path, text)| (path, bytes(text))).collect();
    files.extend(archive.map(|archive| (archive::FILE_NAME.to_owned(), archive.into())));
    let hashes = parallel::map(&files.values().collect::<Vec<_>>(), |bytes| hash(bytes));
    lock.files = files.keys().cloned().zip(hashes).collect();
    let none = BTreeMap::new();
    let mut plan = Plan::of(root, files, &own, old.map_or(&none, |lock| &lock.files), &lock.render()?)?;
    for change in plan.changes.iter_mut().filter(|change| change.new.is_some()) {
        change.hash = lock.files.remove(&change.path);
    }
    Ok(plan)
}

fn bytes(text: Text) -> Bytes {
    match text {
        Cow::Borrowed(text) => text.as_bytes().into(),
        Cow::Owned(text) => text.into_bytes().into(),
    }
}

impl Plan {
    /// Compares files with the disk. `known` are those that the last run wrote, with their SHA-256; `own` are files that are
    /// written once and then belong to the user, such as the configuration; `lock` is the new lock. What a cut-off run left
    /// behind has to be put right before the old lock is read.
    ///
    /// # Errors
    ///
    /// When a path leaves the folder, goes through a link, or is taken by a file that is not ours.
    pub(crate) fn of(
        root: &Path,
        files: BTreeMap<String, Bytes>,
        own: &BTreeMap<String, String>,
        known: &BTreeMap<String, String>,
        lock: &str,
    ) -> Result<Self, Error> {
        path::distinct(files.keys())?;
        let paths = files.keys().chain(own.keys()).chain(known.keys()).map(String::as_str);
        let folders = Folders::of(root, paths)?;
        let compared = parallel::map(&files.iter().collect::<Vec<_>>(), |(path, new)| {
            let disk = folders.read(path)?;
            let before = known.get(*path);
            match disk {
                None => Ok((Action::Create, false, None)),
                Some(disk) if disk == ***new => Ok((Action::Same, false, None)),
                Some(disk) => match before {
                    Some(written) => Ok((Action::Update, hash(&disk) != *written, Some(disk))),
                    None => Err(Error::refused(
                        root.join(path),
                        "this file is in the way: soapwright did not write it and will not overwrite it",
                    )),
                },
            }
        });
        let compared = compared.into_iter().collect::<Result<Vec<_>, Error>>()?;
        let mut others = Vec::new();
        for (path, new) in own {
            if folders.read(path)?.is_none() {
                others.push(Change {
                    path: path.clone(),
                    action: Action::Create,
                    old: None,
                    new: Some(new.clone().into_bytes().into()),
                    edited: false,
                    hash: None,
                });
            }
        }
        for (path, written) in known.iter().filter(|(path, _)| !files.contains_key(*path)) {
            if let Some(disk) = folders.read(path)? {
                let edited = hash(&disk) != *written;
                let action = if edited { Action::Keep } else { Action::Delete };
                let path = path.clone();
                others.push(Change { path, action, old: Some(disk), new: None, edited, hash: None });
            }
        }
        let mut changes = Vec::with_capacity(compared.len() + others.len() + 1);
        for ((path, new), (action, edited, old)) in files.into_iter().zip(compared) {
            let new = (action != Action::Same).then_some(new);
            changes.push(Change { path, action, edited, old, new, hash: None });
        }
        changes.append(&mut others);
        changes.sort_by(|a, b| a.path.cmp(&b.path));
        // The lock goes last: while it is the old one, the old files are the ones that are known.
        let disk = path::read_lock(root)?;
        let action = match &disk {
            None => Action::Create,
            Some(disk) if disk == lock.as_bytes() => Action::Same,
            Some(_) => Action::Update,
        };
        let lock = (action != Action::Same).then(|| lock.as_bytes().to_vec().into());
        changes.push(Change {
            path: lock::FILE_NAME.to_owned(),
            action,
            old: disk,
            new: lock,
            edited: false,
            hash: None,
        });
        Ok(Self { root: root.to_path_buf(), changes })
    }

    /// Takes the plan of a folder of documents into this one of a crate: all of both is carried out, or nothing. `way` leads
    /// from the crate to that folder. The lock of the documents goes first, since it says what belongs there; the crate's
    /// stays the last.
    #[cfg(feature = "fetch")]
    pub(crate) fn include(&mut self, documents: Self, way: &str) {
        let mut changes = documents.changes;
        changes.sort_by_key(|change| change.path != lock::FILE_NAME);
        changes.iter_mut().for_each(|change| change.path = format!("{way}/{}", change.path));
        changes.append(&mut self.changes);
        self.changes = changes;
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
        let is_lock = |path: &str| path.rsplit('/').next() == Some(lock::FILE_NAME);
        let count = |action| self.changes.iter().filter(|c| c.action == action && !is_lock(&c.path)).count();
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
                    format!("{} is no longer generated, but was edited by hand: it is kept", change.path)
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
