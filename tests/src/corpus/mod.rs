//! Any folder of contracts: each generated and checked, one row each. `corpus --help`.

mod attempt;
mod check;
mod entries;
mod manifest;
mod raw;
mod summary;
mod table;

pub use attempt::{Attempt, LIMIT, attempt, catalog, quiet_panics};
pub use check::Checker;
pub use entries::entries;
pub use manifest::Manifest;
pub use raw::raw_fields;
pub use summary::summary;
pub use table::{Compared, Expectations};

use std::fmt;
use std::str::FromStr;

/// What became of a contract, the best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Status {
    /// All its SOAP operations were generated, and there was nothing to say.
    Ok,
    /// The same, but something was worth saying.
    Warn,
    /// At least one operation was not generated; the rest was, and compiles.
    Unsupported,
    /// No crate was generated: the contract has errors.
    Error,
    /// What was generated does not compile without warnings.
    CheckFailed,
}

impl Status {
    /// Every status, in the order of the summary.
    pub const ALL: [Self; 5] = [Self::Ok, Self::Warn, Self::Unsupported, Self::Error, Self::CheckFailed];

    /// As it stands in the table.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Warn => "warn",
            Self::Unsupported => "unsupported",
            Self::Error => "error",
            Self::CheckFailed => "check-failed",
        }
    }
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Status {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let found = Self::ALL.into_iter().find(|status| status.name() == text);
        found.ok_or_else(|| format!("{text:?} is no status"))
    }
}

/// How many things there are, and how many of them were generated.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Share {
    /// How many were generated.
    pub part: usize,
    /// How many there are.
    pub whole: usize,
}

impl fmt::Display for Share {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.part, self.whole)
    }
}

impl FromStr for Share {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let numbers = text.split_once('/').and_then(|(a, b)| Some((a.parse().ok()?, b.parse().ok()?)));
        let (part, whole) = numbers.ok_or_else(|| format!("{text:?} is not some of all, such as 3/4"))?;
        Ok(Self { part, whole })
    }
}

/// A row of the table.
#[derive(Debug, Clone)]
pub struct Row {
    /// What became of it.
    pub status: Status,
    /// Its path, relative to the folder, with `/`.
    pub path: String,
    /// The SOAP operations, generated of declared.
    pub operations: Share,
    /// The fields, those that are kept as raw XML of all.
    pub raw: Share,
    /// How long it took to generate.
    pub seconds: f64,
    /// What there was to say.
    pub detail: String,
    /// Generating panicked.
    pub panicked: bool,
}

impl fmt::Display for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { status, path, operations, raw, seconds, .. } = self;
        let detail = self.detail.split_whitespace().collect::<Vec<_>>().join(" ");
        write!(f, "{status}\t{path}\t{operations}\t{raw}\t{seconds:.2}\t{detail}")
    }
}

impl Row {
    /// Whether a run with this row must not pass.
    #[must_use]
    pub const fn is_failure(&self) -> bool {
        self.panicked || matches!(self.status, Status::CheckFailed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_is_one_line_of_six_cells() {
        let row = Row {
            status: Status::CheckFailed,
            path: "a/b.wsdl".into(),
            operations: Share { part: 3, whole: 4 },
            raw: Share { part: 1, whole: 20 },
            seconds: 0.126,
            detail: "one\n\ttwo".into(),
            panicked: false,
        };
        assert_eq!(row.to_string(), "check-failed\ta/b.wsdl\t3/4\t1/20\t0.13\tone two");
        assert!(row.is_failure());
    }

    #[test]
    fn cells_are_read_back() {
        for status in Status::ALL {
            assert_eq!(status.to_string().parse(), Ok(status));
        }
        assert_eq!("3/4".parse(), Ok(Share { part: 3, whole: 4 }));
        assert!("3".parse::<Share>().is_err() && "fine".parse::<Status>().is_err());
    }
}
