//! `login`: an operation that gives a ticket, and where the ticket goes.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use crate::contract::{Builtin, Place};
use crate::diagnostic::{Diagnostic, Diagnostics, Kind, nearest};
use crate::names::{OperationNames, ServiceNames};
use crate::passes::{Holder, Member, Operation, Shape};

use super::code::Code;
use super::context::{Context, ident};
use super::options::LoginOptions;
use super::services::Mode;
use super::{arguments, describe, docs};

/// A login that the contracts can do.
pub(super) struct Login<'a> {
    options: &'a LoginOptions,
    service: &'a ServiceNames,
    operation: &'a Operation,
    names: &'a OperationNames,
    /// The field of the result that says whether it worked, and its type's holder.
    succeeded: Option<(Ident, Holder)>,
    /// The result's value that becomes the header; `None` when the result is that value.
    result: (Option<Ident>, Holder),
    /// The session header that takes it.
    header: Ident,
    /// How a ticket alone is put into the header.
    pub(super) ticket: Option<Ticket>,
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
pub(super) fn plan<'a>(cx: &Context<'a>, options: &'a LoginOptions) -> Result<Login<'a>, Diagnostics> {
    let fail = |message: String, known: &mut dyn Iterator<Item = &str>, name: &str| {
        let mut diagnostic = Diagnostic::error(Kind::Missing, format!("[login] {message}"), Place::default());
        if let Some(near) = nearest(name, known) {
            diagnostic = diagnostic.help(format!("did you mean {near}?"));
        }
        let mut all = Diagnostics::default();
        all.push(diagnostic);
        all
    };
    let (service_name, operation_name) =
        options.operation.split_once('.').unwrap_or(("", &options.operation));
    let found = cx.model.services.iter().zip(&cx.names.services).filter(|(service, names)| {
        service_name.is_empty()
            || service.source == service_name
            || names.agent == service_name
            || names.module == service_name
    });
    let operations = found.flat_map(|(service, names)| {
        service.operations.iter().zip(&names.operations).map(move |(operation, own)| (names, operation, own))
    });
    let all: Vec<_> = operations.collect();
    let Some(&(service, operation, names)) = all.iter().find(|(_, o, _)| o.name == operation_name) else {
        let message = format!("operation {} is not among the operations", options.operation);
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
        Some(name) => match field(name) {
            Some((m, field)) if m.shape == Shape::Scalar(Builtin::Boolean) => Some((field, m.holder)),
            _ => {
                let message = format!("succeeded {name}: the result of {operation_name} has no such boolean");
                return Err(fail(message, &mut members.iter().map(|m| &*m.wire.local), name));
            }
        },
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

/// The builder's `login`.
pub(super) fn method(cx: &Context<'_>, code: &mut Code, plan: &Login<'_>, mode: Mode) -> TokenStream {
    let module = ident(&plan.service.module);
    let feature = plan.service.module.trim_start_matches("r#");
    let descriptor = ident(&plan.names.descriptor);
    let descriptor = quote! { crate::#module::operations::#descriptor };
    let body = &plan.operation.input.body;
    let mut lines = vec![
        format!("Makes the session and logs in, by {}.", docs::code(&plan.operation.name)),
        String::new(),
    ];
    let error = cx.item(code, "crate::runtime", "Error");
    let outer = cx.std("Result");
    // What only the login imports is behind its feature too.
    let mut local = Code::default();
    let (parameters, arguments, record) = if arguments::as_struct(body) {
        let request = ident(&plan.names.request);
        (quote! { request: &crate::#module::#request }, quote! { request }, true)
    } else {
        let (mut parameters, mut views) = (Vec::new(), Vec::new());
        for (member, parameter) in body.members.iter().zip(&plan.names.parameters) {
            lines.push(format!(
                "- `{}`: {}",
                parameter.trim_start_matches("r#"),
                describe::parameter(cx, member, body.wcf)
            ));
            let parameter = ident(parameter);
            let argument = arguments::argument(cx, &mut local, member, &parameter, body.wcf);
            let (ty, view) = (argument.ty, argument.view);
            parameters.push(quote! { #parameter: #ty });
            views.push(view);
        }
        lines.push(String::new());
        (quote! { #(#parameters),* }, quote! { &[#(#views),*] }, false)
    };
    lines.extend(["# Errors", ""].map(str::to_owned));
    lines.push(
        "[`ErrorKind::Login`](crate::ErrorKind::Login) when the server refuses; else whatever goes wrong."
            .to_owned(),
    );
    let docs = docs::lines(&lines);
    let output = plan.operation.output.as_ref().map(|o| &o.body);
    let result_type = match output.map(|b| b.members.len()) {
        Some(2..) => {
            let response = ident(&plan.names.response);
            quote! { crate::#module::#response }
        }
        _ => arguments::result(cx, &mut local, output, &plan.names.response),
    };
    let check = plan.succeeded.as_ref().map(|(field, holder)| {
        let refused = match holder {
            Holder::Plain => quote! { !result.#field },
            _ => quote! { result.#field != Some(true) },
        };
        quote! { if #refused { return Err(#error::login(&#descriptor, None)); } }
    });
    let value = match &plan.result.0 {
        Some(field) => quote! { result.#field },
        None => quote! { result },
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
    code.import_under(feature, local);
    let (asyncness, wait) = match mode {
        Mode::Async => (quote! { async }, quote! { .await }),
        Mode::Blocking => (quote! {}, quote! {}),
    };
    let call = ident(match (mode, record) {
        (Mode::Async, false) => "call",
        (Mode::Async, true) => "call_record",
        (Mode::Blocking, false) => "call_blocking",
        (Mode::Blocking, true) => "call_record_blocking",
    });
    quote! {
        #docs
        #[cfg(feature = #feature)]
        pub #asyncness fn login(self, #parameters) -> #outer<Session, #error> {
            let session = self.build()?;
            let result: #result_type = session.client.#call(&#descriptor, #arguments)#wait?;
            #check
            #take
            #there
            Ok(Session { client: session.client.with_headers(|headers| headers.#header = Some(value)) })
        }
    }
}

impl Login<'_> {
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
