//! What SOAP encoding says of its values, whatever the schema says: members are not qualified, and any of them may be nil
//! or missing (SOAP 1.1, sections 5.1 and 5.6).

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::contract::{Body, Contract, Field, Message, Operation, Particle, TypeKind, TypeName, reached};

/// Makes the types of encoded messages what they are on the wire. Types that literal messages hold too stay as their
/// schema says.
pub(super) fn adjust(contract: &mut Contract) {
    let operations = || contract.services.iter().flat_map(|s| &s.ports).flat_map(|p| &p.operations);
    if !operations().any(|o| sides(o).any(is_encoded)) {
        return;
    }
    let literal = operations().filter(|o| !sides(o).all(is_encoded));
    let literal: BTreeSet<TypeName> = reached(contract, literal).into_iter().cloned().collect();
    for (_, ty) in contract.types.iter_mut().filter(|(name, _)| !literal.contains(*name)) {
        match &mut ty.kind {
            TypeKind::Struct(of) => particles(&mut of.particles),
            TypeKind::Array(of) => unqualified(&mut of.item),
            _ => {}
        }
    }
    for service in &mut contract.services {
        for operation in service.ports.iter_mut().flat_map(|port| &mut port.operations) {
            // A caller who has nothing to send passes nothing; what comes back may be nil.
            if let Some(Message { body: Body::Rpc { parts, encoded: true, .. }, .. }) = &mut operation.output
            {
                parts.iter_mut().for_each(|part| part.field.nillable = true);
            }
        }
    }
}

fn sides(operation: &Operation) -> impl Iterator<Item = &Message> {
    std::iter::once(&operation.input).chain(&operation.output)
}

fn is_encoded(message: &Message) -> bool {
    matches!(message.body, Body::Rpc { encoded: true, .. })
}

fn particles(all: &mut [Particle]) {
    for particle in all {
        match particle {
            Particle::Element(field) => {
                unqualified(field);
                field.nillable = true;
            }
            Particle::Group(group) => particles(&mut group.particles),
            Particle::Any(_) => {}
        }
    }
}

fn unqualified(field: &mut Field) {
    field.name.namespace = Arc::from("");
}
