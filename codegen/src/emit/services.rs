//! A service's module: its agent with one method an operation, and the structs of its messages.

use std::collections::BTreeSet;

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use crate::names::{OperationNames, ServiceNames};
use crate::passes::{Body, Operation, Service};

use super::code::Code;
use super::context::{Context, ident};
use super::{arguments, describe, docs, records};

/// Async or blocking.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mode {
    /// Methods return a `Call`.
    Async,
    /// Methods return a `Result`.
    Blocking,
}

/// The module of a service: the agent and the structs of its messages.
pub(super) fn emit(cx: &Context<'_>, service: &Service, names: &ServiceNames) -> Code {
    let mut code = Code::new(format!("The service {}.", docs::code(&names.agent)));
    let note = docs::lines(&["The same operations, waiting for each reply."]);
    code.push(quote! { pub mod operations; });
    code.push(quote! { #note #[cfg(feature = "blocking")] pub mod blocking; });
    if cx.options.server {
        code.push(quote! { #[cfg(feature = "server")] pub mod server; });
    }
    agent(cx, &mut code, service, names, Mode::Async);
    // Operations may share the element of their replies.
    let mut responses = BTreeSet::new();
    for (operation, own) in service.operations.iter().zip(&names.operations) {
        let method = own.method.trim_start_matches("r#");
        if arguments::as_struct(&operation.input.body) {
            let what = format!("The arguments of [`{}`]({}::{method}).", own.method, names.agent);
            message(cx, &mut code, &own.request, &own.parameters, &operation.input.body, what);
        }
        let output = operation.output.as_ref().filter(|o| o.body.members.len() > 1);
        if let Some(output) = output.filter(|_| responses.insert(own.response.as_str())) {
            let what = format!("What [`{}`]({}::{method}) returns.", own.method, names.agent);
            message(cx, &mut code, &own.response, &own.results, &output.body, what);
        }
    }
    code
}

/// The blocking twin.
pub(super) fn emit_blocking(cx: &Context<'_>, service: &Service, names: &ServiceNames) -> Code {
    let mut code = Code::new(format!("The service {}, waiting for each reply.", docs::code(&names.agent)));
    agent(cx, &mut code, service, names, Mode::Blocking);
    code
}

/// A struct of parameters or results.
fn message(cx: &Context<'_>, code: &mut Code, name: &str, fields: &[String], body: &Body, what: String) {
    let item = ident(name);
    let fields: Vec<Ident> = fields.iter().map(|f| ident(f)).collect();
    records::structure(cx, code, &item, vec![what], &body.members, &fields);
    records::implement(cx, code, &item, &body.members, &fields, body.wcf);
}

fn agent(cx: &Context<'_>, code: &mut Code, service: &Service, names: &ServiceNames, mode: Mode) {
    let item = ident(&names.agent);
    let client = cx.item(code, "crate::session", "Client");
    let accessor = names.accessor.trim_start_matches("r#");
    let session = match mode {
        Mode::Async => "crate::Session",
        Mode::Blocking => "crate::blocking::Session",
    };
    let own = vec![
        format!("The service {}.", docs::code(&service.name.local)),
        String::new(),
        format!("Obtained from [`Session::{accessor}`]({session}::{accessor})."),
    ];
    let docs = docs::lines(&docs::with(service.documentation.as_deref(), own));
    let pairs = service.operations.iter().zip(&names.operations);
    let methods: Vec<TokenStream> =
        pairs.map(|(operation, own)| method(cx, code, operation, own, mode)).collect();
    code.push(quote! {
        #docs
        #[derive(Debug, Clone, Copy)]
        pub struct #item<'a> { pub(crate) client: &'a #client }
        impl<'a> #item<'a> { #(#methods)* }
    });
}

fn method(
    cx: &Context<'_>,
    code: &mut Code,
    operation: &Operation,
    names: &OperationNames,
    mode: Mode,
) -> TokenStream {
    let name = ident(&names.method);
    let docs = docs::lines(&documentation(cx, operation, names));
    let body = &operation.input.body;
    if mode == Mode::Blocking {
        code.import("super", "operations");
    }
    let descriptor = ident(&names.descriptor);
    let descriptor = quote! { operations::#descriptor };
    let output = operation.output.as_ref().map(|o| &o.body);
    if mode == Mode::Blocking && output.is_some_and(|b| b.members.len() > 1) {
        code.import("super", &names.response);
    }
    let result = arguments::result(cx, code, output, &names.response);
    let (parameters, arguments, record) = if arguments::as_struct(body) {
        if mode == Mode::Blocking {
            code.import("super", &names.request);
        }
        let request = ident(&names.request);
        (quote! { request: &#request }, quote! { request }, true)
    } else {
        let mut parameters = Vec::new();
        let mut views = Vec::new();
        for (member, parameter) in body.members.iter().zip(&names.parameters) {
            let parameter = ident(parameter);
            let argument = arguments::argument(cx, code, member, &parameter, body.wcf);
            let (ty, view) = (argument.ty, argument.view);
            parameters.push(quote! { #parameter: #ty });
            views.push(view);
        }
        (quote! { #(#parameters),* }, quote! { &[#(#views),*] }, false)
    };
    match mode {
        Mode::Async => {
            let call_type = cx.item(code, "crate::session", "Call");
            let call = ident(if record { "call_record" } else { "call" });
            quote! {
                #docs
                #[inline]
                pub fn #name(&self, #parameters) -> #call_type<'a, #result> {
                    self.client.#call(&#descriptor, #arguments)
                }
            }
        }
        Mode::Blocking => {
            let call = ident(if record { "call_record_blocking" } else { "call_blocking" });
            let (outer, error) = (cx.std("Result"), cx.item(code, "crate::runtime", "Error"));
            quote! {
                #docs
                #[inline]
                pub fn #name(&self, #parameters) -> #outer<#result, #error> {
                    self.client.#call(&#descriptor, #arguments)
                }
            }
        }
    }
}

fn documentation(cx: &Context<'_>, operation: &Operation, names: &OperationNames) -> Vec<String> {
    let mut lines = vec![format!("Calls {}.", docs::code(&operation.name))];
    let foreign = docs::foreign(operation.documentation.as_deref());
    if !foreign.is_empty() {
        lines.push(String::new());
        lines.extend(foreign);
    }
    let body = &operation.input.body;
    if !body.members.is_empty() && !arguments::as_struct(body) {
        lines.push(String::new());
        for (member, parameter) in body.members.iter().zip(&names.parameters) {
            let parameter = parameter.trim_start_matches("r#");
            lines.push(format!("- `{parameter}`: {}", describe::parameter(cx, member, body.wcf)));
        }
    }
    match operation.output.as_ref().map(|o| o.body.members.as_slice()) {
        Some([one]) => {
            lines.push(String::new());
            lines.push(format!("Returns {}", describe::result(cx, one)));
        }
        Some([_, ..]) => {
            lines.push(String::new());
            lines.push(format!("Returns [`{}`].", names.response));
        }
        _ => {}
    }
    lines.push(String::new());
    lines.push("# Errors".to_owned());
    lines.push(String::new());
    lines.push("When the call fails; see [`ErrorKind`](crate::ErrorKind).".to_owned());
    lines
}
