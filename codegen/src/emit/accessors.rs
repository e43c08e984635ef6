//! The fields that all types of a family have, read without a match.

use crate::names::named::{Container, Family, Member};

use super::code::Code;
use super::context::Context;
use super::paths::runtime_macro;
use super::{arguments, describe, docs, text};

/// The methods; empty where there are none.
pub(super) fn emit(cx: &Context<'_>, code: &mut Code, family: &Family) -> String {
    let mut methods = String::new();
    let first = family.types.first().and_then(|derived| cx.model.records.get(&derived.of.name));
    for shared in &family.shared {
        let member = shared.slots.first().and_then(|slot| first?.members.get(*slot));
        let (Some(member), Some(accessor)) = (member, &shared.rust) else { continue };
        let (ty, how) = given(cx, code, member);
        let of = if *accessor == member.rust { String::new() } else { format!(" of {}", member.rust) };
        methods.push_str(&docs::text(&describe::member(cx, member), "    "));
        methods.push_str(&format!("    {accessor} -> {ty}: {how}{of};\n"));
    }
    if methods.is_empty() {
        return methods;
    }
    let mut out = format!("{}! {{\n", runtime_macro(code, "common"));
    let variants: Vec<String> = family.types.iter().map(|derived| derived.rust.to_string()).collect();
    text::fill(&mut out, &format!("    {} {{ ", family.rust.ident), &variants, " }");
    format!("{out}\n{methods}}}\n")
}

/// What a method gives, and how it comes by it.
fn given(cx: &Context<'_>, code: &mut Code, member: &Member) -> (String, &'static str) {
    let copied = arguments::is_copied(&member.shape);
    let is_text = member.shape.is_text();
    let inner = match member.container {
        // Imports what the file needs, and no more.
        Container::Nillable => cx.member(code, member),
        _ if is_text && !matches!(member.container, Container::Vec | Container::VecOption) => {
            quote::quote! { str }
        }
        _ => cx.rust(code, &member.shape),
    };
    let (inner, option) = (text::flat(&inner), text::flat(&cx.prelude(code, "Option")));
    match member.container {
        Container::Vec => (format!("&[{inner}]"), "items"),
        Container::VecOption => (format!("&[{option}<{inner}>]"), "items"),
        Container::Option if copied => (format!("{option}<{inner}>"), "optional"),
        Container::Option if is_text || member.boxed => (format!("{option}<&{inner}>"), "inner"),
        Container::Option => (format!("{option}<&{inner}>"), "some"),
        Container::None if copied => (format!("{option}<{inner}>"), "copied"),
        Container::None | Container::Nillable => (format!("{option}<&{inner}>"), "whole"),
    }
}
