//! In one line: what came and went, and what is bad about it.

use std::collections::BTreeMap;

use crate::diff::change::{Change, Report};
use crate::diff::class::Class;
use crate::diff::kind::Kind;
use crate::visible;

/// How many places of a class are named.
const NAMED: usize = 3;

/// A report in one line: `+1 operation GetToken, +3 fields, 1 breaking: UserGroup.Deleted`; nothing where nothing changed.
pub fn words(report: &Report) -> String {
    let mut parts = Vec::new();
    let mut counted: BTreeMap<(Kind, bool), Vec<&Change>> = BTreeMap::new();
    let mut other = 0;
    for change in &report.changes {
        match came_or_went(change.kind) {
            Some((_, came)) => counted.entry((change.kind, !came)).or_default().push(change),
            None if change.class < Class::Risky => other += 1,
            None => {}
        }
    }
    for ((kind, went), changes) in counted {
        let Some((noun, _)) = came_or_went(kind) else { continue };
        let sign = if went { '-' } else { '+' };
        parts.push(match changes.as_slice() {
            [one] => format!("{sign}1 {noun} {}", one.at),
            all => format!("{sign}{} {noun}s", all.len()),
        });
    }
    for class in [Class::Breaking, Class::Risky] {
        let own: Vec<&str> = report
            .changes
            .iter()
            .filter(|change| change.class == class)
            .map(|change| change.at.as_str())
            .collect();
        if own.is_empty() {
            continue;
        }
        let named = own.iter().take(NAMED).copied().collect::<Vec<_>>().join(", ");
        let more = own.len().saturating_sub(NAMED);
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        parts.push(format!("{} {class}: {named}{more}", own.len()));
    }
    if other > 0 {
        parts.push(format!("{other} other change{}", if other == 1 { "" } else { "s" }));
    }
    visible::escaped(&parts.join(", ")).into_owned()
}

/// What is added or removed by changes of a kind, and whether it is added.
pub(super) fn came_or_went(kind: Kind) -> Option<(&'static str, bool)> {
    let name = kind.name();
    let (noun, came) = match name.strip_suffix("-added") {
        Some(noun) => (noun, true),
        None => (name.strip_suffix("-removed")?, false),
    };
    Some((if noun == "enum-member" { "enumeration value" } else { noun }, came))
}
