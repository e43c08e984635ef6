//! Every name that may stand on the wire.

use std::collections::BTreeSet;

use super::{Attribute, Body, Contract, Field, Message, Particle, QName, TypeKind};

/// The names of all elements and attributes that a contract declares, whether or not an operation reaches them.
pub(crate) fn declared(contract: &Contract) -> BTreeSet<&QName> {
    let mut names: BTreeSet<&QName> = contract.elements.keys().collect();
    for operation in contract.services.iter().flat_map(|s| &s.ports).flat_map(|port| &port.operations) {
        message(&operation.input, &mut names);
        operation.output.iter().for_each(|output| message(output, &mut names));
        names.extend(operation.faults.iter().map(|fault| &fault.field.name));
    }
    for ty in contract.types.values() {
        match &ty.kind {
            TypeKind::Struct(content) => {
                particles(&content.particles, &mut names);
                names.extend(content.attributes.iter().map(|attribute: &Attribute| &attribute.name));
            }
            TypeKind::Dictionary { entry, key, value } => names.extend([entry, &key.name, &value.name]),
            TypeKind::Array(array) => names.extend([&array.item.name]),
            _ => {}
        }
    }
    names
}

fn message<'c>(message: &'c Message, names: &mut BTreeSet<&'c QName>) {
    let mut add = |fields: &mut dyn Iterator<Item = &'c Field>| names.extend(fields.map(|field| &field.name));
    match &message.body {
        Body::Empty => {}
        Body::Wrapped { fields, .. } => add(&mut fields.iter()),
        Body::Bare(parts) | Body::Rpc { parts, .. } => add(&mut parts.iter().map(|part| &part.field)),
    }
    add(&mut message.headers.iter().map(|header| &header.field));
}

fn particles<'c>(list: &'c [Particle], names: &mut BTreeSet<&'c QName>) {
    for particle in list {
        match particle {
            Particle::Element(field) => drop(names.insert(&field.name)),
            Particle::Group(group) => particles(&group.particles, names),
            Particle::Any(_) => {}
        }
    }
}
