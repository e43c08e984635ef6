//! `xs:redefine`: what a component in it calls by its own name is what that name meant before. So the component of the
//! redefined schema gets a name apart, which no contract can write, and all others see the new one.

use std::sync::Arc;

use super::xsd_types::{
    AttributeGroup, Complex, Component, Group, GroupDecl, Name, Particle, Schema, TypeDecl, TypeKind, TypeUse,
};
use crate::contract::{QName, REDEFINED};

/// How many components a schema had before those of a redefinition.
#[derive(Debug)]
pub(super) struct Before {
    types: usize,
    groups: usize,
    attribute_groups: usize,
}

impl Before {
    pub(super) const fn new(schema: &Schema) -> Self {
        Self {
            types: schema.types.len(),
            groups: schema.groups.len(),
            attribute_groups: schema.attribute_groups.len(),
        }
    }

    /// Notes the components that came since as redefinitions.
    pub(super) fn note(&self, schema: &mut Schema) {
        let types = schema.types.iter().skip(self.types).filter_map(|ty| ty.name.clone());
        let groups = schema.groups.iter().skip(self.groups).map(|group| group.name.clone());
        let attribute_groups = schema.attribute_groups.iter().skip(self.attribute_groups);
        let attribute_groups = attribute_groups.map(|group| group.name.clone());
        schema.redefines.extend(types.map(|name| (Component::Type, name)));
        schema.redefines.extend(groups.map(|name| (Component::Group, name)));
        schema.redefines.extend(attribute_groups.map(|name| (Component::AttributeGroup, name)));
    }
}

/// Whether a schema has a component.
pub(crate) fn declares(schema: &Schema, (kind, name): &Name) -> bool {
    match kind {
        Component::Type => schema.types.iter().any(|ty| ty.name.as_ref() == Some(name)),
        Component::Group => schema.groups.iter().any(|group| group.name == *name),
        Component::AttributeGroup => schema.attribute_groups.iter().any(|group| group.name == *name),
    }
}

/// Lets a schema's redefinitions refer to what they redefine, which lies below so many redefinitions.
pub(crate) fn point(schema: &mut Schema, depth: impl Fn(&Name) -> usize) {
    let Schema { types, groups, attribute_groups, redefines, .. } = schema;
    let to = |kind, name: &QName| {
        let key = (kind, name.clone());
        redefines.contains(&key).then(|| apart(name, depth(&key)))
    };
    for ty in types {
        if let Some(own) = ty.name.clone()
            && let Some(to) = to(Component::Type, &own)
        {
            type_decl(ty, &own, &to);
        }
    }
    for GroupDecl { name, group, .. } in groups {
        if let Some(to) = to(Component::Group, name)
            && let Some(content) = group
        {
            content_of(content, name, &to);
        }
    }
    for AttributeGroup { name, attributes, .. } in attribute_groups {
        if let Some(to) = to(Component::AttributeGroup, name) {
            attributes.groups.iter_mut().for_each(|group| turn(&mut group.name, name, &to));
        }
    }
}

/// Gives the components of a schema that lie below redefinitions their names apart.
pub(crate) fn part(schema: &mut Schema, depth: impl Fn(Name) -> Option<usize>) {
    let part = |kind, name: &mut QName| {
        if let Some(depth) = depth((kind, name.clone())) {
            *name = apart(name, depth);
        }
    };
    schema.types.iter_mut().filter_map(|ty| ty.name.as_mut()).for_each(|name| part(Component::Type, name));
    schema.groups.iter_mut().for_each(|group| part(Component::Group, &mut group.name));
    schema.attribute_groups.iter_mut().for_each(|group| part(Component::AttributeGroup, &mut group.name));
}

fn apart(name: &QName, depth: usize) -> QName {
    let local = Arc::from(format!("{}{}", name.local, REDEFINED.repeat(depth)));
    QName { namespace: Arc::clone(&name.namespace), local }
}

fn turn(name: &mut QName, own: &QName, to: &QName) {
    if name == own {
        *name = to.clone();
    }
}

fn type_decl(ty: &mut TypeDecl, own: &QName, to: &QName) {
    match &mut ty.kind {
        TypeKind::Complex(Complex { derivation: Some(derivation), .. }) => {
            turn(&mut derivation.base.name, own, to);
        }
        TypeKind::Restriction(restriction) => {
            if let TypeUse::Named(base) = &mut restriction.base {
                turn(&mut base.name, own, to);
            }
        }
        TypeKind::Complex(_) | TypeKind::List(_) | TypeKind::Union(_) => {}
    }
}

fn content_of(group: &mut Group, own: &QName, to: &QName) {
    for particle in &mut group.particles {
        match particle {
            Particle::GroupRef { to: reference, .. } => turn(&mut reference.name, own, to),
            Particle::Group(inner) => content_of(inner, own, to),
            Particle::Element(_) | Particle::ElementRef { .. } | Particle::Any { .. } => {}
        }
    }
}
