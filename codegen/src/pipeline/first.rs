//! The first part of a run: from contract files to one contract.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::Arc;

use super::{Kind, PipelineInput};
use crate::contract::{Contract, Media};
use crate::diagnostic::Diagnostics;
use crate::diff::Extra;
use crate::load::{self, Loaded, ReadOptions};
use crate::since::{self, Packing};
use crate::timings::Run;
use crate::{lower, merge, parallel, policy, read, resolve};

/// What was read.
#[derive(Debug)]
pub(crate) struct Merged {
    /// All contracts as one.
    pub(crate) contract: Contract,
    /// What the contracts made one warn of.
    pub(crate) warnings: Diagnostics,
    /// The locations and namespaces that something imports.
    pub(crate) imported: BTreeSet<String>,
    /// The SHA-256 of each contract file, by its path.
    pub(crate) hashes: BTreeMap<PathBuf, String>,
    /// The texts of all documents, by their paths.
    pub(crate) texts: Vec<(Arc<str>, Arc<str>)>,
    /// The SHA-256 of each file that was read, by its name.
    pub(crate) files: BTreeMap<PathBuf, String>,
}

/// What comes of the first part.
#[derive(Debug)]
pub(crate) struct First {
    pub(crate) merged: Merged,
    /// What a comparison needs beside the contract.
    pub(super) extra: Extra,
    /// The archive of the documents, where one is being made.
    pub(super) packing: Option<Packing>,
    /// What was read, and whether leniently.
    of: (Vec<PathBuf>, bool),
}

impl First {
    /// Whether it is that of a run with this input.
    pub(super) fn is_of(&self, input: &PipelineInput) -> bool {
        self.of.0 == input.inputs && self.of.1 == input.read.lenient && input.read.memory.is_empty()
    }
}

/// The first part, which ends with a crate or a lock.
///
/// # Errors
/// Everything that is wrong with any of the contracts, sorted by place.
pub(super) fn first(input: &PipelineInput, kind: Kind, run: &mut Run<'_>) -> Result<First, Diagnostics> {
    let mut packing = None;
    let (merged, extra) = compared_with(&input.inputs, &input.read, run, |loaded| {
        packing = match kind {
            Kind::Crate => since::begin_packing(&input.root, &loaded.texts()),
            Kind::Lock => None,
        };
    })?;
    Ok(First { merged, extra, packing, of: (input.inputs.clone(), input.read.lenient) })
}

/// The first part, which is all that `inspect` and `sample` need: from contract files to one contract.
///
/// # Errors
/// Everything that is wrong with any of them, sorted by place.
pub(crate) fn contract(
    inputs: &[PathBuf],
    options: &ReadOptions,
    run: &mut Run<'_>,
) -> Result<Merged, Diagnostics> {
    contract_with(inputs, options, run, |_| ()).map(|(merged, _)| merged)
}

/// The same with what a comparison needs beside the contract.
///
/// # Errors
/// As those of [`contract`].
pub(crate) fn compared(
    inputs: &[PathBuf],
    options: &ReadOptions,
    run: &mut Run<'_>,
) -> Result<(Merged, Extra), Diagnostics> {
    compared_with(inputs, options, run, |_| ())
}

/// The same. `seen` is shown the documents when each is lowered: from then on, most is done by one thread.
fn compared_with(
    inputs: &[PathBuf],
    options: &ReadOptions,
    run: &mut Run<'_>,
    seen: impl FnOnce(&Loaded),
) -> Result<(Merged, Extra), Diagnostics> {
    contract_with(inputs, options, run, seen).map(|(merged, media)| {
        let policies = policy::said(&merged.contract);
        (merged, Extra { policies, media, ..Extra::default() })
    })
}

/// A contract, and the media types that its documents expect.
fn contract_with(
    inputs: &[PathBuf],
    options: &ReadOptions,
    run: &mut Run<'_>,
    seen: impl FnOnce(&Loaded),
) -> Result<(Merged, BTreeMap<String, String>), Diagnostics> {
    let mut diagnostics = Diagnostics::default();
    let loaded = run.phase("load", || load::load(inputs, options, &mut diagnostics));
    let syntax = run.phase("read", || read::read(&loaded, &mut diagnostics));
    let resolved = run.phase("resolve", || resolve::resolve(&loaded, &syntax));
    let lowered = run.phase("lower", || lower::lower(&loaded, &resolved));
    seen(&loaded);
    let mut contract = run.phase("merge", || merge::merge(lowered, &mut diagnostics));
    let media = loaded.expected_media();
    contract.media = Media::new(media.clone());
    let warnings = merge::settle(&contract, diagnostics, options.lenient)?;
    let (texts, files) = (loaded.texts(), loaded.files());
    let (imported, hashes) = (loaded.imported.clone(), loaded.hashes.clone());
    drop(resolved);
    parallel::discard((loaded, syntax));
    Ok((Merged { contract, warnings, imported, hashes, texts, files }, media))
}
