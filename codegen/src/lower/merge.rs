//! Several contracts as one.

use std::collections::btree_map::Entry;

use crate::contract::{Body, Contract, Field, Group, Message, Particle, Place, Type, TypeKind};
use crate::diagnostic::{Diagnostic, Diagnostics, Kind};

/// Adds a contract to another. What both declare has to be the same; a type that is not is an error at both places.
pub(crate) fn merge(into: &mut Contract, other: Contract, diagnostics: &mut Diagnostics) {
    for service in other.services {
        if !into.services.iter().any(|known| known.name == service.name && known.ports == service.ports) {
            into.services.push(service);
        }
    }
    for operation in other.left_out {
        if !into.left_out.contains(&operation) {
            into.left_out.push(operation);
        }
    }
    into.services.sort_by(|a, b| (&a.name, &a.source).cmp(&(&b.name, &b.source)));
    for (name, ty) in other.types {
        match into.types.entry(name) {
            Entry::Vacant(entry) => {
                entry.insert(ty);
            }
            Entry::Occupied(entry) => {
                if *entry.get() != ty && undocumented_type(entry.get()) != undocumented_type(&ty) {
                    let message = format!("the type {} differs between contracts", entry.key());
                    conflict(message, &entry.get().place, &ty.place, diagnostics);
                }
            }
        }
    }
    for (name, element) in other.elements {
        match into.elements.entry(name) {
            Entry::Vacant(entry) => {
                entry.insert(element);
            }
            Entry::Occupied(entry) => {
                if *entry.get() != element && undocumented_field(entry.get()) != undocumented_field(&element)
                {
                    let message = format!("the element {} differs between contracts", entry.key());
                    conflict(message, &entry.get().place, &element.place, diagnostics);
                }
            }
        }
    }
}

fn conflict(message: String, first: &Place, second: &Place, diagnostics: &mut Diagnostics) {
    diagnostics.push(
        Diagnostic::error(Kind::Conflict, format!("{message}: the other is at {first}"), second.clone())
            .help(
                "generate a crate for each contract, or take versions of the contracts that fit each other",
            ),
    );
}

/// The contract without its documentation, for comparing what it says.
#[must_use]
pub fn undocumented(contract: &Contract) -> Contract {
    let mut out = contract.clone();
    for service in &mut out.services {
        service.documentation = None;
        for port in &mut service.ports {
            port.documentation = None;
            for operation in &mut port.operations {
                operation.documentation = None;
                message(&mut operation.input);
                operation.output.iter_mut().for_each(message);
            }
        }
    }
    for ty in out.types.values_mut() {
        strip_type(ty);
    }
    out.elements.values_mut().for_each(strip_field);
    out
}

fn message(message: &mut Message) {
    match &mut message.body {
        Body::Empty => {}
        Body::Wrapped { fields, .. } => fields.iter_mut().for_each(strip_field),
        Body::Bare(parts) | Body::Rpc { parts, .. } => {
            parts.iter_mut().for_each(|p| strip_field(&mut p.field))
        }
    }
    message.headers.iter_mut().for_each(|h| strip_field(&mut h.field));
}

fn undocumented_type(ty: &Type) -> Type {
    let mut ty = ty.clone();
    strip_type(&mut ty);
    ty
}

fn undocumented_field(field: &Field) -> Field {
    let mut field = field.clone();
    strip_field(&mut field);
    field
}

fn strip_field(field: &mut Field) {
    field.documentation = None;
}

fn strip_type(ty: &mut Type) {
    ty.documentation = None;
    match &mut ty.kind {
        TypeKind::Struct(of) => {
            strip_particles(&mut of.particles);
            of.attributes.iter_mut().for_each(|a| a.documentation = None);
        }
        TypeKind::Dictionary { key, value, .. } => {
            strip_field(key);
            strip_field(value);
        }
        TypeKind::Array(of) => strip_field(&mut of.item),
        TypeKind::Enum(of) | TypeKind::Flags(of) => of.values.iter_mut().for_each(|v| v.documentation = None),
        TypeKind::List(_) | TypeKind::Union(_) | TypeKind::Alias(_) => {}
    }
}

fn strip_particles(particles: &mut [Particle]) {
    for particle in particles {
        match particle {
            Particle::Element(field) => strip_field(field),
            Particle::Group(Group { particles, .. }) => strip_particles(particles),
            Particle::Any(_) => {}
        }
    }
}
