//! The fields that are kept as raw XML: how many, which, and why.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use soapwright::ReadOptions;
use soapwright::contract::{Builtin, Contract, Field, Particle, QName, TypeKind, TypeName, TypeRef};
use soapwright::diagnostic::Diagnostics;
use soapwright::internals::model::{self, Filter, Member, Model, Shape};

use super::Share;

/// The fields that are kept as raw XML, of all.
pub(super) fn raw(model: &Model) -> Share {
    let mut share = Share::default();
    each_field(model, &mut |_, _, shape| {
        share.whole += 1;
        share.part += usize::from(is_raw(shape));
    });
    share
}

/// A line for each field of a contract that is kept as raw XML: where it stands, and why.
///
/// # Errors
/// What is wrong with the contract.
pub fn raw_fields(file: &Path, options: &ReadOptions) -> Result<Vec<String>, Diagnostics> {
    let (contract, _) = soapwright::read_contracts(&[file.to_owned()], options)?;
    let model = model::model(&contract, &Filter::default(), &mut Diagnostics::default())?;
    let declared = declared(&contract);
    let mut out = Vec::new();
    each_field(&model, &mut |owner, wire, shape| {
        if is_raw(shape) {
            let why = match shape {
                Shape::Element(namespaces) => format!("xs:any of {namespaces}"),
                _ => declared.get(wire).map_or_else(
                    || "?".to_owned(),
                    |all| {
                        let all: BTreeSet<String> = all.iter().map(|ty| why(&contract, ty)).collect();
                        all.into_iter().collect::<Vec<_>>().join("; or ")
                    },
                ),
            };
            out.push(format!("{owner}: {wire}: {why}"));
        }
    });
    Ok(out)
}

/// What elements and attributes of each name are declared as, anywhere.
fn declared(contract: &Contract) -> BTreeMap<QName, BTreeSet<TypeRef>> {
    let mut out: BTreeMap<QName, BTreeSet<TypeRef>> = BTreeMap::new();
    let mut add = |field: &Field| {
        out.entry(field.name.clone()).or_default().insert(field.ty.clone());
    };
    contract.elements.values().for_each(&mut add);
    for ty in contract.types.values() {
        match &ty.kind {
            TypeKind::Struct(content) => each_element(&content.particles, &mut add),
            TypeKind::Dictionary { key, value, .. } => [key, value].into_iter().for_each(|f| add(f)),
            _ => {}
        }
    }
    out
}

fn each_element(particles: &[Particle], f: &mut dyn FnMut(&Field)) {
    for particle in particles {
        match particle {
            Particle::Element(field) => f(field),
            Particle::Group(group) => each_element(&group.particles, f),
            Particle::Any(_) => {}
        }
    }
}

fn why(contract: &Contract, ty: &TypeRef) -> String {
    let name = match ty {
        TypeRef::Builtin(Builtin::AnyType) => return "xs:anyType".to_owned(),
        TypeRef::Builtin(other) => return format!("{other:?}"),
        TypeRef::Named(name) => name,
    };
    match contract.types.get(name).map(|ty| &ty.kind) {
        Some(TypeKind::Struct(content)) if content.mixed => format!("{name} is mixed"),
        Some(TypeKind::Struct(content)) if content.is_abstract => format!("{name} is abstract"),
        Some(TypeKind::Struct(content)) => match content.particles.as_slice() {
            [Particle::Element(item)] => format!("{name}, of {}", short(&item.ty)),
            _ => name.to_string(),
        },
        _ => name.to_string(),
    }
}

fn short(ty: &TypeRef) -> String {
    match ty {
        TypeRef::Builtin(builtin) => format!("{builtin:?}"),
        TypeRef::Named(name) => name.to_string(),
    }
}

/// Owner, wire name and shape of every field.
fn each_field(model: &Model, f: &mut dyn FnMut(&dyn std::fmt::Display, &QName, &Shape)) {
    let mut members = |owner: &dyn std::fmt::Display, all: &[Member]| {
        all.iter().for_each(|member| f(owner, &member.wire, &member.shape));
    };
    for operation in model.services.iter().flat_map(|service| &service.operations) {
        for message in std::iter::once(&operation.input).chain(operation.output.as_ref()) {
            members(&operation.name, &message.body.members);
        }
    }
    members(&"request headers", &model.request_headers.members);
    members(&"response headers", &model.response_headers.members);
    for (name, record) in &model.records {
        members(name, &record.members);
    }
    for (name, dictionary) in &model.dictionaries {
        members(name, &[dictionary.key.clone(), dictionary.value.clone()]);
    }
    for (name, choice) in &model.choices {
        let owner: &TypeName = name;
        choice.variants.iter().for_each(|variant| f(owner, &variant.wire, &variant.shape));
    }
}

fn is_raw(shape: &Shape) -> bool {
    match shape {
        Shape::Any | Shape::Element(_) => true,
        Shape::List(item) => is_raw(&item.shape),
        _ => false,
    }
}
