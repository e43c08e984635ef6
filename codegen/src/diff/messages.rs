//! Parameters and results.

use super::Comparison;
use super::alike::moved;
use super::change::{Change, Direction};
use super::kind::Kind;
use super::member::{Holder, Role};
use super::names::Names;
use super::shown;
use super::side::{Side, parameter, result};
use crate::contract::{Attached, Body, Field, Message, Operation, Place, QName, TypeName, TypeRef};

/// How many parameters are arguments of their own. Of more, all are fields of one struct.
const POSITIONAL: usize = 4;

/// A parameter or result.
#[derive(Debug, Clone)]
pub(super) enum PartOf<'m> {
    /// It stands in the Body.
    Field(&'m Field),
    /// It is the whole reply of a bare operation.
    Whole(Box<Field>),
    /// It travels beside the envelope.
    Attached(&'m Attached),
}

impl PartOf<'_> {
    /// What stands in the Body; `None` for what does not.
    fn field(&self) -> Option<&Field> {
        match self {
            Self::Field(field) => Some(field),
            Self::Whole(field) => Some(field),
            Self::Attached(_) => None,
        }
    }

    fn name(&self) -> &str {
        match self {
            Self::Field(field) => &field.name.local,
            Self::Whole(field) => &field.name.local,
            Self::Attached(attached) => &attached.name,
        }
    }

    fn place(&self) -> &Place {
        match self {
            Self::Field(field) => &field.place,
            Self::Whole(field) => &field.place,
            Self::Attached(attached) => &attached.place,
        }
    }

    fn text(&self) -> String {
        self.field().map_or_else(|| "an attachment".to_owned(), shown::field)
    }

    fn is_required(&self) -> bool {
        self.field().is_none_or(|field| field.occurs.min > 0)
    }

    /// Whether it is the other one, before: first by the whole name, then by the local one.
    fn stands_for(&self, other: &Self, names: &Names, exact: bool) -> bool {
        match (self.field(), other.field()) {
            (Some(old), Some(new)) if exact => names.same(&old.name, &new.name),
            _ => self.name() == other.name(),
        }
    }
}

/// Whether the messages of an operation have no wrapper: its request has none.
pub(super) fn is_bare(operation: &Operation) -> bool {
    matches!(operation.input.body, Body::Bare(_) | Body::Empty)
}

/// The type of a message's wrapper, if it has a name.
pub(super) fn wrapper_type(message: &Message) -> Option<&TypeName> {
    match &message.body {
        Body::Wrapped { ty, .. } => ty.as_ref(),
        _ => None,
    }
}

/// The parameters of a request, or the results of a reply. Of a `bare` operation a reply is one value: what is in it is
/// its type's.
pub(super) fn parts(message: &Message, bare: bool) -> Vec<PartOf<'_>> {
    let mut all: Vec<PartOf<'_>> = match &message.body {
        Body::Empty => Vec::new(),
        Body::Wrapped { element, ty: Some(ty), fields } if bare => {
            let place = fields.first().map(|field| field.place.clone()).unwrap_or_default();
            vec![PartOf::Whole(Box::new(Field::new(element.clone(), TypeRef::Named(ty.clone()), place)))]
        }
        Body::Wrapped { fields, .. } => fields.iter().map(PartOf::Field).collect(),
        Body::Bare(parts) | Body::Rpc { parts, .. } => {
            parts.iter().map(|part| PartOf::Field(&part.field)).collect()
        }
    };
    all.extend(message.attachments.iter().map(PartOf::Attached));
    all
}

/// The element around the parts, if there is one.
pub(super) fn wrapper(message: &Message, bare: bool) -> Option<&QName> {
    match &message.body {
        Body::Wrapped { ty: Some(_), .. } if bare => None,
        Body::Wrapped { element, .. } | Body::Rpc { element, .. } => Some(element),
        Body::Empty | Body::Bare(_) => None,
    }
}

/// Whether WCF's rules hold in a message.
fn is_wcf(side: &Side<'_>, message: &Message) -> bool {
    let first = || match &message.body {
        Body::Bare(parts) => parts.first().map(|part| &part.field.name),
        _ => None,
    };
    wrapper(message, false).or_else(first).is_some_and(|name| side.wcf.has(&name.namespace))
}

impl Comparison<'_> {
    /// Compares the parameters and results of an operation.
    pub(super) fn parameters(&mut self, old: &Operation, new: &Operation) {
        self.parts(old, Role::Parameter, (&old.input, false), (&new.input, false));
        if let (Some(before), Some(after)) = (&old.output, &new.output) {
            self.parts(old, Role::Result, (before, is_bare(old)), (after, is_bare(new)));
        }
    }

    /// Whether two operations have the same parameters and results.
    pub(super) fn same_messages(&mut self, old: &Operation, new: &Operation) -> bool {
        if old.style != new.style || old.output.is_some() != new.output.is_some() {
            return false;
        }
        let before = self.changes.len();
        self.parameters(old, new);
        let told = self.changes.split_off(before);
        told.iter().all(|change| change.kind == Kind::DocumentationChanged)
    }

    fn parts(
        &mut self,
        operation: &Operation,
        role: Role,
        (old, old_bare): (&Message, bool),
        (new, new_bare): (&Message, bool),
    ) {
        let is_result = role == Role::Result;
        let direction = if is_result { Direction::Response } else { Direction::Request };
        let at = |part: &PartOf<'_>| {
            let name = if is_result { result } else { parameter };
            name(&operation.name, part.name())
        };
        let holder = Holder {
            at: operation.name.clone(),
            direction,
            wcf: (is_wcf(&self.old, old), is_wcf(&self.new, new)),
            role,
            other: Kind::TypeBaseChanged,
        };
        let (before, after) = (parts(old, old_bare), parts(new, new_bare));
        // In the new order, each with its place in the old one.
        let mut kept: Vec<(usize, usize)> = Vec::new();
        for exact in [true, false] {
            for (to, part) in after.iter().enumerate() {
                let is_kept = |from: &usize| kept.iter().any(|(known, _)| known == from);
                if kept.iter().any(|(_, known)| *known == to) {
                    continue;
                }
                let mut found = before.iter().enumerate().filter(|(from, _)| !is_kept(from));
                if let Some((from, _)) = found.find(|(_, one)| one.stands_for(part, &self.names, exact)) {
                    kept.push((from, to));
                }
            }
        }
        kept.sort_by_key(|(_, to)| *to);
        for (from, part) in before.iter().enumerate() {
            let found = kept.iter().find(|pair| pair.0 == from).and_then(|pair| after.get(pair.1));
            match found {
                Some(now) => self.part(&holder, &at(part), part, now),
                None => {
                    let kind = if is_result { Kind::ResultRemoved } else { Kind::ParameterRemoved };
                    let change = Change::new(kind, direction, "-", at(part));
                    self.push(change.old(part.text(), Some(part.place())));
                }
            }
        }
        for (to, part) in after.iter().enumerate() {
            if kept.iter().any(|pair| pair.1 == to) {
                continue;
            }
            let (kind, condition) = match (is_result, before.len()) {
                (true, 0) => (Kind::ResultAdded, "first"),
                (true, 1) => (Kind::ResultAdded, "second"),
                (true, _) => (Kind::ResultAdded, "further"),
                (false, count) => (Kind::ParameterAdded, added(count, part.is_required())),
            };
            let change = Change::new(kind, direction, condition, at(part));
            self.push(change.new_side(part.text(), Some(part.place())));
        }
        let places: Vec<usize> = kept.iter().map(|(from, _)| *from).collect();
        for ((from, to), moved) in kept.iter().zip(moved(&places)) {
            let (Some(part), Some(now)) = (before.get(*from), after.get(*to)) else { continue };
            if moved {
                let (kind, condition) = match is_result {
                    true => (Kind::ResultMoved, "-"),
                    false if before.len() > POSITIONAL => (Kind::ParameterMoved, "struct"),
                    false => (Kind::ParameterMoved, "positional"),
                };
                let change = Change::new(kind, direction, condition, at(part));
                let change = change.old(number(*from), Some(part.place()));
                self.push(change.new_side(number(*to), Some(now.place())));
            }
        }
    }

    /// Compares a parameter or result that both sides have.
    fn part(&mut self, holder: &Holder, at: &str, old: &PartOf<'_>, new: &PartOf<'_>) {
        match (old.field(), new.field()) {
            (Some(before), Some(after)) => self.member(holder, at, before, after),
            (None, None) => {}
            _ => {
                let change = Change::new(Kind::AttachmentChanged, Direction::None, "mime", at);
                let change = change.old(old.text(), Some(old.place()));
                self.push(change.new_side(new.text(), Some(new.place())));
            }
        }
    }
}

/// The condition of an added parameter, by how many there were.
const fn added(before: usize, required: bool) -> &'static str {
    match (before > POSITIONAL, required) {
        (false, false) => "positional-optional",
        (false, true) => "positional-required",
        (true, false) => "struct-optional",
        (true, true) => "struct-required",
    }
}

fn number(at: usize) -> String {
    format!("the {}. one", at + 1)
}
