//! Unions of simple types: which members a value can be told to be.

use std::collections::{BTreeMap, BTreeSet};

use crate::contract::{Builtin, Contract, TypeName, TypeRef};

use super::data::{MatchRule, Shape, Union, UnionMember};
use super::facets;
use super::shape;

/// A union of the contract.
pub(super) fn union(contract: &Contract, name: &TypeName) -> Option<Union> {
    let declared = contract.types.get(name)?;
    let documentation = declared.documentation.clone();
    let mut union = Union { rust: (), members: Vec::new(), checks: Vec::new(), documentation };
    let mut known = BTreeMap::new();
    for (ty, shape) in shape::members(contract, name) {
        add(contract, ty, without_prefixes(shape), &mut union, &mut known);
    }
    tell_apart(&mut union.members);
    Some(union)
}

/// The members that there are, by their shapes, with the types that were told of each.
type Known = BTreeMap<Shape, (usize, BTreeSet<String>)>;

/// Adds a member type.
fn add(contract: &Contract, ty: &TypeRef, shape: Shape, union: &mut Union, known: &mut Known) {
    let wire = wire(ty);
    union.checks.push((shape.clone(), facets::checks(contract, ty)));
    let next = union.members.len();
    let (at, types) = known.entry(shape.clone()).or_insert_with(|| (next, BTreeSet::new()));
    let new = types.insert(wire.clone());
    match union.members.get_mut(*at) {
        Some(member) => {
            if new {
                member.types.push(wire);
            }
            // No one name says what it is.
            member.name = kind(&shape);
        }
        None => {
            let name = called(ty).unwrap_or_else(|| kind(&shape));
            union.members.push(UnionMember {
                rust: (),
                name,
                types: vec![wire],
                shape,
                match_rule: MatchRule::Read,
            });
        }
    }
}

/// Decides how each member is told from the others.
fn tell_apart(members: &mut [UnionMember]) {
    let mut rest = false;
    for member in members {
        let any = takes_any(&member.shape);
        member.match_rule = match (rest, any) {
            (false, true) => MatchRule::Rest,
            (false, false) => MatchRule::Read,
            (true, false) => MatchRule::Exact,
            (true, true) => MatchRule::Never,
        };
        rest |= any;
    }
}

/// Where a union stands is not known to its members, so a qualified name among them is text.
fn without_prefixes(shape: Shape) -> Shape {
    match shape {
        Shape::Scalar(Builtin::QName) => Shape::Scalar(Builtin::String),
        Shape::Tokens(item) => Shape::Tokens(Box::new(without_prefixes(*item))),
        Shape::Scalar(_) | Shape::Enum(_) | Shape::Flags(_) => shape,
        _ => Shape::Scalar(Builtin::String),
    }
}

/// Whether every text can be read as it.
fn takes_any(shape: &Shape) -> bool {
    match shape {
        Shape::Scalar(builtin) => builtin.is_text(),
        Shape::Flags(_) => true,
        Shape::Tokens(item) => matches!(**item, Shape::Enum(_) | Shape::Union(_)) || takes_any(item),
        _ => false,
    }
}

/// The name of a declared type; `None` for one without a name, and for those of XML Schema.
fn called(ty: &TypeRef) -> Option<String> {
    match ty {
        TypeRef::Named(name) if name.path.is_empty() => Some(name.name.local.to_string()),
        _ => None,
    }
}

/// How the documentation calls a member type.
fn wire(ty: &TypeRef) -> String {
    match ty {
        TypeRef::Builtin(builtin) => builtin.name().to_owned(),
        TypeRef::Named(name) if name.path.is_empty() => name.name.local.to_string(),
        TypeRef::Named(_) => String::new(),
    }
}

/// What a member without a name of its own is called.
fn kind(shape: &Shape) -> String {
    match shape {
        Shape::Scalar(builtin) => builtin.local().to_owned(),
        Shape::Enum(_) | Shape::Flags(_) => "named".to_owned(),
        Shape::Tokens(item) => format!("{}_list", kind(item)),
        _ => "text".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn member(shape: Shape) -> UnionMember {
        UnionMember { rust: (), name: String::new(), types: Vec::new(), shape, match_rule: MatchRule::Read }
    }

    #[test]
    fn what_takes_any_text_comes_last() {
        let shapes = [Builtin::Int, Builtin::String, Builtin::Date, Builtin::AnyUri].map(Shape::Scalar);
        let mut members: Vec<UnionMember> = shapes.into_iter().map(member).collect();
        tell_apart(&mut members);
        let match_rule: Vec<MatchRule> = members.iter().map(|m| m.match_rule).collect();
        assert_eq!(match_rule, [MatchRule::Read, MatchRule::Rest, MatchRule::Exact, MatchRule::Never]);
    }
}
