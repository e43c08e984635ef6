//! Complex types.

use std::sync::Arc;

use super::particles::{elements_only, is_any_type};
use super::simple::enumeration;
use super::{Lower, Scope};
use crate::contract::{
    Builtin, Field, Particle, QName, Simple, Struct, Type, TypeKind, TypeName, TypeOrigin, TypeRef,
};
use crate::diagnostic::Kind;
use crate::load::Spot;
use crate::read::xsd;

/// The step to the type of a restricted text; no element or attribute has such a name.
const TEXT: &str = "text()";

/// Whether simple content restricts the text of its base by more than a type that it begins with.
fn restricts(complex: &xsd::Complex) -> bool {
    !complex.facets.is_empty() || !complex.values.is_empty()
}

impl<'a> Lower<'a, '_> {
    pub(super) fn complex(&mut self, complex: &'a xsd::Complex, scope: &Scope, spot: Spot) -> TypeKind {
        if let Some(array) = self.array(complex, scope, spot) {
            return array;
        }
        if complex.is_dictionary
            && let Some(dictionary) = self.dictionary(complex, scope)
        {
            return dictionary;
        }
        let mut out = Struct { is_abstract: complex.is_abstract, mixed: complex.mixed, ..Struct::default() };
        if let Some(content) = &complex.content {
            self.particle(content, scope, &mut out.particles);
        }
        (out.attributes, out.any_attribute) = self.attributes(&complex.attributes, scope);
        out.prohibited = self.prohibited(&complex.attributes);
        if let Some(derivation) = &complex.derivation {
            match self.type_ref(&derivation.base) {
                TypeRef::Builtin(Builtin::AnyType) if !complex.simple => {}
                TypeRef::Builtin(builtin) => {
                    if complex.simple {
                        out.text = Some(self.restricted_text(complex, TypeRef::Builtin(builtin), scope));
                    } else {
                        let message = format!(
                            "the base {} is a simple type, but the content is complex",
                            derivation.base.name.local
                        );
                        let diagnostic =
                            self.diagnostic(derivation.base.spot, Some("base"), Kind::BadValue, message);
                        self.diagnostics.push(diagnostic.help("use simpleContent, or another base"));
                    }
                }
                TypeRef::Named(base) => {
                    let found = self.symbols.types.map.get(&base.name);
                    // One that is missing stays the base, so that what depends on it can be told.
                    let is_complex = found.is_none_or(|f| matches!(f.item.kind, xsd::TypeKind::Complex(_)));
                    if complex.simple {
                        let text = self.text_of(&base);
                        out.text = Some(self.restricted_text(complex, text, scope));
                    }
                    if is_complex {
                        out.base = Some(base);
                        out.restriction = derivation.restriction;
                    }
                }
            }
        }
        TypeKind::Struct(out)
    }

    /// The type of the text where simple content restricts it: a type without a name, in the place of the text.
    fn restricted_text(&mut self, complex: &'a xsd::Complex, base: TypeRef, scope: &Scope) -> TypeRef {
        let base = match &complex.simple_type {
            Some(decl) => TypeRef::Named(self.anonymous(decl, &scope.step("base"))),
            None => base,
        };
        if !restricts(complex) {
            return base;
        }
        let kind = if complex.values.is_empty() {
            TypeKind::Alias(Simple { base, facets: complex.facets.clone() })
        } else {
            TypeKind::Enum(enumeration(&complex.values, base, scope.wcf, false))
        };
        let name = scope.step(TEXT).type_name();
        self.taken.insert(name.clone());
        let place = complex.derivation.as_ref().map(|d| self.loaded.place(d.base.spot)).unwrap_or_default();
        self.types.insert(name.clone(), Type { kind, documentation: None, wcf: scope.wcf, place });
        TypeRef::Named(name)
    }

    /// The type of the text of what has simple content: down the bases to the first simple type.
    fn text_of(&mut self, base: &TypeName) -> TypeRef {
        let mut way = Vec::new();
        let text = self.first_text(base, &mut way);
        self.texts.extend(way.into_iter().map(|name| (name, text.clone())));
        text
    }

    /// The same, and the types on the way there.
    fn first_text(&mut self, base: &TypeName, way: &mut Vec<QName>) -> TypeRef {
        let mut name = base.clone();
        loop {
            if let Some(known) = self.texts.get(&name.name) {
                return known.clone();
            }
            way.push(name.name.clone());
            let Some(found) = self.symbols.types.map.get(&name.name).copied() else {
                return TypeRef::Builtin(Builtin::AnySimpleType);
            };
            let xsd::TypeKind::Complex(complex) = &found.item.kind else { return TypeRef::Named(name) };
            if complex.simple && restricts(complex) {
                name.path.push(Arc::from(TEXT));
                return TypeRef::Named(name);
            }
            let Some(derivation) = &complex.derivation else {
                // Mixed content, restricted to its text.
                return TypeRef::Builtin(Builtin::String);
            };
            match self.type_ref(&derivation.base) {
                TypeRef::Named(next) => name = next,
                builtin @ TypeRef::Builtin(_) => return builtin,
            }
        }
    }

    /// `IsDictionary`: one repeated element that has a key and a value. What looks otherwise is a only_elements type.
    fn dictionary(&mut self, complex: &'a xsd::Complex, scope: &Scope) -> Option<TypeKind> {
        if complex.derivation.is_some() {
            return None;
        }
        let Some(xsd::Particle::Group(group)) = &complex.content else { return None };
        let [xsd::Particle::Element(entry)] = group.particles.as_slice() else { return None };
        if !entry.occurs.many() {
            return None;
        }
        let inner = scope.step(Arc::clone(&entry.name.local));
        let (decl, inner) = match &entry.ty {
            xsd::TypeUse::Inline(decl) => (&**decl, inner),
            xsd::TypeUse::Named(to) => {
                let found = self.symbols.types.map.get(&to.name).copied()?;
                (found.item, Scope::new(&to.name, TypeOrigin::Type, found.wcf))
            }
            xsd::TypeUse::None => return None,
        };
        let xsd::TypeKind::Complex(pair) = &decl.kind else { return None };
        if pair.derivation.is_some() {
            return None;
        }
        let mut particles = Vec::new();
        self.particle(pair.content.as_ref()?, &inner, &mut particles);
        match <[Particle; 2]>::try_from(particles) {
            Ok([Particle::Element(key), Particle::Element(value)]) => Some(TypeKind::Dictionary {
                entry: entry.name.clone(),
                key: Box::new(key),
                value: Box::new(value),
            }),
            _ => None,
        }
    }

    /// The name of a wrapper's type, if it has one.
    pub(super) fn wrapper_type(&self, element: crate::resolve::Found<'a, xsd::Element>) -> Option<TypeName> {
        let xsd::TypeUse::Named(to) = &element.item.ty else { return None };
        let found = self.symbols.types.map.get(&to.name)?;
        Some(TypeName::named(found.item.name.as_ref().unwrap_or(&to.name).clone()))
    }

    /// The fields of a wrapper's type, those of base types first; `None` if it is more than a sequence of elements.
    pub(super) fn wrapped_fields(
        &mut self,
        element: crate::resolve::Found<'a, xsd::Element>,
    ) -> Option<Vec<Field>> {
        let mut chain = Vec::new();
        let mut next = match &element.item.ty {
            xsd::TypeUse::Inline(decl) => {
                Some((&**decl, Scope::new(&element.item.name, TypeOrigin::Element, element.wcf)))
            }
            xsd::TypeUse::Named(to) => {
                let found = self.symbols.types.map.get(&to.name).copied()?;
                Some((found.item, Scope::new(&to.name, TypeOrigin::Type, found.wcf)))
            }
            xsd::TypeUse::None => return None,
        };
        while let Some((decl, scope)) = next.take() {
            let xsd::TypeKind::Complex(complex) = &decl.kind else { return None };
            let attributes = &complex.attributes;
            let only_elements =
                !complex.simple && !complex.mixed && !complex.is_abstract && !complex.is_dictionary;
            let bare = attributes.own.is_empty() && attributes.groups.is_empty() && attributes.any.is_none();
            if !only_elements || !bare || chain.len() > 100 {
                return None;
            }
            if let Some(derivation) = &complex.derivation
                && !is_any_type(&derivation.base.name)
            {
                if derivation.restriction {
                    return None;
                }
                let found = self.symbols.types.map.get(&derivation.base.name).copied()?;
                next = Some((found.item, Scope::new(&derivation.base.name, TypeOrigin::Type, found.wcf)));
            }
            chain.push((complex, scope));
        }
        let mut particles = Vec::new();
        for (complex, scope) in chain.into_iter().rev() {
            if let Some(content) = &complex.content {
                let outer = self.begin(&scope, element.item.spot);
                self.particle(content, &scope, &mut particles);
                self.end(outer);
            }
        }
        elements_only(particles)
    }
}
