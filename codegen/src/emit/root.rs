//! The crate's own files: `lib.rs`, the namespaces, the list of types.

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::Literal;
use quote::quote;

use crate::names::{Login, RustName};

use super::code::Code;
use super::context::Context;
use super::paths::runtime_macro;
use super::{docs, example};
use crate::options::Runtime;

/// How many types may stand within one another before the compiler must be told that it is no endless recursion.
const DEEP: usize = 24;

/// Whether types nest deeper than the compiler goes: each is several steps, of the 128 that it takes by itself.
pub(super) fn is_deep(cx: &Context<'_>) -> bool {
    cx.model.depth > DEEP
}

/// Names that clippy takes for placeholders; a contract may have them all the same.
const PLACEHOLDERS: [&str; 3] = ["foo", "baz", "quux"];

/// Whether an argument of a method is called as a placeholder is.
fn has_placeholders(cx: &Context<'_>) -> bool {
    let operations = cx.model.services.iter().flat_map(|service| &service.operations);
    let parameters = operations.flat_map(|operation| &operation.input.body.members);
    let mut arguments = parameters.chain(&cx.model.request_headers.members);
    arguments.any(|member| PLACEHOLDERS.contains(&member.rust.unescaped()))
}

/// `src/lib.rs`.
pub(super) fn lib(cx: &Context<'_>) -> Code {
    let mut code = Code::default();
    code.docs = example::crate_docs(cx);
    if is_deep(cx) {
        code.attributes.push(quote! { #![recursion_limit = "4096"] });
    }
    if has_placeholders(cx) {
        code.attributes.push(quote! {
            #![allow(clippy::disallowed_names, reason = "the contract has them")]
        });
    }
    match &cx.options.runtime {
        Runtime::Embedded => code.push(quote! { pub mod runtime; }),
        Runtime::Dependency(_) => {
            let note = docs::lines(&["The support code: codec, envelopes, clients."]);
            code.push(quote! { #note pub use soapwright_runtime as runtime; });
        }
    }
    // What only a service that is switched off uses.
    let unused =
        quote! { #[allow(dead_code, unused_imports, reason = "some belong to services that may be off")] };
    code.push(quote! { #unused mod headers; #unused mod namespaces; mod session; #unused pub mod types; });
    if let Some(feature) = cx.ticket.login.as_ref().map(Login::feature) {
        code.push(quote! { #[cfg(feature = #feature)] mod login; });
    }
    code.push(quote! { #[cfg(feature = "blocking")] pub mod blocking; });
    code.push(quote! { #[doc = include_str!("../GUIDE.md")] pub mod guide {} });
    for service in &cx.model.services {
        let (module, feature) = (&service.rust.module, service.rust.module.unescaped());
        code.push(quote! { #[cfg(feature = #feature)] pub mod #module; });
    }
    code.push(quote! {
        pub use headers::{RequestHeaders, ResponseHeaders};
        pub use runtime::{Error, ErrorKind};
        pub use runtime::{Departure, DepartureKind, Departures, Reading};
        pub use runtime::client::{FakeReply, FakeTransport};
        pub use runtime::values;
        pub use session::{Call, Client, Reply, Session, SessionBuilder};
    });
    code.push(quote! {
        pub use runtime::http;
        #[cfg(feature = "async")]
        pub use runtime::reqwest;
        #[cfg(feature = "blocking")]
        pub use runtime::ureq;
    });
    code.push(quote! {
        #[cfg(feature = "validate")]
        pub use runtime::codec::validate::{Invalid, Unchecked, Validate, Violation};
    });
    if cx.options.server {
        code.push(quote! {
            #[cfg(feature = "server")]
            pub use runtime::soap::server::{Answer, Dispatcher, Failure, ServerOperation, ServerRequest};
        });
    }
    code
}

/// `src/namespaces.rs`.
pub(super) fn namespaces(cx: &Context<'_>) -> Code {
    let mut code = Code::new("The namespaces that the tables index.");
    let mut out = format!("{}! {{\n", runtime_macro(&mut code, "namespaces"));
    for (uri, name) in cx.namespaces() {
        out.push_str(&format!("    {name} = {};\n", Literal::string(uri)));
    }
    out.push_str("}\n");
    code.text(out);
    code
}

/// `src/types/mod.rs`, and one such file a namespace beside the primary one.
pub(super) fn types(cx: &Context<'_>) -> BTreeMap<String, Code> {
    let mut out: BTreeMap<Option<&RustName>, Code> = BTreeMap::new();
    let mut main = Code::new("The types of the contracts, one module each.");
    main.docs.push(String::new());
    main.docs.push(
        "Structs have public fields and a default: write `..Default::default()`, and fields that a later"
            .to_owned(),
    );
    main.docs.push("version of the contract adds will not break the code.".to_owned());
    out.insert(None, main);
    let mut rows: BTreeMap<Option<&RustName>, BTreeMap<&RustName, String>> = BTreeMap::new();
    let model = cx.model;
    // A choice's alternatives are rows of its owner's table.
    let bare = model.choices.values().map(|one| &one.rust).chain(model.unions.values().map(|one| &one.rust));
    let tabled = model.records.values().map(|one| &one.rust).chain(model.enums.values().map(|one| &one.rust));
    let types = bare.map(|names| (names, None)).chain(tabled.map(|names| (names, Some(names.table()))));
    let types =
        types.map(|(names, table)| (&names.name, &names.ident, &names.module, names.space.as_ref(), table));
    let families =
        model.families.values().map(|family| &family.rust).map(|names| {
            (&names.name, &names.ident, &names.module, names.space.as_ref(), Some(names.table()))
        });
    for (name, ident, module, space, table) in types.chain(families) {
        let uri = &name.name.namespace;
        out.entry(space)
            .or_insert_with(|| Code::new(format!("The types of the namespace {}.", docs::code(uri))));
        rows.entry(space).or_default().insert(module, exports(module, ident, table.as_deref()));
    }
    let spaces: BTreeSet<&RustName> = rows.keys().flatten().copied().collect();
    for (space, code) in &mut out {
        let own = rows.remove(space).unwrap_or_default();
        let mut text: String = own.keys().map(|module| format!("pub(crate) mod {module};\n")).collect();
        if space.is_none() {
            if !model.dictionaries.is_empty() {
                text.push_str("pub(crate) mod dictionaries;\n");
            }
            text.extend(spaces.iter().map(|space| format!("pub mod {space};\n")));
        }
        code.text(text);
        if !own.is_empty() {
            code.text(own.into_values().collect());
        }
    }
    out.into_iter()
        .map(|(space, code)| {
            let path = match space {
                Some(space) => format!("src/types/{}/mod.rs", space.unescaped()),
                None => "src/types/mod.rs".to_owned(),
            };
            (path, code)
        })
        .collect()
}

/// What a type's module exports, and within the crate its table, if it has one.
fn exports(module: &RustName, exported: &RustName, table: Option<&str>) -> String {
    let table = table.map(|table| format!("pub(crate) use {module}::{table};\n")).unwrap_or_default();
    format!("pub use {module}::{exported};\n{table}")
}
