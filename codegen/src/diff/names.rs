//! Which name of the new contract stands for which of the old one: namespaces that changed, and types that were renamed.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::change::Change;
use super::class::Direction;
use super::kind::Kind;
use super::side::Side;
use crate::contract::{Contract, Namespaces, QName, Spaces, TypeName, TypeRef, without_digits};

/// The names that are called otherwise.
#[derive(Debug, Default)]
pub(super) struct Names {
    /// Old namespace to new one.
    namespaces: BTreeMap<Arc<str>, Arc<str>>,
    /// Old type to new one, where the guess is that it was renamed.
    types: BTreeMap<TypeName, TypeName>,
}

/// How the types of two members are related by name.
pub(super) enum Related<'t> {
    /// They are the same type, or are compared under its name.
    Same,
    /// Neither has a name: they are compared where they stand.
    Inner(&'t TypeName, &'t TypeName),
    /// They are two types.
    Different,
}

impl Names {
    /// Compares the namespaces of two contracts; adds the changes.
    pub(super) fn new(old: &Contract, new: &Contract, changes: &mut Vec<Change>) -> Self {
        let (before, after) = (Spaces::new(old), Spaces::new(new));
        let mut names = Self::default();
        for (from, to, version) in before.replaced(&after) {
            let condition = if version { "version" } else { "other" };
            let change = Change::new(Kind::NamespaceChanged, Direction::None, condition, from);
            changes.push(change.old(from, None).new_side(to, None));
            names.namespaces.insert(Arc::from(from), Arc::from(to));
        }
        names
    }

    /// Notes that a type was probably renamed.
    pub(super) fn rename(&mut self, old: &TypeName, new: &TypeName) {
        self.types.insert(old.clone(), new.clone());
    }

    /// Takes a guess back.
    pub(super) fn forget(&mut self, old: &TypeName) {
        self.types.remove(old);
    }

    /// What a namespace is called in the new contract.
    pub(super) fn namespace<'n>(&'n self, old: &'n Arc<str>) -> &'n Arc<str> {
        self.namespaces.get(old).unwrap_or(old)
    }

    /// Whether a name is that of the same thing in the new contract.
    pub(super) fn same(&self, old: &QName, new: &QName) -> bool {
        old.local == new.local && *self.namespace(&old.namespace) == new.namespace
    }

    /// A name in the new contract.
    pub(super) fn qname(&self, old: &QName) -> QName {
        QName { namespace: Arc::clone(self.namespace(&old.namespace)), local: Arc::clone(&old.local) }
    }

    /// What a type is called in the new contract.
    pub(super) fn type_name(&self, old: &TypeName) -> TypeName {
        match self.types.get(old) {
            Some(new) => new.clone(),
            None => TypeName { name: self.qname(&old.name), ..old.clone() },
        }
    }

    fn same_type(&self, old: &TypeName, new: &TypeName) -> bool {
        match self.types.get(old) {
            Some(known) => known == new,
            None => (old.origin, &old.path) == (new.origin, &new.path) && self.same(&old.name, &new.name),
        }
    }

    /// Whether the namespaces of two wildcards are the same.
    pub(super) fn same_namespaces(&self, old: &Namespaces, new: &Namespaces) -> bool {
        match (old, new) {
            (Namespaces::Any, Namespaces::Any) => true,
            (Namespaces::Other(old), Namespaces::Other(new)) => self.namespace(old) == new,
            (Namespaces::Only(old), Namespaces::Only(new)) => {
                let old: BTreeSet<_> = old.iter().map(|uri| self.namespace(uri)).collect();
                old == new.iter().collect()
            }
            _ => false,
        }
    }

    /// An action as it is if it follows the namespaces.
    pub(super) fn action(&self, old: &str) -> String {
        // The longest first: one namespace may begin with another.
        let mut all: Vec<_> = self.namespaces.iter().collect();
        all.sort_by_key(|(from, _)| std::cmp::Reverse(from.len()));
        for (from, to) in all {
            let rest = old.strip_prefix(&**from).filter(|rest| !rest.starts_with(char::is_alphanumeric));
            if let Some(rest) = rest {
                return format!("{to}{rest}");
            }
        }
        old.to_owned()
    }

    /// Whether an address is the old one, but for the part of a namespace that is called otherwise: `Services87` for
    /// `Services86`.
    pub(super) fn follows(&self, old: &str, new: &str) -> bool {
        self.namespaces.iter().any(|(from, to)| {
            let (part, now) = differing(from, to);
            !part.is_empty() && without_digits(part) == without_digits(now) && old.replace(part, now) == new
        })
    }

    /// How two references are related.
    pub(super) fn related<'t>(
        &self,
        (old_side, old): (&Side<'_>, &'t TypeRef),
        (new_side, new): (&Side<'_>, &'t TypeRef),
    ) -> Related<'t> {
        match (old, new) {
            (TypeRef::Builtin(old), TypeRef::Builtin(new)) if old == new => Related::Same,
            (TypeRef::Named(old), TypeRef::Named(new)) => {
                match (old_side.has_name(old), new_side.has_name(new)) {
                    (true, true) if self.same_type(old, new) => Related::Same,
                    (false, false) => Related::Inner(old, new),
                    // A local element in place of a reference to a global one, or the other way about.
                    _ if old.origin != crate::contract::TypeOrigin::Type
                        && new.origin != crate::contract::TypeOrigin::Type =>
                    {
                        Related::Inner(old, new)
                    }
                    _ => Related::Different,
                }
            }
            _ => Related::Different,
        }
    }
}

/// What differs between two namespaces, in whole steps.
fn differing<'n>(old: &'n str, new: &'n str) -> (&'n str, &'n str) {
    let is_step = |c: char| !c.is_alphanumeric();
    let steps = |name: &'n str| name.split_inclusive(is_step).map(str::len);
    let mut start = 0;
    for (one, other) in steps(old).zip(steps(new)) {
        let end = start + one;
        if one != other || old.get(start..end) != new.get(start..end) {
            break;
        }
        start = end;
    }
    let (mut old, mut new) = (old.get(start..).unwrap_or_default(), new.get(start..).unwrap_or_default());
    while let (Some(one), Some(other)) = (old.rfind(is_step), new.rfind(is_step)) {
        if old.get(one..) != new.get(other..) {
            break;
        }
        old = old.get(..one).unwrap_or_default();
        new = new.get(..other).unwrap_or_default();
    }
    (old, new)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_may_follow_the_version() {
        assert_eq!(
            differing("http://a/ws/Services86", "http://a/ws/Services87"),
            ("Services86", "Services87")
        );
        assert_eq!(differing("urn:shop:v1:data", "urn:shop:v2:data"), ("v1", "v2"));
        assert_eq!(differing("http://a/2025/11", "http://a/2026/03"), ("2025/11", "2026/03"));
        let names = |from: &str, to: &str| Names {
            namespaces: BTreeMap::from([(Arc::from(from), Arc::from(to))]),
            types: BTreeMap::new(),
        };
        let versions = names("http://a/ws/Services86", "http://a/ws/Services87");
        assert!(versions.follows("https://host/Services86/User.svc", "https://host/Services87/User.svc"));
        assert!(!versions.follows("https://host/Services86/User.svc", "https://other/Services87/User.svc"));
        assert!(!names("urn:a", "urn:b").follows("http://host/a", "http://host/b"));
        assert_eq!(versions.action("http://a/ws/Services86/Save"), "http://a/ws/Services87/Save");
        assert_eq!(versions.action("http://a/ws/Services861/Save"), "http://a/ws/Services861/Save");
    }
}
