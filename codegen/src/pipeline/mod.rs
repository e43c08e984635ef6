//! The pipeline: every phase of a run, in order.
//!
//! load → read → resolve → lower → merge → diff → model → names → emit → plan. Each phase is a module of this name. It has
//! types of its own, uses only the phases before it, and is a line of `--timings`. `write` carries out the plan.

mod first;

use std::collections::{BTreeMap, BTreeSet};
use std::panic::resume_unwind;
use std::path::PathBuf;
use std::thread;

use crate::archive::{self, Documents};
use crate::config::Changes;
use crate::contract::Contract;
use crate::diagnostic::Diagnostics;
use crate::diff::{Extra, Report};
use crate::error::Error;
use crate::load::{self, ReadOptions};
use crate::lock::Lock;
use crate::model::Filter;
use crate::names::named::Model;
use crate::names::{Names, NamesLock, Settings};
use crate::options::{Arguments, EmitOptions, Runtime};
use crate::plan::{self, Plan, Target};
use crate::since::{self, Packing, Versions};
use crate::timings::Run;
use crate::write::{Ahead, Purpose, Settled};
use crate::{emit, model, names, parallel, sources, write};
pub(crate) use first::{First, Merged, compared, contract};

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

impl PipelineInput {
    /// Begins to stage what needs no contract, where a new crate is to be written.
    pub(crate) fn begin_staging(&self) -> Option<Ahead> {
        let is_wanted = self.purpose == Purpose::Write && self.emit.runtime == Runtime::Embedded;
        if is_wanted { Ahead::begin(&self.root, emit::carried) } else { None }
    }
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
    /// The contract files and all that they import.
    pub(crate) files: Vec<PathBuf>,
    pub(crate) plan: Plan,
    /// The state of the folder that the plan was made for.
    pub(crate) settled: Settled,
}

/// A module of a program.
#[derive(Debug)]
pub(crate) struct Module {
    pub(crate) contract: Contract,
    pub(crate) warnings: Diagnostics,
    /// As of [`Planned`].
    pub(crate) renamed: Vec<(String, String)>,
    /// The contract files and all that they import.
    pub(crate) files: Vec<PathBuf>,
    /// The text of its file.
    pub(crate) text: String,
}

/// From contract files to a plan of what to write, of which some may be staged already, and the first part done.
///
/// # Errors
/// Whatever is wrong with the contracts, with what the configuration asks of them, or with the folder.
pub(crate) fn run(
    input: &PipelineInput,
    ahead: Option<&Ahead>,
    first: Option<First>,
    run: &mut Run<'_>,
) -> Result<Planned, Error> {
    planned(input, ahead, first, run, Kind::Crate)
}

/// From contract files to a plan of a lock alone, which pins the names of what a `build.rs` writes.
///
/// # Errors
/// As those of [`run`].
pub(crate) fn pin(input: &PipelineInput, run: &mut Run<'_>) -> Result<Planned, Error> {
    planned(input, None, None, run, Kind::Lock)
}

/// The first part of a run that is to make a crate.
///
/// # Errors
/// Everything that is wrong with any of the contracts, sorted by place.
pub(crate) fn first(input: &PipelineInput, run: &mut Run<'_>) -> Result<First, Diagnostics> {
    first::first(input, Kind::Crate, run)
}

/// What is planned.
#[derive(Debug, Clone, Copy)]
enum Kind {
    /// A crate.
    Crate,
    /// The lock alone.
    Lock,
}

/// The state of the folder, once no other run is in it.
fn settle(input: &PipelineInput, ahead: Option<&Ahead>) -> Result<Settled, Error> {
    let settled = ahead.map(|ahead| ahead.settled(&input.root)).transpose()?.flatten();
    settled.map_or_else(|| write::settle(&input.root, input.purpose), Ok)
}

fn planned(
    input: &PipelineInput,
    ahead: Option<&Ahead>,
    first: Option<First>,
    run: &mut Run<'_>,
    kind: Kind,
) -> Result<Planned, Error> {
    // A run that was cut off may have left documents that their lock does not know yet.
    let mut notes = settle(input, ahead)?.notes;
    let First { merged, extra, mut packing, .. } = match first.filter(|first| first.is_of(input)) {
        Some(first) => first,
        None => first::first(input, kind, run)?,
    };
    if !input.accept {
        sources::refuse_edited(&merged.files)?;
    }
    loop {
        let mut settled = settle(input, ahead)?;
        notes.append(&mut settled.notes);
        let prepared = match kind {
            Kind::Crate => prepare(input, &merged, &extra, packing.take(), run),
            Kind::Lock => pinned(input, &merged, run),
        };
        // Another run may have written to the folder meanwhile: then parts of two states were read.
        if settled.holds(&input.root)? {
            let Prepared { warnings, renamed, changed, version, plan } = prepared?;
            let Merged { contract, files, .. } = merged;
            let files = files.into_keys().collect();
            settled.notes = notes;
            return Ok(Planned { contract, warnings, renamed, changed, version, files, plan, settled });
        }
    }
}

/// From contract files to a module of a program, with the names of a lock; nothing is written.
///
/// # Errors
/// Whatever is wrong with the contracts, or with what the configuration asks of them.
pub(crate) fn module(input: &PipelineInput, lock: Option<Lock>, run: &mut Run<'_>) -> Result<Module, Error> {
    let merged = contract(&input.inputs, &input.read, run)?;
    let begun = begin(input, lock, &merged.contract)?;
    let Emitted { warnings, names, output } =
        emitted(input, &input.emit, &merged, &begun, run, emit::module)?;
    let Merged { contract, files, .. } = merged;
    let files = files.into_keys().collect();
    Ok(Module { contract, warnings, renamed: names.renamed_services, files, text: output })
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
    packing: Option<Packing>,
    run: &mut Run<'_>,
) -> Result<Prepared, Error> {
    let begun = begin(input, Lock::read(&input.root)?, &merged.contract)?;
    let lock = begun.lock.as_ref();
    let mut archived = since::archived(&input.root, &merged.texts, archive_of(input, merged, lock))?;
    let last = lock.zip(archived.last.take());
    let changed = run.phase("diff", || {
        last.and_then(|(lock, last)| {
            changed(input, lock, last, (&merged.contract, extra, Some(&begun.wanted)))
        })
    });
    let version = Versions::new(&input.emit.crate_version, lock, changed.as_ref(), input.bump)?;
    let options = EmitOptions { crate_version: version.current.to_string(), ..input.emit.clone() };
    // Packing a new contract takes long, and nothing needs the archive before the plan.
    let (emitted, archive) = thread::scope(|scope| {
        let packed = scope.spawn(|| match packing.filter(|_| !archived.stays()) {
            Some(packing) => archived.packed(packing.join().unwrap_or_else(|panic| resume_unwind(panic))),
            None => archived.pack(),
        });
        let emitted = emitted(input, &options, merged, &begun, run, emit::emit);
        (emitted, packed.join().unwrap_or_else(|panic| resume_unwind(panic)))
    });
    let Emitted { warnings, names, output } = emitted?;
    let new = Lock {
        version: Some(version.current.clone()),
        proposed: version.proposed.clone(),
        ..new_lock(input, merged, names.lock)
    };
    parallel::discard(names.model);
    let archive = archive?;
    let target = Target { root: &input.root, lock, own: &input.own };
    let plan = run.phase("plan", || plan::plan(output, Some(archive), new, target))?;
    Ok(Prepared { warnings, renamed: names.renamed_services, changed, version, plan })
}

/// The SHA-256 of the archive that holds the documents of this run, where a lock says so: this generator read the same
/// contracts, and they import nothing. A run that only looks believes no lock.
fn archive_of<'l>(input: &PipelineInput, merged: &Merged, lock: Option<&'l Lock>) -> Option<&'l str> {
    let new = new_lock(input, merged, NamesLock::default());
    let lock = lock.filter(|lock| input.purpose == Purpose::Write && lock.generator == new.generator)?;
    let inputs: BTreeSet<PathBuf> = merged.hashes.keys().map(|path| load::name(path).into()).collect();
    let is_same = lock.contracts == new.contracts && merged.files.keys().all(|file| inputs.contains(file));
    lock.files.get(archive::FILE_NAME).filter(|_| is_same).map(String::as_str)
}

/// The same for the lock alone.
fn pinned(input: &PipelineInput, merged: &Merged, run: &mut Run<'_>) -> Result<Prepared, Error> {
    let begun = begin(input, Lock::read(&input.root)?, &merged.contract)?;
    let Emitted { warnings, names, output } =
        emitted(input, &input.emit, merged, &begun, run, |_, _| Ok(BTreeMap::new()))?;
    let lock = begun.lock.as_ref();
    let version = Versions::new(&input.emit.crate_version, lock, None, false)?;
    let target = Target { root: &input.root, lock, own: &input.own };
    let new = new_lock(input, merged, names.lock);
    let plan = run.phase("plan", || plan::plan(output, None, new, target))?;
    Ok(Prepared { warnings, renamed: names.renamed_services, changed: None, version, plan })
}

/// What a lock says of contracts and names.
fn new_lock(input: &PipelineInput, merged: &Merged, names: NamesLock) -> Lock {
    let hash = |(name, path): (&String, &PathBuf)| Some((name.clone(), merged.hashes.get(path)?.clone()));
    let contracts = input.contracts.iter().filter_map(hash).collect();
    Lock { contracts, names: names.names, ..Lock::default() }
}

/// What the second part begins with: the lock of the folder, its names as they are in this contract, and which operations
/// are wanted.
struct Begun {
    lock: Option<Lock>,
    pinned: NamesLock,
    wanted: Filter,
}

fn begin(input: &PipelineInput, lock: Option<Lock>, contract: &Contract) -> Result<Begun, Error> {
    let pinned = lock.as_ref().map(|lock| lock.pinned(contract)).unwrap_or_default();
    let wanted = names::wanted(contract, &input.emit, &pinned)?;
    Ok(Begun { lock, pinned, wanted })
}

/// What is made of one contract with the names of a lock.
struct Emitted<T> {
    warnings: Diagnostics,
    names: Names,
    output: T,
}

fn emitted<T>(
    input: &PipelineInput,
    options: &EmitOptions,
    Merged { contract, warnings, .. }: &Merged,
    Begun { pinned, wanted, .. }: &Begun,
    run: &mut Run<'_>,
    emit: impl FnOnce(&Model, &Settings<'_>) -> Result<T, Diagnostics>,
) -> Result<Emitted<T>, Error> {
    let mut warnings = warnings.clone();
    let model = run.phase("model", || model::model(contract, wanted, &mut warnings))?;
    let names = run.phase("names", || names::names(model, options, pinned))?;
    let settings = names::settings(contract, &names, options, pinned)?;
    let output = run.phase("emit", || emit(&names.model, &settings))?;
    if input.strict && !warnings.is_empty() {
        return Err(Diagnostics::from_warnings(warnings).into());
    }
    Ok(Emitted { warnings, names, output })
}

/// What changed in the contracts since the last run, of which the documents are `last`; `None` where these cannot be read,
/// which the last run could.
fn changed(input: &PipelineInput, lock: &Lock, last: Documents, new: since::Side<'_>) -> Option<Report> {
    let (inputs, read) = since::reading(&input.root, lock, last, &input.read);
    let (Merged { contract, .. }, mut extra) = compared(&inputs, &read, &mut Run::new(&|_| {})).ok()?;
    extra.struct_arguments = input.emit.arguments == Arguments::Struct;
    let wanted = names::wanted(&contract, &input.emit, &lock.pinned(&contract)).ok();
    let mut report = since::compared((&contract, &extra, wanted.as_ref()), new);
    input.changes.apply(&mut report);
    Some(report)
}
