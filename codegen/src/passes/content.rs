//! Content models: base types flattened, particles as rows and members.

use crate::contract::{
    Attribute, Builtin, Contract, Field, Group, GroupKind, Particle, QName, Struct, TypeKind, TypeName,
    TypeRef, Wildcard,
};

use super::facets;
use super::model::{Choice, Flag, Holder, Member, MemberPlace, Record, Row, Shape, Variant};
use super::shape;

/// How deep types may extend types.
const BASES: usize = 64;

/// What a field becomes.
pub(super) fn member(contract: &Contract, field: &Field, wcf: bool) -> Member {
    let shape = shape::of(contract, &field.ty);
    let mut notes = facets::notes(contract, &field.ty);
    if let Some(default) = &field.default {
        notes.push(format!("default `{default}`"));
    }
    if let Some(fixed) = &field.fixed {
        notes.push(format!("always `{fixed}`"));
    }
    let optional = field.occurs.min == 0;
    let many = field.occurs.many();
    let holder = if many {
        if field.nillable { Holder::VecOption } else { Holder::Vec }
    } else {
        holder(contract, &shape, optional, field.nillable, wcf)
    };
    let flags = Flag {
        optional,
        nillable: field.nillable,
        many,
        omit_default: wcf && optional && !field.emit_default,
    };
    Member {
        wire: field.name.clone(),
        place: MemberPlace::Element,
        shape,
        holder,
        flags,
        boxed: false,
        documentation: field.documentation.clone(),
        notes,
    }
}

/// What stands around a value that does not repeat.
fn holder(contract: &Contract, shape: &Shape, optional: bool, nillable: bool, wcf: bool) -> Holder {
    // Lists and maps know themselves whether they were there.
    if matches!(shape, Shape::List(_) | Shape::Map(_)) {
        return Holder::Plain;
    }
    match (optional, nillable) {
        (false, false) => Holder::Plain,
        (true, true) if !wcf => Holder::Nillable,
        (_, true) => Holder::Option,
        (true, false) if wcf && shape::is_value_type(contract, shape) => Holder::Plain,
        (true, false) => Holder::Option,
    }
}

/// The record of a complex type, or what in it cannot be expressed.
pub(super) fn record(contract: &Contract, name: &TypeName) -> Result<Record, String> {
    let declared = contract.types.get(name).ok_or("it is not declared")?;
    let TypeKind::Struct(content) = &declared.kind else { return Err("it is no complex type".to_owned()) };
    let mut record = Record {
        base: content.base.clone(),
        wcf: declared.wcf,
        documentation: declared.documentation.clone(),
        ..Record::default()
    };
    let mut attributes: Vec<&Attribute> = Vec::new();
    let mut text = None;
    let mut any_attribute = false;
    let mut builder = Builder { contract, name, wcf: declared.wcf, record: &mut record };
    for part in chain(contract, content)? {
        if part.mixed {
            return Err("text may stand between its elements".to_owned());
        }
        for attribute in &part.attributes {
            attributes.retain(|a| a.name != attribute.name);
            attributes.push(attribute);
        }
        text = part.text.as_ref().or(text);
        any_attribute |= part.any_attribute;
    }
    for part in contents(contract, content)? {
        builder.particles(&part.particles, false)?;
    }
    // Other attributes are skipped on reading: nothing in a table can hold them.
    let _ = any_attribute;
    attributes.sort_by(|a, b| a.name.cmp(&b.name));
    for attribute in attributes {
        record.members.push(attribute_member(contract, attribute));
    }
    if let Some(ty) = text {
        record.members.push(text_member(contract, ty));
    }
    Ok(record)
}

/// The type and its bases, the outermost base first.
fn chain<'c>(contract: &'c Contract, content: &'c Struct) -> Result<Vec<&'c Struct>, String> {
    let mut chain = vec![content];
    let mut at = content;
    while let Some(base) = &at.base {
        match contract.types.get(base).map(|t| &t.kind) {
            Some(TypeKind::Struct(inner)) => at = inner,
            _ => break,
        }
        chain.push(at);
        if chain.len() > BASES {
            return Err("it extends itself, or too many types".to_owned());
        }
    }
    chain.reverse();
    Ok(chain)
}

/// Those of the chain whose particles count: a restriction replaces what its bases say.
fn contents<'c>(contract: &'c Contract, content: &'c Struct) -> Result<Vec<&'c Struct>, String> {
    let chain = chain(contract, content)?;
    let from = chain.iter().rposition(|part| part.restriction).unwrap_or(0);
    Ok(chain.into_iter().skip(from).collect())
}

struct Builder<'c, 'r> {
    contract: &'c Contract,
    name: &'c TypeName,
    wcf: bool,
    record: &'r mut Record,
}

impl Builder<'_, '_> {
    fn particles(&mut self, particles: &[Particle], optional: bool) -> Result<(), String> {
        particles.iter().try_for_each(|particle| self.particle(particle, optional))
    }

    fn particle(&mut self, particle: &Particle, optional: bool) -> Result<(), String> {
        match particle {
            Particle::Element(field) => self.element(field, optional),
            Particle::Any(wildcard) => self.wildcard(wildcard),
            Particle::Group(group) => match group.kind {
                GroupKind::Choice => self.choice(group, optional)?,
                _ if group.occurs.many() => return Err("a group of its elements repeats".to_owned()),
                // What may be absent together may be absent each.
                _ => self.particles(&group.particles, optional || group.occurs.min == 0)?,
            },
        }
        Ok(())
    }

    fn element(&mut self, field: &Field, optional: bool) {
        if field.occurs.max == Some(0) {
            return;
        }
        let mut field = field.clone();
        if optional {
            field.occurs.min = 0;
        }
        if !field.substitutes.is_empty() {
            let heads = if field.is_abstract { Vec::new() } else { vec![field.clone()] };
            let members =
                field.substitutes.iter().filter_map(|name| self.contract.elements.get(name)).cloned();
            let fields: Vec<Field> = heads.into_iter().chain(members).collect();
            if !fields.is_empty() {
                self.alternatives(&fields, field.occurs.many(), field.documentation.clone());
                return;
            }
        }
        let member = member(self.contract, &field, self.wcf);
        if let Some(twin) = self.record.members.iter().position(|m| m.wire == member.wire) {
            // The same element in two places of one content model: the later row fills the same slot.
            self.row(twin, 0, member.wire, member.shape, member.flags);
            return;
        }
        let slot = self.record.members.len();
        self.row(slot, 0, member.wire.clone(), member.shape.clone(), member.flags);
        self.record.members.push(member);
    }

    fn row(&mut self, slot: usize, variant: usize, wire: QName, shape: Shape, flags: Flag) {
        self.record.rows.push(Row { slot, variant, wire, shape, flags });
    }

    fn wildcard(&mut self, wildcard: &Wildcard) {
        if self.record.members.iter().any(|m| m.place == MemberPlace::Wildcard) {
            return;
        }
        let flags = Flag { optional: wildcard.occurs.min == 0, many: true, ..Flag::default() };
        let wire = QName::new("", "*");
        self.row(self.record.members.len(), 0, wire, Shape::Any, flags);
        self.record.members.push(Member {
            wire: QName::new("", "any"),
            place: MemberPlace::Wildcard,
            shape: Shape::Any,
            holder: Holder::Vec,
            flags,
            boxed: false,
            documentation: None,
            notes: vec![format!("elements of the namespaces `{}`, as they came", wildcard.namespace)],
        });
    }

    fn choice(&mut self, group: &Group, optional: bool) -> Result<(), String> {
        let _ = optional;
        let mut fields = Vec::new();
        flat_alternatives(&group.particles, &mut fields)?;
        if let [field] = fields.as_slice() {
            let mut field = field.clone();
            if group.occurs.many() {
                field.occurs = group.occurs;
            }
            self.element(&field, optional || group.occurs.min == 0);
            return Ok(());
        }
        self.alternatives(&fields, group.occurs.many(), None);
        Ok(())
    }

    fn alternatives(&mut self, fields: &[Field], many: bool, documentation: Option<String>) {
        let slot = self.record.members.len();
        let number = self.record.choices.len();
        let Some(first) = fields.first() else { return };
        let mut variants: Vec<Variant> = Vec::new();
        for field in fields {
            let mut field = field.clone();
            // Being chosen is being there.
            field.occurs.min = 1;
            let member = member(self.contract, &field, self.wcf);
            if variants.iter().any(|v| v.wire == member.wire) {
                continue;
            }
            let flags = Flag { optional: true, many: many || member.flags.many, ..member.flags };
            self.record.rows.push(Row {
                slot,
                variant: variants.len(),
                wire: member.wire.clone(),
                shape: member.shape.clone(),
                flags,
            });
            variants.push(Variant {
                wire: member.wire,
                shape: member.shape,
                holder: member.holder,
                flags: member.flags,
                documentation: member.documentation,
            });
        }
        self.record.choices.push(Choice { variants });
        self.record.members.push(Member {
            wire: first.name.clone(),
            place: MemberPlace::Element,
            shape: Shape::Choice(self.name.clone(), number),
            holder: if many { Holder::Vec } else { Holder::Option },
            flags: Flag { optional: true, many, ..Flag::default() },
            boxed: false,
            documentation,
            notes: Vec::new(),
        });
    }
}

/// The elements among the alternatives of a choice; nested choices count as part of it.
fn flat_alternatives(particles: &[Particle], out: &mut Vec<Field>) -> Result<(), String> {
    for particle in particles {
        match particle {
            Particle::Element(field) if field.substitutes.is_empty() => out.push(field.clone()),
            Particle::Element(_) => return Err("a substitution group stands in a choice".to_owned()),
            Particle::Any(_) => return Err("a wildcard stands in a choice".to_owned()),
            Particle::Group(group) if group.occurs.many() => {
                return Err("a repeated group stands in a choice".to_owned());
            }
            Particle::Group(group) if group.kind == GroupKind::Choice || group.particles.len() == 1 => {
                flat_alternatives(&group.particles, out)?;
            }
            Particle::Group(_) => return Err("a choice has an alternative of several elements".to_owned()),
        }
    }
    Ok(())
}

fn attribute_member(contract: &Contract, attribute: &Attribute) -> Member {
    let mut notes = facets::notes(contract, &attribute.ty);
    if let Some(default) = &attribute.default {
        notes.push(format!("default `{default}`"));
    }
    if let Some(fixed) = &attribute.fixed {
        notes.push(format!("always `{fixed}`"));
    }
    Member {
        wire: attribute.name.clone(),
        place: MemberPlace::Attribute,
        shape: simple(shape::of(contract, &attribute.ty)),
        holder: if attribute.required { Holder::Plain } else { Holder::Option },
        flags: Flag { optional: !attribute.required, ..Flag::default() },
        boxed: false,
        documentation: attribute.documentation.clone(),
        notes,
    }
}

fn text_member(contract: &Contract, ty: &TypeRef) -> Member {
    Member {
        wire: QName::new("", "value"),
        place: MemberPlace::Text,
        shape: simple(shape::of(contract, ty)),
        holder: Holder::Plain,
        flags: Flag::default(),
        boxed: false,
        documentation: None,
        notes: facets::notes(contract, ty),
    }
}

/// Attributes and text hold simple values only.
fn simple(shape: Shape) -> Shape {
    match shape {
        Shape::Scalar(_) | Shape::Enum(_) | Shape::Flags(_) | Shape::Tokens(_) | Shape::Union(_) => shape,
        _ => Shape::Scalar(Builtin::String),
    }
}
