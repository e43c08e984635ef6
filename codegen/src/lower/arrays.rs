//! Arrays of SOAP encoding: what restricts its `Array`, by `arrayType` or by an element that repeats.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::builtins::{is_encoding, of_encoding};
use super::{Lower, Scope};
use crate::contract::{
    Builtin, EncodedArray, Field, Occurs, Particle, QName, Simple, Type, TypeKind, TypeName, TypeOrigin,
    TypeRef,
};
use crate::diagnostic::Kind;
use crate::load::{Spot, XSD};
use crate::read::{Reference, xsd};

/// How far a type may be derived from `Array`.
const BASES: usize = 64;

/// Whether a type is a simple type of SOAP encoding, which is XML Schema's of that name and may be nil.
pub(super) fn is_simple(ty: &xsd::TypeUse) -> bool {
    matches!(ty, xsd::TypeUse::Named(to) if of_encoding(&to.name).is_some())
}

fn is_array(name: &QName) -> bool {
    &*name.local == "Array" && is_encoding(&name.namespace)
}

impl<'a> Lower<'a, '_> {
    /// A complex type that is an array; `None` for any other.
    pub(super) fn array(&mut self, complex: &'a xsd::Complex, scope: &Scope, spot: Spot) -> Option<TypeKind> {
        let own = scope.origin == TypeOrigin::Type && scope.path.is_empty() && is_array(&scope.name);
        if own {
            return Some(self.array_of(
                TypeRef::Builtin(Builtin::AnyType),
                QName::new(XSD, "anyType"),
                None,
                spot,
            ));
        }
        let chain = self.array_chain(complex)?;
        let says =
            |complex: &&'a xsd::Complex| complex.attributes.own.iter().find_map(|usage| usage.array.as_ref());
        let declared = chain.iter().find_map(says);
        let item = self.array_element(chain.iter().find_map(|complex| complex.content.as_ref()), scope)?;
        match declared {
            Some((to, brackets)) => Some(self.declared_array(to, brackets, item, scope)),
            None => {
                let ty = item.as_ref().map_or(TypeRef::Builtin(Builtin::AnyType), |item| item.ty.clone());
                let name = type_name(&self.types, &ty);
                Some(self.array_of(ty, name, item, spot))
            }
        }
    }

    /// The type and its bases up to `Array`; `None` where they do not lead there.
    fn array_chain(&self, complex: &'a xsd::Complex) -> Option<Vec<&'a xsd::Complex>> {
        let mut chain = vec![complex];
        let mut at = complex;
        loop {
            let derivation = at.derivation.as_ref().filter(|_| !at.simple)?;
            if is_array(&derivation.base.name) {
                return Some(chain);
            }
            let found = self.symbols.types.map.get(&derivation.base.name)?;
            let xsd::TypeKind::Complex(next) = &found.item.kind else { return None };
            chain.push(next);
            at = next;
            if chain.len() > BASES {
                return None;
            }
        }
    }

    /// The element that the content declares; `Some(None)` for none, `None` where the content is no list.
    #[allow(clippy::option_option, reason = "two questions")]
    fn array_element(&mut self, content: Option<&'a xsd::Particle>, scope: &Scope) -> Option<Option<Field>> {
        let Some(content) = content else { return Some(None) };
        // The encoding's own schema has a group there, which says nothing.
        if matches!(content, xsd::Particle::GroupRef { to, .. } if is_encoding(&to.name.namespace)) {
            return Some(None);
        }
        let mut particles = Vec::new();
        self.particle(content, scope, &mut particles);
        let mut particles = particles.into_iter();
        match (particles.next(), particles.next()) {
            (None, _) | (Some(Particle::Any(_)), None) => Some(None),
            (Some(Particle::Element(item)), None) => Some(Some(item)),
            _ => None,
        }
    }

    /// An array by its `arrayType`: arrays within for all but the last pair of brackets.
    fn declared_array(
        &mut self,
        to: &Reference,
        brackets: &str,
        item: Option<Field>,
        scope: &Scope,
    ) -> TypeKind {
        if brackets.contains(',') {
            let message = format!(
                "the array {}{brackets} of {} has several dimensions: it is kept as raw XML",
                to.name.local, scope.name.local
            );
            let diagnostic = self.diagnostic(to.spot, None, Kind::Unsupported, message).warning();
            self.diagnostics.push(diagnostic.about(scope.name.clone()));
            return TypeKind::Alias(Simple { base: TypeRef::Builtin(Builtin::AnyType), facets: Vec::new() });
        }
        let any = matches!(&*to.name.local, "anyType" | "ur-type") && &*to.name.namespace == XSD;
        let mut ty = if any { TypeRef::Builtin(Builtin::AnyType) } else { self.type_ref(to) };
        // What the element says of the items may be more than what the array does.
        if let (TypeRef::Builtin(Builtin::AnyType), Some(item)) = (&ty, &item) {
            ty = item.ty.clone();
        }
        let mut name = if any { type_name(&self.types, &ty) } else { wire_name(&to.name) };
        let inner = brackets.matches('[').count().saturating_sub(1);
        let mut inner_scope = scope.clone();
        for _ in 0..inner {
            inner_scope = inner_scope.step("item");
            while !self.taken.insert(inner_scope.type_name()) {
                inner_scope = inner_scope.step("item");
            }
            let kind = self.array_of(ty, name.clone(), None, to.spot);
            let place = self.loaded.place(to.spot);
            let key = inner_scope.type_name();
            self.types.insert(key.clone(), Type { kind, documentation: None, wcf: false, place });
            ty = TypeRef::Named(key);
            name = QName::new(name.namespace, format!("{}[]", name.local));
        }
        self.array_of(ty, name, item, to.spot)
    }

    fn array_of(&mut self, ty: TypeRef, item_type: QName, item: Option<Field>, spot: Spot) -> TypeKind {
        let mut field = match item {
            Some(item) => Field { ty, ..item },
            None => self.typed_part(&Arc::from("item"), "", ty, spot),
        };
        field.occurs = Occurs { min: 0, max: None };
        field.nillable = true;
        TypeKind::Array(Box::new(EncodedArray { item: field, item_type }))
    }
}

/// What `arrayType` calls a type. A restriction without a name is called as what it restricts; another type without one may
/// be anything.
fn type_name(types: &BTreeMap<TypeName, Type>, ty: &TypeRef) -> QName {
    let mut ty = ty;
    for _ in 0..BASES {
        match ty {
            TypeRef::Named(TypeName { name, origin: TypeOrigin::Type, path }) if path.is_empty() => {
                return name.clone();
            }
            TypeRef::Named(name) => match types.get(name).map(|declared| &declared.kind) {
                Some(TypeKind::Alias(simple)) => ty = &simple.base,
                Some(TypeKind::Enum(declared)) => ty = &declared.base,
                _ => break,
            },
            TypeRef::Builtin(builtin) => return builtin_name(*builtin),
        }
    }
    QName::new(XSD, "anyType")
}

fn builtin_name(builtin: Builtin) -> QName {
    QName::new(XSD, builtin.name().strip_prefix("xs:").unwrap_or("anyType"))
}

/// The encoding's simple types are called as XML Schema calls them, whose namespace every message can name.
fn wire_name(name: &QName) -> QName {
    match of_encoding(name) {
        Some(builtin) => builtin_name(builtin),
        None => name.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract::Place;

    #[test]
    fn a_type_without_a_name_is_called_as_what_it_restricts() {
        let named = |path: &[&str]| TypeName {
            name: QName::new("urn:t", "Code"),
            origin: TypeOrigin::Type,
            path: path.iter().map(|step| Arc::from(*step)).collect(),
        };
        let anonymous = named(&["item"]);
        let kind = TypeKind::Alias(Simple { base: TypeRef::Builtin(Builtin::Int), facets: vec![] });
        let restricted = Type { kind, documentation: None, wcf: false, place: Place::default() };
        let types = BTreeMap::from([(anonymous.clone(), restricted)]);
        for (ty, name) in [
            (TypeRef::Named(named(&[])), QName::new("urn:t", "Code")),
            (TypeRef::Named(anonymous), QName::new(XSD, "int")),
            (TypeRef::Named(named(&["other"])), QName::new(XSD, "anyType")),
            (TypeRef::Builtin(Builtin::Int), QName::new(XSD, "int")),
        ] {
            assert_eq!(type_name(&types, &ty), name);
        }
    }
}
