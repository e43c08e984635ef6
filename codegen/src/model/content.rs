//! Content models: base types flattened, particles as rows and members.

use std::collections::BTreeSet;

use crate::contract::{
    Attribute, Builtin, Contract, Field, Group, GroupKind, Namespaces, Occurs, Particle, QName, Struct,
    TypeKind, TypeName, TypeRef, Wildcard,
};

use super::choices;
use super::data::{Check, Choice, Container, Flag, Member, MemberPlace, Record, Row, Shape};
use super::defaults;
use super::facets;
use super::particles::{first, simplify};
use super::shape;
use super::synthetic::{self, Keys};
use crate::visible::code;

/// How deep types may extend types.
const BASES: usize = 64;

/// What a field becomes.
pub(crate) fn member(contract: &Contract, field: &Field, wcf: bool) -> Member {
    let shape = shape::shape_of(contract, &field.ty);
    let mut notes = facets::notes(contract, &field.ty);
    if let Some(default) = &field.default {
        notes.push(format!("default {}", code(default)));
    }
    if let Some(fixed) = &field.fixed {
        notes.push(format!("always {}", code(fixed)));
    }
    let optional = field.occurs.min == 0;
    let many = field.occurs.many();
    let container = if many {
        if field.nillable { Container::VecOption } else { Container::Vec }
    } else {
        container(contract, &shape, optional, field.nillable, wcf)
    };
    let flags = Flag {
        optional,
        nillable: field.nillable,
        many,
        omit_default: wcf && optional && !field.emit_default,
        unordered: field.unordered,
        optimized: contract.media.is_expected(field) && holds_bytes(&shape),
    };
    let default = field.default.as_ref().or(field.fixed.as_ref());
    let default =
        default.filter(|text| is_simple(&shape) && defaults::is_value(contract, &shape, text)).cloned();
    Member {
        container,
        flags,
        default,
        documentation: field.documentation.clone(),
        notes,
        checks: facets::of_element(contract, field),
        ..Member::new(field.name.clone(), MemberPlace::Element, shape)
    }
}

/// Whether it may be base64, by itself or with attributes.
fn holds_bytes(shape: &Shape) -> bool {
    matches!(shape, Shape::Scalar(Builtin::Base64Binary) | Shape::Record(_) | Shape::Derived(_))
}

/// What stands around a value that does not repeat.
fn container(contract: &Contract, shape: &Shape, optional: bool, nillable: bool, wcf: bool) -> Container {
    // Lists and maps know themselves whether they were there.
    if matches!(shape, Shape::List(_) | Shape::Map(_)) {
        return Container::None;
    }
    match (optional, nillable) {
        (false, false) => Container::None,
        (true, true) if !wcf => Container::Nillable,
        (_, true) => Container::Option,
        (true, false) if wcf && shape::is_value_type(contract, shape) => Container::None,
        (true, false) => Container::Option,
    }
}

/// A record, with the groups and choices in it, which are types of their own.
#[derive(Debug, Default)]
pub(super) struct Made {
    pub(super) record: Record,
    pub(super) groups: Vec<(TypeName, Record)>,
    pub(super) choices: Vec<(TypeName, Choice)>,
}

/// The record of a complex type, or what in it cannot be expressed.
pub(super) fn record(contract: &Contract, name: &TypeName) -> Result<Made, String> {
    let declared = contract.types.get(name).ok_or("it is not declared")?;
    let chain = chain(contract, name)?;
    let Some((_, content)) = chain.last() else { return Err("it is no complex type".to_owned()) };
    let mut made = Made {
        record: Record {
            base: content.base.clone(),
            wcf: declared.wcf,
            documentation: declared.documentation.clone(),
            ..Record::default()
        },
        ..Made::default()
    };
    // A restriction replaces what its bases say.
    let contents = chain.iter().skip(chain.iter().rposition(|(_, part)| part.restriction).unwrap_or(0));
    let text = chain.iter().rev().find_map(|(_, part)| part.text.as_ref());
    if text.is_none() && contents.clone().any(|(_, part)| part.mixed) {
        return Err("text is allowed between its elements".to_owned());
    }
    let mut keys = Keys::default();
    let mut record = std::mem::take(&mut made.record);
    for (owner, part) in contents {
        let mut builder = Builder {
            contract,
            owner,
            wcf: declared.wcf,
            record: &mut record,
            keys: &mut keys,
            made: &mut made,
        };
        builder.particles(&simplify(&part.particles));
    }
    attributes(contract, &chain, &mut record);
    if let Some(ty) = text {
        record.members.push(text_member(contract, ty));
    }
    made.record = record;
    Ok(made)
}

/// The type and its bases with their names, the outermost base first.
pub(super) fn chain<'c>(
    contract: &'c Contract,
    name: &'c TypeName,
) -> Result<Vec<(&'c TypeName, &'c Struct)>, String> {
    let Some(TypeKind::Struct(content)) = contract.types.get(name).map(|declared| &declared.kind) else {
        return Err("it is no complex type".to_owned());
    };
    let mut chain = vec![(name, content)];
    let mut at = content;
    while let Some(base) = &at.base {
        match contract.types.get(base).map(|t| &t.kind) {
            Some(TypeKind::Struct(inner)) => at = inner,
            _ => break,
        }
        chain.push((base, at));
        if chain.len() > BASES {
            return Err("it extends itself, or too many types".to_owned());
        }
    }
    chain.reverse();
    Ok(chain)
}

/// The attributes: those of the bases that are not prohibited, and, last, those of any name.
fn attributes(contract: &Contract, chain: &[(&TypeName, &Struct)], record: &mut Record) {
    let mut all: Vec<&Attribute> = Vec::new();
    let mut any_attribute: Option<Namespaces> = None;
    for (_, part) in chain {
        let own = part.attributes.iter().map(|attribute| &attribute.name);
        let replaced: BTreeSet<&QName> = own.chain(&part.prohibited).collect();
        all.retain(|known| !replaced.contains(&known.name));
        all.extend(&part.attributes);
        any_attribute = match (any_attribute, part.any_attribute.clone()) {
            // A restriction allows what it says itself.
            (_, own) if part.restriction => own,
            (Some(one), Some(other)) => Some(one.union(other)),
            (one, other) => one.or(other),
        };
    }
    all.sort_by(|a, b| a.name.cmp(&b.name));
    record.members.extend(all.into_iter().map(|attribute| attribute_member(contract, attribute)));
    if let Some(namespaces) = any_attribute {
        let (wire, place) = (QName::new("", "other attributes"), MemberPlace::AnyAttribute);
        record.members.push(Member {
            notes: vec![format!("attributes of {namespaces}")],
            flags: Flag { optional: true, ..Flag::default() },
            ..Member::new(wire, place, Shape::Attributes(namespaces))
        });
    }
}

/// Fills a record from particles.
pub(super) struct Builder<'c, 'r> {
    pub(super) contract: &'c Contract,
    /// The type that declares the particles.
    pub(super) owner: &'c TypeName,
    pub(super) wcf: bool,
    pub(super) record: &'r mut Record,
    pub(super) keys: &'r mut Keys,
    pub(super) made: &'r mut Made,
}

impl Builder<'_, '_> {
    fn particles(&mut self, particles: &[Particle]) {
        particles.iter().for_each(|particle| self.particle(particle));
    }

    fn particle(&mut self, particle: &Particle) {
        match particle {
            Particle::Element(field) if field.is_substituted() => self.substituted(field),
            Particle::Element(field) => self.push(member(self.contract, field, self.wcf)),
            Particle::Any(wildcard) => self.push(wildcard_member(wildcard)),
            Particle::Group(group) if group.kind == GroupKind::Choice => self.choice(group),
            Particle::Group(group) => {
                let (wire, shape) = self.group(&group.particles);
                self.push(placed(wire, MemberPlace::Group, shape, group.occurs));
            }
        }
    }

    /// A member with a row of its own.
    fn push(&mut self, member: Member) {
        self.record.rows.push(Row {
            slot: self.record.members.len(),
            variant: 0,
            wire: member.wire.clone(),
            shape: member.shape.clone(),
            flags: member.flags,
            default: member.default.clone(),
        });
        self.record.members.push(member);
    }

    /// A record for particles that stand together: the first element in it, and its shape.
    pub(super) fn group(&mut self, particles: &[Particle]) -> (QName, Shape) {
        let wire = first(particles).map_or_else(|| QName::new("", ANY), |field| field.name.clone());
        let name = self.keys.group(self.owner, &wire.local);
        let mut record = Record { group: true, wcf: self.wcf, ..Record::default() };
        let mut inner = Builder {
            contract: self.contract,
            owner: &name,
            wcf: self.wcf,
            record: &mut record,
            keys: self.keys,
            made: self.made,
        };
        inner.particles(particles);
        self.made.groups.push((name.clone(), record));
        (wire, Shape::Group(name))
    }

    /// A choice: a row for each alternative, which all fill one member.
    fn choice(&mut self, group: &Group) {
        let wire = first(&group.particles).map_or_else(|| QName::new("", ANY), |field| field.name.clone());
        let name = self.keys.choice(self.owner, &wire.local);
        // One that is made with nothing looks like one that is not made.
        let min = if can_be_empty(group) { 0 } else { group.occurs.min };
        let occurs = Occurs { min, ..group.occurs };
        let choice = choices::choice(self, group);
        self.alternatives(placed(wire, MemberPlace::Element, Shape::Choice(name.clone()), occurs), &choice);
        self.made.choices.push((name, choice));
    }

    /// An element for which others may stand.
    fn substituted(&mut self, field: &Field) {
        let (member, name, choice) = substituted(self.contract, field, self.wcf);
        self.alternatives(member, &choice);
        self.made.choices.push((name, choice));
    }

    fn alternatives(&mut self, member: Member, choice: &Choice) {
        let slot = self.record.members.len();
        for (variant, one) in choice.variants.iter().enumerate() {
            let many = member.flags.many || one.flags.many;
            self.record.rows.push(Row {
                slot,
                variant,
                wire: one.wire.clone(),
                shape: one.shape.clone(),
                flags: Flag { optional: true, many, ..one.flags },
                default: one.default.clone(),
            });
        }
        self.record.members.push(member);
    }
}

/// Whether nothing at all may be in place of a group.
fn can_be_empty(group: &Group) -> bool {
    let empty = |particle: &Particle| match particle {
        Particle::Element(field) => field.occurs.min == 0,
        Particle::Group(group) => can_be_empty(group),
        Particle::Any(wildcard) => wildcard.occurs.min == 0,
    };
    group.occurs.min == 0
        || match group.kind {
            GroupKind::Choice => group.particles.iter().any(empty),
            GroupKind::Sequence | GroupKind::All => group.particles.iter().all(empty),
        }
}

/// An element for which others may stand: the choice among them, and its name.
pub(super) fn substituted(contract: &Contract, field: &Field, wcf: bool) -> (Member, TypeName, Choice) {
    let name = synthetic::substitution(&field.name);
    let choice = choices::substitution(contract, field, wcf);
    let shape = Shape::Choice(name.clone());
    let mut member = placed(field.name.clone(), MemberPlace::Element, shape, field.occurs);
    member.documentation.clone_from(&field.documentation);
    (member, name, choice)
}

/// What wildcards are called, and what begins with one.
pub(super) const ANY: &str = "any";

/// A member that is more, or less, than one element.
fn placed(wire: QName, place: MemberPlace, shape: Shape, occurs: Occurs) -> Member {
    let flags = Flag { optional: occurs.min == 0, many: occurs.many(), ..Flag::default() };
    let container = match (flags.many, flags.optional) {
        (true, _) => Container::Vec,
        (false, true) => Container::Option,
        (false, false) => Container::None,
    };
    Member { container, flags, checks: facets::of_many(occurs), ..Member::new(wire, place, shape) }
}

fn wildcard_member(wildcard: &Wildcard) -> Member {
    let wire = QName::new("", ANY);
    let shape = Shape::Element(wildcard.namespaces.clone());
    let mut member = placed(wire, MemberPlace::Wildcard, shape, wildcard.occurs);
    if member.container == Container::None {
        // There is no element that could be there by default.
        member.container = Container::Option;
        member.checks.push(Check::Required);
    }
    member.notes.push(format!("elements of {}, as they came", wildcard.namespaces));
    member
}

/// What an attribute becomes.
pub(crate) fn attribute_member(contract: &Contract, attribute: &Attribute) -> Member {
    let mut notes = facets::notes(contract, &attribute.ty);
    if let Some(default) = &attribute.default {
        notes.push(format!("default {}", code(default)));
    }
    if let Some(fixed) = &attribute.fixed {
        notes.push(format!("always {}", code(fixed)));
    }
    // One that is absent has its default, so there always is a value.
    let shape = simple(shape::shape_of(contract, &attribute.ty));
    let default = attribute.default.as_ref().or(attribute.fixed.as_ref());
    let default = default.filter(|text| defaults::is_value(contract, &shape, text)).cloned();
    Member {
        container: if attribute.required || default.is_some() { Container::None } else { Container::Option },
        flags: Flag { optional: !attribute.required, ..Flag::default() },
        default,
        documentation: attribute.documentation.clone(),
        notes,
        checks: facets::checks(contract, &attribute.ty),
        ..Member::new(attribute.name.clone(), MemberPlace::Attribute, shape)
    }
}

fn text_member(contract: &Contract, ty: &TypeRef) -> Member {
    Member {
        notes: facets::notes(contract, ty),
        checks: facets::checks(contract, ty),
        ..Member::new(QName::new("", "value"), MemberPlace::Text, simple(shape::shape_of(contract, ty)))
    }
}

/// Whether a shape is that of a simple value.
fn is_simple(shape: &Shape) -> bool {
    matches!(shape, Shape::Scalar(_) | Shape::Enum(_) | Shape::Flags(_) | Shape::Tokens(_) | Shape::Union(_))
}

/// Attributes and text hold simple values only.
fn simple(shape: Shape) -> Shape {
    if is_simple(&shape) { shape } else { Shape::Scalar(Builtin::String) }
}
