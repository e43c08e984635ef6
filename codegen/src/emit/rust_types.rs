//! How a shape is written as a Rust type, and a member with what holds it.

use proc_macro2::TokenStream;
use quote::quote;

use crate::contract::builtin::Rust;
use crate::names::named::{Container, Member, Shape};

use super::code::Code;
use super::context::{Context, ident};

impl Context<'_> {
    /// The Rust type of a shape.
    pub(super) fn rust(&self, code: &mut Code, shape: &Shape) -> TokenStream {
        match shape {
            Shape::Scalar(builtin) => match builtin.rust() {
                Rust::Bool => quote! { bool },
                Rust::Whole(name, _) | Rust::Float(name, _) => {
                    let name = ident(name);
                    quote! { #name }
                }
                Rust::Text => self.prelude(code, "String"),
                Rust::Copied(name) | Rust::Value(name) => self.value(code, name),
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
            Shape::Map(names) => match self.model.dictionaries.get(&names.name) {
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
        self.in_container(code, &member.shape, member.container, member.boxed)
    }

    pub(super) fn in_container(
        &self,
        code: &mut Code,
        shape: &Shape,
        container: Container,
        boxed: bool,
    ) -> TokenStream {
        let mut inner = self.rust(code, shape);
        if boxed {
            let std = self.prelude(code, "Box");
            inner = quote! { #std<#inner> };
        }
        let option = self.prelude(code, "Option");
        match container {
            Container::None => inner,
            Container::Option => quote! { #option<#inner> },
            Container::Nillable => {
                let nillable = self.value(code, "Nillable");
                quote! { #nillable<#inner> }
            }
            Container::Vec => {
                let vec = self.prelude(code, "Vec");
                quote! { #vec<#inner> }
            }
            Container::VecOption => {
                let vec = self.prelude(code, "Vec");
                quote! { #vec<#option<#inner>> }
            }
        }
    }
}
