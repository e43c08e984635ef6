//! Choices: their alternatives, and the members of substitution groups.

use std::collections::BTreeSet;

use crate::contract::{Contract, Field, Group, GroupKind, Namespaces, Occurs, Particle, QName};

use super::content::{ANY, Builder, member};
use super::data::{Choice, Container, Flag, Member, Shape, Variant};
use super::shape;

/// The alternatives of a choice that was made simple.
pub(super) fn choice(builder: &mut Builder<'_, '_>, group: &Group) -> Choice {
    let mut variants: Vec<Variant> = Vec::new();
    let (mut names, mut wildcards) = (BTreeSet::new(), Vec::new());
    let mut add = |variant: Variant| {
        let new = match &variant.shape {
            Shape::Group(_) => true,
            Shape::Element(namespaces) => {
                let new = !wildcards.contains(namespaces);
                if new {
                    wildcards.push(namespaces.clone());
                }
                new
            }
            _ => names.insert(variant.wire.clone()),
        };
        if new {
            variants.push(variant);
        }
    };
    for particle in &group.particles {
        match particle {
            Particle::Element(field) if field.is_substituted() && !field.occurs.many() => {
                members(builder.contract, field, builder.wcf).into_iter().for_each(&mut add);
            }
            Particle::Element(field) if !field.is_substituted() && !is_list(builder.contract, field) => {
                add(element(builder.contract, field, builder.wcf));
            }
            Particle::Any(wildcard) => {
                add(variant(
                    QName::new("", ANY),
                    Shape::Element(wildcard.namespaces.clone()),
                    wildcard.occurs,
                ));
            }
            // A choice within repeats: otherwise it would be part of this one.
            Particle::Group(inner) if inner.kind == GroupKind::Sequence => {
                let (wire, shape) = builder.group(&inner.particles);
                add(variant(wire, shape, inner.occurs));
            }
            repeated => {
                let (wire, shape) = builder.group(std::slice::from_ref(repeated));
                add(variant(wire, shape, Occurs::ONCE));
            }
        }
    }
    Choice { rust: (), variants, default: 0, head: None, documentation: None }
}

/// Whether an element repeats, and is a list already.
fn is_list(contract: &Contract, field: &Field) -> bool {
    field.occurs.many() && matches!(shape::shape_of(contract, &field.ty), Shape::List(_) | Shape::Map(_))
}

/// The enum of a head and what may stand for it.
pub(super) fn substitution(contract: &Contract, head: &Field, wcf: bool) -> Choice {
    let documentation = contract.elements.get(&head.name).and_then(|field| field.documentation.clone());
    Choice {
        rust: (),
        variants: members(contract, head, wcf),
        default: 0,
        head: Some(head.name.clone()),
        documentation,
    }
}

/// A head, the members of its substitution group, and what else may stand for it.
fn members(contract: &Contract, head: &Field, wcf: bool) -> Vec<Variant> {
    let known = head.substitutes.iter().filter_map(|name| contract.elements.get(name));
    let all = std::iter::once(head).chain(known).filter(|field| !field.is_abstract);
    let single = |field: &Field| Field { occurs: Occurs::ONCE, ..field.clone() };
    let mut out: Vec<Variant> = all.map(|field| element(contract, &single(field), wcf)).collect();
    out.push(variant(QName::new("", ANY), Shape::Element(Namespaces::Any), Occurs::ONCE));
    out
}

/// An alternative that is an element. Being chosen is being there.
fn element(contract: &Contract, field: &Field, wcf: bool) -> Variant {
    let field = Field { occurs: Occurs { min: 1, ..field.occurs }, ..field.clone() };
    let Member { wire, shape, container, flags, default, documentation, checks, .. } =
        member(contract, &field, wcf);
    Variant { rust: (), wire, shape, container, flags, default, documentation, checks }
}

fn variant(wire: QName, shape: Shape, occurs: Occurs) -> Variant {
    let many = occurs.many();
    Variant {
        rust: (),
        wire,
        shape,
        container: if many { Container::Vec } else { Container::None },
        flags: Flag { many, ..Flag::default() },
        default: None,
        documentation: None,
        checks: Vec::new(),
    }
}
