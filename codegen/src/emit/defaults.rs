//! The `Default` of structs whose contract gives defaults, or fixed values, for what is always written.

use proc_macro2::{Ident, Literal, TokenStream};
use quote::quote;

use crate::contract::builtin::{Builtin, Rust};
use crate::names::RustName;
use crate::names::named::{Container, Member, Shape, TypeNames};

use super::code::Code;
use super::context::Context;
use super::docs;

/// `Default` for a struct, where the derived one would not do.
pub(super) fn emit(
    cx: &Context<'_>,
    code: &mut Code,
    item: &RustName,
    members: &[Member],
    unknown: Option<&Ident>,
) -> Option<TokenStream> {
    if members.iter().all(|member| member.default.is_none()) {
        return None;
    }
    let values = members.iter().map(|member| (&member.rust, value(cx, code, member)));
    let values: Vec<(&RustName, Option<TokenStream>)> = values.collect();
    if values.iter().all(|(_, value)| value.is_none()) {
        return None;
    }
    let default = cx.prelude(code, "Default");
    let rows = values.into_iter().map(|(field, value)| match value {
        Some(value) => quote! { #field: #value },
        None => quote! { #field: #default::default() },
    });
    let rest = unknown.into_iter().map(|field| quote! { #field: #default::default() });
    let rows = rows.chain(rest);
    let note = docs::lines(&["The defaults of the contract."]);
    Some(quote! {
        #note
        impl #default for #item {
            #[inline]
            fn default() -> Self { Self { #(#rows),* } }
        }
    })
}

/// A member's default, unless its type's own is the same or the contract's is none.
fn value(cx: &Context<'_>, code: &mut Code, member: &Member) -> Option<TokenStream> {
    let text = member.default.as_deref().filter(|_| member.container == Container::None)?;
    let word = text.trim_matches([' ', '\t', '\r', '\n']);
    match &member.shape {
        Shape::Scalar(builtin) => match builtin.rust() {
            Rust::Text if text.is_empty() => None,
            Rust::Text => {
                let text = Literal::string(text);
                Some(quote! { #text.to_owned() })
            }
            Rust::Bool => matches!(word, "true" | "1").then(|| quote! { true }),
            Rust::Whole(..) => whole(*builtin, word),
            Rust::Float(ty, _) => float(ty, word),
            Rust::Copied(_) | Rust::Value(_) => lexical(cx, code, word),
        },
        Shape::Enum(name) => variant(cx, code, name, word),
        Shape::Flags(_) | Shape::Tokens(_) | Shape::Union(_) => lexical(cx, code, word),
        _ => None,
    }
}

fn whole(builtin: Builtin, word: &str) -> Option<TokenStream> {
    let fits = (builtin.row().reads)(word);
    let number: i128 = word.strip_prefix('+').unwrap_or(word).parse().ok()?;
    let literal = Literal::i128_unsuffixed(number);
    (fits && number != 0).then(|| quote! { #literal })
}

fn float(ty: &str, word: &str) -> Option<TokenStream> {
    let word = word.strip_prefix('+').unwrap_or(word);
    // Each has the digits that it needs.
    let literal = if ty == "f32" {
        word.parse().ok().filter(|n: &f32| n.is_finite() && *n != 0.0).map(Literal::f32_unsuffixed)
    } else {
        word.parse().ok().filter(|n: &f64| n.is_finite() && *n != 0.0).map(Literal::f64_unsuffixed)
    };
    literal.map(|literal| quote! { #literal })
}

fn lexical(cx: &Context<'_>, code: &mut Code, word: &str) -> Option<TokenStream> {
    if word.is_empty() {
        return None;
    }
    let lexical = cx.codec(code, "lexical");
    Some(quote! { #lexical(#word) })
}

fn variant(cx: &Context<'_>, code: &mut Code, names: &TypeNames, word: &str) -> Option<TokenStream> {
    let declared = cx.model.enums.get(&names.name)?;
    let meant = declared.values.iter().find(|value| value.wire == word)?;
    let usual = declared.zero().or_else(|| declared.values.first());
    if usual.is_some_and(|usual| usual.wire == word) {
        return None;
    }
    let (ty, variant) = (cx.ty(code, names), &meant.rust);
    Some(quote! { #ty::#variant })
}
