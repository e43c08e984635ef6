//! As annotations of GitHub's workflows: commands in lines, which the runner takes from the output.

use std::fmt::Write as _;

use super::place;
use super::text::line;
use crate::diff::change::Report;
use crate::diff::class::Class;

/// A report, a line a change.
pub fn github(report: &Report) -> String {
    let mut out = String::new();
    for change in &report.changes {
        let command = match change.class {
            Class::Breaking => "error",
            Class::Risky => "warning",
            Class::Compatible | Class::Cosmetic => "notice",
        };
        let title = property(&format!("{} {}", change.class, change.kind.name()));
        let mut properties = format!("title={title}");
        if let Some(place) = place(change) {
            let file = property(&place.file);
            properties = format!("file={file},line={},col={},{properties}", place.line, place.column);
        }
        // Writing to a String cannot fail.
        let _ = writeln!(out, "::{command} {properties}::{}", data(&line(change)));
    }
    out
}

/// A text after the `::`.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// A value among the properties.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
