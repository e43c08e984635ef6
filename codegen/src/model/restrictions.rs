//! A simple type and what it restricts.

use crate::contract::builtin::WhiteSpace;
use crate::contract::{Builtin, Contract, Facet, TypeKind, TypeName, TypeRef};

/// How deep aliases may refer to aliases.
pub(super) const ALIASES: usize = 64;

/// A type and what it restricts, down to the first that is no restriction.
pub(super) struct Chain<'c> {
    /// The facets of each step, the most derived first.
    steps: Vec<&'c [Facet]>,
    /// What is restricted.
    pub(super) root: Root<'c>,
}

/// What a chain of restrictions ends in.
pub(super) enum Root<'c> {
    Builtin(Builtin),
    Enum(&'c TypeRef),
    List(&'c TypeRef),
    Union(&'c TypeName),
    Other,
}

impl<'c> Chain<'c> {
    pub(super) fn new(contract: &'c Contract, ty: &'c TypeRef) -> Self {
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
    pub(super) fn facet(&self, names: &[&str]) -> Option<&'c Facet> {
        self.steps.iter().find_map(|step| step.iter().find(|facet| names.contains(&facet.name.as_str())))
    }

    pub(super) fn value(&self, name: &str) -> Option<&'c str> {
        self.facet(&[name]).map(|facet| facet.value.trim())
    }

    pub(super) fn number(&self, name: &str) -> Option<u64> {
        self.value(name).and_then(|value| value.parse().ok())
    }

    /// The patterns of each step: one of a step's has to fit, and one of every step's.
    pub(super) fn patterns(&self) -> impl Iterator<Item = Vec<&'c str>> {
        let all = |step: &&'c [Facet]| -> Vec<&'c str> {
            step.iter().filter(|facet| facet.name == "pattern").map(|facet| facet.value.as_str()).collect()
        };
        self.steps.iter().map(all).filter(|patterns| !patterns.is_empty())
    }

    pub(super) fn white_space(&self, contract: &Contract) -> WhiteSpace {
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
