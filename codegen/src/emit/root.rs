//! The crate's own files: `lib.rs`, the namespaces, the list of types.

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use crate::names::{Login, RustName};

use super::code::Code;
use super::context::{Context, ident};
use super::features::Feature;
use super::paths::runtime_macro;
use super::{additions, docs, example, guide, policies};
use crate::options::{Form, Module, Runtime};

/// What the file of a module says first.
const MODULE: &str = "\
// A module of a program, which includes this file:
//
//     pub mod {{module}} {
//         include!(concat!(env!(\"OUT_DIR\"), \"/{{file}}.rs\"));
//     }
//
// A program need not use all of a contract, and has lints of its own: hence the attributes.
";

/// Names that clippy takes for placeholders; a contract may have them all the same.
const PLACEHOLDERS: [&str; 3] = ["foo", "baz", "quux"];

/// Whether an argument of a method is called as a placeholder is.
fn has_placeholders(cx: &Context<'_>) -> bool {
    let operations = cx.model.services.iter().flat_map(|service| &service.operations);
    let parameters = operations.flat_map(|operation| &operation.input.body.members);
    let mut arguments = parameters.chain(&cx.model.request_headers.members);
    arguments.any(|member| PLACEHOLDERS.contains(&member.rust.unescaped()))
}

/// `src/lib.rs`, or what stands in its place in a module of a program.
pub(super) fn root(cx: &Context<'_>) -> Code {
    match &cx.options.form {
        Form::Crate => lib(cx),
        Form::Module(module) => of_module(cx, module),
    }
}

fn lib(cx: &Context<'_>) -> Code {
    let mut code = Code::default();
    code.docs = example::crate_docs(cx);
    if cx.is_deep() {
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
    let guide = quote! { #[doc = include_str!("../GUIDE.md")] pub mod guide {} };
    modules(cx, &mut code, &unused, &TokenStream::new(), guide);
    for (gate, paths) in exports(cx) {
        code.push(quote! { #(#gate pub use #paths;)* });
    }
    for item in additions::exports(cx, &TokenStream::new()) {
        code.push(item);
    }
    code
}

/// The root of a module. It is included in another file, so nothing in it is about the file itself, and each item says
/// what the program's own lints do not count for.
fn of_module(cx: &Context<'_>, module: &Module) -> Code {
    let mut code = Code::default();
    code.source = Some(cx.options.sources.join(", ")).filter(|sources| !sources.is_empty());
    let lints =
        quote! { #[allow(dead_code, unused_imports, unreachable_pub, clippy::all, clippy::pedantic)] };
    code.text(module.named_in(MODULE));
    let note = docs::lines(&["The support code: codec, envelopes, clients."]);
    code.push(quote! { #note #lints pub use ::soapwright_runtime as runtime; });
    let version = env!("CARGO_PKG_VERSION");
    code.push(quote! { ::soapwright_runtime::generated_by!(#version); });
    for (feature, name) in
        [(Feature::Async, "async"), (Feature::Blocking, "blocking"), (Feature::Validate, "validate")]
    {
        let needed = ident(&format!("needs_{name}"));
        if cx.under(feature).is_some() {
            code.push(quote! { ::soapwright_runtime::#needed!(); });
        }
    }
    if cx.options.server {
        code.push(quote! { ::soapwright_runtime::needs_server!(); });
    }
    if policies::addressing(cx).is_some() {
        code.push(quote! { ::soapwright_runtime::needs_addressing!(); });
    }
    let text = guide::of_module(cx, module);
    let guide = docs::lines(&text.lines().collect::<Vec<_>>());
    modules(cx, &mut code, &lints, &lints, quote! { #guide #lints pub mod guide {} });
    let exported = exports(cx).into_iter().flat_map(|(_, paths)| paths);
    code.push(quote! { #lints pub use self::{#(#exported),*}; });
    for item in additions::exports(cx, &lints) {
        code.push(item);
    }
    code
}

/// The modules of the root. `unused` is for those of which a part may be needed by nothing, `all` for the others.
fn modules(cx: &Context<'_>, code: &mut Code, unused: &TokenStream, all: &TokenStream, guide: TokenStream) {
    code.push(quote! {
        #unused mod headers;
        #unused mod namespaces;
        #all mod session;
        #unused pub mod types;
    });
    let login = cx.ticket.login.as_ref().map(Login::feature);
    if let Some(gate) = login.and_then(|feature| cx.under(Feature::Service(feature))) {
        code.push(quote! { #gate #all mod login; });
    }
    if let Some(gate) = cx.under(Feature::Blocking) {
        code.push(quote! { #gate #all pub mod blocking; });
    }
    code.push(guide);
    for service in &cx.model.services {
        let module = &service.rust.module;
        let gate = cx.under(Feature::Service(module.unescaped()));
        code.push(quote! { #gate #all pub mod #module; });
    }
}

/// What the root exports: groups of paths, each under the attribute of its part.
fn exports(cx: &Context<'_>) -> Vec<(TokenStream, Vec<TokenStream>)> {
    let mut out = vec![(
        TokenStream::new(),
        vec![
            quote! { headers::{RequestHeaders, ResponseHeaders} },
            quote! { runtime::{Error, ErrorKind} },
            quote! { runtime::{Departure, DepartureKind, Departures, Reading} },
            quote! { runtime::client::{Checked, FakeReply, FakeTransport} },
            quote! { runtime::soap::HeaderBlock },
            quote! { runtime::values },
            quote! { session::{Call, Client, Reply, Session, SessionBuilder} },
            quote! { runtime::http },
        ],
    )];
    let server =
        quote! { runtime::soap::server::{Answer, Dispatcher, Failure, ServerOperation, ServerRequest} };
    let validate = quote! { runtime::codec::validate::{Invalid, Unchecked, Validate, Violation} };
    // Whether the contract has lists or not: another contract shall not change what is here.
    let streamed = vec![quote! { session::{ItemIter, ItemStream} }, quote! { runtime::client::Listed }];
    out.extend(cx.under(Feature::Stream).map(|gate| (gate, streamed)));
    for (feature, path) in [
        (Feature::Async, quote! { runtime::reqwest }),
        (Feature::Blocking, quote! { runtime::ureq }),
        (Feature::Validate, validate),
        (Feature::Server, server),
    ] {
        let there = !matches!(feature, Feature::Server) || cx.options.server;
        out.extend(cx.under(feature).filter(|_| there).map(|gate| (gate, vec![path])));
    }
    out
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
        rows.entry(space).or_default().insert(module, exported(module, ident, table.as_deref()));
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
fn exported(module: &RustName, exported: &RustName, table: Option<&str>) -> String {
    let table = table.map(|table| format!("pub(crate) use {module}::{table};\n")).unwrap_or_default();
    format!("pub use {module}::{exported};\n{table}")
}
