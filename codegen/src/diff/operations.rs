//! Operations that both sides have: actions, styles, headers, faults, and whether there is a reply.

use super::Comparison;
use super::change::Change;
use super::class::Direction;
use super::kind::Kind;
use super::member::{Holder, Role};
use super::names::Related;
use super::parts::{is_bare, parts, wrapper};
use super::shown;
use super::side::{self, Side};
use super::values::{self, Relation};
use crate::contract::{Body, Fault, Field, Header, Message, Operation, Style, TypeRef};

impl Comparison<'_> {
    /// Compares an operation that both sides have.
    pub(super) fn operation(&mut self, old: &Operation, new: &Operation, addressed: bool) {
        let before = self.changes.len();
        self.compare_operation(old, new);
        self.actions(old, new, addressed);
        for change in self.changes.iter_mut().skip(before).filter(|change| change.operations.is_empty()) {
            change.operations.push(old.name.clone());
        }
    }

    fn compare_operation(&mut self, old: &Operation, new: &Operation) {
        let texts = (old.documentation.as_ref(), new.documentation.as_ref());
        self.documentation(&old.name, (texts.0, &old.place), (texts.1, &new.place));
        if old.action != new.action && self.names.action(&old.action) != new.action {
            let change = Change::new(Kind::OperationActionChanged, Direction::None, "-", &*old.name);
            let text = |action: &str| format!("{action:?}");
            let change = change.old(text(&old.action), Some(&old.place));
            self.push(change.new_side(text(&new.action), Some(&new.place)));
        }
        self.headers(old, new, Direction::Request, (&old.input.headers, &new.input.headers));
        if let Some((condition, before, after)) = self.restyled(old, new) {
            let change = Change::new(Kind::OperationStyleChanged, Direction::None, condition, &*old.name);
            let change = change.old(before, Some(&old.place));
            self.push(change.new_side(after, Some(&new.place)));
        } else {
            self.parameters(old, new);
        }
        match (&old.output, &new.output) {
            (Some(before), Some(after)) => {
                self.headers(old, new, Direction::Response, (&before.headers, &after.headers));
                self.faults(old, new);
            }
            (None, None) => self.faults(old, new),
            (before, after) => self.one_way(old, new, before.as_ref().or(after.as_ref())),
        }
    }

    /// Compares the actions of WS-Addressing, where policies require it or the contract says another one than the soapAction.
    fn actions(&mut self, old: &Operation, new: &Operation, addressed: bool) {
        let own = |of: &Operation| !of.action.is_empty() && of.actions.input != of.action;
        if !addressed && !own(old) && !own(new) {
            return;
        }
        let mut compare = |direction: Direction, before: &str, after: &str| {
            if before != after && self.names.action(before) != after {
                let change = Change::new(Kind::OperationAddressingChanged, direction, "-", &*old.name);
                let change = change.old(format!("{before:?}"), Some(&old.place));
                self.push(change.new_side(format!("{after:?}"), Some(&new.place)));
            }
        };
        let (before, after) = (&old.actions, &new.actions);
        // Where it is the soapAction, that was told.
        if before.input != old.action || after.input != new.action {
            compare(Direction::Request, &before.input, &after.input);
        }
        if let (Some(before), Some(after)) = (&before.output, &after.output) {
            compare(Direction::Response, before, after);
        }
    }

    /// Tells of an operation that has a reply now, or has none any more.
    fn one_way(&mut self, old: &Operation, new: &Operation, reply: Option<&Message>) {
        let has_result = reply.is_some_and(|message| !parts(message, false).is_empty());
        let condition = if has_result { "with-result" } else { "empty-reply" };
        let text = |of: &Operation| if of.output.is_some() { "request and reply" } else { "one-way" };
        let change = Change::new(Kind::OperationOneWayChanged, Direction::None, condition, &*old.name);
        let change = change.old(text(old), Some(&old.place));
        self.push(change.new_side(text(new), Some(&new.place)));
    }

    /// How the bodies of an operation are built otherwise: the condition, and both ways in words.
    fn restyled(&self, old: &Operation, new: &Operation) -> Option<(&'static str, String, String)> {
        let encoded = |of: &Operation| {
            let is = |message: &Message| matches!(message.body, Body::Rpc { encoded: true, .. });
            is(&of.input) || of.output.as_ref().is_some_and(is)
        };
        let style = |of: &Operation| {
            let style = if of.style == Style::Rpc { "rpc" } else { "document" };
            if encoded(of) { format!("{style}, encoded") } else { style.to_owned() }
        };
        if style(old) != style(new) {
            return Some(("rpc", style(old), style(new)));
        }
        let bare = (is_bare(old), is_bare(new));
        let reply = old.output.as_ref().zip(new.output.as_ref());
        let sides = std::iter::once((&old.input, &new.input)).chain(reply);
        for (before, after) in sides {
            match (wrapper(before, bare.0), wrapper(after, bare.1)) {
                (Some(one), Some(other)) if !self.names.same(one, other) => {
                    return Some(("rpc", format!("element {one}"), format!("element {other}")));
                }
                // Parts that are there on both sides tell by themselves what becomes of them.
                (None, Some(other))
                    if !matches!(before.body, Body::Empty) || !parts(after, bare.1).is_empty() =>
                {
                    return Some(("bare", "bare".to_owned(), format!("wrapped in {}", other.local)));
                }
                (Some(one), None)
                    if !matches!(after.body, Body::Empty) || !parts(before, bare.0).is_empty() =>
                {
                    return Some(("bare", format!("wrapped in {}", one.local), "bare".to_owned()));
                }
                _ => {}
            }
        }
        None
    }

    /// Compares the headers of requests, or of replies.
    fn headers(
        &mut self,
        old: &Operation,
        new: &Operation,
        direction: Direction,
        (before, after): (&[Header], &[Header]),
    ) {
        let at = |header: &Header| format!("{}[header {}]", old.name, header.field.name.local);
        for header in before {
            let same = after.iter().find(|other| self.names.same(&header.field.name, &other.field.name));
            match same {
                Some(other) => {
                    let kind = Kind::HeaderTypeChanged;
                    self.element(kind, direction, &at(header), &header.field, &other.field);
                }
                None => {
                    let name = self.names.qname(&header.field.name);
                    let elsewhere = declares_header(&self.new, direction, &name);
                    let condition = if elsewhere { "elsewhere" } else { "last" };
                    let change = Change::new(Kind::HeaderRemoved, direction, condition, at(header));
                    let change = change.old(shown::ty(&header.field.ty), Some(&header.field.place));
                    self.push(change);
                }
            }
        }
        for header in after {
            if !before.iter().any(|other| self.names.same(&other.field.name, &header.field.name)) {
                let change = Change::new(Kind::HeaderAdded, direction, "-", at(header));
                let place = if header.field.place.line > 0 { &header.field.place } else { &new.place };
                self.push(change.new_side(shown::ty(&header.field.ty), Some(place)));
            }
        }
    }

    /// Compares the declared faults.
    fn faults(&mut self, old: &Operation, new: &Operation) {
        let at = |fault: &Fault| format!("{}[fault {}]", old.name, fault_name(fault));
        let same = |names: &super::names::Names, one: &Fault, other: &Fault| {
            names.same(&one.field.name, &other.field.name)
        };
        for fault in &old.faults {
            match new.faults.iter().find(|other| same(&self.names, fault, other)) {
                Some(other) => {
                    let kind = Kind::FaultTypeChanged;
                    self.element(kind, Direction::Response, &at(fault), &fault.field, &other.field);
                }
                None => {
                    let change = Change::new(Kind::FaultRemoved, Direction::Response, "-", at(fault));
                    self.push(change.old(shown::ty(&fault.field.ty), Some(&fault.field.place)));
                }
            }
        }
        for fault in &new.faults {
            if !old.faults.iter().any(|other| same(&self.names, other, fault)) {
                let change = Change::new(Kind::FaultAdded, Direction::Response, "-", at(fault));
                self.push(change.new_side(shown::ty(&fault.field.ty), Some(&fault.field.place)));
            }
        }
    }

    /// Compares the types of a header or fault that both sides have.
    fn element(&mut self, kind: Kind, direction: Direction, at: &str, old: &Field, new: &Field) {
        match self.names.related((&self.old, &old.ty), (&self.new, &new.ty)) {
            Related::Same => {}
            Related::Inner(from, to) => {
                let wcf = |side: &Side<'_>, ty: &TypeRef| side.ty(ty).is_some_and(|declared| declared.wcf);
                let wcf = (wcf(&self.old, &old.ty), wcf(&self.new, &new.ty));
                let holder = Holder { at: at.to_owned(), direction, wcf, role: Role::Field, other: kind };
                self.inner(&holder, at, (from, &old.place), (to, &new.place));
            }
            Related::Different => {
                let relation = values::relation((self.old.contract, &old.ty), (self.new.contract, &new.ty));
                if relation != Relation::Equal {
                    let change = Change::new(kind, direction, "-", at);
                    let change = change.old(shown::ty(&old.ty), Some(&old.place));
                    self.push(change.new_side(shown::ty(&new.ty), Some(&new.place)));
                }
            }
        }
    }
}

/// What a fault is called on the wire: as its element, or, without a namespace, as the contract calls it.
fn fault_name(fault: &Fault) -> &str {
    if fault.field.name.namespace.is_empty() { &fault.name } else { &fault.field.name.local }
}

/// Whether any operation declares a header, in requests or in replies.
fn declares_header(side: &Side<'_>, direction: Direction, name: &crate::contract::QName) -> bool {
    side::operations(side.contract).any(|operation| {
        let message =
            if direction == Direction::Request { Some(&operation.input) } else { operation.output.as_ref() };
        message.is_some_and(|message| message.headers.iter().any(|header| header.field.name == *name))
    })
}
