//! What follows from the types of a contract, found once when it is first asked for.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use super::{Contract, EnumValue, TypeKind, TypeName, TypeRef};

/// What follows from the types of a contract, once they are complete.
#[derive(Debug, Default)]
pub struct Index {
    /// The types that others are derived from, which `xsi:type` can name.
    bases: OnceLock<BTreeSet<TypeName>>,
    /// The values of enumerations and flags.
    values: OnceLock<BTreeMap<TypeName, Values>>,
    /// What unions are made of, of those that were asked for.
    unions: Mutex<BTreeMap<TypeName, Arc<UnionOf>>>,
}

/// What a union is made of, with the unions in it. Whoever knows the shapes of types finds it, once.
#[derive(Debug, Default)]
pub(crate) struct UnionOf {
    /// Whether all of it is qualified names.
    pub(crate) is_names: OnceLock<bool>,
    pub(crate) members: OnceLock<Distinct>,
}

/// The members of a union that differ in what texts they take.
#[derive(Debug, Default)]
pub(crate) struct Distinct {
    /// The values of all enumerations.
    pub(crate) values: BTreeSet<String>,
    /// One type for each kind of other members.
    pub(crate) types: Vec<TypeRef>,
}

/// The values of one type.
#[derive(Debug)]
struct Values {
    /// Their numbers in its list, in the order of their texts.
    order: Vec<usize>,
    /// One of them stands for 0.
    has_zero: bool,
}

impl Values {
    fn new(values: &[EnumValue]) -> Self {
        let mut order: Vec<usize> = (0..values.len()).collect();
        order.sort_by_key(|at| values.get(*at).map(|value| &value.wire));
        Self { order, has_zero: values.iter().any(|value| value.number == Some(0)) }
    }
}

// Two contracts are the same where their types are.
impl Clone for Index {
    fn clone(&self) -> Self {
        Self::default()
    }
}

impl PartialEq for Index {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Contract {
    /// Whether types that `xsi:type` can name are derived from a type.
    pub(crate) fn is_base(&self, name: &TypeName) -> bool {
        let derived = || self.types.iter().filter_map(|(name, declared)| declared.derived_from(name));
        self.index.bases.get_or_init(|| derived().cloned().collect()).contains(name)
    }

    /// Whether an enumeration, or flags, has a value of this text. `None` where the type is neither.
    pub(crate) fn has_value(&self, name: &TypeName, text: &str) -> Option<bool> {
        let values = self.values(name)?;
        let known = self.values_of(name)?;
        let wire = |at: &usize| known.get(*at).map(|value| value.wire.as_str());
        Some(values.order.binary_search_by(|at| wire(at).cmp(&Some(text))).is_ok())
    }

    /// Whether a value of an enumeration stands for 0.
    pub(crate) fn has_zero(&self, name: &TypeName) -> bool {
        self.values(name).is_some_and(|values| values.has_zero)
    }

    /// What is known of a union.
    pub(crate) fn union(&self, name: &TypeName) -> Arc<UnionOf> {
        let mut known = self.index.unions.lock().unwrap_or_else(PoisonError::into_inner);
        match known.get(name) {
            Some(known) => Arc::clone(known),
            None => Arc::clone(known.entry(name.clone()).or_default()),
        }
    }

    fn values(&self, name: &TypeName) -> Option<&Values> {
        let all = self.index.values.get_or_init(|| {
            let named = self.types.keys().filter_map(|name| Some((name, self.values_of(name)?)));
            named.map(|(name, values)| (name.clone(), Values::new(values))).collect()
        });
        all.get(name)
    }

    /// The values of an enumeration or of flags, in the order of the contract.
    pub(crate) fn values_of(&self, name: &TypeName) -> Option<&[EnumValue]> {
        match self.types.get(name).map(|declared| &declared.kind) {
            Some(TypeKind::Enum(of) | TypeKind::Flags(of)) => Some(&of.values),
            _ => None,
        }
    }
}
