//! A report, as people and programs read it.

mod changelog;
mod github;
mod json;
mod junit;
mod markdown;
mod sarif;
mod text;
mod words;

pub use changelog::{changelog, with_entry};
pub use github::github;
pub use json::json;
pub use junit::junit;
pub use markdown::markdown;
pub use sarif::sarif;
pub use text::{explain, list, text};
pub use words::words;

use super::change::{Change, Report, Stand};

/// What was and what is, in one line: `xs:int? → xs:boolean?`.
fn both(change: &Change) -> String {
    let text = |stand: &Stand| stand.text.clone();
    match (&change.old, &change.new) {
        (Some(old), Some(new)) => format!("{} → {}", old.text, new.text),
        (Some(old), None) => text(old),
        (None, Some(new)) => text(new),
        (None, None) => String::new(),
    }
}

/// Where to point at: the place in the new contract, else that in the old one.
fn place(change: &Change) -> Option<&crate::contract::Place> {
    let of = |stand: &'_ Option<Stand>| stand.as_ref().and_then(|stand| stand.place.as_ref().map(|_| ()));
    if of(&change.new).is_some() {
        return change.new.as_ref().and_then(|stand| stand.place.as_ref());
    }
    change.old.as_ref().and_then(|stand| stand.place.as_ref())
}

/// `2 breaking, 1 risky, 0 compatible, 3 cosmetic`.
fn counts(report: &Report) -> String {
    let summary = report.summary();
    let each = super::class::Class::ALL.map(|class| format!("{} {class}", summary.of(class)));
    each.join(", ")
}
