//! Operations as servers and fakes see them: a type for each request, under the cargo feature `server`.

use proc_macro2::{Ident, Literal, TokenStream};
use quote::quote;

use crate::names::{OperationNames, ServiceNames};
use crate::passes::{Operation, Service};

use super::code::Code;
use super::context::{Context, ident};
use super::spread::{Pair, SPREAD, spread};
use super::{arguments, docs, example, records, validate};

const RUNTIME: &str = "crate::runtime::soap::server";

/// The files of a service's requests, relative to its folder; none where the configuration does not ask for them.
pub(super) fn emit(cx: &Context<'_>, service: &Service, names: &ServiceNames) -> Vec<(String, Code)> {
    if !cx.options.server {
        return Vec::new();
    }
    let agent = docs::code(&names.agent);
    let mut main = Code::new(format!("The operations of {agent} as servers and fakes see them."));
    main.source = cx.source(service);
    main.docs.push(String::new());
    main.docs
        .push("Each request has a type, which knows its operation and the type of the reply.".to_owned());
    main.docs.push(String::new());
    main.docs.extend(example::fake(cx, service, names));
    let pairs: Vec<Pair<'_>> = service.operations.iter().zip(&names.operations).collect();
    if pairs.len() <= SPREAD {
        requests(cx, &mut main, names, &pairs);
        return vec![("server.rs".to_owned(), main)];
    }
    let mut files = Vec::new();
    for (verb, group) in spread(pairs) {
        let module = ident(&crate::names::escape_keyword(&verb));
        main.push(quote! { mod #module; });
        main.push(quote! { pub use #module::*; });
        let mut code = Code::new(format!("Requests of {agent} that begin with {}.", docs::code(&verb)));
        code.source.clone_from(&main.source);
        requests(cx, &mut code, names, &group);
        files.push((format!("server/{verb}.rs"), code));
    }
    files.push(("server/mod.rs".to_owned(), main));
    files
}

fn requests(cx: &Context<'_>, code: &mut Code, names: &ServiceNames, pairs: &[Pair<'_>]) {
    for (_, own) in pairs {
        code.define("self", &own.request);
    }
    // As in the blocking module: a message's name comes before that of a type called the same.
    for (operation, own) in pairs {
        if arguments::several_results(operation).is_some() {
            code.import(format!("crate::{}", names.module), &own.response);
        }
    }
    for (operation, own) in pairs {
        let item = ident(&own.request);
        if arguments::as_struct(&operation.input.body) {
            let module = ident(&names.module);
            code.push(quote! { pub use crate::#module::#item; });
        } else {
            request(cx, code, names, operation, own, &item);
        }
        join(cx, code, names, operation, own, &item);
    }
}

/// The struct of a request whose client takes the parameters one by one, and its slots.
fn request(
    cx: &Context<'_>,
    code: &mut Code,
    names: &ServiceNames,
    operation: &Operation,
    own: &OperationNames,
    item: &Ident,
) {
    let body = &operation.input.body;
    let plain = own.method.trim_start_matches("r#");
    let link = format!("crate::{}::{}::{plain}", names.module, names.agent);
    let what = format!("The arguments of [`{plain}`]({link}).");
    let fields: Vec<Ident> = own.parameters.iter().map(|field| ident(field)).collect();
    records::structure(cx, code, item, vec![what], &body.members, &fields, None);
    let record = cx.codec(code, "Record");
    let (slot, view) = (cx.codec(code, "Slot"), cx.codec(code, "View"));
    code.import(RUNTIME, "slot_of");
    code.import(RUNTIME, "view_of");
    let nil = nil(cx, code, operation, &fields);
    code.push(quote! {
        impl #record for #item {
            #[inline]
            fn slot(&mut self, index: u16) -> #slot<'_> { slot_of([#(&mut self.#fields),*], index) }
            #[inline]
            fn view(&self, index: u16) -> #view<'_> { view_of([#(&self.#fields),*], index) }
            #nil
        }
    });
    let of = validate::Of::Request(format!("operations::{}", own.descriptor));
    let rules = validate::rules(cx, &of, &body.members, &|m| records::is_secret(cx, m));
    let request = rules.request(code, &own.request);
    code.text(request);
}

/// The fields that tell nil from absent.
fn nil(cx: &Context<'_>, code: &mut Code, operation: &Operation, fields: &[Ident]) -> Option<TokenStream> {
    let body = &operation.input.body;
    let pairs = body.members.iter().zip(fields).enumerate();
    let kept = pairs.filter(|(_, (member, _))| records::keeps_nil(member, body.wcf));
    let kept: Vec<(Literal, &Ident)> =
        kept.map(|(at, (_, field))| (Literal::usize_unsuffixed(at), field)).collect();
    if kept.is_empty() {
        return None;
    }
    let field_trait = cx.codec(code, "Field");
    let body = match kept.as_slice() {
        [(at, field)] => quote! { if index == #at { #field_trait::nil(&mut self.#field); } },
        many => {
            let arms = many.iter().map(|(at, field)| quote! { #at => #field_trait::nil(&mut self.#field) });
            quote! { match index { #(#arms,)* _ => {} } }
        }
    };
    Some(quote! {
        #[inline]
        fn nil(&mut self, index: u16) { #body }
    })
}

/// What makes a request's type an operation.
fn join(
    cx: &Context<'_>,
    code: &mut Code,
    names: &ServiceNames,
    operation: &Operation,
    own: &OperationNames,
    item: &Ident,
) {
    let module = format!("crate::{}", names.module);
    let output = operation.output.as_ref().map(|output| &output.body);
    let response = arguments::result(cx, code, output, &own.response);
    let server = cx.item(code, RUNTIME, "ServerOperation");
    let descriptor = cx.item(code, "crate::runtime::soap", "Operation");
    let request_headers = cx.item(code, "crate::headers", "RequestHeaders");
    let response_headers = cx.item(code, "crate::headers", "ResponseHeaders");
    code.import(&module, "operations");
    let statics = ident(&own.descriptor);
    code.push(quote! {
        impl #server for #item {
            type Response = #response;
            type RequestHeaders = #request_headers;
            type ResponseHeaders = #response_headers;
            const OPERATION: &'static #descriptor = &operations::#statics;
        }
    });
}
