//! Plausible values of simple types, that obey the facets.

use std::collections::BTreeMap;

use super::candidates::candidates;
use super::facets::Demands;
use crate::contract::{Builtin, Contract, Struct, TypeKind, TypeRef};
use crate::model::{Check, checks};

/// How deep simple types may be nested; the contract is known to be free of rings, so this is never met.
const DEPTH: u32 = 64;

/// How many items a list has at most, however many it has to have.
const ITEMS: u64 = 100;

/// Values of the simple types of a contract. Each is made once: types refer to each other, and may do so twice at every
/// step.
pub(super) struct Values<'c> {
    contract: &'c Contract,
    known: BTreeMap<TypeRef, String>,
}

impl<'c> Values<'c> {
    pub(super) fn new(contract: &'c Contract) -> Self {
        Self { contract, known: BTreeMap::new() }
    }

    /// A value of a simple type.
    pub(super) fn simple(&mut self, ty: &TypeRef) -> String {
        self.value_of(ty, DEPTH)
    }

    fn value_of(&mut self, ty: &TypeRef, depth: u32) -> String {
        if let Some(known) = self.known.get(ty) {
            return known.clone();
        }
        let made = self.value(ty, &checks(self.contract, ty), depth);
        self.known.insert(ty.clone(), made.clone());
        made
    }

    /// A value that obeys all of `demands`, or the most plausible one where none is found.
    fn value(&mut self, ty: &TypeRef, demands: &[Check], depth: u32) -> String {
        let Some(depth) = depth.checked_sub(1) else { return String::new() };
        let name = match ty {
            TypeRef::Builtin(builtin) => {
                return first_that_fits(candidates(*builtin, demands), Some(*builtin), demands);
            }
            TypeRef::Named(name) => name,
        };
        let contract = self.contract;
        match contract.types.get(name).map(|ty| &ty.kind) {
            Some(TypeKind::Alias(alias)) => self.value(&alias.base, demands, depth),
            Some(TypeKind::Enum(list) | TypeKind::Flags(list)) => {
                first_that_fits(list.values.iter().map(|value| value.wire.clone()), None, demands)
            }
            Some(TypeKind::List(item)) => {
                let count = demands.iter().find_map(|check| match check {
                    Check::Length(count) | Check::MinLength(count) => Some(*count),
                    _ => None,
                });
                let item = self.value_of(item, depth);
                (0..count.unwrap_or(1).min(ITEMS)).map(|_| item.as_str()).collect::<Vec<_>>().join(" ")
            }
            Some(TypeKind::Union(members)) => {
                first_that_fits(members.iter().map(|ty| self.value_of(ty, depth)), None, demands)
            }
            // A complex type with simple content: its text.
            Some(TypeKind::Struct(content)) => {
                match (&content.text, content.base.as_ref().and_then(|base| contract.types.get(base))) {
                    (Some(text), _) => self.value_of(text, depth),
                    (None, Some(base)) => match &base.kind {
                        TypeKind::Struct(Struct { text: Some(text), .. }) => self.value_of(text, depth),
                        _ => String::new(),
                    },
                    (None, None) => String::new(),
                }
            }
            Some(TypeKind::Dictionary { .. } | TypeKind::Array(_)) | None => String::new(),
        }
    }
}

fn first_that_fits(
    values: impl Iterator<Item = String>,
    builtin: Option<Builtin>,
    demands: &[Check],
) -> String {
    let demands = Demands::new(demands);
    let mut first = None;
    for value in values {
        if demands.fit(&value, builtin) {
            return value;
        }
        first.get_or_insert(value);
    }
    first.unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract::{Facet, Simple, Type, TypeName};
    use crate::inspect::tests::thing;

    /// The value of a type that restricts another by these facets.
    fn restricted(base: TypeRef, facets: &[(&str, &str)], contract: &mut Contract) -> (TypeRef, String) {
        let some = contract.types.values().next().unwrap().clone();
        let facet = |(name, value): &(&str, &str)| Facet { name: (*name).into(), value: (*value).into() };
        let kind = TypeKind::Alias(Simple { base, facets: facets.iter().map(facet).collect() });
        let mut name: TypeName = contract.types.keys().next().unwrap().clone();
        name.name.local = format!("Restricted{}", contract.types.len()).into();
        contract.types.insert(name.clone(), Type { kind, ..some });
        let ty = TypeRef::Named(name);
        let value = Values::new(contract).simple(&ty);
        (ty, value)
    }

    #[test]
    fn values_obey_the_facets_of_their_types() {
        for (builtin, facets, expected) in [
            (Builtin::String, &[("maxLength", "3")][..], "tex"),
            (Builtin::String, &[("minLength", "6")], "textxx"),
            (Builtin::String, &[("length", "2"), ("pattern", "[A-Z]*")], "AA"),
            (Builtin::String, &[("pattern", r"\d{3}-\d{4}")], "111-1111"),
            (Builtin::String, &[("pattern", "[A-Z]{2}|[a-z]{7}"), ("minLength", "5")], "aaaaaaa"),
            (Builtin::String, &[("pattern", ".*")], "text"),
            (Builtin::Token, &[("pattern", r"\i\c{0,3}")], "text"),
            (Builtin::Int, &[("minInclusive", "10"), ("maxInclusive", "20")], "10"),
            (Builtin::Int, &[("minExclusive", "10")], "11"),
            (Builtin::Int, &[("maxExclusive", "0")], "-1"),
            (Builtin::Int, &[("pattern", "[0-9]{5}")], "11111"),
            (Builtin::Decimal, &[("fractionDigits", "0")], "1"),
            (Builtin::Decimal, &[("minExclusive", "2"), ("maxExclusive", "3")], "2.5"),
            (Builtin::Decimal, &[("totalDigits", "1")], "1"),
            (Builtin::Date, &[("minInclusive", "2030-01-01")], "2030-01-01"),
            (Builtin::Date, &[("minExclusive", "2030-01-01")], "2031-01-01"),
            (Builtin::HexBinary, &[("length", "2")], "4848"),
            (Builtin::Base64Binary, &[("length", "4")], "SEhISA=="),
            (Builtin::Time, &[("minInclusive", "10:00:00")], "10:00:00"),
            (Builtin::GMonth, &[("maxInclusive", "--03")], "--03"),
            (Builtin::Tokens, &[("minLength", "3")], "one two x"),
            (Builtin::Tokens, &[("length", "1")], "one"),
            // What no value can obey is no reason for none.
            (Builtin::String, &[("pattern", "a"), ("minLength", "3")], "text"),
        ] {
            let value = restricted(TypeRef::Builtin(builtin), facets, &mut thing()).1;
            assert_eq!(value, expected, "{builtin:?} {facets:?}");
        }
    }

    #[test]
    fn facets_of_all_steps_count() {
        let mut contract = thing();
        let outer = [("pattern", "[a-z]*")];
        let (base, _) = restricted(TypeRef::Builtin(Builtin::String), &outer, &mut contract);
        assert_eq!(restricted(base, &[("minLength", "6")], &mut contract).1, "textxx");
    }
}
