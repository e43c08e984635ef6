//! What simple types demand of their values: the facets of a type and of those that it restricts, as checks of one
//! place, for the documentation and for `validate()`.

mod blocks;
mod pattern;
mod words;

pub(super) use words::notes;

use crate::contract::builtin::{Demand, WhiteSpace};
use crate::contract::{Builtin, Contract, EnumValue, Facet, Field, Occurs, TypeKind, TypeName, TypeRef};

use super::data::{Check, Shape};
use super::shape::{self, ALIASES};

/// How deep lists may be nested in array wrappers.
const NESTING: usize = 16;

/// A type and what it restricts, down to the first that is no restriction.
struct Chain<'c> {
    /// The facets of each step, the most derived first.
    steps: Vec<&'c [Facet]>,
    /// What is restricted.
    root: Root<'c>,
}

/// What a chain of restrictions ends in.
enum Root<'c> {
    Builtin(Builtin),
    Enum(&'c TypeRef),
    List(&'c TypeRef),
    Union(&'c TypeName),
    Other,
}

impl<'c> Chain<'c> {
    fn new(contract: &'c Contract, ty: &'c TypeRef) -> Self {
        let mut steps = Vec::new();
        let mut at = ty;
        for _ in 0..ALIASES {
            let name = match at {
                TypeRef::Builtin(builtin) => return Self { steps, root: Root::Builtin(*builtin) },
                TypeRef::Named(name) => name,
            };
            let root = match contract.types.get(name).map(|t| &t.kind) {
                Some(TypeKind::Alias(simple)) => {
                    steps.push(simple.facets.as_slice());
                    at = &simple.base;
                    continue;
                }
                Some(TypeKind::Enum(declared)) => Root::Enum(&declared.base),
                Some(TypeKind::List(item)) => Root::List(item),
                Some(TypeKind::Union(_)) => Root::Union(name),
                _ => Root::Other,
            };
            return Self { steps, root };
        }
        Self { steps, root: Root::Other }
    }

    /// The facet of one of these names that counts: the most derived.
    fn facet(&self, names: &[&str]) -> Option<&'c Facet> {
        self.steps.iter().find_map(|step| step.iter().find(|facet| names.contains(&facet.name.as_str())))
    }

    fn value(&self, name: &str) -> Option<&'c str> {
        self.facet(&[name]).map(|facet| facet.value.trim())
    }

    fn number(&self, name: &str) -> Option<u64> {
        self.value(name).and_then(|value| value.parse().ok())
    }

    /// The patterns of each step: one of a step's has to fit, and one of every step's.
    fn patterns(&self) -> impl Iterator<Item = Vec<&'c str>> {
        let all = |step: &&'c [Facet]| -> Vec<&'c str> {
            step.iter().filter(|facet| facet.name == "pattern").map(|facet| facet.value.as_str()).collect()
        };
        self.steps.iter().map(all).filter(|patterns| !patterns.is_empty())
    }

    fn white_space(&self, contract: &Contract) -> WhiteSpace {
        match (self.value("whiteSpace"), &self.root) {
            (Some("preserve"), _) => WhiteSpace::Preserve,
            (Some("replace"), _) => WhiteSpace::Replace,
            (Some("collapse"), _) => WhiteSpace::Collapse,
            (_, Root::Builtin(builtin)) => builtin.row().white_space,
            (_, Root::Enum(base)) => Chain::new(contract, base).white_space(contract),
            (_, Root::List(_) | Root::Union(_) | Root::Other) => WhiteSpace::Collapse,
        }
    }
}

/// Whether white space around and between the words of a text means nothing.
pub(super) fn collapses(contract: &Contract, ty: &TypeRef) -> bool {
    Chain::new(contract, ty).white_space(contract) == WhiteSpace::Collapse
}

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
        let translated: Option<Vec<String>> = patterns.iter().map(|p| pattern::translate(p)).collect();
        if let Some(translated) = translated {
            out.push(Check::Pattern(translated.join("|"), patterns.join("|")));
        }
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
    for value in values {
        let wire = match space {
            WhiteSpace::Preserve => value.wire.clone(),
            WhiteSpace::Replace => value.wire.replace(['\t', '\n', '\r'], " "),
            WhiteSpace::Collapse => value.wire.split_ascii_whitespace().collect::<Vec<_>>().join(" "),
        };
        if !out.iter().any(|known| known.wire == wire) {
            out.push(EnumValue { wire, ..value.clone() });
        }
    }
    out
}
