//! A service's module: its agent with one method an operation, and the structs of its messages.

use std::collections::BTreeSet;

use proc_macro2::Literal;
use quote::quote;

use crate::names::RustName;
use crate::names::named::{Body, Member, Operation, Service};

use super::code::Code;
use super::context::{Context, Mode};
use super::features::Feature;
use super::paths::runtime_macro;
use super::{address, arguments, describe, docs, faults, listed, policies, records, text, validate};

/// The module of a service: the agent and the structs of its messages.
pub(super) fn emit(cx: &Context<'_>, service: &Service) -> Code {
    let names = &service.rust;
    let mut code = Code::new(format!("The service {}.", docs::code(names.agent.raw())));
    code.source = cx.source(service);
    defined(cx, &mut code, service);
    let note = docs::lines(&["The same operations as blocking methods."]);
    if faults::any(service) {
        code.push(quote! { pub mod faults; });
    }
    code.push(quote! { pub mod operations; });
    if let Some(gate) = cx.under(Feature::Blocking) {
        code.push(quote! { #note #gate pub mod blocking; });
    }
    if let Some(gate) = cx.under(Feature::Server).filter(|_| cx.options.server) {
        code.push(quote! { #gate pub mod server; });
    }
    agent(cx, &mut code, service, Mode::Async);
    // Operations may share the element of their replies.
    let mut responses = BTreeSet::new();
    for operation in &service.operations {
        let own = &operation.rust;
        let method = own.method.unescaped();
        if arguments::as_struct(cx, &operation.input.body) {
            let what = format!("The arguments of [`{}`]({}::{method}).", own.method, names.agent);
            let of = validate::Of::Request(format!("operations::{}", own.descriptor));
            message(cx, &mut code, &own.request, &operation.input.body, what, &of);
        }
        let output = arguments::several_results(operation);
        if let Some(output) = output.filter(|_| responses.insert(own.response.raw())) {
            let what = format!("What [`{}`]({}::{method}) returns.", own.method, names.agent);
            let of = validate::Of::Response(format!("operations::{}", own.descriptor));
            message(cx, &mut code, &own.response, &output.body, what, &of);
            listed::listed(cx, &mut code, &own.response, &output.body.members);
        }
    }
    code
}

/// The blocking twin.
pub(super) fn emit_blocking(cx: &Context<'_>, service: &Service) -> Code {
    let names = &service.rust;
    let mut code =
        Code::new(format!("The service {}, with blocking methods.", docs::code(names.agent.raw())));
    code.source = cx.source(service);
    code.define("self", service.rust.agent.raw());
    // The messages' names come before those of types that are called the same.
    for operation in &service.operations {
        for name in messages(cx, operation) {
            code.import("super", name);
        }
    }
    agent(cx, &mut code, service, Mode::Blocking);
    // The calls themselves are the asynchronous agent's.
    code.forget("crate::runtime::codec");
    code
}

/// Says what a service's module defines.
fn defined(cx: &Context<'_>, code: &mut Code, service: &Service) {
    code.define("self", service.rust.agent.raw());
    for operation in &service.operations {
        for name in messages(cx, operation) {
            code.define("self", name);
        }
    }
}

/// The structs of an operation's messages, where it has them.
fn messages<'o>(cx: &Context<'_>, operation: &'o Operation) -> impl Iterator<Item = &'o str> {
    let names = &operation.rust;
    let request = arguments::as_struct(cx, &operation.input.body).then_some(names.request.raw());
    let response = arguments::several_results(operation).map(|_| names.response.raw());
    request.into_iter().chain(response)
}

/// A struct of parameters or results.
fn message(cx: &Context<'_>, code: &mut Code, item: &RustName, body: &Body, what: String, of: &validate::Of) {
    records::structure(cx, code, item, vec![what], &body.members, None);
    let rules = validate::rules(cx, of, &body.members, &|m| records::is_secret(cx, m));
    records::implement(code, item, &body.members, body.wcf, None, Some(&rules));
}

fn agent(cx: &Context<'_>, code: &mut Code, service: &Service, mode: Mode) {
    let item = &service.rust.agent;
    let client = cx.item(code, "crate::session", "Client");
    let accessor = service.rust.accessor.unescaped();
    let session = match mode {
        Mode::Async => "crate::Session",
        Mode::Blocking => "crate::blocking::Session",
    };
    let mut own = vec![
        format!("The service {}.", docs::code(&service.id.name.local)),
        String::new(),
        format!("[`Session::{accessor}`]({session}::{accessor}) returns it. Each method is one operation. A result"),
        "that the reply may leave out is an `Option`. [`ErrorKind`](crate::ErrorKind) lists how a call can fail."
            .to_owned(),
    ];
    own.extend(policies::of_service(service));
    let docs = docs::with(service.documentation.as_deref(), own);
    let client = text::flat(&client);
    let mut out = docs::text(&docs, "");
    out.push_str(&format!(
        "#[derive(Debug, Clone, Copy)]\npub struct {item}<'a> {{\n    pub(crate) client: &'a {client},\n}}\n"
    ));
    code.text(out);
    let address = constant(service, mode);
    let mut out = match mode {
        Mode::Async => format!("impl<'a> {item}<'a> {{\n{address}"),
        Mode::Blocking => {
            if !address.is_empty() {
                code.text(format!("impl {item}<'_> {{\n{address}}}\n"));
            }
            format!("{}! {{\n    {item} of super;\n\n", runtime_macro(code, "blocking"))
        }
    };
    for operation in &service.operations {
        if mode == Mode::Async && !out.ends_with("{\n") {
            out.push('\n');
        }
        method(cx, code, &mut out, operation, mode);
    }
    out.push_str("}\n");
    code.text(out);
}

/// The constant that is the service's address in the contract, where that can be called.
fn constant(service: &Service, mode: Mode) -> String {
    let Some(url) = address::url(service.address.as_deref()) else { return String::new() };
    let value = match mode {
        Mode::Async => Literal::string(&url).to_string(),
        Mode::Blocking => format!("super::{}::ADDRESS", service.rust.agent),
    };
    format!(
        "    /// The service's address in the contract.\n    pub const ADDRESS: &'static str = {value};\n"
    )
}

fn method(cx: &Context<'_>, code: &mut Code, out: &mut String, operation: &Operation, mode: Mode) {
    let names = &operation.rust;
    let body = &operation.input.body;
    let output = operation.output.as_ref().map(|o| &o.body);
    let result = text::flat(&arguments::result(cx, code, output, &names.response));
    let mut parameters = Vec::new();
    let mut views = Vec::new();
    let record = arguments::as_struct(cx, body);
    if record {
        parameters.push(format!("request: &{}", names.request));
    } else {
        for member in &body.members {
            let parameter = &member.rust;
            let argument = arguments::argument(cx, code, member, body.wcf);
            parameters.push(format!("{parameter}: {}", text::flat(&argument.ty)));
            views.push(argument.view);
        }
    }
    if mode == Mode::Blocking {
        let (start, end) = (format!("    {}(", names.method), format!(") -> {result};"));
        return text::fill(out, &start, &parameters, &end);
    }
    let call = text::flat(&cx.item(code, "crate::session", "Call"));
    out.push_str(&docs::text(&documentation(cx, operation), "    "));
    out.push_str("    #[inline]\n");
    parameters.insert(0, "&self".to_owned());
    let end = format!(") -> {call}<'a, {result}> {{");
    text::signature(out, &format!("    pub fn {}(", names.method), &parameters, &end);
    let descriptor = &names.descriptor;
    if record {
        out.push_str(&format!("        self.client.call_record(&operations::{descriptor}, request)\n"));
    } else {
        let views: Vec<String> = views.iter().map(text::flat).collect();
        text::fill(out, &format!("        self.client.call(&operations::{descriptor}, &["), &views, "])");
    }
    out.push_str("    }\n");
}

/// What an operation's documentation says: its wire names in one sentence, and a list of its parameters where there is
/// more to say of them.
fn documentation(cx: &Context<'_>, operation: &Operation) -> Vec<String> {
    let body = &operation.input.body;
    let outputs = operation.output.as_ref().map(|o| o.body.members.as_slice()).unwrap_or_default();
    let mut sentence = format!("Calls {}", docs::code(&operation.name));
    let mut list = Vec::new();
    if !arguments::as_struct(cx, body) {
        if body.members.iter().all(|m| describe::is_plain(m, body.wcf)) {
            sentence.push_str(&with(&body.members));
        } else {
            list.extend(body.members.iter().filter_map(|one| describe::parameter(cx, one, body.wcf)));
            if !list.is_empty() {
                list.insert(0, String::new());
            }
        }
    }
    match outputs {
        [] => sentence.push('.'),
        [one] if describe::is_plain(one, true) => {
            sentence.push_str(&format!("; returns {}.", docs::code(&one.wire.local)));
        }
        [one] => {
            sentence.push('.');
            list.push(String::new());
            list.push(format!("Returns {}", describe::result(cx, one)));
        }
        _ => sentence.push_str(&format!("; returns [`{}`].", operation.rust.response)),
    }
    let mut lines = docs::wrapped(&sentence);
    let foreign = docs::foreign(operation.documentation.as_deref());
    if !foreign.is_empty() {
        lines.push(String::new());
        lines.extend(foreign);
    }
    lines.extend(list);
    if let Some(sentence) = faults::sentence(operation) {
        lines.push(String::new());
        lines.extend(docs::wrapped(&sentence));
    }
    lines.extend(policies::of_operation(operation));
    lines
}

/// The wire names of parameters, in their order.
fn with(members: &[Member]) -> String {
    let names: Vec<String> = members.iter().map(|m| docs::code(&m.wire.local)).collect();
    match names.as_slice() {
        [] => String::new(),
        [one] => format!(" with {one}"),
        [first @ .., last] => format!(" with {} and {last}", first.join(", ")),
    }
}
