//! What each contract is expected to come to: figures alone, by path.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use super::{Row, Share, Status};

const HEADING: &str = "# What `corpus` made of each contract; rewritten with SOAPWRIGHT_BLESS=1.\n\
    # status, path, operations generated/declared, fields kept as raw XML/fields\n";

/// The rows of an earlier run.
#[derive(Debug, Clone, Default)]
pub struct Expectations {
    rows: BTreeMap<String, (Status, Share, Share)>,
}

/// How a row stands beside the expected one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Compared {
    /// Nothing is expected of it, or just this.
    Same,
    /// In this it is better.
    Better(String),
    /// In this it is worse.
    Worse(String),
}

impl Expectations {
    /// Reads the expectations; none where there is no file.
    ///
    /// # Errors
    /// When the file cannot be read, or a line is not in order.
    pub fn read(path: &Path) -> Result<Self, String> {
        match std::fs::read_to_string(path) {
            Ok(text) => Self::parse(&text),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Self::default()),
            Err(error) => Err(format!("{}: {error}", path.display())),
        }
    }

    fn parse(text: &str) -> Result<Self, String> {
        let mut rows = BTreeMap::new();
        for line in text.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
            let cells: Vec<&str> = line.split('\t').collect();
            let [status, path, operations, raw] = cells.as_slice() else {
                return Err(format!("expected four cells: {line:?}"));
            };
            rows.insert((*path).to_owned(), (status.parse()?, operations.parse()?, raw.parse()?));
        }
        Ok(Self { rows })
    }

    /// Expects what a row says from now on.
    pub fn insert(&mut self, row: &Row) {
        self.rows.insert(row.path.clone(), (row.status, row.operations, row.raw));
    }

    /// As they stand in the file.
    #[must_use]
    pub fn render(&self) -> String {
        let mut text = HEADING.to_owned();
        for (path, (status, operations, raw)) in &self.rows {
            // Writing to a String cannot fail.
            let _ = writeln!(text, "{status}\t{path}\t{operations}\t{raw}");
        }
        text
    }

    /// A row beside what is expected of it.
    #[must_use]
    pub fn compare(&self, row: &Row) -> Compared {
        let Some((status, operations, raw)) = self.rows.get(&row.path) else { return Compared::Same };
        let said =
            format!("{status} {operations} {raw} became {} {} {}", row.status, row.operations, row.raw);
        let left_out = |share: Share| share.whole.saturating_sub(share.part);
        let worse = row.status > *status
            || left_out(row.operations) > left_out(*operations)
            || row.operations.whole < operations.whole
            || row.raw.part > raw.part;
        if worse {
            Compared::Worse(said)
        } else if (row.status, row.operations, row.raw) == (*status, *operations, *raw) {
            Compared::Same
        } else {
            Compared::Better(said)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(status: Status, operations: &str, raw: &str) -> Row {
        Row {
            status,
            path: "a.wsdl".into(),
            operations: operations.parse().unwrap(),
            raw: raw.parse().unwrap(),
            seconds: 1.0,
            detail: String::new(),
            panicked: false,
        }
    }

    #[test]
    fn what_worked_must_go_on_working() {
        let mut expected = Expectations::default();
        expected.insert(&row(Status::Warn, "3/4", "1/9"));
        let expected = Expectations::parse(&expected.render()).unwrap();
        assert_eq!(expected.compare(&row(Status::Warn, "3/4", "1/9")), Compared::Same);
        for (status, operations, raw) in [
            (Status::Error, "3/4", "1/9"),
            (Status::Warn, "2/4", "1/9"),
            (Status::Warn, "3/3", "1/9"),
            (Status::Warn, "3/4", "2/9"),
        ] {
            let worse = expected.compare(&row(status, operations, raw));
            assert!(matches!(worse, Compared::Worse(_)), "{status} {operations} {raw}: {worse:?}");
        }
        for (status, operations, raw) in [(Status::Ok, "4/4", "0/9"), (Status::Warn, "4/4", "1/12")] {
            let better = expected.compare(&row(status, operations, raw));
            assert!(matches!(better, Compared::Better(_)), "{status} {operations} {raw}: {better:?}");
        }
        assert!(Expectations::parse("ok\ta.wsdl\t1/1\n").is_err());
    }
}
