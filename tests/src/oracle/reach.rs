//! The types of a contract that its messages can hold.

use std::collections::{BTreeMap, BTreeSet};

use soapwright::contract::{Body, Contract, Field, Message, Particle, TypeKind, TypeName, TypeRef};

use super::derived::Derived;

/// The types that are reached from some, and from messages.
pub(super) fn reached<'c>(
    contract: &'c Contract,
    derived: &Derived<'c>,
    types: impl IntoIterator<Item = &'c TypeName>,
    messages: impl IntoIterator<Item = &'c Message>,
) -> BTreeSet<&'c TypeName> {
    let open = types.into_iter().map(|name| (name, false)).collect();
    let mut reach = Reach { contract, open };
    let (mut found, mut declared) = (BTreeSet::new(), BTreeSet::new());
    for message in messages {
        reach.message(message);
    }
    while let Some((name, is_declared)) = reach.open.pop() {
        // Where something is declared as a type, those that are derived from it may stand.
        if is_declared && declared.insert(name) {
            reach.open.extend(derived.of_type(name).iter().map(|name| (*name, false)));
        }
        // What is abstract with nothing derived has no values.
        let has_values = derived.has_values(contract, &TypeRef::Named(name.clone()));
        let Some(ty) = contract.types.get(name).filter(|_| has_values && found.insert(name)) else {
            continue;
        };
        reach.kind(&ty.kind);
    }
    found
}

struct Reach<'c> {
    contract: &'c Contract,
    /// Types, and whether something is declared as one.
    open: Vec<(&'c TypeName, bool)>,
}

impl<'c> Reach<'c> {
    fn ty(&mut self, ty: &'c TypeRef) {
        if let TypeRef::Named(name) = ty {
            self.open.push((name, true));
        }
    }

    /// What values of a kind of type hold.
    fn kind(&mut self, kind: &'c TypeKind) {
        match kind {
            TypeKind::Struct(own) => {
                self.open.extend(own.base.iter().map(|base| (base, false)));
                own.text.iter().for_each(|ty| self.ty(ty));
                own.attributes.iter().for_each(|attribute| self.ty(&attribute.ty));
                self.particles(&own.particles);
            }
            TypeKind::Dictionary { key, value, .. } => {
                self.field(key);
                self.field(value);
            }
            TypeKind::Array(array) => self.field(&array.item),
            TypeKind::Enum(own) | TypeKind::Flags(own) => self.ty(&own.base),
            TypeKind::List(item) => self.ty(item),
            TypeKind::Union(members) => members.iter().for_each(|member| self.ty(member)),
            TypeKind::Alias(own) => self.ty(&own.base),
        }
    }

    fn field(&mut self, field: &'c Field) {
        self.ty(&field.ty);
        for member in &field.substitutes {
            if let Some(member) = self.contract.elements.get(member) {
                self.ty(&member.ty);
            }
        }
    }

    fn message(&mut self, message: &'c Message) {
        match &message.body {
            Body::Empty => {}
            Body::Wrapped { fields, .. } => fields.iter().for_each(|field| self.field(field)),
            Body::Bare(parts) | Body::Rpc { parts, .. } => {
                parts.iter().for_each(|part| self.field(&part.field));
            }
        }
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

/// The types that a message holds.
pub(super) fn held<'c>(contract: &'c Contract, message: &'c Message) -> Vec<&'c TypeName> {
    let mut reach = Reach { contract, open: Vec::new() };
    reach.message(message);
    reach.open.into_iter().map(|(name, _)| name).collect()
}

/// For each type those that hold it, or extend it.
pub(super) fn holders(contract: &Contract) -> BTreeMap<&TypeName, Vec<&TypeName>> {
    let mut all: BTreeMap<&TypeName, Vec<&TypeName>> = BTreeMap::new();
    for (name, declared) in &contract.types {
        let mut reach = Reach { contract, open: Vec::new() };
        reach.kind(&declared.kind);
        for (held, _) in reach.open {
            all.entry(held).or_default().push(name);
        }
    }
    all
}
