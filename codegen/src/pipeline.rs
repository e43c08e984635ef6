//! The spine: every phase of a run, in order.
//!
//! load → read → resolve → lower → merge → model → names → emit → plan. Each is a module of this name with types of its own,
//! knows those before it only, and is a line of `--timings`. What the plan says is done by `write`.

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

/// What a run is asked to do.
#[derive(Debug)]
pub(crate) struct Job {
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
/// Whatever is wrong with the contracts, with what the job asks of them, or with the folder.
pub(crate) fn run(job: &Job, run: &mut Run<'_>) -> Result<Planned, Error> {
    let Merged { contract, mut warnings, .. } = contract(&job.inputs, &job.read, run)?;
    write::recover(&job.root)?;
    let lock = Lock::read(&job.root)?;
    let pinned = lock.as_ref().map(Lock::pinned).unwrap_or_default();
    let wanted = names::wanted(&contract, &job.emit, &pinned)?;
    let model = run.phase("model", || model::model(&contract, &wanted, &mut warnings))?;
    let names = run.phase("names", || names::names(model, &job.emit, &pinned))?;
    let settings = names::settings(&contract, &names, &job.emit, &pinned)?;
    let files = run.phase("emit", || emit::emit(&names.model, &settings))?;
    if job.strict && !warnings.is_empty() {
        return Err(Diagnostics::from_warnings(warnings).into());
    }
    let target = Target { root: &job.root, lock: lock.as_ref(), contracts: &job.contracts, own: &job.own };
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
    let mut told = Diagnostics::default();
    let loaded = run.phase("load", || load::load(inputs, options, &mut told));
    let syntax = run.phase("read", || read::read(&loaded, &mut told));
    let resolved = run.phase("resolve", || resolve::resolve(&loaded, &syntax));
    let lowered = run.phase("lower", || lower::lower(&loaded, &resolved));
    let contract = run.phase("merge", || merge::merge(lowered, &mut told));
    let warnings = merge::settle(&contract, told, options.lenient)?;
    Ok(Merged { contract, warnings, imported: loaded.imported })
}
