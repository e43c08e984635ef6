//! What simple types demand of their values: the facets of a type and of those that it restricts, as checks of one
//! place, for the documentation and for `validate()`.

mod words;

pub(super) use words::notes;

use crate::contract::{Builtin, Contract, EnumValue, Facet, TypeKind, TypeRef};

use super::shape::ALIASES;

/// What white space means in a simple type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum WhiteSpace {
    Preserve,
    Replace,
    Collapse,
}

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
    Other,
}

impl<'c> Chain<'c> {
    fn of(contract: &'c Contract, ty: &'c TypeRef) -> Self {
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
            (_, Root::Builtin(Builtin::String | Builtin::AnySimpleType)) => WhiteSpace::Preserve,
            (_, Root::Builtin(Builtin::NormalizedString)) => WhiteSpace::Replace,
            (_, Root::Enum(base)) => Chain::of(contract, base).white_space(contract),
            _ => WhiteSpace::Collapse,
        }
    }
}

/// The values of an enumeration as they stand on the wire, each once: white space that means nothing is collapsed.
pub(super) fn values(contract: &Contract, kind: &TypeKind, values: &[EnumValue]) -> Vec<EnumValue> {
    let (TypeKind::Enum(declared) | TypeKind::Flags(declared)) = kind else { return values.to_vec() };
    let space = Chain::of(contract, &declared.base).white_space(contract);
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
