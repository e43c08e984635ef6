//! Keys: what identifies a name in the lock, and the words that tell it from others.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::contract::{TypeName, TypeOrigin};
use crate::passes::{Body, Member, MemberPlace, Model, Operation, Service};

use super::scope::{Case, Request};
use super::{case, identifier};

/// A name without its `r#`.
pub(super) fn plain(name: &str) -> &str {
    name.trim_start_matches("r#")
}

/// What identifies a type in the lock.
pub(super) fn type_key(name: &TypeName) -> String {
    format!("{} {name}", origin(name).to_lowercase())
}

/// What identifies the struct of an operation's results: its wrapper, which several operations of a service may share. The
/// wrappers of overloads in rpc style have one name and hold not the same: then it is the operation.
pub(super) fn response_key(service: &Service, operation: &Operation) -> String {
    let own = operation.output.as_ref().map(|output| &output.body);
    match own.and_then(|body| Some((body, body.wrapper.as_ref()?))) {
        Some((own, wrapper)) => {
            let other = |body: &Body| body.wrapper.as_ref() == Some(wrapper) && !same(body, own);
            let outputs = service.operations.iter().filter_map(|operation| operation.output.as_ref());
            if outputs.map(|output| &output.body).any(other) {
                format!("response of {}", operation.name)
            } else {
                format!("response element {wrapper}")
            }
        }
        None => format!("response of {}", operation.name),
    }
}

/// Whether two bodies hold the same.
fn same(left: &Body, right: &Body) -> bool {
    left.members.len() == right.members.len()
        && left.members.iter().zip(&right.members).all(|(left, right)| {
            left.wire == right.wire && left.shape == right.shape && left.holder == right.holder
        })
}

pub(super) fn family_key(name: &TypeName) -> String {
    format!("derived {}", type_key(name))
}

pub(super) fn choice_key(name: &TypeName, number: usize) -> String {
    format!("choice {} {number}", type_key(name))
}

/// What identifies the fields of an owner in the lock, in their order. Several choices, or a choice and an element, may begin
/// with one name: all but the first are numbered.
pub(super) fn member_keys(owner: &str, members: &[Member]) -> Vec<String> {
    let mut keys: Vec<String> = Vec::with_capacity(members.len());
    for member in members {
        let key = member_key(owner, member);
        let before = keys.iter().filter(|known| known.strip_prefix(&key).is_some_and(is_number)).count();
        keys.push(if before == 0 { key } else { format!("{key} {}", before + 1) });
    }
    keys
}

/// Nothing, or what numbers a key.
fn is_number(rest: &str) -> bool {
    rest.is_empty() || rest.strip_prefix(' ').is_some_and(|n| n.bytes().all(|b| b.is_ascii_digit()))
}

/// What identifies a field in the lock.
#[must_use]
fn member_key(owner: &str, member: &Member) -> String {
    let place = match member.place {
        MemberPlace::Element => "element",
        MemberPlace::Attribute => "attribute",
        MemberPlace::Text => "text",
        MemberPlace::Wildcard => "wildcard",
        MemberPlace::Attachment => "attachment",
    };
    format!("{owner} {place} {}", member.wire)
}

pub(super) fn origin(name: &TypeName) -> &'static str {
    match name.origin {
        TypeOrigin::Type => "Type",
        TypeOrigin::Element => "Element",
        TypeOrigin::Attribute => "Attribute",
        TypeOrigin::Group => "Group",
        TypeOrigin::AttributeGroup => "AttributeGroup",
    }
}

pub(super) fn wire_of(name: &TypeName) -> String {
    let mut wire = name.name.local.to_string();
    for step in &name.path {
        wire.push('_');
        wire.push_str(step);
    }
    wire
}

pub(super) fn type_request(name: &TypeName) -> Request {
    let rank = match (name.origin, name.path.is_empty()) {
        (TypeOrigin::Type, true) => 0,
        (TypeOrigin::Element, true) => 1,
        _ => 2,
    };
    Request { key: type_key(name), wire: wire_of(name), meanings: vec![origin(name).to_owned()], rank }
}

/// The keys of those whose first choice of name is not theirs alone: they are pinned.
pub(super) fn clashing(requests: &[Request], case: Case) -> BTreeSet<String> {
    let mut by_name: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    for request in requests {
        let name = identifier(&request.wire, case).trim_start_matches("r#").to_lowercase();
        by_name.entry(name).or_default().push(&request.key);
    }
    by_name.into_values().filter(|keys| keys.len() > 1).flatten().map(str::to_owned).collect()
}

/// The parts of a namespace URI that could name it, the best last; numbers (years, versions) stay with what they follow.
pub(super) fn segments(uri: &str) -> Vec<String> {
    let rest = uri.split_once("://").map_or(uri, |(_, rest)| rest);
    let rest = rest.strip_prefix("urn:").unwrap_or(rest);
    let mut out: Vec<String> = Vec::new();
    for part in rest.split(['/', ':', '#', '?']).filter(|p| !p.is_empty()) {
        match out.last_mut() {
            Some(last) if part.starts_with(|c: char| c.is_numeric()) => {
                last.push('_');
                last.push_str(part);
            }
            _ => out.push(part.to_owned()),
        }
    }
    out.retain(|part| !case::snake(part).is_empty());
    out
}

/// Every namespace that a table of the model names.
pub(super) fn namespaces(model: &Model) -> BTreeSet<Arc<str>> {
    let mut out = BTreeSet::new();
    let mut add = |uri: &Arc<str>| {
        if !uri.is_empty() {
            out.insert(Arc::clone(uri));
        }
    };
    add(&model.primary);
    model.each_name(&mut |name| add(&name.namespace));
    out
}
