//! The static descriptors of a service's operations.

use std::collections::BTreeMap;
use std::sync::Arc;

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use crate::contract::{QName, SoapVersion};
use crate::names::RustName;
use crate::names::named::{Body, Flag, Message, Operation, Service, Shape};

use super::code::Code;
use super::context::{Context, Side, ident};
use super::paths::runtime_macro;
use super::split_files::{MAX_OPERATIONS, split_files};
use super::{address, docs, headers, text};

/// The files of a service's descriptors, relative to its folder.
pub(super) fn emit(cx: &Context<'_>, service: &Service) -> Vec<(String, Code)> {
    let names = &service.rust;
    let mut main =
        Code::new(format!("The wire form of {} and its operations.", docs::code(names.agent.raw())));
    let source = cx.source(service);
    main.source.clone_from(&source);
    let descriptors = service.operations.iter().map(|operation| operation.rust.descriptor.raw());
    for name in ["SERVICE", "OPERATIONS"].into_iter().chain(descriptors) {
        main.define("self", name);
    }
    descriptor(cx, &mut main, service);
    let own: Vec<&Operation> = service.operations.iter().collect();
    if own.len() <= MAX_OPERATIONS {
        let usual = Usual::among(&own);
        let listed = usual.is_some_and(|usual| own.iter().all(|operation| usual.fits(operation)));
        if !listed {
            all(cx, &mut main, service);
        }
        operations(cx, &mut main, &own, listed);
        return vec![("operations.rs".to_owned(), main)];
    }
    all(cx, &mut main, service);
    let mut files = Vec::new();
    for (verb, group) in split_files(own) {
        let module = RustName::escaped(&verb);
        main.push(quote! { mod #module; });
        main.push(quote! { pub use #module::*; });
        let mut code = Code::new(format!(
            "Operations of {} that begin with {}.",
            docs::code(names.agent.raw()),
            docs::code(&verb)
        ));
        code.source.clone_from(&source);
        for operation in &group {
            code.define("self", operation.rust.descriptor.raw());
        }
        code.import("super", "SERVICE");
        operations(cx, &mut code, &group, false);
        files.push((format!("operations/{verb}.rs"), code));
    }
    files.push(("operations/mod.rs".to_owned(), main));
    files
}

/// The descriptor of the service itself.
fn descriptor(cx: &Context<'_>, code: &mut Code, service: &Service) {
    let soap = "crate::runtime::soap";
    let item = cx.item(code, soap, "Service");
    let version = cx.item(code, soap, "SoapVersion");
    let variant = match service.version {
        SoapVersion::Soap11 => quote! { Soap11 },
        SoapVersion::Soap12 => quote! { Soap12 },
    };
    let names = &service.rust;
    let name = names.agent.raw();
    let path = address::last_segment(service.address.as_deref());
    let address = match address::url(service.address.as_deref()) {
        Some(_) => {
            let (module, agent) = (&names.module, &names.agent);
            quote! { Some(crate::#module::#agent::ADDRESS) }
        }
        None => quote! { None },
    };
    let paths = if cx.paths().is_empty() {
        quote! { &[] }
    } else {
        code.import("crate::headers", "PATHS");
        quote! { PATHS }
    };
    code.import("crate::namespaces", "NAMESPACES");
    let outcome = if headers::outcome(cx).is_some() {
        code.import("crate::headers", "OUTCOME");
        quote! { Some(&OUTCOME) }
    } else {
        quote! { None }
    };
    let secrets = if cx.options.secrets.is_empty() {
        quote! { &[] }
    } else {
        code.import("crate::headers", "SECRETS");
        quote! { &SECRETS }
    };
    let note = docs::lines(&[format!("The service {}.", docs::code(&service.id.name.local))]);
    code.push(quote! {
        #note
        pub static SERVICE: #item = #item {
            name: #name,
            address: #address,
            path: #path,
            paths: #paths,
            version: #version::#variant,
            namespaces: &NAMESPACES,
            outcome: #outcome,
            secrets: #secrets,
        };
    });
}

/// The list of all descriptors, for servers, fakes and tools.
fn all(cx: &Context<'_>, code: &mut Code, service: &Service) {
    let item = cx.item(code, "crate::runtime::soap", "Operation");
    let mut out = docs::text(&["All operations, in the order of the contract."], "");
    out.push_str(&format!("pub static OPERATIONS: &[&{}] = &[\n", text::flat(&item)));
    // One a line, so that another one changes no other line.
    out.extend(service.operations.iter().map(|one| format!("    &{},\n", one.rust.descriptor)));
    out.push_str("];\n");
    code.text(out);
}

/// The descriptors: those that are made alike in one table, the others each in full.
fn operations(cx: &Context<'_>, code: &mut Code, all: &[&Operation], listed: bool) {
    let usual = Usual::among(all);
    let fits = |operation: &&Operation| usual.as_ref().is_some_and(|usual| usual.fits(operation));
    let (alike, others): (Vec<&Operation>, Vec<&Operation>) = all.iter().partition(|one| fits(one));
    if let Some(usual) = usual.filter(|_| !alike.is_empty()) {
        table(cx, code, &usual, &alike, listed);
    }
    for operation in others {
        full(cx, code, operation);
    }
}

/// What most operations of a file have in common.
struct Usual<'a> {
    namespace: &'a Arc<str>,
    action: &'a str,
    request: &'a Vec<QName>,
    response: &'a Vec<QName>,
}

impl<'a> Usual<'a> {
    /// Of several that are as frequent the first by its text.
    fn among(operations: &[&'a Operation]) -> Option<Self> {
        let mut counts: BTreeMap<_, usize> = BTreeMap::new();
        for operation in operations {
            if let Some((namespace, action)) = regular(operation)
                && let Some(output) = &operation.output
            {
                let key = (namespace, action, &operation.input.headers, &output.headers);
                *counts.entry(key).or_default() += 1;
            }
        }
        let most = counts.values().max().copied()?;
        let ((namespace, action, request, response), _) =
            counts.into_iter().find(|(_, count)| *count == most)?;
        Some(Self { namespace, action, request, response })
    }

    fn fits(&self, operation: &Operation) -> bool {
        let Self { namespace, action, request, response } = *self;
        regular(operation) == Some((namespace, action))
            && operation.input.headers == *request
            && operation.output.as_ref().is_some_and(|o| o.headers == *response)
    }
}

/// The namespace and the beginning of the action of an operation whose messages and action are named after it.
fn regular<'a>(operation: &'a Operation) -> Option<(&'a Arc<str>, &'a str)> {
    let mut messages = std::iter::once(&operation.input).chain(&operation.output);
    if operation.mtom
        || operation.input_action.is_some()
        || messages.any(|message| message.body.attachments().next().is_some())
    {
        return None;
    }
    let action = operation.action.strip_suffix(operation.name.as_str())?;
    let literal = |body: &'a Body| body.wrapper.as_ref().filter(|_| !body.encoded);
    let wrapper = literal(&operation.input.body)?;
    let reply = literal(&operation.output.as_ref()?.body)?;
    let named = *wrapper.local == *operation.name
        && reply.local.strip_suffix("Response") == Some(&*operation.name)
        && reply.namespace == wrapper.namespace;
    named.then_some((&wrapper.namespace, action))
}

fn table(cx: &Context<'_>, code: &mut Code, usual: &Usual<'_>, alike: &[&Operation], listed: bool) {
    let namespace = cx.namespace(code, usual.namespace);
    let request = cx.headers(Side::Request).list(usual.request);
    let response = cx.headers(Side::Response).list(usual.response);
    let (request, response) = (header_list(code, request.as_deref()), header_list(code, response.as_deref()));
    let mut out = format!(
        "{}! {{\n    service SERVICE, namespace {},\n    action {},\n    request {},\n    response {};\n{}\n",
        runtime_macro(code, "operations"),
        text::flat(&namespace),
        Literal::string(usual.action),
        text::flat(&request),
        text::flat(&response),
        if listed { "    list OPERATIONS;\n" } else { "" },
    );
    for operation in alike {
        let name = Literal::string(&operation.name);
        let parameters = table_rows(cx, code, &operation.input, usual);
        let results = operation.output.as_ref().map(|o| table_rows(cx, code, o, usual)).unwrap_or_default();
        text::fill(&mut out, &format!("    {} = {name} [", operation.rust.descriptor), &parameters, "]");
        out.truncate(out.trim_end().len());
        let last = out.rsplit('\n').next().unwrap_or_default().chars().count();
        let line = format!(" [{}];", results.join(", "));
        if last + line.chars().count() <= text::WIDTH {
            out.push_str(&line);
            out.push('\n');
        } else if last > "    ]".len() && line.chars().count() + 7 <= text::WIDTH {
            out.push_str(&format!("\n       {line}\n"));
        } else {
            let start = if last > "    ]".len() { "\n        [" } else { " [" };
            out.push_str(start);
            out.push('\n');
            let indent = if last > "    ]".len() { 8 } else { 4 };
            text::fill_lines(&mut out, indent + 4, &results);
            out.push_str(&format!("{}];\n", " ".repeat(indent)));
        }
    }
    out.push_str("}\n");
    code.text(out);
}

/// The rows of a Body's members in a table of operations, where the usual namespace goes without saying.
fn table_rows(cx: &Context<'_>, code: &mut Code, message: &Message, usual: &Usual<'_>) -> Vec<String> {
    let members = message.body.members.iter().enumerate();
    members
        .map(|(slot, m)| {
            let kind = match m.flags {
                _ if m.default.is_some() => "",
                Flag {
                    optional: true,
                    many: false,
                    omit_default: false,
                    nillable: true,
                    unordered: false,
                    optimized: false,
                } => "nullable",
                Flag {
                    optional: true,
                    many: false,
                    omit_default: false,
                    nillable: false,
                    unordered: false,
                    optimized: false,
                } => "optional",
                _ => "",
            };
            if kind.is_empty() || m.wire.namespace != *usual.namespace {
                return text::flat(&cx.member_row(code, slot, m));
            }
            let name = |wire: &QName| Literal::string(&wire.local);
            let ty = match &m.shape {
                Shape::List(item)
                    if item.nillable && item.array.is_none() && item.wire.namespace == *usual.namespace =>
                {
                    let ty = cx.table_type(code, &item.shape);
                    let list = cx.codec(code, "Type");
                    format!("{}::List(&item({}, {}))", text::flat(&list), name(&item.wire), text::flat(&ty))
                }
                shape => text::flat(&cx.table_type(code, shape)),
            };
            format!("{kind}({}, {slot}, {ty})", name(&m.wire))
        })
        .collect()
}

/// A descriptor on its own.
fn full(cx: &Context<'_>, code: &mut Code, operation: &Operation) {
    let item = cx.item(code, "crate::runtime::soap", "Operation");
    let descriptor = &operation.rust.descriptor;
    let (name, action) = (&operation.name, &operation.action);
    let mut request = message(cx, code, &operation.input, Side::Request);
    if operation.mtom {
        request = match operation.input.body.wrapper {
            Some(_) => quote! { #request.optimized() },
            // What stands in the Body itself says so.
            None => {
                let mut input = operation.input.clone();
                input.body.members.iter_mut().for_each(|member| member.flags.optimized = true);
                message(cx, code, &input, Side::Request)
            }
        };
    }
    let response = match &operation.output {
        Some(output) => {
            let message = message(cx, code, output, Side::Response);
            quote! { Some(#message) }
        }
        None => quote! { None },
    };
    let input_action = match &operation.input_action {
        Some(action) => quote! { Some(#action) },
        None => quote! { None },
    };
    let note = format!("{}.", docs::code(&operation.name));
    code.text(text::statement(
        &[note],
        &quote! {
            pub static #descriptor: #item = #item {
                name: #name,
                service: &SERVICE,
                action: #action,
                input_action: #input_action,
                request: #request,
                response: #response
            }
        },
    ));
}

fn header_list(code: &mut Code, list: Option<&str>) -> TokenStream {
    match list {
        Some(list) => {
            code.import("crate::headers", list);
            let list = ident(list);
            quote! { &#list }
        }
        None => quote! { &[] },
    }
}

/// The rows of a Body's members.
fn rows(cx: &Context<'_>, code: &mut Code, message: &Message) -> Vec<TokenStream> {
    let members = message.body.elements().enumerate();
    members.flat_map(|(slot, m)| cx.member_rows(code, slot, m)).collect()
}

fn message(cx: &Context<'_>, code: &mut Code, message: &Message, side: Side) -> TokenStream {
    let soap = "crate::runtime::soap";
    let headers = header_list(code, cx.headers(side).list(&message.headers).as_deref());
    let rows = rows(cx, code, message);
    let (item, body) = (cx.item(code, soap, "Message"), cx.item(code, soap, "Body"));
    let attachments = attachments(cx, code, message);
    let Some(wrapper) = &message.body.wrapper else {
        return quote! {
            #item { headers: #headers, body: #body::Bare(&[#(#rows),*]), attachments: #attachments }
        };
    };
    let def = cx.codec(code, "TypeDef");
    let namespace = cx.namespace(code, &wrapper.namespace);
    let name = wrapper.local.to_string();
    let new = ident(if message.body.encoded { "encoded" } else { "new" });
    let item_of_wrapper = cx.item(code, soap, "Wrapper");
    // What is beside an attachment is a field of what is returned.
    let single = side == Side::Response && message.body.members.len() == 1 && rows.len() == 1;
    let variant = ident(if single { "Single" } else { "Wrapped" });
    let wrapper = quote! { #item_of_wrapper::#new(#def::new(#namespace, #name, &[#(#rows),*])) };
    quote! { #item { headers: #headers, body: #body::#variant(#wrapper), attachments: #attachments } }
}

/// What travels beside the envelope.
fn attachments(cx: &Context<'_>, code: &mut Code, message: &Message) -> TokenStream {
    let mut out = Vec::new();
    for (slot, member) in message.body.attachments() {
        let item = cx.item(code, "crate::runtime::soap", "Bound");
        let (name, slot) = (member.wire.local.to_string(), Literal::usize_unsuffixed(slot));
        out.push(quote! { #item { name: #name, slot: #slot } });
    }
    quote! { &[#(#out),*] }
}
