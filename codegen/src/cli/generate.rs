//! `soapwright generate`.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::time::Instant;

use super::args::GenerateArgs;
use super::output::Output;
use super::{CONFIG, Stop, inputs};
use crate::config::{self, Config, ContractFile};
use crate::error::Error;
use crate::generate::{self, Step};
use crate::timings::Timings;
use crate::write;

pub(super) fn run(args: &GenerateArgs, output: &Output) -> Result<(), Stop> {
    let start = Instant::now();
    let (mut config, own) = if args.wsdl.is_empty() {
        let path = config::find(args.config.as_deref(), Path::new(""))?;
        (Config::read(&path)?, BTreeMap::new())
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
    Ok(output.tell(&text)?)
}

/// A configuration for `--wsdl`, and the file that says the same.
fn started(args: &GenerateArgs) -> Result<(Config, BTreeMap<String, String>), Error> {
    let out = args.out.clone().ok_or_else(|| Error::usage("--wsdl needs --out DIR"))?;
    let name = match &args.crate_name {
        Some(name) => name.clone(),
        None => config::name_from(&out)?,
    };
    let mut config = Config::new(name, &out);
    for file in inputs::expand(&args.wsdl)? {
        let wsdl = config::relative(&out, &file)?;
        config.contracts.push(ContractFile { wsdl, module: None, port: None });
    }
    if !args.operations.is_empty() {
        config.operations = Some(args.operations.clone());
    }
    if let Some(list) = &args.read.catalog {
        for (url, file) in inputs::catalog(list)? {
            config.catalog.insert(url, config::relative(&out, &file)?);
        }
    }
    (config.lenient, config.strict) = (args.read.lenient, args.read.strict);
    let text = config.render()?;
    let path = out.join(CONFIG);
    match std::fs::read_to_string(&path) {
        // Started before, with the same arguments.
        Ok(there) if there == text => {}
        Ok(_) => {
            return Err(Error::usage(format!(
                "{} is there already, and says something else",
                path.display()
            ))
            .with_help(format!("use it: soapwright generate {}", path.display())));
        }
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
        Err(error) => return Err(Error::io("read", &path)(error)),
    }
    Ok((config, BTreeMap::from([(CONFIG.to_owned(), text)])))
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
