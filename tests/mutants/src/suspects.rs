//! Which mutants do not compile: those in whose lines the compiler finds errors.

use std::collections::BTreeMap;
use std::io::BufRead;
use std::path::Path;

use serde::Deserialize;

use crate::Result;

#[derive(Deserialize)]
struct Line {
    message: Option<Message>,
}

#[derive(Deserialize)]
struct Message {
    level: String,
    message: String,
    spans: Vec<Lines>,
}

#[derive(Deserialize)]
struct Lines {
    file_name: String,
    line_start: usize,
    line_end: usize,
    is_primary: bool,
}

/// A mutant of a file, and the lines that are its own.
struct Own {
    id: u32,
    first: usize,
    last: usize,
}

/// Reads the compiler's messages. A file's mutants are found by the calls in it.
pub(crate) fn read(root: &Path, messages: impl BufRead) -> Result<Vec<u32>> {
    let mut files: BTreeMap<String, Vec<Own>> = BTreeMap::new();
    let mut suspects = Vec::new();
    for line in messages.lines() {
        let Ok(Line { message: Some(message) }) = serde_json::from_str(&line?) else { continue };
        if message.level != "error" {
            continue;
        }
        let mut spans = message.spans;
        spans.sort_by_key(|span| !span.is_primary);
        let mut found = None;
        for span in &spans {
            if !files.contains_key(&span.file_name) {
                let text = std::fs::read_to_string(root.join(&span.file_name))?;
                files.insert(span.file_name.clone(), mutants(&text));
            }
            let own = files.get(&span.file_name).map(Vec::as_slice).unwrap_or_default();
            let touched = own.iter().filter(|own| own.first <= span.line_end && span.line_start <= own.last);
            found = touched.min_by_key(|own| own.last - own.first).map(|own| own.id);
            if found.is_some() {
                break;
            }
        }
        // An error beside a mutant: the next one in the file.
        let near = |span: &Lines| {
            let own = files.get(&span.file_name)?;
            own.iter().min_by_key(|own| own.first.abs_diff(span.line_start)).map(|own| own.id)
        };
        match found.or_else(|| spans.iter().find_map(near)) {
            Some(id) => suspects.push(id),
            // "aborting due to 3 previous errors" has no place.
            None if spans.is_empty() => {}
            None => eprintln!("no mutant is near: {}", message.message),
        }
    }
    suspects.sort_unstable();
    suspects.dedup();
    Ok(suspects)
}

/// The mutants in a woven text: the line of each call, and the block after it.
fn mutants(text: &str) -> Vec<Own> {
    let lines: Vec<&str> = text.lines().collect();
    let mut own = Vec::new();
    for (index, line) in lines.iter().enumerate() {
        for (_, rest) in line.match_indices("mutant_is(").map(|(at, call)| (at, &line[at + call.len()..])) {
            let digits: String = rest.chars().take_while(char::is_ascii_digit).collect();
            let Ok(id) = digits.parse() else { continue };
            let indent = |line: &str| line.len() - line.trim_start().len();
            let block = line.trim_end().ends_with('{') && !line.contains("=>");
            let last = lines
                .iter()
                .enumerate()
                .skip(index + 1)
                .find(|(_, other)| indent(other) <= indent(line) && !other.trim().is_empty());
            let last = last.filter(|_| block).map_or(index, |(at, _)| at);
            own.push(Own { id, first: index + 1, last: last + 1 });
        }
    }
    own
}
