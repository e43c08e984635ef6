//! How a file names what stands elsewhere: an import where the name is free, the whole path where it is not.

use proc_macro2::TokenStream;
use quote::quote;
use soapwright_runtime::codec::ns;

use crate::contract::TypeName;

use super::code::Code;
use super::context::{Context, ident};

/// Names that generated files import from elsewhere or have from Rust's prelude: a contract's type of such a name is
/// always written with its path, so that no file depends on what else there is.
const KEPT: &[&str] = &[
    // The prelude of edition 2024.
    "AsMut",
    "AsRef",
    "Box",
    "Clone",
    "Copy",
    "Default",
    "DoubleEndedIterator",
    "Drop",
    "Eq",
    "Err",
    "ExactSizeIterator",
    "Extend",
    "Fn",
    "FnMut",
    "FnOnce",
    "From",
    "FromIterator",
    "Future",
    "Into",
    "IntoFuture",
    "IntoIterator",
    "Iterator",
    "None",
    "Ok",
    "Option",
    "Ord",
    "PartialEq",
    "PartialOrd",
    "Result",
    "Send",
    "Sized",
    "Some",
    "String",
    "Sync",
    "ToOwned",
    "ToString",
    "TryFrom",
    "TryInto",
    "Unpin",
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
    "Body",
    "SoapVersion",
    "Wrapper",
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

/// The module of the types of a namespace.
pub(super) fn types_in(space: Option<&str>) -> String {
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
    pub(super) fn family(&self, code: &mut Code, base: &TypeName, table: bool) -> TokenStream {
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
}
