//! The whole way from a configuration to a plan. The only place that knows all phases.

use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};

use crate::ReadOptions;
use crate::config::{self, Config};
use crate::contract::Contract;
use crate::diagnostic::Diagnostic;
use crate::error::Error;
use crate::lock::{self, Lock};
use crate::read_contracts;
use crate::workspace;
use crate::write::Plan;

/// What a run is about to write.
#[derive(Debug)]
pub struct Generated {
    /// What was read.
    pub summary: Summary,
    /// What the contracts made one warn of.
    pub warnings: Vec<Diagnostic>,
    /// The contract files.
    pub inputs: Vec<PathBuf>,
    /// What happens to which file.
    pub plan: Plan,
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
    config.check().map_err(|message| Error::Config {
        place: config.resolve(Path::new(config::FILE_NAME)).display().to_string(),
        message,
        help: None,
    })?;
    unsupported(config)?;
    progress(Step::Read);
    let inputs: Vec<PathBuf> =
        config.contracts.iter().map(|contract| config.resolve(&contract.wsdl)).collect();
    let catalog = config.catalog.iter().map(|(url, file)| (url.clone(), config.resolve(file))).collect();
    let mut new = Lock::default();
    for (contract, path) in config.contracts.iter().zip(&inputs) {
        // A missing file is reported by the reader, with everything else.
        if let Ok(bytes) = std::fs::read(path) {
            new.contracts.insert(contract.wsdl.to_string_lossy().replace('\\', "/"), lock::hash(bytes));
        }
    }
    let (contract, mut warnings) = read_contracts(&inputs, &read_options(&catalog))?;
    progress(Step::Emit);
    let root = if config.root.as_os_str().is_empty() { Path::new(".") } else { &config.root };
    let old = Lock::read(root)?;
    let pinned = old.as_ref().map(|lock| lock.names.clone()).unwrap_or_default();
    let emitted = emit_crate(&contract, config, root, pinned)?;
    warnings.extend(emitted.warnings);
    progress(Step::Compare);
    new.names = emitted.names;
    new.files = emitted.files.iter().map(|(path, text)| (path.clone(), lock::hash(text))).collect();
    let plan = Plan::new(root, &emitted.files, own, old.as_ref(), &new)?;
    Ok(Generated { summary: Summary::of(&contract), warnings, inputs, plan })
}

/// What emission gives.
struct Emission {
    files: BTreeMap<String, String>,
    names: BTreeMap<String, String>,
    warnings: Vec<Diagnostic>,
}

/// Refuses what a configuration may say and this version does not do, in place of ignoring it.
fn unsupported(config: &Config) -> Result<(), Error> {
    let keys = [
        ("types", !config.types.is_empty()),
        ("preserve-unknown", config.preserve_unknown),
        ("lenient", config.lenient),
    ];
    match keys.into_iter().find(|(_, used)| *used) {
        Some((key, _)) => Err(Error::Config {
            place: config.resolve(Path::new(config::FILE_NAME)).display().to_string(),
            message: format!("this version of soapwright does not support `{key}`"),
            help: None,
        }),
        None => Ok(()),
    }
}

/// Until the emitter is wired in: the crate's outline, one line an operation.
fn emit_crate(
    contract: &Contract,
    config: &Config,
    root: &Path,
    names: BTreeMap<String, String>,
) -> Result<Emission, Error> {
    let workspace = if workspace::needs_own(root)? { "\n[workspace]\n" } else { "" };
    let version = config.package.version.as_deref().unwrap_or("0.1.0");
    let manifest = format!(
        "[package]\nname = {:?}\nversion = {version:?}\nedition = \"2024\"\n{workspace}",
        config.package.name
    );
    let mut library = String::from("// @generated by soapwright. Do not edit.\n");
    for service in &contract.services {
        for operation in service.ports.iter().flat_map(|port| &port.operations) {
            library.push_str(&format!("//! {}.{}\n", service.name.local, operation.name));
        }
    }
    let files = [("Cargo.toml", manifest), ("src/lib.rs", library)];
    let files = files.into_iter().map(|(path, text)| (path.to_owned(), text)).collect();
    Ok(Emission { files, names, warnings: Vec::<Diagnostic>::new() })
}
