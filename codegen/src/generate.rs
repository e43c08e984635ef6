//! The whole way from a configuration to a plan. The only place that knows all phases.

use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};

use crate::config::{self, Config, ContractFile};
use crate::contract::Contract;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::emit::{
    self, EmitOptions, LoginOperation, LoginOptions, OutcomeOptions, RefusedOptions, Runtime, emit_timed,
};
use crate::error::Error;
use crate::load;
use crate::lock::{self, Lock};
use crate::propose::{self, Proposals};
use crate::timings::Timings;
use crate::workspace;
use crate::write::{self, Plan};
use crate::{ReadOptions, read_timed};

/// What a run is about to write.
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
    /// What happens to which file.
    pub plan: Plan,
    /// How long each phase took, but for the writing.
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
    fn of(contract: &Contract) -> Self {
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

/// The steps of a run, for a progress display.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// The contracts are read.
    Read,
    /// The code is made.
    Emit,
    /// It is compared with the disk.
    Compare,
}

impl Step {
    /// How many there are.
    pub const COUNT: u64 = 3;

    /// What to show.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Read => "reading contracts",
            Self::Emit => "making code",
            Self::Compare => "comparing with the disk",
        }
    }
}

/// How to read what a configuration names.
#[must_use]
pub fn read_options(catalog: &BTreeMap<String, PathBuf>) -> ReadOptions {
    ReadOptions { catalog: catalog.clone(), ..ReadOptions::default() }
}

/// Reads the contracts, makes the crate and plans what to write; writes nothing. `own` are files that are created where
/// they are missing and then belong to the user.
///
/// # Errors
///
/// When the configuration or a contract is not in order, or a file is in the way.
pub fn generate(
    config: &Config,
    own: &BTreeMap<String, String>,
    progress: &dyn Fn(Step),
) -> Result<Generated, Error> {
    run(config, own, progress).map_err(|error| error.locate(config))
}

fn run(config: &Config, own: &BTreeMap<String, String>, progress: &dyn Fn(Step)) -> Result<Generated, Error> {
    let mut timings = Timings::default();
    let mut wrong = Diagnostics::default();
    wrong.extend(config.check());
    wrong.extend(config.unsupported());
    if wrong.has_errors() {
        return Err(wrong.into());
    }
    progress(Step::Read);
    let (inputs, options) = reading(config);
    let mut new = Lock::default();
    for (contract, path) in config.contracts.iter().zip(&inputs) {
        // A missing file is reported by the reader, with everything else.
        if let Ok(bytes) = std::fs::read(path) {
            new.contracts.insert(contract.wsdl.to_string_lossy().replace('\\', "/"), lock::hash(bytes));
        }
    }
    timings.lap("hash contracts");
    let (contract, mut warnings) = read_timed(&inputs, &options, &mut timings)?;
    progress(Step::Emit);
    let root = root(config);
    write::recover(root)?;
    let old = Lock::read(root)?;
    let pinned = old.as_ref().map(Lock::pinned).unwrap_or_default();
    timings.lap("read the lock");
    let options = emit_options(config, root)?;
    let mut emitted = emit_timed(&contract, &options, &pinned, &mut timings)?;
    config.locate(&mut emitted.warnings);
    warnings.extend(emitted.warnings);
    if config.strict && !warnings.is_empty() {
        return Err(Diagnostics::from_warnings(warnings).into());
    }
    progress(Step::Compare);
    let own = own_files(own, &mut emitted.files, root);
    new.names = emitted.names.names;
    new.files = emitted.files.iter().map(|(path, text)| (path.clone(), lock::hash(text))).collect();
    let plan = Plan::new(root, &emitted.files, &own, old.as_ref(), &new)?;
    timings.lap("compare with the disk");
    let notes = emitted.renamed_services.iter().map(|(before, now)| {
        format!(
            "the service `{before}` is called `{now}` from now on: its module, its cargo feature and its method of a session"
        )
    });
    let notes = notes.collect();
    Ok(Generated { summary: Summary::of(&contract), warnings, notes, inputs, plan, timings })
}

/// What the contracts propose for a configuration that only says which they are.
///
/// # Errors
///
/// When a contract is not in order, or holds nothing to generate.
pub fn propose(config: &Config) -> Result<Proposals, Error> {
    let root = root(config);
    let (inputs, options) = reading(config);
    let mut timings = Timings::default();
    let (contract, _) = read_timed(&inputs, &options, &mut timings)?;
    let pinned = Lock::read(root)?.as_ref().map(Lock::pinned).unwrap_or_default();
    let options = emit_options(config, root)?;
    let shaped = emit::shape(&contract, &options, &pinned, &mut timings);
    let (model, names, _) = shaped.map_err(|errors| Error::from(errors).locate(config))?;
    Ok(propose::propose(&model, &names))
}

/// The folder of a configuration.
fn root(config: &Config) -> &Path {
    if config.root.as_os_str().is_empty() { Path::new(".") } else { &config.root }
}

/// The contracts of a configuration, and how to read them.
fn reading(config: &Config) -> (Vec<PathBuf>, ReadOptions) {
    let inputs = config.contracts.iter().map(|contract| config.resolve(&contract.wsdl)).collect();
    let catalog = config.catalog.iter().map(|(url, file)| (url.clone(), config.resolve(file))).collect();
    (inputs, ReadOptions { lenient: config.lenient, ..read_options(&catalog) })
}

/// The files that are created where they are missing: those of the caller, and the one of the crate that belongs to the
/// user. How code is formatted may be said otherwise already, by a link too.
fn own_files(
    own: &BTreeMap<String, String>,
    emitted: &mut BTreeMap<String, String>,
    root: &Path,
) -> BTreeMap<String, String> {
    let mut own = own.clone();
    let said = [emit::OWN, ".rustfmt.toml"].iter().any(|name| root.join(name).symlink_metadata().is_ok());
    own.extend(emitted.remove_entry(emit::OWN).filter(|_| !said));
    own
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
