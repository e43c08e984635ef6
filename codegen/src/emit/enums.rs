//! Enumerations, and sets of flags.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use crate::contract::{EnumValue, TypeName};
use crate::passes::Enumerated;

use super::code::Code;
use super::context::{Context, ident};
use super::docs;

/// The file of an enumerated type.
pub(super) fn emit(cx: &Context<'_>, name: &TypeName, declared: &Enumerated) -> Code {
    let Some(names) = cx.names.types.get(name) else { return Code::default() };
    let wire = docs::code(&name.to_string_local());
    let mut code = Code::new(format!("The type {wire}."));
    cx.define(&mut code, name);
    let item = ident(&names.ident);
    let variants: Vec<_> =
        cx.names.values.get(name).map(|v| v.iter().map(|v| ident(v)).collect()).unwrap_or_default();
    let pairs: Vec<_> = declared.values.iter().zip(variants.iter().cloned()).collect();
    let table = ident(&names.table());
    let wires = declared.values.iter().map(|v| v.wire.as_str());
    let count = Literal::usize_unsuffixed(declared.values.len());
    let note = docs::lines(&[format!("The names of {wire} on the wire.")]);
    let statics = quote! { #note pub(crate) static #table: [&str; #count] = [#(#wires),*]; };
    if declared.flags {
        flags(cx, &mut code, &item, declared, &pairs, statics, &wire);
    } else {
        enumeration(cx, &mut code, &item, declared, &pairs, statics, &wire);
    }
    code
}

fn enumeration(
    cx: &Context<'_>,
    code: &mut Code,
    item: &proc_macro2::Ident,
    declared: &Enumerated,
    pairs: &[(&EnumValue, proc_macro2::Ident)],
    statics: TokenStream,
    wire: &str,
) {
    let default = declared.zero().or_else(|| declared.values.first()).map(|v| v.wire.clone());
    let variants = pairs.iter().map(|(value, variant)| {
        let docs = docs::lines(&describe(value));
        let default = (default.as_ref() == Some(&value.wire)).then(|| quote! { #[default] });
        quote! { #docs #default #variant }
    });
    let from = pairs.iter().map(|(value, variant)| {
        let wire = &value.wire;
        quote! { #wire => Self::#variant }
    });
    let to = pairs.iter().map(|(value, variant)| {
        let wire = &value.wire;
        quote! { Self::#variant => #wire }
    });
    let (enumeration, field) = (cx.codec(code, "Enumeration"), cx.codec(code, "Field"));
    let (slot, view, boxed) = (cx.codec(code, "Slot"), cx.codec(code, "View"), cx.std("Box"));
    let docs = docs::lines(&docs::with(
        declared.documentation.as_deref(),
        vec![
            format!("{wire} on the wire, as one of these names."),
            String::new(),
            "A name that this crate does not know is kept as `Other`.".to_owned(),
        ],
    ));
    let other = docs::lines(&["A name that the contract does not know."]);
    code.push(quote! {
        #docs
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
        #[non_exhaustive]
        pub enum #item { #(#variants,)* #other Other(#boxed<str>) }
        #statics
        impl #enumeration for #item {
            fn from_wire(name: &str) -> Self {
                match name { #(#from,)* _ => Self::Other(name.into()) }
            }
            fn as_wire(&self) -> &str {
                match self { #(#to,)* Self::Other(name) => name }
            }
        }
        impl #field for #item {
            #[inline]
            fn slot(&mut self) -> #slot<'_> { #slot::Lex(self) }
            #[inline]
            fn view(&self) -> #view<'_> { #view::Lex(self) }
        }
        impl std::fmt::Display for #item {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(#enumeration::as_wire(self))
            }
        }
    });
}

fn flags(
    cx: &Context<'_>,
    code: &mut Code,
    item: &proc_macro2::Ident,
    declared: &Enumerated,
    pairs: &[(&EnumValue, proc_macro2::Ident)],
    statics: TokenStream,
    wire: &str,
) {
    let variants = pairs.iter().map(|(value, variant)| {
        let docs = docs::lines(&describe(value));
        quote! { #docs #variant }
    });
    let all = pairs.iter().map(|(_, variant)| quote! { Self::#variant });
    let places = pairs.iter().enumerate().map(|(at, (_, variant))| {
        let at = Literal::usize_unsuffixed(at);
        quote! { Self::#variant => #at }
    });
    let to = pairs.iter().map(|(value, variant)| {
        let wire = &value.wire;
        quote! { Self::#variant => #wire }
    });
    let (member, set) = (cx.codec(code, "FlagMember"), cx.value(code, "Flags"));
    let docs = docs::lines(&docs::with(
        declared.documentation.as_deref(),
        vec![
            format!("A flag of {wire}, which is a set of these names on the wire."),
            String::new(),
            "Flags are put together with `|`.".to_owned(),
        ],
    ));
    code.push(quote! {
        #docs
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum #item { #(#variants),* }
        #statics
        impl #member for #item {
            const MEMBERS: &'static [Self] = &[#(#all),*];
            fn as_wire(self) -> &'static str {
                match self { #(#to),* }
            }
            fn index(self) -> u32 {
                match self { #(#places),* }
            }
        }
        impl std::ops::BitOr for #item {
            type Output = #set<Self>;
            fn bitor(self, other: Self) -> #set<Self> { #set::from([self, other]) }
        }
        impl std::fmt::Display for #item {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(#member::as_wire(*self))
            }
        }
    });
}

fn describe(value: &EnumValue) -> Vec<String> {
    let own = match value.number {
        Some(number) => format!("{}, number {number}.", docs::code(&value.wire)),
        None => format!("{}.", docs::code(&value.wire)),
    };
    docs::with(value.documentation.as_deref(), vec![own])
}
