//! From documents to files of a folder: all of them or none, the lock last.

use std::collections::BTreeMap;
use std::path::Path;

use url::Url;

use super::file_names::FileNames;
use super::{Downloaded, address};
use crate::disk::hash;
use crate::error::Error;
use crate::plan::{Action, Change, Counts, Plan};
use crate::sources::{Fetched, Origin, Sources};
use crate::write::{self, Purpose};
use crate::{config, lock};

/// What a folder holds after a download.
#[derive(Debug)]
pub(crate) struct Stored {
    /// The contract's own file.
    pub(crate) file: String,
    /// All files of the contract, with their addresses.
    pub(crate) files: Vec<(String, String)>,
    /// How many files were written.
    pub(crate) counts: Counts,
    /// What the user should know.
    pub(crate) warnings: Vec<String>,
    /// The contract was not in the folder before.
    pub(crate) is_new: bool,
}

/// Files to write, and the lock that goes with them.
#[derive(Debug)]
struct Prepared {
    files: BTreeMap<String, Vec<u8>>,
    sources: Sources,
    /// What earlier runs wrote and this one may change, with the hashes.
    known: BTreeMap<String, String>,
}

/// The lock of a folder that is to hold documents.
///
/// # Errors
/// When it is the lock of a crate, or not in order.
pub(super) fn lock_of(folder: &Path) -> Result<Sources, Error> {
    let has = |name: &str| folder.join(name).symlink_metadata().is_ok();
    let sources = Sources::read(folder)?;
    if sources.is_none() && (has(lock::FILE_NAME) || has(config::FILE_NAME)) {
        let help =
            format!("give the contracts a folder of their own: --out {}", folder.join("wsdl").display());
        return Err(Error::File {
            place: folder.display().to_string(),
            message: "this is the folder of a crate, which has a lock of its own".to_owned(),
            help: Some(help),
        });
    }
    Ok(sources.unwrap_or_default())
}

/// Writes what was downloaded. Files that were edited since the last download are written over only if `overwrite` is set.
///
/// # Errors
///
/// When the folder is a crate's, a file is in the way, was edited or cannot be written; nothing is changed then.
pub(crate) fn store(downloaded: &Downloaded, folder: &Path, overwrite: bool) -> Result<Stored, Error> {
    loop {
        let settled = write::settle(folder, Purpose::Write)?;
        let old = lock_of(folder)?;
        let prepared = prepare(&[downloaded], folder, &old);
        let plan = prepared.plan(folder)?;
        if !settled.holds(folder)? {
            continue;
        }
        if !overwrite {
            refuse_edited(folder, &plan)?;
        }
        // Where another run was faster, what it wrote is what is compared with.
        if plan.apply(&settled)? {
            let warnings = settled.notes.into_iter().chain(edited(&plan)).collect();
            return Ok(stored(downloaded, &prepared.sources, &old, plan.counts(), warnings));
        }
    }
}

/// What a folder shall hold, and how it becomes so; nothing is written.
///
/// # Errors
///
/// As those of [`store`].
pub(crate) fn plan(downloaded: &[Downloaded], folder: &Path, overwrite: bool) -> Result<Documents, Error> {
    let prepared = prepare(&downloaded.iter().collect::<Vec<_>>(), folder, &lock_of(folder)?);
    let plan = prepared.plan(folder)?;
    if !overwrite {
        refuse_edited(folder, &plan)?;
    }
    Ok(Documents { warnings: edited(&plan).collect(), files: prepared.files, plan })
}

/// What a folder shall hold, and how it becomes so.
#[derive(Debug)]
pub(crate) struct Documents {
    /// The documents that were downloaded, by their names.
    pub(crate) files: BTreeMap<String, Vec<u8>>,
    /// How the folder comes to hold them.
    pub(crate) plan: Plan,
    /// What the user should know.
    pub(crate) warnings: Vec<String>,
}

fn stored(
    downloaded: &Downloaded,
    sources: &Sources,
    old: &Sources,
    counts: Counts,
    warnings: Vec<String>,
) -> Stored {
    let is_this = |contract: &&Fetched| contract.url == downloaded.url;
    let contract = sources.contracts.iter().find(is_this);
    let names = contract.into_iter().flat_map(|contract| &contract.files);
    let url = |name: &String| sources.documents.get(name).map(|origin| origin.url.clone());
    Stored {
        file: contract.map(|contract| contract.file.clone()).unwrap_or_default(),
        files: names.filter_map(|name| Some((name.clone(), url(name)?))).collect(),
        counts,
        warnings,
        is_new: !old.contracts.iter().any(|contract| is_this(&contract)),
    }
}

/// What becomes of files that were edited.
fn edited(plan: &Plan) -> impl Iterator<Item = String> {
    plan.changes.iter().filter(|change| change.edited).map(|Change { path, action, .. }| match action {
        Action::Keep => format!("{path} is no longer imported, but was edited: it is kept"),
        _ => format!("{path} was edited: the edit is overwritten"),
    })
}

fn refuse_edited(folder: &Path, plan: &Plan) -> Result<(), Error> {
    let edited: Vec<&str> =
        plan.changes.iter().filter(|change| change.edited).map(|change| change.path.as_str()).collect();
    if edited.is_empty() {
        return Ok(());
    }
    Err(Error::File {
        place: folder.display().to_string(),
        message: format!("edited since they were downloaded: {}", edited.join(", ")),
        help: Some("keep the edits elsewhere, or give them up: --overwrite".to_owned()),
    })
}

impl Prepared {
    fn plan(&self, folder: &Path) -> Result<Plan, Error> {
        let files = self.files.iter().map(|(name, bytes)| (name.clone(), bytes.clone().into()));
        Plan::of(folder, files.collect(), &BTreeMap::new(), &self.known, &self.sources.render()?)
    }
}

/// What the folder shall hold after these downloads.
fn prepare(downloaded: &[&Downloaded], folder: &Path, old: &Sources) -> Prepared {
    let is_there = |name: &str| folder.join(name).symlink_metadata().is_ok();
    let mut sources = old.clone();
    // A contract whose file is gone was given up, and its names are free again.
    sources.contracts.retain(|contract| is_there(&contract.file));
    forget_unneeded(&mut sources);
    let mut files = BTreeMap::new();
    for downloaded in downloaded {
        files.extend(add(downloaded, &mut sources));
    }
    forget_unneeded(&mut sources);
    // What other contracts need is left alone.
    let is_kept = |name: &String| sources.documents.contains_key(name) && !files.contains_key(name);
    let known = old.files().into_iter().filter(|(name, _)| !is_kept(name)).collect();
    Prepared { files, sources, known }
}

/// Takes documents out of the lock that belong to no contract.
fn forget_unneeded(sources: &mut Sources) {
    let Sources { contracts, documents, .. } = sources;
    documents.retain(|name, _| contracts.iter().any(|contract| contract.files.contains(name)));
}

/// Adds a contract to the lock, in place of what it was; answers with its files.
fn add(downloaded: &Downloaded, sources: &mut Sources) -> BTreeMap<String, Vec<u8>> {
    let Downloaded { url, allow_hosts, time, documents } = downloaded;
    let before = sources.documents.iter().filter_map(|(name, origin)| {
        let url = Url::parse(&origin.url).ok()?;
        Some((address::key(&url), name.clone()))
    });
    let mut names = FileNames::new(before.collect());
    let named: Vec<String> = documents.kinds().map(|(url, root)| names.name(url, root)).collect();
    let files = documents.renamed(&named);
    for (name, (url, _)) in named.iter().zip(documents.kinds()) {
        let sha256 = hash(files.get(name).map(Vec::as_slice).unwrap_or_default());
        let origin = Origin { url: url.to_string(), time: time.clone(), sha256 };
        sources.documents.insert(name.clone(), origin);
    }
    sources.contracts.retain(|contract| contract.url != *url);
    sources.contracts.push(Fetched {
        url: url.clone(),
        file: named.first().cloned().unwrap_or_default(),
        allow_hosts: allow_hosts.clone(),
        files: named.into_iter().collect(),
    });
    sources.contracts.sort_by(|a, b| a.file.cmp(&b.file));
    files
}
