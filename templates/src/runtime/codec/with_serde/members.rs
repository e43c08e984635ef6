//! The members of an object: what stands for which row of a type's table, and how it is called.
//!
//! A member is called as its row is on the wire. What has no name there has one with a `$`, which no name on the wire can
//! begin with; a `#` and a number, which no name can hold either, tell those apart that would be called the same.

use std::borrow::Cow;

use crate::runtime::codec::field::{Record, View};
use crate::runtime::codec::tables::{CHOICE, MANY, OPTIONAL, Particle, Type, TypeDef};
use crate::runtime::soap::{Bound, Message};

/// The type of a value that is one of several.
pub(super) const TYPE: &str = "$type";
/// Stands in place of the type, with XML of a type that the contract does not know.
pub(super) const OTHER: &str = "$other";
/// The elements that the contract does not know.
pub(super) const UNKNOWN: &str = "$unknown";
/// A record that is there with its attributes, and `xsi:nil`.
pub(super) const NIL: &str = "$nil";
/// The one member of what stands for a list that is not there, where something must stand.
pub(super) const ABSENT: &str = "$absent";

/// The rows that are the members of an object.
#[derive(Clone, Copy)]
pub(super) struct Rows {
    elements: &'static [Particle],
    attributes: &'static [Particle],
    text: Option<&'static Particle>,
    attachments: &'static [Bound],
}

impl Rows {
    /// Those of a complex type.
    pub(super) fn new(def: &TypeDef) -> Self {
        Self { elements: def.elements, attributes: def.attributes, text: def.text, attachments: &[] }
    }

    /// Those of the arguments, or the results, of an operation.
    pub(super) fn message(message: Option<&'static Message>) -> Self {
        let elements = message.map_or(&[][..], |message| message.body.values());
        let attachments = message.map_or(&[][..], |message| message.attachments);
        Self { elements, attributes: &[], text: None, attachments }
    }
}

/// A member of an object.
pub(super) struct Member {
    pub(super) key: Cow<'static, str>,
    pub(super) slot: u16,
    pub(super) place: Place,
}

/// What a member stands for.
pub(super) enum Place {
    /// An element, or what else has a row and a slot of its own.
    Row(&'static Particle),
    /// An alternative of a choice that is made once.
    Alternative(&'static Particle),
    /// A choice that repeats: a list of objects with one member each.
    Choices(&'static [Particle]),
    /// A file beside the envelope.
    Attachment,
}

impl Place {
    /// The row, where there is one.
    pub(super) fn row(&self) -> Option<&'static Particle> {
        match self {
            Self::Row(row) | Self::Alternative(row) => Some(row),
            Self::Choices(_) | Self::Attachment => None,
        }
    }

    /// Whether it may be left out, whatever then stands in its slot.
    pub(super) fn is_optional(&self) -> bool {
        match self {
            Self::Row(row) => row.has(OPTIONAL),
            Self::Alternative(_) | Self::Choices(_) | Self::Attachment => false,
        }
    }
}

/// The members of an object, in the order of their rows.
pub(super) fn members(record: &dyn Record, rows: &Rows) -> Vec<Member> {
    let mut members = Members(Vec::new());
    for particle in rows.elements {
        if !particle.has(CHOICE) {
            members.add(name(particle), particle.slot, Place::Row(particle));
        } else if !(particle.has(MANY) && matches!(record.view(particle.slot), View::Items(_))) {
            members.add(name(particle), particle.slot, Place::Alternative(particle));
        } else if !members.0.iter().any(|one| one.slot == particle.slot) {
            members.add("$choice", particle.slot, Place::Choices(rows.elements));
        }
    }
    for particle in rows.attributes {
        let name = match particle.ty {
            Type::Wildcard(_) => Cow::Borrowed("$attributes"),
            _ => Cow::Owned(format!("@{}", particle.name())),
        };
        members.add(name, particle.slot, Place::Row(particle));
    }
    if let Some(text) = rows.text {
        members.add("$text", text.slot, Place::Row(text));
    }
    for bound in rows.attachments {
        members.add(bound.name, bound.slot, Place::Attachment);
    }
    members.0
}

/// The alternatives of the choice in a slot.
pub(super) fn alternatives(elements: &'static [Particle], slot: u16) -> Vec<Member> {
    let mut members = Members(Vec::new());
    for particle in elements {
        if particle.slot == slot && particle.has(CHOICE) {
            members.add(name(particle), slot, Place::Alternative(particle));
        }
    }
    members.0
}

/// What the types are called of which one may stand: by their names, told apart as members are.
pub(super) fn types(types: &'static [&'static TypeDef]) -> Vec<Cow<'static, str>> {
    let mut names = Vec::new();
    for def in types {
        names.push(distinct(def.name, &mut names.iter().map(AsRef::as_ref)));
    }
    names
}

fn name(particle: &Particle) -> Cow<'static, str> {
    match particle.ty {
        Type::Group(def) => format!("$group:{}", first(def)).into(),
        Type::Wildcard(_) => "$any".into(),
        _ => particle.name().into(),
    }
}

/// The first element of a group.
fn first(def: &TypeDef) -> &'static str {
    match def.elements.first().map(|particle| (particle, particle.ty)) {
        Some((_, Type::Group(def))) => first(def),
        Some((_, Type::Wildcard(_))) | None => "any",
        Some((particle, _)) => particle.name(),
    }
}

struct Members(Vec<Member>);

impl Members {
    fn add(&mut self, name: impl Into<Cow<'static, str>>, slot: u16, place: Place) {
        let key = distinct(name, &mut self.0.iter().map(|one| one.key.as_ref()));
        self.0.push(Member { key, slot, place });
    }
}

/// A name that none before it is: the second of a name has `#2` behind it.
fn distinct(name: impl Into<Cow<'static, str>>, before: &mut dyn Iterator<Item = &str>) -> Cow<'static, str> {
    let name = name.into();
    let same = |other: &&str| {
        other.strip_prefix(&*name).is_some_and(|rest| rest.is_empty() || rest.starts_with('#'))
    };
    match before.filter(same).count() {
        0 => name,
        count => format!("{name}#{}", count + 1).into(),
    }
}
