//! As SARIF 2.1.0, which code scanners exchange.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::place;
use super::text::line;
use crate::diff::change::{Change, Report};
use crate::diff::class::Class;
use crate::diff::kind::Kind;
use crate::visible;

/// A report, with the rules that it names.
pub fn sarif(report: &Report) -> String {
    let kinds: BTreeSet<Kind> = report.changes.iter().map(|change| change.kind).collect();
    let rules: Vec<Value> = kinds
        .iter()
        .map(|kind| {
            json!({
                "id": kind.name(),
                "shortDescription": { "text": kind.what() },
                "help": { "text": kind.advice() },
            })
        })
        .collect();
    let results: Vec<Value> = report.changes.iter().map(result).collect();
    let document = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "soapwright diff",
                "version": env!("CARGO_PKG_VERSION"),
                "rules": rules,
            } },
            "results": results,
        }],
    });
    // Texts, numbers and lists can always be written.
    let mut text = serde_json::to_string_pretty(&document).unwrap_or_default();
    text.push('\n');
    visible::json(&text).into_owned()
}

fn result(change: &Change) -> Value {
    let level = match change.class {
        Class::Breaking => "error",
        Class::Risky => "warning",
        Class::Compatible | Class::Cosmetic => "note",
    };
    let logical = json!([{ "fullyQualifiedName": change.at }]);
    let location = match place(change) {
        Some(place) => json!({
            "physicalLocation": {
                "artifactLocation": { "uri": uri(&place.file) },
                "region": { "startLine": place.line, "startColumn": place.column.max(1) },
            },
            "logicalLocations": logical,
        }),
        None => json!({ "logicalLocations": logical }),
    };
    json!({
        "ruleId": change.kind.name(),
        "level": level,
        "message": { "text": line(change) },
        "locations": [location],
        "properties": { "class": change.class.name(), "direction": change.direction.name() },
    })
}

/// A path as a relative URI reference.
fn uri(path: &str) -> String {
    let mut out = String::new();
    for byte in path.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'/' | b'-' | b'.' | b'_' | b'~' => {
                out.push(char::from(byte));
            }
            other => out.push_str(&format!("%{other:02X}")),
        }
    }
    out
}
