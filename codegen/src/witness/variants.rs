//! Messages that a change may concern, made of a sample.

use std::borrow::Cow;

use super::reader::{Label, Path};
use crate::contract::{Builtin, Contract, Facet, Particle, QName, TypeKind, TypeName, TypeRef};
use crate::diff::{Change, Kind};
use crate::sample::{Node, node};

/// How often an element is repeated at most.
const REPEATS: usize = 70;

/// The contracts to make samples by: the contract as it is, and, where an alternative is asked for, the contract with that
/// one first.
pub(super) fn contracts<'c>(contract: &'c Contract, change: &Change) -> Vec<Cow<'c, Contract>> {
    let mut all = Vec::new();
    match (change.kind, change.at.rsplit_once('.')) {
        (Kind::AlternativeAdded | Kind::AlternativeRemoved, Some((_, member))) => {
            all.push(Cow::Owned(with_first(contract, member)));
        }
        (Kind::TypeRemoved, _) => {
            let mut only = contract.clone();
            let is_wanted = |name: &TypeName| *name.name.local == *change.at;
            let bases: Vec<TypeName> = only
                .types
                .iter()
                .filter(|(name, _)| is_wanted(name))
                .filter_map(|(name, ty)| ty.derived_from(name).cloned())
                .collect();
            only.types.retain(|name, ty| {
                is_wanted(name) || !ty.derived_from(name).is_some_and(|base| bases.contains(base))
            });
            for base in &bases {
                if let Some(TypeKind::Struct(content)) = only.types.get_mut(base).map(|ty| &mut ty.kind) {
                    content.is_abstract = true;
                }
            }
            all.push(Cow::Owned(only));
        }
        _ => {}
    }
    all.push(Cow::Borrowed(contract));
    all
}

/// A contract with this alternative before all others.
pub(super) fn with_first(contract: &Contract, member: &str) -> Contract {
    let mut first = contract.clone();
    for ty in first.types.values_mut() {
        if let TypeKind::Struct(content) = &mut ty.kind {
            particles(&mut content.particles, member);
        }
    }
    first
}

/// The alternatives in a content model, by name.
#[cfg(feature = "internals")]
pub(super) fn alternatives(all: &[Particle], found: &mut std::collections::BTreeSet<String>) {
    for particle in all {
        match particle {
            Particle::Element(field) => {
                found.extend(field.substitutes.iter().map(|name| name.local.to_string()));
            }
            Particle::Group(group) => {
                if group.kind == crate::contract::GroupKind::Choice {
                    let first = |one| crate::model::first(std::slice::from_ref(one));
                    found.extend(
                        group.particles.iter().filter_map(first).map(|field| field.name.local.to_string()),
                    );
                }
                alternatives(&group.particles, found);
            }
            Particle::Any(_) => {}
        }
    }
}

/// Puts an alternative, or the member of a substitution group, before all others.
fn particles(all: &mut [Particle], member: &str) {
    let holds = |particle: &Particle| {
        crate::model::first(std::slice::from_ref(particle)).is_some_and(|field| *field.name.local == *member)
    };
    for particle in all {
        match particle {
            Particle::Element(field) => {
                if let Some(at) = field.substitutes.iter().position(|name| *name.local == *member) {
                    field.substitutes.swap(0, at);
                    field.is_abstract = true;
                }
            }
            Particle::Group(group) => {
                if let Some(at) = group.particles.iter().position(holds) {
                    group.particles.swap(0, at);
                }
                particles(&mut group.particles, member);
            }
            Particle::Any(_) => {}
        }
    }
}

/// The sample as it is, and with what the change is about in every form that it may have; each with the element that is
/// another one then.
pub(super) fn bodies(
    change: &Change,
    body: &[Node],
    labels: &[Label],
    contract: &Contract,
) -> Vec<(Vec<Node>, Option<Path>)> {
    let mut all = vec![(body.to_vec(), None)];
    let mut touched = |path: &Path, edit: &dyn Fn(&mut Vec<Node>, usize)| {
        let mut body = body.to_vec();
        if let Some((siblings, at)) = reach(&mut body, path) {
            edit(siblings, at);
            all.push((body, Some(path.clone())));
        }
    };
    let owner = change.at.split("/@").next().unwrap_or_default();
    let of_type = |label: &&Label| matches!(&label.ty, TypeRef::Named(name) if *name.name.local == *owner && name.path.is_empty());
    if let Some((_, attribute)) = change.at.split_once("/@") {
        for label in labels.iter().filter(of_type).take(2) {
            touched(&label.path, &|siblings, at| {
                if let Some(node) = siblings.get_mut(at) {
                    node.attributes.retain(|(name, _)| *name.local != *attribute);
                }
            });
            for text in texts(None) {
                touched(&label.path, &|siblings, at| {
                    let all = siblings.get_mut(at).into_iter().flat_map(|node| &mut node.attributes);
                    all.filter(|(name, _)| *name.local == *attribute)
                        .for_each(|(_, value)| value.clone_from(&text));
                });
            }
        }
        return all;
    }
    if change.kind == Kind::WildcardRemoved {
        for label in labels.iter().filter(of_type).take(2) {
            touched(&label.path, &|siblings, at| {
                if let Some(node) = siblings.get_mut(at) {
                    node.children.push(foreign());
                }
            });
        }
        return all;
    }
    let member = change.at.rsplit_once('.');
    let fits = |label: &&Label| {
        label.at == change.at
            || of_type(label)
            || member.is_some_and(|(owner, _)| {
                matches!(&label.ty, TypeRef::Named(name) if *name.name.local == *owner && is_enum(contract, name))
            })
    };
    for label in labels.iter().filter(fits).take(3) {
        touched(&label.path, &|siblings, at| drop(siblings.remove(at)));
        for times in [1, 2, 5, 10, 50, REPEATS] {
            touched(&label.path, &|siblings, at| {
                if let Some(node) = siblings.get(at).cloned() {
                    siblings.splice(at..at, std::iter::repeat_n(node, times));
                }
            });
        }
        touched(&label.path, &|siblings, at| {
            if let Some(own) = siblings.get_mut(at) {
                *own = Node { nil: true, ..node(&own.name) };
            }
        });
        let wanted = member.map(|(_, member)| member);
        for text in texts(wanted).into_iter().chain(limits(contract, &label.ty)) {
            touched(&label.path, &|siblings, at| {
                if let Some(node) = siblings.get_mut(at).filter(|node| node.children.is_empty()) {
                    node.text.clone_from(&text);
                }
            });
        }
    }
    all
}

fn is_enum(contract: &Contract, name: &TypeName) -> bool {
    contract.types.get(name).is_some_and(|ty| matches!(ty.kind, TypeKind::Enum(_) | TypeKind::Flags(_)))
}

/// The list that an element stands in, and its place there.
pub(super) fn reach<'n>(body: &'n mut Vec<Node>, path: &Path) -> Option<(&'n mut Vec<Node>, usize)> {
    let (last, way) = path.split_last()?;
    let mut at = body;
    for number in way {
        at = &mut at.get_mut(*number)?.children;
    }
    (*last < at.len()).then_some((at, *last))
}

/// Texts of which each is a value of some types, and none of others.
pub(super) fn texts(wanted: Option<&str>) -> Vec<String> {
    let numbers = [
        "0",
        "1",
        "-1",
        "127",
        "200",
        "32767",
        "40000",
        "2147483647",
        "3000000000",
        "9223372036854775807",
        "18446744073709551615",
        "99999999999999999999",
        "1.5",
        "1e300",
        "INF",
    ];
    let others = [
        "",
        " ",
        "a b",
        "  two  words  ",
        "true",
        "2024-05-17",
        "2024-05-17T09:30:00",
        "09:30:00",
        "P1D",
        "SGVsbG8=",
        "48",
        "6f9619ff-8b86-d011-b42d-00cf4fc964ff",
        "ä ö",
        "x:y",
    ];
    let long = [2, 5, 9, 16, 33, 65, 129, 300].map(|length: usize| "x".repeat(length));
    let own = wanted.map(str::to_owned);
    own.into_iter().chain(numbers.into_iter().chain(others).map(str::to_owned)).chain(long).collect()
}

/// Values at the limits that a type's facets set.
pub(super) fn limits(contract: &Contract, ty: &TypeRef) -> Vec<String> {
    let mut all = Vec::new();
    let mut at = ty;
    for _ in 0..64 {
        let TypeRef::Named(name) = at else { break };
        match contract.types.get(name).map(|ty| &ty.kind) {
            Some(TypeKind::Alias(simple)) => {
                all.extend(simple.facets.iter().flat_map(limit));
                at = &simple.base;
            }
            Some(TypeKind::Enum(list) | TypeKind::Flags(list)) => {
                all.extend(list.values.iter().map(|value| value.wire.clone()));
                break;
            }
            _ => break,
        }
    }
    if matches!(at, TypeRef::Builtin(Builtin::AnyType)) {
        all.clear();
    }
    all
}

fn limit(facet: &Facet) -> Vec<String> {
    match &*facet.name {
        "length" | "minLength" | "maxLength" => {
            let length = facet.value.trim().parse::<usize>().unwrap_or(0).min(4096);
            vec!["x".repeat(length), "1".repeat(length)]
        }
        "totalDigits" => vec!["9".repeat(facet.value.trim().parse::<usize>().unwrap_or(0).min(40))],
        "minInclusive" | "maxInclusive" => vec![facet.value.clone()],
        _ => Vec::new(),
    }
}

/// An element that no contract declares.
fn foreign() -> Node {
    Node { text: "foreign".to_owned(), ..node(&QName::new("urn:example:foreign", "Foreign")) }
}
