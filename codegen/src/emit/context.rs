//! What every part of the emitter needs: the model, the names, and how to write a type or a table row.

use std::sync::Arc;

use proc_macro2::{Ident, Literal, Span, TokenStream};
use quote::quote;
use soapwright_runtime::codec::ns;

use crate::contract::{Namespaces, QName, TypeName};
use crate::names::Names;
use crate::passes::{Flag, Holder, Item, Member, Model, Record, Row, Service, Shape};

use super::code::Code;
use super::options::EmitOptions;
use super::scalar;

/// Names that generated files import from elsewhere or have from Rust's prelude: a contract's type of such a name is
/// always written with its path, so that no file depends on what else there is.
const KEPT: &[&str] = &[
    // The prelude.
    "AsRef",
    "Box",
    "Clone",
    "Copy",
    "Default",
    "From",
    "Into",
    "Option",
    "Result",
    "String",
    "ToString",
    "Vec",
    // The crate's own.
    "Call",
    "Client",
    "Reply",
    "RequestHeaders",
    "ResponseHeaders",
    "Session",
    "SessionBuilder",
    // The codec.
    "Array",
    "Derived",
    "Defaulted",
    "Choice",
    "Enumeration",
    "Field",
    "FlagMember",
    "Particle",
    "Record",
    "Scalar",
    "Slot",
    "Strs",
    "Type",
    "TypeDef",
    "View",
    "Wildcard",
    "Invalid",
    "Validate",
    "Violation",
    // Envelopes and clients.
    "Bound",
    "AsyncTransport",
    "BlockingTransport",
    "ClientBuilder",
    "Error",
    "ErrorKind",
    "FakeReply",
    "FakeTransport",
    "Message",
    "Operation",
    "Outcome",
    "Service",
    "Shape",
    "SoapVersion",
    "Answer",
    "Dispatcher",
    "Failure",
    "FaultDetail",
    "ServerOperation",
    "ServerRequest",
    // Values.
    "AnyType",
    "Attachment",
    "Attributes",
    "Base64",
    "Char",
    "Date",
    "DateTime",
    "Decimal",
    "Duration",
    "Element",
    "Flags",
    "GDay",
    "GMonth",
    "GMonthDay",
    "GYear",
    "GYearMonth",
    "Guid",
    "Hex",
    "Integer",
    "List",
    "Map",
    "Nillable",
    "QName",
    "SimpleList",
    "Time",
    "Unknown",
];

/// What is shared while emitting.
pub(super) struct Context<'a> {
    pub(super) model: &'a Model,
    pub(super) names: &'a Names,
    pub(super) options: &'a EmitOptions,
}

/// An identifier, `r#` ones included.
pub(super) fn ident(name: &str) -> Ident {
    match name.strip_prefix("r#") {
        Some(raw) => Ident::new_raw(raw, Span::call_site()),
        None => Ident::new(name, Span::call_site()),
    }
}

/// The module of the types of a namespace.
pub(super) fn types_in(space: Option<&str>) -> String {
    space.map_or_else(|| "crate::types".to_owned(), |space| format!("crate::types::{space}"))
}

impl<'a> Context<'a> {
    pub(super) const fn new(model: &'a Model, names: &'a Names, options: &'a EmitOptions) -> Self {
        Self { model, names, options }
    }

    /// The crate's own namespaces: their URIs and constants, the one that the crate is about first.
    pub(super) fn namespaces(&self) -> Vec<(&Arc<str>, &str)> {
        let own = self.names.namespaces.iter().filter(|(uri, _)| !ns::WELL_KNOWN.contains(&&***uri));
        let mut all: Vec<_> = own.map(|(uri, name)| (uri, name.as_str())).collect();
        all.sort_by_key(|(uri, _)| (**uri != self.model.primary, Arc::clone(uri)));
        all
    }

    /// The file of a service's contract.
    pub(super) fn source(&self, service: &Service) -> Option<String> {
        let stem = |file: &String| file.rsplit_once('.').map_or(file.as_str(), |(stem, _)| stem).to_owned();
        self.options.sources.iter().find(|file| stem(file) == service.source).cloned()
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
            // A type may be called as a namespace is: `A`.
            Some(name) => self.item(code, "crate::namespaces", name),
            None => quote! { 0 },
        }
    }

    /// A name from elsewhere, imported; with its module where the file has something else of that name.
    pub(super) fn item(&self, code: &mut Code, module: &str, name: &str) -> TokenStream {
        let item = ident(name);
        if code.import(module, name) {
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

    /// A name of the standard prelude, in a file that defines no type of a contract.
    pub(super) fn std(&self, name: &str) -> TokenStream {
        let item = ident(name);
        quote! { #item }
    }

    /// A name of the standard prelude.
    pub(super) fn prelude(&self, code: &Code, name: &str) -> TokenStream {
        let item = ident(name);
        if !code.defines(name) {
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
        let kept = KEPT.contains(&names.ident.as_str()) && !code.defines(&names.ident);
        // An agent and its type share a name in the agent's module, and types of two namespaces may.
        if !kept && code.import(self.space_path(name), &names.ident) {
            return quote! { #item };
        }
        let path = self.space(name);
        quote! { #path::#item }
    }

    /// The enum of a type and those derived from it.
    fn family(&self, code: &mut Code, base: &TypeName, table: bool) -> TokenStream {
        let Some(names) = self.names.families.get(base) else { return quote! { () } };
        let name = if table { names.table() } else { names.ident.clone() };
        let (item, path) = (ident(&name), types_in(names.space.as_deref()));
        let kept = KEPT.contains(&name.as_str()) && !code.defines(&name);
        if !kept && code.import(&path, name) {
            return quote! { #item };
        }
        let path: TokenStream = path.parse().unwrap_or_default();
        quote! { #path::#item }
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

    fn space_path(&self, name: &TypeName) -> String {
        types_in(self.names.types.get(name).and_then(|n| n.space.as_deref()))
    }

    /// Says that `code` is the file of a type.
    pub(super) fn define(&self, code: &mut Code, name: &TypeName) {
        let Some(names) = self.names.types.get(name) else { return };
        let space = self.space_path(name);
        code.define(&space, &names.ident);
        code.define(space, names.table());
    }

    /// The static that describes a type.
    pub(super) fn table(&self, code: &mut Code, name: &TypeName) -> TokenStream {
        let Some(names) = self.names.types.get(name) else { return quote! { () } };
        let table = names.table();
        let (path, item) = (self.space_path(name), ident(&table));
        // The lists of headers have such names.
        let kept = table == "OUTCOME" || table.starts_with("REQUEST_") || table.starts_with("RESPONSE_");
        if (!kept || code.defines(&table)) && code.import(path, &table) {
            return quote! { #item };
        }
        let (space, module) = (self.space(name), ident(&names.module));
        quote! { #space::#module::#item }
    }

    /// The Rust type of a shape.
    pub(super) fn rust(&self, code: &mut Code, shape: &Shape) -> TokenStream {
        match shape {
            Shape::Scalar(builtin) => match scalar::rust(*builtin) {
                scalar::Rust::Primitive(name, _) => {
                    let name = ident(name);
                    quote! { #name }
                }
                scalar::Rust::Text => self.prelude(code, "String"),
                scalar::Rust::Copied(name) | scalar::Rust::Value(name) => self.value(code, name),
            },
            Shape::Enum(name)
            | Shape::Record(name)
            | Shape::Union(name)
            | Shape::Group(name)
            | Shape::Choice(name) => self.ty(code, name),
            Shape::Derived(base) => self.family(code, base, false),
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
            Shape::Element(_) => self.value(code, "Element"),
            Shape::Attributes(_) => self.value(code, "Attributes"),
            Shape::Any => self.value(code, "AnyType"),
            Shape::Attachment => self.value(code, "Attachment"),
        }
    }

    /// The Rust type of a member.
    pub(super) fn member(&self, code: &mut Code, member: &Member) -> TokenStream {
        self.held(code, &member.shape, member.holder, member.boxed)
    }

    pub(super) fn held(&self, code: &mut Code, shape: &Shape, holder: Holder, boxed: bool) -> TokenStream {
        let mut inner = self.rust(code, shape);
        if boxed {
            let std = self.prelude(code, "Box");
            inner = quote! { #std<#inner> };
        }
        let option = self.prelude(code, "Option");
        match holder {
            Holder::Plain => inner,
            Holder::Option => quote! { #option<#inner> },
            Holder::Nillable => {
                let nillable = self.value(code, "Nillable");
                quote! { #nillable<#inner> }
            }
            Holder::Vec => {
                let vec = self.prelude(code, "Vec");
                quote! { #vec<#inner> }
            }
            Holder::VecOption => {
                let vec = self.prelude(code, "Vec");
                quote! { #vec<#option<#inner>> }
            }
        }
    }

    /// The tables' `Type` of a shape.
    pub(super) fn table_type(&self, code: &mut Code, shape: &Shape) -> TokenStream {
        let ty = self.codec(code, "Type");
        match shape {
            Shape::Scalar(builtin) => {
                let scalar = ident(scalar::table(*builtin));
                quote! { #ty::#scalar }
            }
            Shape::Enum(name) => {
                let table = self.table(code, name);
                quote! { #ty::Enum(&#table) }
            }
            Shape::Flags(name) => {
                let table = self.table(code, name);
                quote! { #ty::Flags(&#table) }
            }
            // A union's own code tells its members; the engine hands it the text.
            Shape::Union(_) => quote! { #ty::STRING },
            Shape::Tokens(inner) => {
                let inner = self.table_type(code, inner);
                quote! { #ty::SimpleList(&#inner) }
            }
            Shape::Record(name) => {
                let table = self.table(code, name);
                quote! { #ty::Record(&#table) }
            }
            Shape::Derived(base) => {
                let table = self.family(code, base, true);
                quote! { #ty::Derived(&#table) }
            }
            Shape::List(item) => {
                if let Some(of) = &item.array {
                    let array = self.array(code, item, of);
                    return quote! { #ty::Array(&#array) };
                }
                let item = self.item_particle(code, item);
                quote! { #ty::List(&#item) }
            }
            Shape::Map(name) => match self.names.dictionaries.get(name) {
                Some(table) => {
                    let item = ident(table);
                    if code.import("crate::types::dictionaries", table) {
                        quote! { #ty::List(&#item) }
                    } else {
                        quote! { #ty::List(&crate::types::dictionaries::#item) }
                    }
                }
                None => quote! { #ty::Any },
            },
            Shape::Group(name) => {
                let table = self.table(code, name);
                quote! { #ty::Group(&#table) }
            }
            Shape::Element(namespaces) | Shape::Attributes(namespaces) => {
                let wildcard = self.wildcard(code, namespaces);
                quote! { #ty::Wildcard(&#wildcard) }
            }
            Shape::Choice(_) | Shape::Any | Shape::Attachment => quote! { #ty::Any },
        }
    }

    /// An encoded array, and the type of its items as it says it.
    fn array(&self, code: &mut Code, item: &Item, of: &QName) -> TokenStream {
        let (array, ty) = (self.codec(code, "Array"), self.table_type(code, &item.shape));
        let (namespace, tag) = (self.namespace(code, &item.wire.namespace), format!("{}>", item.wire.local));
        let (of, name) = (self.namespace(code, &of.namespace), of.local.to_string());
        quote! { #array::new(#namespace, #tag, (#of, #name), #ty) }
    }

    fn item_particle(&self, code: &mut Code, item: &Item) -> TokenStream {
        if item.nillable {
            let (particle, ty) = (self.codec(code, "Particle"), self.table_type(code, &item.shape));
            let namespace = self.namespace(code, &item.wire.namespace);
            let tag = format!("{}>", item.wire.local);
            return quote! { #particle::item(#namespace, #tag, #ty) };
        }
        let flags = Flag { optional: true, many: true, ..Flag::default() };
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
        if flags.omit_default || flags.many || flags.unordered || !flags.optional {
            let flags = self.flags(code, flags);
            return quote! { #particle::new(#namespace, #tag, #slot, #flags, #ty) };
        }
        let kind = ident(if flags.nillable { "nullable" } else { "optional" });
        quote! { #particle::#kind(#namespace, #tag, #slot, #ty) }
    }

    /// The row of a member that is no choice.
    pub(super) fn member_row(&self, code: &mut Code, slot: usize, member: &Member) -> TokenStream {
        let Member { wire, flags, shape, default, .. } = member;
        self.any_row(code, wire, slot, *flags, shape, default.as_deref())
    }

    /// The rows of a member of a Body: one, or one for each of those that may stand there.
    pub(super) fn member_rows(&self, code: &mut Code, slot: usize, member: &Member) -> Vec<TokenStream> {
        let Shape::Choice(name) = &member.shape else { return vec![self.member_row(code, slot, member)] };
        let variants = self.model.choices.get(name).map(|choice| choice.variants.as_slice());
        let variants = variants.unwrap_or_default().iter().enumerate();
        variants
            .map(|(at, one)| {
                let flags = Flag { optional: true, many: member.flags.many || one.flags.many, ..one.flags };
                let row = self.any_row(code, &one.wire, slot, flags, &one.shape, one.default.as_deref());
                let at = Literal::usize_unsuffixed(at);
                quote! { #row.variant(#at) }
            })
            .collect()
    }

    fn any_row(
        &self,
        code: &mut Code,
        wire: &QName,
        slot: usize,
        flags: Flag,
        shape: &Shape,
        default: Option<&str>,
    ) -> TokenStream {
        let particle = self.codec(code, "Particle");
        let at = Literal::usize_unsuffixed(slot);
        match shape {
            Shape::Group(name) => {
                let (flags, table) = (self.flags(code, flags), self.table(code, name));
                quote! { #particle::group(#at, #flags, &#table) }
            }
            Shape::Element(namespaces) => {
                let (flags, wildcard) = (self.flags(code, flags), self.wildcard(code, namespaces));
                quote! { #particle::wildcard(#at, #flags, &#wildcard) }
            }
            Shape::Attributes(namespaces) => {
                let wildcard = self.wildcard(code, namespaces);
                quote! { #particle::any_attribute(#at, &#wildcard) }
            }
            shape => {
                let mut ty = self.table_type(code, shape);
                if let Some(text) = default {
                    let (of, defaulted) = (self.codec(code, "Type"), self.codec(code, "Defaulted"));
                    ty = quote! { #of::Defaulted(&#defaulted { ty: #ty, text: #text }) };
                }
                self.particle_of(code, wire, slot, flags, &ty)
            }
        }
    }

    fn wildcard(&self, code: &mut Code, namespaces: &Namespaces) -> TokenStream {
        let wildcard = self.codec(code, "Wildcard");
        match namespaces {
            Namespaces::Any => quote! { #wildcard::Any },
            Namespaces::Other(own) => {
                let own = self.namespace(code, own);
                quote! { #wildcard::Other(#own) }
            }
            Namespaces::Only(all) => {
                let all: Vec<TokenStream> = all.iter().map(|uri| self.namespace(code, uri)).collect();
                quote! { #wildcard::Only(&[#(#all),*]) }
            }
        }
    }

    /// A row of a record.
    pub(super) fn row(&self, code: &mut Code, record: &Record, row: &Row) -> TokenStream {
        let Row { wire, slot, flags, shape, default, .. } = row;
        let particle = self.any_row(code, wire, *slot, *flags, shape, default.as_deref());
        let choice = record.members.get(row.slot).is_some_and(|m| matches!(m.shape, Shape::Choice(..)));
        if !choice {
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
            (flags.unordered, "UNORDERED"),
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
