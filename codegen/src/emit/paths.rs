//! How a file names what stands elsewhere: an import where the name is free, the whole path where it is not.

use proc_macro2::TokenStream;
use quote::quote;
use soapwright_runtime::codec::ns;

use crate::names::RustName;
use crate::names::named::{FamilyNames, TypeNames};

use super::code::Code;
use super::context::{Context, ident};
use super::kept::is_kept;

/// Constants of the runtime's `ns`, with their names.
macro_rules! well_known {
    ($($name:ident),*) => {
        [$((stringify!($name), ns::$name)),*]
    };
}

/// The numbers that the runtime has for namespaces.
const NUMBERS: [(&str, u16); ns::FIRST as usize] = well_known!(NONE, XSI, SOAP11, SOAP12, XML, XSD);

/// The module of the types of a namespace.
pub(super) fn types_in(space: Option<&RustName>) -> String {
    space.map_or_else(|| "crate::types".to_owned(), |space| format!("crate::types::{space}"))
}

/// A macro of the runtime, as a file calls it: imported, or by its path where the file has something else of that name.
pub(super) fn runtime_macro(code: &mut Code, name: &str) -> String {
    const TABLES: &str = "crate::runtime::tables";
    if code.import(TABLES, name) { name.to_owned() } else { format!("{TABLES}::{name}") }
}

impl Context<'_> {
    /// The constant of a namespace.
    pub(super) fn namespace(&self, code: &mut Code, uri: &str) -> TokenStream {
        let known = ns::WELL_KNOWN.iter().position(|known| *known == uri);
        let numbered = NUMBERS.iter().find(|(_, number)| known == Some(usize::from(*number)));
        if let Some((name, _)) = numbered {
            let name = ident(name);
            let ns = self.item(code, "crate::runtime::codec", "ns");
            return quote! { #ns::#name };
        }
        match self.model.spaces.get(uri) {
            // A type may be called as a namespace is: `A`.
            Some(name) => self.named(code, "crate::namespaces", name),
            None => {
                code.report_missing(format!("a name for the namespace {uri}"));
                quote! {}
            }
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

    /// What a contract names, as [`item`](Self::item).
    pub(super) fn named(&self, code: &mut Code, module: &str, name: &RustName) -> TokenStream {
        if code.import(module, name.raw()) {
            return quote! { #name };
        }
        let path: TokenStream = module.parse().unwrap_or_default();
        quote! { #path::#name }
    }

    /// A contract's type, imported from `crate::types`.
    pub(super) fn ty(&self, code: &mut Code, names: &TypeNames) -> TokenStream {
        let item = &names.ident;
        let kept = is_kept(item.raw()) && !code.defines(item.raw());
        // An agent and its type share a name in the agent's module, and types of two namespaces may.
        if !kept && code.import(types_in(names.space.as_ref()), item.raw()) {
            return quote! { #item };
        }
        let path = space(names);
        quote! { #path::#item }
    }

    /// The enum of a type and those derived from it.
    pub(super) fn family(&self, code: &mut Code, names: &FamilyNames, table: bool) -> TokenStream {
        let name = if table { names.table() } else { names.ident.raw().to_owned() };
        let (item, path) = (ident(&name), types_in(names.space.as_ref()));
        let kept = is_kept(&name) && !code.defines(&name);
        if !kept && code.import(&path, name) {
            return quote! { #item };
        }
        let path: TokenStream = path.parse().unwrap_or_default();
        quote! { #path::#item }
    }

    /// Says that `code` is the file of a type.
    pub(super) fn define(&self, code: &mut Code, names: &TypeNames) {
        let space = types_in(names.space.as_ref());
        code.define(&space, names.ident.raw());
        code.define(space, names.table());
    }

    /// The static that describes a type.
    pub(super) fn table(&self, code: &mut Code, names: &TypeNames) -> TokenStream {
        let table = names.table();
        let (path, item) = (types_in(names.space.as_ref()), ident(&table));
        // The lists of headers have such names.
        let kept = table == "OUTCOME" || table.starts_with("REQUEST_") || table.starts_with("RESPONSE_");
        if (!kept || code.defines(&table)) && code.import(path, &table) {
            return quote! { #item };
        }
        let (space, module) = (space(names), &names.module);
        quote! { #space::#module::#item }
    }
}

/// The module that exports a type.
fn space(names: &TypeNames) -> TokenStream {
    match &names.space {
        Some(space) => quote! { crate::types::#space },
        None => quote! { crate::types },
    }
}
