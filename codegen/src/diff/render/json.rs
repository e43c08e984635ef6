//! As JSON.

use serde::Serialize;

use crate::diff::change::{Change, Report, Stand};
use crate::visible;

#[derive(Serialize)]
struct Document<'r> {
    summary: Summary,
    version: &'static str,
    changes: Vec<Entry<'r>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    ignored: Vec<Ignored<'r>>,
}

#[derive(Serialize)]
struct Ignored<'r> {
    kind: &'static str,
    class: &'static str,
    #[serde(rename = "where")]
    at: &'r str,
    reason: &'r str,
}

#[derive(Serialize)]
struct Summary {
    breaking: usize,
    risky: usize,
    compatible: usize,
    cosmetic: usize,
}

#[derive(Serialize)]
struct Entry<'r> {
    kind: &'static str,
    class: &'static str,
    direction: &'static str,
    condition: &'r str,
    wire: &'static str,
    data: &'static str,
    source: &'static str,
    #[serde(rename = "where")]
    at: &'r str,
    operations: &'r [String],
    old: Option<&'r str>,
    new: Option<&'r str>,
    old_place: Option<String>,
    new_place: Option<String>,
    note: &'r str,
    witness: Option<&'r str>,
}

/// A report as JSON, indented, keys in a fixed order.
pub fn json(report: &Report) -> String {
    let summary = report.summary();
    let document = Document {
        summary: Summary {
            breaking: summary.breaking,
            risky: summary.risky,
            compatible: summary.compatible,
            cosmetic: summary.cosmetic,
        },
        version: summary.version(),
        changes: report.changes.iter().map(entry).collect(),
        ignored: report.ignored.iter().map(ignored).collect(),
    };
    // Texts, numbers and lists can always be written.
    let mut text = serde_json::to_string_pretty(&document).unwrap_or_default();
    text.push('\n');
    visible::json(&text).into_owned()
}

fn ignored((change, reason): &(Change, String)) -> Ignored<'_> {
    Ignored { kind: change.kind.name(), class: change.class.name(), at: &change.at, reason }
}

fn entry(change: &Change) -> Entry<'_> {
    let breaks = |it: bool| if it { "breaks" } else { "ok" };
    let text =
        |stand: &'_ Option<Stand>| stand.as_ref().and_then(|s| s.place.as_ref()).map(ToString::to_string);
    Entry {
        kind: change.kind.name(),
        class: change.class.name(),
        direction: change.direction.name(),
        condition: change.condition,
        wire: breaks(change.wire),
        data: if change.data { "loses" } else { "ok" },
        source: breaks(change.source),
        at: &change.at,
        operations: &change.operations,
        old: change.old.as_ref().map(|stand| stand.text.as_str()),
        new: change.new.as_ref().map(|stand| stand.text.as_str()),
        old_place: text(&change.old),
        new_place: text(&change.new),
        note: &change.note,
        witness: change.witness.as_deref(),
    }
}
