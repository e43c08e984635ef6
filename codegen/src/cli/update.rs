//! `soapwright update`.

use std::io::{BufRead, IsTerminal};
use std::path::Path;

use super::generate::{add_entry, version};
use super::output::Output;
use super::remote::UpdateArgs;
use super::shell::quoted;
use super::{Stop, diff, fetch, on_signals};
use crate::config::{self, Config};
use crate::diff::Report;
use crate::error::Error;
use crate::generate::Generated;
use crate::pipeline;
use crate::update::{Origins, Renewed};
use crate::write::Purpose;

pub(super) fn run(args: &UpdateArgs, output: &Output) -> Result<(), Stop> {
    let config = Config::read(&config::find(args.config.as_deref(), Path::new(""))?)?;
    let (identity, limits) = fetch::access(&args.access)?;
    on_signals()?;
    let origins = Origins::read(&config, if args.yes { Purpose::Write } else { Purpose::Look })?;
    for path in &origins.by_hand {
        output.tell(&format!("{} was not downloaded: it stays as it is", path.display()))?;
    }
    let renewed = fetch::with_progress(output, |progress| origins.download(&identity, &limits, progress))?;
    let (documents, differs) = renewed.documents(args.overwrite)?;
    let mut old = diff::Side::of(&config, Default::default())?;
    let mut new = diff::Side::of(&config, documents)?;
    output.warnings(&new.warnings, config.strict)?;
    let report = diff::compared(&mut old, &mut new)?;
    let is_same = report.changes.is_empty();
    if is_same {
        output.tell(match differs {
            true => "the documents differ, but what they mean does not",
            false => "nothing changed",
        })?;
        if !(differs && args.yes) {
            return Ok(());
        }
    } else {
        output.print(&crate::diff::text(&report, output.colour_out))?;
    }
    if !args.yes {
        // What cannot be generated is not worth an answer.
        renewed.planned(&config, args.overwrite, false, &|_| {}, Purpose::Look)?;
        agreed(output)?;
    }
    let generated = written(&renewed, &config, args, output)?;
    if let Some(file) = &args.report {
        crate::disk::replace(file, &crate::diff::markdown(&report))?;
    }
    if let Some(file) = &args.changelog {
        add_entry(&generated, file)?;
    }
    told(&generated, &config, args, output)?;
    fails(&report, args)
}

/// Asks; without a terminal nobody can answer.
fn agreed(output: &Output) -> Result<(), Stop> {
    if !std::io::stdin().is_terminal() {
        output.tell("\nnothing was written: --yes writes it")?;
        return Err(Stop::No);
    }
    output.note("\nwrite the new documents and the new crate? [y/N] ");
    let mut answer = String::new();
    std::io::stdin().lock().read_line(&mut answer).map_err(Error::io("read", "stdin"))?;
    match answer.trim().to_ascii_lowercase().as_str() {
        "y" | "yes" => Ok(()),
        _ => {
            output.tell("nothing was written")?;
            Err(Stop::No)
        }
    }
}

fn written(
    renewed: &Renewed,
    config: &Config,
    args: &UpdateArgs,
    output: &Output,
) -> Result<Generated, Error> {
    let bar = output.bar(pipeline::PHASES);
    let progress = |phase| {
        bar.set_message(phase);
        bar.inc(1);
    };
    let generated = renewed.write(config, args.overwrite, args.bump, &progress);
    bar.finish_and_clear();
    generated
}

fn told(generated: &Generated, config: &Config, args: &UpdateArgs, output: &Output) -> Result<(), Error> {
    for note in &generated.notes {
        output.tell(note)?;
    }
    let folder = if config.root.as_os_str().is_empty() { Path::new(".") } else { &config.root };
    let mut text = format!("wrote {}: {}", folder.display(), generated.plan.counts());
    let version = version(&generated.versions, args.bump);
    if !version.is_empty() {
        text.push_str(&format!("\n{}", version.trim_end()));
    }
    if let Some(file) = &args.report {
        text.push_str(&format!("\nwhat changed is in {}", quoted(file)));
    }
    output.tell(&text)
}

/// Who has agreed to the changes has seen them; who has not is told by the exit code.
fn fails(report: &Report, args: &UpdateArgs) -> Result<(), Stop> {
    let is_bad = report.worst().is_some_and(|worst| worst >= args.fail_on.limit());
    if args.yes && is_bad { Err(Stop::No) } else { Ok(()) }
}
