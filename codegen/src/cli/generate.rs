//! `soapwright generate`.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::time::Instant;

use super::args::GenerateArgs;
use super::output::Output;
use super::start::{Started, started};
use super::{CONFIG, Stop, command, inputs, on_signals};
use crate::config::{self, Config};
use crate::error::Error;
use crate::generate::{self, Generated};
use crate::plan::Plan;
use crate::since::Versions;
use crate::timings::Timings;
use crate::{diff, disk, parallel, pipeline};

/// How many files are listed without `--verbose`.
const LISTED: usize = 20;

pub(super) fn run(args: &GenerateArgs, output: &Output) -> Result<(), Stop> {
    let begin = |progress: Progress<'_>| match args.wsdl.is_empty() {
        true => Config::read(&config::find(given(&args.config)?, Path::new(""))?).map(Started::before),
        false => started(args, progress),
    };
    write_crate(&begin, args, output)
}

/// Who is told which phase begins.
type Progress<'p> = &'p dyn Fn(&'static str);

/// The one configuration that may be named. A contract in its place is what newcomers try first.
fn given(named: &[PathBuf]) -> Result<Option<&Path>, Error> {
    if let Some(contract) = named.iter().find(|path| inputs::is_contract(path)) {
        let error = Error::usage(format!("{} is a contract, not a configuration", contract.display()));
        return Err(error.with_help(match inputs::is_url(contract) {
            true => {
                format!("{}, then start a crate from it: soapwright init wsdl", inputs::download(contract))
            }
            false => format!("start a crate from it: {}", command::command(named)),
        }));
    }
    match named {
        [] => Ok(None),
        [one] => Ok(Some(one)),
        [_, second, ..] => Err(Error::usage(format!(
            "only one configuration is allowed: {} is a second one",
            second.display()
        ))),
    }
}

/// Writes the crate, or under `--check` tells what would change.
pub(super) fn write_crate(
    begin: &dyn Fn(Progress<'_>) -> Result<Started, Error>,
    args: &GenerateArgs,
    output: &Output,
) -> Result<(), Stop> {
    let start = Instant::now();
    on_signals()?;
    let bar = output.bar(pipeline::PHASES);
    let progress = |phase| {
        bar.set_message(phase);
        bar.inc(1);
    };
    let run = begin(&progress).and_then(|Started { mut config, begun, proposed }| {
        adjust(&mut config, args)?;
        let run = if args.check {
            generate::check(&config, begun, &progress)
        } else {
            generate::generate_with(&config, begun, args.bump, &progress)
        };
        Ok((run?, config, proposed))
    });
    bar.finish_and_clear();
    let (run, config, proposed) = run?;
    output.warnings(&run.warnings, false)?;
    for note in &run.notes {
        output.tell(note)?;
    }
    run.plan.warnings().iter().for_each(|warning| output.warn(warning));
    let timed = |timings: &Timings| {
        if args.timings {
            output.note(&timings.to_string());
        }
    };
    let since = since(&run, args.bump);
    if args.check {
        timed(&run.timings);
        if run.plan.is_clean() {
            output.tell(&format!("read {}\nnothing would change", run.summary))?;
            return Ok(());
        }
        output.print(&run.plan.diff(output.colour_out))?;
        output.tell(&format!("\nwould change: {}\n{}{since}", run.plan.counts(), run.plan))?;
        return Err(Stop::No);
    }
    timed(&run.timings);
    let mut text = format!("read {} from {} contract", run.summary, run.inputs.len());
    text.push_str(if run.inputs.len() == 1 { "\n" } else { "s\n" });
    text.push_str(&listed(&run.plan, args.verbose));
    let folder = if config.root.as_os_str().is_empty() { Path::new(".") } else { &config.root };
    let counts = run.plan.counts();
    let counts = if run.plan.is_new() { format!("{} files", counts.created) } else { counts.to_string() };
    // Writing to a String cannot fail.
    let _ = write!(text, "wrote {}: {counts} in {:.2} s", folder.display(), start.elapsed().as_secs_f64());
    if !proposed.is_empty() {
        let _ = write!(
            text,
            "\n{CONFIG} has proposals from the contract, with reasons:\n{}",
            proposed.trim_end()
        );
    }
    if run.plan.is_new() {
        let _ = write!(text, "\n{}", next(&config, folder));
    }
    if !since.is_empty() {
        let _ = write!(text, "\n{}", since.trim_end());
    }
    output.tell(&text)?;
    if let Some(file) = &args.changelog {
        add_entry(&run, file)?;
    }
    parallel::discard(run);
    Ok(())
}

/// What changed in the contracts since the last run, and the version that the crate has or should have, in lines.
fn since(run: &Generated, bump: bool) -> String {
    let mut text = String::new();
    if let Some(report) = &run.changed {
        let words = diff::words(report);
        let words = if words.is_empty() { "the contract says the same in other words" } else { &words };
        // Writing to a String cannot fail.
        let _ = writeln!(text, "since the last run: {words}");
    }
    text + &version(&run.versions, bump)
}

/// What to say of the version of the crate, in a line; nothing where it is as it should be.
pub(super) fn version(versions: &Versions, bump: bool) -> String {
    let Versions { current, proposed, bumped } = versions;
    match proposed {
        _ if *bumped => format!("the version is {current} now\n"),
        Some(next) => format!("next version: {next} (`soapwright generate --bump` writes it to {CONFIG})\n"),
        None if bump => format!("the version stays {current}: nothing in the contract asks for another\n"),
        None => String::new(),
    }
}

/// Adds what changed to a changelog.
pub(super) fn add_entry(run: &Generated, file: &Path) -> Result<(), Error> {
    let Some(report) = run.changed.as_ref().filter(|report| !report.changes.is_empty()) else {
        return Ok(());
    };
    let Versions { current, proposed, .. } = &run.versions;
    let entry = diff::changelog(report, &proposed.as_ref().unwrap_or(current).to_string());
    let before = disk::text_if_any(file)?.unwrap_or_default();
    disk::replace(file, &diff::with_entry(&before, &entry))
}

/// The files that change: none of a new crate, which has too many, and the first of the others.
fn listed(plan: &Plan, verbose: bool) -> String {
    if verbose {
        return plan.to_string();
    }
    if plan.is_new() {
        return String::new();
    }
    let all = plan.to_string();
    let mut text: String = all.lines().take(LISTED).flat_map(|line| [line, "\n"]).collect();
    let more = all.lines().count().saturating_sub(LISTED);
    if more > 0 {
        let _ = writeln!(text, "  and {more} more (-v lists them)");
    }
    text
}

/// What to do with a new crate.
fn next(config: &Config, folder: &Path) -> String {
    let name = &config.package.name;
    let path = toml::Value::from(folder.to_string_lossy().replace('\\', "/"));
    let readme = folder.join("README.md");
    format!(
        "next: add it to the [dependencies] of your Cargo.toml\n  {name} = {{ path = {path} }}\n\
         and read {}; {CONFIG} is yours to edit (-v lists the files)",
        readme.display()
    )
}

/// What the command line says beside a configuration.
fn adjust(config: &mut Config, args: &GenerateArgs) -> Result<(), Error> {
    if args.wsdl.is_empty() {
        if !args.operations.is_empty() {
            config.operations = Some(args.operations.clone());
        }
        if let Some(list) = &args.read.catalog {
            for (url, file) in inputs::catalog(list)? {
                let file: PathBuf = std::path::absolute(&file).map_err(Error::io("resolve", &file))?;
                config.catalog.insert(url, file);
            }
        }
    }
    config.accept = args.accept;
    // What is said now goes before what the configuration says.
    config.lenient = (config.lenient || args.read.lenient) && !args.read.strict;
    config.strict = (config.strict || args.read.strict) && !args.read.lenient;
    Ok(())
}
