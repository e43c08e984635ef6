//! What became of a contract's types, and the table of all.

use std::fmt;

/// A type or message of which a value did not come through.
#[derive(Debug, Clone)]
pub struct Failure {
    /// The type's name, or the operation and its direction.
    pub what: String,
    /// What the value was grown from.
    pub seed: u64,
    /// Why the value did not come through.
    pub said: String,
    /// The document that the crate read.
    pub xml: String,
    /// The document that the crate wrote, if it wrote one.
    pub written: Option<String>,
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { what, seed, said, xml, written } = self;
        write!(f, "{what} (seed {seed}): {said}\n  sent: {xml}")?;
        written.iter().try_for_each(|written| write!(f, "\n  back: {written}"))
    }
}

/// What became of a contract.
#[derive(Debug, Clone, Default)]
pub struct Report {
    /// Why nothing could be checked.
    pub problem: Option<String>,
    /// The types that its messages reach.
    pub types: usize,
    /// Those of which every value came through.
    pub passed: usize,
    /// Those of which one did not.
    pub failed: usize,
    /// Those of which there was no value, and messages likewise, and why.
    pub unchecked: Vec<(String, String)>,
    /// Types that no message reaches.
    pub unreached: usize,
    /// Requests and replies.
    pub messages: usize,
    /// Those of which every value came through.
    pub messages_passed: usize,
    /// How many values there were.
    pub values: usize,
    /// The first failure of each type and message.
    pub failures: Vec<Failure>,
}

impl Report {
    /// Nothing could be checked, of so many types.
    #[must_use]
    pub fn of_problem(problem: String, types: usize) -> Self {
        Self { problem: Some(problem), types, ..Self::default() }
    }

    /// The row of a contract: path, types passed/all, messages passed/all, values, not checkable, not reached, and the
    /// first thing to say.
    #[must_use]
    pub fn row(&self, path: &str) -> String {
        let first = self.problem.clone().or_else(|| {
            let failure = self.failures.first().map(|failure| format!("{}: {}", failure.what, failure.said));
            failure
                .or_else(|| self.unchecked.first().map(|(what, why)| format!("{what} not checkable: {why}")))
        });
        let first: String = first.unwrap_or_default().split_whitespace().collect::<Vec<_>>().join(" ");
        let first: String = first.chars().take(300).collect();
        let Self { types, passed, messages, messages_passed, values, unchecked, unreached, .. } = self;
        let left = unchecked.len();
        format!(
            "{path}\t{passed}/{types}\t{messages_passed}/{messages}\t{values}\t{left}\t{unreached}\t{first}"
        )
    }
}

/// The reports of all contracts, added up.
#[derive(Debug, Clone, Copy, Default)]
pub struct Sum {
    /// How many contracts were tried.
    pub contracts: usize,
    /// Those of which every type came through.
    pub whole: usize,
    /// How many types were tried.
    pub types: usize,
    /// Those that came through.
    pub passed: usize,
    /// Requests and replies.
    pub messages: usize,
    /// Those that came through.
    pub messages_passed: usize,
    /// Values.
    pub values: usize,
}

impl Sum {
    /// Adds the report of one contract.
    pub fn add(&mut self, report: &Report) {
        self.contracts += 1;
        self.whole += usize::from(report.problem.is_none() && report.passed == report.types);
        self.types += report.types;
        self.passed += report.passed;
        self.messages += report.messages;
        self.messages_passed += report.messages_passed;
        self.values += report.values;
    }

    /// How many of a hundred types came through.
    #[must_use]
    pub fn percent(&self) -> f64 {
        let count = |n: usize| f64::from(u32::try_from(n).unwrap_or(u32::MAX));
        100.0 * count(self.passed) / count(self.types).max(1.0)
    }
}

impl fmt::Display for Sum {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { contracts, whole, types, passed, messages, messages_passed, values } = self;
        write!(
            f,
            "{passed} of {types} types ({:.2} %), {messages_passed} of {messages} messages, all of {whole} of {contracts} \
             contracts, {values} values",
            self.percent()
        )
    }
}
