//! Which operations lead to a type.

use std::collections::{BTreeMap, BTreeSet};

use super::parts;
use super::side::{Side, operations};
use crate::contract::{Body, Field, Operation, Particle, TypeKind, TypeName, TypeRef};

/// Who holds each type, to be asked from the type up.
pub(super) struct Users<'c> {
    /// The types that hold a type.
    types: BTreeMap<&'c TypeName, BTreeSet<&'c TypeName>>,
    /// The operations whose messages hold a type.
    operations: BTreeMap<&'c TypeName, BTreeSet<&'c str>>,
}

impl<'c> Users<'c> {
    pub(super) fn new(side: &Side<'c>) -> Self {
        let mut users = Self { types: BTreeMap::new(), operations: BTreeMap::new() };
        for operation in operations(side.contract) {
            let reply = operation.output.iter().filter(|_| parts::is_bare(operation));
            for name in reply.filter_map(parts::wrapper_type) {
                users.operations.entry(name).or_default().insert(&operation.name);
            }
            for field in fields(operation) {
                let mut held = Vec::new();
                of_field(side, field, &mut held);
                for name in held {
                    users.operations.entry(name).or_default().insert(&operation.name);
                }
            }
        }
        for (name, declared) in &side.contract.types {
            let mut held: Vec<&TypeName> = Vec::new();
            match &declared.kind {
                TypeKind::Struct(content) => {
                    of_particles(side, &content.particles, &mut held);
                    content.attributes.iter().for_each(|attribute| of_ref(&attribute.ty, &mut held));
                    content.text.iter().for_each(|text| of_ref(text, &mut held));
                    held.extend(&content.base);
                    // Wherever a base stands, this one may.
                    if let Some(base) = declared.derived_from(name) {
                        users.types.entry(name).or_default().insert(base);
                    }
                }
                TypeKind::Dictionary { key, value, .. } => {
                    of_field(side, key, &mut held);
                    of_field(side, value, &mut held);
                }
                TypeKind::Array(array) => of_field(side, &array.item, &mut held),
                TypeKind::Enum(list) | TypeKind::Flags(list) => of_ref(&list.base, &mut held),
                TypeKind::List(item) => of_ref(item, &mut held),
                TypeKind::Union(members) => members.iter().for_each(|member| of_ref(member, &mut held)),
                TypeKind::Alias(simple) => of_ref(&simple.base, &mut held),
            }
            for one in held {
                users.types.entry(one).or_default().insert(name);
            }
        }
        users
    }

    /// The operations that lead to a type.
    pub(super) fn of(&self, name: &TypeName) -> BTreeSet<&'c str> {
        let mut found = BTreeSet::new();
        let mut seen = BTreeSet::from([name]);
        let mut pending = vec![name];
        while let Some(at) = pending.pop() {
            found.extend(self.operations.get(at).into_iter().flatten());
            let holders = self.types.get(at).into_iter().flatten().copied();
            pending.extend(holders.filter(|holder| seen.insert(holder)));
        }
        found
    }
}

/// Everything that the messages of an operation hold.
fn fields(operation: &Operation) -> impl Iterator<Item = &Field> {
    let messages = std::iter::once(&operation.input).chain(&operation.output);
    let held = messages.flat_map(|message| {
        let body: Vec<&Field> = match &message.body {
            Body::Empty => Vec::new(),
            Body::Wrapped { fields, .. } => fields.iter().collect(),
            Body::Bare(parts) | Body::Rpc { parts, .. } => parts.iter().map(|part| &part.field).collect(),
        };
        body.into_iter().chain(message.headers.iter().map(|header| &header.field))
    });
    held.chain(operation.faults.iter().map(|fault| &fault.field))
}

fn of_ref<'c>(ty: &'c TypeRef, held: &mut Vec<&'c TypeName>) {
    if let TypeRef::Named(name) = ty {
        held.push(name);
    }
}

fn of_field<'c>(side: &Side<'c>, field: &'c Field, held: &mut Vec<&'c TypeName>) {
    of_ref(&field.ty, held);
    for member in field.substitutes.iter().filter_map(|name| side.contract.elements.get(name)) {
        of_ref(&member.ty, held);
    }
}

fn of_particles<'c>(side: &Side<'c>, particles: &'c [Particle], held: &mut Vec<&'c TypeName>) {
    for particle in particles {
        match particle {
            Particle::Element(field) => of_field(side, field, held),
            Particle::Group(group) => of_particles(side, &group.particles, held),
            Particle::Any(_) => {}
        }
    }
}
