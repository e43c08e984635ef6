//! Asking the programs of the crates.

use std::io::{self, Write as _};
use std::path::Path;
use std::process::{Command, Stdio};

/// A message that shall go through a crate.
#[derive(Debug, Clone)]
pub struct Case {
    /// Whether it is a request, a reply or a value, and of what.
    pub kind: CaseKind,
    /// The XML that the crate reads.
    pub xml: String,
}

/// What a case is; the number is the position in the list of types or messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum CaseKind {
    /// A value of a type.
    Type(usize),
    /// A request.
    Request(usize),
    /// A reply.
    Reply(usize),
}

impl CaseKind {
    /// The word and the number that name it.
    #[must_use]
    pub const fn words(self) -> (&'static str, usize) {
        match self {
            Self::Type(index) => ("type", index),
            Self::Request(index) => ("request", index),
            Self::Reply(index) => ("reply", index),
        }
    }
}

/// Sends cases through a crate's program: for each the envelope that was written again, or what went wrong.
///
/// # Errors
/// When the program cannot be run, or does not answer.
pub fn ask(program: &Path, cases: &[Case]) -> io::Result<Vec<Result<String, String>>> {
    ask_for("", program, cases)
}

/// The same, for what was read as JSON.
///
/// # Errors
/// As [`ask`].
pub fn ask_json(program: &Path, cases: &[Case]) -> io::Result<Vec<Result<String, String>>> {
    ask_for("json-", program, cases)
}

/// The same, where every departure from the contract is refused.
///
/// # Errors
/// As [`ask`].
pub fn ask_strictly(program: &Path, cases: &[Case]) -> io::Result<Vec<Result<String, String>>> {
    ask_for("strict-", program, cases)
}

/// What is told of each message when it is read by the lenient policy: a line for each departure.
///
/// # Errors
/// As [`ask`].
pub fn ask_told(program: &Path, cases: &[Case]) -> io::Result<Vec<Result<String, String>>> {
    ask_for("told-", program, cases)
}

fn ask_for(what: &str, program: &Path, cases: &[Case]) -> io::Result<Vec<Result<String, String>>> {
    let mut child = Command::new(program).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?;
    let mut input = Vec::new();
    for case in cases {
        let (word, index) = case.kind.words();
        input.extend_from_slice(format!("{what}{word} {index} {}\n{}", case.xml.len(), case.xml).as_bytes());
    }
    let stdin = child.stdin.take();
    // The program reads all before it writes, and ends early only where it breaks: then the answers are too few.
    if let Some(mut stdin) = stdin {
        let _ = stdin.write_all(&input);
    }
    let output = child.wait_with_output()?;
    let answers = answers(&output.stdout);
    if answers.len() != cases.len() {
        return Err(io::Error::other(format!("{} answers for {} cases", answers.len(), cases.len())));
    }
    Ok(answers)
}

fn answers(mut rest: &[u8]) -> Vec<Result<String, String>> {
    let mut found = Vec::new();
    while let Some(end) = rest.iter().position(|byte| *byte == b'\n') {
        let (head, after) = rest.split_at(end);
        let head = String::from_utf8_lossy(head);
        let Some((word, length)) = head.split_once(' ') else { return found };
        let Some(text) = length.parse().ok().and_then(|length: usize| after.get(1..=length)) else {
            return found;
        };
        rest = after.get(1 + text.len()..).unwrap_or_default();
        let text = String::from_utf8_lossy(text).into_owned();
        found.push(if word == "ok" { Ok(text) } else { Err(text) });
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_are_told_apart_by_their_lengths() {
        let found = answers(b"ok 3\na\nberror 2\nno");
        assert_eq!(found, [Ok("a\nb".to_owned()), Err("no".to_owned())]);
        assert_eq!(answers(b"ok 9\nshort"), []);
    }
}
