//! Types and those derived from them.

use std::collections::BTreeMap;

use soapwright::contract::{Contract, Struct, TypeKind, TypeName, TypeOrigin, TypeRef};

/// Types and those derived from them.
#[derive(Debug, Default)]
pub struct Derived<'c>(BTreeMap<&'c TypeName, Vec<&'c TypeName>>);

impl<'c> Derived<'c> {
    /// The derived types of a contract that have a name and are not abstract.
    #[must_use]
    pub fn in_contract(contract: &'c Contract) -> Self {
        let mut all: BTreeMap<&TypeName, Vec<&TypeName>> = BTreeMap::new();
        for (name, declared) in &contract.types {
            let TypeKind::Struct(own) = &declared.kind else { continue };
            if own.is_abstract || name.origin != TypeOrigin::Type || !name.path.is_empty() {
                continue;
            }
            for base in bases(contract, own) {
                all.entry(base).or_default().push(name);
            }
        }
        Self(all)
    }

    /// Whether there can be a value: of an abstract type only those that are derived from it.
    pub(super) fn has_values(&self, contract: &Contract, ty: &TypeRef) -> bool {
        let TypeRef::Named(name) = ty else { return true };
        match contract.types.get(name).map(|ty| &ty.kind) {
            Some(TypeKind::Struct(own)) => !own.is_abstract || !self.of_type(name).is_empty(),
            _ => true,
        }
    }

    /// Those of a type.
    pub(super) fn of_type(&self, name: &TypeName) -> &[&'c TypeName] {
        self.0.get(name).map(Vec::as_slice).unwrap_or_default()
    }
}

/// The types that a type extends or restricts.
pub(super) fn bases<'c>(contract: &'c Contract, own: &'c Struct) -> Vec<&'c TypeName> {
    let mut found = Vec::new();
    let mut next = own.base.as_ref();
    while let Some(base) = next.filter(|base| !found.contains(base)) {
        found.push(base);
        next = match contract.types.get(base).map(|ty| &ty.kind) {
            Some(TypeKind::Struct(own)) => own.base.as_ref(),
            _ => None,
        };
    }
    found
}
