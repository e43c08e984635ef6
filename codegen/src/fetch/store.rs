//! From documents to files of a folder: all of them or none, the lock last.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use jiff::{Timestamp, Unit};
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
    contract: Fetched,
    is_new: bool,
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
    let time = Timestamp::now().round(Unit::Second).unwrap_or_else(|_| Timestamp::now()).to_string();
    loop {
        let settled = write::settle(folder, Purpose::Write)?;
        let prepared = prepare(downloaded, folder, &lock_of(folder)?, &time);
        let lock = prepared.sources.render()?;
        let plan = Plan::of(folder, &prepared.files, &BTreeMap::new(), &prepared.known, &lock)?;
        if !settled.holds(folder)? {
            continue;
        }
        if !overwrite {
            refuse_edited(folder, &plan)?;
        }
        // Where another run was faster, what it wrote is what is compared with.
        if plan.apply(&settled)? {
            return Ok(stored(prepared, &plan, settled.notes));
        }
    }
}

fn stored(prepared: Prepared, plan: &Plan, mut warnings: Vec<String>) -> Stored {
    warnings.extend(plan.changes.iter().filter(|change| change.edited).map(
        |Change { path, action, .. }| match action {
            Action::Keep => format!("{path} is no longer imported, but was edited: it is kept"),
            _ => format!("{path} was edited: the edit is overwritten"),
        },
    ));
    let Prepared { sources, contract, is_new, .. } = prepared;
    let url = |name: &String| sources.documents.get(name).map(|origin| origin.url.clone());
    let files = contract.files.iter().filter_map(|name| Some((name.clone(), url(name)?))).collect();
    Stored { file: contract.file, files, counts: plan.counts(), warnings, is_new }
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

/// What the folder shall hold.
fn prepare(downloaded: &Downloaded, folder: &Path, old: &Sources, time: &str) -> Prepared {
    let is_there = |name: &str| folder.join(name).symlink_metadata().is_ok();
    let Downloaded { url, allow_hosts, documents } = downloaded;
    let is_this = |contract: &&Fetched| contract.url == *url;
    // A contract whose file is gone was given up.
    let others: Vec<&Fetched> =
        old.contracts.iter().filter(|contract| contract.url != *url && is_there(&contract.file)).collect();
    let before = old.documents.iter().filter_map(|(name, origin)| {
        let url = Url::parse(&origin.url).ok()?;
        Some((address::key(&url), name.clone()))
    });
    let mut names = FileNames::new(before.collect());
    let named: Vec<String> = documents.kinds().map(|(url, root)| names.name(url, root)).collect();
    let files = documents.renamed(&named);

    let mut sources = Sources::default();
    for name in others.iter().flat_map(|contract| &contract.files) {
        if let Some(origin) = old.documents.get(name) {
            sources.documents.insert(name.clone(), origin.clone());
        }
    }
    let kept: BTreeSet<String> =
        sources.documents.keys().filter(|name| !files.contains_key(*name)).cloned().collect();
    for (name, (url, _)) in named.iter().zip(documents.kinds()) {
        let sha256 = hash(files.get(name).map(Vec::as_slice).unwrap_or_default());
        let origin = Origin { url: url.to_string(), time: time.to_owned(), sha256 };
        sources.documents.insert(name.clone(), origin);
    }
    let contract = Fetched {
        url: url.clone(),
        file: named.first().cloned().unwrap_or_default(),
        allow_hosts: allow_hosts.clone(),
        files: named.into_iter().collect(),
    };
    sources.contracts = others.into_iter().cloned().chain([contract.clone()]).collect();
    sources.contracts.sort_by(|a, b| a.file.cmp(&b.file));
    let known = old.files().into_iter().filter(|(name, _)| !kept.contains(name)).collect();
    let is_new = !old.contracts.iter().any(|contract| is_this(&contract));
    Prepared { files, sources, known, contract, is_new }
}
