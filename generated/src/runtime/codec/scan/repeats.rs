//! What servers repeat behind the names of tags: `xsi:nil`, an `xsi:type`, namespace declarations. The same bytes in the
//! same scope mean the same, so the last few are kept with what they mean.

use super::attributes::Attribute;
use super::bytes::begins;
use super::{Cursor, Span, Tag};
use crate::runtime::codec::tables::{Derived, ns};

/// How many are kept.
const KEPT: usize = 8;

/// How many scopes are kept that other tags opened: those have values of their own beside the declarations.
const OPENED: usize = 4;

/// How many attributes, and how many declarations, one of them has at most.
const FEW: usize = 2;

/// Longer ones are not kept.
const LONGEST: usize = 256;

/// No scope has this number.
const NO_SCOPE: u32 = u32::MAX;

/// The rest of a tag, from behind the element's name, and what it means in one scope.
#[derive(Clone, Copy)]
struct Repeat<'a> {
    text: &'a [u8],
    /// The scope where it stands, and the one that it opens.
    outside: u32,
    inside: u32,
    empty: bool,
    nil: bool,
    /// See [`Tag::attributes`].
    attributes: bool,
    /// Its `xsi:type` has a declared prefix.
    typed: bool,
    own: [Option<Attribute>; FEW],
    declared: [Option<Declaration>; FEW],
    /// What its `xsi:type` picks among these types.
    picked: Option<(&'static Derived, usize)>,
}

impl Repeat<'_> {
    /// Whether it says "nil and empty", and nothing else.
    const fn is_nil(&self) -> bool {
        self.nil && self.empty && !self.attributes && self.inside == self.outside
    }
}

/// A declaration that changed what its prefix means.
#[derive(Clone, Copy)]
pub(super) struct Declaration {
    /// Both in the text.
    pub(super) prefix: Span,
    pub(super) uri: Span,
    pub(super) namespace: u16,
}

/// A scope that declarations opened.
#[derive(Clone, Copy)]
struct Opened {
    outside: u32,
    inside: u32,
    declared: [Option<Declaration>; FEW],
}

/// The last few, and which of them the last tag had.
pub(super) struct Repeats<'a> {
    all: [Repeat<'a>; KEPT],
    next: usize,
    last: Option<usize>,
    /// One of them is nil and nothing else.
    nil: bool,
    opened: [Opened; OPENED],
    next_opened: usize,
}

impl Default for Repeats<'_> {
    fn default() -> Self {
        let none = Repeat {
            text: b"",
            outside: NO_SCOPE,
            inside: NO_SCOPE,
            empty: false,
            nil: false,
            attributes: false,
            typed: false,
            own: [None; FEW],
            declared: [None; FEW],
            picked: None,
        };
        let unopened = Opened { outside: NO_SCOPE, inside: NO_SCOPE, declared: [None; FEW] };
        Self {
            all: [none; KEPT],
            next: 0,
            last: None,
            nil: false,
            opened: [unopened; OPENED],
            next_opened: 0,
        }
    }
}

impl<'a> Repeats<'a> {
    fn last(&self) -> Option<&Repeat<'a>> {
        self.all.get(self.last?)
    }

    fn last_mut(&mut self) -> Option<&mut Repeat<'a>> {
        self.all.get_mut(self.last?)
    }
}

impl<'a> Cursor<'a> {
    /// Reads the rest of a tag, from `start` on, if it is one of those that are kept.
    #[inline]
    pub(super) fn repeated(&mut self, start: usize, tag: &mut Tag) -> bool {
        let epoch = self.epoch;
        let rest = self.bytes.get(start..).unwrap_or_default();
        let Some(memos) = self.memos.0.as_deref_mut() else { return false };
        let repeats = &mut memos.repeats;
        repeats.last = repeats.all.iter().position(|one| one.outside == epoch && begins(rest, one.text));
        let Some(one) = repeats.last() else { return false };
        self.position = start + one.text.len();
        (tag.empty, tag.nil, tag.attributes) = (one.empty, one.nil, one.attributes);
        for attribute in one.own.iter().flatten() {
            self.attributes.push(*attribute);
        }
        if one.inside != epoch {
            self.epoch = one.inside;
            for declaration in one.declared.into_iter().flatten() {
                let Declaration { prefix, uri, namespace } = declaration;
                self.put(prefix.slice(self.text), uri.slice(self.text), namespace, !tag.empty);
            }
        }
        true
    }

    /// Reads the rest of a tag if it is one of those that are kept, and says "nil and empty", and nothing else.
    #[inline]
    pub(super) fn repeated_nil(&mut self, start: usize) -> bool {
        let Some(memos) = self.memos.0.as_deref() else { return false };
        if !memos.repeats.nil {
            return false;
        }
        let rest = self.rest(start);
        let fits = |one: &&Repeat<'_>| one.outside == self.epoch && one.is_nil() && begins(rest, one.text);
        let Some(length) = memos.repeats.all.iter().find(fits).map(|one| one.text.len()) else {
            return false;
        };
        self.position = start + length;
        true
    }

    /// Keeps the rest of a tag that was just read, from `start` on, if it is one that servers repeat. `declared` is `None`
    /// where that cannot be said in brief.
    #[inline(never)]
    pub(super) fn note_repeat(
        &mut self,
        start: usize,
        tag: &Tag,
        declared: Option<[Option<Declaration>; FEW]>,
    ) {
        let Some(declared) = declared else { return };
        let mut own = [None; FEW];
        for (index, attribute) in self.attributes.iter().enumerate() {
            let Some(place) = own.get_mut(index).filter(|_| attribute.is_of_instance()) else { return };
            *place = Some(*attribute);
        }
        let text = self.bytes.get(start..self.position).unwrap_or_default();
        if text.len() > LONGEST {
            return;
        }
        let typed = self.type_attribute().is_some_and(|written| self.qualified(written).is_some());
        let repeats = &mut self.memos.0.get_or_insert_default().repeats;
        let at = repeats.next;
        repeats.next = (at + 1) % KEPT;
        repeats.last = Some(at);
        if let Some(place) = repeats.all.get_mut(at) {
            *place = Repeat {
                text,
                outside: tag.scope.epoch,
                inside: self.epoch,
                empty: tag.empty,
                nil: tag.nil,
                attributes: tag.attributes,
                typed,
                own,
                declared,
                picked: None,
            };
            repeats.nil |= place.is_nil();
        }
    }

    /// Gives the scope that a tag has just opened by declarations the number that it had before, if the same ones opened it.
    #[inline(never)]
    pub(super) fn number_scope(&mut self, outside: u32, declared: [Option<Declaration>; FEW]) {
        let texts =
            |one: Option<Declaration>| one.map(|one| (one.prefix.slice(self.text), one.uri.slice(self.text)));
        let repeats = &mut self.memos.0.get_or_insert_default().repeats;
        let same = |one: &&Opened| one.outside == outside && one.declared.map(texts) == declared.map(texts);
        if let Some(known) = repeats.opened.iter().find(same) {
            self.epoch = known.inside;
            return;
        }
        let at = repeats.next_opened;
        repeats.next_opened = (at + 1) % OPENED;
        if let Some(place) = repeats.opened.get_mut(at) {
            *place = Opened { outside, inside: self.epoch, declared };
        }
    }

    /// The `xsi:type` of the tag that was just read, as written, unless its prefix is known to be declared.
    #[inline]
    pub(in crate::runtime) fn doubtful_type(&self) -> Option<&str> {
        let last = self.memos.0.as_deref().and_then(|memos| memos.repeats.last());
        if !self.rows.is_empty() || last.is_some_and(|last| last.typed) {
            return None;
        }
        self.type_attribute()
    }

    /// What the `xsi:type` of the last tag picked when it came before.
    #[inline]
    pub(in crate::runtime) fn picked(&self, among: &'static Derived) -> Option<usize> {
        let (derived, index) = self.memos.0.as_deref()?.repeats.last()?.picked?;
        std::ptr::eq(derived, among).then_some(index)
    }

    /// Notes what the `xsi:type` of the last tag picks.
    pub(in crate::runtime) fn pick(&mut self, among: &'static Derived, index: usize) {
        let last = self.memos.0.as_deref_mut().and_then(|memos| memos.repeats.last_mut());
        if let Some(last) = last {
            last.picked = Some((among, index));
        }
    }
}

impl Attribute {
    /// Whether it is `xsi:nil` or `xsi:type`, as it stands in the text: others have values of their own in each tag.
    fn is_of_instance(&self) -> bool {
        self.namespace == ns::XSI && !self.rewritten
    }
}
