//! Choices and substitution groups: an enum of the alternatives.

use std::collections::BTreeMap;

use quote::quote;

use crate::names::named::{Choice, Container, Member, Shape, TypeNames, Variant};

use super::code::Code;
use super::context::Context;
use super::paths::runtime_macro;
use super::rows_of_items::Rows;
use super::{describe, docs, records, text};

/// The file of a choice.
pub(super) fn emit(cx: &Context<'_>, choice: &Choice) -> Code {
    let item = &choice.rust.ident;
    let what = format!("{}.", describe::alternatives(cx, &choice.rust));
    let mut code = Code::new(what.clone());
    cx.define(&mut code, &choice.rust);
    let is_secret = |variant: &Variant| records::is_secret_name(cx, &variant.wire.local);
    let mut declared = Rows::new(choice.variants.len());
    let mut rows = Vec::new();
    let mut shown = Vec::new();
    let mut held = Vec::new();
    for (at, alternative) in choice.variants.iter().enumerate() {
        let variant = &alternative.rust;
        let own = match (&alternative.shape, &choice.head) {
            (Shape::Element(_), Some(_)) => "An element that the contract does not know.".to_owned(),
            _ => format!("{}.", capital(&describe::one(cx, alternative))),
        };
        let docs = docs::with(alternative.documentation.as_deref(), vec![own]);
        let boxed = is_boxed(alternative);
        let ty = cx.in_container(&mut code, &alternative.shape, alternative.container, boxed);
        // A box is made where there is nothing around it.
        let bare = boxed && alternative.container == Container::None;
        let inner = cx.in_container(&mut code, &alternative.shape, alternative.container, boxed && !bare);
        held.push((variant.to_string(), text::flat(&inner), bare));
        declared.add(docs, false, quote! { #variant(#ty) });
        let label = variant.to_string();
        shown.push(if is_secret(alternative) {
            quote! { Self::#variant(_) => f.debug_tuple(#label).field(&"***").finish() }
        } else {
            quote! { Self::#variant(value) => f.debug_tuple(#label).field(value).finish() }
        });
        // What consists of several elements goes on filling what is there.
        let kind = match (alternative.container, &alternative.shape) {
            (Container::Vec | Container::VecOption, _) => " many",
            (_, Shape::Group(_)) => " group",
            _ => "",
        };
        rows.push(format!("{at}: {variant}{kind}"));
    }
    let docs = docs::with(choice.documentation.as_deref(), vec![what]);
    let secret = choice.variants.iter().any(is_secret);
    // Why `Debug` is derived only without secrets: the derived one would print them.
    let debug = (!secret).then(|| quote! { Debug, });
    let attributes = [quote! { #[derive(#debug Clone, PartialEq)] }, quote! { #[non_exhaustive] }];
    declared.finish(&mut code, &docs, &attributes, &quote! { pub enum #item });
    if secret {
        let note = docs::lines(&["Prints no secrets."]);
        code.push(quote! {
            #note
            impl std::fmt::Debug for #item {
                #[inline]
                fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                    match self { #(#shown),* }
                }
            }
        });
    }
    let Some(default) = choice.variants.get(choice.default).map(|variant| &variant.rust) else {
        code.report_missing("an alternative that is the default");
        return code;
    };
    let place = place(cx, &mut code, &choice.rust);
    let mut out =
        format!("{}! {{\n    {item} in {place}, default {default};\n", runtime_macro(&mut code, "choice"));
    text::fill_lines(&mut out, 4, &rows);
    out.push_str("}\n");
    code.text(out);
    let from = from(&mut code, item.raw(), &held);
    if !from.is_empty() {
        code.text(from);
    }
    code
}

/// The table and the slot where a choice stands. One that stands in messages alone brings its rows, which only formats
/// need: the tables of its services may be switched off.
fn place(cx: &Context<'_>, code: &mut Code, names: &TypeNames) -> String {
    let holds = |member: &Member| matches!(&member.shape, Shape::Choice(choice) if choice.name == names.name);
    if let Some((owner, slot)) = cx.holder(&names.name) {
        return format!("{}[{slot}]", text::flat(&cx.table(code, owner)));
    }
    let operations = cx.model.services.iter().flat_map(|service| &service.operations);
    let bodies =
        operations.flat_map(|o| std::iter::once(&o.input).chain(&o.output)).map(|message| &message.body);
    let member = bodies.flat_map(|body| &body.members).find(|member| holds(member));
    let rows = member.map(|member| cx.member_rows(code, 0, member)).unwrap_or_default();
    let mut out = "[\n".to_owned();
    for row in &rows {
        text::lay_out(&mut out, "        ", row, ",");
    }
    out.push_str("    ]");
    out
}

/// A sentence's beginning.
fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}

/// Whether an alternative holds a box. Records are boxed: the alternatives stay of a size, and no type contains itself.
fn is_boxed(variant: &Variant) -> bool {
    matches!(variant.shape, Shape::Record(_) | Shape::Group(_))
        && !matches!(variant.container, Container::Vec | Container::VecOption)
}

/// Makes an enum from what its alternatives hold, where only one of them holds that: name, type and whether it is boxed.
pub(super) fn from(code: &mut Code, item: &str, alternatives: &[(String, String, bool)]) -> String {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for (_, ty, _) in alternatives {
        *counts.entry(ty).or_default() += 1;
    }
    let once = |ty: &String| counts.get(ty.as_str()) == Some(&1);
    let rows = alternatives
        .iter()
        .filter(|(_, ty, _)| once(ty))
        .map(|(variant, ty, boxed)| format!("{variant}({ty}){}", if *boxed { " boxed" } else { "" }));
    let rows: Vec<String> = rows.collect();
    let mut out = String::new();
    if !rows.is_empty() {
        let from = runtime_macro(code, "from");
        text::fill(&mut out, &format!("{from}! {{ {item} {{ "), &rows, " } }");
    }
    out
}
