//! What the names within a value say, without a list of all that there is: each type is looked at once, however many
//! values are of it.

use std::collections::BTreeMap;

use super::secrets::{Looks, is_password, looks};
use super::walk::{STEPS, Walk, is_text, is_walked, joined};
use super::words::{ends_with, has, words};
use crate::contract::TypeName;
use crate::names::named::{Member, Shape};

/// What is within some members, they themselves included: as if their values were looked at, outer ones first.
#[derive(Debug, Clone, Default)]
pub(super) struct Within<'m> {
    /// A name is that of a password.
    pub(super) password: bool,
    /// Such a name is one of text.
    pub(super) password_text: bool,
    /// Such a name says that it is one of several.
    pub(super) changed_password: bool,
    /// A name says who calls.
    pub(super) of_a_session: bool,
    /// The path of the first value that no two messages have in common, and how many steps of the walk lead there.
    pub(super) of_a_message: Option<(usize, String)>,
    /// The name of the first text that is, or may be, a secret.
    pub(super) secret: Option<(usize, &'m str)>,
    /// How many values there are that hold no others.
    pub(super) values: usize,
}

/// What a name says.
#[derive(Debug, Clone, Copy)]
struct Says {
    password: bool,
    changed: bool,
    secret: bool,
    of_a_session: bool,
    of_a_message: bool,
}

impl Says {
    fn new(name: &str) -> Self {
        let password = is_password(name);
        let other = ["new", "old", "current", "confirm", "repeat"];
        Self {
            password,
            changed: password && has(&words(name), &other),
            secret: looks(name) != Looks::Plain,
            of_a_session: is_of_a_session(name),
            of_a_message: is_of_a_message(name),
        }
    }
}

/// A value on the way.
struct Step<'m> {
    name: &'m str,
    shape: &'m Shape,
    text: bool,
}

/// What is known of names and types.
pub(super) struct Facts<'w, 'm> {
    walk: &'w Walk<'m>,
    names: BTreeMap<&'m str, Says>,
    /// By type, and how many names lead to what is in it.
    types: BTreeMap<(&'m TypeName, usize), Within<'m>>,
}

impl<'w, 'm> Facts<'w, 'm> {
    pub(super) fn new(walk: &'w Walk<'m>) -> Self {
        Self { walk, names: BTreeMap::new(), types: BTreeMap::new() }
    }

    /// What is within these members.
    pub(super) fn of(&mut self, members: &'m [Member]) -> Within<'m> {
        self.of_members(members, 1)
    }

    fn of_members(&mut self, members: &'m [Member], depth: usize) -> Within<'m> {
        let mut out = Within::default();
        for member in members.iter().filter(|member| is_walked(member)) {
            let text = self.walk.is_text(&member.shape);
            self.add(&mut out, &Step { name: &member.wire.local, shape: &member.shape, text }, depth);
        }
        out
    }

    fn add(&mut self, out: &mut Within<'m>, step: &Step<'m>, depth: usize) {
        let (name, has_name) = (step.name, !matches!(step.shape, Shape::Group(_) | Shape::Choice(_)));
        if has_name {
            let says = *self.names.entry(name).or_insert_with(|| Says::new(name));
            out.password |= says.password;
            out.password_text |= says.password && step.text;
            out.changed_password |= says.changed && step.text;
            out.of_a_session |= says.of_a_session;
            if says.of_a_message && out.of_a_message.as_ref().is_none_or(|(steps, _)| *steps > 0) {
                out.of_a_message = Some((0, name.to_owned()));
            }
            if says.secret && step.text && out.secret.is_none_or(|(steps, _)| steps > 0) {
                out.secret = Some((0, name));
            }
            out.values = out.values.saturating_add(usize::from(!matches!(step.shape, Shape::Record(_))));
        }
        let Some(inner) = self.within(step.shape, depth) else { return };
        out.password |= inner.password;
        out.password_text |= inner.password_text;
        out.changed_password |= inner.changed_password;
        out.of_a_session |= inner.of_a_session;
        out.values = out.values.saturating_add(inner.values);
        if let Some((steps, path)) = &inner.of_a_message
            && out.of_a_message.as_ref().is_none_or(|(before, _)| *before > steps + 1)
        {
            let path = if has_name { joined(name, path) } else { path.clone() };
            out.of_a_message = Some((steps + 1, path));
        }
        if let Some((steps, name)) = inner.secret
            && out.secret.is_none_or(|(before, _)| before > steps + 1)
        {
            out.secret = Some((steps + 1, name));
        }
    }

    /// What is within a value; `None` where nothing is, or it is too deep.
    fn within(&mut self, shape: &'m Shape, depth: usize) -> Option<&Within<'m>> {
        // Groups and choices have no element of their own.
        let (name, depth) = match shape {
            Shape::Record(name) if depth < STEPS => (&name.name, depth + 1),
            Shape::Group(name) | Shape::Choice(name) => (&name.name, depth),
            _ => return None,
        };
        if !self.types.contains_key(&(name, depth)) {
            let model = self.walk.model;
            let mut within = Within::default();
            if let Shape::Choice(_) = shape {
                for variant in model.choices.get(name).into_iter().flat_map(|choice| &choice.variants) {
                    let (shape, text) = (&variant.shape, is_text(&variant.shape));
                    self.add(&mut within, &Step { name: &variant.wire.local, shape, text }, depth);
                }
            } else if let Some(record) = model.records.get(name) {
                within = self.of_members(&record.members, depth);
            }
            self.types.insert((name, depth), within);
        }
        self.types.get(&(name, depth))
    }
}

/// Whether a name is that of what no two messages have in common.
fn is_of_a_message(name: &str) -> bool {
    let called = words(name);
    let whose = ["correlation", "message", "request", "sequence", "transaction", "unique"];
    let what = ["guid", "id", "number", "signature", "timestamp"];
    whose.iter().any(|whose| what.iter().any(|what| ends_with(&called, &[whose, what])))
        || called.iter().map(String::as_str).eq(["action"])
}

/// Whether a name says who calls.
fn is_of_a_session(name: &str) -> bool {
    let called = ["auth", "authentication", "credential", "credentials", "security", "session"];
    looks(name) == Looks::Secret || has(&words(name), &called)
}
