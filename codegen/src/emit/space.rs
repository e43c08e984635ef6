//! The files of a crate, ordered by path.

use std::collections::BTreeMap;

use super::code::Code;

/// Files by path. Two of one path are an error, since one would be lost.
#[derive(Debug, Default)]
pub(super) struct Space {
    files: BTreeMap<String, String>,
    problems: Vec<String>,
}

impl Space {
    /// Adds a Rust file.
    pub(super) fn add(&mut self, path: impl Into<String>, code: &Code) {
        let path = path.into();
        match code.print() {
            Ok(text) => self.text(path, text),
            Err(problem) => self.problems.push(format!("{path} is no Rust: {problem}; please report this")),
        }
    }

    /// Adds any file.
    pub(super) fn text(&mut self, path: impl Into<String>, text: String) {
        let path = path.into();
        if let Some(other) = self.files.insert(path.clone(), text) {
            let lines = other.lines().count();
            self.problems.push(format!(
                "two files are named {path} (the first had {lines} lines); please report this"
            ));
        }
    }

    /// All files.
    pub(super) fn finish(self) -> Result<BTreeMap<String, String>, Vec<String>> {
        if self.problems.is_empty() { Ok(self.files) } else { Err(self.problems) }
    }
}
