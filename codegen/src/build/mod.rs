//! Generating from a program, such as a `build.rs`.

mod module;
mod pin;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::config::{self, Config, ContractFile};
use crate::diagnostic::Diagnostic;
use crate::error::Error;
use crate::generate::{Summary, generate};
use crate::plan::Counts;

use module::ModuleSettings;
pub(crate) use pin::Pinned;

/// Writes a crate from contracts, or a module of the program whose `build.rs` this is.
///
/// ```no_run
/// // In a program that writes crates, such as an xtask:
/// soapwright::Builder::new().wsdl("wsdl/User.wsdl").crate_name("user-client").out_dir("client").generate()?;
/// // In a build.rs:
/// soapwright::Builder::new().wsdl("wsdl/Orders.wsdl").module()?;
/// # Ok::<(), soapwright::Error>(())
/// ```
#[derive(Debug, Clone, Default)]
pub struct Builder {
    config: Option<PathBuf>,
    wsdl: Vec<PathBuf>,
    crate_name: Option<String>,
    out_dir: Option<PathBuf>,
    operations: Vec<String>,
    catalog: BTreeMap<String, PathBuf>,
    lenient: bool,
    strict: bool,
    server: bool,
    struct_arguments: bool,
    module: ModuleSettings,
}

/// What a [`Builder`] did.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Report {
    /// The folder of the crate, or the one that the module is in.
    pub out_dir: PathBuf,
    /// The file of the module, where one was written.
    pub module: Option<PathBuf>,
    /// What was read.
    pub summary: Summary,
    /// What was written.
    pub counts: Counts,
    /// What the contracts made one warn of.
    pub warnings: Vec<Diagnostic>,
    /// What else one should know: services that are called otherwise than before.
    pub notes: Vec<String>,
    /// The contracts that were read, with what they import.
    pub inputs: Vec<PathBuf>,
}

impl Builder {
    /// Nothing chosen yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Uses a `soapwright.toml`. The crate is written where it lies; the other settings add to it.
    #[must_use]
    pub fn config(mut self, path: impl Into<PathBuf>) -> Self {
        self.config = Some(path.into());
        self
    }

    /// Adds a contract, relative to the current folder (in a `build.rs`: that of its package).
    #[must_use]
    pub fn wsdl(mut self, path: impl Into<PathBuf>) -> Self {
        self.wsdl.push(path.into());
        self
    }

    /// Names the package; by default it is named after the folder.
    #[must_use]
    pub fn crate_name(mut self, name: impl Into<String>) -> Self {
        self.crate_name = Some(name.into());
        self
    }

    /// The folder to write to. By default a folder of the crate's name in `$OUT_DIR`, which cargo sets for a `build.rs`.
    #[must_use]
    pub fn out_dir(mut self, folder: impl Into<PathBuf>) -> Self {
        self.out_dir = Some(folder.into());
        self
    }

    /// Only these operations: `Operation` or `Service.Operation`.
    #[must_use]
    pub fn operations<S: Into<String>>(mut self, names: impl IntoIterator<Item = S>) -> Self {
        self.operations.extend(names.into_iter().map(Into::into));
        self
    }

    /// The local file of a URL that contracts import, or of a namespace that they import without one.
    #[must_use]
    pub fn catalog(mut self, url: impl Into<String>, file: impl Into<PathBuf>) -> Self {
        self.catalog.insert(url.into(), file.into());
        self
    }

    /// Only these services, as [`operations`](Self::operations) has their names.
    #[must_use]
    pub fn services<S: AsRef<str>>(mut self, names: impl IntoIterator<Item = S>) -> Self {
        self.operations.extend(names.into_iter().map(|name| format!("{}.*", name.as_ref())));
        self
    }

    /// Gives each request a type, for fakes and servers. A crate has these types under its cargo feature `server`; a module
    /// needs this feature of `soapwright-runtime`.
    #[must_use]
    pub fn server(mut self, server: bool) -> Self {
        self.server = server;
        self
    }

    /// Lets every operation take its parameters as one struct, so that a new parameter breaks no caller. Otherwise operations
    /// of more than four parameters do.
    #[must_use]
    pub fn struct_arguments(mut self, structs: bool) -> Self {
        self.struct_arguments = structs;
        self
    }

    /// Leaves out what depends on dangling references, with a warning, in place of failing.
    #[must_use]
    pub fn lenient(mut self, lenient: bool) -> Self {
        self.lenient = lenient;
        self
    }

    /// Takes warnings for errors: nothing is written as long as there are some.
    #[must_use]
    pub fn strict(mut self, strict: bool) -> Self {
        self.strict = strict;
        self
    }

    /// Reads the contracts and writes the crate: all of it, or nothing. What is already as it shall be is not touched, so
    /// cargo rebuilds nothing for it. In a `build.rs` it also tells cargo which files to watch.
    ///
    /// A crate that a `build.rs` writes cannot be a dependency of the same package: cargo wants to know it before it runs the
    /// `build.rs`. There, write a [`module`](Self::module).
    ///
    /// # Errors
    ///
    /// Whatever is wrong with the settings, the contracts or the folder; nothing is written then.
    pub fn generate(self) -> Result<Report, Error> {
        self.module.refuse_in_crate()?;
        let config_file = self.config.clone();
        let config = self.settings()?;
        let run = generate(&config, &BTreeMap::new(), &|_| {})?;
        watch(run.files.iter().chain(&config_file));
        Ok(Report {
            out_dir: config.root,
            module: None,
            summary: run.summary,
            counts: run.plan.counts(),
            warnings: run.warnings,
            notes: run.notes,
            inputs: run.files,
        })
    }

    fn settings(self) -> Result<Config, Error> {
        let mut config = match &self.config {
            Some(path) => {
                if self.out_dir.is_some() {
                    return Err(Error::usage(
                        "with a configuration the crate is written where that lies; leave out_dir out",
                    ));
                }
                Config::read(path)?
            }
            None => {
                let (name, root) = place(self.crate_name.as_deref(), self.out_dir)?;
                Config::new(name, root)
            }
        };
        if let Some(name) = self.crate_name {
            config.package.name = name;
        }
        for wsdl in self.wsdl {
            let wsdl = std::path::absolute(&wsdl).map_err(Error::io("resolve", &wsdl))?;
            let wsdl = config::relative(&config.root, &wsdl)?;
            config.contracts.push(ContractFile { wsdl, module: None, port: None });
        }
        if !self.operations.is_empty() {
            config.operations = Some(self.operations);
        }
        for (url, file) in self.catalog {
            let file = std::path::absolute(&file).map_err(Error::io("resolve", &file))?;
            config.catalog.insert(url, file);
        }
        config.server |= self.server;
        if self.struct_arguments {
            config.package.arguments = Some(config::Arguments::Struct);
        }
        config.lenient |= self.lenient;
        config.strict |= self.strict;
        Ok(config)
    }
}

/// Tells cargo which files a `build.rs` depends on, where this is one.
fn watch<'a>(files: impl Iterator<Item = &'a PathBuf>) {
    if std::env::var_os("OUT_DIR").is_some() && std::env::var_os("CARGO_PKG_NAME").is_some() {
        for file in files {
            println!("cargo::rerun-if-changed={}", file.display());
        }
    }
}

/// The crate's name and folder, each by default from the other.
fn place(name: Option<&str>, folder: Option<PathBuf>) -> Result<(String, PathBuf), Error> {
    match (name, folder) {
        (Some(name), Some(folder)) => Ok((name.to_owned(), folder)),
        (None, Some(folder)) => Ok((config::name_from(&folder)?, folder)),
        (Some(name), None) => match std::env::var_os("OUT_DIR") {
            Some(out) => Ok((name.to_owned(), Path::new(&out).join(name))),
            None => Err(Error::usage("there is neither an out_dir nor $OUT_DIR")),
        },
        (None, None) => Err(Error::usage("name the crate, or the folder to write to")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_come_from_the_builder() {
        let config = Builder::new()
            .wsdl("a/A.wsdl")
            .out_dir("out/My Client")
            .operations(["Do"])
            .catalog("http://x/", "x.xsd")
            .lenient(true)
            .settings()
            .unwrap();
        assert_eq!(config.package.name, "my-client");
        assert_eq!(config.contracts[0].wsdl, Path::new("../../a/A.wsdl"));
        assert_eq!(config.operations.as_deref(), Some(&["Do".to_owned()][..]));
        assert!(config.lenient && config.catalog["http://x/"].is_absolute());
    }

    #[test]
    fn what_does_not_fit_is_refused() {
        assert!(Builder::new().generate().unwrap_err().to_string().contains("name the crate"));
        let both = Builder::new().config("nowhere.toml").out_dir("x").generate();
        assert!(both.unwrap_err().to_string().contains("out_dir"));
        let none = Builder::new().crate_name("a").out_dir("x").generate();
        assert!(none.unwrap_err().to_string().contains("[[contract]]"));
    }
}
