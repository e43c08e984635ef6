//! The files of a crate, ordered by path.

use std::collections::BTreeMap;

use super::Text;
use super::code::Code;

/// A Rust file that was printed.
#[derive(Debug)]
pub(super) struct File {
    path: String,
    text: Result<String, String>,
}

impl File {
    /// Prints a file.
    pub(super) fn new(path: impl Into<String>, code: Code) -> Self {
        let path = path.into();
        let text = code
            .print()
            .map_err(|problem| format!("{path} cannot be printed: {problem}; please report this"));
        Self { path, text }
    }
}

/// Files by path. Two of one path are an error, since one would be lost.
#[derive(Debug, Default)]
pub(super) struct Space {
    files: BTreeMap<String, Text>,
    problems: Vec<String>,
}

impl Space {
    /// Adds a file.
    pub(super) fn add(&mut self, file: File) {
        match file.text {
            Ok(text) => self.text(file.path, text.into()),
            Err(problem) => self.problems.push(problem),
        }
    }

    /// Adds a text.
    pub(super) fn text(&mut self, path: impl Into<String>, text: Text) {
        let path = path.into();
        if let Some(other) = self.files.insert(path.clone(), text) {
            let lines = other.lines().count();
            self.problems.push(format!(
                "two files are named {path} (the first had {lines} lines); please report this"
            ));
        }
    }

    /// All files.
    pub(super) fn finish(self) -> Result<BTreeMap<String, Text>, Vec<String>> {
        if self.problems.is_empty() { Ok(self.files) } else { Err(self.problems) }
    }
}
