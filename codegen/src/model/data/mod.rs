//! The model itself: shapes of Rust values, and the rows of their tables.

mod check;
mod services;
mod stage;
mod types;
mod values;

pub use check::Check;
pub use services::{Body, Detail, HeaderSet, Message, Offer, Operation, Service, ServiceId};
pub use stage::{Stage, Unnamed};
pub use types::{
    Choice, Derived, Dictionary, Enumerated, Family, MatchRule, Record, Row, Shared, Union, UnionMember,
    Value, Variant,
};
pub use values::{Container, Flag, Item, Member, MemberPlace, Shape};

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::contract::{QName, TypeName};

/// Everything that will be emitted.
#[derive(Debug)]
pub struct Model<S: Stage = Unnamed> {
    /// What the namespaces are called in Rust.
    pub spaces: S::Spaces,
    /// The namespace that the crate is about: that of the first service's first wrapper.
    pub primary: Arc<str>,
    /// All services that the contracts offer, sorted.
    pub offers: Vec<Offer>,
    /// Those of which operations are wanted, sorted.
    pub services: Vec<Service<S>>,
    /// Complex types, and the groups of elements in them that stand together.
    pub records: BTreeMap<TypeName, Record<S>>,
    /// Choices and substitution groups.
    pub choices: BTreeMap<TypeName, Choice<S>>,
    /// Types that others are derived from and that something is declared as, by the base.
    pub families: BTreeMap<TypeName, Family<S>>,
    /// Enumerated types and sets of flags.
    pub enums: BTreeMap<TypeName, Enumerated<S>>,
    /// Unions of simple types.
    pub unions: BTreeMap<TypeName, Union<S>>,
    /// Dictionaries, which become maps.
    pub dictionaries: BTreeMap<TypeName, Dictionary<S>>,
    /// Every distinct request header.
    pub request_headers: HeaderSet<S>,
    /// Every distinct response header.
    pub response_headers: HeaderSet<S>,
    /// How many types can stand within one another at most.
    pub depth: usize,
    /// Types of the contract that are no Rust types, and why.
    pub vanished: BTreeMap<TypeName, &'static str>,
}

impl<S: Stage> Default for Model<S> {
    fn default() -> Self {
        Self {
            spaces: S::Spaces::default(),
            primary: Arc::default(),
            offers: Vec::new(),
            services: Vec::new(),
            records: BTreeMap::new(),
            choices: BTreeMap::new(),
            families: BTreeMap::new(),
            enums: BTreeMap::new(),
            unions: BTreeMap::new(),
            dictionaries: BTreeMap::new(),
            request_headers: HeaderSet::default(),
            response_headers: HeaderSet::default(),
            depth: 0,
            vanished: BTreeMap::new(),
        }
    }
}

impl<S: Stage> Model<S> {
    /// Whether some message is encoded.
    #[must_use]
    pub fn is_encoded(&self) -> bool {
        let mut operations = self.services.iter().flat_map(|s| &s.operations);
        operations.any(|o| o.input.body.encoded || o.output.as_ref().is_some_and(|o| o.body.encoded))
    }

    /// Every wire name that a table will hold.
    pub fn each_name(&self, f: &mut dyn FnMut(&QName)) {
        let member = |m: &Member<S>, f: &mut dyn FnMut(&QName)| {
            f(&m.wire);
            m.shape.each_name(f);
        };
        for operation in self.services.iter().flat_map(|s| &s.operations) {
            for body in
                std::iter::once(&operation.input.body).chain(operation.output.as_ref().map(|o| &o.body))
            {
                body.wrapper.iter().for_each(&mut *f);
                body.members.iter().for_each(|m| member(m, f));
            }
            operation.faults.iter().for_each(|detail| member(&detail.member, f));
        }
        self.request_headers.members.iter().for_each(|m| member(m, f));
        self.response_headers.members.iter().for_each(|m| member(m, f));
        for (name, record) in &self.records {
            f(&name.name);
            record.members.iter().for_each(|m| member(m, f));
            record.rows.iter().for_each(|r| {
                f(&r.wire);
                r.shape.each_name(f);
            });
        }
        for variant in self.choices.values().flat_map(|choice| &choice.variants) {
            f(&variant.wire);
            variant.shape.each_name(f);
        }
        for (name, dictionary) in &self.dictionaries {
            f(&name.name);
            f(&dictionary.entry);
            member(&dictionary.key, f);
            member(&dictionary.value, f);
        }
    }
}
