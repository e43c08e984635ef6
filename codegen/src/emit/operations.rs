//! The static descriptors of a service's operations.

use std::collections::BTreeMap;

use proc_macro2::TokenStream;
use quote::quote;

use crate::contract::SoapVersion;
use crate::names::{OperationNames, ServiceNames};
use crate::passes::{Message, Operation, Service};

use super::code::Code;
use super::context::{Context, ident};
use super::{docs, headers};

/// Above this many operations their descriptors are spread over files by the verb of their names.
pub(super) const SPREAD: usize = 250;

/// The files of a service's descriptors, relative to its folder.
pub(super) fn emit(cx: &Context<'_>, service: &Service, names: &ServiceNames) -> Vec<(String, Code)> {
    let mut main =
        Code::new(format!("What {} and its operations look like on the wire.", docs::code(&names.agent)));
    descriptor(cx, &mut main, service, names);
    all(cx, &mut main, names);
    let pairs: Vec<Pair<'_>> = service.operations.iter().zip(&names.operations).collect();
    if pairs.len() <= SPREAD {
        operations(cx, &mut main, &pairs);
        return vec![("operations.rs".to_owned(), main)];
    }
    let mut files = Vec::new();
    for (verb, group) in spread(pairs) {
        let module = ident(&crate::names::escape_keyword(&verb));
        main.push(quote! { mod #module; });
        main.push(quote! { pub use #module::*; });
        let mut code = Code::new(format!(
            "Operations of {} that begin with {}.",
            docs::code(&names.agent),
            docs::code(&verb)
        ));
        code.import("super", "SERVICE");
        operations(cx, &mut code, &group);
        files.push((format!("operations/{verb}.rs"), code));
    }
    files.push(("operations/mod.rs".to_owned(), main));
    files
}

/// An operation and its names.
pub(super) type Pair<'a> = (&'a Operation, &'a OperationNames);

/// Groups operations by the first word of their name; large groups by the next word's first letter too.
pub(super) fn spread(pairs: Vec<Pair<'_>>) -> BTreeMap<String, Vec<Pair<'_>>> {
    let mut by_verb: BTreeMap<String, Vec<Pair<'_>>> = BTreeMap::new();
    for pair in pairs {
        let method = pair.1.method.trim_start_matches("r#");
        let verb = method.split('_').next().unwrap_or(method).to_owned();
        by_verb.entry(verb).or_default().push(pair);
    }
    let mut out: BTreeMap<String, Vec<Pair<'_>>> = BTreeMap::new();
    for (verb, group) in by_verb {
        let large = group.len() > SPREAD;
        for pair in group {
            let method = pair.1.method.trim_start_matches("r#");
            let letter = method.split('_').nth(1).and_then(|w| w.chars().next()).filter(|_| large);
            let key = letter.map_or_else(|| verb.clone(), |letter| format!("{verb}_{letter}"));
            out.entry(key).or_default().push(pair);
        }
    }
    out
}

/// The descriptor of the service itself.
fn descriptor(cx: &Context<'_>, code: &mut Code, service: &Service, names: &ServiceNames) {
    let soap = "crate::runtime::soap";
    let item = cx.item(code, soap, "Service");
    let version = cx.item(code, soap, "SoapVersion");
    let variant = match service.version {
        SoapVersion::Soap11 => quote! { Soap11 },
        SoapVersion::Soap12 => quote! { Soap12 },
    };
    let name = &names.agent;
    let path = last_segment(service.address.as_deref());
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
    let note = docs::lines(&[format!("The service {}.", docs::code(&service.name.local))]);
    code.push(quote! {
        #note
        pub static SERVICE: #item = #item {
            name: #name,
            path: #path,
            version: #version::#variant,
            namespaces: &NAMESPACES,
            outcome: #outcome,
            secrets: #secrets,
        };
    });
}

/// The list of all descriptors, for servers, fakes and tools.
fn all(cx: &Context<'_>, code: &mut Code, names: &ServiceNames) {
    let item = cx.item(code, "crate::runtime::soap", "Operation");
    let descriptors = names.operations.iter().map(|own| ident(&own.descriptor));
    let note = docs::lines(&["All operations, in the order of the contract.".to_owned()]);
    code.push(quote! {
        #note
        pub static OPERATIONS: &[&#item] = &[#(&#descriptors),*];
    });
}

fn operations(cx: &Context<'_>, code: &mut Code, pairs: &[Pair<'_>]) {
    let operation_item = cx.item(code, "crate::runtime::soap", "Operation");
    let requests =
        pairs.iter().map(|(o, _)| headers::list("REQUEST", &cx.model.request_headers, &o.input.headers));
    let outputs = pairs.iter().filter_map(|(o, _)| o.output.as_ref());
    let replies = outputs.map(|o| headers::list("RESPONSE", &cx.model.response_headers, &o.headers));
    let mut short = Short { request: usual(requests), reply: usual(replies), ..Short::default() };
    for (operation, own) in pairs {
        let descriptor = ident(&own.descriptor);
        let note = docs::lines(&[format!("{}.", docs::code(&operation.name))]);
        let (name, action) = (&operation.name, &operation.action);
        let request = message(cx, code, &operation.input, Direction::Request, &mut short);
        let response = match &operation.output {
            Some(output) => {
                let message = message(cx, code, output, Direction::Response, &mut short);
                quote! { Some(#message) }
            }
            None => quote! { None },
        };
        code.push(quote! {
            #note
            pub static #descriptor: #operation_item = #operation_item {
                name: #name,
                service: &SERVICE,
                action: #action,
                request: #request,
                response: #response,
            };
        });
    }
    short.emit(cx, code);
}

/// The functions that a file's descriptors share, so that each shows only what is its own.
#[derive(Default)]
struct Short {
    /// The usual request headers.
    request: Option<String>,
    /// The usual response headers.
    reply: Option<String>,
    requests: bool,
    replies: bool,
    wrappers: bool,
}

impl Short {
    fn emit(&self, cx: &Context<'_>, code: &mut Code) {
        let soap = "crate::runtime::soap";
        let particle = cx.codec(code, "Particle");
        if self.requests || self.replies {
            let (item, shape) = (cx.item(code, soap, "Message"), cx.item(code, soap, "Shape"));
            if self.requests {
                let headers = header_list(code, self.request.as_deref());
                let note = docs::lines(&[
                    "A request with the usual headers, its parameters in the one element of `body`.",
                ]);
                code.push(quote! {
                    #note
                    const fn request(body: &'static [#particle]) -> #item {
                        #item { headers: #headers, body, shape: #shape::Wrapped }
                    }
                });
            }
            if self.replies {
                let headers = header_list(code, self.reply.as_deref());
                let note = docs::lines(&[
                    "A reply with the usual headers, its values in the one element of `body`.",
                ]);
                code.push(quote! {
                    #note
                    const fn reply(shape: #shape, body: &'static [#particle]) -> #item {
                        #item { headers: #headers, body, shape }
                    }
                });
            }
        }
        if self.wrappers {
            let (def, ty) = (cx.codec(code, "TypeDef"), cx.codec(code, "Type"));
            let note =
                docs::lines(&["The element around the parameters of a request or the values of a reply."]);
            code.push(quote! {
                #note
                const fn wrapper(tag: &'static str, def: &'static #def) -> #particle {
                    #particle::new(def.namespace, tag, 0, 0, #ty::Record(def))
                }
            });
        }
    }
}

/// The list of headers that most messages have; of several the first by name.
fn usual(lists: impl Iterator<Item = Option<String>>) -> Option<String> {
    let mut counts: BTreeMap<Option<String>, usize> = BTreeMap::new();
    for list in lists {
        *counts.entry(list).or_default() += 1;
    }
    let most = counts.values().max().copied().unwrap_or_default();
    counts.into_iter().find(|(_, count)| *count == most).and_then(|(list, _)| list)
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

#[derive(Clone, Copy, PartialEq, Eq)]
enum Direction {
    Request,
    Response,
}

fn message(
    cx: &Context<'_>,
    code: &mut Code,
    message: &Message,
    direction: Direction,
    short: &mut Short,
) -> TokenStream {
    let soap = "crate::runtime::soap";
    let request = direction == Direction::Request;
    let (prefix, set) = if request {
        ("REQUEST", &cx.model.request_headers)
    } else {
        ("RESPONSE", &cx.model.response_headers)
    };
    let list = headers::list(prefix, set, &message.headers);
    let rows: Vec<TokenStream> = message
        .body
        .members
        .iter()
        .enumerate()
        .map(|(slot, m)| cx.particle(code, &m.wire, slot, m.flags, &m.shape))
        .collect();
    let Some(wrapper) = &message.body.wrapper else {
        let (item, shape) = (cx.item(code, soap, "Message"), cx.item(code, soap, "Shape"));
        let headers = header_list(code, list.as_deref());
        return quote! { #item { headers: #headers, body: &[#(#rows),*], shape: #shape::Bare } };
    };
    let def = cx.codec(code, "TypeDef");
    let namespace = cx.namespace(code, &wrapper.namespace);
    let (name, tag) = (wrapper.local.to_string(), format!("{}>", wrapper.local));
    short.wrappers = true;
    let body = quote! { &[wrapper(#tag, &#def::new(#namespace, #name, &[#(#rows),*]))] };
    let single = !request && message.body.members.len() == 1;
    let variant = ident(if single { "Single" } else { "Wrapped" });
    if request && list == short.request {
        short.requests = true;
        return quote! { request(#body) };
    }
    let shape = cx.item(code, soap, "Shape");
    if !request && list == short.reply {
        short.replies = true;
        return quote! { reply(#shape::#variant, #body) };
    }
    let item = cx.item(code, soap, "Message");
    let headers = header_list(code, list.as_deref());
    quote! { #item { headers: #headers, body: #body, shape: #shape::#variant } }
}

/// The last path segment of a URL, without its query.
fn last_segment(address: Option<&str>) -> &str {
    let address = address.unwrap_or_default();
    let rest = address.split_once("://").map_or(address, |(_, rest)| rest);
    let path = rest.split(['?', '#']).next().unwrap_or_default();
    match path.split_once('/') {
        Some((_, path)) => path.trim_end_matches('/').rsplit('/').next().unwrap_or_default(),
        None => "",
    }
}

#[cfg(test)]
mod tests {
    use super::last_segment;

    #[test]
    fn takes_the_last_segment_of_an_address() {
        for (address, expected) in [
            ("https://host/remote/services86/User.svc", "User.svc"),
            ("http://host/a/b/?wsdl", "b"),
            ("http://host", ""),
            ("User.svc", ""),
        ] {
            assert_eq!(last_segment(Some(address)), expected, "{address}");
        }
        assert_eq!(last_segment(None), "");
    }
}
