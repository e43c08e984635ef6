//! Adds the types that the chosen operations can reach. Only these become Rust types.

use std::collections::{BTreeMap, BTreeSet};

use crate::contract::{Contract, EnumValue, TypeKind, TypeName, TypeRef};
use crate::diagnostic::{Diagnostic, Diagnostics, Kind};

use super::content::{self, Made};
use super::data::{Container, Dictionary, Enumerated, Member, Model, Shape, Value};
use super::facets;
use super::families::Children;
use super::unions;

/// Adds every type that the messages, faults and headers of the model reach.
pub(super) fn close(contract: &Contract, model: &mut Model, warnings: &mut Diagnostics) {
    let mut opaque = BTreeSet::new();
    let children = Children::new(contract);
    let mut pending = Vec::new();
    let mut members = Vec::new();
    model.each_shape(&mut |shape| pending.push(shape.clone()));
    pending.extend(model.choices.values().flat_map(|choice| &choice.variants).map(|one| one.shape.clone()));
    // Why a list and no recursion: contracts may nest types deeper than the stack of a thread allows.
    while let Some(shape) = pending.pop() {
        match shape {
            Shape::Scalar(_)
            | Shape::Any
            | Shape::Attachment
            | Shape::Derived(_)
            | Shape::Choice(_)
            | Shape::Group(_)
            | Shape::Element(_)
            | Shape::Attributes(_) => {}
            Shape::Tokens(inner) => pending.push(*inner),
            Shape::List(item) => pending.push(item.shape),
            Shape::Enum(name) | Shape::Flags(name) => enumerated(contract, model, name),
            Shape::Union(name) => {
                if !model.unions.contains_key(&name)
                    && let Some(union) = unions::union(contract, &name)
                {
                    pending.extend(union.members.iter().map(|member| member.shape.clone()));
                    model.unions.insert(name, union);
                }
            }
            Shape::Map(name) => dictionary(contract, model, name, &mut pending),
            Shape::Record(name) => {
                if !model.families.contains_key(&name)
                    && let Some(family) = children.family(contract, &name)
                {
                    members.extend(family.types.iter().map(|derived| derived.of.clone()));
                    model.families.insert(name.clone(), family);
                }
                // An abstract type has no values of its own.
                if model.families.get(&name).is_none_or(|family| family.base) {
                    members.push(name);
                }
            }
        }
        for name in members.drain(..) {
            if model.records.contains_key(&name) || opaque.contains(&name) {
                continue;
            }
            match content::record(contract, &name) {
                Ok(Made { record, groups, choices }) => {
                    for (name, record) in std::iter::once((name, record)).chain(groups) {
                        record.members.iter().for_each(|member| pending.push(member.shape.clone()));
                        model.records.insert(name, record);
                    }
                    for (name, choice) in choices {
                        choice.variants.iter().for_each(|variant| pending.push(variant.shape.clone()));
                        model.choices.insert(name, choice);
                    }
                }
                Err(reason) => {
                    let place = contract.types.get(&name).map(|t| t.place.clone()).unwrap_or_default();
                    let message = format!("type {name} is kept as raw XML: {reason}");
                    warnings.push(
                        Diagnostic::error(Kind::Unsupported, message, place)
                            .warning()
                            .about(name.name.clone()),
                    );
                    opaque.insert(name);
                }
            }
        }
    }
    // A type that Rust cannot express is removed from its family: on the wire it is then read like an unknown type.
    for (base, family) in &mut model.families {
        family.types.retain(|derived| !opaque.contains(&derived.of));
        family.base &= !opaque.contains(base);
    }
    model.families.retain(|base, _| !opaque.contains(base));
    let families: BTreeSet<TypeName> = model.families.keys().cloned().collect();
    model.each_shape_mut(&mut |shape| {
        if let Shape::Record(name) = shape {
            if opaque.contains(name) {
                *shape = Shape::Any;
            } else if families.contains(name) {
                *shape = Shape::Derived(name.clone());
            }
        }
    });
    model.vanished = vanished(contract, model, &opaque);
}

fn enumerated(contract: &Contract, model: &mut Model, name: TypeName) {
    if model.enums.contains_key(&name) {
        return;
    }
    let Some(declared) = contract.types.get(&name) else { return };
    let (flags, values) = match &declared.kind {
        TypeKind::Enum(e) => (false, &e.values),
        TypeKind::Flags(e) => (true, &e.values),
        _ => return,
    };
    let documentation = declared.documentation.clone();
    let values = facets::values(contract, &declared.kind, values);
    let value = |value: EnumValue| {
        let EnumValue { wire, number, documentation } = value;
        Value { rust: (), wire, number, documentation }
    };
    let values = values.into_iter().map(value).collect();
    model.enums.insert(name, Enumerated { rust: (), flags, values, documentation });
}

fn dictionary(contract: &Contract, model: &mut Model, name: TypeName, pending: &mut Vec<Shape>) {
    if model.dictionaries.contains_key(&name) {
        return;
    }
    let Some(declared) = contract.types.get(&name) else { return };
    let TypeKind::Dictionary { entry, key, value } = &declared.kind else { return };
    let mut key = content::member(contract, key, declared.wcf);
    // A key is always there.
    key.container = Container::None;
    let mut value = content::member(contract, value, declared.wcf);
    if value.container == Container::Nillable {
        value.container = Container::Option;
    }
    pending.push(key.shape.clone());
    pending.push(value.shape.clone());
    model.dictionaries.insert(name, Dictionary { rust: (), entry: entry.clone(), key, value });
}

/// The types that are no Rust types, and why.
fn vanished(
    contract: &Contract,
    model: &Model,
    opaque: &BTreeSet<TypeName>,
) -> BTreeMap<TypeName, &'static str> {
    let mut out = BTreeMap::new();
    let bases: BTreeSet<&TypeName> =
        model.records.keys().flat_map(|name| ancestors(contract, name)).collect();
    for (name, declared) in &contract.types {
        if model.records.contains_key(name)
            || model.enums.contains_key(name)
            || model.unions.contains_key(name)
        {
            continue;
        }
        let reason = match &declared.kind {
            _ if opaque.contains(name) => "kept as raw XML",
            TypeKind::Dictionary { .. } if model.dictionaries.contains_key(name) => "a dictionary: a map",
            TypeKind::Dictionary { .. } => "not reached by an operation",
            TypeKind::Struct(_) if bases.contains(name) => {
                "a base type: its fields are in those that extend it"
            }
            TypeKind::Array(_) => "an encoded array: a list",
            TypeKind::Struct(_) if model.families.contains_key(name) => {
                "abstract: an enum of what is derived from it"
            }
            TypeKind::Alias(_) => "an alias: its base",
            TypeKind::List(_) => "a list of simple values: a vector",
            TypeKind::Struct(_)
                if matches!(
                    super::shape::shape_of(contract, &TypeRef::Named(name.clone())),
                    Shape::List(_)
                ) =>
            {
                "an array wrapper: a list"
            }
            _ => "not reached by an operation",
        };
        out.insert(name.clone(), reason);
    }
    out
}

/// The types that a type extends, however far.
fn ancestors<'c>(contract: &'c Contract, name: &TypeName) -> Vec<&'c TypeName> {
    let base = |name: &TypeName| match contract.types.get(name).map(|t| &t.kind) {
        Some(TypeKind::Struct(content)) => content.base.as_ref(),
        _ => None,
    };
    let mut out = Vec::new();
    let mut at = base(name);
    // Types that extend themselves are refused when they are read.
    while let Some(name) = at.filter(|name| !out.contains(name)) {
        out.push(name);
        at = base(name);
    }
    out
}

impl Model {
    /// Every member outside the types: of messages, faults and headers.
    pub(super) fn each_outer<'m>(&'m mut self, f: &mut dyn FnMut(&'m mut Member)) {
        for operation in self.services.iter_mut().flat_map(|s| &mut s.operations) {
            operation.input.body.members.iter_mut().for_each(&mut *f);
            if let Some(output) = &mut operation.output {
                output.body.members.iter_mut().for_each(&mut *f);
            }
            operation.faults.iter_mut().for_each(|detail| f(&mut detail.member));
        }
        self.request_headers.members.iter_mut().for_each(&mut *f);
        self.response_headers.members.iter_mut().for_each(&mut *f);
    }

    /// The shapes of messages, faults and headers.
    fn each_shape(&mut self, f: &mut dyn FnMut(&Shape)) {
        self.each_outer(&mut |member| f(&member.shape));
    }

    /// Every shape there is, nested ones too.
    fn each_shape_mut(&mut self, f: &mut dyn FnMut(&mut Shape)) {
        self.each_outer(&mut |member| nested(&mut member.shape, f));
        for record in self.records.values_mut() {
            record.members.iter_mut().for_each(|m| nested(&mut m.shape, f));
            record.rows.iter_mut().for_each(|r| nested(&mut r.shape, f));
        }
        for variant in self.choices.values_mut().flat_map(|c| &mut c.variants) {
            nested(&mut variant.shape, f);
        }
        for dictionary in self.dictionaries.values_mut() {
            nested(&mut dictionary.key.shape, f);
            nested(&mut dictionary.value.shape, f);
        }
    }
}

fn nested(shape: &mut Shape, f: &mut dyn FnMut(&mut Shape)) {
    match shape {
        Shape::Tokens(inner) => nested(inner, f),
        Shape::List(item) => nested(&mut item.shape, f),
        _ => {}
    }
    f(shape);
}
