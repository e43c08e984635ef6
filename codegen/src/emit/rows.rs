//! How tables are written: the codec's type of a shape, and the rows of members and headers.

use proc_macro2::{Ident, Literal, TokenStream};
use quote::quote;

use crate::contract::{Namespaces, QName};
use crate::names::named::{Flag, Item, Member, Record, Row, Shape};

use super::code::Code;
use super::context::{Context, ident};

/// The function that makes a row with these flags, where there is one.
fn kind(flags: Flag) -> Option<Ident> {
    let name = match flags {
        Flag { omit_default: true, .. } | Flag { many: true, .. } => None,
        Flag { unordered: true, .. } | Flag { optimized: true, .. } => None,
        Flag { optional: true, nillable: true, .. } => Some("nullable"),
        Flag { optional: true, .. } => Some("optional"),
        Flag { nillable: true, .. } => None,
        _ => Some("required"),
    };
    name.map(ident)
}

impl Context<'_> {
    /// The tables' `Type` of a shape.
    pub(super) fn table_type(&self, code: &mut Code, shape: &Shape) -> TokenStream {
        let ty = self.codec(code, "Type");
        match shape {
            Shape::Scalar(builtin) => {
                let scalar = ident(builtin.row().table.name);
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
            Shape::Map(names) => {
                let table = self.named(code, "crate::types::dictionaries", &names.table);
                quote! { #ty::List(&#table) }
            }
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
        let (namespace, wire) = (self.namespace(code, &item.wire.namespace), item.wire.local.to_string());
        let (of, name) = (self.namespace(code, &of.namespace), of.local.to_string());
        quote! { #array::new(#namespace, #wire, (#of, #name), #ty) }
    }

    fn item_particle(&self, code: &mut Code, item: &Item) -> TokenStream {
        if item.nillable {
            let (particle, ty) = (self.codec(code, "Particle"), self.table_type(code, &item.shape));
            let namespace = self.namespace(code, &item.wire.namespace);
            let name = item.wire.local.to_string();
            return quote! { #particle::item(#namespace, #name, #ty) };
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
        let name = wire.local.to_string();
        let slot = Literal::usize_unsuffixed(slot);
        if let Some(kind) = kind(flags) {
            return quote! { #particle::#kind(#namespace, #name, #slot, #ty) };
        }
        let flags = self.flags(code, flags);
        quote! { #particle::new(#namespace, #name, #slot, #flags, #ty) }
    }

    /// The row of a member that is no choice.
    pub(super) fn member_row(&self, code: &mut Code, slot: usize, member: &Member) -> TokenStream {
        let Member { wire, flags, shape, default, .. } = member;
        self.any_row(code, wire, slot, *flags, shape, default.as_deref())
    }

    /// The rows of a member of a Body: one, or one for each of those that may stand there.
    pub(super) fn member_rows(&self, code: &mut Code, slot: usize, member: &Member) -> Vec<TokenStream> {
        let Shape::Choice(names) = &member.shape else { return vec![self.member_row(code, slot, member)] };
        let variants = self.model.choices.get(&names.name).map(|choice| choice.variants.as_slice());
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
                let ty = self.with_default(code, shape, default);
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

    /// A row of a record of the namespace `uri`, as `record!` takes it.
    pub(super) fn row(&self, code: &mut Code, uri: &str, record: &Record, row: &Row) -> TokenStream {
        let Row { wire, slot, flags, shape, default, .. } = row;
        let named = self.short_row(code, uri, wire, *flags, shape, default.as_deref());
        let choice = record.members.get(*slot).is_some_and(|m| matches!(m.shape, Shape::Choice(..)));
        if !choice {
            return named;
        }
        let variant = Literal::usize_unsuffixed(row.variant);
        quote! { #variant => #named }
    }

    /// The row of a member of a record of the namespace `uri`, as `record!` takes it.
    pub(super) fn tabled_row(&self, code: &mut Code, uri: &str, member: &Member) -> TokenStream {
        let Member { wire, flags, shape, default, .. } = member;
        self.short_row(code, uri, wire, *flags, shape, default.as_deref())
    }

    /// A row without its slot, and without the namespace where that is `uri`.
    fn short_row(
        &self,
        code: &mut Code,
        uri: &str,
        wire: &QName,
        flags: Flag,
        shape: &Shape,
        default: Option<&str>,
    ) -> TokenStream {
        match shape {
            Shape::Group(name) => {
                let (flags, table) = (self.flags(code, flags), self.table(code, name));
                quote! { group(#flags, &#table) }
            }
            Shape::Element(namespaces) => {
                let (flags, wildcard) = (self.flags(code, flags), self.wildcard(code, namespaces));
                quote! { wildcard(#flags, &#wildcard) }
            }
            Shape::Attributes(namespaces) => {
                let wildcard = self.wildcard(code, namespaces);
                quote! { any_attribute(&#wildcard) }
            }
            shape => {
                let ty = self.with_default(code, shape, default);
                let own = (*wire.namespace != *uri).then(|| {
                    let own = self.namespace(code, &wire.namespace);
                    quote! { #own: }
                });
                let name = wire.local.to_string();
                if let Some(kind) = kind(flags) {
                    return quote! { #kind(#own #name, #ty) };
                }
                let flags = self.flags(code, flags);
                quote! { element(#own #name, #flags, #ty) }
            }
        }
    }

    /// The type of an element or attribute that may have a default.
    fn with_default(&self, code: &mut Code, shape: &Shape, default: Option<&str>) -> TokenStream {
        let ty = self.table_type(code, shape);
        let Some(text) = default else { return ty };
        let (of, defaulted) = (self.codec(code, "Type"), self.codec(code, "Defaulted"));
        quote! { #of::Defaulted(&#defaulted { ty: #ty, text: #text }) }
    }

    fn flags(&self, code: &mut Code, flags: Flag) -> TokenStream {
        let mut names = Vec::new();
        for (set, name) in [
            (flags.optional, "OPTIONAL"),
            (flags.nillable, "NILLABLE"),
            (flags.many, "MANY"),
            (flags.omit_default, "OMIT_DEFAULT"),
            (flags.unordered, "UNORDERED"),
            (flags.optimized, "OPTIMIZED"),
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
