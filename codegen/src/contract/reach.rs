//! Which types an operation reaches.

use std::collections::{BTreeMap, BTreeSet};

use super::{Body, Contract, Field, Message, Operation, Particle, Struct, TypeKind, TypeName, TypeRef};

/// Every type that the operations' messages, headers and faults lead to.
pub(crate) fn reached<'a>(
    contract: &'a Contract,
    operations: impl Iterator<Item = &'a Operation>,
) -> BTreeSet<&'a TypeName> {
    let mut pending: Vec<&TypeRef> = Vec::new();
    for operation in operations {
        message(&operation.input, &mut pending);
        operation.output.iter().for_each(|output| message(output, &mut pending));
        pending.extend(operation.faults.iter().map(|fault| &fault.field.ty));
    }
    let derived = derived(contract);
    let mut seen = BTreeSet::new();
    while let Some(next) = pending.pop() {
        let TypeRef::Named(name) = next else { continue };
        let Some((name, ty)) = contract.types.get_key_value(name) else { continue };
        if !seen.insert(name) {
            continue;
        }
        match &ty.kind {
            TypeKind::Struct(content) => {
                structure(contract, content, &mut pending, &mut seen);
                // Wherever a base type stands, a derived one may.
                for (other, content) in derived.get(name).into_iter().flatten() {
                    if seen.insert(other) {
                        structure(contract, content, &mut pending, &mut seen);
                    }
                }
            }
            TypeKind::Dictionary { key, value, .. } => pending.extend([&key.ty, &value.ty]),
            TypeKind::Array(array) => pending.push(&array.item.ty),
            TypeKind::Enum(list) | TypeKind::Flags(list) => pending.push(&list.base),
            TypeKind::List(item) => pending.push(item),
            TypeKind::Union(members) => pending.extend(members),
            TypeKind::Alias(simple) => pending.push(&simple.base),
        }
    }
    seen
}

/// The types that are derived from each type, directly.
fn derived(contract: &Contract) -> BTreeMap<&TypeName, Vec<(&TypeName, &Struct)>> {
    let mut derived: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for (name, ty) in &contract.types {
        if let TypeKind::Struct(content) = &ty.kind
            && let Some(base) = &content.base
        {
            derived.entry(base).or_default().push((name, content));
        }
    }
    derived
}

fn message<'a>(message: &'a Message, pending: &mut Vec<&'a TypeRef>) {
    match &message.body {
        Body::Empty => {}
        Body::Wrapped { fields, .. } => pending.extend(fields.iter().map(|field| &field.ty)),
        Body::Bare(parts) | Body::Rpc { parts, .. } => {
            pending.extend(parts.iter().map(|part| &part.field.ty))
        }
    }
    pending.extend(message.headers.iter().map(|header| &header.field.ty));
}

/// What a struct holds, and its base types, which are reached as content but not in their derived forms.
fn structure<'a>(
    contract: &'a Contract,
    content: &'a Struct,
    pending: &mut Vec<&'a TypeRef>,
    seen: &mut BTreeSet<&'a TypeName>,
) {
    let mut next = Some(content);
    while let Some(content) = next.take() {
        particles(contract, &content.particles, pending);
        pending.extend(content.attributes.iter().map(|attribute| &attribute.ty));
        pending.extend(content.text.iter());
        if let Some((base, ty)) = content.base.as_ref().and_then(|base| contract.types.get_key_value(base))
            && let TypeKind::Struct(inner) = &ty.kind
            && seen.insert(base)
        {
            next = Some(inner);
        }
    }
}

fn particles<'a>(contract: &'a Contract, list: &'a [Particle], pending: &mut Vec<&'a TypeRef>) {
    for particle in list {
        match particle {
            Particle::Element(field) => {
                pending.push(&field.ty);
                let member = |name| contract.elements.get(name).map(|field: &Field| &field.ty);
                pending.extend(field.substitutes.iter().filter_map(member));
            }
            Particle::Group(group) => particles(contract, &group.particles, pending),
            Particle::Any(_) => {}
        }
    }
}
