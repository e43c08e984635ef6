//! What the documentation says of a field, a parameter, a result.

use crate::contract::builtin::Demand;
use crate::names::named::{Container, Member, MemberPlace, Shape, TypeNames, Variant};

use super::context::Context;
use super::docs;

/// The lines for a field.
pub(super) fn member(cx: &Context<'_>, member: &Member) -> Vec<String> {
    docs::with(member.documentation.as_deref(), vec![sentence(cx, member)])
}

/// Whether an element is called in Rust as it is on the wire.
fn is_named(member: &Member) -> bool {
    let named = !matches!(member.shape, Shape::Choice(_) | Shape::Group(_));
    named && member.place == MemberPlace::Element && *member.wire.local == *member.rust.unescaped()
}

/// Whether the Rust type says what a shape is.
fn is_evident(shape: &Shape) -> bool {
    match shape {
        Shape::Scalar(builtin) => builtin.row().demand == Demand::Nothing,
        Shape::Enum(_) | Shape::Flags(_) | Shape::Union(_) | Shape::Map(_) | Shape::Record(_) => true,
        _ => false,
    }
}

/// Whether the wire name says all there is to say of a parameter or a result beside its Rust type.
pub(super) fn is_plain(member: &Member, wcf: bool) -> bool {
    let presence = match member.container {
        Container::None => true,
        Container::Option => wcf,
        Container::Nillable | Container::Vec | Container::VecOption => false,
    };
    let shape = matches!(
        member.shape,
        Shape::Scalar(_)
            | Shape::Enum(_)
            | Shape::Flags(_)
            | Shape::Union(_)
            | Shape::List(_)
            | Shape::Map(_)
            | Shape::Record(_)
    );
    presence && shape && member.notes.is_empty() && member.place == MemberPlace::Element
}

/// The line for a parameter in a list of parameters, if there is anything to say.
pub(super) fn parameter(cx: &Context<'_>, member: &Member, wcf: bool) -> Option<String> {
    let presence = match member.container {
        Container::Option if wcf => None,
        Container::Option if !member.flags.optional => Some("`xsi:nil` when `None`"),
        Container::Option | Container::Nillable => Some("left out when `None`"),
        Container::Vec | Container::VecOption => Some("repeated"),
        Container::None => None,
    };
    let named = is_named(member);
    let text = put_together(cx, member, presence, !named);
    let silent = named && presence.is_none() && member.notes.is_empty() && is_evident(&member.shape);
    (!silent).then(|| format!("- `{}`: {text}", member.rust.unescaped()))
}

/// The line for a result.
pub(super) fn result(cx: &Context<'_>, member: &Member) -> String {
    let presence = match member.container {
        Container::Option => Some("`None` when the reply has none"),
        Container::Nillable => Some("which may be absent or `xsi:nil`"),
        Container::Vec | Container::VecOption => Some("repeated"),
        Container::None => None,
    };
    put_together(cx, member, presence, true)
}

/// Wire name, kind and presence in one sentence.
pub(super) fn sentence(cx: &Context<'_>, member: &Member) -> String {
    put_together(cx, member, presence(member), true)
}

/// When a field is there.
fn presence(member: &Member) -> Option<&'static str> {
    let knows_itself = matches!(member.shape, Shape::List(_) | Shape::Map(_) | Shape::Attributes(_));
    let declared = matches!(
        member.place,
        MemberPlace::Element | MemberPlace::Attribute | MemberPlace::Group | MemberPlace::Attachment
    );
    match member.container {
        Container::None if member.flags.optional && member.flags.omit_default => {
            Some("not written when it is the default")
        }
        Container::None if member.flags.optional && knows_itself => None,
        Container::None if member.flags.optional => Some("always written"),
        Container::None => declared.then_some("required"),
        Container::Option if !member.flags.optional && !member.flags.nillable => Some("required"),
        Container::Option if !member.flags.optional => Some("`xsi:nil` when `None`"),
        Container::Option => Some("optional"),
        Container::Nillable => Some("optional, and may be `xsi:nil`"),
        Container::Vec | Container::VecOption => Some("repeated"),
    }
}

/// What a member is, with its wire name in front where that is to be said.
fn put_together(cx: &Context<'_>, member: &Member, presence: Option<&str>, name: bool) -> String {
    let head = match (member.place, &member.shape) {
        (MemberPlace::Text, _) => "The element's text".to_owned(),
        (MemberPlace::Wildcard, _) => "Other content".to_owned(),
        (MemberPlace::AnyAttribute, _) => "Other attributes".to_owned(),
        (MemberPlace::Attribute, _) => format!("The attribute {}", docs::code(&member.wire.local)),
        (_, Shape::Choice(name)) => alternatives(cx, name),
        (_, Shape::Group(name)) => together(cx, name),
        _ => docs::code(&member.wire.local),
    };
    let kind = kind(&member.shape);
    let parts: Vec<&str> = name.then_some(head.as_str()).into_iter().chain(kind.as_deref()).collect();
    let mut text = parts.join(", ");
    if let Some(presence) = presence {
        if !parts.is_empty() {
            let listed = matches!(member.shape, Shape::Choice(_) | Shape::Group(_));
            text.push_str(if kind.is_some() || listed { "; " } else { ", " });
        }
        text.push_str(presence);
    }
    text.push('.');
    if !member.notes.is_empty() {
        let notes: Vec<String> = member.notes.iter().map(|n| n.replace(['\n', '\r'], " ")).collect();
        text.push_str(&format!(" ({}.)", notes.join(", ")));
    }
    text
}

/// What a shape is, where its Rust type does not say it.
fn kind(shape: &Shape) -> Option<String> {
    match shape {
        Shape::Scalar(builtin) => (!builtin.is_text()).then(|| builtin.row().words.to_owned()),
        Shape::Enum(_) => Some("one of several names".to_owned()),
        Shape::Flags(_) => Some("a set of flags".to_owned()),
        Shape::Union(_) => Some("a value of several types".to_owned()),
        Shape::Tokens(_) => Some("values separated by white space".to_owned()),
        Shape::List(item) => Some(format!("a list of {}", docs::code(&item.wire.local))),
        Shape::Map(_) => Some("a dictionary".to_owned()),
        Shape::Record(_) | Shape::Choice(_) | Shape::Group(_) | Shape::Element(_) | Shape::Attributes(_) => {
            None
        }
        Shape::Derived(base) => {
            Some(format!("any type derived from {}", docs::code(&base.name.to_string_local())))
        }
        Shape::Any => Some("whatever the server sends".to_owned()),
        Shape::Attachment => Some("an attachment".to_owned()),
    }
}

/// What a choice is one of.
pub(super) fn alternatives(cx: &Context<'_>, names: &TypeNames) -> String {
    let Some(choice) = cx.model.choices.get(&names.name) else { return "One of several".to_owned() };
    if let Some(head) = &choice.head {
        return format!("{}, or an element that may replace it", docs::code(&head.local));
    }
    let names: Vec<String> = choice.variants.iter().take(SHOWN).map(|variant| one(cx, variant)).collect();
    let more = if choice.variants.len() > SHOWN { " and others" } else { "" };
    format!("One of {}{more}", names.join(", "))
}

/// How many of several are named.
const SHOWN: usize = 8;

/// An alternative of a choice.
pub(super) fn one(cx: &Context<'_>, variant: &Variant) -> String {
    match &variant.shape {
        Shape::Group(name) => elements(cx, name),
        Shape::Element(namespaces) => format!("an element of {namespaces}"),
        _ => docs::code(&variant.wire.local),
    }
}

fn together(cx: &Context<'_>, names: &TypeNames) -> String {
    format!("The elements {}, together", elements(cx, names))
}

/// The elements of a group: `a` and `b`.
pub(super) fn elements(cx: &Context<'_>, names: &TypeNames) -> String {
    let members =
        cx.model.records.get(&names.name).map(|record| record.members.as_slice()).unwrap_or_default();
    let names: Vec<String> = members.iter().take(SHOWN).map(|m| docs::code(&m.wire.local)).collect();
    if members.len() > SHOWN {
        return format!("{} and others", names.join(", "));
    }
    match names.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} and {last}", rest.join(", ")),
        _ => names.concat(),
    }
}
