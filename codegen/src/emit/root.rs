//! The crate's own files: `lib.rs`, the namespaces, the list of types.

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::Literal;
use quote::quote;

use super::code::Code;
use super::context::{Context, ident};
use super::login::Login;
use super::options::Runtime;
use super::paths::runtime_macro;
use super::{docs, example};

/// How many types may stand within one another before the compiler must be told that it is no endless recursion.
const DEEP: usize = 24;

/// Whether types nest deeper than the compiler goes: each is several steps, of the 128 that it takes by itself.
pub(super) fn is_deep(cx: &Context<'_>) -> bool {
    cx.model.depth > DEEP
}

/// `src/lib.rs`.
pub(super) fn lib(cx: &Context<'_>) -> Code {
    let mut code = Code::default();
    code.docs = example::crate_docs(cx);
    if is_deep(cx) {
        code.attributes.push(quote! { #![recursion_limit = "4096"] });
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
    for names in &cx.names.services {
        let module = ident(&names.module);
        let feature = names.module.trim_start_matches("r#");
        code.push(quote! { #[cfg(feature = #feature)] pub mod #module; });
    }
    code.push(quote! {
        pub use headers::{RequestHeaders, ResponseHeaders};
        pub use runtime::{Error, ErrorKind};
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
        pub use runtime::codec::validate::{Invalid, Validate, Violation};
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
    let mut out: BTreeMap<Option<String>, Code> = BTreeMap::new();
    let mut main = Code::new("The types of the contracts, one module each.");
    main.docs.push(String::new());
    main.docs.push(
        "Structs have public fields and a default: write `..Default::default()`, and fields that a later"
            .to_owned(),
    );
    main.docs.push("version of the contract adds will not break the code.".to_owned());
    out.insert(None, main);
    let mut rows: BTreeMap<Option<String>, BTreeMap<String, String>> = BTreeMap::new();
    for (name, names) in &cx.names.types {
        // A choice's alternatives are rows of its owner's table.
        let table = !cx.model.choices.contains_key(name) && !cx.model.unions.contains_key(name);
        let lines = exports(&names.module, &names.ident, table.then(|| names.table()).as_deref());
        rows.entry(names.space.clone()).or_default().insert(names.module.clone(), lines);
        let uri = &name.name.namespace;
        out.entry(names.space.clone())
            .or_insert_with(|| Code::new(format!("The types of the namespace {}.", docs::code(uri))));
    }
    for (base, names) in &cx.names.families {
        let uri = &base.name.namespace;
        out.entry(names.space.clone())
            .or_insert_with(|| Code::new(format!("The types of the namespace {}.", docs::code(uri))));
        let lines = exports(&names.module, &names.ident, Some(&names.table()));
        rows.entry(names.space.clone()).or_default().insert(names.module.clone(), lines);
    }
    let spaces: BTreeSet<String> = rows.keys().flatten().cloned().collect();
    for (space, code) in &mut out {
        let own = rows.remove(space).unwrap_or_default();
        let mut text: String = own.keys().map(|module| format!("pub(crate) mod {module};\n")).collect();
        if space.is_none() {
            if !cx.names.dictionaries.is_empty() {
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
                Some(space) => format!("src/types/{}/mod.rs", space.trim_start_matches("r#")),
                None => "src/types/mod.rs".to_owned(),
            };
            (path, code)
        })
        .collect()
}

/// What a type's module exports, and within the crate its table, if it has one.
fn exports(module: &str, exported: &str, table: Option<&str>) -> String {
    let table = table.map(|table| format!("pub(crate) use {module}::{table};\n")).unwrap_or_default();
    format!("pub use {module}::{exported};\n{table}")
}
