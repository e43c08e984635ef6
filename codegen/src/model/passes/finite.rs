//! Defaults that end: a new value must not hold a new value of its own type, and so on for ever.
//!
//! A choice becomes the first alternative that ends. What is required and never ends (the contract asks for an endless
//! message) becomes optional in Rust, so that it can be made at all.

use std::collections::BTreeSet;

use crate::contract::TypeName;

use crate::model::data::{Holder, Model, Shape, Variant};

/// Chooses the default alternative of each choice, and makes optional what would never end.
pub(in crate::model) fn defaults(model: &mut Model) {
    // Where the base is abstract, a new value is XML, which is empty.
    let open = model.families.iter().filter(|(_, family)| !family.base);
    let mut finite = Finite(open.map(|(base, _)| base.clone()).collect());
    loop {
        while finite.grow(model) {}
        let mut cut = false;
        for (name, record) in &mut model.records {
            if finite.0.contains(name) {
                continue;
            }
            for member in &mut record.members {
                if member.holder == Holder::Plain && !finite.ends(&member.shape) {
                    member.holder = Holder::Option;
                    cut = true;
                }
            }
        }
        if !cut {
            break;
        }
    }
    model.each_outer(&mut |member| {
        if member.holder == Holder::Plain && !finite.ends(&member.shape) {
            member.holder = Holder::Option;
        }
    });
}

/// The records, choices and families whose defaults are known to end.
struct Finite(BTreeSet<TypeName>);

impl Finite {
    /// Adds those that end because of what is known to; whether there were any.
    fn grow(&mut self, model: &mut Model) -> bool {
        let before = self.0.len();
        for (name, record) in &model.records {
            let ends = |shape: &Shape| self.ends(shape);
            if record.members.iter().all(|m| m.holder != Holder::Plain || ends(&m.shape)) {
                self.0.insert(name.clone());
            }
        }
        for (name, choice) in &mut model.choices {
            if self.0.contains(name) {
                continue;
            }
            let ends = |one: &Variant| one.holder != Holder::Plain || self.ends(&one.shape);
            // An element of any name has none by default.
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
