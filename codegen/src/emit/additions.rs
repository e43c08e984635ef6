//! What a program adds to its messages and puts around its calls: the methods of a builder and a session for it.

use proc_macro2::TokenStream;
use quote::quote;

use super::code::Code;
use super::context::{Context, ident};
use super::docs;
use crate::options::Form;

/// The methods of a builder and a session, which go on to those of the runtime.
pub(super) fn emit(cx: &Context<'_>, code: &mut Code) {
    let items = Items::new(cx, code);
    for item in [builder(cx, &items), session(cx, &items)] {
        code.push(item);
    }
    for (feature, methods) in [("addressing", addressing()), ("cookies", cookies()), ("wsse", security(cx))] {
        for item in methods {
            code.push(under(cx, feature, &item));
        }
    }
}

/// The runtime's types in their signatures.
struct Items {
    builder: TokenStream,
    layer: TokenStream,
    block: TokenStream,
    blocks: TokenStream,
    sending: TokenStream,
}

impl Items {
    fn new(cx: &Context<'_>, code: &mut Code) -> Self {
        let client = "crate::runtime::client";
        Self {
            builder: cx.item(code, client, "ClientBuilder"),
            layer: cx.item(code, client, "Layer"),
            block: cx.item(code, "crate::runtime::soap", "HeaderBlock"),
            blocks: cx.item(code, client, "HeaderBlocks"),
            sending: cx.item(code, client, "Sending"),
        }
    }
}

fn builder(cx: &Context<'_>, items: &Items) -> TokenStream {
    let Items { builder, layer, block, blocks, sending } = items;
    let (func, once, send, sync) = (cx.std("Fn"), cx.std("FnOnce"), cx.std("Send"), cx.std("Sync"));
    let one = docs::lines(&["A header block for all calls that the contract does not declare."]);
    let made = docs::lines(&[
        "Header blocks for all calls that a function makes anew for each send: also when a call is sent again after a new",
        "login. Its error makes the call fail before anything is sent.",
    ]);
    let around = docs::lines(&[
        "A layer between calls and the network: it sees and may change each HTTP request and answer, and may have a call sent",
        "again. The first one is the outermost.",
    ]);
    let configure =
        docs::lines(&["Changes the runtime's own builder, for settings that have no method here."]);
    quote! {
        impl SessionBuilder {
            #one
            pub fn header_block(mut self, block: #block) -> Self {
                self.client = self.client.header_block(block);
                self
            }
            #made
            pub fn header_blocks(
                mut self,
                make: impl #func(&#sending<'_>) -> #blocks + #send + #sync + 'static,
            ) -> Self {
                self.client = self.client.header_blocks(make);
                self
            }
            #around
            pub fn layer(mut self, layer: impl #layer + 'static) -> Self {
                self.client = self.client.layer(layer);
                self
            }
            #configure
            pub fn configure(mut self, change: impl #once(#builder) -> #builder) -> Self {
                self.client = change(self.client);
                self
            }
        }
    }
}

fn session(cx: &Context<'_>, items: &Items) -> TokenStream {
    let Items { block, blocks, sending, .. } = items;
    let (func, send, sync) = (cx.std("Fn"), cx.std("Send"), cx.std("Sync"));
    let one = docs::lines(&[
        "A session that sends one more header block. It shares the connections and the login. For a single call there is",
        "[`Call::header_block`](crate::Call::header_block).",
    ]);
    let made = docs::lines(&[
        "A session that also sends the header blocks that a function makes anew for each send. It shares the connections and the",
        "login.",
    ]);
    quote! {
        impl Session {
            #one
            #[must_use]
            pub fn with_header_block(&self, block: #block) -> Self {
                Self { client: self.client.with_header_block(block) }
            }
            #made
            #[must_use]
            pub fn with_header_blocks(
                &self,
                make: impl #func(&#sending<'_>) -> #blocks + #send + #sync + 'static,
            ) -> Self {
                Self { client: self.client.with_header_blocks(make) }
            }
        }
    }
}

fn addressing() -> Vec<TokenStream> {
    let builder = docs::lines(&[
        "Sends all calls with WS-Addressing, and refuses replies to other messages. See the chapter \"Where a message goes\" of the",
        "guide.",
    ]);
    let session = docs::lines(&[
        "A session that sends its calls with this WS-Addressing. It shares the connections and the login.",
    ]);
    let builder_without =
        docs::lines(&["Sends calls without WS-Addressing, also where the contract's policy asks for it."]);
    let session_without = docs::lines(&[
        "A session that sends its calls without WS-Addressing. It shares the connections and the login.",
    ]);
    vec![
        quote! {
            impl SessionBuilder {
                #builder
                pub fn addressing(mut self, addressing: crate::runtime::addressing::Addressing) -> Self {
                    self.client = self.client.addressing(addressing);
                    self
                }
                #builder_without
                pub fn without_addressing(mut self) -> Self {
                    self.client = self.client.without_addressing();
                    self
                }
            }
        },
        quote! {
            impl Session {
                #session
                #[must_use]
                pub fn with_addressing(&self, addressing: crate::runtime::addressing::Addressing) -> Self {
                    Self { client: self.client.with_addressing(addressing) }
                }
                #session_without
                #[must_use]
                pub fn without_addressing(&self) -> Self {
                    Self { client: self.client.without_addressing() }
                }
            }
        },
    ]
}

fn cookies() -> Vec<TokenStream> {
    let note = docs::lines(&[
        "Keeps the cookies that servers set, and sends each back to the host that set it, as long as it lives. A session with",
        "another ticket, login or base URL begins without any.",
    ]);
    vec![quote! {
        impl SessionBuilder {
            #note
            pub fn cookies(mut self) -> Self {
                self.client = self.client.cookies();
                self
            }
        }
    }]
}

fn security(cx: &Context<'_>) -> Vec<TokenStream> {
    let result = cx.std("Result");
    let builder = docs::lines(&[
        "What the Security header of all requests holds (WS-Security): a password, a Timestamp, a signature. See the chapters \"A",
        "password in the envelope\" and \"A signed request\" of the guide.",
    ]);
    let session = docs::lines(&[
        "A session with another Security header, such as that of another user. It shares the connections and the login.",
        "",
        "# Errors",
        "",
        "For what can never be sent, such as a digest without a nonce.",
    ]);
    vec![
        quote! {
            impl SessionBuilder {
                #builder
                pub fn security(mut self, security: crate::runtime::wsse::Security) -> Self {
                    self.client = self.client.security(security);
                    self
                }
            }
        },
        quote! {
            impl Session {
                #session
                pub fn with_security(
                    &self,
                    security: crate::runtime::wsse::Security,
                ) -> #result<Self, crate::runtime::Error> {
                    Ok(Self { client: self.client.with_security(security)? })
                }
            }
        },
    ]
}

/// What the root exports with a feature of the runtime. `lints` are the attributes of each.
pub(super) fn exports(cx: &Context<'_>, lints: &TokenStream) -> Vec<TokenStream> {
    let addressing = quote! { #lints pub use self::runtime::addressing::{Addressing, AddressingVersion}; };
    let wsse = quote! { #lints pub use self::runtime::wsse; };
    vec![under(cx, "addressing", &addressing), under(cx, "wsse", &wsse)]
}

/// In a crate an item is there with its feature, in a module with that of the runtime.
fn under(cx: &Context<'_>, feature: &str, item: &TokenStream) -> TokenStream {
    let name = ident(&format!("if_{feature}"));
    match cx.options.form {
        Form::Crate => quote! { #[cfg(feature = #feature)] #item },
        // A program's features are not the runtime's.
        Form::Module(_) => quote! { ::soapwright_runtime::#name! { #item } },
    }
}
