//! Parts that a crate has under cargo features, and a module of a program only where it is asked for them.

use proc_macro2::TokenStream;
use quote::quote;

use super::context::Context;
use crate::options::Form;

/// A part that not every program needs.
#[derive(Debug, Clone, Copy)]
pub(super) enum Feature<'a> {
    /// The HTTP client of async calls.
    Async,
    /// Blocking calls.
    Blocking,
    /// What checks values against the contract.
    Validate,
    /// Types of requests, for servers and fakes.
    Server,
    /// Lists item by item. A module has what its runtime has, and cannot ask for it.
    Stream,
    /// WS-Addressing, where a policy requires it.
    Addressing,
    /// The service of this cargo feature.
    Service(&'a str),
}

impl Context<'_> {
    /// The attribute of what belongs to a part: a condition in a crate, nothing in a module. `None` where a module does not
    /// have the part.
    pub(super) fn under(&self, feature: Feature<'_>) -> Option<TokenStream> {
        let name = match feature {
            Feature::Async => "async",
            Feature::Blocking => "blocking",
            Feature::Validate => "validate",
            Feature::Server => "server",
            Feature::Stream => "stream",
            Feature::Addressing => "addressing",
            Feature::Service(name) => name,
        };
        let Form::Module(module) = &self.options.form else {
            return Some(quote! { #[cfg(feature = #name)] });
        };
        let there = match feature {
            Feature::Async => module.async_client,
            Feature::Blocking => module.blocking,
            Feature::Validate => module.validate,
            Feature::Server => self.options.server,
            Feature::Stream => false,
            Feature::Addressing | Feature::Service(_) => true,
        };
        there.then(TokenStream::new)
    }

    /// How an example in the documentation begins. Those of a module are not compiled: the program says where it is.
    pub(super) fn fence(&self) -> &'static str {
        match self.options.form {
            Form::Crate => "```no_run",
            Form::Module(_) => "```ignore",
        }
    }
}
