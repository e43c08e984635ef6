//! What stops a run, as a value.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

use crate::diagnostic::{Diagnostics, Severity};
use crate::visible;

/// Why a run wrote nothing.
///
/// Its `Debug` is for people, too: what `main` returns is printed so, and a `build.rs` may return it.
#[non_exhaustive]
pub enum Error {
    /// The contracts are not in order.
    Contract(Diagnostics),
    /// The configuration is not in order, or names what the contracts do not have.
    Config(Diagnostics),
    /// A file that soapwright reads beside contracts and configuration is not in order.
    File {
        /// The file, with the line where it is known: `catalog.tsv:3`.
        place: String,
        /// What is wrong with it.
        message: String,
        /// What to do.
        help: Option<String>,
    },
    /// The command line asks for what cannot be.
    Usage {
        /// What is wrong.
        message: String,
        /// What to do.
        help: Option<String>,
    },
    /// Writing would touch what is not ours, or leave the output folder.
    Refused {
        /// The path in question.
        path: PathBuf,
        /// Why it is refused.
        message: String,
    },
    /// A run was cut off while it renamed files, and nothing may be written to put that right.
    Interrupted {
        /// The staging folder that it left.
        path: PathBuf,
    },
    /// A file cannot be read or written.
    Io {
        /// What was being done: `read`, `create`…
        doing: &'static str,
        /// With which file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
}

impl Error {
    /// A file system error, with what was being done.
    pub(crate) fn io(doing: &'static str, path: impl AsRef<Path>) -> impl FnOnce(io::Error) -> Self {
        let path = path.as_ref().to_path_buf();
        move |source| Self::Io { doing, path, source }
    }

    /// A command line error.
    pub(crate) fn usage(message: impl Into<String>) -> Self {
        Self::Usage { message: message.into(), help: None }
    }

    /// A refusal.
    pub(crate) fn refused(path: impl Into<PathBuf>, message: impl Into<String>) -> Self {
        Self::Refused { path: path.into(), message: message.into() }
    }

    /// Adds what to do, where the error has room for it.
    pub(crate) fn with_help(mut self, text: impl Into<String>) -> Self {
        if let Self::File { help, .. } | Self::Usage { help, .. } = &mut self {
            *help = Some(text.into());
        }
        self
    }

    /// The whole report, as it goes to stderr; with colour where contract diagnostics are shown.
    #[must_use]
    pub fn render(&self, colour: bool) -> String {
        let (message, help) = match self {
            Self::Contract(list) | Self::Config(list) => return list.render(colour),
            Self::File { place, message, help } => (format!("{place}: {message}"), help.as_deref()),
            Self::Usage { message, help } => (message.clone(), help.as_deref()),
            Self::Refused { path, message } => (format!("{}: {message}", path.display()), None),
            Self::Interrupted { path } => (
                format!("{}: a run was interrupted while it wrote this crate", path.display()),
                Some("`soapwright generate` puts it right"),
            ),
            Self::Io { doing, path, source } => {
                (format!("cannot {doing} {}: {source}", path.display()), None)
            }
        };
        let message = visible::lines(&message);
        let mut text = if colour {
            format!("\x1b[1;31merror\x1b[0m: {message}\n")
        } else {
            format!("error: {message}\n")
        };
        if let Some(help) = help {
            text.push_str(&format!("  help: {}\n", visible::lines(help)));
        }
        text
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.render(false).trim_end())
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = self.render(false);
        match self {
            // Each has its own `error`, and an excerpt of the contract that begins at the margin.
            Self::Contract(_) | Self::Config(_) => write!(f, "\n{}", text.trim_end()),
            _ => f.write_str(text.trim_start_matches("error: ").trim_end()),
        }
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Contract(list) | Self::Config(list) => Some(list),
            Self::Io { source, .. } => Some(source),
            _ => None,
        }
    }
}

impl From<Diagnostics> for Error {
    /// Where settings alone are to blame it is the configuration that is not in order.
    fn from(list: Diagnostics) -> Self {
        let mut errors = list.iter().filter(|d| d.severity == Severity::Error).peekable();
        if errors.peek().is_some() && errors.all(|d| d.setting.is_some()) {
            Self::Config(list)
        } else {
            Self::Contract(list)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Error;
    use crate::contract::Place;
    use crate::diagnostic::{Diagnostic, Diagnostics, Kind};

    #[test]
    fn what_main_returns_is_readable() {
        let usage = Error::usage("there is no contract").with_help("name one");
        assert_eq!(format!("Error: {usage:?}"), "Error: there is no contract\n  help: name one");
        let mut errors = Diagnostics::default();
        errors.push(Diagnostic::error(Kind::Missing, "a type is missing", Place::default()));
        let contract = Error::Contract(errors);
        assert_eq!(format!("Error: {contract:?}"), format!("Error: \n{contract}"));
        assert!(contract.to_string().starts_with("error"), "{contract}");
    }
}
