//! The static descriptors of a service's operations.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use crate::contract::SoapVersion;
use crate::names::ServiceNames;
use crate::passes::{Flag, HeaderSet, Message, Operation, Service};

use super::code::Code;
use super::context::{Context, ident};
use super::{docs, headers};

/// The file of a service's descriptors.
pub(super) fn emit(cx: &Context<'_>, service: &Service, names: &ServiceNames) -> Code {
    let mut code =
        Code::new(format!("What {} and its operations look like on the wire.", docs::code(&names.agent)));
    let soap = "crate::runtime::soap";
    let item = cx.item(&mut code, soap, "Service");
    let version = cx.item(&mut code, soap, "SoapVersion");
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
    let note = docs::lines(&[format!("The service {}.", docs::code(&service.name.local))]);
    code.push(quote! {
        #note
        pub static SERVICE: #item = #item {
            name: #name,
            path: #path,
            version: #version::#variant,
            namespaces: &NAMESPACES,
            outcome: #outcome,
        };
    });
    let operation_item = cx.item(&mut code, soap, "Operation");
    for (operation, own) in service.operations.iter().zip(&names.operations) {
        let descriptor = ident(&own.descriptor);
        let note = docs::lines(&[format!("{}.", docs::code(&operation.name))]);
        let (name, action) = (&operation.name, &operation.action);
        let request = message(cx, &mut code, &operation.input, &cx.model.request_headers, Direction::Request);
        let response = match &operation.output {
            Some(output) => {
                let message = message(cx, &mut code, output, &cx.model.response_headers, Direction::Response);
                quote! { Some(#message) }
            }
            None => quote! { None },
        };
        let _: &Operation = operation;
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
    code
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
    set: &HeaderSet,
    direction: Direction,
) -> TokenStream {
    let soap = "crate::runtime::soap";
    let (item, shape) = (cx.item(code, soap, "Message"), cx.item(code, soap, "Shape"));
    let prefix = if direction == Direction::Request { "REQUEST" } else { "RESPONSE" };
    let headers = match headers::list(prefix, set, &message.headers) {
        Some(list) => {
            code.import("crate::headers", &list);
            let list = ident(&list);
            quote! { &#list }
        }
        None => quote! { &[] },
    };
    let rows: Vec<TokenStream> = message
        .body
        .members
        .iter()
        .enumerate()
        .map(|(slot, m)| cx.particle(code, &m.wire, slot, m.flags, &m.shape))
        .collect();
    let (body, variant) = match &message.body.wrapper {
        Some(wrapper) => {
            let (def, ty) = (cx.codec(code, "TypeDef"), cx.codec(code, "Type"));
            let namespace = cx.namespace(code, &wrapper.namespace);
            let name = wrapper.local.to_string();
            let record = quote! { #ty::Record(&#def::new(#namespace, #name, &[#(#rows),*])) };
            let wrapper = cx.particle_of(code, wrapper, 0, Flag::default(), &record);
            let single = direction == Direction::Response && message.body.members.len() == 1;
            (quote! { &[#wrapper] }, if single { quote! { Single } } else { quote! { Wrapped } })
        }
        None => (quote! { &[#(#rows),*] }, quote! { Bare }),
    };
    let _ = Literal::usize_unsuffixed(0);
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
