//! Random elements of a contract's types and messages, as XML.
//!
//! They follow the intermediate representation, and may still not be valid where that knows less than the schema does:
//! libxml2 tells.

mod content;
mod element;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use fastrand::Rng;
use soapwright::contract::{Body, Contract, Field, Message, Occurs, QName, TypeName};

use super::derived::Derived;

const XSI: &str = "http://www.w3.org/2001/XMLSchema-instance";
/// A namespace that no contract has.
const FOREIGN: &str = "urn:soapwright:foreign";
/// Elements nest no deeper than this, where they need not.
const SHALLOW: usize = 6;
/// How many elements a value has, more or less, where there is a choice.
const ELEMENTS: usize = 60;

/// One random document.
#[derive(Debug)]
pub struct Grower<'c> {
    contract: &'c Contract,
    derived: &'c Derived<'c>,
    rng: Rng,
    /// Plain texts, and nothing that a schema may forbid in spite of what the contract says.
    tame: bool,
    prefixes: BTreeMap<String, String>,
    elements: usize,
    /// No element is nil.
    solid: bool,
    /// Types that shall occur wherever they may.
    wanted: BTreeSet<&'c TypeName>,
    /// The types that occur.
    seen: BTreeSet<&'c TypeName>,
}

/// An element as text, without declarations, and the declarations that it needs.
#[derive(Debug)]
pub struct Grown<'c> {
    /// The elements.
    pub xml: String,
    /// The types that occur in them.
    pub seen: BTreeSet<&'c TypeName>,
}

impl<'c> Grower<'c> {
    /// Grows from a seed.
    #[must_use]
    pub fn new(contract: &'c Contract, derived: &'c Derived<'c>, seed: u64, tame: bool) -> Self {
        let prefixes = [(XSI.to_owned(), "i".to_owned())].into();
        let rng = Rng::with_seed(seed);
        Self {
            contract,
            derived,
            rng,
            tame,
            prefixes,
            elements: 0,
            solid: false,
            wanted: BTreeSet::new(),
            seen: BTreeSet::new(),
        }
    }

    /// Has types occur wherever they may.
    #[must_use]
    pub fn wanting(mut self, wanted: BTreeSet<&'c TypeName>) -> Self {
        self.wanted = wanted;
        self
    }

    /// An element of a name that holds a value of a type.
    #[must_use]
    pub fn value(mut self, element: &QName, ty: &'c TypeName) -> Option<Grown<'c>> {
        let name = self.name(element);
        let mut out = format!("<{name}");
        self.named(ty, &name, 0, &mut out)?;
        Some(self.finish(out))
    }

    /// The elements of a Body, each a document of its own.
    #[must_use]
    pub fn message(mut self, message: &'c Message) -> Option<Vec<Grown<'c>>> {
        let (element, fields): (_, Vec<&Field>) = match &message.body {
            Body::Empty => return Some(Vec::new()),
            Body::Bare(parts) => {
                let all = parts.iter().map(|part| {
                    let mut grower = Self::new(self.contract, self.derived, self.rng.u64(..), self.tame);
                    let mut out = String::new();
                    grower.element(&part.field, 0, &mut out)?;
                    Some(grower.finish(out))
                });
                return all.collect();
            }
            Body::Wrapped { element, fields, .. } => (element, fields.iter().collect()),
            Body::Rpc { element, parts, .. } => (element, parts.iter().map(|part| &part.field).collect()),
        };
        let name = self.name(element);
        let mut out = format!("<{name}>");
        for field in fields {
            self.particle(field, 1, &mut out)?;
        }
        let _ = write!(out, "</{name}>");
        Some(vec![self.finish(out)])
    }

    /// Declares the prefixes at the root.
    fn finish(self, out: String) -> Grown<'c> {
        let end = out.find([' ', '/', '>']).unwrap_or(out.len());
        let (start, rest) = out.split_at(end);
        let mut xml = start.to_owned();
        for (uri, prefix) in &self.prefixes {
            let uri = uri.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;");
            let _ = write!(xml, " xmlns:{prefix}=\"{uri}\"");
        }
        xml.push_str(rest);
        Grown { xml, seen: self.seen }
    }

    fn name(&mut self, name: &QName) -> String {
        if name.namespace.is_empty() {
            return name.local.to_string();
        }
        let next = format!("n{}", self.prefixes.len());
        let prefix = self.prefixes.entry(name.namespace.to_string()).or_insert(next);
        format!("{prefix}:{}", name.local)
    }

    /// Whether what need not be there may be.
    fn room(&self, depth: usize) -> bool {
        depth < SHALLOW && self.elements < ELEMENTS
    }

    fn count(&mut self, occurs: Occurs, depth: usize) -> u32 {
        if !self.room(depth) {
            return occurs.min;
        }
        let least = if occurs.min == 0 && self.rng.u8(..3) > 0 { 1 } else { occurs.min };
        let most = occurs.max.unwrap_or(u32::MAX).min(least.saturating_add(2)).max(occurs.min);
        self.rng.u32(least.min(most)..=most)
    }
}

fn escape(text: &str, attribute: bool, out: &mut String) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' if attribute => out.push_str("&quot;"),
            '\r' => out.push_str("&#13;"),
            '\n' | '\t' if attribute => {
                let _ = write!(out, "&#{};", u32::from(c));
            }
            other => out.push(other),
        }
    }
}
