//! Removes what depends on a dangling reference, and nothing else. Optional fields, alternatives of choices, faults and types
//! are removed alone where that is enough. Otherwise the whole operation is removed.

use std::collections::{BTreeMap, BTreeSet};

use crate::contract::{
    Body, Contract, Field, Group, GroupKind, LeftOut, Message, Operation, Particle, Place, QName, Struct,
    Type, TypeKind, TypeName, TypeOrigin, TypeRef,
};
use crate::diagnostic::{Diagnostic, Diagnostics, Kind};

/// The types that cannot be kept, and why.
type Broken = BTreeMap<TypeName, Why>;

/// So many types that need each other are told in one reason; of the rest only what they need in the end.
const TOLD: usize = 16;

/// Why something cannot be kept: the chain to what does not exist.
#[derive(Debug, Clone)]
struct Why {
    /// `the type B, which needs the element c of the type C, which does not exist`.
    text: String,
    /// The end of the chain.
    end: String,
    links: usize,
}

impl Why {
    fn missing(what: String) -> Self {
        let text = format!("{what}, which does not exist");
        Self { end: text.clone(), text, links: 0 }
    }

    /// The same in other words.
    fn put(self, words: impl FnOnce(String) -> String) -> Self {
        Self { text: words(self.text), ..self }
    }

    /// Why what needs `what` cannot be kept, where this is why `what` cannot.
    fn of(&self, what: &str) -> Self {
        let links = self.links + 1;
        let text = match links {
            ..=TOLD => format!("{what}, {}", self.text),
            _ => format!("{what}, which in the end needs {}", self.end),
        };
        Self { text, end: self.end.clone(), links }
    }
}

impl std::fmt::Display for Why {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.text)
    }
}

/// Removes from a contract all that refers to something that does not exist. Each removal is a warning.
pub(super) fn remove_dangling(contract: &mut Contract, diagnostics: &mut Diagnostics) {
    let broken = broken(contract);
    let remover = Remover { types: contract.types.keys().cloned().collect(), broken };
    contract.types.retain(|name, _| !remover.broken.contains_key(name));
    for (name, ty) in &mut contract.types {
        remover.trim(name, ty, diagnostics);
    }
    contract.elements.retain(|_, field| remover.why(&field.ty).is_none());
    for service in &mut contract.services {
        for port in &mut service.ports {
            for operation in &mut port.operations {
                remover.trim_operation(operation, diagnostics);
            }
            let port_type = port.port_type.clone();
            port.operations.retain(|operation| match remover.why_operation(operation) {
                None => true,
                Some(why) => {
                    let (name, place) = (operation.name.clone(), operation.place.clone());
                    warn(diagnostics, format!("the operation {name} is left out: {why}"), &place);
                    let why = why.text;
                    contract.left_out.push(LeftOut { port_type: port_type.clone(), name, why, place });
                    false
                }
            });
        }
    }
}

fn warn(diagnostics: &mut Diagnostics, message: String, place: &Place) {
    diagnostics.push(Diagnostic::error(Kind::Unsupported, message, place.clone()).warning());
}

/// All types that need something that does not exist: first those that refer to it, then those that refer to them, and so
/// on. A type is looked at again only after something that it refers to was found.
fn broken(contract: &Contract) -> Broken {
    let mut remover = Remover { types: contract.types.keys().cloned().collect(), broken: Broken::new() };
    let mut holders: BTreeMap<&TypeName, Vec<&TypeName>> = BTreeMap::new();
    for (name, ty) in &contract.types {
        references(ty, &mut |to| holders.entry(to).or_default().push(name));
    }
    let mut due: BTreeSet<&TypeName> = contract.types.keys().collect();
    while !due.is_empty() {
        let mut more = Broken::new();
        for name in due {
            if !remover.broken.contains_key(name)
                && let Some(why) = contract.types.get(name).and_then(|ty| remover.why_type(ty))
            {
                more.insert(name.clone(), why);
            }
        }
        due = more.keys().filter_map(|name| holders.get(name)).flatten().copied().collect();
        remover.broken.extend(more);
    }
    remover.broken
}

/// All that a type refers to and may not do without.
fn references<'c>(ty: &'c Type, found: &mut dyn FnMut(&'c TypeName)) {
    fn particles<'c>(all: &'c [Particle], found: &mut dyn FnMut(&'c TypeRef)) {
        for particle in all {
            match particle {
                Particle::Element(field) if field.occurs.min > 0 => found(&field.ty),
                Particle::Group(group) if group.occurs.min > 0 => particles(&group.particles, found),
                Particle::Element(_) | Particle::Group(_) | Particle::Any(_) => {}
            }
        }
    }
    if let TypeKind::Struct(of) = &ty.kind {
        of.base.iter().for_each(&mut *found);
    }
    let mut add = |ty: &'c TypeRef| {
        if let TypeRef::Named(name) = ty {
            found(name);
        }
    };
    match &ty.kind {
        TypeKind::Struct(of) => {
            particles(&of.particles, &mut add);
            of.attributes.iter().filter(|a| a.required).for_each(|a| add(&a.ty));
            of.text.iter().for_each(&mut add);
        }
        TypeKind::Dictionary { key, value, .. } => [key, value].into_iter().for_each(|field| add(&field.ty)),
        TypeKind::Array(of) => add(&of.item.ty),
        TypeKind::Enum(of) | TypeKind::Flags(of) => add(&of.base),
        TypeKind::List(item) => add(item),
        TypeKind::Union(members) => members.iter().for_each(add),
        TypeKind::Alias(of) => add(&of.base),
    }
}

struct Remover {
    /// The types that are declared.
    types: BTreeSet<TypeName>,
    broken: Broken,
}

impl Remover {
    /// Why a reference cannot be followed.
    fn why(&self, ty: &TypeRef) -> Option<Why> {
        let TypeRef::Named(name) = ty else { return None };
        let what = || format!("{} {}", kind(name), name.name.local);
        if let Some(why) = self.broken.get(name) {
            return Some(why.of(&what()));
        }
        let there = self.types.contains(name);
        (!there).then(|| Why::missing(what()))
    }

    fn why_type(&self, ty: &Type) -> Option<Why> {
        match &ty.kind {
            TypeKind::Struct(of) => self.why_struct(of),
            TypeKind::Dictionary { key, value, .. } => self.why_field(key).or_else(|| self.why_field(value)),
            TypeKind::Array(of) => self.why_field(&of.item),
            TypeKind::Enum(of) | TypeKind::Flags(of) => {
                self.why(&of.base).map(|why| why.put(|why| format!("which restricts {why}")))
            }
            TypeKind::List(item) => {
                self.why(item).map(|why| why.put(|why| format!("which is a list of {why}")))
            }
            TypeKind::Union(members) => {
                let why = members.iter().find_map(|m| self.why(m));
                why.map(|why| why.put(|why| format!("which is a union with {why}")))
            }
            TypeKind::Alias(of) => {
                self.why(&of.base).map(|why| why.put(|why| format!("which restricts {why}")))
            }
        }
    }

    fn why_struct(&self, of: &Struct) -> Option<Why> {
        let base = of.base.clone().map(TypeRef::Named);
        base.and_then(|base| self.why(&base))
            .map(|why| why.put(|why| format!("which is derived from {why}")))
            .or_else(|| {
                let why = of.text.as_ref().and_then(|t| self.why(t));
                why.map(|why| why.put(|why| format!("whose text has {why}")))
            })
            .or_else(|| of.particles.iter().find_map(|particle| self.why_particle(particle)))
            .or_else(|| {
                let mut required = of.attributes.iter().filter(|a| a.required);
                required.find_map(|a| Some((a, self.why(&a.ty)?))).map(|(a, why)| {
                    why.put(|why| format!("which needs the attribute {} of {why}", a.name.local))
                })
            })
    }

    fn why_field(&self, field: &Field) -> Option<Why> {
        let why = self.why(&field.ty)?;
        Some(why.put(|why| format!("which needs the element {} of {why}", field.name.local)))
    }

    /// Why a required particle cannot be kept.
    fn why_particle(&self, particle: &Particle) -> Option<Why> {
        match particle {
            Particle::Element(field) if field.occurs.min > 0 => self.why_field(field),
            Particle::Group(group) if group.occurs.min > 0 => self.why_group(group),
            Particle::Element(_) | Particle::Group(_) | Particle::Any(_) => None,
        }
    }

    /// Why a group cannot be kept at all.
    fn why_group(&self, group: &Group) -> Option<Why> {
        let all = group.particles.iter().map(|particle| self.why_particle(particle));
        if group.kind == GroupKind::Choice {
            // One alternative is enough.
            let all: Option<Vec<Why>> = all.collect();
            all.and_then(|whys| whys.into_iter().next())
        } else {
            all.flatten().next()
        }
    }

    /// Removes from a type the optional content that depends on a dangling reference.
    fn trim(&self, name: &TypeName, ty: &mut Type, diagnostics: &mut Diagnostics) {
        let TypeKind::Struct(of) = &mut ty.kind else { return };
        self.trim_particles(name, &mut of.particles, diagnostics);
        of.attributes.retain(|attribute| match self.why(&attribute.ty) {
            None => true,
            Some(why) => {
                let message =
                    format!("the attribute {} of {name} is left out: it has {why}", attribute.name.local);
                warn(diagnostics, message, &attribute.place);
                false
            }
        });
    }

    fn trim_particles(&self, name: &TypeName, particles: &mut Vec<Particle>, diagnostics: &mut Diagnostics) {
        particles.retain_mut(|particle| match particle {
            Particle::Element(field) => match self.why(&field.ty) {
                None => true,
                Some(why) => {
                    let message =
                        format!("the element {} of {name} is left out: it has {why}", field.name.local);
                    warn(diagnostics, message, &field.place);
                    false
                }
            },
            Particle::Group(group) => match self.why_group(group) {
                None => {
                    let empty = group.particles.is_empty();
                    self.trim_particles(name, &mut group.particles, diagnostics);
                    empty || !group.particles.is_empty()
                }
                Some(why) => {
                    let place = place_of(&group.particles);
                    warn(diagnostics, format!("a group of {name} is left out: {why}"), &place);
                    false
                }
            },
            Particle::Any(_) => true,
        });
    }

    fn trim_operation(&self, operation: &mut Operation, diagnostics: &mut Diagnostics) {
        let Operation { name, input, output, faults, place, .. } = operation;
        for message in std::iter::once(input).chain(output) {
            let Body::Wrapped { fields, element, .. } = &mut message.body else { continue };
            fields.retain(|field| match self.why(&field.ty) {
                Some(why) if field.occurs.min == 0 => {
                    let parameter = &field.name.local;
                    let text = format!("the element {parameter} of {element} is left out: it has {why}");
                    warn(diagnostics, text, &field.place);
                    false
                }
                _ => true,
            });
        }
        faults.retain(|fault| match self.why(&fault.field.ty) {
            None => true,
            Some(why) => {
                let text =
                    format!("the fault {} of the operation {name} is left out: it has {why}", fault.name);
                warn(diagnostics, text, place);
                false
            }
        });
    }

    fn why_operation(&self, operation: &Operation) -> Option<Why> {
        let sides = std::iter::once(&operation.input).chain(operation.output.as_ref());
        sides.into_iter().find_map(|message| self.why_message(message))
    }

    fn why_message(&self, message: &Message) -> Option<Why> {
        let part = |what: &str, name: &QName, ty: &TypeRef| {
            self.why(ty).map(|why| why.put(|why| format!("its {what} {} has {why}", name.local)))
        };
        let header = message.headers.iter().find_map(|h| part("header", &h.field.name, &h.field.ty));
        header.or_else(|| match &message.body {
            Body::Empty => None,
            Body::Wrapped { fields, .. } => fields.iter().find_map(|f| part("element", &f.name, &f.ty)),
            Body::Bare(parts) | Body::Rpc { parts, .. } => {
                parts.iter().find_map(|p| part("part", &p.field.name, &p.field.ty))
            }
        })
    }
}

/// The place of the first element among particles.
fn place_of(particles: &[Particle]) -> Place {
    let of = |particle: &Particle| match particle {
        Particle::Element(field) => Some(field.place.clone()),
        Particle::Group(group) => Some(place_of(&group.particles)),
        Particle::Any(_) => None,
    };
    particles.iter().find_map(of).unwrap_or_default()
}

/// What the name of a missing type refers to.
fn kind(name: &TypeName) -> &'static str {
    match name.origin {
        TypeOrigin::Type => "the type",
        TypeOrigin::Element if name.path.is_empty() => "the element",
        TypeOrigin::Element => "a type within the element",
        TypeOrigin::Attribute => "the attribute",
        TypeOrigin::Group => "the group",
        TypeOrigin::AttributeGroup => "the attribute group",
    }
}
