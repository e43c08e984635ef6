//! `src/login.rs`: what the login's result means for the request headers.

use proc_macro2::TokenStream;
use quote::quote;

use super::super::code::Code;
use super::super::context::Context;
use super::super::{arguments, docs};
use super::path::Read;
use crate::names::{Login, Path, SuccessPlace};

/// The file, where an operation logs in.
pub(in super::super) fn emit(cx: &Context<'_>) -> Option<Code> {
    let (login, place) = (cx.ticket.login.as_ref()?, cx.ticket.place.as_ref()?);
    let mut code = Code::new("How a session logs in, and how its ticket gets into the request headers.");
    code.define("crate::login", "LOGIN");
    let item = cx.item(&mut code, "crate::runtime::client", "Login");
    let request = cx.item(&mut code, "crate::headers", "RequestHeaders");
    let response = cx.item(&mut code, "crate::headers", "ResponseHeaders");
    let reply = cx.item(&mut code, "crate::session", "Reply");
    let error = cx.item(&mut code, "crate::runtime", "Error");
    let (outer, option, string) = (cx.std("Result"), cx.std("Option"), cx.std("String"));
    let operations = format!("crate::{}::operations", login.service.rust.module);
    let descriptor = cx.named(&mut code, &operations, &login.operation.rust.descriptor);
    let result = result(cx, &mut code, login);
    let (url, answer) = url(login);
    let check = login.succeeded.as_ref().map(|(place, path)| {
        let refused = refused(*place, path);
        quote! { if #refused { return Err(#error::login(&#descriptor, None)); } }
    });
    let at = &login.asked;
    let otherwise = quote! { return Err(#error::login_without_ticket(&#descriptor, #at)); };
    let take = login.ticket.take(quote! { reply.value }, &otherwise);
    let missing = missing(login).map(|missing| quote! { if #missing { #otherwise } });
    let assign = place.assign(&quote! { headers }, &quote! { value });
    let carry = carry(place);
    let by_outcome = login.refused_by_outcome;
    let note = docs::lines(&[format!("Logs in by {}.", docs::code(&login.operation.name))]);
    let take_note = docs::lines(&[match login.url {
        Some(_) => {
            "Puts the ticket of a login into the headers, and gives the address that later calls go to."
        }
        None => "Puts the ticket of a login into the headers.",
    }]);
    let carry_note = docs::lines(&["Copies the ticket from one set of headers to another."]);
    code.push(quote! {
        #note
        pub(crate) static LOGIN: #item<#request, #result, #response> = #item {
            operation: &#descriptor,
            take: take_ticket,
            carry: carry_ticket,
            refused_by_outcome: #by_outcome,
        };
        #take_note
        fn take_ticket(headers: &mut #request, reply: #reply<#result>) -> #outer<#option<#string>, #error> {
            #check
            #url
            #take
            #missing
            #assign;
            Ok(#answer)
        }
        #carry_note
        fn carry_ticket(to: &mut #request, from: &#request) { #carry }
    });
    Some(code)
}

/// The type of the operation's result.
fn result(cx: &Context<'_>, code: &mut Code, login: &Login<'_>) -> TokenStream {
    let output = login.operation.output.as_ref().map(|o| &o.body);
    match output.map(|b| b.members.len()) {
        Some(2..) => {
            let (module, response) = (&login.service.rust.module, &login.operation.rust.response);
            quote! { crate::#module::#response }
        }
        _ => arguments::result(cx, code, output, &login.operation.rust.response),
    }
}

/// Whether the reply says that the login was refused.
fn refused(place: SuccessPlace, path: &Path<'_>) -> TokenStream {
    let start = match place {
        SuccessPlace::Result => quote! { reply.value },
        SuccessPlace::Header => quote! { reply.headers },
    };
    match path.read(start) {
        Read::Place(succeeded) => quote! { !#succeeded },
        Read::Maybe(succeeded) => quote! { #succeeded != Some(&true) },
    }
}

/// Whether the value holds no ticket.
fn missing(login: &Login<'_>) -> Option<TokenStream> {
    let path = match &login.within {
        Some(within) => within,
        None if login.ticket.is_text() => return Some(quote! { value.trim().is_empty() }),
        None => return None,
    };
    match (path.read(quote! { value }), path.is_text()) {
        (Read::Place(ticket), true) => Some(quote! { #ticket.trim().is_empty() }),
        (Read::Maybe(ticket), true) => Some(quote! { #ticket.is_none_or(|ticket| ticket.trim().is_empty()) }),
        (Read::Maybe(ticket), false) => Some(quote! { #ticket.is_none() }),
        (Read::Place(_), false) => None,
    }
}

/// Reads the address that later calls go to; what the function gives then.
fn url(login: &Login<'_>) -> (Option<TokenStream>, TokenStream) {
    match login.url.as_ref().map(|path| path.read(quote! { reply.value })) {
        None => (None, quote! { None }),
        Some(Read::Place(url)) => (Some(quote! { let url = #url.clone(); }), quote! { Some(url) }),
        Some(Read::Maybe(url)) => (Some(quote! { let url = #url.cloned(); }), quote! { url }),
    }
}

/// Copies nothing but the ticket.
fn carry(place: &Path<'_>) -> TokenStream {
    if place.is_one_step() {
        let field = place.first().map(|member| &member.rust);
        return quote! { to.#field.clone_from(&from.#field); };
    }
    let assign = |value: TokenStream| place.assign(&quote! { to }, &value);
    match place.read(quote! { from }) {
        Read::Place(ticket) => {
            let assign = assign(quote! { #ticket.clone() });
            quote! { #assign; }
        }
        Read::Maybe(ticket) => {
            let assign = assign(quote! { ticket.clone() });
            quote! { if let Some(ticket) = #ticket { #assign; } }
        }
    }
}
