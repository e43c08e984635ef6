//! Which messages reach what: requests, replies, both or none.

use std::collections::{BTreeMap, BTreeSet};

use super::class::Direction;
use super::parts;
use crate::contract::{
    Body, Contract, Field, Message, Operation, Particle, QName, Struct, TypeKind, TypeName, TypeRef,
};

/// The types that are derived from each type, directly. Only those that `xsi:type` can name.
pub(super) type Children<'c> = BTreeMap<&'c TypeName, Vec<&'c TypeName>>;

/// The derived types of a contract.
pub(super) fn children(contract: &Contract) -> Children<'_> {
    let mut children = Children::new();
    for (name, declared) in &contract.types {
        if let Some(base) = declared.derived_from(name) {
            children.entry(base).or_default().push(name);
        }
    }
    children
}

/// What messages of one kind hold.
#[derive(Debug, Default)]
struct Held<'c> {
    /// Types whose content they hold, bases of what they hold among them.
    content: BTreeSet<&'c TypeName>,
    /// Types that something in them is of.
    instances: BTreeSet<&'c TypeName>,
    /// Types that something in them is declared with: those derived from it may stand there too.
    declared: BTreeSet<&'c TypeName>,
    /// Elements for which others may stand.
    heads: BTreeSet<&'c QName>,
}

/// What the messages of a contract hold.
#[derive(Debug, Default)]
pub(super) struct Reach<'c> {
    requests: Held<'c>,
    replies: Held<'c>,
}

impl<'c> Reach<'c> {
    /// Of some operations of a contract.
    pub(super) fn new(
        contract: &'c Contract,
        children: &Children<'c>,
        operations: impl Iterator<Item = &'c Operation>,
    ) -> Self {
        let (mut requests, mut replies) = (Walk::new(contract, children), Walk::new(contract, children));
        for operation in operations {
            requests.message(&operation.input);
            if let Some(output) = &operation.output {
                // A reply that is one value of a type that has a name holds that type.
                if let Some(name) = parts::wrapper_type(output).filter(|_| parts::is_bare(operation)) {
                    replies.held.declared.insert(name);
                    replies.pending.push((name, true));
                }
                replies.message(output);
            }
            operation.faults.iter().for_each(|fault| replies.field(&fault.field));
        }
        Self { requests: requests.run(), replies: replies.run() }
    }

    /// Which messages hold the content of a type.
    pub(super) fn content(&self, name: &TypeName) -> Direction {
        Direction::of(self.requests.content.contains(name), self.replies.content.contains(name))
    }

    /// Which messages have something in them that is declared with a type.
    pub(super) fn declared(&self, name: &TypeName) -> Direction {
        Direction::of(self.requests.declared.contains(name), self.replies.declared.contains(name))
    }

    /// Which messages hold an element for which others may stand.
    pub(super) fn head(&self, name: &QName) -> Direction {
        Direction::of(self.requests.heads.contains(name), self.replies.heads.contains(name))
    }
}

struct Walk<'c, 'r> {
    contract: &'c Contract,
    children: &'r Children<'c>,
    held: Held<'c>,
    /// Types to look at, each with whether something is of it.
    pending: Vec<(&'c TypeName, bool)>,
}

impl<'c, 'r> Walk<'c, 'r> {
    fn new(contract: &'c Contract, children: &'r Children<'c>) -> Self {
        Self { contract, children, held: Held::default(), pending: Vec::new() }
    }

    fn message(&mut self, message: &'c Message) {
        match &message.body {
            Body::Empty => {}
            Body::Wrapped { fields, .. } => fields.iter().for_each(|field| self.field(field)),
            Body::Bare(parts) | Body::Rpc { parts, .. } => {
                parts.iter().for_each(|part| self.field(&part.field));
            }
        }
        message.headers.iter().for_each(|header| self.field(&header.field));
    }

    fn field(&mut self, field: &'c Field) {
        self.reference(&field.ty);
        if field.is_substituted() && self.held.heads.insert(&field.name) {
            for member in field.substitutes.iter().filter_map(|name| self.contract.elements.get(name)) {
                self.reference(&member.ty);
            }
        }
    }

    fn reference(&mut self, ty: &'c TypeRef) {
        if let TypeRef::Named(name) = ty {
            self.held.declared.insert(name);
            self.pending.push((name, true));
        }
    }

    fn run(mut self) -> Held<'c> {
        while let Some((name, instance)) = self.pending.pop() {
            let Some((name, declared)) = self.contract.types.get_key_value(name) else { continue };
            if instance && self.held.instances.insert(name) {
                // Wherever a type stands, those derived from it may.
                let derived = self.children.get(name).into_iter().flatten();
                self.pending.extend(derived.map(|name| (*name, true)));
            }
            if !self.held.content.insert(name) {
                continue;
            }
            match &declared.kind {
                TypeKind::Struct(content) => self.structure(content),
                TypeKind::Dictionary { key, value, .. } => {
                    self.field(key);
                    self.field(value);
                }
                TypeKind::Array(array) => self.field(&array.item),
                TypeKind::Enum(list) | TypeKind::Flags(list) => self.reference(&list.base),
                TypeKind::List(item) => self.reference(item),
                TypeKind::Union(members) => members.iter().for_each(|member| self.reference(member)),
                TypeKind::Alias(simple) => self.reference(&simple.base),
            }
        }
        self.held
    }

    fn structure(&mut self, content: &'c Struct) {
        self.particles(&content.particles);
        content.attributes.iter().for_each(|attribute| self.reference(&attribute.ty));
        content.text.iter().for_each(|text| self.reference(text));
        self.pending.extend(content.base.iter().map(|base| (base, false)));
    }

    fn particles(&mut self, particles: &'c [Particle]) {
        for particle in particles {
            match particle {
                Particle::Element(field) => self.field(field),
                Particle::Group(group) => self.particles(&group.particles),
                Particle::Any(_) => {}
            }
        }
    }
}
