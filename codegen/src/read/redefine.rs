//! `xs:redefine`: what a component in it calls by its own name is what that name meant before. So the component of the
//! redefined schema gets a name apart, which no contract can write, and all others see the new one.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::xsd::{Complex, Group, Particle, Schema, TypeDecl, TypeKind, TypeUse};
use crate::contract::QName;

/// The kinds of component that a redefinition can name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Component {
    /// A simple or complex type.
    Type,
    /// A model group.
    Group,
    /// An attribute group.
    AttributeGroup,
}

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

    /// Lets the components that came since refer to what they redefine.
    pub(super) fn settle(&self, schema: &mut Schema) {
        for ty in schema.types.iter_mut().skip(self.types) {
            let Some(own) = ty.name.clone() else { continue };
            type_decl(ty, &own);
            schema.redefines.insert((Component::Type, own));
        }
        for group in schema.groups.iter_mut().skip(self.groups) {
            if let Some(content) = &mut group.group {
                content_of(content, &group.name);
            }
            schema.redefines.insert((Component::Group, group.name.clone()));
        }
        for group in schema.attribute_groups.iter_mut().skip(self.attribute_groups) {
            for to in &mut group.attributes.groups {
                point(&mut to.name, &group.name);
            }
            schema.redefines.insert((Component::AttributeGroup, group.name.clone()));
        }
    }
}

/// Gives what `redefined` names in a schema that is redefined its name apart.
pub(crate) fn part(schema: &mut Schema, redefined: &BTreeSet<(Component, QName)>) {
    let part = |kind, name: &mut QName| {
        if redefined.contains(&(kind, name.clone())) {
            *name = apart(name);
        }
    };
    schema.types.iter_mut().filter_map(|ty| ty.name.as_mut()).for_each(|name| part(Component::Type, name));
    schema.groups.iter_mut().for_each(|group| part(Component::Group, &mut group.name));
    schema.attribute_groups.iter_mut().for_each(|group| part(Component::AttributeGroup, &mut group.name));
}

fn apart(name: &QName) -> QName {
    QName { namespace: Arc::clone(&name.namespace), local: Arc::from(format!("{} (redefined)", name.local)) }
}

fn point(name: &mut QName, own: &QName) {
    if name == own {
        *name = apart(own);
    }
}

fn type_decl(ty: &mut TypeDecl, own: &QName) {
    match &mut ty.kind {
        TypeKind::Complex(Complex { derivation: Some(derivation), .. }) => {
            point(&mut derivation.base.name, own);
        }
        TypeKind::Restriction(restriction) => {
            if let TypeUse::Named(base) = &mut restriction.base {
                point(&mut base.name, own);
            }
        }
        TypeKind::Complex(_) | TypeKind::List(_) | TypeKind::Union(_) => {}
    }
}

fn content_of(group: &mut Group, own: &QName) {
    for particle in &mut group.particles {
        match particle {
            Particle::GroupRef { to, .. } => point(&mut to.name, own),
            Particle::Group(inner) => content_of(inner, own),
            Particle::Element(_) | Particle::ElementRef { .. } | Particle::Any { .. } => {}
        }
    }
}
