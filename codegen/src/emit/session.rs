//! The session and its builder, async and blocking.

use proc_macro2::TokenStream;
use quote::quote;

use crate::names::snake;
use crate::passes::{Holder, Member};

use super::code::Code;
use super::context::{Context, ident};
use super::login::Login;
use super::services::Mode;
use super::{describe, docs, login, scalar};

/// Methods of a builder that a header's setter must not hide.
const BUILDER_METHODS: [&str; 16] = [
    "new",
    "build",
    "login",
    "ticket",
    "timeout",
    "connect_timeout",
    "reply_limit",
    "transport",
    "reqwest_client",
    "ureq_agent",
    "client",
    "headers",
    "http_header",
    "trace_envelopes",
    "ticket_refused",
    "base_url",
];

/// `src/session.rs` or `src/blocking.rs`.
pub(super) fn emit(cx: &Context<'_>, plan: Option<&Login<'_>>, mode: Mode) -> Code {
    let mut code = match mode {
        Mode::Async => Code::new("The session: where the services are, and what every call sends."),
        Mode::Blocking => {
            Code::new("The session whose calls wait for their replies, for programs without async.")
        }
    };
    aliases(cx, &mut code, mode);
    let methods = plan.map(|plan| login::methods(cx, &mut code, plan, mode));
    let (on_session, on_builder) = methods.map(|m| (m.session, m.builder)).unzip();
    session(cx, &mut code, plan, on_session, mode);
    builder(cx, &mut code, plan, on_builder, mode);
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
    let call = docs::lines(&["A call that is ready to be sent: await it for its value."]);
    let reply = docs::lines(&["A reply's value, with the headers that came with it."]);
    code.push(quote! {
        #client
        pub type Client = crate::runtime::client::Client<#request, #response>;
        #call
        pub type Call<'a, T> = crate::runtime::client::Call<'a, T, #response>;
        #reply
        pub type Reply<T> = crate::runtime::client::Reply<T, #response>;
    });
}

/// The headers that the session fills in: the configured ones, or all.
fn session_headers<'c>(cx: &Context<'c>) -> Vec<(&'c Member, String, String)> {
    let wanted = &cx.options.session_headers;
    let pairs = cx.model.request_headers.members.iter().zip(&cx.names.request_headers);
    pairs
        .filter(|(member, _)| wanted.is_empty() || wanted.iter().any(|w| **w == *member.wire.local))
        .map(|(member, field)| {
            let plain = field.trim_start_matches("r#");
            let setter =
                if BUILDER_METHODS.contains(&plain) { format!("{plain}_header") } else { field.clone() };
            (member, field.clone(), setter)
        })
        .collect()
}

/// The type of a setter's argument, and what is assigned.
fn setter(
    cx: &Context<'_>,
    code: &mut Code,
    member: &Member,
    argument: &proc_macro2::Ident,
) -> (TokenStream, TokenStream) {
    let text =
        matches!(&member.shape, crate::passes::Shape::Scalar(b) if scalar::rust(*b) == scalar::Rust::Text);
    let (ty, value) = if text {
        let (into, string) = (cx.std("Into"), cx.std("String"));
        (quote! { impl #into<#string> }, quote! { #argument.into() })
    } else {
        let ty = cx.rust(code, &member.shape);
        (ty, quote! { #argument })
    };
    let value = if member.holder == Holder::Option {
        quote! { Some(#value) }
    } else {
        value
    };
    (ty, value)
}

fn session(
    cx: &Context<'_>,
    code: &mut Code,
    plan: Option<&Login<'_>>,
    login: Option<TokenStream>,
    mode: Mode,
) {
    let client = match mode {
        Mode::Async => quote! { Client },
        Mode::Blocking => cx.item(code, "crate::session", "Client"),
    };
    let (into, string) = (cx.std("Into"), cx.std("String"));
    let mut methods = Vec::new();
    let docs_builder = docs::lines(&[
        "Begins a session whose services are below `base_url`: a service's address is this URL, a slash, and the",
        "last path segment of its address in the contract.",
    ]);
    methods.push(quote! {
        #docs_builder
        pub fn builder(base_url: impl #into<#string>) -> SessionBuilder { SessionBuilder::new(base_url) }
    });
    for names in &cx.names.services {
        let accessor = ident(&names.accessor);
        let feature = names.module.trim_start_matches("r#");
        let module = ident(&names.module);
        let agent = ident(&names.agent);
        let path = match mode {
            Mode::Async => quote! { crate::#module::#agent },
            Mode::Blocking => quote! { crate::#module::blocking::#agent },
        };
        let note = docs::lines(&[format!("The operations of {}.", docs::code(&names.agent))]);
        methods.push(quote! {
            #note
            #[cfg(feature = #feature)]
            #[inline]
            #[must_use]
            pub fn #accessor(&self) -> #path<'_> { #path { client: &self.client } }
        });
    }
    for (member, field, name) in session_headers(cx) {
        let plain = field.trim_start_matches("r#");
        let method = ident(&format!("with_{}", name.trim_start_matches("r#")));
        if plan.is_some_and(|p| p.ticket.is_some()) && method == "with_ticket" {
            continue;
        }
        let (argument, field) = (ident(&field), ident(&field));
        let (ty, value) = setter(cx, code, member, &argument);
        let of_login = plan.is_some_and(|p| p.header == field);
        let note = docs::lines(&[if of_login {
            format!("A session with another `{plain}`; it shares the connections, but not the login.")
        } else {
            format!("A session with another `{plain}`; it shares the connections.")
        }]);
        let apart = of_login.then(|| quote! { .without_login() });
        methods.push(quote! {
            #note
            #[must_use]
            pub fn #method(&self, #argument: #ty) -> Self {
                Self { client: self.client #apart.with_headers(|headers| headers.#field = #value) }
            }
        });
    }
    if let Some(ticket) = plan.and_then(|p| p.ticket.as_ref()) {
        let assign = ticket.assign(&quote! { headers }, &quote! { ticket.into() });
        let note = docs::lines(&[
            "A session of whoever holds this ticket; it shares the connections, but not the login.",
        ]);
        methods.push(quote! {
            #note
            #[must_use]
            pub fn with_ticket(&self, ticket: impl #into<#string>) -> Self {
                Self { client: self.client.without_login().with_headers(|headers| #assign) }
            }
        });
    }
    let note = docs::lines(&[
        "A session whose calls may take this long; `None` for ever. It shares the connections.",
    ]);
    let option = cx.std("Option");
    methods.push(quote! {
        #note
        #[must_use]
        pub fn with_timeout(&self, timeout: impl #into<#option<std::time::Duration>>) -> Self {
            Self { client: self.client.with_timeout(timeout) }
        }
    });
    methods.extend(login);
    let (error, result) = (cx.item(code, "crate::runtime", "Error"), cx.std("Result"));
    let forget = plan.map(|plan| {
        let header = &plan.header;
        quote! { let client = client.with_headers(|headers| headers.#header = None); }
    });
    let note = docs::lines(&[
        "A session of another installation, such as another tenant, whose services are below `base_url`. It shares",
        "the connections, and has no ticket.",
        "",
        "# Errors",
        "",
        "For a URL that is none.",
    ]);
    methods.push(quote! {
        #note
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
    } else {
        methods.push(quote! {
            /// A session around a client.
            #[cfg(feature = "blocking")]
            pub(crate) fn over(client: #client) -> Self { Self { client } }
        });
    }
    let note = docs::lines(&["The client underneath, for calls by descriptor."]);
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

fn builder(
    cx: &Context<'_>,
    code: &mut Code,
    plan: Option<&Login<'_>>,
    login: Option<TokenStream>,
    mode: Mode,
) {
    let inner = cx.item(code, "crate::runtime::client", "ClientBuilder");
    let headers = cx.item(code, "crate::headers", "RequestHeaders");
    let error = cx.item(code, "crate::runtime", "Error");
    let (into, string, option, result) =
        (cx.std("Into"), cx.std("String"), cx.std("Option"), cx.std("Result"));
    let default = cx.std("Default");
    let refused = plan.map(|_| {
        code.import("crate::headers", "REFUSED");
        quote! { .refused_tickets(&REFUSED) }
    });
    let mut methods = vec![quote! {
        fn new(base_url: impl #into<#string>) -> Self {
            Self { client: #inner::new(base_url)#refused, headers: #headers::default() }
        }
    }];
    for (member, field, name) in session_headers(cx) {
        let method = ident(&name);
        let (argument, field) = (ident(&field), ident(&field));
        let (ty, value) = setter(cx, code, member, &argument);
        let note = docs::lines(&[format!("The request header {}", describe::sentence(cx, member))]);
        methods.push(quote! {
            #note
            pub fn #method(mut self, #argument: #ty) -> Self {
                self.headers.#field = #value;
                self
            }
        });
    }
    if let Some(ticket) = plan.and_then(|p| p.ticket.as_ref()) {
        let assign = ticket.assign(&quote! { self.headers }, &quote! { ticket.into() });
        let note = docs::lines(&["The ticket of an earlier login."]);
        methods.push(quote! {
            #note
            pub fn ticket(mut self, ticket: impl #into<#string>) -> Self { #assign; self }
        });
    }
    for names in &cx.names.services {
        let method = ident(&format!("{}_url", names.module.trim_start_matches("r#")));
        let feature = names.module.trim_start_matches("r#");
        let module = ident(&names.module);
        let note = docs::lines(&[format!("The whole URL of the service {}.", docs::code(&names.agent))]);
        methods.push(quote! {
            #note
            #[cfg(feature = #feature)]
            pub fn #method(mut self, url: impl #into<#string>) -> Self {
                self.client = self.client.service_url(&crate::#module::operations::SERVICE, url);
                self
            }
        });
    }
    methods.extend(settings(cx, code, plan, mode));
    let note = docs::lines(&[
        "Checks the URLs and makes the session. Opens no connection.",
        "",
        "# Errors",
        "",
        "For a URL that is none.",
    ]);
    methods.push(quote! {
        #note
        pub fn build(self) -> #result<Session, #error> {
            Ok(Session { client: self.client.build(self.headers)? })
        }
    });
    methods.extend(login);
    let docs =
        docs::lines(&["Collects what a [`Session`] needs. Nothing is checked or opened before it is made."]);
    let _ = (option, default);
    code.push(quote! {
        #docs
        #[derive(Debug)]
        #[must_use]
        pub struct SessionBuilder { client: #inner, headers: #headers }
        impl SessionBuilder { #(#methods)* }
    });
}

/// What a builder hands on to the runtime's.
fn settings(cx: &Context<'_>, code: &mut Code, plan: Option<&Login<'_>>, mode: Mode) -> Vec<TokenStream> {
    let (into, option, string) = (cx.std("Into"), cx.std("Option"), cx.std("String"));
    let timeout = docs::lines(&["How long a whole call may take; `None` for ever. 100 seconds by default."]);
    let connect = docs::lines(&["How long connecting may take. 30 seconds by default."]);
    let limit =
        docs::lines(&["How many bytes a reply may have, without compression. 163,840,000 by default."]);
    let transport =
        docs::lines(&["What carries the calls, such as a [`FakeTransport`](crate::FakeTransport)."]);
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
    let http_header = docs::lines(&[
        "An HTTP header for all calls, such as `Authorization`. Its value is kept out of errors and logs.",
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
        #trace
        pub fn trace_envelopes(mut self, on: bool) -> Self {
            self.client = self.client.trace_envelopes(on);
            self
        }
    });
    if plan.is_some() {
        let error = cx.item(code, "crate::runtime", "Error");
        let rule = docs::lines(&[
            "Tells whether an error says that the ticket is refused, in place of what the crate was configured with.",
            "Answer `true` only when the server surely did not run the call: it is sent again after a new login.",
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
            let note =
                docs::lines(&["The program's own HTTP client, for a proxy, certificates or pool settings."]);
            quote! {
                #note
                #[cfg(feature = "async")]
                pub fn reqwest_client(mut self, client: reqwest::Client) -> Self {
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
                pub fn ureq_agent(mut self, agent: ureq::Agent) -> Self {
                    self.client = self.client.ureq_agent(agent);
                    self
                }
            }
        }
    });
    methods
}

/// The name of a session header as a Rust field, for examples.
pub(super) fn example_setter(cx: &Context<'_>) -> Option<String> {
    session_headers(cx).into_iter().find_map(|(member, _, setter)| {
        let text = matches!(&member.shape, crate::passes::Shape::Scalar(b) if scalar::rust(*b) == scalar::Rust::Text);
        text.then(|| if setter.is_empty() { snake(&member.wire.local) } else { setter })
    })
}
