//! What is wrong with a value, and where in it.

use std::fmt;

/// Why a value cannot be read, or not be written. It never tells what was found: that may be secret.
pub(super) struct Failure {
    what: String,
    /// The innermost first.
    path: Vec<String>,
}

pub(super) type Result<T> = std::result::Result<T, Failure>;

impl Failure {
    #[cold]
    pub(super) fn new(what: impl Into<String>) -> Self {
        Self { what: what.into(), path: Vec::new() }
    }

    /// Something else was found.
    #[cold]
    pub(super) fn expected(what: &str, found: &str) -> Self {
        Self::new(format!("expected {what}, found {found}"))
    }

    /// Adds the member around what was added before.
    #[cold]
    pub(super) fn within(mut self, key: &str) -> Self {
        self.path.push(format!("/{key}"));
        self
    }

    /// Adds the item of a list around what was added before, counted from 1.
    #[cold]
    pub(super) fn at(mut self, index: usize) -> Self {
        self.path.push(format!("[{}]", index + 1));
        self
    }
}

/// `Members[2]/@rank: expected a whole number, found a string`, in the words that `validate` has for places.
impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let path: String = self.path.iter().rev().map(String::as_str).collect();
        let separator = if path.is_empty() { "" } else { ": " };
        write!(f, "{}{separator}{}", path.strip_prefix('/').unwrap_or(&path), self.what)
    }
}
