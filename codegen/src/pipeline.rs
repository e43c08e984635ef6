//! The pipeline: every phase of a run, in order.
//!
//! load → read → resolve → lower → merge → model → names → emit → plan. Each phase is a module of this name. It has
//! types of its own, uses only the phases before it, and is a line of `--timings`. `write` carries out the plan.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use crate::contract::Contract;
use crate::diagnostic::Diagnostics;
use crate::error::Error;
use crate::load::{self, ReadOptions};
use crate::lock::Lock;
use crate::options::EmitOptions;
use crate::plan::{self, Plan, Target};
use crate::timings::Run;
use crate::{emit, lower, merge, model, names, read, resolve, write};

/// How many phases there are.
pub(crate) const PHASES: u64 = 9;

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
}

/// What came of a run.
#[derive(Debug)]
pub(crate) struct Planned {
    pub(crate) contract: Contract,
    pub(crate) warnings: Diagnostics,
    /// Services that the lock calls otherwise: the name there, and the new one.
    pub(crate) renamed: Vec<(String, String)>,
    pub(crate) plan: Plan,
}

/// From contract files to a plan of what to write.
///
/// # Errors
/// Whatever is wrong with the contracts, with what the configuration asks of them, or with the folder.
pub(crate) fn run(input: &PipelineInput, run: &mut Run<'_>) -> Result<Planned, Error> {
    let Merged { contract, mut warnings, .. } = contract(&input.inputs, &input.read, run)?;
    write::recover(&input.root)?;
    let lock = Lock::read(&input.root)?;
    let pinned = lock.as_ref().map(Lock::pinned).unwrap_or_default();
    let wanted = names::wanted(&contract, &input.emit, &pinned)?;
    let model = run.phase("model", || model::model(&contract, &wanted, &mut warnings))?;
    let names = run.phase("names", || names::names(model, &input.emit, &pinned))?;
    let settings = names::settings(&contract, &names, &input.emit, &pinned)?;
    let files = run.phase("emit", || emit::emit(&names.model, &settings))?;
    if input.strict && !warnings.is_empty() {
        return Err(Diagnostics::from_warnings(warnings).into());
    }
    let target =
        Target { root: &input.root, lock: lock.as_ref(), contracts: &input.contracts, own: &input.own };
    let plan = run.phase("plan", || plan::plan(files, names.lock.names, target))?;
    Ok(Planned { contract, warnings, renamed: names.renamed_services, plan })
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
    let mut diagnostics = Diagnostics::default();
    let loaded = run.phase("load", || load::load(inputs, options, &mut diagnostics));
    let syntax = run.phase("read", || read::read(&loaded, &mut diagnostics));
    let resolved = run.phase("resolve", || resolve::resolve(&loaded, &syntax));
    let lowered = run.phase("lower", || lower::lower(&loaded, &resolved));
    let contract = run.phase("merge", || merge::merge(lowered, &mut diagnostics));
    let warnings = merge::settle(&contract, diagnostics, options.lenient)?;
    Ok(Merged { contract, warnings, imported: loaded.imported })
}
