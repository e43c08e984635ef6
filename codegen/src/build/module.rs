//! A module of the program whose `build.rs` runs.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use crate::config::{Config, ContractFile};
use crate::disk;
use crate::error::Error;
use crate::generate::{Summary, checked, pipeline_input, renamings};
use crate::lock::{self, Lock};
use crate::names::{self, snake};
use crate::options::{Form, Module};
use crate::pipeline;
use crate::plan::Counts;
use crate::timings::Run;

use super::{Builder, Report, watch};

/// What only a module has to be told: a crate has cargo features.
#[derive(Debug, Clone, Default)]
pub(super) struct ModuleSettings {
    name: Option<String>,
    without_async: bool,
    blocking: bool,
    validate: bool,
}

impl ModuleSettings {
    /// An error where something is said that a crate does not have.
    pub(super) fn refuse_in_crate(&self) -> Result<(), Error> {
        let said = [
            ("module_name", self.name.is_some()),
            ("async_client", self.without_async),
            ("blocking", self.blocking),
            ("validate", self.validate),
        ];
        match said.into_iter().find(|(_, said)| *said) {
            None => Ok(()),
            Some((what, _)) => {
                Err(Error::usage(format!("`{what}` is for a module, and this writes a crate"))
                    .with_help("a crate has cargo features for it; or call `module` in place of `generate`"))
            }
        }
    }
}

impl Builder {
    /// Names the module: its file in `$OUT_DIR`, and its path in the examples of its documentation. By default it is called as
    /// the contract's file, or the crate of the configuration, in snake case.
    #[must_use]
    pub fn module_name(mut self, name: impl Into<String>) -> Self {
        self.module.name = Some(name.into());
        self
    }

    /// Whether the module knows the HTTP client of async calls; it does by default. It needs the feature `async` of
    /// `soapwright-runtime`.
    #[must_use]
    pub fn async_client(mut self, async_client: bool) -> Self {
        self.module.without_async = !async_client;
        self
    }

    /// Gives the module blocking calls. They need the feature `blocking` of `soapwright-runtime`.
    #[must_use]
    pub fn blocking(mut self, blocking: bool) -> Self {
        self.module.blocking = blocking;
        self
    }

    /// Lets the module export what checks values against the contract. It needs the feature `validate` of
    /// `soapwright-runtime`.
    #[must_use]
    pub fn validate(mut self, validate: bool) -> Self {
        self.module.validate = validate;
        self
    }

    /// Reads the contracts and writes a module of the program whose `build.rs` this is: one file in `$OUT_DIR`. The program
    /// includes it, anywhere among its modules and under any name:
    ///
    /// ```ignore
    /// pub mod orders {
    ///     include!(concat!(env!("OUT_DIR"), "/orders.rs"));
    /// }
    /// ```
    ///
    /// The program needs the crate `soapwright-runtime`, in the version of this crate. Its cargo features are those that a
    /// generated crate would have.
    ///
    /// The file is called as the contract ([`module_name`](Self::module_name)). It is not touched where it is already as it shall
    /// be. Cargo is told to watch what was read: contracts, what they import, the configuration and the lock. Where there is a
    /// `soapwright.lock` beside the configuration or a contract, names stay as they are there; only the command writes it
    /// (`soapwright pin`).
    ///
    /// # Errors
    ///
    /// Whatever is wrong with the settings, the contracts or the folder; nothing is written then. A `build.rs` may return the
    /// error from `main`: it is readable when it is printed for debugging.
    pub fn module(self) -> Result<Report, Error> {
        let (config_file, settings, out_dir) =
            (self.config.clone(), self.module.clone(), self.out_dir.clone());
        let out_dir = match out_dir.or_else(|| std::env::var_os("OUT_DIR").map(PathBuf::from)) {
            Some(folder) => folder,
            None => {
                return Err(Error::usage("there is neither $OUT_DIR nor an out_dir")
                    .with_help("call it in a build.rs, where cargo sets $OUT_DIR"));
            }
        };
        let config = self.of_module()?;
        let name = match &settings.name {
            Some(name) => name.clone(),
            None => name_of(&config, config_file.is_some())?,
        };
        let file = name.strip_prefix("r#").unwrap_or(&name);
        let name = names::escape_keyword(file);
        if !names::is_identifier(&name) {
            return Err(Error::usage(format!("`{name}` cannot be the name of a module"))
                .with_help("say `module_name`: letters, digits and underscores"));
        }
        let file = out_dir.join(format!("{file}.rs"));
        checked(&config)?;
        let folders = lock_folders(&config, config_file.is_some());
        let mut lock = None;
        for folder in &folders {
            lock = Lock::read_own(folder)?;
            if lock.is_some() {
                break;
            }
        }
        let mut input = pipeline_input(&config, &BTreeMap::new())?;
        input.emit.form = Form::Module(Module {
            name,
            async_client: !settings.without_async,
            blocking: settings.blocking,
            validate: settings.validate,
        });
        let made = pipeline::module(&input, lock, &mut Run::new(&|_| {}))
            .map_err(|error| config.locate_error(error))?;
        let mut warnings = made.warnings;
        config.locate(&mut warnings);
        let counts = write(&file, &made.text)?;
        // Also one of documents: it says whether they are what was downloaded.
        let locks = folders.iter().map(|folder| folder.join(lock::FILE_NAME)).filter(|lock| lock.exists());
        watch(made.files.iter().chain(&config_file).chain(&locks.collect::<Vec<_>>()));
        Ok(Report {
            out_dir,
            module: Some(file),
            summary: Summary::new(&made.contract),
            counts,
            warnings: warnings.into_iter().collect(),
            notes: renamings(&made.renamed).collect(),
            inputs: made.files,
        })
    }

    /// The configuration of a module: without one of the user's, paths are relative to the first contract.
    pub(super) fn of_module(mut self) -> Result<Config, Error> {
        self.out_dir = None;
        if self.config.is_none() {
            let first = self.wsdl.first().ok_or_else(|| {
                Error::usage("there is no contract").with_help("name one: `.wsdl(\"wsdl/Orders.wsdl\")`")
            })?;
            self.out_dir = Some(match first.parent() {
                Some(folder) if !folder.as_os_str().is_empty() => folder.to_path_buf(),
                _ => PathBuf::from("."),
            });
            self.crate_name.get_or_insert_with(|| "module".to_owned());
        }
        self.settings()
    }
}

/// The name of a module of which nothing is said.
fn name_of(config: &Config, configured: bool) -> Result<String, Error> {
    let name = match config.contracts.as_slice() {
        _ if configured => config.package.name.clone(),
        [ContractFile { wsdl, .. }] => wsdl.file_stem().unwrap_or_default().to_string_lossy().into_owned(),
        _ => {
            return Err(Error::usage("a module of several contracts needs a name")
                .with_help("say `.module_name(\"orders\")`"));
        }
    };
    Ok(snake(&name))
}

/// The folders that may have a lock of names: that of the configuration, then those of the contracts.
fn lock_folders(config: &Config, configured: bool) -> Vec<PathBuf> {
    let contracts = config.contracts.iter().map(|contract| config.resolve(&contract.wsdl));
    let beside = contracts.filter_map(|file| Some(file.parent()?.to_path_buf()));
    let mut folders: Vec<PathBuf> =
        Some(config.root.clone()).filter(|_| configured).into_iter().chain(beside).collect();
    folders.dedup();
    folders
}

/// Writes the file, where it is not there already. Another program never sees a part of it.
fn write(file: &Path, text: &str) -> Result<Counts, Error> {
    let before = disk::read_text(file).ok();
    if before.as_deref() == Some(text) {
        return Ok(Counts { same: 1, ..Counts::default() });
    }
    let folder = file.parent().unwrap_or(Path::new("."));
    std::fs::create_dir_all(folder).map_err(Error::io("create", folder))?;
    let mut new = NamedTempFile::new_in(folder).map_err(Error::io("create a file in", folder))?;
    new.write_all(text.as_bytes()).map_err(Error::io("write", file))?;
    new.persist(file).map_err(|error| Error::io("write", file)(error.error))?;
    Ok(match before {
        Some(_) => Counts { updated: 1, ..Counts::default() },
        None => Counts { created: 1, ..Counts::default() },
    })
}
