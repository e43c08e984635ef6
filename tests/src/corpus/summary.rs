//! The table by source and by feature.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::{Manifest, Row, Status};

type Counts = BTreeMap<Status, usize>;

/// How many rows came to which end: by source (the first folder of the path) and by the manifest's features, those first
/// where most did not work; then all, and those that the manifest calls valid and literal.
#[must_use]
pub fn summary(rows: &[Row], manifest: Option<&Manifest>) -> String {
    let mut sources: BTreeMap<&str, Counts> = BTreeMap::new();
    let mut features: BTreeMap<&str, Counts> = BTreeMap::new();
    let (mut all, mut literal) = (Counts::new(), Counts::new());
    for row in rows {
        let count = |counts: &mut Counts| *counts.entry(row.status).or_default() += 1;
        count(sources.entry(row.path.split('/').next().unwrap_or_default()).or_default());
        count(&mut all);
        let Some(manifest) = manifest else { continue };
        let of = manifest.cell(&row.path, "features").split(';').filter(|feature| !feature.is_empty());
        of.for_each(|feature| count(features.entry(feature).or_default()));
        if manifest.is_valid_literal(&row.path) {
            count(&mut literal);
        }
    }
    let mut text = String::new();
    section(&mut text, "by source", sources);
    if !features.is_empty() {
        section(&mut text, "by feature", features);
    }
    let mut total = BTreeMap::from([("all", all)]);
    if !literal.is_empty() {
        total.insert("valid and literal", literal);
    }
    section(&mut text, "in all", total);
    text
}

fn section(text: &mut String, title: &str, groups: BTreeMap<&str, Counts>) {
    let failed = |counts: &Counts| -> usize {
        counts.iter().filter(|(status, _)| **status > Status::Warn).map(|(_, count)| count).sum()
    };
    let mut groups: Vec<_> = groups.into_iter().collect();
    groups.sort_by_key(|(name, counts)| (std::cmp::Reverse(failed(counts)), *name));
    // Writing to a String cannot fail.
    let _ = write!(text, "{title:40}");
    for status in Status::ALL {
        let _ = write!(text, "{:>14}", status.name());
    }
    text.push('\n');
    for (name, counts) in groups {
        let _ = write!(text, "  {name:38}");
        for status in Status::ALL {
            let _ = write!(text, "{:>14}", counts.get(&status).copied().unwrap_or_default());
        }
        text.push('\n');
    }
    text.push('\n');
}

#[cfg(test)]
mod tests {
    use super::super::Share;
    use super::*;

    #[test]
    fn rows_are_counted_by_source_and_by_feature() {
        let row = |path: &str, status| Row {
            status,
            path: path.into(),
            operations: Share::default(),
            raw: Share::default(),
            seconds: 0.0,
            detail: String::new(),
            panicked: false,
        };
        let rows = [row("one/a", Status::Ok), row("one/b", Status::Error), row("two/c", Status::Ok)];
        let manifest = Manifest::parse(
            "file\tfeatures\tvalidity\tstyles\none/a\tx;y\tok\trpc/literal=1\none/b\ty\tok\t\n",
        );
        let text = summary(&rows, manifest.as_ref());
        let lines: Vec<Vec<&str>> = text.lines().map(|line| line.split_whitespace().collect()).collect();
        let heading = ["by", "source", "ok", "warn", "unsupported", "error", "check-failed"];
        assert_eq!(lines[0], heading);
        assert_eq!(lines[1], ["one", "1", "0", "0", "1", "0"]);
        assert!(lines.contains(&vec!["y", "1", "0", "0", "1", "0"]));
        assert!(lines.contains(&vec!["valid", "and", "literal", "1", "0", "0", "0", "0"]));
        assert!(lines.contains(&vec!["all", "2", "0", "0", "1", "0"]));
    }
}
