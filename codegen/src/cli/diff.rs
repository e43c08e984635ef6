//! `soapwright diff`.

#[cfg(feature = "fetch")]
use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::args::{DiffArgs, DiffFormat, ReadArgs};
use super::output::Output;
use super::{Stop, inputs};
use crate::config::{self, Config};
use crate::contract::Contract;
use crate::diagnostic::{Diagnostic, quoted, suggestion};
use crate::diff::{self, Class, Extra, Kind, Report};
use crate::error::Error;
use crate::git::{self, Commit, Object};
use crate::load::{ReadOptions, Source};
use crate::model::Filter;
use crate::timings::Run;
use crate::witness::Witnesses;
use crate::{disk, generate, parallel, pipeline};

pub(super) fn run(args: &DiffArgs, output: &Output) -> Result<(), Stop> {
    if args.rules {
        return Ok(output.print(&diff::list())?);
    }
    if let Some(name) = &args.explain {
        return Ok(output.print(&diff::explain(kind(name)?))?);
    }
    let (Some(old), Some(new)) = (&args.old, &args.new) else {
        return Err(Error::usage("name two contracts: the old one and the new one").into());
    };
    let sides = parallel::map(&[old, new], |path| read(path, &args.read));
    let mut read = Vec::new();
    for side in sides {
        read.push(side?);
    }
    let [old, new] = read.as_mut_slice() else { return Err(Error::usage("name two contracts").into()) };
    for side in [&*old, new] {
        output.warnings(&side.warnings, args.read.strict)?;
    }
    let mut report = compared(old, new)?;
    if let Some(folder) = &args.witness {
        witnesses(&mut report, old, new, folder)?;
    }
    let limit = args.fail_on.limit();
    output.print(&shown(&report, args.format, limit, output.colour_out))?;
    if report.worst().is_some_and(|worst| worst >= limit) { Err(Stop::No) } else { Ok(()) }
}

/// Compares two sides, as far as their configurations generate them, and judges the changes as these say.
pub(super) fn compared(old: &mut Side, new: &mut Side) -> Result<Report, Error> {
    select(old, new)?;
    let mut report = diff::compare((&old.contract, &old.extra), (&new.contract, &new.extra));
    // What the program thinks now counts.
    if let Some(config) = new.config.as_ref().or(old.config.as_ref()) {
        config.changes.apply(&mut report);
    }
    Ok(report)
}

fn shown(report: &Report, format: DiffFormat, limit: Class, colour: bool) -> String {
    match format {
        DiffFormat::Text => diff::text(report, colour),
        DiffFormat::Markdown => diff::markdown(report),
        DiffFormat::Json => diff::json(report),
        DiffFormat::Github => diff::github(report),
        DiffFormat::Junit => diff::junit(report, limit),
        DiffFormat::Sarif => diff::sarif(report),
    }
}

fn kind(name: &str) -> Result<Kind, Error> {
    Kind::named(name).ok_or_else(|| {
        let error = Error::usage(format!("there is no kind of change {}", quoted(name)));
        match suggestion(name, Kind::ALL.iter().map(|kind| kind.name())) {
            Some(help) => error.with_help(help),
            None => error,
        }
    })
}

/// Writes a message for each breaking change of what is sent, where one is found.
fn witnesses(report: &mut Report, old: &Side, new: &Side, folder: &Path) -> Result<(), Error> {
    let all = Witnesses::new(&old.contract, &new.contract, report);
    let breaking = report.changes.iter_mut().filter(|change| change.wire && change.class == Class::Breaking);
    for (number, change) in breaking.enumerate() {
        if let Some(witness) = all.of(change) {
            let file = folder.join(format!("{:03}-{}.xml", number + 1, change.kind.name()));
            disk::replace(&file, &witness.text)?;
            change.witness = Some(format!("{}:{}", file.display(), witness.line));
        }
    }
    Ok(())
}

/// Leaves out, on both sides, the operations that the configuration of one of them does not generate.
fn select(old: &mut Side, new: &mut Side) -> Result<(), Error> {
    let selected = |side: &Side| -> Result<Option<Filter>, Error> {
        let config = side.config.as_ref();
        config.map(|config| generate::selected(config, &side.files, &side.contract)).transpose()
    };
    let filters = [selected(old)?, selected(new)?];
    let unwanted = diff::unwanted(
        [&old.contract, &new.contract].into_iter().zip(filters.each_ref().map(Option::as_ref)),
    );
    for (side, filter) in [&mut *old, &mut *new].into_iter().zip(filters) {
        side.extra.ports = filter.map(|filter| filter.ports).unwrap_or_default();
    }
    // What the program asks for now counts.
    let config = new.config.as_ref().or(old.config.as_ref());
    old.extra.struct_arguments =
        config.is_some_and(|config| config.package.arguments == Some(config::Arguments::Struct));
    diff::leave_out(&mut old.contract, &unwanted);
    diff::leave_out(&mut new.contract, &unwanted);
    Ok(())
}

/// What a side is read from.
struct Named {
    files: Vec<PathBuf>,
    options: ReadOptions,
    config: Option<Config>,
}

/// One side, as it was read.
pub(super) struct Side {
    files: Vec<PathBuf>,
    config: Option<Config>,
    contract: Contract,
    extra: Extra,
    pub(super) warnings: Vec<Diagnostic>,
}

impl Side {
    /// The contracts of a configuration, some of which may be documents that are not on the disk yet.
    #[cfg(feature = "fetch")]
    pub(super) fn of(config: &Config, documents: BTreeMap<PathBuf, Vec<u8>>) -> Result<Self, Error> {
        let (files, options) = generate::reading(config);
        let options = ReadOptions { memory: documents, ..options };
        Self::read(Named { files, options, config: Some(config.clone()) })
    }

    fn read(Named { files, options, config }: Named) -> Result<Self, Error> {
        let (merged, extra) = pipeline::compared(&files, &options, &mut Run::new(&|_| {}))?;
        let warnings = merged.warnings.into_iter().collect();
        Ok(Self { files, config, contract: merged.contract, extra, warnings })
    }
}

/// Reads one side: a configuration, or what contracts are named by.
fn read(path: &Path, args: &ReadArgs) -> Result<Side, Error> {
    let mut named = match git::split(path).filter(|_| !path.exists()) {
        Some((revision, inner)) => committed(path, revision, inner)?,
        None => on_disk(path)?,
    };
    if let Some(file) = &args.catalog {
        named.options.catalog.extend(inputs::catalog(file)?);
    }
    named.options.lenient |= args.lenient;
    Side::read(named)
}

/// The files of a side on the disk, and how to read them.
fn on_disk(path: &Path) -> Result<Named, Error> {
    let configuration = if path.is_dir() { path.join(config::FILE_NAME) } else { path.to_path_buf() };
    let is_configuration =
        configuration.is_file() && configuration.extension().is_some_and(|end| end == "toml");
    if is_configuration {
        let config = Config::read(&configuration)?;
        let (files, options) = generate::reading(&config);
        return Ok(Named { files, options, config: Some(config) });
    }
    let files = inputs::expand(&[path.to_path_buf()])?;
    Ok(Named { files, options: ReadOptions::default(), config: None })
}

/// The same of a commit, from which imports are read too.
fn committed(path: &Path, revision: &str, inner: &str) -> Result<Named, Error> {
    let error = |error| Error::io("read", path)(error);
    let commit = Arc::new(Commit::new(revision).map_err(error)?);
    let at = commit.path(inner);
    let object = |at: &Path| commit.object(at, disk::LARGEST);
    let mut options = ReadOptions { source: Source::new(commit.clone()), ..ReadOptions::default() };
    let configuration = match object(&at).map_err(error)? {
        Object::Folder(names) if names.iter().any(|name| name == config::FILE_NAME) => {
            at.join(config::FILE_NAME)
        }
        Object::Folder(names) => {
            let contracts = names.iter().filter(|name| name.ends_with(".wsdl"));
            let files: Vec<PathBuf> = contracts.map(|name| at.join(name)).collect();
            return match files.is_empty() {
                true => Err(Error::usage(format!("{} holds no *.wsdl", path.display()))),
                false => Ok(Named { files, options, config: None }),
            };
        }
        Object::File(_) if at.extension().is_some_and(|end| end == "toml") => at.clone(),
        Object::File(_) => return Ok(Named { files: vec![at], options, config: None }),
    };
    let Object::File(bytes) = object(&configuration).map_err(error)? else {
        return Err(Error::usage(format!("{} is not a file", configuration.display())));
    };
    let not_text = |_| error(io::Error::new(io::ErrorKind::InvalidData, "it is not UTF-8"));
    let config = Config::parse(&String::from_utf8(bytes).map_err(not_text)?, &configuration)?;
    // `Config::resolve` would look for the folder on the disk.
    options.catalog =
        config.catalog.iter().map(|(url, file)| (url.clone(), config.root.join(file))).collect();
    options.lenient = config.lenient;
    let files = config.contracts.iter().map(|contract| config.root.join(&contract.wsdl)).collect();
    Ok(Named { files, options, config: Some(config) })
}
