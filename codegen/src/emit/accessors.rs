//! The fields that all types of a family have, read without a match.

use crate::contract::TypeName;
use crate::names::FamilyNames;
use crate::passes::{Family, Holder, Member, Shape};

use super::code::Code;
use super::context::Context;
use super::paths::runtime_macro;
use super::{arguments, describe, docs, scalar, text};

/// The methods; empty where there are none.
pub(super) fn emit(
    cx: &Context<'_>,
    code: &mut Code,
    item: &str,
    family: &Family,
    names: &FamilyNames,
) -> String {
    let mut methods = String::new();
    for (slots, accessor) in family.shared.iter().zip(&names.accessors) {
        let found = family.types.first().zip(slots.first()).and_then(|(name, slot)| field(cx, name, *slot));
        let (Some((member, field)), Some(accessor)) = (found, accessor) else { continue };
        let (ty, how) = given(cx, code, member);
        let of = if accessor == field { String::new() } else { format!(" of {field}") };
        methods.push_str(&docs::text(&describe::member(cx, member), "    "));
        methods.push_str(&format!("    {accessor} -> {ty}: {how}{of};\n"));
    }
    if methods.is_empty() {
        return methods;
    }
    let mut out = format!("{}! {{\n", runtime_macro(code, "common"));
    text::fill(&mut out, &format!("    {item} {{ "), &names.variants, " }");
    format!("{out}\n{methods}}}\n")
}

/// A field of a type, and its Rust name.
fn field<'c>(cx: &Context<'c>, name: &TypeName, slot: usize) -> Option<(&'c Member, &'c String)> {
    cx.model.records.get(name)?.members.get(slot).zip(cx.names.fields.get(name)?.get(slot))
}

/// What a method gives, and how it comes by it.
fn given(cx: &Context<'_>, code: &mut Code, member: &Member) -> (String, &'static str) {
    let copied = match &member.shape {
        Shape::Scalar(builtin) => {
            matches!(scalar::rust(*builtin), scalar::Rust::Primitive(..) | scalar::Rust::Copied(_))
        }
        _ => false,
    };
    let is_text = arguments::is_text(&member.shape);
    let inner = match member.holder {
        // Imports what the file needs, and no more.
        Holder::Nillable => cx.member(code, member),
        _ if is_text && !matches!(member.holder, Holder::Vec | Holder::VecOption) => quote::quote! { str },
        _ => cx.rust(code, &member.shape),
    };
    let (inner, option) = (text::flat(&inner), text::flat(&cx.prelude(code, "Option")));
    match member.holder {
        Holder::Vec => (format!("&[{inner}]"), "items"),
        Holder::VecOption => (format!("&[{option}<{inner}>]"), "items"),
        Holder::Option if copied => (format!("{option}<{inner}>"), "optional"),
        Holder::Option if is_text || member.boxed => (format!("{option}<&{inner}>"), "inner"),
        Holder::Option => (format!("{option}<&{inner}>"), "some"),
        Holder::Plain if copied => (format!("{option}<{inner}>"), "copied"),
        Holder::Plain | Holder::Nillable => (format!("{option}<&{inner}>"), "whole"),
    }
}
