//! Removes what depends on a dangling reference, and nothing else. Optional fields, alternatives of choices, faults and types
//! are removed alone where that is enough. Otherwise the whole operation is removed.

use std::collections::BTreeMap;

use crate::contract::{
    Body, Contract, Field, Group, GroupKind, LeftOut, Message, Operation, Particle, Place, QName, Struct,
    Type, TypeKind, TypeName, TypeOrigin, TypeRef,
};
use crate::diagnostic::{Diagnostic, Diagnostics, Kind};

/// The types that cannot be kept, each with its chain to what does not exist: `element b of A, type C does not exist`.
type Broken = BTreeMap<TypeName, String>;

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

/// All types that need something that does not exist. The search repeats until it finds no more.
fn broken(contract: &Contract) -> Broken {
    let mut remover = Remover { types: contract.types.keys().cloned().collect(), broken: Broken::new() };
    loop {
        let mut more = Broken::new();
        for (name, ty) in &contract.types {
            if !remover.broken.contains_key(name)
                && let Some(why) = remover.why_type(ty)
            {
                more.insert(name.clone(), why);
            }
        }
        if more.is_empty() {
            return remover.broken;
        }
        remover.broken.extend(more);
    }
}

struct Remover {
    /// The types that are declared.
    types: std::collections::BTreeSet<TypeName>,
    broken: Broken,
}

impl Remover {
    /// Why a reference cannot be followed.
    fn why(&self, ty: &TypeRef) -> Option<String> {
        let TypeRef::Named(name) = ty else { return None };
        if let Some(why) = self.broken.get(name) {
            return Some(format!("{} {}, {why}", kind(name), name.name.local));
        }
        let there = self.types.contains(name);
        (!there).then(|| format!("{} {}, which does not exist", kind(name), name.name.local))
    }

    fn why_type(&self, ty: &Type) -> Option<String> {
        match &ty.kind {
            TypeKind::Struct(of) => self.why_struct(of),
            TypeKind::Dictionary { key, value, .. } => self.why_field(key).or_else(|| self.why_field(value)),
            TypeKind::Array(of) => self.why_field(&of.item),
            TypeKind::Enum(of) | TypeKind::Flags(of) => {
                self.why(&of.base).map(|why| format!("which restricts {why}"))
            }
            TypeKind::List(item) => self.why(item).map(|why| format!("which is a list of {why}")),
            TypeKind::Union(members) => {
                members.iter().find_map(|m| self.why(m)).map(|why| format!("which is a union with {why}"))
            }
            TypeKind::Alias(of) => self.why(&of.base).map(|why| format!("which restricts {why}")),
        }
    }

    fn why_struct(&self, of: &Struct) -> Option<String> {
        let base = of.base.clone().map(TypeRef::Named);
        base.and_then(|base| self.why(&base))
            .map(|why| format!("which is derived from {why}"))
            .or_else(|| of.text.as_ref().and_then(|t| self.why(t)).map(|why| format!("whose text has {why}")))
            .or_else(|| of.particles.iter().find_map(|particle| self.why_particle(particle)))
            .or_else(|| {
                let mut required = of.attributes.iter().filter(|a| a.required);
                required
                    .find_map(|a| Some((a, self.why(&a.ty)?)))
                    .map(|(a, why)| format!("which needs the attribute {} of {why}", a.name.local))
            })
    }

    fn why_field(&self, field: &Field) -> Option<String> {
        let why = self.why(&field.ty)?;
        Some(format!("which needs the element {} of {why}", field.name.local))
    }

    /// Why a required particle cannot be kept.
    fn why_particle(&self, particle: &Particle) -> Option<String> {
        match particle {
            Particle::Element(field) if field.occurs.min > 0 => self.why_field(field),
            Particle::Group(group) if group.occurs.min > 0 => self.why_group(group),
            Particle::Element(_) | Particle::Group(_) | Particle::Any(_) => None,
        }
    }

    /// Why a group cannot be kept at all.
    fn why_group(&self, group: &Group) -> Option<String> {
        let all = group.particles.iter().map(|particle| self.why_particle(particle));
        if group.kind == GroupKind::Choice {
            // One alternative is enough.
            let all: Option<Vec<String>> = all.collect();
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
            let Body::Wrapped { fields, element } = &mut message.body else { continue };
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

    fn why_operation(&self, operation: &Operation) -> Option<String> {
        let sides = std::iter::once(&operation.input).chain(operation.output.as_ref());
        sides.into_iter().find_map(|message| self.why_message(message))
    }

    fn why_message(&self, message: &Message) -> Option<String> {
        let part = |what: &str, name: &QName, ty: &TypeRef| {
            self.why(ty).map(|why| format!("its {what} {} has {why}", name.local))
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
