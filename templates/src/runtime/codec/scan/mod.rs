//! The scanner: a cursor over the text of a reply that knows namespaces and checks well-formedness.
//!
//! Elements that declare nothing cost nothing: each state of the bindings has a number (the epoch), the prefix bound to
//! each known namespace stands in a small array, and only an element that declares something leaves an undo log. The
//! cursor owns the prefixes it remembers, so they outlive the text they came from.

mod attributes;
mod beginnings;
mod bindings;
mod bytes;
#[cfg(any(feature = "wsse-signature", all(feature = "wsse", feature = "server")))]
mod canonical;
mod elsewhere;
mod ids;
mod misc;
mod names;
mod patterns;
mod prefixes;
mod references;
mod repeats;
mod rows;
mod tags;
mod text;

use std::cell::{Cell, OnceCell, RefCell};

use attributes::Attribute;
pub(in crate::runtime) use bindings::Scope;
use bindings::{Binding, Bound, Recent, Undo, hash};
pub(in crate::runtime) use bytes::begins;
use bytes::check_characters;
#[cfg(any(feature = "wsse-signature", all(feature = "wsse", feature = "server")))]
pub(in crate::runtime) use canonical::Piece;
pub(in crate::runtime) use elsewhere::{Declared, Surroundings};
pub(in crate::runtime) use ids::ChildWithId;
use names::KnownTags;
pub(in crate::runtime) use names::hash as hash_of_name;
use patterns::Patterns;
pub(in crate::runtime) use references::entity;
use repeats::Repeats;
use rows::Orders;
pub(in crate::runtime) use tags::{Name, Tag};

use super::departure::{DepartureKind, Notes};
use super::failure::{DecodeError, DecodeErrorKind};
use super::reading::Reading;
use super::strings::{after, before};
use super::tables::{Particle, ns};
use crate::runtime::values::Namespace;

/// The number of a namespace that is not in the crate's table.
pub(in crate::runtime) const UNKNOWN: u16 = u16::MAX;

/// How many attributes one element may have, and how many namespace declarations may be in scope: each is compared with
/// the others, so many of them would take long, and honest servers send a few dozen.
const MOST: usize = 1_000;

/// The memory that a cursor begins with, in bytes and in prefixes: enough for the envelope of most replies.
const MEMORY: usize = 256;
const PREFIXES: usize = 6;

/// How many bytes are checked in one go.
const PIECE: usize = 8192;

pub(super) type Result<T> = std::result::Result<T, DecodeError>;

/// A piece of the text, or of the cursor's own memory.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(in crate::runtime) struct Span {
    start: u32,
    end: u32,
}

impl Span {
    #[inline]
    const fn is_empty(self) -> bool {
        self.start == self.end
    }

    #[inline]
    const fn length(self) -> u32 {
        self.end - self.start
    }

    #[inline]
    pub(in crate::runtime) fn slice(self, text: &str) -> &str {
        text.get(self.start as usize..self.end as usize).unwrap_or("")
    }

    /// As [`slice`](Self::slice), of what is only compared.
    #[inline]
    fn bytes(self, text: &[u8]) -> &[u8] {
        text.get(self.start as usize..self.end as usize).unwrap_or_default()
    }
}

/// Reads the text of a reply, tag by tag.
#[derive(Clone)]
pub(in crate::runtime) struct Cursor<'a> {
    text: &'a str,
    bytes: &'a [u8],
    pub(in crate::runtime) position: usize,
    namespaces: &'static [&'static str],
    /// Prefixes and URIs of the bindings.
    memory: String,
    bindings: Vec<Binding>,
    recent: Recent,
    /// How many pieces of XML were asked for the prefixes that they use.
    rounds: Cell<u32>,
    /// The last URI of which somebody kept a copy.
    kept: RefCell<Namespace>,
    /// The prefix now bound to each known namespace.
    current: Vec<Option<Bound>>,
    undo: Vec<Undo>,
    epoch: u32,
    epochs: u32,
    attributes: Vec<Attribute>,
    /// The elements that are open while content is passed: what their end tags repeat, and the scopes to return to.
    open: Vec<(Span, Span, Scope)>,
    /// Attribute values that are not as they stand in the text.
    values: String,
    /// The rows among which the attributes were found; empty where they were not looked for.
    rows: &'static [Particle],
    /// Attributes and declarations are wanted as they are written, also those that change nothing.
    whole: bool,
    /// What tags repeat, and in which order their attributes come.
    repeats: Repeats<'a>,
    patterns: Patterns<'a>,
    orders: Orders,
    known: KnownTags,
    /// Up to here the characters of the text were looked at. That runs ahead of reading by pieces that fit the caches.
    checked: usize,
    /// From here on, and up to there, text is as it stands, but for references: no carriage return and no `]]>` occurs in
    /// the last pieces that were checked. Others are looked at text by text.
    plain_from: usize,
    plain: usize,
    /// Where the white space between two tags stands that was passed last, and its length: the next is mostly the same.
    space: (usize, usize),
    /// Text between elements is told and passed; for Faults, where servers put anything.
    pub(in crate::runtime) careless_text: bool,
    /// What is done with what departs from the contract, or from XML.
    pub(in crate::runtime) reading: Reading,
    /// What did so far.
    pub(in crate::runtime) notes: Notes,
}

impl<'a> Cursor<'a> {
    /// Passes the XML declaration.
    pub(in crate::runtime) fn new(text: &'a str, namespaces: &'static [&'static str]) -> Result<Self> {
        if u32::try_from(text.len()).is_err() {
            return Err(DecodeError::new(DecodeErrorKind::Limit("4 GiB of text"), 0));
        }
        let within = Surroundings {
            memory: String::with_capacity(MEMORY),
            bindings: Vec::with_capacity(PREFIXES),
            current: vec![None; namespaces.len()],
            ..Surroundings::default()
        };
        let mut cursor = Self::with(text, namespaces, within);
        let (prefix, uri) = (cursor.remember("xml"), cursor.remember("http://www.w3.org/XML/1998/namespace"));
        let binding = Binding {
            prefix,
            hash: hash("xml"),
            namespace: ns::XML,
            uri,
            shared: OnceCell::new(),
            used: Cell::new(0),
        };
        cursor.bindings.push(binding);
        if let Some(none) = cursor.current.first_mut() {
            *none = Some(Bound::new(Span::default(), ""));
        }
        cursor.declaration()?;
        Ok(cursor)
    }

    /// A cursor at the beginning of a text, where prefixes mean this.
    fn with(text: &'a str, namespaces: &'static [&'static str], within: Surroundings) -> Self {
        let Surroundings { memory, bindings, recent, current, undo, epoch } = within;
        Self {
            text,
            bytes: text.as_bytes(),
            position: 0,
            namespaces,
            memory,
            bindings,
            recent,
            rounds: Cell::new(0),
            kept: RefCell::default(),
            current,
            undo,
            epoch,
            epochs: epoch,
            attributes: Vec::new(),
            open: Vec::new(),
            values: String::new(),
            rows: &[],
            whole: false,
            repeats: Repeats::default(),
            patterns: Patterns::default(),
            orders: Orders::default(),
            known: KnownTags::default(),
            checked: 0,
            plain_from: 0,
            plain: 0,
            space: (0, 0),
            careless_text: false,
            reading: Reading::faithful(),
            notes: Notes::default(),
        }
    }

    /// Checks the characters of the text before `end`, and some of those that follow.
    #[inline]
    fn check(&mut self, end: usize) -> Result<()> {
        if end < self.checked { Ok(()) } else { self.check_pieces(end) }
    }

    #[inline(never)]
    fn check_pieces(&mut self, end: usize) -> Result<()> {
        while self.checked <= end && self.checked < self.bytes.len() {
            // What is looked for may stand across the edge.
            let start = self.checked.saturating_sub(2);
            let stop = self.bytes.len().min(self.checked + PIECE);
            let piece = self.bytes.get(start..stop).unwrap_or_default();
            let rare = check_characters(piece, start).map_err(DecodeError::ahead)?;
            if rare {
                self.plain_from = stop;
            }
            (self.checked, self.plain) = (stop, stop);
        }
        Ok(())
    }

    /// Notes a departure at a byte, or refuses it.
    #[cold]
    #[inline(never)]
    pub(in crate::runtime) fn depart(
        &mut self,
        kind: DepartureKind,
        offset: usize,
        found: &str,
    ) -> Result<()> {
        if !self.reading.accepts(kind) {
            return Err(DecodeError::new(DecodeErrorKind::Departure(kind, found.to_owned()), offset));
        }
        self.notes.push(kind, offset, found);
        Ok(())
    }

    #[cold]
    pub(in crate::runtime) fn syntax(&self, rule: &'static str) -> DecodeError {
        DecodeError::syntax(rule, self.position)
    }

    #[inline]
    fn slice(&self, start: usize, end: usize) -> &'a str {
        self.text.get(start..end).unwrap_or("")
    }

    /// The local name of the tag that begins at a byte.
    #[cold]
    pub(in crate::runtime) fn name_at(&self, start: usize) -> &'a str {
        let tag = self.slice(start + 1, self.text.len());
        after(before(tag, b" \t\r\n/>"), b":")
    }

    #[inline]
    fn rest(&self, from: usize) -> &'a [u8] {
        self.bytes.get(from..).unwrap_or_default()
    }

    /// The byte at a position; 0 past the end (a NUL cannot occur in the text).
    #[inline(always)]
    pub(in crate::runtime) fn at(&self, position: usize) -> u8 {
        self.bytes.get(position).copied().unwrap_or(0)
    }

    #[allow(clippy::cast_possible_truncation, reason = "the length of the text was checked to fit 32 bits")]
    #[inline]
    fn span(start: usize, end: usize) -> Span {
        Span { start: start as u32, end: end as u32 }
    }

    /// How many bytes were not read.
    #[cfg(feature = "stream")]
    pub(in crate::runtime) const fn left(&self) -> usize {
        self.bytes.len() - self.position
    }

    /// A piece of the text that is known.
    pub(in crate::runtime) fn text_of(&self, span: Span) -> &'a str {
        span.slice(self.text)
    }

    /// A piece of the text.
    pub(in crate::runtime) fn text_between(&self, start: usize, end: usize) -> &'a str {
        self.slice(start, end)
    }
}
