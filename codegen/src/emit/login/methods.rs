//! The methods that log in, of the session and its builder.

use proc_macro2::TokenStream;
use quote::quote;

use crate::names::Login;
use crate::names::named::Container;

use super::super::code::Code;
use super::super::context::{Context, Mode, ident};
use super::super::features::Feature;
use super::super::{arguments, describe, docs};

/// Methods of one name, of the session and of its builder.
#[derive(Default)]
pub(in super::super) struct Methods {
    /// For the session: another user over the same connections.
    pub(in super::super) session: TokenStream,
    /// For the builder: makes the session and logs in.
    pub(in super::super) builder: TokenStream,
}

/// The methods that log in.
pub(in super::super) fn methods(cx: &Context<'_>, code: &mut Code, mode: Mode) -> Methods {
    let mut all =
        cx.ticket.login.as_ref().map(|login| by_operation(cx, code, login, mode)).unwrap_or_default();
    if !cx.model.request_headers.members.is_empty() {
        let own = by_function(cx, code, mode);
        all.session.extend(own.session);
        all.builder.extend(own.builder);
    }
    all
}

/// `login`: by an operation.
fn by_operation(cx: &Context<'_>, code: &mut Code, plan: &Login<'_>, mode: Mode) -> Methods {
    let module = &plan.service.rust.module;
    let gate = cx.under(Feature::Service(plan.feature()));
    let body = &plan.operation.input.body;
    let error = cx.item(code, "crate::runtime", "Error");
    let outer = cx.std("Result");
    let mut lines = Vec::new();
    // What only the login imports is behind its feature too.
    let mut local = code.within();
    local.import("crate::login", "LOGIN");
    let mut names = Vec::new();
    let (parameters, arguments) = if arguments::as_struct(cx, body) {
        let request = &plan.operation.rust.request;
        names.push(quote! { request });
        (quote! { request: &crate::#module::#request }, quote! { request })
    } else {
        let (mut parameters, mut views) = (Vec::new(), Vec::new());
        for member in &body.members {
            lines.extend(describe::parameter(cx, member, body.wcf));
            let parameter = &member.rust;
            let argument = arguments::argument(cx, &mut local, member, body.wcf);
            let (ty, view) = (argument.ty, argument.view);
            parameters.push(quote! { #parameter: #ty });
            views.push(view);
            names.push(quote! { #parameter });
        }
        let views_type = cx.codec(&mut local, "Arguments");
        (quote! { #(#parameters),* }, quote! { &#views_type(&[#(#views),*]) })
    };
    code.import_under(&gate.clone().unwrap_or_default(), local);
    // Both methods have the same parameters and the same rules, so their documentation differs in one sentence only.
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
            ]
            .map(str::to_owned),
        );
        if plan.url.is_some() {
            all.extend(
                [
                    "Later calls go to the address that the reply names, if their service has the same address as the login.",
                    "A login always goes to its own address.",
                    "",
                ]
                .map(str::to_owned),
            );
        }
        all.extend(
            [
                "# Errors",
                "",
                "[`ErrorKind::Login`](crate::ErrorKind::Login) when the server refuses the login; other kinds for other failures.",
            ]
            .map(str::to_owned),
        );
        docs::lines(&all)
    };
    let for_session = about("Logs in by {}. The new session shares the connections of this one.");
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
            #gate
            pub #asyncness fn login(&self, #parameters) -> #outer<Self, #error> {
                #call
                Ok(Self { client })
            }
        },
        builder: quote! {
            #for_builder
            #gate
            pub #asyncness fn login(self, #parameters) -> #outer<Session, #error> {
                self.build()?.login(#(#names),*)#wait
            }
        },
    }
}

/// `login_with`: by a function of the program.
fn by_function(cx: &Context<'_>, code: &mut Code, mode: Mode) -> Methods {
    let headers = cx.item(code, "crate::headers", "RequestHeaders");
    let error = cx.item(code, "crate::runtime", "Error");
    let (result, into, boxed) = (cx.std("Result"), cx.std("Into"), cx.std("Box"));
    let gives = match cx.ticket.text {
        Some(_) => "The function gives the ticket as text, or [`RequestHeaders`] with it in them.",
        None => "The function gives [`RequestHeaders`] with the ticket in them.",
    };
    let about = |first: &str, errors: &[&str]| {
        let mut lines = vec![
            first,
            "",
            "The session and all its clones share one ticket. The function is called once before the first call that can",
            "carry it, and once each time the server refuses the ticket. Other calls wait meanwhile.",
            gives,
            "A header that the function sets replaces the one of the session.",
            "",
            "If the function returns an error, the waiting calls fail with [`ErrorKind::Login`](crate::ErrorKind::Login), and",
            "have this error among their sources. The function must not make calls by this session, which would wait for",
            "itself. The timeout of calls does not end the function.",
        ];
        lines.extend(errors);
        docs::lines(&lines)
    };
    let for_session =
        about("A session whose tickets come from a function of the program, over the same connections.", &[]);
    let for_builder = about(
        "Makes a session whose tickets come from a function of the program, such as one that asks another service.",
        &["", "# Errors", "", "When the URL is not valid."],
    );
    // Why a bound on `Into`, and not an error type of our own: the function keeps its own error, which becomes a source.
    let any_error = quote! { #into<#boxed<dyn std::error::Error + Send + Sync>> };
    let (generics, bounds, function, own) = match mode {
        Mode::Async => (
            quote! { <F, T, E> },
            quote! {
                F: std::future::Future<Output = #result<T, E>> + Send + 'static,
                T: #into<#headers>,
                E: #any_error,
            },
            quote! { impl Fn() -> F + Send + Sync + 'static },
            ident("login_with"),
        ),
        Mode::Blocking => (
            quote! { <T, E> },
            quote! { T: #into<#headers>, E: #any_error, },
            quote! { impl Fn() -> #result<T, E> + Send + Sync + 'static },
            ident("login_with_blocking"),
        ),
    };
    Methods {
        session: quote! {
            #for_session
            #[must_use]
            pub fn login_with #generics(&self, function: #function) -> Self where #bounds {
                Self { client: self.client.#own(function) }
            }
        },
        builder: quote! {
            #for_builder
            pub fn login_with #generics(self, function: #function) -> #result<Session, #error> where #bounds {
                Ok(self.build()?.login_with(function))
            }
        },
    }
}

/// Takes the ticket's header out of `headers`, where it is known.
pub(in super::super) fn forget(cx: &Context<'_>) -> Option<TokenStream> {
    let step = cx.ticket.place.as_ref()?.first()?;
    let field = &step.rust;
    Some(match step.container {
        Container::Option => quote! { headers.#field = None },
        _ => {
            let default = cx.std("Default");
            quote! { headers.#field = #default::default() }
        }
    })
}

/// Request headers from a ticket alone, where that is text and its place is known.
pub(in super::super) fn from_text(cx: &Context<'_>) -> Option<TokenStream> {
    let assign = cx.ticket.text.as_ref()?.assign(&quote! { headers }, &quote! { ticket });
    let (from, string) = (cx.std("From"), cx.std("String"));
    let note =
        docs::lines(&["Headers with this ticket in them; with nothing in them where the text is blank."]);
    Some(quote! {
        #note
        impl #from<#string> for RequestHeaders {
            fn from(ticket: #string) -> Self {
                let mut headers = Self::default();
                if !ticket.trim().is_empty() { #assign; }
                headers
            }
        }
    })
}

impl Login<'_> {
    /// The cargo feature of its service.
    pub(in crate::emit) fn feature(&self) -> &str {
        self.service.rust.module.unescaped()
    }

    /// Whether its answer names the address that later calls go to.
    pub(in super::super) fn moves(&self) -> bool {
        self.url.is_some()
    }

    /// The call in an example, where all parameters are text.
    pub(in super::super) fn example(&self, cx: &Context<'_>) -> Option<String> {
        let body = &self.operation.input.body;
        if arguments::as_struct(cx, body) || !body.members.iter().all(|m| m.shape.is_text()) {
            return None;
        }
        let values = body.members.iter().map(|m| match m.container {
            Container::Option | Container::Nillable if !body.wcf => {
                Some(format!("Some({:?})", m.wire.local.to_lowercase()))
            }
            Container::None | Container::Option => Some(format!("{:?}", m.wire.local.to_lowercase())),
            _ => None,
        });
        Some(format!("login({})", values.collect::<Option<Vec<_>>>()?.join(", ")))
    }
}
