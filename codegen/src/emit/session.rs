//! The session and its builder, async and blocking.

use quote::quote;

use crate::names::RustName;
use crate::names::named::ServiceNames;

use super::builder::{session_headers, setter, url_setter};
use super::code::Code;
use super::context::{Context, Mode, ident};
use super::features::Feature;
use super::login::Methods;
use super::{additions, address, builder, docs, identities, login};

/// `src/session.rs` or `src/blocking.rs`.
pub(super) fn emit(cx: &Context<'_>, mode: Mode) -> Code {
    let mut code = match mode {
        Mode::Async => Code::new("The session: the addresses of the services, and what every call sends."),
        Mode::Blocking => {
            Code::new("The session whose calls wait for their replies, for programs without async.")
        }
    };
    aliases(cx, &mut code, mode);
    let login = login::methods(cx, &mut code, mode);
    session(cx, &mut code, &login, mode);
    builder::emit(cx, &mut code, &login, mode);
    additions::emit(cx, &mut code);
    identities::emit(cx, &mut code, mode);
    code
}

/// The runtime's types with this crate's headers.
fn aliases(cx: &Context<'_>, code: &mut Code, mode: Mode) {
    if mode == Mode::Blocking {
        return;
    }
    let request = cx.item(code, "crate::headers", "RequestHeaders");
    let response = cx.item(code, "crate::headers", "ResponseHeaders");
    let client = docs::lines(&["The client that sends calls; a [`Session`] wraps it."]);
    let call = docs::lines(&["A call that is not sent yet. Await it to send it and to get its value."]);
    let reply = docs::lines(&["A reply's value, with the headers that came with it."]);
    code.push(quote! {
        #client
        pub type Client = crate::runtime::client::Client<#request, #response>;
        #call
        pub type Call<'a, T> = crate::runtime::client::Call<'a, T, #response>;
        #reply
        pub type Reply<T> = crate::runtime::client::Reply<T, #response>;
    });
    let Some(gate) = cx.under(Feature::Stream) else { return };
    let stream = docs::lines(&["The items of a list while it comes in: what [`Call::stream`] gives."]);
    let iter = docs::lines(&["As [`ItemStream`], of blocking calls: what [`Call::blocking_stream`] gives."]);
    code.push(quote! {
        #stream
        #gate
        pub type ItemStream<'a, T> = crate::runtime::client::ItemStream<'a, T, #response>;
        #iter
        #gate
        pub type ItemIter<'a, T> = crate::runtime::client::ItemIter<'a, T, #response>;
    });
}

fn session(cx: &Context<'_>, code: &mut Code, login: &Methods, mode: Mode) {
    let client = match mode {
        Mode::Async => quote! { Client },
        Mode::Blocking => cx.item(code, "crate::session", "Client"),
    };
    let (into, string) = (cx.std("Into"), cx.std("String"));
    let mut methods = Vec::new();
    let docs_builder = docs::lines(&[
        "Starts the builder of a session whose services are below `base_url`. The address of a service is this URL, a",
        "slash, and the last path segment of its address in the contract. The whole URL of one service works too: the",
        "other services are then beside it.",
    ]);
    let at_contract = docs::lines(&at_contract(cx));
    let builder = cx.item(code, "crate::runtime::client", "ClientBuilder");
    methods.push(quote! {
        #docs_builder
        pub fn builder(base_url: impl #into<#string>) -> SessionBuilder {
            SessionBuilder::new(#builder::new(base_url))
        }
        #at_contract
        pub fn builder_at_contract_address() -> SessionBuilder {
            SessionBuilder::new(#builder::at_contract_address())
        }
    });
    for service in &cx.model.services {
        let ServiceNames { module, agent, accessor } = &service.rust;
        let gate = cx.under(Feature::Service(module.unescaped()));
        let path = match mode {
            Mode::Async => quote! { crate::#module::#agent },
            Mode::Blocking => quote! { crate::#module::blocking::#agent },
        };
        let note = docs::lines(&[format!("The operations of {}.", docs::code(agent.raw()))]);
        methods.push(quote! {
            #note
            #gate
            #[inline]
            #[must_use]
            pub fn #accessor(&self) -> #path<'_> { #path { client: &self.client } }
        });
    }
    for (member, name) in session_headers(cx) {
        let (field, unescaped) = (&member.rust, member.rust.unescaped());
        let method = ident(&format!("with_{}", name.unescaped()));
        // Why it is left out: the method for the ticket itself, below, has the same name.
        if cx.ticket.text.is_some() && method == "with_ticket" {
            continue;
        }
        let of_login = cx.ticket.header() == Some(field);
        let (ty, value) = setter(cx, code, member);
        // The closure's own argument must not hide the value.
        let all = ident(if unescaped == "headers" { "all" } else { "headers" });
        let note = docs::lines(&[if of_login {
            format!("A session with another `{unescaped}`. It shares the connections, but not the login.")
        } else {
            format!("A session with another `{unescaped}`. It shares the connections.")
        }]);
        // Why the login goes: it would write its own ticket over the header that is set here.
        let apart = of_login.then(|| quote! { .without_login() });
        methods.push(quote! {
            #note
            #[inline]
            #[must_use]
            pub fn #method(&self, #field: #ty) -> Self {
                Self { client: self.client #apart.with_headers(|#all| #all.#field = #value) }
            }
        });
    }
    if let Some(ticket) = &cx.ticket.text {
        let assign = ticket.assign(&quote! { headers }, &quote! { ticket.into() });
        let note =
            docs::lines(&["A session with this ticket. It shares the connections, but not the login."]);
        methods.push(quote! {
            #note
            #[must_use]
            pub fn with_ticket(&self, ticket: impl #into<#string>) -> Self {
                Self { client: self.client.without_login().with_headers(|headers| #assign) }
            }
        });
    }
    if !cx.model.request_headers.members.is_empty() {
        let headers = cx.item(code, "crate::headers", "RequestHeaders");
        let note = docs::lines(&[
            "A session with other request headers. It shares the connections and the login. For a single call there is",
            "[`Call::request_headers`](crate::Call::request_headers).",
        ]);
        methods.push(quote! {
            #note
            #[inline]
            #[must_use]
            pub fn with_headers(&self, change: impl FnOnce(&mut #headers)) -> Self {
                Self { client: self.client.with_headers(change) }
            }
        });
    }
    let note = docs::lines(&[
        "A session with another timeout for each call; `None` is no timeout. It shares the connections.",
    ]);
    let option = cx.std("Option");
    methods.push(quote! {
        #note
        #[must_use]
        pub fn with_timeout(&self, timeout: impl #into<#option<std::time::Duration>>) -> Self {
            Self { client: self.client.with_timeout(timeout) }
        }
    });
    methods.push(login.session.clone());
    let (error, result) = (cx.item(code, "crate::runtime", "Error"), cx.std("Result"));
    // Why the ticket is removed: it belongs to the old installation, and the new one must not see it.
    let forget =
        login::forget(cx).map(|forget| quote! { let client = client.with_headers(|headers| #forget); });
    let note = docs::lines(&[
        "A session of another installation, such as another tenant, whose services are below `base_url`. It shares",
        "the connections, and has no ticket. The builder's HTTP headers, `Authorization` among them, go with its calls.",
        "",
        "# Errors",
        "",
        "When the URL is not valid.",
    ]);
    methods.push(quote! {
        #note
        #[inline]
        pub fn with_base_url(&self, base_url: &str) -> #result<Self, #error> {
            let client = self.client.with_base_url(base_url)?;
            #forget
            Ok(Self { client })
        }
    });
    if mode == Mode::Blocking {
        let note = docs::lines(&[
            "The same session with methods that give a [`Call`](crate::Call), for settings of a single call:",
            "`.timeout(…)`, `.header(…)`, then `.blocking()` or `.blocking_reply()`.",
        ]);
        methods.push(quote! {
            #note
            #[must_use]
            pub fn calls(&self) -> crate::Session { crate::Session::over(self.client.clone()) }
        });
    } else if let Some(gate) = cx.under(Feature::Blocking) {
        methods.push(quote! {
            /// A session around a client.
            #gate
            pub(crate) fn over(client: #client) -> Self { Self { client } }
        });
    }
    let note = docs::lines(&["The client that this session wraps, for calls by descriptor."]);
    methods.push(quote! {
        #note
        #[must_use]
        pub fn client(&self) -> &#client { &self.client }
    });
    let docs = docs::lines(&match mode {
        Mode::Async => vec!["Calls the services.", "", "Cheap to clone, and clones share their connections."],
        Mode::Blocking => vec![
            "Calls the services and waits for each reply.",
            "",
            "Cheap to clone, and clones share their connections. The async one is [`crate::Session`].",
        ],
    });
    code.push(quote! {
        #docs
        #[derive(Debug, Clone)]
        pub struct Session { client: #client }
        impl Session { #(#methods)* }
    });
}

/// The documentation of the builder that goes where the contract says.
fn at_contract(cx: &Context<'_>) -> Vec<String> {
    let mut out = vec!["Starts the builder of a session that uses the addresses in the contract:".to_owned()];
    out.push(String::new());
    for service in &cx.model.services {
        let agent = docs::code(service.rust.agent.raw());
        out.push(match address::url(service.address.as_deref()) {
            Some(url) => format!("- {agent}: {}", docs::code(&url)),
            None => format!("- {agent}: no usable address; set one with `{}`", url_setter(service)),
        });
    }
    out
}

/// The name of a session header as a Rust field, for examples.
pub(super) fn example_setter(cx: &Context<'_>) -> Option<RustName> {
    session_headers(cx).into_iter().find_map(|(member, setter)| member.shape.is_text().then_some(setter))
}
