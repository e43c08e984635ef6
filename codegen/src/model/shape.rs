//! The shape of a type: aliases vanish into their base, array wrappers into lists, dictionaries into maps.

use std::collections::BTreeSet;

use crate::contract::builtin::StandsAs;
use crate::contract::{Builtin, Contract, Distinct, Facet, TypeKind, TypeName, TypeRef};

use super::data::{Item, Shape};
use super::restrictions::{ALIASES, collapses};

/// The shape of a reference.
pub(crate) fn shape_of(contract: &Contract, ty: &TypeRef) -> Shape {
    of_depth(contract, ty, ALIASES)
}

fn of_depth(contract: &Contract, ty: &TypeRef, depth: usize) -> Shape {
    let Some(depth) = depth.checked_sub(1) else { return Shape::Any };
    let name = match ty {
        TypeRef::Builtin(builtin) => return of_builtin(*builtin),
        TypeRef::Named(name) => name,
    };
    let Some(declared) = contract.types.get(name) else { return Shape::Any };
    match &declared.kind {
        TypeKind::Alias(simple) => match of_depth(contract, &simple.base, depth) {
            // It is written as a digit, and only so.
            Shape::Scalar(Builtin::Boolean) if is_digit(&simple.facets) => {
                Shape::Scalar(Builtin::UnsignedByte)
            }
            Shape::Scalar(Builtin::String) if collapses(contract, ty) => Shape::Scalar(Builtin::Token),
            shape => shape,
        },
        TypeKind::Enum(e) if e.values.is_empty() => of_depth(contract, &e.base, depth),
        // Which name is meant depends on the prefixes where it stands: they stay qualified names.
        TypeKind::Enum(e) if of_depth(contract, &e.base, depth) == Shape::Scalar(Builtin::QName) => {
            Shape::Scalar(Builtin::QName)
        }
        TypeKind::Enum(_) => Shape::Enum(name.clone()),
        TypeKind::Flags(_) => Shape::Flags(name.clone()),
        TypeKind::Union(_) if all_names(contract, name) => Shape::Scalar(Builtin::QName),
        TypeKind::Union(_) => Shape::Union(name.clone()),
        TypeKind::List(item) => match of_depth(contract, item, depth) {
            shape @ (Shape::Scalar(_) | Shape::Enum(_) | Shape::Union(_)) => Shape::Tokens(Box::new(shape)),
            _ => Shape::Scalar(Builtin::String),
        },
        TypeKind::Dictionary { .. } if contains_itself(contract, name) => Shape::Any,
        TypeKind::Dictionary { .. } => Shape::Map(name.clone()),
        TypeKind::Array(_) if contains_itself(contract, name) => Shape::Any,
        TypeKind::Array(array) => Shape::List(Box::new(Item {
            wire: array.item.name.clone(),
            shape: of_depth(contract, &array.item.ty, depth),
            nillable: true,
            array: Some(array.item_type.clone()),
        })),
        TypeKind::Struct(content) => match content.array_item() {
            // What is derived from it may stand where it is declared, which a list could not hold.
            Some(field) if !contains_itself(contract, name) && !contract.is_base(name) => {
                Shape::List(Box::new(Item {
                    wire: field.name.clone(),
                    shape: of_depth(contract, &field.ty, depth),
                    nillable: field.nillable,
                    array: None,
                }))
            }
            _ => Shape::Record(name.clone()),
        },
    }
}

/// The shape of a built-in type.
pub(super) fn of_builtin(builtin: Builtin) -> Shape {
    match builtin.row().stands_as {
        StandsAs::Itself => Shape::Scalar(builtin),
        StandsAs::Text => Shape::Scalar(Builtin::String),
        StandsAs::Token => Shape::Scalar(Builtin::Token),
        StandsAs::Words => Shape::Tokens(Box::new(Shape::Scalar(Builtin::String))),
        StandsAs::Xml => Shape::Any,
    }
}

/// How many members a union may have, those of the unions in it too, and be one of qualified names.
const NAMES: usize = 1_000;

/// Whether a union is one of qualified names only: its text means nothing without the prefixes where it stands. Each
/// union in it is looked at once, however many ways lead there.
fn all_names(contract: &Contract, union: &TypeName) -> bool {
    *contract.union(union).is_names.get_or_init(|| look_for_names(contract, union))
}

fn look_for_names(contract: &Contract, union: &TypeName) -> bool {
    let mut seen = BTreeSet::from([union]);
    let mut pending: Vec<&TypeName> = vec![union];
    let (mut any, mut left) = (false, NAMES);
    while let Some(name) = pending.pop() {
        let members = match contract.types.get(name).map(|declared| &declared.kind) {
            Some(TypeKind::Union(members)) => members.as_slice(),
            // A restriction of names, or enumerated ones.
            Some(TypeKind::Alias(simple)) => std::slice::from_ref(&simple.base),
            Some(TypeKind::Enum(declared)) => std::slice::from_ref(&declared.base),
            _ => return false,
        };
        for member in members {
            left = match left.checked_sub(1) {
                Some(left) => left,
                None => return false,
            };
            match member {
                TypeRef::Builtin(builtin) if of_builtin(*builtin) == Shape::Scalar(Builtin::QName) => {
                    any = true
                }
                TypeRef::Builtin(_) => return false,
                TypeRef::Named(inner) => {
                    if seen.insert(inner) {
                        pending.push(inner);
                    }
                }
            }
        }
    }
    any
}

/// The members of a union, those of the unions in it too: each once, in their order, with its shape, which is none of a
/// union. What is nested deeper than `ALIASES` is not looked at.
pub(super) fn members<'c>(contract: &'c Contract, union: &'c TypeName) -> Vec<(&'c TypeRef, Shape)> {
    let inner = |name: &TypeName| match contract.types.get_key_value(name).map(|(name, ty)| (name, &ty.kind))
    {
        Some((_, TypeKind::Union(members))) => members.iter(),
        _ => [].iter(),
    };
    let mut out = Vec::new();
    let mut seen: BTreeSet<&TypeRef> = BTreeSet::new();
    let mut unions = BTreeSet::from([union.clone()]);
    let mut way = vec![inner(union)];
    while let Some(rest) = way.last_mut() {
        let Some(member) = rest.next() else {
            way.pop();
            continue;
        };
        if !seen.insert(member) {
            continue;
        }
        match shape_of(contract, member) {
            Shape::Union(name) => {
                if way.len() < ALIASES && unions.insert(name.clone()) {
                    way.push(inner(&name));
                }
            }
            shape => out.push((member, shape)),
        }
    }
    out
}

/// The members of a union that differ in what texts they take.
pub(super) fn distinct(contract: &Contract, union: &TypeName) -> Distinct {
    let mut out = Distinct::default();
    let mut seen = BTreeSet::new();
    for (ty, shape) in members(contract, union) {
        if let Shape::Enum(name) = &shape {
            let values = contract.values_of(name).unwrap_or_default();
            out.values.extend(values.iter().map(|value| value.wire.clone()));
        } else if seen.insert(shape) {
            out.types.push(ty.clone());
        }
    }
    out
}

/// Whether a pattern leaves a boolean `0` and `1` alone.
fn is_digit(facets: &[Facet]) -> bool {
    facets.iter().any(|facet| {
        facet.name == "pattern"
            && !facet.value.is_empty()
            && facet.value.chars().all(|c| "01|[]()".contains(c))
    })
}

/// Whether an array wrapper or dictionary holds itself through nothing but array wrappers and dictionaries, so that no
/// Rust type could be written for it.
fn contains_itself(contract: &Contract, start: &TypeName) -> bool {
    let mut seen = BTreeSet::new();
    let mut at = start;
    // What is nested deeper is no list anyway.
    for _ in 0..ALIASES {
        let inner = match contract.types.get(at).map(|t| &t.kind) {
            Some(TypeKind::Struct(content)) => content.array_item().map(|f| &f.ty),
            Some(TypeKind::Dictionary { value, .. }) => Some(&value.ty),
            Some(TypeKind::Array(array)) => Some(&array.item.ty),
            _ => None,
        };
        match inner {
            Some(TypeRef::Named(next)) if next == start => return true,
            Some(TypeRef::Named(next)) if seen.insert(next) => at = next,
            _ => return false,
        }
    }
    false
}

/// Whether a shape is a .NET value type, which has a default and is never nil.
pub(super) fn is_value_type(contract: &Contract, shape: &Shape) -> bool {
    match shape {
        Shape::Scalar(builtin) => builtin.row().value_type,
        Shape::Flags(_) => true,
        // An enumeration without a member of value 0 has no default to write.
        Shape::Enum(name) => contract.has_zero(name),
        _ => false,
    }
}
