//! `soapwright generate`.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::time::Instant;

use super::args::GenerateArgs;
use super::output::Output;
use super::start::{Started, started};
use super::{CONFIG, Stop, inputs};
use crate::config::{self, Config};
use crate::error::Error;
use crate::generate::{self, Step};
use crate::timings::Timings;
use crate::write;

pub(super) fn run(args: &GenerateArgs, output: &Output) -> Result<(), Stop> {
    let start = Instant::now();
    let Started { mut config, own, proposed } = if args.wsdl.is_empty() {
        Started::before(Config::read(&config::find(args.config.as_deref(), Path::new(""))?)?)
    } else {
        started(args)?
    };
    adjust(&mut config, args)?;
    on_signals()?;
    let bar = output.bar(Step::COUNT);
    let run = generate::generate(&config, &own, &|step| {
        bar.set_message(step.label());
        bar.inc(1);
    });
    bar.finish_and_clear();
    let mut run = run?;
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
    if args.check {
        timed(&run.timings);
        if run.plan.is_clean() {
            output.tell(&format!("read {}\nnothing would change", run.summary))?;
            return Ok(());
        }
        output.print(&run.plan.diff(output.colour_out))?;
        output.tell(&format!("\nwould change: {}\n{}", run.plan.counts(), run.plan))?;
        return Err(Stop::No);
    }
    run.plan.apply()?;
    run.timings.lap("write");
    timed(&run.timings);
    let mut text = format!("read {} from {} contract", run.summary, run.inputs.len());
    text.push_str(if run.inputs.len() == 1 { "\n" } else { "s\n" });
    let folder = if config.root.as_os_str().is_empty() { Path::new(".") } else { &config.root };
    // Writing to a String cannot fail.
    let _ = write!(
        text,
        "{}wrote {}: {} in {:.2} s",
        run.plan,
        folder.display(),
        run.plan.counts(),
        start.elapsed().as_secs_f64()
    );
    if !proposed.is_empty() {
        let _ = write!(
            text,
            "\n{CONFIG} has proposals from the contract, with reasons:\n{}",
            proposed.trim_end()
        );
    }
    Ok(output.tell(&text)?)
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
    // What is said now goes before what the configuration says.
    config.lenient = (config.lenient || args.read.lenient) && !args.read.strict;
    config.strict = (config.strict || args.read.strict) && !args.read.lenient;
    Ok(())
}

/// Ctrl-C leaves no half-written folder: it waits while files are renamed, and clears the staging folder elsewhere.
fn on_signals() -> Result<(), Error> {
    ctrlc::set_handler(|| {
        if write::release_on_exit() {
            std::process::exit(130);
        }
    })
    .map_err(|error| Error::usage(format!("signals cannot be handled: {error}")))
}
