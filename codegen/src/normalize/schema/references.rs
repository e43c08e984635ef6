//! What a schema refers to outside itself, for its imports and the form of its elements.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::Namespace;
use crate::contract::QName;
use crate::load::XSD;
use crate::read::xsd::{self, TypeKind, TypeUse};

/// What a schema refers to outside itself, and the form of its local elements.
pub(super) struct References<'t> {
    target: &'t Arc<str>,
    pub(super) all: BTreeSet<Arc<str>>,
    pub(super) qualified: usize,
    pub(super) unqualified: usize,
}

impl<'t> References<'t> {
    pub(super) fn new(target: &'t Arc<str>, namespace: &Namespace<'_>) -> Self {
        let mut references = Self { target, all: BTreeSet::new(), qualified: 0, unqualified: 0 };
        references.walk(namespace);
        references
    }

    fn walk(&mut self, of: &Namespace<'_>) {
        for element in &of.elements {
            self.element(element);
        }
        of.types.iter().for_each(|ty| self.type_decl(ty));
        of.groups.iter().filter_map(|g| g.group.as_ref()).for_each(|g| self.group(g));
        of.attribute_groups.iter().for_each(|g| self.attributes(&g.attributes));
        of.attributes.iter().for_each(|a| self.type_use(&a.ty));
    }

    fn name(&mut self, name: &QName) {
        if name.namespace != *self.target && &*name.namespace != XSD && !self.all.contains(&name.namespace) {
            self.all.insert(Arc::clone(&name.namespace));
        }
    }

    fn element(&mut self, element: &xsd::Element) {
        self.type_use(&element.ty);
        if let Some(to) = &element.substitutes {
            self.name(&to.name);
        }
    }

    fn type_use(&mut self, ty: &TypeUse) {
        match ty {
            TypeUse::None => {}
            TypeUse::Named(to) => self.name(&to.name),
            TypeUse::Inline(decl) => self.type_decl(decl),
        }
    }

    fn type_decl(&mut self, decl: &xsd::TypeDecl) {
        match &decl.kind {
            TypeKind::Complex(complex) => {
                if let Some(derivation) = &complex.derivation {
                    self.name(&derivation.base.name);
                }
                if let Some(content) = &complex.content {
                    self.particle(content);
                }
                self.attributes(&complex.attributes);
            }
            TypeKind::Restriction(restriction) => self.type_use(&restriction.base),
            TypeKind::List(item) => self.type_use(item),
            TypeKind::Union(members) => members.iter().for_each(|m| self.type_use(m)),
        }
    }

    fn particle(&mut self, particle: &xsd::Particle) {
        match particle {
            xsd::Particle::Element(element) => {
                if element.name.namespace.is_empty() && !self.target.is_empty() {
                    self.unqualified += 1;
                } else {
                    self.qualified += 1;
                }
                self.element(element);
            }
            xsd::Particle::ElementRef { to, .. } | xsd::Particle::GroupRef { to, .. } => self.name(&to.name),
            xsd::Particle::Group(group) => self.group(group),
            xsd::Particle::Any { .. } => {}
        }
    }

    fn group(&mut self, group: &xsd::Group) {
        group.particles.iter().for_each(|p| self.particle(p));
    }

    fn attributes(&mut self, attributes: &xsd::Attributes) {
        for usage in &attributes.own {
            match &usage.what {
                xsd::AttributeKind::Own(own) => self.type_use(&own.ty),
                xsd::AttributeKind::Ref(to) => self.name(&to.name),
            }
            usage.array.iter().for_each(|(to, _)| self.name(&to.name));
        }
        attributes.groups.iter().for_each(|to| self.name(&to.name));
    }
}
