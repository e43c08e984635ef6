//! Who calls, by HTTP: the methods of a builder and a session for it, each with the feature that it needs.

use proc_macro2::TokenStream;
use quote::quote;

use super::additions::under;
use super::code::Code;
use super::context::{Context, Mode, ident};
use super::docs;
use super::features::Feature;

/// A method that takes a user and a password.
struct Method {
    feature: &'static str,
    name: &'static str,
    docs: &'static [&'static str],
}

const BUILDER: [Method; 5] = [
    Method {
        feature: "http-digest",
        name: "digest_auth",
        docs: &["HTTP Digest authentication for all calls. The password is kept out of errors and logs."],
    },
    Method {
        feature: "http-digest",
        name: "proxy_digest_auth",
        docs: &["HTTP Digest authentication at a proxy, for calls to `http` addresses."],
    },
    Method {
        feature: "ntlm",
        name: "ntlm_auth",
        docs: &[
            "NTLM (NTLMv2 only) for all calls; `user` is `DOMAIN\\user`, `user@domain` or a user alone. See the chapter",
            "\"Behind NTLM\" of the guide. The password is kept out of errors and logs.",
        ],
    },
    Method {
        feature: "ntlm",
        name: "negotiate_auth",
        docs: &["`Negotiate` with NTLM in it, for all calls; else as NTLM."],
    },
    Method {
        feature: "ntlm",
        name: "proxy_ntlm_auth",
        docs: &["NTLM at a proxy, for calls to `http` addresses."],
    },
];

const SESSION: [Method; 3] = [
    Method {
        feature: "http-digest",
        name: "with_digest_auth",
        docs: &["A session of another user, by HTTP Digest authentication. It has no ticket."],
    },
    Method {
        feature: "ntlm",
        name: "with_ntlm_auth",
        docs: &["A session of another user, by NTLM. It has connections of its own, and no ticket."],
    },
    Method {
        feature: "ntlm",
        name: "with_negotiate_auth",
        docs: &[
            "A session of another user, by `Negotiate` with NTLM. It has connections of its own, and no ticket.",
        ],
    },
];

/// The methods, which go on to those of the runtime.
pub(super) fn emit(cx: &Context<'_>, code: &mut Code, mode: Mode) {
    for Method { feature, name, docs } in BUILDER {
        let (note, name) = (docs::lines(docs), ident(name));
        let item = quote! {
            impl SessionBuilder {
                #note
                pub fn #name(mut self, user: &str, password: &str) -> Self {
                    self.client = self.client.#name(user, password);
                    self
                }
            }
        };
        code.push(under(cx, feature, &item));
    }
    let (error, result) = (cx.item(code, "crate::runtime", "Error"), cx.std("Result"));
    for Method { feature, name, docs } in SESSION {
        let mut lines = docs.to_vec();
        lines.extend(["", "# Errors", "", "When an HTTP client was handed in that NTLM cannot use."]);
        let (note, name) = (docs::lines(&lines), ident(name));
        let item = quote! {
            impl Session {
                #note
                pub fn #name(&self, user: &str, password: &str) -> #result<Self, #error> {
                    Ok(Self { client: self.client.#name(user, password)? })
                }
            }
        };
        code.push(under(cx, feature, &item));
    }
    code.push(under(cx, "ntlm", &others()));
    if let Some(item) = configure(cx, mode) {
        code.push(item);
    }
}

fn others() -> TokenStream {
    let tokens = docs::lines(&[
        "`Negotiate` with tokens that the program makes, such as those of Kerberos, for all calls.",
    ]);
    let most = docs::lines(&[
        "How many connections NTLM and `Negotiate` have at most (32). Calls beyond wait within their timeout.",
    ]);
    quote! {
        impl SessionBuilder {
            #tokens
            pub fn negotiate_tokens(
                mut self,
                tokens: impl crate::runtime::client::NegotiateTokens + 'static,
            ) -> Self {
                self.client = self.client.negotiate_tokens(tokens);
                self
            }
            #most
            pub fn ntlm_connections(mut self, most: usize) -> Self {
                self.client = self.client.ntlm_connections(most);
                self
            }
        }
    }
}

/// How a program sets up the HTTP clients that the session makes.
fn configure(cx: &Context<'_>, mode: Mode) -> Option<TokenStream> {
    let (func, send, sync) = (cx.std("Fn"), cx.std("Send"), cx.std("Sync"));
    let (gate, name, builder) = match mode {
        Mode::Async => (
            cx.under(Feature::Async)?,
            ident("configure_reqwest"),
            quote! { crate::runtime::reqwest::ClientBuilder },
        ),
        // The whole file is there with that feature alone.
        Mode::Blocking => {
            (TokenStream::new(), ident("configure_ureq"), quote! { crate::runtime::client::UreqBuilder })
        }
    };
    let note = docs::lines(&[
        "A function that sets up each HTTP client that the session makes, for a proxy, certificates or pool settings: one for",
        "all calls, or one for each connection of NTLM.",
    ]);
    Some(quote! {
        #gate
        impl SessionBuilder {
            #note
            pub fn #name(
                mut self,
                change: impl #func(#builder) -> #builder + #send + #sync + 'static,
            ) -> Self {
                self.client = self.client.#name(change);
                self
            }
        }
    })
}
