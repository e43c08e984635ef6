//! What changed in the contracts since the last run: the contracts of then, the comparison, and the version that it asks for.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread::{self, JoinHandle};

use semver::Version;

use crate::archive::{self, Archive, Documents};
use crate::contract::Contract;
use crate::diff::{self, Extra, Report};
use crate::disk;
use crate::error::Error;
use crate::load::{ReadOptions, Source};
use crate::lock::Lock;
use crate::model::Filter;

/// The documents of this run, and those of the last one where they are others.
pub(crate) struct Archived {
    pub(crate) last: Option<Documents>,
    /// The archive of the last run, where it holds the documents of this one.
    archive: Option<Vec<u8>>,
    documents: Documents,
    file: PathBuf,
}

impl Archived {
    /// The archive to write. One that holds the documents stays as it is: another version of a library may pack them
    /// otherwise.
    ///
    /// # Errors
    /// When a path cannot stand in an archive.
    pub(crate) fn pack(&mut self) -> Result<Vec<u8>, Error> {
        match self.archive.take() {
            Some(archive) => Ok(archive),
            None => self.packed(archive::pack(&self.documents)),
        }
    }

    /// Whether there is an archive that stays as it is.
    pub(crate) fn stays(&self) -> bool {
        self.archive.is_some()
    }

    /// The archive, of which somebody says that it holds the documents.
    pub(crate) fn packed(&self, archive: io::Result<Vec<u8>>) -> Result<Vec<u8>, Error> {
        archive.map_err(Error::io("pack", &self.file))
    }
}

/// Texts by their paths.
type Texts = [(Arc<str>, Arc<str>)];

/// An archive that is made while other work goes on.
pub(crate) type Packing = JoinHandle<io::Result<Vec<u8>>>;

/// Begins to pack the documents of a folder that has no archive yet: it will want one, and much of what comes next is done by
/// one thread.
pub(crate) fn begin_packing(root: &Path, texts: &Texts) -> Option<Packing> {
    let archive = root.join(archive::FILE_NAME).symlink_metadata();
    if !archive.is_err_and(|error| error.kind() == io::ErrorKind::NotFound) {
        return None;
    }
    let documents = documents(root, texts);
    thread::Builder::new().spawn(move || archive::pack_alone(&documents)).ok()
}

fn documents(root: &Path, texts: &Texts) -> Documents {
    let name = |path: &str| archive::name(root, Path::new(path));
    texts.iter().filter_map(|(path, text)| Some((name(path)?, Arc::clone(text)))).collect()
}

/// Compares the texts of documents, by their paths, with the archive in the folder of a crate. `known` is the SHA-256 of the
/// archive that is known to hold them.
///
/// # Errors
/// When the last archive cannot be read.
pub(crate) fn archived(root: &Path, texts: &Texts, known: Option<&str>) -> Result<Archived, Error> {
    let file = root.join(archive::FILE_NAME);
    let documents = documents(root, texts);
    let archive = match disk::read(&file) {
        Ok(bytes) => Some(bytes),
        Err(error) if error.kind() == io::ErrorKind::NotFound => None,
        Err(error) => return Err(Error::io("read", &file)(error)),
    };
    if let (Some(bytes), Some(known)) = (&archive, known)
        && disk::hash(bytes) == known
    {
        return Ok(Archived { last: None, archive, documents, file });
    }
    // One that is broken tells nothing, and is written anew.
    let last = archive.as_ref().and_then(|bytes| archive::unpack(bytes).ok());
    Ok(match last {
        Some(last) if last == documents => Archived { last: None, archive, documents, file },
        last => Archived { last, archive: None, documents, file },
    })
}

/// The contract files of the last run, and how to read them from its documents.
pub(crate) fn reading(
    root: &Path,
    lock: &Lock,
    documents: Documents,
    read: &ReadOptions,
) -> (Vec<PathBuf>, ReadOptions) {
    let inputs = lock.contracts.keys().map(|name| root.join(name)).collect();
    let source = Source::new(Arc::new(Archive { root: root.to_path_buf(), documents }));
    let options = ReadOptions { source, memory: BTreeMap::new(), named: Default::default(), ..read.clone() };
    (inputs, options)
}

/// A contract, what a comparison needs beside it, and which operations of it are generated.
pub(crate) type Side<'c> = (&'c Contract, &'c Extra, Option<&'c Filter>);

/// Compares the contract of the last run with that of now, as far as they are generated.
pub(crate) fn compared<'c>(old: Side<'c>, new: Side<'c>) -> Report {
    let unwanted = diff::unwanted([old, new].map(|(contract, _, filter)| (contract, filter)));
    let side = |(contract, extra, filter): Side<'c>| {
        let mut contract = Cow::Borrowed(contract);
        if !unwanted.is_empty() {
            diff::leave_out(contract.to_mut(), &unwanted);
        }
        let ports = filter.map(|filter| filter.ports.clone()).unwrap_or_default();
        (contract, Extra { ports, ..extra.clone() })
    };
    let (old, new) = (side(old), side(new));
    diff::compare((&old.0, &old.1), (&new.0, &new.1))
}

/// The version of a crate, and the one that it should have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Versions {
    /// The version that is written.
    pub(crate) current: Version,
    /// The next one, where changes of the contracts ask for it and the crate has not got it.
    pub(crate) proposed: Option<Version>,
    /// The crate got it in this run.
    pub(crate) bumped: bool,
}

impl Versions {
    /// From the version that the configuration says, what the lock remembers, and what changed since. With `bump` the crate
    /// gets the version that is proposed.
    ///
    /// # Errors
    /// When the configuration's version is none.
    pub(crate) fn new(
        configured: &str,
        lock: Option<&Lock>,
        changed: Option<&Report>,
        bump: bool,
    ) -> Result<Self, Error> {
        let configured: Version = configured
            .parse()
            .map_err(|error| Error::usage(format!("the version {configured:?} is none: {error}")))?;
        // All changes since the version that the crate has.
        let since = lock.and_then(|lock| lock.version.clone()).unwrap_or_else(|| configured.clone());
        let before = lock.and_then(|lock| lock.proposed.clone());
        let now = changed.and_then(|report| diff::next_version(&since, &report.summary()));
        let proposed = before.into_iter().chain(now).max().filter(|next| *next > configured);
        Ok(match proposed {
            Some(next) if bump => Self { current: next, proposed: None, bumped: true },
            proposed => Self { current: configured, proposed, bumped: false },
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_is_proposed_until_the_crate_has_it() {
        let version = |text: &str| text.parse::<Version>().unwrap();
        let lock = |has: &str, proposed: Option<&str>| Lock {
            version: Some(version(has)),
            proposed: proposed.map(version),
            ..Lock::default()
        };
        let versions = |configured: &str, lock: Option<&Lock>, bump: bool| {
            let versions = Versions::new(configured, lock, None, bump).unwrap();
            (versions.current.to_string(), versions.proposed.map(|v| v.to_string()), versions.bumped)
        };
        let plain = |current: &str, proposed: Option<&str>, bumped: bool| {
            (current.to_owned(), proposed.map(str::to_owned), bumped)
        };
        assert_eq!(versions("0.1.0", None, true), plain("0.1.0", None, false));
        let waiting = lock("0.1.0", Some("0.2.0"));
        assert_eq!(versions("0.1.0", Some(&waiting), false), plain("0.1.0", Some("0.2.0"), false));
        assert_eq!(versions("0.1.0", Some(&waiting), true), plain("0.2.0", None, true));
        // Somebody wrote it, or a later one, into the configuration.
        assert_eq!(versions("0.2.0", Some(&waiting), true), plain("0.2.0", None, false));
        assert_eq!(versions("1.0.0", Some(&waiting), false), plain("1.0.0", None, false));
        assert!(Versions::new("1", None, None, false).is_err());
    }
}
