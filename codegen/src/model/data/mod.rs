//! The model itself: shapes of Rust values, and the rows of their tables.

mod check;
mod services;
mod types;
mod values;

pub use check::Check;
pub use services::{Body, Detail, HeaderSet, Message, Offer, Operation, Service, ServiceId};
pub use types::{Choice, Dictionary, Enumerated, Family, Record, Row, Taken, Union, UnionMember, Variant};
pub use values::{Flag, Holder, Item, Member, MemberPlace, Shape};

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::contract::{QName, TypeName};

/// Everything that will be emitted.
#[derive(Debug, Default)]
pub struct Model {
    /// The namespace that the crate is about: that of the first service's first wrapper.
    pub primary: Arc<str>,
    /// All services that the contracts offer, sorted.
    pub offers: Vec<Offer>,
    /// Those of which operations are wanted, sorted.
    pub services: Vec<Service>,
    /// Complex types, and the groups of elements in them that stand together.
    pub records: BTreeMap<TypeName, Record>,
    /// Choices and substitution groups.
    pub choices: BTreeMap<TypeName, Choice>,
    /// Types that others are derived from and that something is declared as, by the base.
    pub families: BTreeMap<TypeName, Family>,
    /// Enumerated types and sets of flags.
    pub enums: BTreeMap<TypeName, Enumerated>,
    /// Unions of simple types.
    pub unions: BTreeMap<TypeName, Union>,
    /// Dictionaries, which become maps.
    pub dictionaries: BTreeMap<TypeName, Dictionary>,
    /// Every distinct request header.
    pub request_headers: HeaderSet,
    /// Every distinct response header.
    pub response_headers: HeaderSet,
    /// How many types can stand within one another at most.
    pub depth: usize,
    /// Types of the contract that are no Rust types, and why.
    pub vanished: BTreeMap<TypeName, &'static str>,
}

impl Model {
    /// Whether some message is encoded.
    #[must_use]
    pub fn is_encoded(&self) -> bool {
        let mut operations = self.services.iter().flat_map(|s| &s.operations);
        operations.any(|o| o.input.body.encoded || o.output.as_ref().is_some_and(|o| o.body.encoded))
    }

    /// Every wire name that a table will hold.
    pub fn each_name(&self, f: &mut dyn FnMut(&QName)) {
        let member = |m: &Member, f: &mut dyn FnMut(&QName)| {
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
