//! What every part of the emitter needs: the model, the names, and how to write a type or a table row.

use std::collections::BTreeMap;
use std::sync::Arc;

use proc_macro2::{Ident, Literal, Span, TokenStream};
use quote::quote;
use soapwright_runtime::codec::ns;

use crate::contract::{QName, TypeName};
use crate::names::Names;
use crate::passes::{Flag, Holder, Item, Member, Model, Row, Shape};

use super::code::Code;
use super::options::EmitOptions;
use super::scalar;

/// Names that the crate's own files define.
const OWN: [&str; 7] =
    ["Session", "SessionBuilder", "Client", "Call", "Reply", "RequestHeaders", "ResponseHeaders"];

/// What is shared while emitting.
pub(super) struct Context<'a> {
    pub(super) model: &'a Model,
    pub(super) names: &'a Names,
    pub(super) options: &'a EmitOptions,
    numbers: BTreeMap<Arc<str>, usize>,
}

/// An identifier, `r#` ones included.
pub(super) fn ident(name: &str) -> Ident {
    match name.strip_prefix("r#") {
        Some(raw) => Ident::new_raw(raw, Span::call_site()),
        None => Ident::new(name, Span::call_site()),
    }
}

impl<'a> Context<'a> {
    pub(super) fn new(model: &'a Model, names: &'a Names, options: &'a EmitOptions) -> Self {
        let mut uris: Vec<&Arc<str>> =
            names.namespaces.keys().filter(|uri| !ns::WELL_KNOWN.contains(&&***uri)).collect();
        uris.sort_by_key(|uri| (**uri != model.primary, Arc::clone(uri)));
        let first = usize::from(ns::FIRST);
        let numbers = uris.into_iter().enumerate().map(|(at, uri)| (Arc::clone(uri), first + at)).collect();
        Self { model, names, options, numbers }
    }

    /// The crate's own namespaces with their numbers, in that order.
    pub(super) fn namespaces(&self) -> Vec<(&Arc<str>, usize, &str)> {
        let mut all: Vec<_> = self
            .numbers
            .iter()
            .filter_map(|(uri, number)| Some((uri, *number, self.names.namespaces.get(uri)?.as_str())))
            .collect();
        all.sort_by_key(|(_, number, _)| *number);
        all
    }

    /// The constant of a namespace.
    pub(super) fn namespace(&self, code: &mut Code, uri: &str) -> TokenStream {
        if let Some(at) = ns::WELL_KNOWN.iter().position(|known| *known == uri) {
            let name =
                ident(["NONE", "XSI", "SOAP11", "SOAP12", "XML", "XSD"].get(at).copied().unwrap_or("NONE"));
            let ns = self.item(code, "crate::runtime::codec", "ns");
            return quote! { #ns::#name };
        }
        match self.names.namespaces.get(uri) {
            Some(name) => {
                code.import("crate::namespaces", name);
                let name = ident(name);
                quote! { #name }
            }
            None => quote! { 0 },
        }
    }

    /// A name from elsewhere, imported; with its module where a type of the crate has the same name.
    pub(super) fn item(&self, code: &mut Code, module: &str, name: &str) -> TokenStream {
        let item = ident(name);
        if !self.names.is_taken(name) {
            code.import(module, name);
            return quote! { #item };
        }
        let path: TokenStream = module.parse().unwrap_or_default();
        quote! { #path::#item }
    }

    pub(super) fn codec(&self, code: &mut Code, name: &str) -> TokenStream {
        self.item(code, "crate::runtime::codec", name)
    }

    pub(super) fn value(&self, code: &mut Code, name: &str) -> TokenStream {
        self.item(code, "crate::runtime::values", name)
    }

    /// A name of the standard prelude.
    pub(super) fn std(&self, name: &str) -> TokenStream {
        let item = ident(name);
        if !self.names.is_taken(name) {
            return quote! { #item };
        }
        match name {
            "Option" => quote! { ::core::option::Option },
            "Result" => quote! { ::core::result::Result },
            "String" => quote! { ::std::string::String },
            "Vec" => quote! { ::std::vec::Vec },
            "Box" => quote! { ::std::boxed::Box },
            "Default" => quote! { ::core::default::Default },
            "Into" => quote! { ::core::convert::Into },
            "AsRef" => quote! { ::core::convert::AsRef },
            _ => quote! { #item },
        }
    }

    /// A contract's type, imported from `crate::types`.
    pub(super) fn ty(&self, code: &mut Code, name: &TypeName) -> TokenStream {
        let Some(names) = self.names.types.get(name) else { return quote! { () } };
        let item = ident(&names.ident);
        let path = self.space(name);
        // An agent and its type share a name in the agent's module, and types of two namespaces may.
        if self.is_ambiguous(&names.ident) {
            return quote! { #path::#item };
        }
        code.import(path.to_string().replace(' ', ""), &names.ident);
        quote! { #item }
    }

    fn is_ambiguous(&self, name: &str) -> bool {
        let types = self.names.types.values().filter(|t| t.ident == name).count();
        let others =
            self.names.services.iter().any(|s| {
                s.agent == name || s.operations.iter().any(|o| o.request == name || o.response == name)
            });
        types > 1 || others || OWN.contains(&name)
    }

    /// The module that exports a type.
    pub(super) fn space(&self, name: &TypeName) -> TokenStream {
        match self.names.types.get(name).and_then(|n| n.space.as_deref()) {
            Some(space) => {
                let space = ident(space);
                quote! { crate::types::#space }
            }
            None => quote! { crate::types },
        }
    }

    /// Says that `code` is the file of a type.
    pub(super) fn define(&self, code: &mut Code, name: &TypeName) {
        let Some(names) = self.names.types.get(name) else { return };
        let (space, module) = (self.space(name), ident(&names.module));
        code.define(space.to_string().replace(' ', ""), &names.ident);
        code.define(quote! { #space::#module }.to_string().replace(' ', ""), names.table());
    }

    /// The static that describes a type.
    fn table(&self, code: &mut Code, name: &TypeName) -> TokenStream {
        let Some(names) = self.names.types.get(name) else { return quote! { () } };
        let module = ident(&names.module);
        let space = self.space(name);
        let table = names.table();
        if self.names.is_shared(&table) {
            let table = ident(&table);
            return quote! { #space::#module::#table };
        }
        code.import(quote! { #space::#module }.to_string().replace(' ', ""), &table);
        let table = ident(&table);
        quote! { #table }
    }

    /// The Rust type of a shape.
    pub(super) fn rust(&self, code: &mut Code, shape: &Shape) -> TokenStream {
        match shape {
            Shape::Scalar(builtin) => match scalar::rust(*builtin) {
                scalar::Rust::Primitive(name, _) => {
                    let name = ident(name);
                    quote! { #name }
                }
                scalar::Rust::Text => self.std("String"),
                scalar::Rust::Copied(name) | scalar::Rust::Value(name) => self.value(code, name),
            },
            Shape::Enum(name) | Shape::Record(name) => self.ty(code, name),
            Shape::Flags(name) => {
                let (flags, member) = (self.value(code, "Flags"), self.ty(code, name));
                quote! { #flags<#member> }
            }
            Shape::Tokens(inner) => {
                let (list, inner) = (self.value(code, "SimpleList"), self.rust(code, inner));
                quote! { #list<#inner> }
            }
            Shape::List(item) => {
                let (list, item) = (self.value(code, "List"), self.rust(code, &item.shape));
                quote! { #list<#item> }
            }
            Shape::Map(name) => match self.model.dictionaries.get(name) {
                Some(dictionary) => {
                    let map = self.value(code, "Map");
                    let (key, value) =
                        (self.member(code, &dictionary.key), self.member(code, &dictionary.value));
                    quote! { #map<#key, #value> }
                }
                None => self.value(code, "AnyType"),
            },
            Shape::Choice(name, number) => {
                let Some(choice) = self.names.choices.get(&(name.clone(), *number)) else {
                    return quote! { () };
                };
                let choice = ident(choice);
                quote! { #choice }
            }
            Shape::Any => self.value(code, "AnyType"),
        }
    }

    /// The Rust type of a member.
    pub(super) fn member(&self, code: &mut Code, member: &Member) -> TokenStream {
        self.held(code, &member.shape, member.holder, member.boxed)
    }

    pub(super) fn held(&self, code: &mut Code, shape: &Shape, holder: Holder, boxed: bool) -> TokenStream {
        let mut inner = self.rust(code, shape);
        if boxed {
            let std = self.std("Box");
            inner = quote! { #std<#inner> };
        }
        let option = self.std("Option");
        match holder {
            Holder::Plain => inner,
            Holder::Option => quote! { #option<#inner> },
            Holder::Nillable => {
                let nillable = self.value(code, "Nillable");
                quote! { #nillable<#inner> }
            }
            Holder::Vec => {
                let vec = self.std("Vec");
                quote! { #vec<#inner> }
            }
            Holder::VecOption => {
                let vec = self.std("Vec");
                quote! { #vec<#option<#inner>> }
            }
        }
    }

    /// The tables' `Type` of a shape.
    pub(super) fn table_type(&self, code: &mut Code, shape: &Shape) -> TokenStream {
        let ty = self.codec(code, "Type");
        match shape {
            Shape::Scalar(builtin) => {
                let (scalar, variant) = (self.codec(code, "Scalar"), ident(scalar::table(*builtin)));
                quote! { #ty::Scalar(#scalar::#variant) }
            }
            Shape::Enum(name) => {
                let table = self.table(code, name);
                quote! { #ty::Enum(&#table) }
            }
            Shape::Flags(name) => {
                let table = self.table(code, name);
                quote! { #ty::Flags(&#table) }
            }
            Shape::Tokens(inner) => {
                let inner = self.table_type(code, inner);
                quote! { #ty::SimpleList(&#inner) }
            }
            Shape::Record(name) => {
                let table = self.table(code, name);
                quote! { #ty::Record(&#table) }
            }
            Shape::List(item) => {
                let item = self.item_particle(code, item);
                quote! { #ty::List(&#item) }
            }
            Shape::Map(name) => match self.names.dictionaries.get(name) {
                Some(table) if self.names.is_shared(table) => {
                    let table = ident(table);
                    quote! { #ty::List(&crate::types::dictionaries::#table) }
                }
                Some(table) => {
                    code.import("crate::types::dictionaries", table);
                    let table = ident(table);
                    quote! { #ty::List(&#table) }
                }
                None => quote! { #ty::Any },
            },
            Shape::Choice(..) | Shape::Any => quote! { #ty::Any },
        }
    }

    fn item_particle(&self, code: &mut Code, item: &Item) -> TokenStream {
        let flags = Flag { optional: true, many: true, nillable: item.nillable, omit_default: false };
        self.particle(code, &item.wire, 0, flags, &item.shape)
    }

    /// A row of a table.
    pub(super) fn particle(
        &self,
        code: &mut Code,
        wire: &QName,
        slot: usize,
        flags: Flag,
        shape: &Shape,
    ) -> TokenStream {
        let ty = self.table_type(code, shape);
        self.particle_of(code, wire, slot, flags, &ty)
    }

    /// A row of a table, of a type that is already written.
    pub(super) fn particle_of(
        &self,
        code: &mut Code,
        wire: &QName,
        slot: usize,
        flags: Flag,
        ty: &TokenStream,
    ) -> TokenStream {
        let particle = self.codec(code, "Particle");
        let namespace = self.namespace(code, &wire.namespace);
        let tag = format!("{}>", wire.local);
        let slot = Literal::usize_unsuffixed(slot);
        let flags = self.flags(code, flags);
        quote! { #particle::new(#namespace, #tag, #slot, #flags, #ty) }
    }

    /// A row of a record.
    pub(super) fn row(&self, code: &mut Code, row: &Row) -> TokenStream {
        let particle = self.particle(code, &row.wire, row.slot, row.flags, &row.shape);
        if row.variant == 0 {
            return particle;
        }
        let variant = Literal::usize_unsuffixed(row.variant);
        quote! { #particle.variant(#variant) }
    }

    fn flags(&self, code: &mut Code, flags: Flag) -> TokenStream {
        let mut names = Vec::new();
        for (set, name) in [
            (flags.optional, "OPTIONAL"),
            (flags.nillable, "NILLABLE"),
            (flags.many, "MANY"),
            (flags.omit_default, "OMIT_DEFAULT"),
        ] {
            if set {
                names.push(self.codec(code, name));
            }
        }
        if names.is_empty() {
            quote! { 0 }
        } else {
            quote! { #(#names)|* }
        }
    }
}
