//! Makes the input of the pipeline from a configuration, and the summary for the user from its result.

use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};

use crate::config::{self, Config, ContractFile};
use crate::contract::Contract;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::diff::Report;
use crate::error::Error;
use crate::load::{self, ReadOptions};
use crate::lock::Lock;
use crate::model::Filter;
use crate::options::{
    Arguments, EmitOptions, LoginOperation, LoginOptions, OutcomeOptions, RefusedOptions, Runtime,
};
use crate::pipeline::{self, Merged, PipelineInput, Planned};
use crate::plan::Plan;
use crate::propose::{self, Proposals};
use crate::since::Versions;
use crate::timings::{Run, Timings};
use crate::write::{Purpose, Settled};
use crate::{model, names, workspace};

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
    generate_with(config, own, false, progress)
}

/// The same. With `bump` the crate gets the version that changes of its contracts ask for, and the file of the
/// configuration says so.
///
/// # Errors
///
/// As those of [`generate`].
pub(crate) fn generate_with(
    config: &Config,
    own: &BTreeMap<String, String>,
    bump: bool,
    progress: &dyn Fn(&'static str),
) -> Result<Generated, Error> {
    loop {
        let (mut generated, settled) = planned(config, own, progress, Purpose::Write, bump)?;
        // First: a run that is cut off after it gives the crate this version the next time.
        if generated.versions.bumped {
            config.write_version(&generated.versions.current)?;
        }
        // Where another run was faster, what it wrote is what is compared with.
        if generated.plan.apply(&settled)? {
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
pub fn check(
    config: &Config,
    own: &BTreeMap<String, String>,
    progress: &dyn Fn(&'static str),
) -> Result<Generated, Error> {
    planned(config, own, progress, Purpose::Look, false).map(|(generated, _)| generated)
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

fn planned(
    config: &Config,
    own: &BTreeMap<String, String>,
    progress: &dyn Fn(&'static str),
    purpose: Purpose,
    bump: bool,
) -> Result<(Generated, Settled), Error> {
    checked(config)?;
    let input = PipelineInput { purpose, bump, ..pipeline_input(config, own)? };
    let mut run = Run::new(progress);
    let planned = pipeline::run(&input, &mut run).map_err(|error| config.locate_error(error))?;
    let Planned { contract, mut warnings, renamed, changed, version, files, plan, settled } = planned;
    config.locate(&mut warnings);
    let generated = Generated {
        summary: Summary::new(&contract),
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

/// What the contracts propose for a configuration that only says which they are. What nothing imports goes from its catalogue.
///
/// # Errors
///
/// When a contract is not in order, or holds nothing to generate.
pub fn propose(config: &mut Config) -> Result<Proposals, Error> {
    let PipelineInput { inputs, read, root, emit, .. } = pipeline_input(config, &BTreeMap::new())?;
    let Merged { contract, imported, .. } = pipeline::contract(&inputs, &read, &mut Run::new(&|_| {}))?;
    let pinned = Lock::read(&root)?.map(|lock| lock.pinned(&contract)).unwrap_or_default();
    let named = names::wanted(&contract, &emit, &pinned)
        .and_then(|wanted| model::model(&contract, &wanted, &mut Diagnostics::default()))
        .and_then(|model| names::names(model, &emit, &pinned))
        .map_err(|errors| config.locate_error(errors.into()))?;
    let proposals = propose::propose(&named.model);
    config.catalog.retain(|url, _| imported.contains(url));
    Ok(proposals)
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
        emit: emit_options(config, root)?,
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
fn root(config: &Config) -> &Path {
    if config.root.as_os_str().is_empty() { Path::new(".") } else { &config.root }
}

/// The contracts of a configuration, and how to read them.
pub(crate) fn reading(config: &Config) -> (Vec<PathBuf>, ReadOptions) {
    let inputs = config.contracts.iter().map(|contract| config.resolve(&contract.wsdl)).collect();
    let catalog = config.catalog.iter().map(|(url, file)| (url.clone(), config.resolve(file))).collect();
    (inputs, ReadOptions { lenient: config.lenient, named: config.named_imports(), ..read_options(&catalog) })
}

/// What the configuration tells the emitter.
fn emit_options(config: &Config, root: &Path) -> Result<EmitOptions, Error> {
    let path = |contract: &ContractFile| load::name(&config.resolve(&contract.wsdl));
    let file = |contract: &ContractFile| contract.wsdl.file_name().map(|s| s.to_string_lossy().into_owned());
    let mut options = EmitOptions::new(&config.package.name);
    if let Some(version) = &config.package.version {
        options.crate_version.clone_from(version);
    }
    options.package = package_lines(&config.package);
    options.example.clone_from(&config.package.example);
    options.sources = config.contracts.iter().filter_map(file).collect();
    options.modules = config.contracts.iter().filter_map(|c| Some((path(c), c.module.clone()?))).collect();
    options.ports = config.contracts.iter().filter_map(|c| Some((path(c), c.port.clone()?))).collect();
    options.session_headers.clone_from(&config.session.headers);
    options.outcome = config.outcome.as_ref().map(|outcome| OutcomeOptions {
        succeeded: outcome.succeeded.clone(),
        error: Some(outcome.error.clone()),
        kind: outcome.kind.clone(),
        message: outcome.message.clone(),
    });
    options.login = config.login.as_ref().map(login_options);
    options.secrets.clone_from(&config.secrets.fields);
    options.undeclared_secrets.clone_from(&config.secrets.undeclared);
    options.operations = config.operations.clone().unwrap_or_default();
    options.renames.clone_from(&config.rename);
    options.server = config.server;
    options.preserve_unknown = config.preserve_unknown;
    options.arguments = match config.package.arguments {
        Some(config::Arguments::Struct) => Arguments::Struct,
        Some(config::Arguments::Separate) | None => Arguments::Separate,
    };
    options.runtime = runtime(&config.runtime);
    options.empty_workspace = workspace::needs_own(root)?;
    Ok(options)
}

/// What cargo is told of the crate beside its name and version.
fn package_lines(package: &config::Package) -> Vec<String> {
    let publish = package.publish.as_ref().map(|publish| match publish {
        config::Publish::Anywhere(anywhere) => anywhere.to_string(),
        config::Publish::To(registries) => toml::Value::from(registries.clone()).to_string(),
    });
    let (license, repository) =
        (package.license.as_deref().map(quote), package.repository.as_deref().map(quote));
    let keys = [("license", license), ("repository", repository), ("publish", publish)];
    keys.into_iter().filter_map(|(key, value)| Some(format!("{key} = {}", value?))).collect()
}

/// A text in TOML.
fn quote(text: &str) -> String {
    toml::Value::from(text).to_string()
}

/// What the configuration says of the login. Operation and ticket go together: the check has seen to it.
fn login_options(login: &config::Login) -> LoginOptions {
    let operation =
        login.operation.as_ref().zip(login.ticket.as_ref()).map(|(name, ticket)| LoginOperation {
            name: name.clone(),
            ticket: ticket.clone(),
            succeeded: login.succeeded.clone(),
            url: login.url.clone(),
        });
    let config::Refused { status, faults, kinds, messages } = login.refused.clone();
    let refused = RefusedOptions { status, faults, kinds, messages };
    LoginOptions { operation, header: login.header.clone(), refused }
}

/// The runtime as a dependency line has it.
fn runtime(runtime: &config::Runtime) -> Runtime {
    let keys = match runtime {
        config::Runtime::Embedded => return Runtime::Embedded,
        config::Runtime::Path(path) => {
            format!("path = {}", quote(&path.to_string_lossy().replace('\\', "/")))
        }
        config::Runtime::Git { url, rev: None } => format!("git = {}", quote(url)),
        config::Runtime::Git { url, rev: Some(rev) } => format!("git = {}, rev = {}", quote(url), quote(rev)),
        config::Runtime::Version(version) => format!("version = {}", quote(version)),
    };
    Runtime::Dependency(format!("{{ {keys}, default-features = false }}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cargo_is_told_what_the_configuration_says() {
        assert!(package_lines(&config::Package::new("a")).is_empty());
        let package: config::Package = toml::from_str(
            "name = 'a'\nlicense = 'MIT'\nrepository = 'https://example.org/\"a\"'\npublish = ['own', 'other']",
        )
        .unwrap();
        let table: toml::Table = package_lines(&package).join("\n").parse().unwrap();
        assert_eq!(table["license"].as_str(), Some("MIT"));
        assert_eq!(table["repository"].as_str(), Some("https://example.org/\"a\""));
        assert_eq!(table["publish"].as_array().map(Vec::len), Some(2));
        let private: config::Package = toml::from_str("name = 'a'\npublish = false").unwrap();
        assert_eq!(package_lines(&private), ["publish = false"]);
    }

    #[test]
    fn a_runtime_is_a_dependency_line() {
        let line = |from: config::Runtime| match runtime(&from) {
            Runtime::Dependency(line) => line,
            Runtime::Embedded => "embedded".to_owned(),
        };
        assert_eq!(line(config::Runtime::Embedded), "embedded");
        let path = line(config::Runtime::Path("../run \"time\"".into()));
        let table: toml::Table = format!("a = {path}").parse().unwrap();
        assert_eq!(table["a"]["path"].as_str(), Some("../run \"time\""));
        let git = line(config::Runtime::Git { url: "https://example.org/r".into(), rev: Some("abc".into()) });
        assert_eq!(git, "{ git = \"https://example.org/r\", rev = \"abc\", default-features = false }");
    }
}
