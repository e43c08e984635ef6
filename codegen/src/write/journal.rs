//! What a run is about to do to a folder, so that it can be undone.
//!
//! One line a file, written before the first rename. A path is believed only as far as hashes bear it out: what the
//! folder holds may have been put there by anybody.

use std::path::Path;

use crate::disk::{self, hash};
use crate::error::Error;
use crate::plan::{self, Bytes, Change};

/// The name of the file in the staging folder.
const NAME: &str = "journal";

/// In place of a hash: no file.
const NONE: &str = "-";

/// What happens to one file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Entry {
    /// The path, relative to the output folder, with `/`.
    pub(super) path: String,
    /// The SHA-256 of what stood there.
    pub(super) old: Option<String>,
    /// The SHA-256 of what shall stand there.
    pub(super) new: Option<String>,
}

impl Entry {
    pub(super) fn new(change: &Change) -> Self {
        let known = |new: &Bytes| change.hash.clone().unwrap_or_else(|| hash(new));
        let (old, new) = (change.old.as_ref().map(hash), change.new.as_ref().map(known));
        Self { path: change.path.clone(), old, new }
    }

    fn line(&self) -> String {
        let Self { path, old, new } = self;
        let or_none = |hash: &Option<String>| hash.clone().unwrap_or_else(|| NONE.to_owned());
        format!("{} {} {path}\n", or_none(old), or_none(new))
    }

    fn parse(line: &str) -> Option<Self> {
        let mut parts = line.splitn(3, ' ');
        let mut hash = || parts.next().map(|part| (part != NONE).then(|| part.to_owned()));
        let (old, new) = (hash()?, hash()?);
        Some(Self { path: parts.next()?.to_owned(), old, new })
    }
}

/// Writes the journal: it is there whole, or not at all.
pub(super) fn write(stage: &Path, entries: &[Entry]) -> Result<(), Error> {
    let (journal, partial) = (stage.join(NAME), stage.join("journal.part"));
    let text: String = entries.iter().map(Entry::line).collect();
    std::fs::write(&partial, text).map_err(Error::io("write", &partial))?;
    std::fs::rename(&partial, &journal).map_err(Error::io("write", &journal))
}

/// Reads the journal of a staging folder: `None` where no file was renamed yet.
pub(super) fn read(stage: &Path) -> Result<Option<Vec<Entry>>, Error> {
    let Some(bytes) = plan::read_any(stage, NAME)? else { return Ok(None) };
    Ok(Some(String::from_utf8_lossy(&bytes).lines().filter_map(Entry::parse).collect()))
}

/// Removes the journal: what was done stays.
pub(super) fn remove(stage: &Path) -> Result<(), Error> {
    let journal = stage.join(NAME);
    std::fs::remove_file(&journal).map_err(Error::io("remove", &journal))
}

/// The SHA-256 of what stands at a path of a folder, never read through a link.
pub(super) fn standing(root: &Path, path: &str) -> Result<Option<String>, Error> {
    Ok(plan::read_document(root, path)?.map(disk::hash))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_says_what_was_and_what_shall_be() {
        let whole = Entry { path: "src/a b.rs".into(), old: Some("01".into()), new: Some("02".into()) };
        let created = Entry { old: None, ..whole.clone() };
        let deleted = Entry { new: None, ..whole.clone() };
        for entry in [whole, created, deleted] {
            assert_eq!(Entry::parse(entry.line().trim_end()), Some(entry));
        }
        assert_eq!(Entry::parse("new"), None);
        assert_eq!(Entry::parse(""), None);
    }
}
