//! Cycles: a struct that would contain itself holds a `Box` instead.
//!
//! Lists, maps and vectors already point elsewhere, and the alternatives of choices are boxed wherever they hold a
//! record, so only plain and optional fields count. Boxed are the fields that close a ring in a walk over the types in
//! the order of their names.

use std::collections::{BTreeMap, BTreeSet};

use crate::contract::TypeName;

use crate::model::data::{Container, Model, Shape};

/// Marks the members that need a `Box`.
pub(in crate::model) fn break_cycles(model: &mut Model) {
    let mut edges: BTreeMap<TypeName, Vec<(usize, TypeName)>> = BTreeMap::new();
    for (name, record) in &model.records {
        let inline = record.members.iter().enumerate().filter_map(|(slot, member)| {
            match (&member.shape, member.container) {
                (
                    Shape::Record(target) | Shape::Group(target),
                    Container::None | Container::Option | Container::Nillable,
                ) => Some((slot, target.clone())),
                _ => None,
            }
        });
        edges.insert(name.clone(), inline.collect());
    }
    let mut closing = Vec::new();
    let mut done = BTreeSet::new();
    for start in edges.keys() {
        walk(start, &edges, &mut done, &mut closing);
    }
    for (name, slot) in closing {
        if let Some(member) = model.records.get_mut(&name).and_then(|r| r.members.get_mut(slot)) {
            member.boxed = true;
        }
    }
}

/// A depth-first walk with its own stack: contracts may nest deeper than a thread's.
fn walk(
    start: &TypeName,
    edges: &BTreeMap<TypeName, Vec<(usize, TypeName)>>,
    done: &mut BTreeSet<TypeName>,
    closing: &mut Vec<(TypeName, usize)>,
) {
    if done.contains(start) {
        return;
    }
    let mut stack: Vec<(TypeName, usize)> = vec![(start.clone(), 0)];
    let mut on_path: BTreeSet<TypeName> = BTreeSet::from([start.clone()]);
    while let Some((at, next)) = stack.pop() {
        let Some((slot, target)) = edges.get(&at).and_then(|e| e.get(next)) else {
            on_path.remove(&at);
            done.insert(at);
            continue;
        };
        stack.push((at.clone(), next + 1));
        if on_path.contains(target) {
            closing.push((at, *slot));
        } else if !done.contains(target) {
            on_path.insert(target.clone());
            stack.push((target.clone(), 0));
        }
    }
}
