//! Operations as servers and fakes see them: a type for each request, under the cargo feature `server`.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use crate::names::RustName;
use crate::names::named::{Operation, Service};

use super::code::Code;
use super::context::Context;
use super::split_files::{MAX_OPERATIONS, split_files};
use super::{arguments, docs, example, records, validate};

const RUNTIME: &str = "crate::runtime::soap::server";

/// The files of a service's requests, relative to its folder; none where the configuration does not ask for them.
pub(super) fn emit(cx: &Context<'_>, service: &Service) -> Vec<(String, Code)> {
    if !cx.options.server {
        return Vec::new();
    }
    let agent = docs::code(service.rust.agent.raw());
    let mut main = Code::new(format!("The operations of {agent} as servers and fakes see them."));
    main.source = cx.source(service);
    main.docs.push(String::new());
    main.docs
        .push("Each request has a type, which knows its operation and the type of the reply.".to_owned());
    main.docs.push(String::new());
    main.docs.extend(example::fake(cx, service));
    let all: Vec<&Operation> = service.operations.iter().collect();
    if all.len() <= MAX_OPERATIONS {
        requests(cx, &mut main, service, &all);
        return vec![("server.rs".to_owned(), main)];
    }
    let mut files = Vec::new();
    for (verb, group) in split_files(all) {
        let module = RustName::escaped(&verb);
        main.push(quote! { mod #module; });
        main.push(quote! { pub use #module::*; });
        let mut code = Code::new(format!("Requests of {agent} that begin with {}.", docs::code(&verb)));
        code.source.clone_from(&main.source);
        requests(cx, &mut code, service, &group);
        files.push((format!("server/{verb}.rs"), code));
    }
    files.push(("server/mod.rs".to_owned(), main));
    files
}

fn requests(cx: &Context<'_>, code: &mut Code, service: &Service, operations: &[&Operation]) {
    for operation in operations {
        code.define("self", operation.rust.request.raw());
    }
    let module = &service.rust.module;
    // As in the blocking module: a message's name comes before that of a type called the same.
    for operation in operations {
        if arguments::several_results(operation).is_some() {
            code.import(format!("crate::{module}"), operation.rust.response.raw());
        }
    }
    for operation in operations {
        if arguments::as_struct(cx, &operation.input.body) {
            let item = &operation.rust.request;
            code.push(quote! { pub use crate::#module::#item; });
        } else {
            request(cx, code, service, operation);
        }
        join(cx, code, service, operation);
    }
}

/// The struct of a request whose client takes the parameters one by one, and its slots.
fn request(cx: &Context<'_>, code: &mut Code, service: &Service, operation: &Operation) {
    let own = &operation.rust;
    let item = &own.request;
    let body = &operation.input.body;
    let unescaped = own.method.unescaped();
    let link = format!("crate::{}::{}::{unescaped}", service.rust.module.unescaped(), service.rust.agent);
    let what = format!("The arguments of [`{unescaped}`]({link}).");
    let fields: Vec<&RustName> = body.members.iter().map(|member| &member.rust).collect();
    records::structure(cx, code, item, vec![what], &body.members, None);
    let record = cx.codec(code, "Record");
    let (slot, view) = (cx.codec(code, "Slot"), cx.codec(code, "View"));
    code.import(RUNTIME, "slot_of");
    code.import(RUNTIME, "view_of");
    let nil = nil(cx, code, operation);
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
    let request = rules.request(code, own.request.raw());
    code.text(request);
}

/// The fields that tell nil from absent.
fn nil(cx: &Context<'_>, code: &mut Code, operation: &Operation) -> Option<TokenStream> {
    let body = &operation.input.body;
    let all = body.members.iter().enumerate();
    let kept = all.filter(|(_, member)| records::keeps_nil(member, body.wcf));
    let kept: Vec<(Literal, &RustName)> =
        kept.map(|(at, member)| (Literal::usize_unsuffixed(at), &member.rust)).collect();
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
fn join(cx: &Context<'_>, code: &mut Code, service: &Service, operation: &Operation) {
    let own = &operation.rust;
    let item = &own.request;
    let module = format!("crate::{}", service.rust.module);
    let output = operation.output.as_ref().map(|output| &output.body);
    let response = arguments::result(cx, code, output, &own.response);
    let server = cx.item(code, RUNTIME, "ServerOperation");
    let descriptor = cx.item(code, "crate::runtime::soap", "Operation");
    let request_headers = cx.item(code, "crate::headers", "RequestHeaders");
    let response_headers = cx.item(code, "crate::headers", "ResponseHeaders");
    code.import(&module, "operations");
    let statics = &own.descriptor;
    code.push(quote! {
        impl #server for #item {
            type Response = #response;
            type RequestHeaders = #request_headers;
            type ResponseHeaders = #response_headers;
            const OPERATION: &'static #descriptor = &operations::#statics;
        }
    });
}
