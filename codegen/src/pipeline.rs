//! The pipeline: every phase of a run, in order.
//!
//! load → read → resolve → lower → merge → diff → model → names → emit → plan. Each phase is a module of this name. It has
//! types of its own, uses only the phases before it, and is a line of `--timings`. `write` carries out the plan.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::Arc;

use crate::archive::Documents;
use crate::config::Changes;
use crate::contract::Contract;
use crate::diagnostic::Diagnostics;
use crate::diff::{Extra, Report};
use crate::error::Error;
use crate::load::Loaded;
use crate::load::{self, ReadOptions};
use crate::lock::Lock;
use crate::options::EmitOptions;
use crate::plan::{self, Plan, Target};
use crate::resolve::Resolved;
use crate::since::{self, Archived, Versions};
use crate::timings::Run;
use crate::write::{Purpose, Settled};
use crate::{emit, lower, merge, model, names, policy, read, resolve, sources, write};

/// How many phases there are.
pub(crate) const PHASES: u64 = 10;

/// What a run starts from.
#[derive(Debug)]
pub(crate) struct PipelineInput {
    /// The contract files.
    pub(crate) inputs: Vec<PathBuf>,
    /// How to read them.
    pub(crate) read: ReadOptions,
    /// The folder of the crate.
    pub(crate) root: PathBuf,
    /// What crate to make.
    pub(crate) emit: EmitOptions,
    /// The contract files as the lock calls them.
    pub(crate) contracts: BTreeMap<String, PathBuf>,
    /// Files that are created where they are missing and then belong to the user.
    pub(crate) own: BTreeMap<String, String>,
    /// Warnings are errors.
    pub(crate) strict: bool,
    /// What the program thinks of changes of its contracts.
    pub(crate) changes: Changes,
    /// Whether the crate gets the version that such changes ask for.
    pub(crate) bump: bool,
    /// Documents that were edited since they were downloaded are taken as they are.
    pub(crate) accept: bool,
    /// Whether the plan is to be carried out.
    pub(crate) purpose: Purpose,
}

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

/// What came of a run.
#[derive(Debug)]
pub(crate) struct Planned {
    pub(crate) contract: Contract,
    pub(crate) warnings: Diagnostics,
    /// Services that the lock calls otherwise: the name there, and the new one.
    pub(crate) renamed: Vec<(String, String)>,
    /// What changed in the contracts since the last run; `None` where nothing did, or where it cannot be told.
    pub(crate) changed: Option<Report>,
    /// The version of the crate.
    pub(crate) version: Versions,
    pub(crate) plan: Plan,
    /// The state of the folder that the plan was made for.
    pub(crate) settled: Settled,
}

/// From contract files to a plan of what to write.
///
/// # Errors
/// Whatever is wrong with the contracts, with what the configuration asks of them, or with the folder.
pub(crate) fn run(input: &PipelineInput, run: &mut Run<'_>) -> Result<Planned, Error> {
    let (merged, extra) = compared(&input.inputs, &input.read, run)?;
    if !input.accept {
        sources::refuse_edited(&merged.files)?;
    }
    loop {
        let settled = write::settle(&input.root, input.purpose)?;
        let prepared = prepare(input, &merged, &extra, run);
        // Another run may have written to the folder meanwhile: then parts of two states were read.
        if settled.holds(&input.root)? {
            let Prepared { warnings, renamed, changed, version, plan } = prepared?;
            let contract = merged.contract;
            return Ok(Planned { contract, warnings, renamed, changed, version, plan, settled });
        }
    }
}

/// What comes of the second part.
struct Prepared {
    warnings: Diagnostics,
    renamed: Vec<(String, String)>,
    changed: Option<Report>,
    version: Versions,
    plan: Plan,
}

/// The second part: from one contract, and the folder as it is, to a plan.
fn prepare(
    input: &PipelineInput,
    merged: &Merged,
    extra: &Extra,
    run: &mut Run<'_>,
) -> Result<Prepared, Error> {
    let Merged { contract, warnings, hashes, .. } = merged;
    let mut warnings = warnings.clone();
    let lock = Lock::read(&input.root)?;
    let pinned = lock.as_ref().map(|lock| lock.pinned(contract)).unwrap_or_default();
    let wanted = names::wanted(contract, &input.emit, &pinned)?;
    let Archived { archive, last } = since::archived(&input.root, &merged.texts)?;
    let last = lock.as_ref().zip(last);
    let changed = run.phase("diff", || {
        last.and_then(|(lock, last)| changed(input, lock, last, (contract, extra, Some(&wanted))))
    });
    let version = Versions::new(&input.emit.crate_version, lock.as_ref(), changed.as_ref(), input.bump)?;
    let mut options = input.emit.clone();
    options.crate_version = version.current.to_string();
    let model = run.phase("model", || model::model(contract, &wanted, &mut warnings))?;
    let names = run.phase("names", || names::names(model, &options, &pinned))?;
    let settings = names::settings(contract, &names, &options, &pinned)?;
    let files = run.phase("emit", || emit::emit(&names.model, &settings))?;
    if input.strict && !warnings.is_empty() {
        return Err(Diagnostics::from_warnings(warnings).into());
    }
    let hash = |(name, path): (&String, &PathBuf)| Some((name.clone(), hashes.get(path)?.clone()));
    let new = Lock {
        version: Some(version.current.clone()),
        proposed: version.proposed.clone(),
        contracts: input.contracts.iter().filter_map(hash).collect(),
        names: names.lock.names,
        ..Lock::default()
    };
    let target = Target { root: &input.root, lock: lock.as_ref(), own: &input.own };
    let plan = run.phase("plan", || plan::plan(files, archive, new, target))?;
    Ok(Prepared { warnings, renamed: names.renamed_services, changed, version, plan })
}

/// What changed in the contracts since the last run, of which the documents are `last`; `None` where these cannot be read,
/// which the last run could.
fn changed(input: &PipelineInput, lock: &Lock, last: Documents, new: since::Side<'_>) -> Option<Report> {
    let (inputs, read) = since::reading(&input.root, lock, last, &input.read);
    let (Merged { contract, .. }, extra) = compared(&inputs, &read, &mut Run::new(&|_| {})).ok()?;
    let wanted = names::wanted(&contract, &input.emit, &lock.pinned(&contract)).ok();
    let mut report = since::compared((&contract, &extra, wanted.as_ref()), new);
    input.changes.apply(&mut report);
    Some(report)
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
    contract_with(inputs, options, run, |_, _| ()).map(|(merged, ())| merged)
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
    contract_with(inputs, options, run, |loaded, resolved| {
        let mut extra = Extra { media: loaded.expected_media(), ..Extra::default() };
        for Resolved { unit, .. } in resolved {
            for (service, required) in policy::said(unit, loaded) {
                extra.policies.entry(service).or_default().extend(required);
            }
        }
        extra
    })
}

fn contract_with<E>(
    inputs: &[PathBuf],
    options: &ReadOptions,
    run: &mut Run<'_>,
    extra: impl FnOnce(&Loaded, &[Resolved<'_>]) -> E,
) -> Result<(Merged, E), Diagnostics> {
    let mut diagnostics = Diagnostics::default();
    let loaded = run.phase("load", || load::load(inputs, options, &mut diagnostics));
    let syntax = run.phase("read", || read::read(&loaded, &mut diagnostics));
    let resolved = run.phase("resolve", || resolve::resolve(&loaded, &syntax));
    let lowered = run.phase("lower", || lower::lower(&loaded, &resolved));
    let contract = run.phase("merge", || merge::merge(lowered, &mut diagnostics));
    let warnings = merge::settle(&contract, diagnostics, options.lenient)?;
    let extra = extra(&loaded, &resolved);
    let (texts, files) = (loaded.texts(), loaded.files());
    let Loaded { imported, hashes, .. } = loaded;
    Ok((Merged { contract, warnings, imported, hashes, texts, files }, extra))
}
