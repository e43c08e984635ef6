//! Which operations lead to a type.

use std::collections::{BTreeMap, BTreeSet};

use super::parts;
use super::side::{Side, operations};
use crate::contract::{Body, Field, Operation, Particle, TypeKind, TypeName, TypeRef};

/// How many operations one number of a set tells of.
const BITS: usize = u64::BITS as usize;

/// The operations that lead to each type.
pub(super) struct Users<'c> {
    /// The number of each type.
    numbers: BTreeMap<&'c TypeName, usize>,
    /// The operations' names, each once.
    operations: Vec<&'c str>,
    /// Of each type a set of operations, a bit each.
    sets: Vec<Vec<u64>>,
}

impl<'c> Users<'c> {
    pub(super) fn new(side: &Side<'c>) -> Self {
        let names: BTreeSet<&str> = operations(side.contract).map(|operation| &*operation.name).collect();
        let numbers: BTreeMap<&TypeName, usize> =
            side.contract.types.keys().enumerate().map(|(number, name)| (name, number)).collect();
        let width = names.len().div_ceil(BITS);
        let mut users = Self {
            sets: vec![vec![0; width]; numbers.len()],
            operations: names.iter().copied().collect(),
            numbers,
        };
        let mut pending = Vec::new();
        for operation in operations(side.contract) {
            let Ok(bit) = users.operations.binary_search(&&*operation.name) else { continue };
            let mut held = Vec::new();
            let reply = operation.output.iter().filter(|_| parts::is_bare(operation));
            held.extend(reply.filter_map(parts::wrapper_type));
            fields(operation).for_each(|field| of_field(side, field, &mut held));
            for number in held.into_iter().filter_map(|name| users.numbers.get(name).copied()) {
                if let Some(word) = users.sets.get_mut(number).and_then(|set| set.get_mut(bit / BITS)) {
                    *word |= 1 << (bit % BITS);
                    pending.push(number);
                }
            }
        }
        users.spread(&members(side, &users.numbers), pending);
        users
    }

    /// Hands the operations of each type on to what it holds, until nothing is new.
    fn spread(&mut self, members: &[Vec<usize>], mut pending: Vec<usize>) {
        while let Some(from) = pending.pop() {
            let set = self.sets.get(from).cloned().unwrap_or_default();
            for to in members.get(from).into_iter().flatten() {
                let Some(inner) = self.sets.get_mut(*to) else { continue };
                let mut is_new = false;
                for (word, more) in inner.iter_mut().zip(&set) {
                    is_new |= *word | more != *word;
                    *word |= more;
                }
                if is_new {
                    pending.push(*to);
                }
            }
        }
    }

    /// The operations that lead to a type.
    pub(super) fn of(&self, name: &TypeName) -> BTreeSet<&'c str> {
        let set = self.numbers.get(name).and_then(|number| self.sets.get(*number));
        let is_in = |bit: usize| {
            set.and_then(|set| set.get(bit / BITS)).is_some_and(|word| word >> (bit % BITS) & 1 == 1)
        };
        self.operations.iter().enumerate().filter(|(bit, _)| is_in(*bit)).map(|(_, name)| *name).collect()
    }
}

/// What each type holds, by number.
fn members<'c>(side: &Side<'c>, numbers: &BTreeMap<&'c TypeName, usize>) -> Vec<Vec<usize>> {
    let mut all: Vec<Vec<usize>> = vec![Vec::new(); numbers.len()];
    for ((name, declared), number) in side.contract.types.iter().zip(0..) {
        let mut held: Vec<&TypeName> = Vec::new();
        match &declared.kind {
            TypeKind::Struct(content) => {
                of_particles(side, &content.particles, &mut held);
                content.attributes.iter().for_each(|attribute| of_ref(&attribute.ty, &mut held));
                content.text.iter().for_each(|text| of_ref(text, &mut held));
                held.extend(&content.base);
                // Wherever a base stands, this one may.
                let base = declared.derived_from(name).and_then(|base| numbers.get(base));
                if let Some(own) = base.and_then(|base| all.get_mut(*base)) {
                    own.push(number);
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
        if let Some(own) = all.get_mut(number) {
            own.extend(held.into_iter().filter_map(|name| numbers.get(name).copied()));
        }
    }
    all
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
