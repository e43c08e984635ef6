//! What servers repeat behind the names of tags: `xsi:nil`, an `xsi:type`, namespace declarations. The same bytes in the
//! same scope mean the same, so the last few are kept with what they mean.

use super::attributes::Attribute;
use super::bytes::begins;
use super::{Cursor, Name, Span, Tag};
use crate::runtime::codec::tables::{Derived, ns};

/// How many are kept.
const KEPT: usize = 8;

/// How many scopes are kept that other tags opened: those have values of their own beside the declarations.
const OPENED: usize = 4;

/// How many declarations one of them has at most.
const FEW: usize = 2;

/// How many attributes beside those.
const OWN: usize = 4;

/// Longer ones are not kept.
const LONGEST: usize = 512;

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
    own: [Option<Attribute>; OWN],
    declared: [Option<Declaration>; FEW],
    /// What its `xsi:type` picks among these types.
    picked: Option<(&'static Derived, usize)>,
}

impl Repeat<'_> {
    /// Whether it says "nil and empty", and nothing else.
    const fn is_nil(&self) -> bool {
        self.nil && self.empty && !self.attributes && self.inside == self.outside
    }

    /// Whether it says which type, and nothing else.
    const fn is_type(&self) -> bool {
        let is_alone = matches!(self.own, [Some(_), None, ..]);
        self.typed && is_alone && !self.empty && !self.nil && self.inside == self.outside
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
#[derive(Default)]
pub(super) struct Repeats<'a> {
    all: Vec<Repeat<'a>>,
    next: usize,
    last: Option<usize>,
    /// One of them is nil and nothing else, or a type and nothing else.
    nil: bool,
    typed: bool,
    opened: Vec<Opened>,
    next_opened: usize,
}

impl<'a> Repeats<'a> {
    #[inline]
    fn last(&self) -> Option<&Repeat<'a>> {
        self.all.get(self.last?)
    }
}

/// A copy of a cursor remembers nothing: its scopes have numbers of their own.
impl Clone for Repeats<'_> {
    fn clone(&self) -> Self {
        Self::default()
    }
}

impl<'a> Cursor<'a> {
    /// Reads the rest of a tag, from `start` on, if it is one of those that are kept.
    #[inline]
    pub(super) fn repeated(&mut self, start: usize, tag: &mut Tag) -> bool {
        let outside = tag.scope.epoch;
        let rest = self.bytes.get(start..).unwrap_or_default();
        let repeats = &mut self.repeats;
        repeats.last = repeats.all.iter().position(|one| one.outside == outside && begins(rest, one.text));
        let Some(one) = repeats.last() else { return false };
        self.position = start + one.text.len();
        (tag.empty, tag.nil, tag.attributes) = (one.empty, one.nil, one.attributes);
        for attribute in one.own.iter().flatten() {
            self.attributes.push(*attribute);
        }
        if one.inside != self.epoch {
            let (inside, declared) = (one.inside, one.declared);
            self.leave(tag.scope);
            self.epoch = inside;
            for declaration in declared.into_iter().flatten() {
                let Declaration { prefix, uri, namespace } = declaration;
                self.put(prefix.slice(self.text), uri.slice(self.text), namespace, !tag.empty);
            }
        }
        true
    }

    /// Reads the rest of a tag if it is one of those that are kept, and says "nil and empty", and nothing else.
    #[inline]
    pub(super) fn repeated_nil(&mut self, start: usize) -> bool {
        if !self.repeats.nil {
            return false;
        }
        let rest = self.rest(start);
        let fits = |one: &&Repeat<'_>| one.outside == self.epoch && one.is_nil() && begins(rest, one.text);
        let Some(length) = self.repeats.all.iter().find(fits).map(|one| one.text.len()) else {
            return false;
        };
        self.position = start + length;
        true
    }

    /// The fast step for a simple value with its type: reads the tag `namespace:local` if it stands at the cursor with an
    /// `xsi:type` that came before, and nothing else.
    #[inline]
    pub(in crate::runtime) fn expect_typed(
        &mut self,
        namespace: u16,
        local: &'static str,
    ) -> Option<Name<'static>> {
        if self.repeats.typed { self.repeated_type(namespace, local) } else { None }
    }

    #[inline(never)]
    fn repeated_type(&mut self, namespace: u16, local: &'static str) -> Option<Name<'static>> {
        let (start, prefix) = self.after_prefix(namespace)?;
        if !begins(self.rest(start), local.as_bytes()) {
            return None;
        }
        let end = start + local.len();
        let rest = self.rest(end);
        let fits = |one: &&Repeat<'_>| one.outside == self.epoch && one.is_type() && begins(rest, one.text);
        self.position = end + self.repeats.all.iter().find(fits)?.text.len();
        Some(Name { prefix, local })
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
        if self.attributes.iter().all(Attribute::is_of_instance) {
            self.keep(start, tag, 0, declared);
        }
    }

    /// Keeps the rest of a tag that was just read, from behind its first attribute on, which is an id.
    #[inline(never)]
    pub(super) fn note_behind_id(&mut self, start: usize, tag: &Tag) {
        let declared = match self.epoch == tag.scope.epoch {
            true => Some([None; FEW]),
            false => {
                let same = |one: &&Opened| one.outside == tag.scope.epoch && one.inside == self.epoch;
                self.repeats.opened.iter().find(same).map(|one| one.declared)
            }
        };
        let prefixed = |one: &Attribute| !one.prefix.is_empty() && !one.rewritten;
        if let Some(declared) = declared
            && !tag.nil
            && self.attributes.iter().skip(1).all(prefixed)
        {
            self.keep(start, tag, 1, declared);
        }
    }

    /// Keeps the rest of a tag that was just read, from `start` on, with its attributes but the first ones.
    fn keep(&mut self, start: usize, tag: &Tag, from: usize, declared: [Option<Declaration>; FEW]) {
        let mut own = [None; OWN];
        for (index, attribute) in self.attributes.iter().skip(from).enumerate() {
            let Some(place) = own.get_mut(index) else { return };
            *place = Some(*attribute);
        }
        let text = self.bytes.get(start..self.position).unwrap_or_default();
        if text.len() > LONGEST {
            return;
        }
        let typed = self.type_attribute().is_some_and(|written| self.qualified(written).is_some());
        let repeat = Repeat {
            text,
            outside: tag.scope.epoch,
            inside: self.epoch,
            empty: tag.empty,
            nil: tag.nil,
            attributes: tag.attributes && self.attributes.len() > from,
            typed,
            own,
            declared,
            picked: None,
        };
        let repeats = &mut self.repeats;
        repeats.nil |= repeat.is_nil();
        repeats.typed |= repeat.is_type();
        repeats.last = Some(repeats.next);
        match repeats.all.get_mut(repeats.next) {
            Some(place) => *place = repeat,
            None => repeats.all.push(repeat),
        }
        repeats.next = (repeats.next + 1) % KEPT;
    }

    /// Gives the scope that a tag has just opened by declarations the number that it had before, if the same ones opened it.
    #[inline(never)]
    pub(super) fn number_scope(&mut self, outside: u32, declared: [Option<Declaration>; FEW]) {
        let texts =
            |one: Option<Declaration>| one.map(|one| (one.prefix.slice(self.text), one.uri.slice(self.text)));
        let same = |one: &&Opened| one.outside == outside && one.declared.map(texts) == declared.map(texts);
        let repeats = &mut self.repeats;
        if let Some(known) = repeats.opened.iter().find(same) {
            self.epoch = known.inside;
            return;
        }
        let opened = Opened { outside, inside: self.epoch, declared };
        match repeats.opened.get_mut(repeats.next_opened) {
            Some(place) => *place = opened,
            None => repeats.opened.push(opened),
        }
        repeats.next_opened = (repeats.next_opened + 1) % OPENED;
    }

    /// The `xsi:type` of the tag that was just read, as written, unless its prefix is known to be declared.
    #[inline]
    pub(in crate::runtime) fn doubtful_type(&self) -> Option<&str> {
        let last = self.repeats.last();
        if !self.rows.is_empty() || last.is_some_and(|last| last.typed) {
            return None;
        }
        self.type_attribute()
    }

    /// What the `xsi:type` of the last tag picked when it came before.
    #[inline]
    pub(in crate::runtime) fn picked(&self, among: &'static Derived) -> Option<usize> {
        let (derived, index) = self.repeats.last()?.picked?;
        std::ptr::eq(derived, among).then_some(index)
    }

    /// Notes what the `xsi:type` of the last tag picks.
    pub(in crate::runtime) fn pick(&mut self, among: &'static Derived, index: usize) {
        let repeats = &mut self.repeats;
        if let Some(last) = repeats.last.and_then(|last| repeats.all.get_mut(last)) {
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
