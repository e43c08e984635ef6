//! The builder of a session, async and blocking.

use std::collections::BTreeSet;

use proc_macro2::TokenStream;
use quote::quote;

use crate::names::RustName;
use crate::names::named::{Container, Member, Service};

use super::builder_methods::BUILDER_METHODS;
use super::code::Code;
use super::context::{Context, Mode, ident};
use super::features::Feature;
use super::login::Methods;
use super::{describe, docs, policies};

/// `SessionBuilder`.
pub(super) fn emit(cx: &Context<'_>, code: &mut Code, login: &Methods, mode: Mode) {
    let inner = cx.item(code, "crate::runtime::client", "ClientBuilder");
    let headers = cx.item(code, "crate::headers", "RequestHeaders");
    let error = cx.item(code, "crate::runtime", "Error");
    let (into, string, result) = (cx.std("Into"), cx.std("String"), cx.std("Result"));
    let client = match cx.options.login {
        Some(_) => {
            code.import("crate::headers", "REFUSED");
            quote! { client: client.refused_tickets(&REFUSED) }
        }
        None => quote! { client },
    };
    // Why `new` is private: `Session::builder` is the only way in, so a session always has its addresses.
    let addressing = policies::addressed(cx);
    let mut methods = vec![quote! {
        fn new(client: #inner) -> Self {
            #addressing
            Self { #client, headers: #headers::default() }
        }
    }];
    for (member, method) in session_headers(cx) {
        let field = &member.rust;
        let (ty, value) = setter(cx, code, member);
        let note = docs::lines(&[format!("The request header {}", describe::sentence(cx, member))]);
        methods.push(quote! {
            #note
            pub fn #method(mut self, #field: #ty) -> Self {
                self.headers.#field = #value;
                self
            }
        });
    }
    if let Some(ticket) = &cx.ticket.text {
        let assign = ticket.assign(&quote! { self.headers }, &quote! { ticket.into() });
        let note = docs::lines(&["The ticket of an earlier login."]);
        methods.push(quote! {
            #note
            pub fn ticket(mut self, ticket: impl #into<#string>) -> Self { #assign; self }
        });
    }
    // Why a method for each service, and not one that takes a name: a misspelt service is then a compile error.
    for service in &cx.model.services {
        let method = ident(&url_setter(service));
        let module = &service.rust.module;
        let gate = cx.under(Feature::Service(module.unescaped()));
        let agent = docs::code(service.rust.agent.raw());
        let note = docs::lines(&[format!("The whole URL of the service {agent}.")]);
        methods.push(quote! {
            #note
            #gate
            pub fn #method(mut self, url: impl #into<#string>) -> Self {
                self.client = self.client.service_url(&crate::#module::operations::SERVICE, url);
                self
            }
        });
    }
    methods.extend(settings(cx, code, mode));
    let note = docs::lines(&[
        "Checks the URLs and makes the session. Opens no connection.",
        "",
        "# Errors",
        "",
        "When the URL is not valid.",
    ]);
    methods.push(quote! {
        #note
        pub fn build(self) -> #result<Session, #error> {
            Ok(Session { client: self.client.build(self.headers)? })
        }
    });
    methods.push(login.builder.clone());
    let docs = docs::lines(&["Builds a [`Session`]. Its settings are checked when the session is made."]);
    code.push(quote! {
        #docs
        #[derive(Debug)]
        #[must_use]
        pub struct SessionBuilder { client: #inner, headers: #headers }
        impl SessionBuilder { #(#methods)* }
    });
}

/// The setter of a service's own URL. The module of `self` is `self_`.
pub(super) fn url_setter(service: &Service) -> String {
    format!("{}_url", service.rust.module.unescaped().trim_end_matches('_'))
}

/// What a builder hands on to the runtime's.
/// What is done with careless replies.
fn reading(cx: &Context<'_>, code: &mut Code) -> TokenStream {
    let reading = cx.item(code, "crate::runtime", "Reading");
    let departures = cx.item(code, "crate::runtime", "Departures");
    let operation = cx.item(code, "crate::runtime::soap", "Operation");
    let (func, send, sync) = (cx.std("Fn"), cx.std("Send"), cx.std("Sync"));
    let policy = docs::lines(&[
        "What is done with replies that depart from the contract. By default what can mean only one thing is taken and told",
        "([`Reading::faithful`]); see the chapter \"When a server does not keep to its contract\" of the guide.",
    ]);
    let understands = docs::lines(&[
        "The program understands header blocks of this name, beside those of the contract: a reply may demand it",
        "(`mustUnderstand`). They are in `Reply::other_headers`.",
    ]);
    let demand = docs::lines(&[
        "Sends the request header of this name in the contract with `mustUnderstand`: a server that does not know it has to",
        "refuse the request.",
    ]);
    let role = docs::lines(&[
        "Sends the request header of this name in the contract for a role: the `actor` of SOAP 1.1, the `role` of SOAP 1.2.",
    ]);
    let mtom = docs::lines(&[
        "Whether bytes leave as parts beside the envelope (MTOM), without base64: all of them, or none; by default those of",
        "which the contract says so. A call can say otherwise.",
    ]);
    let tell = docs::lines(&[
        "Is told of every reply that departed from the contract and was taken all the same. It runs before the call ends, and",
        "should be quick.",
    ]);
    quote! {
        #policy
        pub fn reading(mut self, reading: #reading) -> Self {
            self.client = self.client.reading(reading);
            self
        }
        #understands
        pub fn understands(mut self, namespace: &str, name: &str) -> Self {
            self.client = self.client.understands(namespace, name);
            self
        }
        #demand
        pub fn must_understand(mut self, header: &str) -> Self {
            self.client = self.client.must_understand(header);
            self
        }
        #role
        pub fn header_role(mut self, header: &str, role: &str) -> Self {
            self.client = self.client.header_role(header, role);
            self
        }
        #mtom
        pub fn mtom(mut self, on: bool) -> Self {
            self.client = self.client.mtom(on);
            self
        }
        #tell
        pub fn on_departures(
            mut self,
            tell: impl #func(&'static #operation, &#departures) + #send + #sync + 'static,
        ) -> Self {
            self.client = self.client.on_departures(tell);
            self
        }
    }
}

fn settings(cx: &Context<'_>, code: &mut Code, mode: Mode) -> Vec<TokenStream> {
    // Why the setters are generated, and not those of the runtime's builder used: the generated builder also holds the
    // headers of this crate, and its methods must return it.
    let (into, option, string) = (cx.std("Into"), cx.std("Option"), cx.std("String"));
    let timeout =
        docs::lines(&["The timeout of a whole call; `None` is no timeout. The default is 100 seconds."]);
    let connect = docs::lines(&["The timeout of connecting. The default is 30 seconds."]);
    let limit =
        docs::lines(&["The largest reply, in bytes after decompression. The default is 163,840,000."]);
    let transport =
        docs::lines(&["The transport of all calls, such as a [`FakeTransport`](crate::FakeTransport)."]);
    let mut methods = vec![
        quote! {
            #timeout
            pub fn timeout(mut self, timeout: impl #into<#option<std::time::Duration>>) -> Self {
                self.client = self.client.timeout(timeout);
                self
            }
        },
        quote! {
            #connect
            pub fn connect_timeout(mut self, timeout: std::time::Duration) -> Self {
                self.client = self.client.connect_timeout(timeout);
                self
            }
        },
        quote! {
            #limit
            pub fn reply_limit(mut self, bytes: usize) -> Self {
                self.client = self.client.reply_limit(bytes);
                self
            }
        },
    ];
    methods.push(reading(cx, code));
    let http_header = docs::lines(&[
        "An HTTP header for all calls, such as `Authorization`. Its value is kept out of errors and logs.",
    ]);
    let basic_auth = docs::lines(&[
        "HTTP Basic authentication for all calls. The password is kept out of errors and logs, also where the server",
        "repeats it. Use it with https: the header is no cipher.",
    ]);
    let trace = docs::lines(&[
        "Whether envelopes, with secrets masked, go to `tracing` (level trace, target `soapwright`; needs the cargo",
        "feature `tracing`). Off by default: they hold people's data.",
    ]);
    methods.push(quote! {
        #http_header
        pub fn http_header(mut self, name: impl #into<#string>, value: impl #into<#string>) -> Self {
            self.client = self.client.http_header(name, value);
            self
        }
        #basic_auth
        pub fn basic_auth(mut self, user: &str, password: &str) -> Self {
            self.client = self.client.basic_auth(user, password);
            self
        }
        #trace
        pub fn trace_envelopes(mut self, on: bool) -> Self {
            self.client = self.client.trace_envelopes(on);
            self
        }
    });
    // A crate without login and request headers has no tickets that could be refused.
    if cx.options.login.is_some() || !cx.model.request_headers.members.is_empty() {
        let error = cx.item(code, "crate::runtime", "Error");
        let rule = docs::lines(&[
            "Decides whether an error means that the ticket was refused. This replaces the rules of the configuration.",
            "Return `true` only if the server certainly did not run the call: it is sent again after a new login.",
        ]);
        methods.push(quote! {
            #rule
            pub fn ticket_refused(mut self, rule: impl Fn(&#error) -> bool + Send + Sync + 'static) -> Self {
                self.client = self.client.ticket_refused(rule);
                self
            }
        });
    }
    let (bound, set) = match mode {
        Mode::Async => ("AsyncTransport", ident("async_transport")),
        Mode::Blocking => ("BlockingTransport", ident("blocking_transport")),
    };
    let bound = cx.item(code, "crate::runtime::client", bound);
    methods.push(quote! {
        #transport
        pub fn transport(mut self, transport: impl #bound + 'static) -> Self {
            self.client = self.client.#set(transport);
            self
        }
    });
    methods.push(match mode {
        Mode::Async => {
            let Some(gate) = cx.under(Feature::Async) else { return methods };
            let note =
                docs::lines(&["The program's own HTTP client, for a proxy, certificates or pool settings."]);
            quote! {
                #note
                #gate
                pub fn reqwest_client(mut self, client: crate::runtime::reqwest::Client) -> Self {
                    self.client = self.client.reqwest_client(client);
                    self
                }
            }
        }
        Mode::Blocking => {
            let note =
                docs::lines(&["The program's own HTTP agent, for a proxy, certificates or pool settings."]);
            quote! {
                #note
                pub fn ureq_agent(mut self, agent: crate::runtime::ureq::Agent) -> Self {
                    self.client = self.client.ureq_agent(agent);
                    self
                }
            }
        }
    });
    methods
}

/// The headers that the session fills in, with their setters: the configured ones, or all.
pub(super) fn session_headers<'c>(cx: &Context<'c>) -> Vec<(&'c Member, RustName)> {
    let wanted: BTreeSet<&str> = cx.options.session_headers.iter().map(String::as_str).collect();
    let all = cx.model.request_headers.members.iter();
    let urls: BTreeSet<String> = cx.model.services.iter().map(url_setter).collect();
    let is_taken = |name: &str| BUILDER_METHODS.contains(&name) || urls.contains(name);
    all.filter(|member| wanted.is_empty() || wanted.contains(&*member.wire.local))
        .map(|member| {
            let unescaped = member.rust.unescaped();
            let setter = if is_taken(unescaped) {
                RustName::escaped(&format!("{unescaped}_header"))
            } else {
                member.rust.clone()
            };
            (member, setter)
        })
        .collect()
}

/// The type of a setter's argument, and what is assigned.
pub(super) fn setter(cx: &Context<'_>, code: &mut Code, member: &Member) -> (TokenStream, TokenStream) {
    let argument = &member.rust;
    let (ty, value) = if member.shape.is_text() {
        let (into, string) = (cx.std("Into"), cx.std("String"));
        (quote! { impl #into<#string> }, quote! { #argument.into() })
    } else {
        let ty = cx.rust(code, &member.shape);
        (ty, quote! { #argument })
    };
    let value = if member.container == Container::Option {
        quote! { Some(#value) }
    } else {
        value
    };
    (ty, value)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::path::Path;

    use super::*;

    /// The methods of a type in a generated file that is checked in.
    fn methods(file: &str, of: &str) -> BTreeSet<String> {
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../generated/src").join(file);
        let file = syn::parse_file(&std::fs::read_to_string(file).unwrap()).unwrap();
        let mut methods = BTreeSet::new();
        for item in file.items {
            let syn::Item::Impl(item) = item else { continue };
            let syn::Type::Path(path) = &*item.self_ty else { continue };
            if item.trait_.is_none() && path.path.is_ident(of) {
                methods.extend(item.items.iter().filter_map(|item| match item {
                    syn::ImplItem::Fn(function) => Some(function.sig.ident.to_string()),
                    _ => None,
                }));
            }
        }
        methods
    }

    #[test]
    fn a_header_hides_no_method() {
        let headers = Path::new(env!("CARGO_MANIFEST_DIR")).join("../generated/src/headers.rs");
        let headers = syn::parse_file(&std::fs::read_to_string(headers).unwrap()).unwrap();
        let mut setters = BTreeSet::new();
        for item in headers.items {
            if let syn::Item::Struct(item) = item
                && item.ident == "RequestHeaders"
            {
                setters
                    .extend(item.fields.iter().filter_map(|field| Some(field.ident.as_ref()?.to_string())));
            }
        }
        for file in ["session.rs", "blocking.rs"] {
            let methods = methods(file, "SessionBuilder");
            assert!(methods.contains("timeout") && methods.contains("login"), "{methods:?}");
            let own = methods.iter().filter(|name| !setters.contains(*name) && !name.ends_with("_url"));
            let missing: Vec<&String> =
                own.filter(|name| !BUILDER_METHODS.contains(&name.as_str())).collect();
            assert!(missing.is_empty(), "{file}: {missing:?}");
        }
    }
}
