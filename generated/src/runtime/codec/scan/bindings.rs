//! Namespaces: which prefix means what, here and now.

use std::cell::{Cell, OnceCell};
use std::num::NonZeroU64;

use super::{Cursor, MOST, Result, Span, Tag, UNKNOWN};
use crate::runtime::codec::chars::is_ncname;
use crate::runtime::codec::failure::{DecodeError, DecodeErrorKind};
use crate::runtime::codec::strings::{split_once, trim};
use crate::runtime::codec::tables::ns;
use crate::runtime::values::{Namespace, QName};

/// How many bindings are found at once.
const RECENT: usize = 64;

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
    /// The number of the XML that used it last.
    pub(super) used: Cell<u32>,
}

/// The numbers of bindings by the hashes of their prefixes, as they were declared or looked for last. What stands here is
/// the innermost of its prefix, or none of that prefix: a prefix that is declared anew takes the place.
#[derive(Clone)]
pub(super) struct Recent([Cell<u16>; RECENT]);

impl Default for Recent {
    fn default() -> Self {
        Self([const { Cell::new(0) }; RECENT])
    }
}

impl Recent {
    #[inline]
    fn place(&self, hash: u32) -> Option<&Cell<u16>> {
        self.0.get((hash ^ (hash >> 16)) as usize % RECENT)
    }

    #[inline]
    fn note(&self, hash: u32, index: usize) {
        if let (Some(place), Ok(index)) = (self.place(hash), u16::try_from(index)) {
            place.set(index);
        }
    }
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
    pub(super) prefix: Option<Bound>,
}

/// The prefix that means a namespace here and now.
#[derive(Clone, Copy)]
pub(super) struct Bound {
    /// The first eight bytes of a tag with it, such as `<p:`, as one number, and those that are compared.
    pub(super) key: u64,
    pub(super) mask: NonZeroU64,
    pub(super) prefix: Span,
    /// How many bytes the tag has before its local name.
    pub(super) length: u32,
}

impl Bound {
    #[inline]
    pub(super) fn new(prefix: Span, text: &str) -> Self {
        let length = prefix.length() + if text.is_empty() { 1 } else { 2 };
        let first = text.bytes().take(7).rev().fold(0, |word, byte| word << 8 | u64::from(byte));
        let colon =
            if text.is_empty() { 0 } else { u64::from(b':').checked_shl(8 * (length - 1)).unwrap_or(0) };
        Self {
            key: first << 8 | u64::from(b'<') | colon,
            mask: NonZeroU64::MIN | (u64::MAX >> (64 - 8 * length.min(8))),
            prefix,
            length,
        }
    }

    /// The prefix itself.
    #[inline]
    pub(super) fn bytes(self, memory: &[u8]) -> &[u8] {
        self.prefix.bytes(memory)
    }
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
    #[inline]
    pub(super) fn binding(&self, text: &str) -> Option<&Binding> {
        let hash = hash(text);
        let recent = self.recent.place(hash).and_then(|place| self.bindings.get(usize::from(place.get())));
        match recent.filter(|binding| self.binds(binding, hash, text)) {
            Some(binding) => Some(binding),
            None => self.search_binding(hash, text),
        }
    }

    #[inline]
    fn binds(&self, binding: &Binding, hash: u32, prefix: &str) -> bool {
        binding.hash == hash && binding.prefix.bytes(self.memory.as_bytes()) == prefix.as_bytes()
    }

    #[inline(never)]
    fn search_binding(&self, hash: u32, text: &str) -> Option<&Binding> {
        let index = self.bindings.iter().rposition(|binding| self.binds(binding, hash, text))?;
        self.recent.note(hash, index);
        self.bindings.get(index)
    }

    /// The number of the namespace that a prefix means here.
    #[inline]
    fn number_bound(&self, prefix: &str) -> u16 {
        self.binding(prefix).map_or(if prefix.is_empty() { ns::NONE } else { UNKNOWN }, |one| one.namespace)
    }

    /// Whether a prefix means this already.
    pub(super) fn is_bound(&self, prefix: &str, uri: &str) -> bool {
        self.lookup_text(prefix).is_some_and(|(_, _, bound)| bound.slice(&self.memory) == uri)
    }

    pub(super) fn bind(&mut self, prefix: &str, uri: &str, keep: bool, at: usize) -> Result<u16> {
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
        let namespace = self.number(uri);
        self.put(prefix, uri, namespace, keep);
        Ok(namespace)
    }

    pub(super) fn put(&mut self, prefix: &str, uri: &str, namespace: u16, keep: bool) {
        let (hash, before) = (hash(prefix), if keep { self.number_bound(prefix) } else { UNKNOWN });
        let (place, uri) = (self.remember(prefix), self.remember(uri));
        self.recent.note(hash, self.bindings.len());
        self.bindings.push(Binding {
            prefix: place,
            hash,
            namespace,
            uri,
            shared: OnceCell::new(),
            used: Cell::new(0),
        });
        if !keep {
            // The element has no content: nobody will ask for the current prefixes before it is left.
            return;
        }
        if let Some(entry) = self.current.get_mut(before as usize)
            && entry.is_some_and(|old| old.prefix.slice(&self.memory) == prefix)
        {
            self.undo.push(Undo { namespace: before, prefix: entry.take() });
        }
        if let Some(entry) = self.current.get_mut(namespace as usize) {
            self.undo.push(Undo { namespace, prefix: entry.replace(Bound::new(place, prefix)) });
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

    /// What a prefix means here, to be kept.
    fn kept(&self, prefix: &str) -> Option<Namespace> {
        match self.binding(prefix) {
            Some(binding) => Some(self.uri_to_be_kept(binding)),
            None => prefix.is_empty().then_some(Namespace::NONE),
        }
    }

    /// Elements that declare the same namespace each for itself share its text, too.
    pub(super) fn uri_to_be_kept(&self, binding: &Binding) -> Namespace {
        let make = || {
            let uri = binding.uri.slice(&self.memory);
            let Ok(mut last) = self.kept.try_borrow_mut() else { return uri.into() };
            if last.as_str() != uri {
                *last = uri.into();
            }
            last.clone()
        };
        binding.shared.get_or_init(make).clone()
    }

    /// What the prefix of an attribute means here, to be kept: whoever keeps it shares it.
    pub(super) fn shared(&self, prefix: Span) -> Namespace {
        if prefix.is_empty() {
            Namespace::NONE
        } else {
            self.kept(prefix.slice(self.text)).unwrap_or_default()
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
