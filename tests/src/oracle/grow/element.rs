//! Elements: those that may stand in their place, values of simple types, `xsi:type`, arrays and dictionaries.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use soapwright::contract::{Builtin, Field, Occurs, Particle, QName, TypeKind, TypeName, TypeRef};

use super::super::simple;
use super::{FOREIGN, Grower, escape};

const ENCODING: &str = "http://schemas.xmlsoap.org/soap/encoding/";
/// A value that must nest deeper has no end.
const DEEP: usize = 40;

impl<'c> Grower<'c> {
    /// A field, as often as it may stand.
    pub(super) fn particle(&mut self, field: &'c Field, depth: usize, out: &mut String) -> Option<()> {
        let mut count = self.count(field.occurs, depth);
        if !self.derived.has_values(self.contract, &field.ty) {
            count = field.occurs.min;
        } else if self.wants(field) {
            count = count.max(1);
        }
        (0..count).try_for_each(|_| self.element(field, depth, out))
    }

    fn wants(&self, field: &Field) -> bool {
        // Once is enough: types may hold themselves.
        matches!(&field.ty, TypeRef::Named(ty) if self.wanted.contains(ty) && !self.seen.contains(ty))
    }

    /// Whether a wanted type stands somewhere in a particle.
    pub(super) fn leads_to_wanted(&self, particle: &Particle) -> bool {
        match particle {
            Particle::Element(field) => self.wants(field),
            Particle::Group(group) => group.particles.iter().any(|inner| self.leads_to_wanted(inner)),
            Particle::Any(_) => false,
        }
    }

    /// An element, or one that may stand in its place.
    pub(super) fn element(&mut self, field: &'c Field, depth: usize, out: &mut String) -> Option<()> {
        let members: Vec<&Field> = field
            .substitutes
            .iter()
            .filter_map(|name| self.contract.elements.get(name))
            .filter(|member| !member.is_abstract)
            .collect();
        let own = !field.is_abstract && (members.is_empty() || self.rng.bool());
        let field = if own { field } else { self.rng.choice(members)? };
        self.elements += 1;
        let name = self.name(&field.name);
        let _ = write!(out, "<{name}");
        if let Some(fixed) = &field.fixed {
            out.push('>');
            escape(fixed, false, out);
            let _ = write!(out, "</{name}>");
            return Some(());
        }
        let empty = !self.derived.has_values(self.contract, &field.ty);
        let nil = self.rng.u8(..6) == 0 && !self.wants(field);
        if field.nillable && !self.solid && (nil || empty) {
            // Without attributes: what is nil is nothing in Rust.
            out.push_str(" i:nil=\"true\"/>");
            return Some(());
        }
        match &field.ty {
            TypeRef::Builtin(Builtin::AnyType) => {
                self.anything(&name, out);
                Some(())
            }
            TypeRef::Named(ty)
                if self.contract.types.get(ty).is_some_and(|ty| {
                    matches!(ty.kind, TypeKind::Struct(_) | TypeKind::Dictionary { .. } | TypeKind::Array(_))
                }) =>
            {
                self.named(ty, &name, depth, out)
            }
            _ => self.text(&field.ty, &name, out),
        }
    }

    /// The rest of an element of a simple type.
    pub(super) fn text(&mut self, ty: &'c TypeRef, name: &str, out: &mut String) -> Option<()> {
        let text = simple::text(self.contract, ty, self.tame, &mut self.rng)?;
        self.mark(ty);
        out.push('>');
        escape(&text, false, out);
        let _ = write!(out, "</{name}>");
        Some(())
    }

    /// Notes a simple type and those that it is made of.
    pub(super) fn mark(&mut self, ty: &'c TypeRef) {
        let TypeRef::Named(name) = ty else { return };
        if !self.seen.insert(name) {
            return;
        }
        match self.contract.types.get(name).map(|ty| &ty.kind) {
            Some(TypeKind::Alias(own)) => self.mark(&own.base),
            Some(TypeKind::Enum(own) | TypeKind::Flags(own)) => self.mark(&own.base),
            Some(TypeKind::List(item)) => self.mark(item),
            Some(TypeKind::Union(members)) => members.iter().for_each(|member| self.mark(member)),
            _ => {}
        }
    }

    /// The rest of an element of whatever type: its start tag is open.
    pub(super) fn named(
        &mut self,
        ty: &'c TypeName,
        name: &str,
        depth: usize,
        out: &mut String,
    ) -> Option<()> {
        if depth > DEEP {
            return None;
        }
        let mut ty = ty;
        let is_abstract = |ty: &TypeName| match self.contract.types.get(ty).map(|ty| &ty.kind) {
            Some(TypeKind::Struct(own)) => own.is_abstract,
            _ => false,
        };
        let derived = self.derived.of_type(ty);
        // An element that stands for a type at the root holds that very type.
        if is_abstract(ty) || (depth > 0 && !derived.is_empty() && self.room(depth) && self.rng.u8(..5) < 2) {
            ty = self.rng.choice(derived)?;
            let name = self.name(&ty.name);
            let _ = write!(out, " i:type=\"{name}\"");
        }
        self.seen.insert(ty);
        match &self.contract.types.get(ty)?.kind {
            TypeKind::Struct(own) => self.content(ty, own, name, depth, out),
            TypeKind::Array(array) => {
                let count = self.count(Occurs { min: 0, max: None }, depth);
                let (attribute, of) =
                    (self.name(&QName::new(ENCODING, "arrayType")), self.name(&array.item_type));
                let _ = write!(out, " {attribute}=\"{of}[{count}]\">");
                (0..count).try_for_each(|_| self.element(&array.item, depth + 1, out))?;
                let _ = write!(out, "</{name}>");
                Some(())
            }
            TypeKind::Dictionary { entry, key, value } => {
                out.push('>');
                let entry = self.name(entry);
                let count = self.count(Occurs { min: 0, max: None }, depth);
                let mut keys = BTreeSet::new();
                for _ in 0..count {
                    let mut text = String::new();
                    // .NET refuses keys that are nil.
                    self.solid = true;
                    let key = self.element(key, depth + 2, &mut text);
                    self.solid = false;
                    key?;
                    if keys.insert(text.clone()) {
                        let _ = write!(out, "<{entry}>{text}");
                        self.particle(value, depth + 2, out)?;
                        let _ = write!(out, "</{entry}>");
                    }
                }
                let _ = write!(out, "</{name}>");
                Some(())
            }
            _ => {
                let text =
                    simple::text(self.contract, &TypeRef::Named(ty.clone()), self.tame, &mut self.rng)?;
                out.push('>');
                escape(&text, false, out);
                let _ = write!(out, "</{name}>");
                Some(())
            }
        }
    }

    /// The rest of an element that may hold anything.
    fn anything(&mut self, name: &str, out: &mut String) {
        let types = ["string", "int", "boolean"];
        match self.rng.u8(..4) {
            0 => out.push_str("/>"),
            1 => {
                let _ = write!(out, ">text</{name}>");
            }
            2 => {
                let local = *self.rng.choice(&types).unwrap_or(&"string");
                let xs = self.name(&QName::new("http://www.w3.org/2001/XMLSchema", local));
                let text = if xs.ends_with("boolean") { "true" } else { "7" };
                let _ = write!(out, " i:type=\"{xs}\">{text}</{name}>");
            }
            _ => {
                let inner = self.name(&QName::new(FOREIGN, "inner"));
                let _ = write!(out, "><{inner} a=\"1\">text</{inner}></{name}>");
            }
        }
    }
}
