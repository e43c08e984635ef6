//! Parameters and results.

use std::collections::{BTreeMap, BTreeSet};

use super::Comparison;
use super::alike::moved;
use super::change::Change;
use super::class::Direction;
use super::kind::Kind;
use super::member::{Holder, Role};
use super::names::Names;
use super::parts::{PartOf, is_bare, parts, wrapper};
use super::side::{Side, parameter, result};
use crate::contract::{Body, Message, Operation};

/// How many parameters are arguments of their own. Of more, all are fields of one struct.
const POSITIONAL: usize = 4;

/// Whether WCF's rules hold in a message.
fn is_wcf(side: &Side<'_>, message: &Message) -> bool {
    let first = || match &message.body {
        Body::Bare(parts) => parts.first().map(|part| &part.field.name),
        _ => None,
    };
    wrapper(message, false).or_else(first).is_some_and(|name| side.wcf.has(&name.namespace))
}

impl Comparison<'_> {
    /// Compares the parameters and results of an operation.
    pub(super) fn parameters(&mut self, old: &Operation, new: &Operation) {
        self.parts(old, Role::Parameter, (&old.input, false), (&new.input, false));
        if let (Some(before), Some(after)) = (&old.output, &new.output) {
            self.parts(old, Role::Result, (before, is_bare(old)), (after, is_bare(new)));
        }
    }

    /// Whether two operations have the same parameters and results.
    pub(super) fn same_messages(&mut self, old: &Operation, new: &Operation) -> bool {
        if old.style != new.style || old.output.is_some() != new.output.is_some() {
            return false;
        }
        let before = self.changes.len();
        self.parameters(old, new);
        let told = self.changes.split_off(before);
        told.iter().all(|change| change.kind == Kind::DocumentationChanged)
    }

    fn parts(
        &mut self,
        operation: &Operation,
        role: Role,
        (old, old_bare): (&Message, bool),
        (new, new_bare): (&Message, bool),
    ) {
        let is_result = role == Role::Result;
        let direction = if is_result { Direction::Response } else { Direction::Request };
        let at = |part: &PartOf<'_>| {
            let name = if is_result { result } else { parameter };
            name(&operation.name, part.name())
        };
        let holder = Holder {
            at: operation.name.clone(),
            direction,
            wcf: (is_wcf(&self.old, old), is_wcf(&self.new, new)),
            role,
            other: Kind::TypeBaseChanged,
        };
        let (before, after) = (parts(old, old_bare), parts(new, new_bare));
        // In the new order, each with its place in the old one: first by the whole name, then by the local one.
        let mut kept: Vec<(usize, usize)> = Vec::new();
        let (mut gone, mut come): (BTreeSet<usize>, BTreeSet<usize>) =
            ((0..before.len()).collect(), (0..after.len()).collect());
        for exact in [true, false] {
            let mut places: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
            for from in &gone {
                places.entry(before.get(*from).map_or("", PartOf::name)).or_default().push(*from);
            }
            for to in come.clone() {
                let Some(part) = after.get(to) else { continue };
                let Some(candidates) = places.get_mut(part.name()) else { continue };
                let fits = |from: &usize| {
                    before.get(*from).is_some_and(|one| stands_for(one, part, &self.names, exact))
                };
                if let Some(found) = candidates.iter().position(fits) {
                    let from = candidates.remove(found);
                    gone.remove(&from);
                    come.remove(&to);
                    kept.push((from, to));
                }
            }
        }
        kept.sort_by_key(|(_, to)| *to);
        for (from, to) in &kept {
            if let (Some(part), Some(now)) = (before.get(*from), after.get(*to)) {
                self.part(&holder, &at(part), part, now);
            }
        }
        for part in gone.iter().filter_map(|from| before.get(*from)) {
            let kind = if is_result { Kind::ResultRemoved } else { Kind::ParameterRemoved };
            let change = Change::new(kind, direction, "-", at(part));
            self.push(change.old(part.text(), Some(part.place())));
        }
        for part in come.iter().filter_map(|to| after.get(*to)) {
            let (kind, condition) = match (is_result, before.len()) {
                (true, 0) => (Kind::ResultAdded, "first"),
                (true, 1) => (Kind::ResultAdded, "second"),
                (true, _) => (Kind::ResultAdded, "further"),
                (false, count) => (Kind::ParameterAdded, added(self.in_struct(count), part.is_required())),
            };
            let change = Change::new(kind, direction, condition, at(part));
            self.push(change.new_side(part.text(), Some(part.place())));
        }
        let places: Vec<usize> = kept.iter().map(|(from, _)| *from).collect();
        for ((from, to), moved) in kept.iter().zip(moved(&places)) {
            let (Some(part), Some(now)) = (before.get(*from), after.get(*to)) else { continue };
            if moved {
                let (kind, condition) = match is_result {
                    true => (Kind::ResultMoved, "-"),
                    false if self.in_struct(before.len()) => (Kind::ParameterMoved, "struct"),
                    false => (Kind::ParameterMoved, "positional"),
                };
                let change = Change::new(kind, direction, condition, at(part));
                let change = change.old(number(*from), Some(part.place()));
                self.push(change.new_side(number(*to), Some(now.place())));
            }
        }
    }

    /// Whether so many parameters were fields of one struct.
    fn in_struct(&self, count: usize) -> bool {
        count > POSITIONAL || self.old.extra.struct_arguments
    }

    /// Compares a parameter or result that both sides have.
    fn part(&mut self, holder: &Holder, at: &str, old: &PartOf<'_>, new: &PartOf<'_>) {
        match (old.field(), new.field()) {
            (Some(before), Some(after)) => self.member(holder, at, before, after),
            (None, None) => {}
            _ => {
                let change = Change::new(Kind::AttachmentChanged, Direction::None, "mime", at);
                let change = change.old(old.text(), Some(old.place()));
                self.push(change.new_side(new.text(), Some(new.place())));
            }
        }
    }
}

/// Whether it is the other one, before: first by the whole name, then by the local one.
fn stands_for(part: &PartOf<'_>, other: &PartOf<'_>, names: &Names, exact: bool) -> bool {
    match (part.field(), other.field()) {
        (Some(old), Some(new)) if exact => names.same(&old.name, &new.name),
        _ => part.name() == other.name(),
    }
}

/// The condition of an added parameter, by whether the others were in a struct.
const fn added(in_struct: bool, required: bool) -> &'static str {
    match (in_struct, required) {
        (false, false) => "positional-optional",
        (false, true) => "positional-required",
        (true, false) => "struct-optional",
        (true, true) => "struct-required",
    }
}

fn number(at: usize) -> String {
    format!("the {}. one", at + 1)
}
