//! How parameters are passed: borrowed, and by value where that is as cheap.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use crate::passes::{Body, Holder, Member, Shape};

use super::code::Code;
use super::context::{Context, ident};
use super::scalar;

/// Above this many parameters a method takes a struct of them.
const MANY: usize = 4;

/// Whether a method takes its parameters as one struct.
pub(super) fn as_struct(body: &Body) -> bool {
    body.members.len() > MANY
}

/// A parameter: its type, and the view of it.
pub(super) struct Argument {
    pub(super) ty: TokenStream,
    pub(super) view: TokenStream,
}

/// The parameter for a member, called `name`.
pub(super) fn argument(
    cx: &Context<'_>,
    code: &mut Code,
    member: &Member,
    name: &Ident,
    wcf: bool,
) -> Argument {
    match member.holder {
        Holder::Vec | Holder::VecOption => {
            let mut item = cx.rust(code, &member.shape);
            if member.holder == Holder::VecOption {
                let option = cx.std("Option");
                item = quote! { #option<#item> };
            }
            items(cx, code, &item, name)
        }
        Holder::Option | Holder::Nillable if !wcf => {
            let inner = plain(cx, code, &member.shape, name);
            let (option, view) = (cx.std("Option"), cx.codec(code, "View"));
            let (ty, expression) = (inner.ty, inner.view);
            Argument {
                ty: quote! { #option<#ty> },
                view: quote! { #name.map_or(#view::Absent, |#name| #expression) },
            }
        }
        _ => plain(cx, code, &member.shape, name),
    }
}

fn plain(cx: &Context<'_>, code: &mut Code, shape: &Shape, name: &Ident) -> Argument {
    let view = cx.codec(code, "View");
    let field = |code: &mut Code| cx.codec(code, "Field");
    match shape {
        Shape::Scalar(builtin) => match scalar::rust(*builtin) {
            scalar::Rust::Primitive(ty, Some(variant)) => {
                let (ty, variant) = (ident(ty), ident(variant));
                Argument { ty: quote! { #ty }, view: quote! { #view::#variant(#name) } }
            }
            scalar::Rust::Text => Argument { ty: quote! { &str }, view: quote! { #view::Str(#name) } },
            scalar::Rust::Primitive(..) | scalar::Rust::Copied(_) => {
                let (ty, field) = (cx.rust(code, shape), field(code));
                Argument { ty, view: quote! { #field::view(&#name) } }
            }
            scalar::Rust::Value(_) => borrowed(cx, code, shape, name),
        },
        Shape::List(item) if matches!(&item.shape, Shape::Scalar(b) if scalar::rust(*b) == scalar::Rust::Text) =>
        {
            let (strings, as_ref) = (cx.codec(code, "Strs"), cx.std("AsRef"));
            Argument { ty: quote! { &[impl #as_ref<str>] }, view: quote! { #view::Items(&#strings(#name)) } }
        }
        Shape::List(item) => {
            let item = cx.rust(code, &item.shape);
            items(cx, code, &item, name)
        }
        _ => borrowed(cx, code, shape, name),
    }
}

fn borrowed(cx: &Context<'_>, code: &mut Code, shape: &Shape, name: &Ident) -> Argument {
    let (ty, field) = (cx.rust(code, shape), cx.codec(code, "Field"));
    Argument { ty: quote! { &#ty }, view: quote! { #field::view(#name) } }
}

fn items(cx: &Context<'_>, code: &mut Code, item: &TokenStream, name: &Ident) -> Argument {
    let view = cx.codec(code, "View");
    Argument { ty: quote! { &[#item] }, view: quote! { #view::Items(&#name) } }
}

/// The type of a result.
pub(super) fn result(cx: &Context<'_>, code: &mut Code, body: Option<&Body>, response: &str) -> TokenStream {
    match body.map(|b| b.members.as_slice()) {
        None | Some([]) => quote! { () },
        Some([one]) => cx.member(code, one),
        Some(_) => {
            let response = ident(response);
            quote! { #response }
        }
    }
}
