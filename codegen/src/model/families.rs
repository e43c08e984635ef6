//! Derived types: where a type is declared that others extend or restrict, any of them may stand.

use std::collections::{BTreeMap, BTreeSet};

use crate::contract::{Contract, QName, TypeKind, TypeName};

use super::content;
use super::data::{Derived, Family, Member, MemberPlace, Model, Shared};

/// The types that are derived from each type, directly. Those that extend too many others are no types of Rust, and not
/// among them.
#[derive(Debug, Default)]
pub(super) struct Children<'c>(BTreeMap<&'c TypeName, Vec<&'c TypeName>>);

impl<'c> Children<'c> {
    /// Those of a contract. Only types that `xsi:type` can name count.
    pub(super) fn new(contract: &'c Contract) -> Self {
        let mut children: BTreeMap<_, Vec<_>> = BTreeMap::new();
        for (name, declared) in &contract.types {
            if let Some(base) = declared.derived_from(name)
                && content::chain(contract, name).is_ok()
            {
                children.entry(base).or_default().push(name);
            }
        }
        Self(children)
    }

    /// A type and all that are derived from it, however far, if there are any, or must be since it is abstract.
    pub(super) fn family(&self, contract: &Contract, base: &TypeName) -> Option<Family> {
        let stands = |name: &TypeName| match contract.types.get(name).map(|t| &t.kind) {
            Some(TypeKind::Struct(content)) => !content.is_abstract,
            _ => false,
        };
        if !self.0.contains_key(base) && stands(base) {
            return None;
        }
        let mut derived = BTreeSet::new();
        let mut pending = vec![base];
        while let Some(at) = pending.pop() {
            let new = self.0.get(at).into_iter().flatten().copied();
            pending.extend(new.filter(|name| *name != base && derived.insert(*name)));
        }
        let own = stands(base);
        let derived = derived.into_iter().filter(|name| stands(name));
        let types = own.then_some(base).into_iter().chain(derived).cloned();
        let types = types.map(|of| Derived { rust: (), of }).collect();
        Some(Family { rust: (), types, base: own, shared: Vec::new() })
    }
}

/// Says which fields of a base all types of its family have in the same way. A restriction may do without one, or narrow it.
pub(super) fn share(contract: &Contract, model: &mut Model) {
    let alike = |a: &Member, b: &Member| {
        (&a.wire, a.place, a.boxed) == (&b.wire, b.place, b.boxed)
            && (&a.shape, a.container) == (&b.shape, b.container)
    };
    for (base, family) in &mut model.families {
        // An abstract base is no record of the model.
        let Ok(made) = content::record(contract, base) else { continue };
        let records = family.types.iter().map(|derived| model.records.get(&derived.of));
        let Some(records) = records.collect::<Option<Vec<_>>>() else { continue };
        let Some(first) = records.first() else { continue };
        let declared = by_name(&made.record.members);
        let common =
            first.members.iter().filter(|member| declared.contains_key(&(&member.wire, member.place)));
        let common: Vec<&Member> = common.collect();
        let mut slots: Vec<Option<Vec<usize>>> = vec![Some(Vec::new()); common.len()];
        for record in records {
            let known = by_name(&record.members);
            for (member, slots) in common.iter().zip(&mut slots) {
                let same = known.get(&(&member.wire, member.place)).into_iter().flatten();
                let found = same
                    .copied()
                    .find(|slot| record.members.get(*slot).is_some_and(|other| alike(member, other)));
                match (found, &mut *slots) {
                    (Some(found), Some(slots)) => slots.push(found),
                    _ => *slots = None,
                }
            }
        }
        family.shared = slots.into_iter().flatten().map(|slots| Shared { rust: (), slots }).collect();
    }
}

/// The slots of members, by what they are called on the wire.
fn by_name(members: &[Member]) -> BTreeMap<(&QName, MemberPlace), Vec<usize>> {
    let mut out: BTreeMap<_, Vec<usize>> = BTreeMap::new();
    for (slot, member) in members.iter().enumerate() {
        out.entry((&member.wire, member.place)).or_default().push(slot);
    }
    out
}
