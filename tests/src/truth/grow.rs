//! Random elements of a contract's types and messages, as XML.
//!
//! They follow the intermediate representation, and may still not be valid where that knows less than the schema does:
//! libxml2 tells.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use fastrand::Rng;
use soapwright::contract::{
    Attribute, Body, Builtin, Contract, Field, Group, GroupKind, Message, Namespaces, Occurs, Particle,
    QName, Struct, TypeKind, TypeName, TypeOrigin, TypeRef, Wildcard,
};

use super::simple;

const XSI: &str = "http://www.w3.org/2001/XMLSchema-instance";
const ENCODING: &str = "http://schemas.xmlsoap.org/soap/encoding/";
/// A namespace that no contract has.
const FOREIGN: &str = "urn:soapwright:foreign";
/// Elements nest no deeper than this, where they need not.
const SHALLOW: usize = 6;
/// A value that must nest deeper has no end.
const DEEP: usize = 40;
/// How many elements a value has, more or less, where there is a choice.
const ELEMENTS: usize = 60;

/// Types and those derived from them.
#[derive(Debug, Default)]
pub struct Derived<'c>(BTreeMap<&'c TypeName, Vec<&'c TypeName>>);

impl<'c> Derived<'c> {
    /// Those of a contract that have a name and are not abstract.
    #[must_use]
    pub fn of(contract: &'c Contract) -> Self {
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
fn bases<'c>(contract: &'c Contract, own: &'c Struct) -> Vec<&'c TypeName> {
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

/// One random document.
#[derive(Debug)]
pub struct Grower<'c> {
    contract: &'c Contract,
    derived: &'c Derived<'c>,
    rng: Rng,
    /// Plain texts, and nothing that a schema may forbid in spite of what the contract says.
    tame: bool,
    prefixes: BTreeMap<String, String>,
    elements: usize,
    /// No element is nil.
    solid: bool,
    /// Types that shall occur wherever they may.
    wanted: BTreeSet<&'c TypeName>,
    /// The types that occur.
    seen: BTreeSet<&'c TypeName>,
}

/// An element as text, without declarations, and the declarations that it needs.
#[derive(Debug)]
pub struct Grown<'c> {
    /// The elements.
    pub xml: String,
    /// The types that occur in them.
    pub seen: BTreeSet<&'c TypeName>,
}

impl<'c> Grower<'c> {
    /// Grows from a seed.
    #[must_use]
    pub fn new(contract: &'c Contract, derived: &'c Derived<'c>, seed: u64, tame: bool) -> Self {
        let prefixes = [(XSI.to_owned(), "i".to_owned())].into();
        let rng = Rng::with_seed(seed);
        Self {
            contract,
            derived,
            rng,
            tame,
            prefixes,
            elements: 0,
            solid: false,
            wanted: BTreeSet::new(),
            seen: BTreeSet::new(),
        }
    }

    /// Has types occur wherever they may.
    #[must_use]
    pub fn wanting(mut self, wanted: BTreeSet<&'c TypeName>) -> Self {
        self.wanted = wanted;
        self
    }

    /// An element of a name that holds a value of a type.
    #[must_use]
    pub fn value(mut self, element: &QName, ty: &'c TypeName) -> Option<Grown<'c>> {
        let name = self.name(element);
        let mut out = format!("<{name}");
        self.named(ty, &name, 0, &mut out)?;
        Some(self.finish(out))
    }

    /// The elements of a Body, each a document of its own.
    #[must_use]
    pub fn message(mut self, message: &'c Message) -> Option<Vec<Grown<'c>>> {
        let (element, fields): (_, Vec<&Field>) = match &message.body {
            Body::Empty => return Some(Vec::new()),
            Body::Bare(parts) => {
                let all = parts.iter().map(|part| {
                    let mut grower = Self::new(self.contract, self.derived, self.rng.u64(..), self.tame);
                    let mut out = String::new();
                    grower.element(&part.field, 0, &mut out)?;
                    Some(grower.finish(out))
                });
                return all.collect();
            }
            Body::Wrapped { element, fields } => (element, fields.iter().collect()),
            Body::Rpc { element, parts, .. } => (element, parts.iter().map(|part| &part.field).collect()),
        };
        let name = self.name(element);
        let mut out = format!("<{name}>");
        for field in fields {
            self.particle(field, 1, &mut out)?;
        }
        let _ = write!(out, "</{name}>");
        Some(vec![self.finish(out)])
    }

    /// Declares the prefixes at the root.
    fn finish(self, out: String) -> Grown<'c> {
        let end = out.find([' ', '/', '>']).unwrap_or(out.len());
        let (start, rest) = out.split_at(end);
        let mut xml = start.to_owned();
        for (uri, prefix) in &self.prefixes {
            let uri = uri.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;");
            let _ = write!(xml, " xmlns:{prefix}=\"{uri}\"");
        }
        xml.push_str(rest);
        Grown { xml, seen: self.seen }
    }

    fn name(&mut self, name: &QName) -> String {
        if name.namespace.is_empty() {
            return name.local.to_string();
        }
        let next = format!("n{}", self.prefixes.len());
        let prefix = self.prefixes.entry(name.namespace.to_string()).or_insert(next);
        format!("{prefix}:{}", name.local)
    }

    /// Whether what need not be there may be.
    fn room(&self, depth: usize) -> bool {
        depth < SHALLOW && self.elements < ELEMENTS
    }

    fn count(&mut self, occurs: Occurs, depth: usize) -> u32 {
        if !self.room(depth) {
            return occurs.min;
        }
        let least = if occurs.min == 0 && self.rng.u8(..3) > 0 { 1 } else { occurs.min };
        let most = occurs.max.unwrap_or(u32::MAX).min(least.saturating_add(2)).max(occurs.min);
        self.rng.u32(least.min(most)..=most)
    }

    /// A field, as often as it may stand.
    fn particle(&mut self, field: &'c Field, depth: usize, out: &mut String) -> Option<()> {
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
    fn leads_to_wanted(&self, particle: &Particle) -> bool {
        match particle {
            Particle::Element(field) => self.wants(field),
            Particle::Group(group) => group.particles.iter().any(|inner| self.leads_to_wanted(inner)),
            Particle::Any(_) => false,
        }
    }

    /// An element, or one that may stand in its place.
    fn element(&mut self, field: &'c Field, depth: usize, out: &mut String) -> Option<()> {
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
    fn text(&mut self, ty: &'c TypeRef, name: &str, out: &mut String) -> Option<()> {
        let text = simple::text(self.contract, ty, self.tame, &mut self.rng)?;
        self.mark(ty);
        out.push('>');
        escape(&text, false, out);
        let _ = write!(out, "</{name}>");
        Some(())
    }

    /// Notes a simple type and those that it is made of.
    fn mark(&mut self, ty: &'c TypeRef) {
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
    fn named(&mut self, ty: &'c TypeName, name: &str, depth: usize, out: &mut String) -> Option<()> {
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

    fn content(
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

fn escape(text: &str, attribute: bool, out: &mut String) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' if attribute => out.push_str("&quot;"),
            '\r' => out.push_str("&#13;"),
            '\n' | '\t' if attribute => {
                let _ = write!(out, "&#{};", u32::from(c));
            }
            other => out.push(other),
        }
    }
}
