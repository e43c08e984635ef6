//! As an entry of a changelog, for those who use the generated crate.

use std::fmt::Write as _;

use super::both;
use super::words::came_or_went;
use crate::diff::change::{Change, Report};
use crate::diff::class::Class;
use crate::visible::{code, escaped};

/// The entry of a version. What does not change the crate for its users is left out.
pub fn changelog(report: &Report, version: &str) -> String {
    let mut out = format!("## {version}\n");
    let told = report.changes.iter().filter(|change| change.class > Class::Cosmetic);
    let told: Vec<&Change> = told.collect();
    let section = |change: &Change| match (change.class, came_or_went(change.kind)) {
        (Class::Breaking, _) => "Breaking",
        (_, Some((_, true))) => "Added",
        (_, Some((_, false))) => "Removed",
        _ => "Changed",
    };
    for title in ["Breaking", "Added", "Changed", "Removed"] {
        let own: Vec<&&Change> = told.iter().filter(|change| section(change) == title).collect();
        if own.is_empty() {
            continue;
        }
        // Writing to a String cannot fail.
        let _ = writeln!(out, "\n### {title}\n");
        for change in own {
            let _ = writeln!(out, "- {}", sentence(change, title));
        }
    }
    if told.is_empty() {
        out.push_str("\nThe contract says the same in other words.\n");
    }
    out
}

/// A change for somebody who uses the crate.
fn sentence(change: &Change, title: &str) -> String {
    let at = code(&change.at);
    let both = both(change);
    let both =
        if both.is_empty() || both == change.at { String::new() } else { format!(" ({})", code(&both)) };
    let what = match came_or_went(change.kind) {
        Some((noun, true)) => format!("The {noun} {at}{both}"),
        Some((noun, false)) if title == "Removed" => format!("The {noun} {at}"),
        Some((noun, false)) => format!("The {noun} {at} is gone"),
        None => format!("{at}: {}{both}", change.kind.name().replace('-', " ")),
    };
    match title {
        "Added" | "Removed" => format!("{what}."),
        _ => format!("{what}. {}", escaped(&change.note.replace(['\n', '\r'], " "))),
    }
}

/// A changelog with one more entry: above those of earlier versions, below what stands before them.
pub fn with_entry(changelog: &str, entry: &str) -> String {
    if changelog.trim().is_empty() {
        return format!("# Changelog\n\n{entry}");
    }
    let mut at = 0;
    for line in changelog.split_inclusive('\n') {
        let is_version = line.starts_with("## ") && !line.to_ascii_lowercase().contains("unreleased");
        if is_version {
            let (before, after) = changelog.split_at(at);
            return format!("{before}{entry}\n{after}");
        }
        at += line.len();
    }
    let end = if changelog.ends_with('\n') { "\n" } else { "\n\n" };
    format!("{changelog}{end}{entry}")
}
