//! The command line. Exit codes: 0 done, 1 `--check` or `diff` found changes, 2 bad input or usage.

mod args;
mod command;
mod diff;
mod fail_on;
#[cfg(feature = "fetch")]
mod fetch;
mod generate;
mod init;
mod inputs;
mod output;
mod pin;
#[cfg(feature = "fetch")]
mod remote;
mod shell;
mod start;
#[cfg(feature = "fetch")]
mod update;

use std::ffi::OsString;

use clap::{CommandFactory, Parser};

use crate::config;
use crate::diagnostic::Diagnostics;
use crate::error::Error;
use crate::generate::read_contracts;
use crate::load::ReadOptions;
use crate::normalize::normalize;
use crate::{disk, inspect, parallel, sample, write};
use args::{Cli, Command, Format, InspectArgs, NormalizeArgs, Part, ReadArgs, SampleArgs};
use output::Output;

/// Why a command ends without having done what it is for.
enum Stop {
    /// The answer is no.
    No,
    /// Something is wrong.
    Failed(Error),
}

impl<E: Into<Error>> From<E> for Stop {
    fn from(error: E) -> Self {
        Self::Failed(error.into())
    }
}

/// Runs the command line; answers with the exit code.
#[must_use]
pub fn run(args: impl IntoIterator<Item = OsString>) -> u8 {
    let cli = match Cli::try_parse_from(args) {
        Ok(cli) => cli,
        Err(error) => {
            // Help and version are answers; all else is a wrong command line.
            let code = if error.use_stderr() { 2 } else { 0 };
            let _ = error.print();
            return code;
        }
    };
    let output = Output::new(cli.color(), cli.quiet);
    if cli.command.is_some() && cli.generate.is_asked() {
        output.error(
            &Error::usage("options of `generate` are not allowed before another subcommand")
                .with_help("only --quiet and --color are allowed before a subcommand"),
        );
        return 2;
    }
    parallel::process_ends();
    let done = match cli.command {
        None => match command::misspelt(&cli.generate.config, &Cli::command()) {
            Some(error) => Err(error.into()),
            None => generate::run(&cli.generate, &output),
        },
        Some(Command::Init(args)) => init::run(&args, &output),
        Some(Command::Generate(args)) => generate::run(&args, &output),
        Some(Command::Inspect(args)) => inspect_command(&args, &output),
        Some(Command::Sample(args)) => sample_command(&args, &output),
        Some(Command::Normalize(args)) => normalize_command(&args, &output),
        Some(Command::Pin(args)) => pin::run(&args, &output),
        Some(Command::Diff(args)) => diff::run(&args, &output),
        #[cfg(feature = "fetch")]
        Some(Command::Fetch(args)) => fetch::run(&args, &output),
        #[cfg(feature = "fetch")]
        Some(Command::Update(args)) => update::run(&args, &output),
        Some(Command::Completions { shell }) => completions(shell, &output),
    };
    match done {
        Ok(()) => 0,
        Err(Stop::No) => 1,
        Err(Stop::Failed(error)) => {
            output.error(&error);
            // The crate is not what it shall be: an answer.
            if matches!(error, Error::Interrupted { .. }) { 1 } else { 2 }
        }
    }
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

fn read(
    files: &[std::path::PathBuf],
    args: &ReadArgs,
    output: &Output,
) -> Result<crate::contract::Contract, Stop> {
    let files = inputs::expand(files)?;
    let catalog = match &args.catalog {
        Some(file) => inputs::catalog(file)?,
        None => std::collections::BTreeMap::new(),
    };
    let options = ReadOptions { lenient: args.lenient, ..crate::generate::read_options(&catalog) };
    let (contract, warnings) = read_contracts(&files, &options)?;
    output.warnings(&warnings, args.strict)?;
    Ok(contract)
}

fn inspect_command(args: &InspectArgs, output: &Output) -> Result<(), Stop> {
    let contract = read(&args.files, &args.read, output)?;
    let text = match args.format {
        Format::Text if args.full || args.operation.is_some() => {
            inspect::text(&contract, args.operation.as_deref())?
        }
        Format::Text => inspect::overview(&contract),
        Format::Json => inspect::json(&contract, args.operation.as_deref())?,
    };
    Ok(output.print(&text)?)
}

fn sample_command(args: &SampleArgs, output: &Output) -> Result<(), Stop> {
    let contract = read(std::slice::from_ref(&args.file), &args.read, output)?;
    let sample = sample::sample(&contract, &args.operation, args.headers)?;
    let response = sample.response.as_deref();
    let text = match args.part {
        Some(Part::Request) => sample.request,
        Some(Part::Response) => response
            .ok_or_else(|| Error::usage(format!("`{}` is one-way: it has no response", args.operation)))?
            .to_owned(),
        None => {
            let mut text = format!("<!-- request; Content-Type: {}", sample.content_type);
            if let Some(action) = &sample.soap_action {
                text.push_str(&format!("; SOAPAction: {action}"));
            }
            // Two hyphens in a row would end the comment.
            let mut text = text.replace("--", "- -").replacen("<!- -", "<!--", 1);
            text.push_str(&format!(" -->\n{}", sample.request));
            if let Some(response) = response {
                text.push_str(&format!("\n<!-- response -->\n{response}"));
            }
            text
        }
    };
    Ok(output.print(&text)?)
}

fn completions(shell: clap_complete::Shell, output: &Output) -> Result<(), Stop> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), "soapwright", &mut script);
    Ok(output.print(&String::from_utf8_lossy(&script))?)
}

fn normalize_command(args: &NormalizeArgs, output: &Output) -> Result<(), Stop> {
    let files = inputs::expand(&args.files)?;
    let catalog = match &args.catalog {
        Some(file) => inputs::catalog(file)?,
        None => std::collections::BTreeMap::new(),
    };
    let options = crate::generate::read_options(&catalog);
    let mut texts = Vec::new();
    let mut wrong = Diagnostics::default();
    for file in &files {
        match normalize(std::slice::from_ref(file), &options) {
            Ok(text) => texts.push((file, text)),
            Err(list) => wrong.extend(list),
        }
    }
    if wrong.has_errors() {
        wrong.sort();
        return Err(wrong.into());
    }
    match (&args.out, texts.as_slice()) {
        (None, [(_, text)]) => Ok(output.print(text)?),
        (None, _) => {
            Err(Error::usage("several contracts need an output folder").with_help("say --out DIR").into())
        }
        (Some(out), [(_, text)]) if !out.is_dir() => Ok(disk::replace(out, text)?),
        (Some(out), texts) => {
            let mut places = std::collections::BTreeSet::new();
            for (file, text) in texts {
                let name = file.file_name().unwrap_or(file.as_os_str());
                if !places.insert(name) {
                    return Err(
                        Error::usage(format!("two contracts are called {}", name.to_string_lossy())).into()
                    );
                }
                disk::replace(&out.join(name), text)?;
            }
            Ok(())
        }
    }
}

/// The configuration's file name, for messages.
const CONFIG: &str = config::FILE_NAME;
