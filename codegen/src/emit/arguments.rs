//! How parameters are passed: borrowed, and by value where that is as cheap.

use proc_macro2::TokenStream;
use quote::quote;

use crate::contract::builtin::Rust;
use crate::names::RustName;
use crate::names::named::{Body, Container, Member, Message, Operation, Shape};

use super::code::Code;
use super::context::{Context, ident};
use crate::options::Arguments;

/// Above this many parameters a method takes a struct of them.
const MANY: usize = 4;

/// Whether a method takes its parameters as one struct.
pub(super) fn as_struct(cx: &Context<'_>, body: &Body) -> bool {
    body.members.len() > MANY || cx.options.arguments == Arguments::Struct
}

/// The reply of an operation whose method returns a struct: there are several results.
pub(super) fn several_results(operation: &Operation) -> Option<&Message> {
    operation.output.as_ref().filter(|output| output.body.members.len() > 1)
}

/// A parameter: its type, and the view of it.
pub(super) struct Argument {
    pub(super) ty: TokenStream,
    pub(super) view: TokenStream,
}

/// The parameter for a member.
pub(super) fn argument(cx: &Context<'_>, code: &mut Code, member: &Member, wcf: bool) -> Argument {
    let name = &member.rust;
    match member.container {
        Container::Vec | Container::VecOption => {
            let mut item = cx.rust(code, &member.shape);
            if member.container == Container::VecOption {
                let option = cx.prelude(code, "Option");
                item = quote! { #option<#item> };
            }
            items(cx, code, &item, name)
        }
        Container::Option | Container::Nillable if !wcf => {
            let option = cx.prelude(code, "Option");
            if is_copied(&member.shape) {
                let (ty, field) = (cx.rust(code, &member.shape), cx.codec(code, "Field"));
                return Argument { ty: quote! { #option<#ty> }, view: quote! { #field::view(&#name) } };
            }
            let ty = single_argument(cx, code, &member.shape, name).ty;
            let ty = quote! { #option<#ty> };
            let view = cx.codec(code, "View");
            if matches!(member.shape, Shape::List(_)) {
                // The view is of a place that holds the slice; it lives as long as the call's argument list.
                let items = match strings(cx, code, &member.shape) {
                    Some(strings) => quote! { #name.map(#strings).as_ref() },
                    None => quote! { #name.as_ref() },
                };
                return Argument {
                    ty,
                    view: quote! { #items.map_or(#view::Absent, |items| #view::Items(items)) },
                };
            }
            if member.shape.is_text() {
                return Argument { ty, view: quote! { #name.map_or(#view::Absent, #view::Str) } };
            }
            let field = cx.codec(code, "Field");
            Argument { ty, view: quote! { #name.map_or(#view::Absent, #field::view) } }
        }
        _ => single_argument(cx, code, &member.shape, name),
    }
}

/// The adapter for lists of text, which are taken as whatever reads as text.
fn strings(cx: &Context<'_>, code: &mut Code, shape: &Shape) -> Option<TokenStream> {
    match shape {
        Shape::List(item) if item.shape.is_text() => Some(cx.codec(code, "Strs")),
        _ => None,
    }
}

/// Whether a shape is passed by value.
pub(super) fn is_copied(shape: &Shape) -> bool {
    matches!(shape, Shape::Scalar(builtin) if builtin.rust().is_copied())
}

fn single_argument(cx: &Context<'_>, code: &mut Code, shape: &Shape, name: &RustName) -> Argument {
    if let Some(strings) = strings(cx, code, shape) {
        let (view, as_ref) = (cx.codec(code, "View"), cx.prelude(code, "AsRef"));
        return Argument {
            ty: quote! { &[impl #as_ref<str>] },
            view: quote! { #view::Items(&#strings(#name)) },
        };
    }
    match shape {
        Shape::Scalar(builtin) => match (builtin.rust(), builtin.rust().view()) {
            (Rust::Text, _) => {
                let view = cx.codec(code, "View");
                Argument { ty: quote! { &str }, view: quote! { #view::Str(#name) } }
            }
            (Rust::Value(_), _) => borrowed(cx, code, shape, name),
            (Rust::Bool | Rust::Whole(..) | Rust::Float(..) | Rust::Copied(_), Some(variant)) => {
                let (ty, view, variant) = (cx.rust(code, shape), cx.codec(code, "View"), ident(variant));
                Argument { ty, view: quote! { #view::#variant(#name) } }
            }
            (Rust::Bool | Rust::Whole(..) | Rust::Float(..) | Rust::Copied(_), None) => {
                let (ty, field) = (cx.rust(code, shape), cx.codec(code, "Field"));
                Argument { ty, view: quote! { #field::view(&#name) } }
            }
        },
        Shape::List(item) => {
            let item = cx.rust(code, &item.shape);
            items(cx, code, &item, name)
        }
        _ => borrowed(cx, code, shape, name),
    }
}

fn borrowed(cx: &Context<'_>, code: &mut Code, shape: &Shape, name: &RustName) -> Argument {
    let (ty, field) = (cx.rust(code, shape), cx.codec(code, "Field"));
    Argument { ty: quote! { &#ty }, view: quote! { #field::view(#name) } }
}

fn items(cx: &Context<'_>, code: &mut Code, item: &TokenStream, name: &RustName) -> Argument {
    let view = cx.codec(code, "View");
    Argument { ty: quote! { &[#item] }, view: quote! { #view::Items(&#name) } }
}

/// The type of a result.
pub(super) fn result(
    cx: &Context<'_>,
    code: &mut Code,
    body: Option<&Body>,
    response: &RustName,
) -> TokenStream {
    match body.map(|b| b.members.as_slice()) {
        None | Some([]) => quote! { () },
        Some([one]) => cx.member(code, one),
        Some(_) => quote! { #response },
    }
}
