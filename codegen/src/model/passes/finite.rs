//! Defaults that end. A default value that held a default value of its own type, directly or through others, would
//! never end.
//!
//! The default of a choice is the first alternative whose default ends. A required member whose default never ends
//! becomes an `Option`: the contract asks for an endless message there, and without the `Option` no value could be
//! made.

use std::collections::BTreeSet;

use crate::contract::TypeName;

use crate::model::data::{Container, Model, Shape, Variant};

/// Chooses the default alternative of each choice, and makes optional what would never end.
pub(in crate::model) fn defaults(model: &mut Model) {
    // The default of a family with an abstract base is empty XML, which ends.
    let abstract_bases = model.families.iter().filter(|(_, family)| !family.base);
    let mut finite = Finite(abstract_bases.map(|(base, _)| base.clone()).collect());
    loop {
        while finite.grow(model) {}
        let mut cut = false;
        for (name, record) in &mut model.records {
            if finite.0.contains(name) {
                continue;
            }
            for member in &mut record.members {
                if member.container == Container::None && !finite.ends(&member.shape) {
                    member.container = Container::Option;
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
            member.container = Container::Option;
        }
    });
}

/// The records, choices and families whose defaults are known to end.
struct Finite(BTreeSet<TypeName>);

impl Finite {
    /// Adds those that end since all that they hold is known to end. Says whether there were any.
    fn grow(&mut self, model: &mut Model) -> bool {
        let before = self.0.len();
        for (name, record) in &model.records {
            let ends = |shape: &Shape| self.ends(shape);
            if record.members.iter().all(|m| m.container != Container::None || ends(&m.shape)) {
                self.0.insert(name.clone());
            }
        }
        for (name, choice) in &mut model.choices {
            if self.0.contains(name) {
                continue;
            }
            let ends = |one: &Variant| one.container != Container::None || self.ends(&one.shape);
            // A wildcard has no element by default, so it is chosen only where nothing else ends.
            let named = |one: &Variant| !matches!(one.shape, Shape::Element(_));
            let first = choice.variants.iter().position(|one| named(one) && ends(one));
            if let Some(first) = first.or_else(|| choice.variants.iter().position(ends)) {
                choice.default = first;
                self.0.insert(name.clone());
            }
        }
        self.0.len() > before
    }

    fn ends(&self, shape: &Shape) -> bool {
        match shape {
            Shape::Record(name) | Shape::Derived(name) | Shape::Group(name) | Shape::Choice(name) => {
                self.0.contains(name)
            }
            _ => true,
        }
    }
}
