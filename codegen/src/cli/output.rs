//! What goes to the terminal: answers to stdout, all else to stderr.

use std::io::{IsTerminal, Write};
use std::time::Duration;

use clap::ColorChoice;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::error::Error;

/// How to talk to the user.
pub(super) struct Output {
    pub(super) colour_out: bool,
    colour_err: bool,
    pub(super) quiet: bool,
}

impl Output {
    pub(super) fn new(choice: ColorChoice, quiet: bool) -> Self {
        let no_color = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
        let colour = |terminal: bool| match choice {
            ColorChoice::Always => true,
            ColorChoice::Never => false,
            ColorChoice::Auto => terminal && !no_color,
        };
        Self {
            colour_out: colour(std::io::stdout().is_terminal()),
            colour_err: colour(std::io::stderr().is_terminal()),
            quiet,
        }
    }

    /// An answer. That the reader of a pipe has gone away is not an error.
    pub(super) fn print(&self, text: &str) -> Result<(), Error> {
        match std::io::stdout().lock().write_all(text.as_bytes()) {
            Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => {
                Err(Error::io("write to", "stdout")(error))
            }
            _ => Ok(()),
        }
    }

    /// What was done, unless it shall be quiet.
    pub(super) fn tell(&self, text: &str) -> Result<(), Error> {
        if self.quiet { Ok(()) } else { self.print(&format!("{text}\n")) }
    }

    pub(super) fn error(&self, error: &Error) {
        // There is nowhere left to report a failure to.
        let _ = std::io::stderr().lock().write_all(error.render(self.colour_err).as_bytes());
    }

    /// Shows warnings; under `--strict` they are the error.
    pub(super) fn warnings(&self, warnings: &[Diagnostic], strict: bool) -> Result<(), Error> {
        let mut list = Diagnostics::default();
        list.extend(warnings.iter().cloned());
        if list.is_empty() {
            return Ok(());
        }
        if strict {
            return Err(Diagnostics::from_warnings(list).into());
        }
        if !self.quiet {
            let _ = std::io::stderr().lock().write_all(list.render(self.colour_err).as_bytes());
        }
        Ok(())
    }

    /// What was asked for beside the answer.
    pub(super) fn note(&self, text: &str) {
        let _ = std::io::stderr().lock().write_all(text.as_bytes());
    }

    /// A warning that is about no contract.
    pub(super) fn warn(&self, text: &str) {
        if !self.quiet {
            let word = if self.colour_err { "\x1b[1;33mwarning\x1b[0m" } else { "warning" };
            let _ = writeln!(std::io::stderr().lock(), "{word}: {text}");
        }
    }

    /// A bar for a run of so many steps; on a terminal only, gone when it is finished.
    pub(super) fn bar(&self, steps: u64) -> ProgressBar {
        if self.quiet || !std::io::stderr().is_terminal() {
            return ProgressBar::hidden();
        }
        let bar = ProgressBar::with_draw_target(Some(steps), ProgressDrawTarget::stderr());
        if let Ok(style) = ProgressStyle::with_template("{spinner} [{bar:20}] {msg} {elapsed}") {
            bar.set_style(style);
        }
        bar.enable_steady_tick(Duration::from_millis(100));
        bar
    }
}
