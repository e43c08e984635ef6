//! Ways through the model: a value in a message, and the names that lead to it.

use crate::contract::Builtin;
use crate::names::named::{Container, Member, MemberPlace, Model, Record, Shape};

/// How many names a path may have.
const STEPS: usize = 3;

/// How many values are looked at; a contract may nest thousands in a message.
const MOST: usize = 10_000;

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

/// The values in the members, and in what these hold, outer ones first. What stands in lists is left out.
pub(super) fn spots<'m>(model: &'m Model, members: &'m [Member]) -> Vec<Spot<'m>> {
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
    let add = |out: &mut Vec<Spot<'m>>, outer: &Spot<'m>, member| add(model, out, outer, member);
    members.iter().for_each(|member| add(&mut out, &top, member));
    let mut at = 0;
    while let Some(spot) = out.get(at).cloned().filter(|_| at < MOST) {
        at += 1;
        match spot.shape {
            Shape::Record(name) if spot.depth < STEPS => {
                let record = model.records.get(&name.name).into_iter();
                record.flat_map(|record| &record.members).for_each(|member| add(&mut out, &spot, member));
            }
            Shape::Group(name) => {
                let outer = Spot { one_field: false, ..outer(&spot) };
                let record = model.records.get(&name.name).into_iter();
                record.flat_map(|record| &record.members).for_each(|member| add(&mut out, &outer, member));
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
    // These have no name of their own.
    out.retain(|spot| !matches!(spot.shape, Shape::Group(_) | Shape::Choice(_)));
    out
}

fn add<'m>(model: &'m Model, out: &mut Vec<Spot<'m>>, outer: &Spot<'m>, member: &'m Member) {
    let named = matches!(member.place, MemberPlace::Element | MemberPlace::Attribute | MemberPlace::Group);
    if !named || matches!(member.container, Container::Vec | Container::VecOption) {
        return;
    }
    out.push(Spot {
        path: joined(&outer.path, &member.wire.local),
        depth: outer.depth + 1,
        name: &member.wire.local,
        shape: &member.shape,
        one_field: outer.one_field,
        text: is_text(&member.shape) || has_text(model, &member.shape),
        container: member.container,
        in_nil: outer.in_nil || outer.container == Container::Nillable,
    });
}

/// What a choice or a group of elements stands in: it has no element of its own.
fn outer<'m>(spot: &Spot<'m>) -> Spot<'m> {
    let path = spot.path.rsplit_once('.').map_or("", |(path, _)| path).to_owned();
    Spot { path, depth: spot.depth - 1, ..spot.clone() }
}

fn joined(path: &str, name: &str) -> String {
    if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") }
}

/// The record behind a shape.
pub(super) fn record<'m>(model: &'m Model, shape: &Shape) -> Option<&'m Record> {
    match shape {
        Shape::Record(name) => model.records.get(&name.name),
        _ => None,
    }
}

/// Whether an element has text and no elements.
fn has_text(model: &Model, shape: &Shape) -> bool {
    let text = |member: &Member| member.place == MemberPlace::Text && is_text(&member.shape);
    record(model, shape).is_some_and(|record| record.members.iter().any(text))
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
