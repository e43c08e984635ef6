//! What stands in an element of a complex type: attributes, the elements of groups and bases, wildcards.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use soapwright::contract::{
    Attribute, Field, Group, GroupKind, Namespaces, Particle, QName, Struct, TypeKind, TypeName, TypeRef,
    Wildcard,
};

use super::super::derived::bases;
use super::super::simple;
use super::{FOREIGN, Grower, SHALLOW, escape};

impl<'c> Grower<'c> {
    pub(super) fn content(
        &mut self,
        ty: &'c TypeName,
        own: &'c Struct,
        name: &str,
        depth: usize,
        out: &mut String,
    ) -> Option<()> {
        let mut chain = vec![own];
        for base in bases(self.contract, own) {
            if let Some(TypeKind::Struct(base)) = self.contract.types.get(base).map(|ty| &ty.kind) {
                chain.push(base);
            }
            self.seen.insert(base);
        }
        self.attributes(own, out)?;
        if let Some(text) = chain.iter().find_map(|part| part.text.as_ref()) {
            return self.text(text, name, out);
        }
        out.push('>');
        let mixed = chain.iter().any(|part| part.mixed);
        // A restriction says the whole content; what it restricts counts no more.
        let parts = chain.iter().position(|part| part.restriction).map_or(chain.len(), |at| at + 1);
        for part in chain.iter().take(parts).rev() {
            self.particles(&part.particles, ty, depth + 1, mixed, out)?;
        }
        let _ = write!(out, "</{name}>");
        Some(())
    }

    fn particles(
        &mut self,
        particles: &'c [Particle],
        ty: &TypeName,
        depth: usize,
        mixed: bool,
        out: &mut String,
    ) -> Option<()> {
        for particle in particles {
            if mixed && self.rng.bool() {
                out.push_str("some text");
            }
            match particle {
                Particle::Element(field) => self.particle(field, depth, out)?,
                Particle::Group(group) => {
                    let count = self.count(group.occurs, depth);
                    let wanted = self.leads_to_wanted(particle) && group.occurs.max != Some(0);
                    for _ in 0..count.max(u32::from(wanted)) {
                        self.group(group, ty, depth, mixed, out)?;
                    }
                }
                Particle::Any(wildcard) => self.wildcard(wildcard, ty, depth, out)?,
            }
        }
        Some(())
    }

    fn group(
        &mut self,
        group: &'c Group,
        ty: &TypeName,
        depth: usize,
        mixed: bool,
        out: &mut String,
    ) -> Option<()> {
        if group.kind != GroupKind::Choice {
            return self.particles(&group.particles, ty, depth, mixed, out);
        }
        let wanted = group.particles.iter().find(|inner| self.leads_to_wanted(inner));
        let one = wanted.or_else(|| self.rng.choice(&group.particles))?;
        self.particles(std::slice::from_ref(one), ty, depth, mixed, out)
    }

    /// Elements for a wildcard: foreign ones, or ones that the contract declares, since it may insist on such.
    fn wildcard(&mut self, wildcard: &Wildcard, ty: &TypeName, depth: usize, out: &mut String) -> Option<()> {
        let own = &*ty.name.namespace;
        let takes = |namespace: &str| wildcard.namespaces.takes(namespace);
        let known: Vec<&'c Field> = self
            .contract
            .elements
            .values()
            .filter(|field| !field.is_abstract && takes(&field.name.namespace))
            .collect();
        for _ in 0..self.count(wildcard.occurs, depth) {
            let foreign = [FOREIGN, own, ""].into_iter().find(|namespace| takes(namespace));
            match foreign.filter(|_| known.is_empty() || self.rng.bool()) {
                Some(namespace) => {
                    let name = self.name(&QName::new(namespace, "foreign"));
                    let _ = write!(out, "<{name} a=\"1\">any<b/></{name}>");
                }
                // As small as can be.
                None => {
                    let one = *self.rng.choice(&known)?;
                    self.element(one, depth.max(SHALLOW), out)?;
                }
            }
        }
        Some(())
    }

    fn attributes(&mut self, own: &'c Struct, out: &mut String) -> Option<()> {
        let mut all: BTreeMap<&QName, &Attribute> = BTreeMap::new();
        let mut any: Option<Namespaces> = None;
        let bases = bases(self.contract, own).into_iter().rev();
        let bases = bases.filter_map(|base| match self.contract.types.get(base).map(|ty| &ty.kind) {
            Some(TypeKind::Struct(own)) => Some(own),
            _ => None,
        });
        for part in bases.chain([own]) {
            all.retain(|name, _| !part.prohibited.contains(name));
            all.extend(part.attributes.iter().map(|attribute| (&attribute.name, attribute)));
            any = match (any, part.any_attribute.clone()) {
                (_, own) if part.restriction => own,
                (Some(one), Some(other)) => Some(one.union(other)),
                (one, other) => one.or(other),
            };
        }
        for attribute in all.into_values() {
            let wanted = matches!(&attribute.ty, TypeRef::Named(ty) if self.wanted.contains(ty));
            if !attribute.required && !wanted && self.rng.bool() {
                continue;
            }
            let text = match &attribute.fixed {
                Some(fixed) => fixed.clone(),
                None => {
                    self.mark(&attribute.ty);
                    simple::text(self.contract, &attribute.ty, self.tame, &mut self.rng)?
                }
            };
            let name = match &*attribute.name.namespace {
                "http://www.w3.org/XML/1998/namespace" => format!("xml:{}", attribute.name.local),
                _ => self.name(&attribute.name),
            };
            let _ = write!(out, " {name}=\"");
            escape(&text, true, out);
            out.push('"');
        }
        if any.is_some_and(|any| any.takes(FOREIGN)) && !self.tame && self.rng.bool() {
            let name = self.name(&QName::new(FOREIGN, "note"));
            let _ = write!(out, " {name}=\"n\"");
        }
        Some(())
    }
}
