//! The crate's request and response headers: a struct of each, and the lists that operations declare.

use std::collections::BTreeMap;

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use crate::contract::QName;
use crate::names::RustName;
use crate::names::named::{HeaderSet, Shape};

use super::code::Code;
use super::context::{Context, Side, ident};
use super::header_lists::Headers;
use super::paths::runtime_macro;
use super::{docs, login, records, text};
use crate::options::{LoginOptions, RefusedOptions};

/// `src/headers.rs`.
pub(super) fn emit(cx: &Context<'_>) -> Code {
    let mut code = Code::new("The headers of requests and replies.");
    let request =
        "The headers that requests carry, where their operation declares them. Unset ones are not sent.";
    let response = "The headers that replies carry.";
    structure(cx, &mut code, &RustName::ours("RequestHeaders"), request, &cx.model.request_headers);
    structure(cx, &mut code, &RustName::ours("ResponseHeaders"), response, &cx.model.response_headers);
    if !cx.model.request_headers.members.is_empty() {
        filled(cx, &mut code);
        code.push(login::from_text(cx).unwrap_or_default());
    }
    let operations = || cx.model.services.iter().flat_map(|s| &s.operations);
    lists(cx, &mut code, Side::Request, operations().map(|o| &o.input.headers));
    let outputs = operations().filter_map(|o| o.output.as_ref()).map(|o| &o.headers);
    lists(cx, &mut code, Side::Response, outputs);
    if let Some(outcome) = outcome(cx) {
        let item = cx.item(&mut code, "crate::runtime::soap", "Outcome");
        let number = |slot: Option<usize>| match slot.map(Literal::usize_unsuffixed) {
            Some(slot) => quote! { Some(#slot) },
            None => quote! { None },
        };
        let succeeded = Literal::usize_unsuffixed(outcome.succeeded);
        let (error, kind, message) = (number(outcome.error), number(outcome.kind), number(outcome.message));
        let note = docs::lines(&["Where replies say whether a call worked."]);
        code.push(quote! {
            #note
            pub(crate) static OUTCOME: #item =
                #item { succeeded: #succeeded, error: #error, kind: #kind, message: #message };
        });
    }
    if let Some(login) = &cx.options.login {
        refused(cx, &mut code, login);
    }
    if !cx.options.secrets.is_empty() {
        let count = Literal::usize_unsuffixed(cx.options.secrets.len());
        let secrets = &cx.options.secrets;
        let note =
            docs::lines(&["Elements and attributes that never appear in `Debug` output, errors and logs."]);
        code.push(quote! {
            #note
            pub(crate) static SECRETS: [&str; #count] = [#(#secrets),*];
        });
    }
    let paths = cx.paths();
    if !paths.is_empty() {
        let note = docs::lines(&["The last segments of the services' addresses."]);
        code.push(quote! {
            #note
            pub(crate) const PATHS: &[&str] = &[#(#paths),*];
        });
    }
    code
}

/// How headers go before others.
fn filled(cx: &Context<'_>, code: &mut Code) {
    let fill = cx.item(code, "crate::runtime::client", "fill");
    let fields: Vec<&RustName> = cx.model.request_headers.members.iter().map(|m| &m.rust).collect();
    code.push(quote! {
        impl crate::runtime::client::RequestHeaders<ResponseHeaders> for RequestHeaders {
            fn fill(&mut self, from: &Self) -> bool {
                let filled = [#(#fill(&mut self.#fields, &from.#fields)),*];
                filled.contains(&true)
            }
        }
    });
}

/// The static that says what tells that a ticket is refused.
fn refused(cx: &Context<'_>, code: &mut Code, options: &LoginOptions) {
    let item = cx.item(code, "crate::runtime::client", "Refused");
    let RefusedOptions { status, faults, kinds, messages } = &options.refused;
    let note =
        docs::lines(&["The failures that mean: the server refused the ticket and did not run the call."]);
    let status = status.iter().map(|status| Literal::u16_unsuffixed(*status));
    code.push(quote! {
        #note
        pub(crate) static REFUSED: #item = #item {
            status: &[#(#status),*],
            faults: &[#(#faults),*],
            kinds: &[#(#kinds),*],
            messages: &[#(#messages),*],
        };
    });
}

fn structure(cx: &Context<'_>, code: &mut Code, item: &RustName, what: &str, set: &HeaderSet) {
    records::structure(cx, code, item, vec![what.to_owned()], &set.members, None);
    records::implement(code, item, &set.members, true, None, None);
}

/// One static a distinct list.
fn lists<'h>(cx: &Context<'_>, code: &mut Code, side: Side, all: impl Iterator<Item = &'h Vec<QName>>) {
    let headers = cx.headers(side);
    let mut distinct: BTreeMap<String, &Vec<QName>> = BTreeMap::new();
    for names in all {
        if let Some(list) = headers.list(names) {
            distinct.entry(list).or_insert(names);
        }
    }
    formats(cx, code, side, &distinct);
    for (list, names) in distinct {
        let item = ident(&list);
        let particle = cx.codec(code, "Particle");
        let rows: Vec<TokenStream> = headers
            .slots(names)
            .into_iter()
            .map(|(slot, member)| cx.member_row(code, slot, member))
            .collect();
        let count = Literal::usize_unsuffixed(rows.len());
        let note = "Header blocks that operations declare together.".to_owned();
        code.text(text::statement(
            &[note],
            &quote! {
                pub(crate) static #item: [#particle; #count] = [#(#rows),*]
            },
        ));
    }
}

/// What makes the struct of all headers one that formats can hold: a table of them, which may be one of the lists.
fn formats(cx: &Context<'_>, code: &mut Code, side: Side, lists: &BTreeMap<String, &Vec<QName>>) {
    let Headers { set, .. } = cx.headers(side);
    // An operation has each of its headers once.
    let all = lists.iter().find(|(_, names)| names.len() == set.members.len());
    let rows = match all {
        Some((list, _)) => list.clone(),
        None => {
            let rows = set.members.iter().enumerate();
            let rows = rows.map(|(slot, member)| text::flat(&cx.member_row(code, slot, member)));
            let rows: String = rows.map(|row| format!("\n    {row},")).collect();
            if rows.is_empty() { "[]".to_owned() } else { format!("[{rows}\n]") }
        }
    };
    let name = if side == Side::Request { "RequestHeaders" } else { "ResponseHeaders" };
    let formats = runtime_macro(code, "formats");
    code.text(format!("{formats}! {{ {name} headers &{rows} }}\n"));
}

/// The slots of the headers that say whether a call worked.
pub(super) struct OutcomeSlots {
    succeeded: usize,
    error: Option<usize>,
    kind: Option<usize>,
    message: Option<usize>,
}

/// Where they are, if they are configured and the contract has them.
pub(super) fn outcome(cx: &Context<'_>) -> Option<OutcomeSlots> {
    let options = cx.options.outcome.as_ref()?;
    let find = |name: &str| cx.model.response_headers.members.iter().position(|m| *m.wire.local == *name);
    let succeeded = find(&options.succeeded)?;
    let error = options.error.as_deref().and_then(find);
    let member = error.and_then(|slot| cx.model.response_headers.members.get(slot));
    let record = match member.map(|m| &m.shape) {
        Some(Shape::Record(name)) => cx.model.records.get(&name.name),
        _ => None,
    };
    let field = |name: &Option<String>| {
        let (record, name) = (record?, name.as_deref()?);
        record.members.iter().position(|m| *m.wire.local == *name)
    };
    Some(OutcomeSlots { succeeded, error, kind: field(&options.kind), message: field(&options.message) })
}
