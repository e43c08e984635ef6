//! Keys: what identifies a name in the lock, and the words that tell it from others.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::contract::{QName, TypeName, TypeOrigin};
use crate::model::{
    Body, Member, MemberPlace, Model, Operation, Part, Service, ServiceId, Shape, Variant, part,
};

use super::rust_name::unescape;
use super::scope::{Case, Request};
use super::{NamesLock, case, choices, identifier};

/// What identifies a namespace in the lock.
pub(super) fn namespace_key(uri: &str) -> String {
    format!("namespace {uri}")
}

/// What identifies a type in the lock.
pub(super) fn type_key(name: &TypeName) -> String {
    format!("{} {name}", origin(name).to_lowercase())
}

/// What identifies a service in the lock.
pub(super) fn service_key(id: &ServiceId) -> String {
    format!("service {id}")
}

/// What identifies a service's agent in the lock, where its name does not follow from the module's.
pub(super) fn agent_key(id: &ServiceId) -> String {
    format!("agent of service {id}")
}

/// What identifies an operation in the lock. What its service is called does not matter.
pub(super) fn operation_key(id: &ServiceId, operation: &str) -> String {
    format!("operation {id}.{operation}")
}

/// What identifies the structs of the results of a service's operations.
pub(super) struct ResponseKeys<'s>(BTreeMap<&'s QName, Wrapped<'s>>);

/// What stands in a wrapper.
struct Wrapped<'s> {
    first: &'s Body,
    /// Not all operations have the same in it.
    differs: bool,
}

impl<'s> ResponseKeys<'s> {
    pub(super) fn new(service: &'s Service) -> Self {
        let mut all: BTreeMap<&QName, Wrapped<'_>> = BTreeMap::new();
        let outputs = service.operations.iter().filter_map(|operation| operation.output.as_ref());
        for body in outputs.map(|output| &output.body) {
            let Some(wrapper) = &body.wrapper else { continue };
            let known = all.entry(wrapper).or_insert(Wrapped { first: body, differs: false });
            known.differs |= !same(known.first, body);
        }
        Self(all)
    }

    /// The key of an operation's: its wrapper, which several operations may share. The wrappers of overloads in rpc style
    /// have one name and hold not the same: then it is the operation.
    pub(super) fn of(&self, operation: &Operation) -> String {
        let wrapper = operation.output.as_ref().and_then(|output| output.body.wrapper.as_ref());
        match wrapper.filter(|wrapper| self.0.get(wrapper).is_some_and(|known| !known.differs)) {
            Some(wrapper) => format!("response element {wrapper}"),
            None => format!("response of {}", operation.name),
        }
    }
}

/// Whether two bodies hold the same.
fn same(left: &Body, right: &Body) -> bool {
    left.members.len() == right.members.len()
        && left.members.iter().zip(&right.members).all(|(left, right)| {
            left.wire == right.wire && left.shape == right.shape && left.container == right.container
        })
}

pub(super) fn family_key(name: &TypeName) -> String {
    format!("derived {}", type_key(name))
}

/// What identifies a value of an enumeration in the lock.
pub(super) fn value_key(name: &TypeName, wire: &str) -> String {
    format!("value {}.{wire}", type_key(name))
}

/// What identifies an alternative of a choice in the lock.
pub(super) fn variant_key(choice: &TypeName, variant: &Variant) -> String {
    let place = match variant.shape {
        Shape::Group(_) => "group",
        Shape::Element(_) => "wildcard",
        _ => "element",
    };
    format!("variant {} {place} {}", type_key(choice), variant.wire)
}

/// What identifies each field of a struct or message in the lock, and what it is called in words.
#[must_use]
pub(super) fn member_keys(
    owner: &str,
    members: &[Member],
    model: &Model,
    lock: &NamesLock,
) -> Vec<(String, String)> {
    let mut keys = members.iter().map(|member| member_key(owner, member, model, lock)).collect::<Vec<_>>();
    tell_apart(&mut keys);
    keys
}

fn member_key(owner: &str, member: &Member, model: &Model, lock: &NamesLock) -> (String, String) {
    let (place, wire) = match member.place {
        MemberPlace::Element if choice_of(member).is_some() => ("choice", choice_word(member, model, lock)),
        MemberPlace::Element => ("element", member.wire.local.to_string()),
        MemberPlace::Attribute => ("attribute", member.wire.local.to_string()),
        MemberPlace::Text => ("text", member.wire.local.to_string()),
        MemberPlace::Wildcard => ("wildcard", member.wire.local.to_string()),
        MemberPlace::AnyAttribute => ("attributes", member.wire.local.to_string()),
        MemberPlace::Group => ("group", format!("{}_group", member.wire.local)),
        MemberPlace::Attachment => ("attachment", member.wire.local.to_string()),
    };
    (format!("{owner} {place} {}", member.wire), wire)
}

/// The choice within a type that a field is.
pub(super) fn choice_of(member: &Member) -> Option<&TypeName> {
    match &member.shape {
        Shape::Choice(name) => Some(name).filter(|name| matches!(part(name), Some(Part::Choice(_)))),
        _ => None,
    }
}

fn choice_word(member: &Member, model: &Model, lock: &NamesLock) -> String {
    let first = &member.wire.local;
    match choice_of(member).and_then(|name| Some((name, model.choices.get(name)?))) {
        // Earlier versions called all choices so, and pinned none of the fields.
        Some((name, _)) if lock.upgraded && lock.get(&type_key(name)).is_some() => choices::other(first),
        Some((_, choice)) => choices::word(choice, first, model),
        None => choices::other(first),
    }
}

/// Ordinals for what comes again in one content model.
const AGAIN: [&str; 8] = ["second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth"];

/// What tells one of several from those before it, of which there is one and `earlier` more.
pub(super) fn again(earlier: usize) -> String {
    AGAIN.get(earlier).map_or_else(|| format!("{}_again", earlier + 2), |word| (*word).to_owned())
}

/// Tells those of one key apart: the second `a` is the `second_a`.
pub(super) fn tell_apart(keys: &mut [(String, String)]) {
    let mut seen: BTreeMap<String, (usize, BTreeSet<String>)> = BTreeMap::new();
    for (key, wire) in keys {
        let (count, before) = seen.entry(key.clone()).or_default();
        let own = wire.clone();
        if let Some(last) = count.checked_sub(1) {
            let again = again(last);
            *key = format!("{key} {again}");
            // Choices that begin alike may be called otherwise.
            if before.contains(wire) {
                *wire = format!("{again}_{wire}");
            }
        }
        *count += 1;
        before.insert(own);
    }
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
    let (wire, meanings, rank) = match part(name) {
        // A type's own choice; of several each by its first element.
        Some(Part::Choice(first)) => {
            let mut owner = name.clone();
            owner.path.pop();
            let meanings = vec![first.to_owned(), format!("{first}_or_other")];
            (format!("{}_choice", wire_of(&owner)), meanings, 9)
        }
        Some(Part::Substitution) => {
            (format!("any_{}", name.name.local), vec!["element".to_owned(), "substitution".to_owned()], 9)
        }
        Some(Part::Group(_)) | None => (wire_of(name), vec![origin(name).to_owned()], rank),
    };
    Request { key: type_key(name), wire, meanings, rank }
}

/// The keys of those whose first choice of name is not theirs alone: they are pinned.
pub(super) fn clashing(requests: &[Request], case: Case) -> BTreeSet<String> {
    let mut by_name: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    for request in requests {
        let name = unescape(&identifier(&request.wire, case)).to_lowercase();
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
