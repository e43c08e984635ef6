//! Defaults that end. A default value that held a default value of its own type, directly or through others, would
//! never end.
//!
//! The default of a choice is the first alternative whose default ends. A required member whose default never ends
//! becomes an `Option`: the contract asks for an endless message there, and without the `Option` no value could be
//! made.

use std::collections::{BTreeMap, BTreeSet};

use crate::contract::TypeName;

use crate::model::data::{Check, Choice, Container, Member, Model, Record, Shape, Variant};

/// Chooses the default alternative of each choice, and makes optional what would never end.
pub(in crate::model) fn defaults(model: &mut Model) {
    // The default of a family with an abstract base is empty XML, which ends.
    let abstract_bases = model.families.iter().filter(|(_, family)| !family.base);
    let mut finite = Finite(abstract_bases.map(|(base, _)| base.clone()).collect());
    loop {
        finite.grow(model);
        let mut cut = false;
        for (name, record) in &mut model.records {
            if finite.0.contains(name) {
                continue;
            }
            for member in &mut record.members {
                if member.container == Container::None && !finite.ends(&member.shape) {
                    make_optional(member);
                    cut = true;
                }
            }
        }
        if !cut {
            break;
        }
    }
    model.each_outer(&mut |member| {
        if member.container == Container::None && !finite.ends(&member.shape) {
            make_optional(member);
        }
    });
}

/// The contract demands it as before. Only what has no element of its own does not say so in its table.
fn make_optional(member: &mut Member) {
    member.container = Container::Option;
    if matches!(member.shape, Shape::Choice(_) | Shape::Group(_)) {
        member.checks.push(Check::Required);
    }
}

/// The records, choices and families whose defaults are known to end.
struct Finite(BTreeSet<TypeName>);

/// What has a default of its own.
enum Whole<'m> {
    Record(&'m Record),
    Choice(&'m Choice),
}

impl Whole<'_> {
    /// The shapes that its default may hold.
    fn shapes(&self) -> Vec<&Shape> {
        let plain = |container: &Container| *container == Container::None;
        match self {
            Self::Record(of) => of.members.iter().filter(|m| plain(&m.container)).map(|m| &m.shape).collect(),
            Self::Choice(of) => {
                of.variants.iter().filter(|v| plain(&v.container)).map(|v| &v.shape).collect()
            }
        }
    }
}

impl Finite {
    /// Adds those that end since all that they hold is known to end, and what ends thanks to them.
    ///
    /// Which alternative of a choice is found first depends on the order: it is that of walks over all records and then
    /// all choices, one after the other until nothing is new. But none is looked at again before something that it holds
    /// was found, as a chain of types takes as many walks as it is long.
    fn grow(&mut self, model: &mut Model) {
        let records = model.records.iter().map(|(name, record)| (name, Whole::Record(record)));
        let choices = model.choices.iter().map(|(name, choice)| (name, Whole::Choice(choice)));
        let all: Vec<(&TypeName, Whole<'_>)> = records.chain(choices).collect();
        let mut holders: BTreeMap<&TypeName, BTreeSet<usize>> = BTreeMap::new();
        for (at, (_, whole)) in all.iter().enumerate() {
            for name in whole.shapes().into_iter().filter_map(name_of) {
                holders.entry(name).or_default().insert(at);
            }
        }
        let mut defaults = Vec::new();
        let mut due: BTreeSet<(usize, usize)> = (0..all.len()).map(|at| (0, at)).collect();
        while let Some((walk, at)) = due.pop_first() {
            let Some((name, whole)) = all.get(at).filter(|(name, _)| !self.0.contains(*name)) else {
                continue;
            };
            let ends = match whole {
                Whole::Record(_) => whole.shapes().into_iter().all(|shape| self.ends(shape)),
                Whole::Choice(choice) => {
                    let first = self.first(choice);
                    defaults.extend(first.map(|first| ((*name).clone(), first)));
                    first.is_some()
                }
            };
            if ends {
                self.0.insert((*name).clone());
                let holders = holders.get(name).into_iter().flatten();
                due.extend(holders.map(|holder| (walk + usize::from(*holder <= at), *holder)));
            }
        }
        for (name, first) in defaults {
            if let Some(choice) = model.choices.get_mut(&name) {
                choice.default = first;
            }
        }
    }

    /// The first alternative whose default is known to end.
    fn first(&self, choice: &Choice) -> Option<usize> {
        let ends = |one: &Variant| one.container != Container::None || self.ends(&one.shape);
        // A wildcard has no element by default, so it is chosen only where nothing else ends.
        let named = |one: &Variant| !matches!(one.shape, Shape::Element(_));
        let first = choice.variants.iter().position(|one| named(one) && ends(one));
        first.or_else(|| choice.variants.iter().position(ends))
    }

    fn ends(&self, shape: &Shape) -> bool {
        name_of(shape).is_none_or(|name| self.0.contains(name))
    }
}

/// What has a default of its own, and may contain itself.
fn name_of(shape: &Shape) -> Option<&TypeName> {
    match shape {
        Shape::Record(name) | Shape::Derived(name) | Shape::Group(name) | Shape::Choice(name) => Some(name),
        _ => None,
    }
}
