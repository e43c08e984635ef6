//! What simple types demand of their values: the facets of a type and of those that it restricts, as checks of one
//! place, for the documentation and for `validate()`.

mod blocks;
mod compiles;
mod pattern;
mod words;

pub(super) use compiles::warn;
pub(super) use words::notes;

use std::collections::BTreeSet;

use crate::contract::builtin::{Demand, WhiteSpace};
use crate::contract::{Builtin, Contract, EnumValue, Field, Occurs, TypeKind, TypeRef};

use super::data::{Check, Shape};
use super::restrictions::{Chain, Root};
use super::shape;

/// How deep lists may be nested in array wrappers.
const NESTING: usize = 16;

/// What a place of this type demands of its value.
pub(crate) fn checks(contract: &Contract, ty: &TypeRef) -> Vec<Check> {
    checks_within(contract, ty, NESTING)
}

fn checks_within(contract: &Contract, ty: &TypeRef, depth: usize) -> Vec<Check> {
    let Some(depth) = depth.checked_sub(1) else { return Vec::new() };
    if let Shape::List(_) = shape::shape_of(contract, ty)
        && let TypeRef::Named(name) = ty
        && let Some(TypeKind::Struct(content)) = contract.types.get(name).map(|t| &t.kind)
        && let Some(field) = content.array_item()
    {
        return array(contract, field, depth);
    }
    let chain = Chain::new(contract, ty);
    let mut out = Vec::new();
    lengths(&chain, &mut out);
    bounds(&chain, &mut out);
    let digits = |name| chain.number(name);
    out.extend(digits("totalDigits").map(Check::TotalDigits));
    out.extend(digits("fractionDigits").map(Check::FractionDigits));
    for patterns in chain.patterns() {
        let written = patterns.join("|");
        out.push(match compiles::compiled(&patterns) {
            Some(joined) => Check::Pattern(joined, written),
            None => Check::Unchecked(words::shortened(&written)),
        });
    }
    match &chain.root {
        Root::Builtin(builtin) => of_builtin(*builtin, &mut out),
        Root::List(item) => {
            let items = checks_within(contract, item, depth);
            if !items.is_empty() {
                out.push(Check::Items(items));
            }
        }
        Root::Union(name) => out.push(Check::Union((*name).clone())),
        Root::Enum(_) | Root::Other => {}
    }
    // Other values know their white space.
    let text = match chain.root {
        Root::Builtin(builtin) => {
            matches!(shape::of_builtin(builtin), Shape::Scalar(builtin) if builtin.is_text())
        }
        _ => false,
    };
    if !out.is_empty() && text {
        match chain.white_space(contract) {
            WhiteSpace::Preserve => {}
            WhiteSpace::Replace => out.insert(0, Check::Replace),
            WhiteSpace::Collapse => out.insert(0, Check::Collapse),
        }
    }
    out
}

/// What an element demands: how often it stands, and of each value.
pub(super) fn of_element(contract: &Contract, field: &Field) -> Vec<Check> {
    let mut out = of_many(field.occurs);
    out.extend(checks(contract, &field.ty));
    out
}

/// How often a choice, a group or a wildcard that repeats has to stand.
pub(super) fn of_many(occurs: Occurs) -> Vec<Check> {
    let bounded = occurs.min > 0 || occurs.max.is_some();
    if occurs.many() && bounded { vec![Check::Occurs(occurs)] } else { Vec::new() }
}

/// The checks of an array wrapper: how many items, and each of them.
fn array(contract: &Contract, field: &Field, depth: usize) -> Vec<Check> {
    let mut out = Vec::new();
    if field.occurs.min > 0 || field.occurs.max.is_some() {
        out.push(Check::Count(field.occurs));
    }
    let items = checks_within(contract, &field.ty, depth);
    if !items.is_empty() {
        out.push(Check::Items(items));
    }
    out
}

fn lengths(chain: &Chain<'_>, out: &mut Vec<Check>) {
    if let Some(length) = chain.number("length") {
        out.push(Check::Length(length));
        return;
    }
    out.extend(chain.number("minLength").filter(|least| *least > 0).map(Check::MinLength));
    out.extend(chain.number("maxLength").map(Check::MaxLength));
}

fn bounds(chain: &Chain<'_>, out: &mut Vec<Check>) {
    if let Some(facet) = chain.facet(&["minInclusive", "minExclusive"]) {
        let value = facet.value.trim().to_owned();
        let inclusive = facet.name == "minInclusive";
        out.push(if inclusive { Check::MinInclusive(value) } else { Check::MinExclusive(value) });
    }
    if let Some(facet) = chain.facet(&["maxInclusive", "maxExclusive"]) {
        let value = facet.value.trim().to_owned();
        let inclusive = facet.name == "maxInclusive";
        out.push(if inclusive { Check::MaxInclusive(value) } else { Check::MaxExclusive(value) });
    }
}

/// What a built-in type demands that its Rust type does not.
fn of_builtin(builtin: Builtin, out: &mut Vec<Check>) {
    let bounded = |out: &[Check], lower: bool| {
        out.iter().any(|check| match check {
            Check::MinInclusive(_) | Check::MinExclusive(_) => lower,
            Check::MaxInclusive(_) | Check::MaxExclusive(_) => !lower,
            _ => false,
        })
    };
    match builtin.row().demand {
        Demand::AtLeast(least) if !bounded(out, true) => out.push(Check::MinInclusive(least.to_owned())),
        Demand::AtMost(most) if !bounded(out, false) => out.push(Check::MaxInclusive(most.to_owned())),
        // A restriction can only narrow them.
        Demand::AtLeast(_) | Demand::AtMost(_) => {}
        Demand::Pattern(pattern) => out.push(Check::Pattern(pattern.to_owned(), pattern.to_owned())),
        Demand::NmToken => out.push(Check::NmToken),
        Demand::NmTokens => out.extend([Check::MinLength(1), Check::Items(vec![Check::NmToken])]),
        Demand::Name => out.push(Check::Name),
        Demand::NcName => out.push(Check::NcName),
        Demand::Nothing => {}
    }
}

/// The values of an enumeration as they stand on the wire, each once: white space that means nothing is collapsed.
pub(super) fn values(contract: &Contract, kind: &TypeKind, values: &[EnumValue]) -> Vec<EnumValue> {
    let (TypeKind::Enum(declared) | TypeKind::Flags(declared)) = kind else { return values.to_vec() };
    let space = Chain::new(contract, &declared.base).white_space(contract);
    let mut out: Vec<EnumValue> = Vec::with_capacity(values.len());
    let mut seen = BTreeSet::new();
    for value in values {
        let wire = match space {
            WhiteSpace::Preserve => value.wire.clone(),
            WhiteSpace::Replace => value.wire.replace(['\t', '\n', '\r'], " "),
            WhiteSpace::Collapse => value.wire.split_ascii_whitespace().collect::<Vec<_>>().join(" "),
        };
        if seen.insert(wire.clone()) {
            out.push(EnumValue { wire, ..value.clone() });
        }
    }
    out
}
