//! Several contracts as one.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};

use crate::contract::{Contract, Field, Group, LeftOut, Particle, Place, QName, Type, TypeKind};
use crate::diagnostic::{Diagnostic, Diagnostics, Kind};
use crate::lower::Lowered;

/// Makes one contract of all. Adds to `diagnostics` those of each contract, and those about differences between them.
pub(crate) fn merge(all: Vec<Lowered>, diagnostics: &mut Diagnostics) -> Contract {
    let mut merged = Contract::default();
    for Lowered { contract, diagnostics: own } in all {
        diagnostics.extend(own);
        add(&mut merged, contract, diagnostics);
    }
    merged
}

/// What was told, sorted by place; an error where any of it is one.
pub(crate) fn settle(
    contract: &Contract,
    mut diagnostics: Diagnostics,
    lenient: bool,
) -> Result<Diagnostics, Diagnostics> {
    let any = contract.services.iter().flat_map(|s| &s.ports).any(|p| !p.operations.is_empty());
    // With nothing left there is nothing to be lenient for: the causes are the errors.
    if lenient && any {
        diagnostics.soften(Kind::Dangling);
        diagnostics.soften(Kind::MissingFile);
    }
    diagnostics.sort();
    if diagnostics.has_errors() { Err(diagnostics) } else { Ok(diagnostics) }
}

/// Adds a contract to another. What both declare has to be the same; a type that is not is an error at both places.
fn add(into: &mut Contract, other: Contract, diagnostics: &mut Diagnostics) {
    // Most contracts stand alone, and have all of theirs once.
    let mut named: BTreeMap<QName, Vec<usize>> = BTreeMap::new();
    for (at, known) in into.services.iter().enumerate() {
        named.entry(known.name.clone()).or_default().push(at);
    }
    for service in other.services {
        let known = named.entry(service.name.clone()).or_default();
        let same = |at: &usize| into.services.get(*at).is_some_and(|known| known.ports == service.ports);
        if !known.iter().any(same) {
            known.push(into.services.len());
            into.services.push(service);
        }
    }
    let what = |left: &LeftOut| (left.port_type.clone(), left.name.clone(), left.why.clone());
    let mut told: BTreeSet<_> = into.left_out.iter().map(what).collect();
    into.left_out.extend(other.left_out.into_iter().filter(|left| told.insert(what(left))));
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
        Diagnostic::error(
            Kind::Conflict,
            format!("{message}: the other declaration is at {first}"),
            second.clone(),
        )
        .help("generate a crate for each contract, or use versions of the contracts that match each other"),
    );
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

/// Takes the documentation of an element away.
pub(crate) fn strip_field(field: &mut Field) {
    field.documentation = None;
}

/// Takes the documentation of a type, and of all in it, away.
pub(crate) fn strip_type(ty: &mut Type) {
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
