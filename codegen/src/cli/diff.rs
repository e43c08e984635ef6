//! `soapwright diff`.

use std::path::Path;

use super::args::{DiffArgs, DiffFormat, FailOn, ReadArgs};
use super::output::Output;
use super::{Stop, inputs};
use crate::config::{self, Config};
use crate::diagnostic::{Diagnostic, quoted, suggestion};
use crate::diff::{self, Class, Extra, Kind, Report};
use crate::error::Error;
use crate::contract::Contract;
use crate::{generate, parallel};

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
    let [old, new] = read.as_slice() else { return Err(Error::usage("name two contracts").into()) };
    for side in [old, new] {
        output.warnings(&side.warnings, args.read.strict)?;
    }
    let report = diff::compare((&old.contract, &old.extra), (&new.contract, &new.extra));
    let limit = match args.fail_on {
        FailOn::Breaking => Class::Breaking,
        FailOn::Risky => Class::Risky,
        FailOn::Any => Class::Cosmetic,
    };
    output.print(&shown(&report, args.format, limit, output.colour_out))?;
    if report.worst().is_some_and(|worst| worst >= limit) { Err(Stop::No) } else { Ok(()) }
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

/// One side, as it was read.
struct Side {
    contract: Contract,
    extra: Extra,
    warnings: Vec<Diagnostic>,
}

/// Reads one side: a configuration, or what contracts are named by.
fn read(path: &Path, args: &ReadArgs) -> Result<Side, Error> {
    let configuration = if path.is_dir() { path.join(config::FILE_NAME) } else { path.to_path_buf() };
    let is_configuration = configuration.is_file() && configuration.extension().is_some_and(|end| end == "toml");
    let (files, mut options) = if is_configuration {
        generate::reading(&Config::read(&configuration)?)
    } else {
        (inputs::expand(&[path.to_path_buf()])?, generate::read_options(&std::collections::BTreeMap::new()))
    };
    if let Some(file) = &args.catalog {
        options.catalog.extend(inputs::catalog(file)?);
    }
    options.lenient |= args.lenient;
    let (merged, extra) = crate::pipeline::compared(&files, &options)?;
    Ok(Side { contract: merged.contract, extra, warnings: merged.warnings.into_iter().collect() })
}
