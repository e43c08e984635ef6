//! Policies in words, for `inspect`, warnings and the documentation of crates.

use std::collections::BTreeMap;

use crate::contract::{Asked, Call, Demand, On, Policy, Standing};

/// An assertion of a policy, and what is done about it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Row {
    /// Its name, after those of what it stands in: `TransportBinding/IncludeTimestamp`.
    pub(crate) path: String,
    /// What it asks for beside its name.
    pub(crate) detail: String,
    /// The specification that it is of, or its namespace.
    pub(crate) of: String,
    /// What is done about it.
    pub(crate) standing: Standing,
    /// A client may do without.
    pub(crate) optional: bool,
    /// Where it is one of several alternatives: `alternative 1 of 2, taken`.
    pub(crate) way: String,
    /// It is part of an alternative that is not taken.
    pub(crate) spare: bool,
    /// What the client does, what the program has to do, or why neither is possible.
    pub(crate) note: String,
    /// What the program calls, in words.
    pub(crate) call: String,
    /// The cargo feature of the call.
    pub(crate) feature: &'static str,
}

/// All assertions of a policy, each before what stands in it.
pub(crate) fn rows(items: &[Asked]) -> Vec<Row> {
    let mut out = Vec::new();
    flatten(items, "", ("", false), &mut out);
    out
}

fn flatten(items: &[Asked], path: &str, (way, spare): (&str, bool), out: &mut Vec<Row>) {
    for item in items {
        match item {
            Asked::Demand(demand) => {
                let path = if path.is_empty() {
                    demand.name.local.to_string()
                } else {
                    format!("{path}/{}", demand.name.local)
                };
                out.push(Row {
                    path: path.clone(),
                    detail: demand.detail.clone(),
                    of: demand.of.to_string(),
                    // What only holds others is as good as these.
                    standing: if demand.note.is_empty() { demand.worst() } else { demand.standing },
                    optional: demand.optional,
                    way: way.to_owned(),
                    spare,
                    note: demand.note.to_string(),
                    call: demand.call.as_ref().map(called).unwrap_or_default(),
                    feature: demand.call.as_ref().map_or("", |call| call.feature),
                });
                flatten(&demand.inner, &path, (way, spare), out);
            }
            Asked::OneOf(ways) => {
                for (at, alternative) in ways.iter().enumerate() {
                    let taken = if alternative.taken { "taken" } else { "not taken" };
                    let own = format!("alternative {} of {}, {taken}", at + 1, ways.len());
                    let own = if way.is_empty() { own } else { format!("{way}; {own}") };
                    let spare = spare || !alternative.taken;
                    flatten(&alternative.items, path, (&own, spare), out);
                }
            }
        }
    }
}

/// A call as it is written: `.security(wsse::Security::new().timestamp(Duration::from_secs(300)))`.
fn called(call: &Call) -> String {
    let code = &call.code;
    match call.on {
        On::Builder | On::Call => code.to_string(),
        On::Security => format!(".security(wsse::Security::new(){code})"),
        On::Signature => format!(".security(wsse::Security::new().sign({SIGNATURE}{code}))"),
        On::Verification => format!(".security(wsse::Security::new().require({VERIFICATION}{code}))"),
    }
}

/// How a program makes what it signs with, and what it checks replies with.
pub(super) const SIGNATURE: &str = "wsse::Signature::new(wsse::SigningKey::from_pem(key)?)";
pub(super) const VERIFICATION: &str = "wsse::Verification::trusting_roots(roots)?";

/// The assertions in and with this one that the client does not do by itself, and that are needed.
pub(crate) fn open(demand: &Demand) -> Vec<&Demand> {
    fn within<'d>(demand: &'d Demand, out: &mut Vec<&'d Demand>) {
        if demand.optional {
            return;
        }
        if demand.standing != Standing::Honoured {
            out.push(demand);
        }
        let mut pending: Vec<&[Asked]> = vec![&demand.inner];
        while let Some(items) = pending.pop() {
            for item in items {
                match item {
                    Asked::Demand(inner) => within(inner, out),
                    Asked::OneOf(ways) => {
                        pending.extend(ways.iter().filter(|way| way.taken).map(|way| way.items.as_slice()));
                    }
                }
            }
        }
    }
    let mut out = Vec::new();
    within(demand, &mut out);
    out
}

/// `TransportBinding of WS-SecurityPolicy (IncludeTimestamp)`: an assertion with what is open in it.
pub(crate) fn described(demand: &Demand) -> String {
    let mut inner: Vec<String> = Vec::new();
    if !demand.detail.is_empty() {
        inner.push(demand.detail.clone());
    }
    for one in open(demand).into_iter().filter(|one| !std::ptr::eq(*one, demand)) {
        if !inner.iter().any(|known| **known == *one.name.local) {
            inner.push(one.name.local.to_string());
        }
    }
    let name = &demand.name.local;
    match inner.as_slice() {
        [] => format!("{name} of {}", demand.of),
        inner => format!("{name} of {} ({})", demand.of, inner.join(", ")),
    }
}

/// What to do about an assertion.
pub(crate) fn to_do(demand: &Demand) -> String {
    let name = &demand.name.local;
    match &demand.call {
        None => format!("{name}: {}", demand.note),
        Some(call) => {
            let whose = match call.on {
                On::Call => "the operation's call",
                _ => "the session's builder",
            };
            let feature = match call.feature {
                "" => String::new(),
                feature => format!(" (cargo feature `{feature}`)"),
            };
            format!("{name}: {}; write `{}` at {whose}{feature}", demand.note, called(call))
        }
    }
}

/// What one or several parts of a contract ask for, in short.
#[derive(Debug, Default)]
pub(crate) struct Summary {
    /// The parts, in words: `the input of the operations Add, Remove`.
    pub(crate) subjects: String,
    /// What the client does by itself: `TransportBinding (HttpsToken, Lax)`.
    pub(crate) honoured: Vec<String>,
    /// All else.
    pub(crate) rows: Vec<Row>,
}

/// Policies in short, those that ask for the same as one.
pub(crate) fn summaries<'p>(policies: impl IntoIterator<Item = &'p Policy>) -> Vec<Summary> {
    let mut out: Vec<(Vec<&str>, Summary)> = Vec::new();
    let mut known: BTreeMap<(Vec<String>, Vec<Row>), usize> = BTreeMap::new();
    for policy in policies {
        let rows = rows(&policy.items);
        let told = |row: &Row| {
            let open = row.standing != Standing::Honoured && !row.note.is_empty();
            open || row.optional || row.spare
        };
        let honoured = honoured(rows.iter().filter(|row| !told(row)));
        let rows: Vec<Row> = shortened(rows.into_iter().filter(told));
        if honoured.is_empty() && rows.is_empty() {
            continue;
        }
        let at = *known.entry((honoured.clone(), rows.clone())).or_insert(out.len());
        if at == out.len() {
            out.push((Vec::new(), Summary { subjects: String::new(), honoured, rows }));
        }
        if let Some((subjects, _)) = out.get_mut(at)
            && !subjects.contains(&policy.subject.as_str())
        {
            subjects.push(&policy.subject);
        }
    }
    out.into_iter().map(|(subjects, summary)| Summary { subjects: listed(&subjects), ..summary }).collect()
}

/// Of an alternative that is not taken only the outermost assertions, with the names of those in them that the client does
/// not satisfy by itself.
fn shortened(rows: impl Iterator<Item = Row>) -> Vec<Row> {
    let mut out: Vec<Row> = Vec::new();
    for row in rows {
        let outer = out.last_mut().filter(|last| row.spare && last.spare && last.way == row.way);
        match outer.filter(|last| row.path.split('/').next() == Some(&last.path)) {
            Some(outer) if row.path.contains('/') => {
                outer.standing = outer.standing.max(row.standing);
                if row.standing != Standing::Honoured {
                    let name = row.path.rsplit('/').next().unwrap_or_default();
                    outer.detail = if outer.detail.is_empty() {
                        name.to_owned()
                    } else {
                        format!("{}, {name}", outer.detail)
                    };
                }
            }
            _ => out.push(row),
        }
    }
    out
}

/// How many parts or operations are named.
const NAMED: usize = 4;

/// Parts of a contract as a list, those of several operations as one.
fn listed(subjects: &[&str]) -> String {
    let mut groups: Vec<(&str, Vec<&str>)> = Vec::new();
    for subject in subjects {
        let (head, operation) = match subject.split_once("the operation ") {
            Some((head, rest)) => (head, rest.split(" of the ").next()),
            None => (*subject, None),
        };
        match groups.iter_mut().find(|(known, all)| *known == head && !all.is_empty() && operation.is_some())
        {
            Some((_, all)) => all.extend(operation),
            None => groups.push((head, operation.into_iter().collect())),
        }
    }
    let each = groups.iter().map(|(head, operations)| match operations.as_slice() {
        [] => (*head).to_owned(),
        [only] => format!("{head}the operation {only}"),
        several => format!("{head}the operations {}", limited(several)),
    });
    each.collect::<Vec<_>>().join(", ")
}

fn limited(names: &[&str]) -> String {
    let named = names.iter().take(NAMED).copied().collect::<Vec<_>>().join(", ");
    match names.len().saturating_sub(NAMED) {
        0 => named,
        more => format!("{named} and {more} more"),
    }
}

/// Rows by their outermost assertions, each with the innermost ones in it.
fn honoured<'r>(rows: impl Iterator<Item = &'r Row>) -> Vec<String> {
    let mut out: Vec<(&str, Vec<String>)> = Vec::new();
    // What only holds others is said by these.
    for row in rows.filter(|row| !row.note.is_empty()) {
        let (outer, inner) = row.path.split_once('/').unwrap_or((&row.path, ""));
        let name = match (inner.rsplit('/').next().unwrap_or(inner), row.detail.as_str()) {
            ("", detail) => detail.to_owned(),
            (name, "") => name.to_owned(),
            (name, detail) => format!("{name}: {detail}"),
        };
        match out.iter_mut().rev().find(|(known, _)| *known == outer) {
            Some((_, all)) if name.is_empty() || all.contains(&name) => {}
            Some((_, all)) => all.push(name),
            None => out.push((outer, Some(name).filter(|name| !name.is_empty()).into_iter().collect())),
        }
    }
    let each = out.into_iter().map(|(outer, inner)| match inner.as_slice() {
        [] => outer.to_owned(),
        inner => format!("{outer} ({})", inner.join(", ")),
    });
    each.collect()
}
