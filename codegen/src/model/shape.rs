//! The shape of a type: aliases vanish into their base, array wrappers into lists, dictionaries into maps.

use crate::contract::builtin::StandsAs;
use crate::contract::{Builtin, Contract, Facet, TypeKind, TypeName, TypeRef};

use super::data::{Item, Shape};
use super::restrictions::{ALIASES, collapses};

/// The shape of a reference.
pub(super) fn shape_of(contract: &Contract, ty: &TypeRef) -> Shape {
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
        TypeKind::Union(members) if all_names(contract, members, depth) => Shape::Scalar(Builtin::QName),
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
            Some(field) if !contains_itself(contract, name) && !is_base(contract, name) => {
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

/// Whether a union is one of qualified names only: its text means nothing without the prefixes where it stands.
fn all_names(contract: &Contract, members: &[TypeRef], depth: usize) -> bool {
    !members.is_empty()
        && members.iter().all(|ty| of_depth(contract, ty, depth) == Shape::Scalar(Builtin::QName))
}

/// Whether types that `xsi:type` can name are derived from a type: where it is declared they may stand, which a list
/// could not hold.
fn is_base(contract: &Contract, base: &TypeName) -> bool {
    contract.types.iter().any(|(name, declared)| declared.derived_from(name) == Some(base))
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
    let mut seen = Vec::new();
    let mut at = start;
    loop {
        let inner = match contract.types.get(at).map(|t| &t.kind) {
            Some(TypeKind::Struct(content)) => content.array_item().map(|f| &f.ty),
            Some(TypeKind::Dictionary { value, .. }) => Some(&value.ty),
            Some(TypeKind::Array(array)) => Some(&array.item.ty),
            _ => None,
        };
        match inner {
            Some(TypeRef::Named(next)) if next == start => return true,
            Some(TypeRef::Named(next)) if !seen.contains(&next) => {
                seen.push(next);
                at = next;
            }
            _ => return false,
        }
    }
}

/// Whether a shape is a .NET value type, which has a default and is never nil.
pub(super) fn is_value_type(contract: &Contract, shape: &Shape) -> bool {
    match shape {
        Shape::Scalar(builtin) => builtin.row().value_type,
        Shape::Flags(_) => true,
        // An enumeration without a member of value 0 has no default to write.
        Shape::Enum(name) => match contract.types.get(name).map(|t| &t.kind) {
            Some(TypeKind::Enum(e)) => e.values.iter().any(|v| v.number == Some(0)),
            _ => false,
        },
        _ => false,
    }
}
