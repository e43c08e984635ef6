//! What types have from others without a reference to each of it: the fields of those that they extend, and the patterns of
//! their fields' types. A model copies it.

use std::collections::BTreeMap;

use crate::contract::{Body, Message, Particle, Place, Service, Type, TypeKind, TypeName, TypeRef};

/// What extends more types than these is kept as XML.
const BASES: usize = 64;

/// So many bytes of a pattern count as one particle: it is written several times for each field.
const PATTERN: usize = 32;

/// How deep simple types are looked at for their patterns.
const ALIASES: usize = 64;

/// What has too much.
pub(super) struct Refused {
    pub(super) name: String,
    pub(super) place: Place,
}

type Types = BTreeMap<TypeName, Type>;

/// What a type has with all that it extends.
#[derive(Clone, Copy, Default)]
struct Whole {
    levels: usize,
    particles: usize,
}

/// The type or operation with which all together have more than `most` from others, if there is one.
pub(super) fn too_much(services: &[Service], types: &Types, most: usize) -> Option<Refused> {
    let mut known: BTreeMap<&TypeName, Whole> = BTreeMap::new();
    let mut total = 0usize;
    let operations = services.iter().flat_map(|service| &service.ports).flat_map(|port| &port.operations);
    for operation in operations {
        let length =
            std::iter::once(&operation.input).chain(&operation.output).map(|one| of_message(types, one));
        total = total.saturating_add(length.sum::<usize>() / PATTERN);
        if total > most {
            return Some(Refused { name: operation.name.clone(), place: operation.place.clone() });
        }
    }
    for start in types.keys() {
        // Why a list and no recursion: types may extend thousands of others.
        let mut way = vec![start];
        while let Some(base) = way.last().and_then(|at| base(types, at)) {
            if known.contains_key(base) || way.len() > types.len() {
                break;
            }
            way.push(base);
        }
        while let Some(name) = way.pop() {
            if known.contains_key(name) {
                continue;
            }
            let above = base(types, name).and_then(|base| known.get(base)).copied().unwrap_or_default();
            let own = Own::new(types, name);
            let whole = Whole { levels: above.levels + 1, particles: above.particles + own.particles };
            known.insert(name, whole);
            let copied = if whole.levels > BASES { 0 } else { above.particles };
            total = total.saturating_add(copied).saturating_add(own.text / PATTERN);
            if total > most {
                let place = types.get(name).map(|declared| declared.place.clone()).unwrap_or_default();
                return Some(Refused { name: name.name.local.to_string(), place });
            }
        }
    }
    None
}

fn base<'t>(types: &'t Types, name: &TypeName) -> Option<&'t TypeName> {
    match types.get(name).map(|declared| &declared.kind) {
        Some(TypeKind::Struct(content)) => content.base.as_ref(),
        _ => None,
    }
}

/// What a type has itself.
#[derive(Default)]
struct Own {
    particles: usize,
    /// How long the patterns of its fields are together.
    text: usize,
}

impl Own {
    fn new(types: &Types, name: &TypeName) -> Self {
        let mut own = Self::default();
        if let Some(TypeKind::Struct(content)) = types.get(name).map(|declared| &declared.kind) {
            own.add(types, &content.particles);
            for attribute in &content.attributes {
                own.particles += 1;
                own.text += text(types, &attribute.ty);
            }
        }
        own
    }

    fn add(&mut self, types: &Types, particles: &[Particle]) {
        for particle in particles {
            self.particles += 1;
            match particle {
                Particle::Group(group) => self.add(types, &group.particles),
                Particle::Element(field) => self.text += text(types, &field.ty),
                Particle::Any(_) => {}
            }
        }
    }
}

/// How long the patterns of the fields of a message are.
fn of_message(types: &Types, message: &Message) -> usize {
    match &message.body {
        Body::Empty => 0,
        Body::Wrapped { fields, .. } => fields.iter().map(|field| text(types, &field.ty)).sum(),
        Body::Bare(parts) | Body::Rpc { parts, .. } => {
            parts.iter().map(|part| text(types, &part.field.ty)).sum()
        }
    }
}

/// How long the facets of a simple type are, those that it restricts included.
fn text(types: &Types, ty: &TypeRef) -> usize {
    let (mut at, mut length) = (ty, 0);
    for _ in 0..ALIASES {
        let TypeRef::Named(name) = at else { break };
        match types.get(name).map(|declared| &declared.kind) {
            Some(TypeKind::Alias(simple)) => {
                length += simple.facets.iter().map(|facet| facet.value.len()).sum::<usize>();
                at = &simple.base;
            }
            Some(TypeKind::List(item)) => at = item,
            _ => break,
        }
    }
    length
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract::{Builtin, Facet, Field, QName, Simple, Struct};

    fn name(local: &str) -> TypeName {
        TypeName::named(QName::new("urn:t", local))
    }

    fn declared(kind: TypeKind) -> Type {
        Type { kind, documentation: None, wcf: false, place: Place::default() }
    }

    /// A type of so many fields.
    fn fields(count: usize, ty: &TypeRef, base: Option<&str>) -> Type {
        let field = || Particle::Element(Field::new(QName::new("", "a"), ty.clone(), Place::default()));
        let particles = (0..count).map(|_| field()).collect();
        declared(TypeKind::Struct(Struct { particles, base: base.map(name), ..Struct::default() }))
    }

    #[test]
    fn what_is_inherited_and_what_is_used_counts() {
        let int = TypeRef::Builtin(Builtin::Int);
        let mut types = Types::new();
        types.insert(name("Base"), fields(10, &int, None));
        types.insert(name("A"), fields(1, &int, Some("Base")));
        types.insert(name("B"), fields(1, &int, Some("A")));
        // Ten of the base, and eleven of what extends it.
        assert!(too_much(&[], &types, 21).is_none());
        assert_eq!(too_much(&[], &types, 20).unwrap().name, "B");
        let facet = Facet { name: "pattern".into(), value: "a".repeat(10 * PATTERN) };
        let long = Simple { base: int, facets: vec![facet] };
        types.insert(name("Long"), declared(TypeKind::Alias(long)));
        types.insert(name("Z"), fields(3, &TypeRef::Named(name("Long")), None));
        assert!(too_much(&[], &types, 51).is_none());
        assert_eq!(too_much(&[], &types, 50).unwrap().name, "Z");
    }

    #[test]
    fn what_extends_too_many_is_not_copied() {
        let int = TypeRef::Builtin(Builtin::Int);
        let mut types = Types::new();
        types.insert(name("T0"), fields(1, &int, None));
        for at in 1..5_000 {
            types.insert(name(&format!("T{at}")), fields(1, &int, Some(&format!("T{}", at - 1))));
        }
        let most = (BASES - 1) * BASES / 2;
        assert!(too_much(&[], &types, most).is_none() && too_much(&[], &types, most - 1).is_some());
    }
}
