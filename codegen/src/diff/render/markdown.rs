//! As Markdown, fit for a pull request.

use std::fmt::Write as _;

use super::text::side;
use super::{counts, place};
use crate::diff::change::{Change, Report};
use crate::diff::class::Class;
use crate::visible::{code, escaped};

/// How many changes of a class are shown at once; more are folded.
const SHOWN: usize = 20;
/// How many operations are named.
const NAMED: usize = 3;

/// A report, a table a class, the worst first.
pub fn markdown(report: &Report) -> String {
    let mut out = String::new();
    if report.changes.is_empty() {
        out.push_str("No change.\n");
        ignored(report, &mut out);
        return out;
    }
    // Writing to a String cannot fail.
    let _ = writeln!(out, "**{}**: {}.", report.summary().version(), counts(report));
    for class in Class::ALL {
        let own: Vec<&Change> = report.changes.iter().filter(|change| change.class == class).collect();
        if own.is_empty() {
            continue;
        }
        let _ = writeln!(out, "\n### {} ({})\n", title(class), own.len());
        let folded = own.len() > SHOWN || class < Class::Risky;
        if folded {
            let _ = writeln!(out, "<details><summary>Show them</summary>\n");
        }
        out.push_str("| Change | Where | Old | New | What it means |\n|---|---|---|---|---|\n");
        for change in own {
            row(change, &mut out);
        }
        if folded {
            out.push_str("\n</details>\n");
        }
    }
    ignored(report, &mut out);
    out
}

/// The changes that do not count, with the reasons.
fn ignored(report: &Report, out: &mut String) {
    if report.ignored.is_empty() {
        return;
    }
    let _ = writeln!(out, "\n<details><summary>Ignored ({})</summary>\n", report.ignored.len());
    for (change, reason) in &report.ignored {
        let _ = writeln!(out, "- {} {}: {}", change.kind.name(), code(&change.at), prose(reason));
    }
    out.push_str("\n</details>\n");
}

/// A text that is no markup.
fn prose(text: &str) -> String {
    let text = text.replace(['\n', '\r'], " ").replace('\\', "\\\\");
    let text = text.replace('|', "\\|").replace('<', "&lt;").replace('*', "\\*").replace('`', "\\`");
    escaped(&text).into_owned()
}

fn row(change: &Change, out: &mut String) {
    let cell = |text: &str| if text.is_empty() { String::new() } else { code(text).replace('|', "\\|") };
    let mut meaning = prose(&change.note);
    let others: Vec<&String> =
        change.operations.iter().filter(|name| !change.at.starts_with(&***name)).collect();
    if !others.is_empty() {
        let named: Vec<String> = others.iter().take(NAMED).map(|name| cell(name)).collect();
        let more = others.len().saturating_sub(NAMED);
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        meaning.push_str(&format!(" In {}{more}.", named.join(", ")));
    }
    if let Some(place) = place(change) {
        meaning.push_str(&format!(" ({})", prose(&place.to_string())));
    }
    let _ = writeln!(
        out,
        "| {} | {} | {} | {} | {meaning} |",
        change.kind.name(),
        cell(&change.at),
        cell(side(change.old.as_ref())),
        cell(side(change.new.as_ref())),
    );
}

const fn title(class: Class) -> &'static str {
    match class {
        Class::Breaking => "Breaking",
        Class::Risky => "Risky",
        Class::Compatible => "Compatible",
        Class::Cosmetic => "Cosmetic",
    }
}
