//! `login`: an operation that gives a ticket, and where the ticket goes.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use crate::contract::{Builtin, Place};
use crate::diagnostic::{Diagnostic, Diagnostics, Kind, nearest};
use crate::names::{OperationNames, ServiceNames};
use crate::passes::{Holder, Member, Operation, Shape};

use super::code::Code;
use super::context::{Context, Mode, ident};
use super::options::LoginOperation;
use super::{arguments, describe, docs};

/// A login that the contracts can do.
pub(super) struct Login<'a> {
    options: &'a LoginOperation,
    service: &'a ServiceNames,
    operation: &'a Operation,
    names: &'a OperationNames,
    /// What says whether it worked: where it is, its field, and its type's holder.
    succeeded: Option<(Told, Ident, Holder)>,
    /// The result's value that becomes the header; `None` when the result is that value.
    result: (Option<Ident>, Holder),
    /// The session header that takes it.
    pub(super) header: Ident,
    /// How a ticket alone is put into the header.
    pub(super) ticket: Option<Ticket>,
}

/// Where a reply says whether a login worked.
enum Told {
    /// In the operation's result.
    Result,
    /// In the response headers.
    Header,
}

/// Where a ticket stands in the request headers.
pub(super) struct Ticket {
    header: Ident,
    /// The field within the header's record.
    field: Option<(Ident, Holder)>,
}

impl Ticket {
    /// The assignment of `value` to the ticket in `headers`.
    pub(super) fn assign(&self, headers: &TokenStream, value: &TokenStream) -> TokenStream {
        let header = &self.header;
        match &self.field {
            None => quote! { #headers.#header = Some(#value) },
            Some((field, Holder::Option)) => {
                quote! { #headers.#header.get_or_insert_default().#field = Some(#value) }
            }
            Some((field, _)) => quote! { #headers.#header.get_or_insert_default().#field = #value },
        }
    }
}

/// Checks the configuration against the model.
pub(super) fn plan<'a>(cx: &Context<'a>, options: &'a LoginOperation) -> Result<Login<'a>, Diagnostics> {
    let fail = |message: String, known: &mut dyn Iterator<Item = &str>, name: &str| {
        let mut diagnostic = Diagnostic::error(Kind::Missing, format!("[login] {message}"), Place::default());
        if let Some(near) = nearest(name, known) {
            diagnostic = diagnostic.help(format!("did you mean {near}?"));
        }
        let mut all = Diagnostics::default();
        all.push(diagnostic);
        all
    };
    let (service_name, operation_name) = options.name.split_once('.').unwrap_or(("", &options.name));
    let found = cx.model.services.iter().zip(&cx.names.services).filter(|(service, names)| {
        service_name.is_empty()
            || service.id.source == service_name
            || names.agent == service_name
            || names.module == service_name
    });
    let operations = found.flat_map(|(service, names)| {
        service.operations.iter().zip(&names.operations).map(move |(operation, own)| (names, operation, own))
    });
    let all: Vec<_> = operations.collect();
    let Some(&(service, operation, names)) = all.iter().find(|(_, o, _)| o.name == operation_name) else {
        let message = format!("operation {} is not among the operations", options.name);
        return Err(fail(message, &mut all.iter().map(|(_, o, _)| o.name.as_str()), operation_name));
    };
    let members = operation.output.as_ref().map(|o| o.body.members.as_slice()).unwrap_or_default();
    let field = |name: &str| {
        members
            .iter()
            .zip(&names.results)
            .find(|(m, _)| *m.wire.local == *name)
            .map(|(m, field)| (m, ident(field)))
    };
    let (step, rest) = match options.ticket.split_once('.') {
        Some((step, rest)) => (step, Some(rest)),
        None => (options.ticket.as_str(), None),
    };
    let Some((member, result)) = field(step) else {
        let message = format!("ticket {}: the result of {operation_name} has no {step}", options.ticket);
        return Err(fail(message, &mut members.iter().map(|m| &*m.wire.local), step));
    };
    let headers = || cx.model.request_headers.members.iter().zip(&cx.names.request_headers);
    let target = headers()
        .find(|(m, _)| m.wire.local == member.wire.local && m.shape == member.shape)
        .or_else(|| headers().find(|(m, _)| m.shape == member.shape && matches!(m.shape, Shape::Record(_))));
    let Some((header_member, header)) = target else {
        let message = format!("ticket {}: no request header has the type of {step}", options.ticket);
        return Err(fail(message, &mut headers().map(|(m, _)| &*m.wire.local), step));
    };
    let succeeded = match &options.succeeded {
        None => None,
        Some(name) => {
            let boolean = |m: &Member| m.shape == Shape::Scalar(Builtin::Boolean);
            let replies = || cx.model.response_headers.members.iter().zip(&cx.names.response_headers);
            let header = replies().find(|(m, _)| *m.wire.local == **name && boolean(m));
            match (field(name), header) {
                (Some((m, field)), _) if boolean(m) => Some((Told::Result, field, m.holder)),
                (_, Some((m, field))) => Some((Told::Header, ident(field), m.holder)),
                _ => {
                    let message = format!(
                        "succeeded {name}: neither the result of {operation_name} nor the response headers have such a boolean"
                    );
                    let mut known =
                        members.iter().map(|m| &*m.wire.local).chain(replies().map(|(m, _)| &*m.wire.local));
                    return Err(fail(message, &mut known, name));
                }
            }
        }
    };
    let header = ident(header);
    let ticket = ticket(cx, header_member, &header, rest);
    let result = (if members.len() > 1 { Some(result) } else { None }, member.holder);
    Ok(Login { options, service, operation, names, succeeded, result, header, ticket })
}

fn ticket(cx: &Context<'_>, member: &Member, header: &Ident, rest: Option<&str>) -> Option<Ticket> {
    let text = |m: &Member| m.shape == Shape::Scalar(Builtin::String);
    match (&member.shape, rest) {
        (_, None) if text(member) => Some(Ticket { header: header.clone(), field: None }),
        (Shape::Record(name), Some(rest)) => {
            let record = cx.model.records.get(name)?;
            let (at, inner) =
                record.members.iter().enumerate().find(|(_, m)| *m.wire.local == *rest && text(m))?;
            let field = cx.names.fields.get(name)?.get(at)?;
            Some(Ticket { header: header.clone(), field: Some((ident(field), inner.holder)) })
        }
        _ => None,
    }
}

/// `src/login.rs`: what the login's result means for the request headers.
pub(super) fn emit(cx: &Context<'_>, plan: &Login<'_>) -> Code {
    let mut code = Code::new("How a session logs in, and how its ticket gets into the request headers.");
    let login = cx.item(&mut code, "crate::runtime::client", "Login");
    let request = cx.item(&mut code, "crate::headers", "RequestHeaders");
    let response = cx.item(&mut code, "crate::headers", "ResponseHeaders");
    let reply = cx.item(&mut code, "crate::session", "Reply");
    let error = cx.item(&mut code, "crate::runtime", "Error");
    let outer = cx.std("Result");
    let module = ident(&plan.service.module);
    let descriptor = ident(&plan.names.descriptor);
    let operations = format!("crate::{}::operations", plan.service.module);
    code.import(operations, plan.names.descriptor.clone());
    let output = plan.operation.output.as_ref().map(|o| &o.body);
    let result = match output.map(|b| b.members.len()) {
        Some(2..) => {
            let response = ident(&plan.names.response);
            quote! { crate::#module::#response }
        }
        _ => arguments::result(cx, &mut code, output, &plan.names.response),
    };
    let check = plan.succeeded.as_ref().map(|(place, field, holder)| {
        let place = match place {
            Told::Result => quote! { reply.value },
            Told::Header => quote! { reply.headers },
        };
        let refused = match holder {
            Holder::Plain => quote! { !#place.#field },
            _ => quote! { #place.#field != Some(true) },
        };
        quote! { if #refused { return Err(#error::login(&#descriptor, None)); } }
    });
    let value = match &plan.result.0 {
        Some(field) => quote! { reply.value.#field },
        None => quote! { reply.value },
    };
    let header = &plan.header;
    let place = &plan.options.ticket;
    let take = match plan.result.1 {
        Holder::Option => quote! {
            let Some(value) = #value else { return Err(#error::login_without_ticket(&#descriptor, #place)); };
        },
        Holder::Nillable => quote! {
            let Some(value) = #value.into_option() else {
                return Err(#error::login_without_ticket(&#descriptor, #place));
            };
        },
        _ => quote! { let value = #value; },
    };
    // A record without the ticket in it is no ticket either.
    let there = match &plan.ticket {
        Some(Ticket { field: Some((field, Holder::Option)), .. }) => Some(quote! {
            if value.#field.is_none() { return Err(#error::login_without_ticket(&#descriptor, #place)); }
        }),
        _ => None,
    };
    let note = docs::lines(&[format!("Logs in by {}.", docs::code(&plan.operation.name))]);
    let take_note = docs::lines(&["Puts the ticket of a login into the headers."]);
    let carry_note = docs::lines(&["Copies the ticket from one set of headers to another."]);
    code.push(quote! {
        #note
        pub(crate) static LOGIN: #login<#request, #result, #response> =
            #login { operation: &#descriptor, take: take_ticket, carry: carry_ticket };
        #take_note
        fn take_ticket(headers: &mut #request, reply: #reply<#result>) -> #outer<(), #error> {
            #check
            #take
            #there
            headers.#header = Some(value);
            Ok(())
        }
        #carry_note
        fn carry_ticket(to: &mut #request, from: &#request) { to.#header.clone_from(&from.#header); }
    });
    code
}

/// The session's `login` and the builder's.
pub(super) struct Methods {
    /// For the session: another user over the same connections.
    pub(super) session: TokenStream,
    /// For the builder: makes the session and logs in.
    pub(super) builder: TokenStream,
}

/// The methods that log in.
pub(super) fn methods(cx: &Context<'_>, code: &mut Code, plan: &Login<'_>, mode: Mode) -> Methods {
    let module = ident(&plan.service.module);
    let feature = plan.feature();
    let body = &plan.operation.input.body;
    let error = cx.item(code, "crate::runtime", "Error");
    let outer = cx.std("Result");
    let mut lines = Vec::new();
    // What only the login imports is behind its feature too.
    let mut local = Code::default();
    local.import("crate::login", "LOGIN");
    let mut names = Vec::new();
    let (parameters, arguments) = if arguments::as_struct(body) {
        let request = ident(&plan.names.request);
        names.push(ident("request"));
        (quote! { request: &crate::#module::#request }, quote! { request })
    } else {
        let (mut parameters, mut views) = (Vec::new(), Vec::new());
        for (member, parameter) in body.members.iter().zip(&plan.names.parameters) {
            lines.extend(describe::parameter(cx, member, parameter, body.wcf));
            let parameter = ident(parameter);
            let argument = arguments::argument(cx, &mut local, member, &parameter, body.wcf);
            let (ty, view) = (argument.ty, argument.view);
            parameters.push(quote! { #parameter: #ty });
            views.push(view);
            names.push(parameter);
        }
        let views_type = cx.codec(&mut local, "Arguments");
        (quote! { #(#parameters),* }, quote! { &#views_type(&[#(#views),*]) })
    };
    code.import_under(feature, local);
    let about = |first: &str| {
        let mut all = vec![first.replace("{}", &docs::code(&plan.operation.name)), String::new()];
        all.extend(lines.iter().cloned());
        if !lines.is_empty() {
            all.push(String::new());
        }
        all.extend(
            [
                "The session and all its clones share one ticket. When the server refuses it, one of them logs in again",
                "while the others wait, and the refused calls are sent again.",
                "",
                "# Errors",
                "",
                "[`ErrorKind::Login`](crate::ErrorKind::Login) when the server refuses; else whatever goes wrong.",
            ]
            .map(str::to_owned),
        );
        docs::lines(&all)
    };
    let for_session = about("A session of another user over the same connections; logs in by {}.");
    let for_builder = about("Makes the session and logs in, by {}.");
    let (asyncness, call) = match mode {
        Mode::Async => (
            quote! { async },
            quote! {
                let login = self.client.login(&LOGIN, #arguments);
                let client = login.await?;
            },
        ),
        Mode::Blocking => {
            (quote! {}, quote! { let client = self.client.login_blocking(&LOGIN, #arguments)?; })
        }
    };
    let wait = match mode {
        Mode::Async => quote! { .await },
        Mode::Blocking => quote! {},
    };
    Methods {
        session: quote! {
            #for_session
            #[cfg(feature = #feature)]
            pub #asyncness fn login(&self, #parameters) -> #outer<Self, #error> {
                #call
                Ok(Self { client })
            }
        },
        builder: quote! {
            #for_builder
            #[cfg(feature = #feature)]
            pub #asyncness fn login(self, #parameters) -> #outer<Session, #error> {
                self.build()?.login(#(#names),*)#wait
            }
        },
    }
}

impl Login<'_> {
    /// The cargo feature of its service.
    pub(super) fn feature(&self) -> &str {
        self.service.module.trim_start_matches("r#")
    }

    /// The call in an example, where all parameters are text.
    pub(super) fn example(&self) -> Option<String> {
        let body = &self.operation.input.body;
        if arguments::as_struct(body) || !body.wcf {
            return None;
        }
        let all_text = body.members.iter().all(|m| m.shape == Shape::Scalar(Builtin::String));
        let values: Vec<String> =
            body.members.iter().map(|m| format!("{:?}", m.wire.local.to_lowercase())).collect();
        all_text.then(|| format!("login({})", values.join(", ")))
    }
}
