//! Ways through the model: a value in a message, and the names that lead to it.

use std::cell::Cell;
use std::collections::BTreeMap;

use crate::contract::{Builtin, TypeName};
use crate::names::named::{Container, Member, MemberPlace, Model, Record, Shape};

/// How many names a path may have.
pub(super) const STEPS: usize = 3;

/// How many values are looked at; a contract may nest thousands in a message.
const MOST: usize = 10_000;

/// How many are looked at in all messages together.
const TOGETHER: usize = 1_000_000;

/// A value in a message.
#[derive(Debug, Clone)]
pub(super) struct Spot<'m> {
    /// The wire names that lead to it, from the outermost: `result.sessionId`.
    pub(super) path: String,
    /// How many names these are.
    pub(super) depth: usize,
    /// Its own wire name.
    pub(super) name: &'m str,
    /// What it is.
    pub(super) shape: &'m Shape,
    /// The path leads to exactly one field: nothing on the path repeats, is an alternative of a choice, or is in a group.
    pub(super) one_field: bool,
    /// It is text, as tickets are; attributes may be beside it.
    pub(super) text: bool,
    /// What holds it.
    container: Container,
    /// Something that it is in may be nil: one cannot set it without saying what becomes of that.
    pub(super) in_nil: bool,
}

impl Spot<'_> {
    /// Whether it is true or false.
    pub(super) fn is_boolean(&self) -> bool {
        *self.shape == Shape::Scalar(Builtin::Boolean)
    }
}

/// A model on which one walks.
pub(super) struct Walk<'m> {
    pub(super) model: &'m Model,
    /// The text that records have beside attributes.
    texts: BTreeMap<&'m TypeName, &'m Shape>,
    /// How many values may still be looked at.
    left: Cell<usize>,
}

impl<'m> Walk<'m> {
    pub(super) fn new(model: &'m Model) -> Self {
        let text = |record: &'m Record| {
            let mut members = record.members.iter();
            members.find(|member| member.place == MemberPlace::Text).map(|member| &member.shape)
        };
        let texts = model.records.iter().filter_map(|(name, record)| Some((name, text(record)?)));
        Self { model, texts: texts.collect(), left: Cell::new(TOGETHER) }
    }

    /// The values in the members, and in what these hold, outer ones first. What stands in lists is left out.
    pub(super) fn spots(&self, members: &'m [Member]) -> Vec<Spot<'m>> {
        let model = self.model;
        let mut out: Vec<Spot<'m>> = Vec::new();
        let top = Spot {
            path: String::new(),
            depth: 0,
            name: "",
            shape: &Shape::Any,
            one_field: true,
            text: false,
            container: Container::None,
            in_nil: false,
        };
        members.iter().for_each(|member| self.add(&mut out, &top, member));
        let most = MOST.min(self.left.get());
        let mut at = 0;
        while let Some(spot) = out.get(at).cloned().filter(|_| at < most) {
            at += 1;
            match spot.shape {
                Shape::Record(name) if spot.depth < STEPS => {
                    let record = model.records.get(&name.name).into_iter();
                    let members = record.flat_map(|record| &record.members);
                    members.for_each(|member| self.add(&mut out, &spot, member));
                }
                Shape::Group(name) => {
                    let outer = Spot { one_field: false, ..outer(&spot) };
                    let record = model.records.get(&name.name).into_iter();
                    let members = record.flat_map(|record| &record.members);
                    members.for_each(|member| self.add(&mut out, &outer, member));
                }
                Shape::Choice(name) => {
                    let outer = outer(&spot);
                    let choice = model.choices.get(&name.name).into_iter();
                    out.extend(choice.flat_map(|choice| &choice.variants).map(|variant| Spot {
                        path: joined(&outer.path, &variant.wire.local),
                        depth: outer.depth + 1,
                        name: &variant.wire.local,
                        shape: &variant.shape,
                        one_field: false,
                        text: is_text(&variant.shape),
                        ..outer.clone()
                    }));
                }
                _ => {}
            }
        }
        self.left.set(self.left.get() - at);
        // These have no name of their own.
        out.retain(|spot| !matches!(spot.shape, Shape::Group(_) | Shape::Choice(_)));
        out
    }

    fn add(&self, out: &mut Vec<Spot<'m>>, outer: &Spot<'m>, member: &'m Member) {
        if !is_walked(member) {
            return;
        }
        out.push(Spot {
            path: joined(&outer.path, &member.wire.local),
            depth: outer.depth + 1,
            name: &member.wire.local,
            shape: &member.shape,
            one_field: outer.one_field,
            text: self.is_text(&member.shape),
            container: member.container,
            in_nil: outer.in_nil || outer.container == Container::Nillable,
        });
    }

    /// Whether a value is text, which may have attributes.
    pub(super) fn is_text(&self, shape: &Shape) -> bool {
        is_text(shape) || self.text_of(shape).is_some_and(is_text)
    }

    /// The text of a record.
    pub(super) fn text_of(&self, shape: &Shape) -> Option<&'m Shape> {
        match shape {
            Shape::Record(name) => self.texts.get(&name.name).copied(),
            _ => None,
        }
    }
}

/// Whether a member has a name in a path: not what stands in lists.
pub(super) fn is_walked(member: &Member) -> bool {
    matches!(member.place, MemberPlace::Element | MemberPlace::Attribute | MemberPlace::Group)
        && !matches!(member.container, Container::Vec | Container::VecOption)
}

/// What a choice or a group of elements stands in: it has no element of its own.
fn outer<'m>(spot: &Spot<'m>) -> Spot<'m> {
    let path = spot.path.rsplit_once('.').map_or("", |(path, _)| path).to_owned();
    Spot { path, depth: spot.depth - 1, ..spot.clone() }
}

pub(super) fn joined(path: &str, name: &str) -> String {
    if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") }
}

/// The record behind a shape.
pub(super) fn record<'m>(model: &'m Model, shape: &Shape) -> Option<&'m Record> {
    match shape {
        Shape::Record(name) => model.records.get(&name.name),
        _ => None,
    }
}

/// Whether a value is text.
pub(super) fn is_text(shape: &Shape) -> bool {
    shape.is_text()
}

/// Whether a member is true or false.
pub(super) fn is_boolean(member: &Member) -> bool {
    member.shape == Shape::Scalar(Builtin::Boolean)
        && !matches!(member.container, Container::Vec | Container::VecOption)
}
