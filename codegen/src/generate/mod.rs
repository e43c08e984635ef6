//! Makes the input of the pipeline from a configuration, and the summary for the user from its result.

mod options;

use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};

use crate::config::{Config, ContractFile};
use crate::contract::Contract;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::diff::Report;
use crate::error::Error;
use crate::load::{self, ReadOptions};
use crate::lock::Lock;
use crate::model::Filter;
use crate::options::EmitOptions;
use crate::pipeline::{self, First, PipelineInput, Planned};
use crate::plan::Plan;
use crate::propose::{self, Proposals};
use crate::since::Versions;
use crate::timings::{Run, Timings};
use crate::write::{Ahead, Purpose, Settled};
use crate::{model, names, parallel};

/// What a run writes, or would write.
#[derive(Debug)]
pub struct Generated {
    /// What was read.
    pub summary: Summary,
    /// What the contracts made one warn of.
    pub warnings: Vec<Diagnostic>,
    /// What else one should know: services that are called otherwise than before.
    pub notes: Vec<String>,
    /// The contract files.
    pub inputs: Vec<PathBuf>,
    /// What changed in the contracts since the last run; `None` where nothing did, or where it cannot be told.
    pub changed: Option<Report>,
    /// The version of the crate, and the next one.
    pub(crate) versions: Versions,
    /// These, and all that they import.
    pub files: Vec<PathBuf>,
    /// What happens to which file.
    pub plan: Plan,
    /// How long each phase took.
    pub timings: Timings,
}

impl Generated {
    /// Writes the crate's new version into the configuration, where it has one. This comes before the crate: a run that is
    /// cut off between the two gives the crate this version the next time.
    pub(crate) fn write_version(&self, config: &Config) -> Result<(), Error> {
        match self.versions.bumped {
            true => config.write_version(&self.versions.current),
            false => Ok(()),
        }
    }
}

/// How much was read.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Summary {
    /// Services with a SOAP binding.
    pub services: usize,
    /// Operations, those of several ports of one service counted once a port.
    pub operations: usize,
    /// Types, anonymous ones too.
    pub types: usize,
}

impl Summary {
    pub(crate) fn new(contract: &Contract) -> Self {
        let ports = contract.services.iter().flat_map(|service| &service.ports);
        Self {
            services: contract.services.len(),
            operations: ports.map(|port| port.operations.len()).sum(),
            types: contract.types.len(),
        }
    }
}

impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let plural =
            |count: usize, word: &str| format!("{count} {word}{}", if count == 1 { "" } else { "s" });
        let Self { services, operations, types } = *self;
        write!(
            f,
            "{}, {}, {}",
            plural(services, "service"),
            plural(operations, "operation"),
            plural(types, "type")
        )
    }
}

/// How to read what a configuration names.
#[must_use]
pub fn read_options(catalog: &BTreeMap<String, PathBuf>) -> ReadOptions {
    ReadOptions { catalog: catalog.clone(), ..ReadOptions::default() }
}

/// Reads the contracts, makes the crate and writes it: all of it, or nothing. `own` are files that are created where they
/// are missing and then belong to the user; `progress` is told each phase.
///
/// # Errors
///
/// When the configuration or a contract is not in order, a file is in the way or cannot be written.
pub fn generate(
    config: &Config,
    own: &BTreeMap<String, String>,
    progress: &dyn Fn(&'static str),
) -> Result<Generated, Error> {
    generate_with(config, Begun { own: own.clone(), ..Begun::default() }, false, progress)
}

/// The same. With `bump` the crate gets the version that changes of its contracts ask for, and the file of the
/// configuration says so.
///
/// # Errors
///
/// As those of [`generate`].
pub(crate) fn generate_with(
    config: &Config,
    begun: Begun,
    bump: bool,
    progress: &dyn Fn(&'static str),
) -> Result<Generated, Error> {
    let Begun { own, mut first, mut ahead } = begun;
    loop {
        let how = How { own: &own, memory: BTreeMap::new(), purpose: Purpose::Write, bump };
        let input = how.input(config)?;
        let ahead = ahead.take().or_else(|| input.begin_staging());
        let (mut generated, settled) = planned(config, input, ahead.as_ref(), first.take(), progress)?;
        generated.write_version(config)?;
        // Where another run was faster, what it wrote is what is compared with.
        if generated.plan.apply_ahead(&settled, ahead)? {
            generated.timings.lap("write");
            return Ok(generated);
        }
    }
}

/// As [`generate`], but changes nothing on the disk.
///
/// # Errors
///
/// When the configuration or a contract is not in order, a file is in the way, or a run was interrupted there.
pub(crate) fn check(
    config: &Config,
    begun: Begun,
    progress: &dyn Fn(&'static str),
) -> Result<Generated, Error> {
    let Begun { own, first, .. } = begun;
    let how = How { own: &own, memory: BTreeMap::new(), purpose: Purpose::Look, bump: false };
    planned(config, how.input(config)?, None, first, progress).map(|(generated, _)| generated)
}

/// Whether a configuration is in order, as far as that can be said without its contracts.
pub(crate) fn checked(config: &Config) -> Result<(), Error> {
    let mut wrong = Diagnostics::default();
    wrong.extend(config.check());
    wrong.extend(config.unsupported());
    wrong.extend(config.missing_files());
    if wrong.has_errors() { Err(config.locate_error(wrong.into())) } else { Ok(()) }
}

/// What to say of services that the lock calls otherwise.
pub(crate) fn renamings(renamed: &[(String, String)]) -> impl Iterator<Item = String> {
    renamed.iter().map(|(before, now)| {
        format!(
            "the service `{before}` is called `{now}` from now on: its module, its cargo feature and its method of a session"
        )
    })
}

/// What [`generate`] is going to do, with contracts that are not on the disk yet: by the paths that they shall have.
///
/// # Errors
///
/// As those of [`check`].
#[cfg(feature = "fetch")]
pub(crate) fn with_documents(
    config: &Config,
    documents: BTreeMap<PathBuf, Vec<u8>>,
    bump: bool,
    progress: &dyn Fn(&'static str),
    purpose: Purpose,
) -> Result<(Generated, Settled), Error> {
    let mut config = config.clone();
    // The lock beside the contracts is still the old one.
    config.accept = true;
    let own = BTreeMap::new();
    let how = How { own: &own, memory: documents, purpose, bump };
    planned(&config, how.input(&config)?, None, None, progress)
}

/// What was done for a run before it begins.
#[derive(Debug, Default)]
pub(crate) struct Begun {
    /// Files that are created where they are missing and then belong to the user.
    pub(crate) own: BTreeMap<String, String>,
    /// The contracts, read already for what they propose; and how long that took.
    pub(crate) first: Option<(First, Timings)>,
    /// What is being staged since then.
    pub(crate) ahead: Option<Ahead>,
}

/// How a run is made.
struct How<'h> {
    /// Files that are created where they are missing and then belong to the user.
    own: &'h BTreeMap<String, String>,
    /// Contracts that are not on the disk yet.
    memory: BTreeMap<PathBuf, Vec<u8>>,
    purpose: Purpose,
    /// Whether the crate gets its next version.
    bump: bool,
}

impl How<'_> {
    /// What the pipeline starts from, where the configuration is in order.
    fn input(self, config: &Config) -> Result<PipelineInput, Error> {
        checked(config)?;
        let Self { own, memory, purpose, bump } = self;
        let mut input = PipelineInput { purpose, bump, ..pipeline_input(config, own)? };
        input.read.memory = memory;
        Ok(input)
    }
}

fn planned(
    config: &Config,
    input: PipelineInput,
    ahead: Option<&Ahead>,
    first: Option<(First, Timings)>,
    progress: &dyn Fn(&'static str),
) -> Result<(Generated, Settled), Error> {
    let (first, timings) = first.unzip();
    let mut run = Run::after(timings.unwrap_or_default(), progress);
    let planned =
        pipeline::run(&input, ahead, first, &mut run).map_err(|error| config.locate_error(error))?;
    let Planned { contract, mut warnings, renamed, changed, version, files, plan, settled } = planned;
    config.locate(&mut warnings);
    let summary = Summary::new(&contract);
    parallel::discard(contract);
    let generated = Generated {
        summary,
        warnings: warnings.into_iter().collect(),
        notes: renamings(&renamed).chain(settled.notes.iter().cloned()).collect(),
        inputs: input.inputs,
        changed,
        versions: version,
        files,
        plan,
        timings: run.timings,
    };
    Ok((generated, settled))
}

/// Reads contracts and all that they import into one [`Contract`], with the warnings there were. With
/// [`ReadOptions::lenient`] dangling references and missing imports are among these, and what depends on them is not
/// in the contract.
///
/// # Errors
/// Everything that is wrong with any of them, sorted by place, when there is at least one error.
pub fn read_contracts(
    inputs: &[PathBuf],
    options: &ReadOptions,
) -> Result<(Contract, Vec<Diagnostic>), Diagnostics> {
    let merged = pipeline::contract(inputs, options, &mut Run::new(&|_| {}))?;
    Ok((merged.contract, merged.warnings.into_iter().collect()))
}

/// What the contracts propose for a configuration that only says which they are, and the beginning of the run that follows.
/// What nothing imports goes from the configuration's catalogue.
///
/// # Errors
///
/// When a contract is not in order, or holds nothing to generate.
pub(crate) fn propose(
    config: &mut Config,
    purpose: Purpose,
    progress: &dyn Fn(&'static str),
) -> Result<(Proposals, Begun), Error> {
    let input = PipelineInput { purpose, ..pipeline_input(config, &BTreeMap::new())? };
    let ahead = input.begin_staging();
    let mut run = Run::new(progress);
    let first = pipeline::first(&input, &mut run)?;
    let (contract, imported) = (&first.merged.contract, &first.merged.imported);
    let pinned = Lock::read(&input.root)?.map(|lock| lock.pinned(contract)).unwrap_or_default();
    let named = names::wanted(contract, &input.emit, &pinned)
        .and_then(|wanted| model::model(contract, &wanted, &mut Diagnostics::default()))
        .and_then(|model| names::names(model, &input.emit, &pinned))
        .map_err(|errors| config.locate_error(errors.into()))?;
    let proposals = propose::propose(&named.model);
    config.catalog.retain(|url, _| imported.contains(url));
    parallel::discard(named);
    run.timings.lap("propose");
    Ok((proposals, Begun { own: BTreeMap::new(), first: Some((first, run.timings)), ahead }))
}

/// Which operations and ports a configuration selects, of a contract that was read from `files`: one for each of its
/// contracts.
pub(crate) fn selected(config: &Config, files: &[PathBuf], contract: &Contract) -> Result<Filter, Error> {
    let named = || config.contracts.iter().zip(files);
    let path = |file: &Path| load::name(file);
    let mut options = EmitOptions::new(&config.package.name);
    options.modules = named().filter_map(|(c, file)| Some((path(file), c.module.clone()?))).collect();
    options.ports = named().filter_map(|(c, file)| Some((path(file), c.port.clone()?))).collect();
    options.operations = config.operations.clone().unwrap_or_default();
    let pinned = Lock::read(root(config))?.map(|lock| lock.pinned(contract)).unwrap_or_default();
    names::wanted(contract, &options, &pinned).map_err(|errors| config.locate_error(errors.into()))
}

/// What a configuration asks for.
pub(crate) fn pipeline_input(
    config: &Config,
    own: &BTreeMap<String, String>,
) -> Result<PipelineInput, Error> {
    let root = root(config);
    let (inputs, read) = reading(config);
    let name = |contract: &ContractFile| contract.wsdl.to_string_lossy().replace('\\', "/");
    let contracts = config.contracts.iter().map(|one| (name(one), config.resolve(&one.wsdl)));
    Ok(PipelineInput {
        contracts: contracts.collect(),
        inputs,
        read,
        emit: options::emit_options(config, root)?,
        root: root.to_path_buf(),
        own: own.clone(),
        strict: config.strict,
        changes: config.changes.clone(),
        bump: false,
        accept: config.accept,
        purpose: Purpose::Look,
    })
}

/// The folder of a configuration.
pub(crate) fn root(config: &Config) -> &Path {
    if config.root.as_os_str().is_empty() { Path::new(".") } else { &config.root }
}

/// The contracts of a configuration, and how to read them.
pub(crate) fn reading(config: &Config) -> (Vec<PathBuf>, ReadOptions) {
    let inputs = config.contracts.iter().map(|contract| config.resolve(&contract.wsdl)).collect();
    let catalog = config.catalog.iter().map(|(url, file)| (url.clone(), config.resolve(file))).collect();
    (inputs, ReadOptions { lenient: config.lenient, named: config.named_imports(), ..read_options(&catalog) })
}
