//! The `Default` of structs whose contract gives defaults, or fixed values, for what is always written.

use proc_macro2::{Ident, Literal, TokenStream};
use quote::quote;

use crate::contract::{Builtin, TypeName};
use crate::passes::{Holder, Member, Shape};

use super::code::Code;
use super::context::{Context, ident};
use super::{docs, scalar};

/// `Default` for a struct, where the derived one would not do.
pub(super) fn emit(
    cx: &Context<'_>,
    code: &mut Code,
    item: &Ident,
    members: &[Member],
    fields: &[Ident],
    unknown: Option<&Ident>,
) -> Option<TokenStream> {
    if members.iter().all(|member| member.default.is_none()) {
        return None;
    }
    let values: Vec<Option<TokenStream>> = members.iter().map(|member| value(cx, code, member)).collect();
    if values.iter().all(Option::is_none) {
        return None;
    }
    let default = cx.prelude(code, "Default");
    let rest = unknown.map(|field| (field, None));
    let rows = fields.iter().zip(values).chain(rest).map(|(field, value)| match value {
        Some(value) => quote! { #field: #value },
        None => quote! { #field: #default::default() },
    });
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
    let text = member.default.as_deref().filter(|_| member.holder == Holder::Plain)?;
    let word = text.trim_matches([' ', '\t', '\r', '\n']);
    match &member.shape {
        Shape::Scalar(Builtin::Boolean) => matches!(word, "true" | "1").then(|| quote! { true }),
        Shape::Scalar(builtin) => match scalar::rust(*builtin) {
            scalar::Rust::Text if text.is_empty() => None,
            scalar::Rust::Text => {
                let text = Literal::string(text);
                Some(quote! { #text.to_owned() })
            }
            scalar::Rust::Primitive(ty, _) => number(ty, word),
            scalar::Rust::Copied(_) | scalar::Rust::Value(_) => lexical(cx, code, word),
        },
        Shape::Enum(name) => variant(cx, code, name, word),
        Shape::Flags(_) | Shape::Tokens(_) | Shape::Union(_) => lexical(cx, code, word),
        _ => None,
    }
}

fn number(ty: &str, word: &str) -> Option<TokenStream> {
    let word = word.strip_prefix('+').unwrap_or(word);
    let literal = match ty {
        "f32" => word.parse().ok().filter(|n: &f32| n.is_finite() && *n != 0.0).map(Literal::f32_unsuffixed),
        "f64" => word.parse().ok().filter(|n: &f64| n.is_finite() && *n != 0.0).map(Literal::f64_unsuffixed),
        _ => {
            let fits = match ty {
                "i8" => word.parse::<i8>().is_ok(),
                "i16" => word.parse::<i16>().is_ok(),
                "i32" => word.parse::<i32>().is_ok(),
                "i64" => word.parse::<i64>().is_ok(),
                "u8" => word.parse::<u8>().is_ok(),
                "u16" => word.parse::<u16>().is_ok(),
                "u32" => word.parse::<u32>().is_ok(),
                "u64" => word.parse::<u64>().is_ok(),
                _ => false,
            };
            let number = word.parse::<i128>().ok().filter(|number| fits && *number != 0);
            number.map(Literal::i128_unsuffixed)
        }
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

fn variant(cx: &Context<'_>, code: &mut Code, name: &TypeName, word: &str) -> Option<TokenStream> {
    let declared = cx.model.enums.get(name)?;
    let at = declared.values.iter().position(|value| value.wire == word)?;
    let usual = declared.zero().or_else(|| declared.values.first());
    if usual.is_some_and(|usual| usual.wire == word) {
        return None;
    }
    let variant = ident(cx.names.values.get(name)?.get(at)?);
    let ty = cx.ty(code, name);
    Some(quote! { #ty::#variant })
}
