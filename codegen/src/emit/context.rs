//! What every part of the emitter is given: the model, its names, and the options.
//!
//! How a file writes them stands beside this: [`paths`](super::paths) names items, [`rust_types`](super::rust_types)
//! writes types, and [`rows`](super::rows) the rows of tables.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, OnceLock};

use proc_macro2::{Ident, Span};
use soapwright_runtime::codec::ns;

use crate::contract::TypeName;
use crate::names::named::{Model, Service, ServiceId, Shape, TypeNames};
use crate::names::{LoginPlan, RustName};

use super::address;
use super::header_lists::{self, Headers};
use crate::options::EmitOptions;

/// How many types may stand within one another before the compiler must be told that it is no endless recursion.
const DEEP: usize = 24;

/// What is shared while emitting.
pub(super) struct Context<'a> {
    pub(super) model: &'a Model,
    pub(super) options: &'a EmitOptions,
    /// The ticket that every call sends.
    pub(super) ticket: &'a LoginPlan<'a>,
    /// The operation that the documentation shall show a call of.
    pub(super) example: Option<&'a (ServiceId, String)>,
    /// The first record that holds each choice, and in which slot. Made when it is first asked for.
    holders: OnceLock<BTreeMap<TypeName, (TypeName, usize)>>,
    /// The local names that the configuration calls secret.
    secrets: BTreeSet<&'a str>,
    /// The last segments of the services' addresses, made once too.
    paths: OnceLock<Vec<String>>,
    /// What the headers of requests are called in the names of lists, by their slots; likewise those of replies.
    request_headers: OnceLock<Vec<String>>,
    response_headers: OnceLock<Vec<String>>,
}

/// An identifier of our own, which is no keyword. What a contract names has a [`RustName`].
pub(super) fn ident(name: &str) -> Ident {
    Ident::new(name, Span::call_site())
}

impl<'a> Context<'a> {
    pub(super) fn new(
        model: &'a Model,
        options: &'a EmitOptions,
        example: Option<&'a (ServiceId, String)>,
        ticket: &'a LoginPlan<'a>,
    ) -> Self {
        Self {
            model,
            options,
            example,
            ticket,
            holders: OnceLock::new(),
            secrets: options.secrets.iter().map(String::as_str).collect(),
            paths: OnceLock::new(),
            request_headers: OnceLock::new(),
            response_headers: OnceLock::new(),
        }
    }

    /// Whether types nest deeper than the compiler goes: each is several steps, of the 128 that it takes by itself.
    pub(super) fn is_deep(&self) -> bool {
        self.model.depth > DEEP
    }

    /// Whether the configuration says that elements and attributes of a local name are secret.
    pub(super) fn is_secret(&self, local: &str) -> bool {
        self.secrets.contains(local)
    }

    /// The last segments of all services' addresses, each once; none where there are not several.
    pub(super) fn paths(&self) -> &[String] {
        self.paths.get_or_init(|| address::last_segments(&self.model.services))
    }

    /// The headers of requests or of replies.
    pub(super) fn headers(&self, side: Side) -> Headers<'_> {
        let (prefix, set, words) = match side {
            Side::Request => ("REQUEST", &self.model.request_headers, &self.request_headers),
            Side::Response => ("RESPONSE", &self.model.response_headers, &self.response_headers),
        };
        Headers { prefix, set, words: words.get_or_init(|| header_lists::words(set)) }
    }

    /// The first record that holds a choice, and in which slot.
    pub(super) fn holder(&self, choice: &TypeName) -> Option<(&'a TypeNames, usize)> {
        let all = self.holders.get_or_init(|| {
            let mut all = BTreeMap::new();
            for (name, record) in &self.model.records {
                for (slot, member) in record.members.iter().enumerate() {
                    if let Shape::Choice(choice) = &member.shape {
                        all.entry(choice.name.clone()).or_insert_with(|| (name.clone(), slot));
                    }
                }
            }
            all
        });
        let (owner, slot) = all.get(choice)?;
        Some((&*self.model.records.get(owner)?.rust, *slot))
    }

    /// The crate's own namespaces: their URIs and constants, the one that the crate is about first.
    pub(super) fn namespaces(&self) -> Vec<(&Arc<str>, &RustName)> {
        let own = self.model.spaces.iter().filter(|(uri, _)| !ns::WELL_KNOWN.contains(&&***uri));
        let mut all: Vec<_> = own.collect();
        all.sort_by_key(|(uri, _)| (**uri != self.model.primary, Arc::clone(uri)));
        all
    }

    /// The file of a service's contract.
    pub(super) fn source(&self, service: &Service) -> Option<String> {
        let stem = |file: &String| file.rsplit_once('.').map_or(file.as_str(), |(stem, _)| stem).to_owned();
        self.options.sources.iter().find(|file| stem(file) == service.id.source).cloned()
    }
}

/// Whose headers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    Request,
    Response,
}

/// Async or blocking.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mode {
    /// Methods return a `Call`.
    Async,
    /// Methods return a `Result`.
    Blocking,
}
