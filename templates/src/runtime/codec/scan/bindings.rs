//! Namespaces: which prefix means what, here and now.

use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet};

use super::{Cursor, MOST, Result, Span, Tag, UNKNOWN};
use crate::runtime::codec::chars::is_ncname;
use crate::runtime::codec::failure::{DecodeError, DecodeErrorKind};
use crate::runtime::codec::strings::{split_once, trim};
use crate::runtime::codec::tables::ns;
use crate::runtime::values::{Namespace, QName};

/// Up to so many prefixes are each looked for.
const FEW: usize = 16;

const XMLNS: &str = "http://www.w3.org/2000/xmlns/";

/// A prefix that is in scope.
#[derive(Clone)]
pub(super) struct Binding {
    pub(super) prefix: Span,
    /// Of the prefix.
    pub(super) hash: u32,
    pub(super) namespace: u16,
    pub(super) uri: Span,
    /// The URI for whoever keeps it, made when the first one asks.
    pub(super) shared: OnceCell<Namespace>,
}

/// FNV-1a: prefixes are short.
#[inline]
pub(super) fn hash(prefix: &str) -> u32 {
    prefix.bytes().fold(0x811c_9dc5, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193))
}

/// What to return to when an element ends.
#[derive(Clone, Copy)]
pub(in crate::runtime) struct Scope {
    pub(super) bindings: u32,
    pub(super) undo: u32,
    pub(super) epoch: u32,
}

#[derive(Clone, Copy)]
pub(super) struct Undo {
    pub(super) namespace: u16,
    pub(super) prefix: Option<Span>,
}

/// A declaration that servers repeat: each array of a reply has the same one.
#[derive(Clone, Default)]
pub(super) struct Declared<'a> {
    /// From the element's name to the end of the tag.
    pub(super) text: &'a [u8],
    /// Where it stands, and the scope that it opens. The same declaration in the same scope means the same.
    pub(super) outside: u32,
    pub(super) inside: u32,
    pub(super) namespace: u16,
    /// Both in the text.
    pub(super) prefix: Span,
    pub(super) uri: Span,
}

impl<'a> Cursor<'a> {
    pub(super) fn remember(&mut self, text: &str) -> Span {
        let start = self.memory.len();
        self.memory.push_str(text);
        Self::span(start, self.memory.len())
    }

    /// Whether the prefixes in scope are those of a mark.
    #[inline]
    pub(in crate::runtime) fn is_in(&self, scope: Scope) -> bool {
        self.epoch == scope.epoch
    }

    /// Leaves an element's scope.
    #[inline]
    pub(in crate::runtime) fn leave(&mut self, scope: Scope) {
        if self.epoch != scope.epoch {
            self.restore(scope);
        }
    }

    pub(super) fn restore(&mut self, scope: Scope) {
        self.bindings.truncate(scope.bindings as usize);
        while self.undo.len() > scope.undo as usize {
            if let Some(undo) = self.undo.pop()
                && let Some(entry) = self.current.get_mut(undo.namespace as usize)
            {
                *entry = undo.prefix;
            }
        }
        let end = self.bindings.last().map_or(0, |binding| binding.uri.end.max(binding.prefix.end));
        self.memory.truncate(end as usize);
        self.epoch = scope.epoch;
    }

    /// The binding of a prefix of the text: its place in memory, the namespace's number, its URI.
    pub(super) fn lookup(&self, prefix: Span) -> Result<(Span, u16, Span)> {
        let text = prefix.slice(self.text);
        self.lookup_text(text)
            .ok_or_else(|| DecodeError::syntax("a prefix that is not declared", prefix.start as usize))
    }

    pub(super) fn lookup_text(&self, text: &str) -> Option<(Span, u16, Span)> {
        match self.binding(text) {
            Some(binding) => Some((binding.prefix, binding.namespace, binding.uri)),
            None => text.is_empty().then_some((Span::default(), ns::NONE, Span::default())),
        }
    }

    /// The innermost binding of a prefix.
    fn binding(&self, text: &str) -> Option<&Binding> {
        // Where there are many, most are told apart by their hash.
        let hash = (self.bindings.len() > FEW).then(|| hash(text));
        for binding in self.bindings.iter().rev() {
            let length = (binding.prefix.end - binding.prefix.start) as usize;
            if hash.is_some_and(|hash| hash != binding.hash) {
                continue;
            }
            if length == text.len() && (length == 0 || binding.prefix.slice(&self.memory) == text) {
                return Some(binding);
            }
        }
        None
    }

    pub(super) fn bind(&mut self, prefix: &str, uri: &str, keep: bool, at: usize) -> Result<()> {
        let xml = uri == "http://www.w3.org/XML/1998/namespace";
        if prefix == "xmlns"
            || (prefix == "xml") != xml
            || uri == XMLNS
            || (uri.is_empty() && !prefix.is_empty())
        {
            return Err(DecodeError::syntax("a namespace declaration that is not allowed", at));
        }
        if self.bindings.len() >= MOST {
            return Err(DecodeError::new(DecodeErrorKind::Limit("namespace declarations in scope"), at));
        }
        self.put(prefix, uri, self.number(uri), keep);
        Ok(())
    }

    /// Declares once more what the last tag of that kind did.
    pub(super) fn declare_again(&mut self) {
        let Declared { inside, namespace, prefix, uri, .. } = self.declared;
        self.epoch = inside;
        self.put(prefix.slice(self.text), uri.slice(self.text), namespace, true);
    }

    fn put(&mut self, prefix: &str, uri: &str, namespace: u16, keep: bool) {
        let hash = hash(prefix);
        let (prefix, uri) = (self.remember(prefix), self.remember(uri));
        self.bindings.push(Binding { prefix, hash, namespace, uri, shared: OnceCell::new() });
        if !keep {
            // The element has no content: nobody will ask for the current prefixes before it is left.
            return;
        }
        for number in 0..self.current.len() {
            let Some(entry) = self.current.get_mut(number) else { break };
            let bound = entry.is_some_and(|old| old.slice(&self.memory) == prefix.slice(&self.memory));
            if bound {
                let namespace = u16::try_from(number).unwrap_or(UNKNOWN);
                self.undo.push(Undo { namespace, prefix: entry.take() });
            }
        }
        if let Some(entry) = self.current.get_mut(namespace as usize) {
            self.undo.push(Undo { namespace, prefix: entry.replace(prefix) });
        }
    }

    /// The number of a namespace.
    fn number(&self, uri: &str) -> u16 {
        if uri.is_empty() {
            return ns::NONE;
        }
        let found = self.namespaces.iter().position(|known| *known == uri);
        found.and_then(|index| u16::try_from(index).ok()).unwrap_or(UNKNOWN)
    }

    /// Resolves a qualified name in content: number and URI of its namespace, and the local name.
    pub(in crate::runtime) fn qualified<'n>(&self, name: &'n str) -> Option<(u16, &str, &'n str)> {
        let name = trim(name);
        let (prefix, local) = split_once(name, b':').unwrap_or(("", name));
        let (_, namespace, uri) = self.lookup_text(prefix)?;
        is_ncname(local).then(|| (namespace, uri.slice(&self.memory), local))
    }

    /// As [`qualified`](Self::qualified), to be kept.
    pub(in crate::runtime) fn qualified_name(&self, name: &str) -> Option<QName> {
        let name = trim(name);
        let (prefix, local) = split_once(name, b':').unwrap_or(("", name));
        let namespace = self.kept(prefix)?;
        is_ncname(local).then(|| QName { namespace, local: local.to_owned() })
    }

    /// Which of some prefixes are bound here, and to what; in order. Nobody has to declare `xml`, nor to bind the default to
    /// nothing.
    pub(in crate::runtime) fn bound_among<'p>(
        &self,
        prefixes: &BTreeSet<&'p str>,
    ) -> Vec<(&'p str, Namespace)> {
        // Of few prefixes each is looked for; of many, each binding is.
        let mut found: BTreeMap<&'p str, &Binding> = BTreeMap::new();
        if prefixes.len() <= FEW {
            found.extend(prefixes.iter().filter_map(|prefix| Some((*prefix, self.binding(prefix)?))));
        } else {
            for binding in self.bindings.iter().rev() {
                if let Some(prefix) = prefixes.get(binding.prefix.slice(&self.memory)) {
                    found.entry(*prefix).or_insert(binding);
                }
            }
        }
        let needed = found.into_iter().filter(|(prefix, one)| *prefix != "xml" && !one.uri.is_empty());
        needed.map(|(prefix, one)| (prefix, self.uri_to_be_kept(one))).collect()
    }

    /// What a prefix means here, to be kept.
    fn kept(&self, prefix: &str) -> Option<Namespace> {
        match self.binding(prefix) {
            Some(binding) => Some(self.uri_to_be_kept(binding)),
            None => prefix.is_empty().then_some(Namespace::NONE),
        }
    }

    fn uri_to_be_kept(&self, binding: &Binding) -> Namespace {
        binding.shared.get_or_init(|| binding.uri.slice(&self.memory).into()).clone()
    }

    /// A URI of the cursor's memory, to be kept: whoever keeps it shares it.
    pub(super) fn shared(&self, uri: Span) -> Namespace {
        if uri.is_empty() {
            return Namespace::NONE;
        }
        match self.bindings.iter().rev().find(|binding| binding.uri == uri) {
            Some(binding) => self.uri_to_be_kept(binding),
            None => uri.slice(&self.memory).into(),
        }
    }

    /// The name of a tag, to be kept.
    pub(in crate::runtime) fn name_of(&self, tag: &Tag) -> QName {
        let namespace = self.kept(tag.prefix.slice(&self.memory)).unwrap_or_default();
        QName { namespace, local: self.local(tag).to_owned() }
    }

    /// The URI of a tag's namespace.
    pub(in crate::runtime) fn uri_of(&self, tag: &Tag) -> &str {
        self.lookup_text(tag.prefix.slice(&self.memory)).map_or("", |(_, _, uri)| uri.slice(&self.memory))
    }
}
