//! Reading: follows the tables through the text and fills records.
//!
//! Reading is lenient where the wire may differ without a change of meaning: unknown elements are passed over (and
//! checked), order does not matter, a non-repeating element that stands twice counts once (the first, as in WCF).

use super::super::values::{AnyType, QName};
use super::failure::{DecodeError, DecodeErrorKind};
use super::field::{Record, Sequence, Slot};
use super::primitive::{parse_bool, parse_f64, parse_i16, parse_i32, parse_i64};
use super::scan::{Cursor, Name, Result, Tag};
use super::tables::{Alternative, MANY, Particle, Type, TypeDef, ns};

/// Limits and strictness of reading.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CodecLimits {
    /// How deep elements may nest.
    pub depth: usize,
    /// Refuse what a WCF server would silently drop, instead of passing over it: elements that the contract does not
    /// know, that are out of order, or that come twice.
    pub strict: bool,
}

impl Default for CodecLimits {
    fn default() -> Self {
        Self { depth: 128, strict: false }
    }
}

/// What the children of an element go into.
enum Target<'a> {
    Record(&'a mut dyn Record),
    Sequence(&'a mut dyn Sequence),
}

/// The elements of a type that were seen. The first 64 need no memory of their own.
#[derive(Default)]
struct Seen {
    low: u64,
    high: Vec<usize>,
}

impl Seen {
    /// Notes an element; tells whether it was there before.
    #[inline]
    fn note(&mut self, index: usize) -> bool {
        if index < 64 {
            let bit = 1 << index;
            let before = self.low & bit != 0;
            self.low |= bit;
            before
        } else {
            let before = self.high.contains(&index);
            if !before {
                self.high.push(index);
            }
            before
        }
    }
}

/// The reading half of the engine.
pub(in super::super) struct Decoder<'a> {
    pub(in super::super) cursor: Cursor<'a>,
    buffer: String,
    limits: CodecLimits,
    /// A qualified name with an undeclared prefix is kept as it is; for faults, where servers are careless.
    pub(in super::super) careless_names: bool,
}

impl<'a> Decoder<'a> {
    pub(in super::super) fn new(
        text: &'a str,
        namespaces: &'static [&'static str],
        limits: CodecLimits,
    ) -> Result<Self> {
        let cursor = Cursor::new(text, namespaces)?;
        Ok(Self { cursor, buffer: String::new(), limits, careless_names: false })
    }

    /// Reads the children of an open element up to and including its end tag.
    fn children(
        &mut self,
        mut target: Target<'_>,
        particles: &'static [Particle],
        name: Name<'_>,
        depth: usize,
    ) -> Result<()> {
        if depth > self.limits.depth {
            return Err(DecodeError::new(DecodeErrorKind::Limit("depth of elements"), self.cursor.position));
        }
        let mut next = 0usize;
        let mut seen = Seen::default();
        loop {
            self.cursor.next_tag()?;
            if self.cursor.at_end_tag() {
                return self.cursor.close(name);
            }
            if let Some(particle) = particles.get(next)
                && let Some(child) = self.cursor.expect(particle.namespace, particle.tag)
            {
                let scope = self.cursor.scope();
                if particle.has(MANY) {
                    self.child(&mut target, particle, child, None, depth)?;
                } else {
                    let before = seen.note(next);
                    next += 1;
                    if before {
                        // It came out of order; the first one counts.
                        self.misplaced(particle, self.cursor.position)?;
                        self.cursor.content(child, self.limits.depth - depth)?;
                    } else {
                        self.child(&mut target, particle, child, None, depth)?;
                    }
                }
                self.cursor.leave(scope);
                continue;
            }
            if let Some(particle) = particles.get(next)
                && !particle.has(MANY)
                && self.cursor.expect_nil(particle.namespace, particle.tag)
            {
                if seen.note(next) {
                    self.misplaced(particle, self.cursor.position)?;
                } else if let Target::Record(record) = &mut target {
                    record.nil(particle.slot);
                }
                next += 1;
                continue;
            }
            let tag = self.cursor.open()?;
            let local = self.cursor.local(&tag);
            let Some((index, particle)) = find(particles, next, tag.namespace, local) else {
                self.unknown(&tag, name, depth)?;
                continue;
            };
            // The alternatives of a choice that repeats share a slot, and come in any order.
            let same = |last: &Particle| particle.has(MANY) && last.has(MANY) && last.slot == particle.slot;
            if index < next && !particles.get(next).is_some_and(same) {
                self.misplaced(particle, tag.start)?;
            }
            if !particle.has(MANY) && seen.note(index) {
                // The first one counts, as in WCF.
                self.misplaced(particle, tag.start)?;
                self.cursor
                    .skip(&tag, self.limits.depth - depth)
                    .map_err(|error| error.within(particle.name()))?;
                self.cursor.leave(tag.scope());
                continue;
            }
            next = if particle.has(MANY) { index } else { index + 1 };
            let child = tag.name(particle.tag);
            self.child(&mut target, particle, child, Some(&tag), depth)?;
            self.cursor.leave(tag.scope());
        }
    }

    /// Reads one element that the table knows. `tag` is `None` when it has no attributes and is not empty.
    #[inline]
    fn child(
        &mut self,
        target: &mut Target<'_>,
        particle: &'static Particle,
        name: Name<'_>,
        tag: Option<&Tag>,
        depth: usize,
    ) -> Result<()> {
        let result = if tag.is_some_and(|tag| tag.nil) {
            self.nil(target, particle, tag, depth)
        } else {
            let slot = match target {
                Target::Sequence(sequence) => sequence.push(),
                Target::Record(record) => match record.slot(particle.slot) {
                    Slot::Sequence(sequence) if particle.has(MANY) => sequence.push(),
                    slot => slot,
                },
            };
            self.value(slot, particle, name, tag, depth + 1)
        };
        result.map_err(|error| error.within(particle.name()))
    }

    #[cold]
    fn nil(
        &mut self,
        target: &mut Target<'_>,
        particle: &'static Particle,
        tag: Option<&Tag>,
        depth: usize,
    ) -> Result<()> {
        match target {
            Target::Sequence(sequence) => sequence.push_nil(),
            Target::Record(record) if particle.has(MANY) => {
                if let Slot::Sequence(sequence) = record.slot(particle.slot) {
                    sequence.push_nil();
                }
            }
            Target::Record(record) => record.nil(particle.slot),
        }
        match tag {
            Some(tag) => self.cursor.skip(tag, self.limits.depth.saturating_sub(depth)).map(|_| ()),
            None => Ok(()),
        }
    }

    /// An element out of order, or for the second time: read all the same, or refused.
    #[cold]
    fn misplaced(&self, particle: &Particle, start: usize) -> Result<()> {
        if !self.limits.strict {
            return Ok(());
        }
        let what = format!("the element `{}` out of order, or for the second time", particle.name());
        Err(DecodeError::new(DecodeErrorKind::Unexpected(what), start))
    }

    /// An element that the table does not know: passed over, or refused.
    #[cold]
    fn unknown(&mut self, tag: &Tag, parent: Name<'_>, depth: usize) -> Result<()> {
        let local = self.cursor.local(tag);
        if self.limits.strict {
            let what = format!(
                "an unknown element `{local}` (namespace {:?}) in `{}`",
                self.cursor.uri_of(tag),
                parent.tag.trim_end_matches('>')
            );
            return Err(DecodeError::new(DecodeErrorKind::Unexpected(what), tag.start));
        }
        self.cursor
            .skip(tag, self.limits.depth.saturating_sub(depth))
            .map_err(|error| error.within(local.to_owned()))?;
        self.cursor.leave(tag.scope());
        Ok(())
    }

    /// Reads the content of an element into a slot, up to and including the end tag.
    pub(in super::super) fn value(
        &mut self,
        slot: Slot<'_>,
        particle: &'static Particle,
        name: Name<'_>,
        tag: Option<&Tag>,
        depth: usize,
    ) -> Result<()> {
        match slot {
            Slot::Str(value) => {
                let text = text(&mut self.cursor, &mut self.buffer, name, tag)?;
                // Nearly always there was no text before, and this one takes no more memory than it needs.
                *value = text.to_owned();
                Ok(())
            }
            Slot::Record(record) => match particle.ty {
                Type::Record(def) => self.record(record, def, name, tag, depth),
                _ => self.mismatch(),
            },
            Slot::Sequence(sequence) => match particle.ty {
                Type::List(item) => {
                    sequence.present();
                    if tag.is_some_and(|tag| tag.empty) {
                        return Ok(());
                    }
                    self.children(Target::Sequence(sequence), std::slice::from_ref(item), name, depth)
                }
                _ => self.mismatch(),
            },
            Slot::Choice(choice) => match particle.ty {
                Type::Derived(alternatives) => {
                    let index = self.alternative(alternatives, tag)?;
                    let variant = u16::try_from(index).unwrap_or(u16::MAX);
                    match (choice.pick(variant), alternatives.get(index)) {
                        (Slot::Record(record), Some(alternative)) => {
                            self.record(record, alternative.ty, name, tag, depth)
                        }
                        (Slot::Any(any), _) => self.any(any, name, tag, depth),
                        _ => self.mismatch(),
                    }
                }
                _ => {
                    let slot = choice.pick(particle.variant);
                    match slot {
                        Slot::Choice(_) => self.mismatch(),
                        slot => self.value(slot, particle, name, tag, depth),
                    }
                }
            },
            Slot::Any(any) => self.any(any, name, tag, depth),
            Slot::None => match tag {
                Some(tag) => self.cursor.skip(tag, self.limits.depth.saturating_sub(depth)).map(|_| ()),
                None => text(&mut self.cursor, &mut self.buffer, name, None).map(|_| ()),
            },
            simple => {
                let start = self.cursor.position;
                let text = text(&mut self.cursor, &mut self.buffer, name, tag)?;
                scalar(&self.cursor, simple, text, start, self.careless_names)
            }
        }
    }

    #[cold]
    fn mismatch(&self) -> Result<()> {
        let what = "a table that does not fit its type: generated code and runtime are of different versions";
        Err(DecodeError::new(DecodeErrorKind::Unexpected(what.into()), self.cursor.position))
    }

    fn record(
        &mut self,
        record: &mut dyn Record,
        def: &'static TypeDef,
        name: Name<'_>,
        tag: Option<&Tag>,
        depth: usize,
    ) -> Result<()> {
        if let Some(tag) = tag {
            if !def.attributes.is_empty() {
                self.attributes(record, def, tag)?;
            }
            if tag.empty {
                return match def.text {
                    Some(particle) => {
                        scalar(&self.cursor, record.slot(particle.slot), "", tag.start, self.careless_names)
                    }
                    None => Ok(()),
                };
            }
        }
        if let Some(particle) = def.text {
            let start = self.cursor.position;
            let text = text(&mut self.cursor, &mut self.buffer, name, tag)?;
            return scalar(&self.cursor, record.slot(particle.slot), text, start, self.careless_names);
        }
        self.children(Target::Record(record), def.elements, name, depth)
    }

    fn attributes(&mut self, record: &mut dyn Record, def: &'static TypeDef, tag: &Tag) -> Result<()> {
        for (namespace, _, local, value) in self.cursor.each_attribute() {
            let known = |particle: &&Particle| particle.namespace == namespace && particle.name() == local;
            if let Some(particle) = def.attributes.iter().find(known) {
                scalar(&self.cursor, record.slot(particle.slot), value, tag.start, self.careless_names)
                    .map_err(|error| error.within(format!("@{local}")))?;
            }
        }
        Ok(())
    }

    /// Which alternative `xsi:type` names; one past the end for one that the contract does not know.
    fn alternative(&self, alternatives: &'static [Alternative], tag: Option<&Tag>) -> Result<usize> {
        let Some(tag) = tag.filter(|tag| tag.attributes) else { return Ok(0) };
        let Some(written) = self.cursor.type_attribute() else { return Ok(0) };
        let (namespace, _, local) = self
            .cursor
            .qualified(written)
            .ok_or_else(|| DecodeError::syntax("an xsi:type whose prefix is not declared", tag.start))?;
        let known = |one: &Alternative| one.ty.namespace == namespace && one.ty.name == local;
        Ok(alternatives.iter().position(known).unwrap_or(alternatives.len()))
    }

    /// Keeps an element's attributes and content as XML.
    pub(in super::super) fn any(
        &mut self,
        any: &mut AnyType,
        name: Name<'_>,
        tag: Option<&Tag>,
        depth: usize,
    ) -> Result<()> {
        *any = AnyType::default();
        let Some(tag) = tag else {
            // A tag of the fast step: nothing but a name. Its content may be anything.
            let start = self.cursor.position;
            let end = self.cursor.content(name, self.limits.depth.saturating_sub(depth))?;
            self.keep(any, start, end);
            return Ok(());
        };
        for (namespace, uri, local, value) in self.cursor.each_attribute() {
            if namespace == ns::XSI && local == "nil" {
                continue;
            }
            if namespace == ns::XSI && local == "type" {
                let (_, uri, local) = self.cursor.qualified(value).ok_or_else(|| {
                    DecodeError::syntax("an xsi:type whose prefix is not declared", tag.start)
                })?;
                any.type_name = Some(QName { namespace: uri.to_owned(), local: local.to_owned() });
            } else {
                any.attributes
                    .push((QName { namespace: uri.to_owned(), local: local.to_owned() }, value.to_owned()));
            }
        }
        if tag.empty {
            return Ok(());
        }
        let start = self.cursor.position;
        // What the content may refer to is what is in scope at its beginning.
        let scope: Vec<(String, String)> = self
            .cursor
            .in_scope()
            .iter()
            .map(|(prefix, uri)| ((*prefix).to_owned(), (*uri).to_owned()))
            .collect();
        let end = self.cursor.skip(tag, self.limits.depth.saturating_sub(depth))?;
        any.xml = self.cursor.text_between(start, end).to_owned();
        any.declarations = scope.into_iter().filter(|(prefix, uri)| used(&any.xml, prefix, uri)).collect();
        any.declarations.sort();
        Ok(())
    }

    /// Reads every child of an open element with `each`, which must consume it, and the end tag.
    pub(in super::super) fn each_child(
        &mut self,
        parent: &Tag,
        each: &mut dyn FnMut(&mut Self, &Tag, &'a str) -> Result<()>,
    ) -> Result<()> {
        if parent.empty {
            return Ok(());
        }
        let name = parent.name(self.cursor.local(parent));
        loop {
            self.cursor.next_tag()?;
            if self.cursor.at_end_tag() {
                return self.cursor.close(name);
            }
            let tag = self.cursor.open()?;
            let local = self.cursor.local(&tag);
            each(self, &tag, local).map_err(|error| error.within(local.to_owned()))?;
            self.cursor.leave(tag.scope());
        }
    }

    /// Reads a child that [`each_child`](Self::each_child) hands out, as `particle` says.
    pub(in super::super) fn simple(
        &mut self,
        slot: Slot<'_>,
        particle: &'static Particle,
        tag: &Tag,
    ) -> Result<()> {
        let name = tag.name(self.cursor.local(tag));
        self.value(slot, particle, name, Some(tag), 3)
    }

    /// Keeps such a child as XML.
    pub(in super::super) fn raw(&mut self, any: &mut AnyType, tag: &Tag) -> Result<()> {
        let name = tag.name(self.cursor.local(tag));
        self.any(any, name, Some(tag), 3)
    }

    /// Passes over such a child.
    pub(in super::super) fn pass(&mut self, tag: &Tag) -> Result<()> {
        self.cursor.skip(tag, self.limits.depth).map(|_| ())
    }

    fn keep(&self, any: &mut AnyType, start: usize, end: usize) {
        any.xml = self.cursor.text_between(start, end).to_owned();
        let scope = self.cursor.in_scope();
        let used = scope.iter().filter(|(prefix, uri)| used(&any.xml, prefix, uri));
        any.declarations = used.map(|(prefix, uri)| ((*prefix).to_owned(), (*uri).to_owned())).collect();
        any.declarations.sort();
    }
}

/// Whether XML may refer to a prefix. Text that only looks like it does no harm: one declaration too many.
fn used(xml: &str, prefix: &str, uri: &str) -> bool {
    if prefix.is_empty() { !uri.is_empty() && xml.contains('<') } else { xml.contains(&format!("{prefix}:")) }
}

/// The particle for a name, looked for from `next` on, then from the beginning.
fn find(
    particles: &'static [Particle],
    next: usize,
    namespace: u16,
    local: &str,
) -> Option<(usize, &'static Particle)> {
    let fits = |(_, particle): &(usize, &'static Particle)| {
        particle.namespace == namespace
            && particle.tag.len() == local.len() + 1
            && particle.tag.starts_with(local)
    };
    let all = || particles.iter().enumerate();
    all().skip(next).find(fits).or_else(|| all().take(next).find(fits))
}

/// The text of an element, and its end tag.
#[inline(always)]
fn text<'t, 'a: 't>(
    cursor: &mut Cursor<'a>,
    buffer: &'t mut String,
    name: Name<'_>,
    tag: Option<&Tag>,
) -> Result<&'t str> {
    if tag.is_some_and(|tag| tag.empty) {
        return Ok("");
    }
    Ok(match cursor.text(name, buffer)? {
        Some(text) => text,
        None => buffer.as_str(),
    })
}

/// Reads a simple value.
#[inline]
fn scalar(cursor: &Cursor<'_>, slot: Slot<'_>, text: &str, start: usize, careless: bool) -> Result<()> {
    let read = match slot {
        Slot::Str(value) => {
            value.clear();
            value.push_str(text);
            Ok(())
        }
        Slot::Bool(value) => parse_bool(text).map(|read| *value = read),
        Slot::I16(value) => parse_i16(text).map(|read| *value = read),
        Slot::I32(value) => parse_i32(text).map(|read| *value = read),
        Slot::I64(value) => parse_i64(text).map(|read| *value = read),
        Slot::F64(value) => parse_f64(text).map(|read| *value = read),
        Slot::Lex(value) => value.read(text),
        Slot::QName(value) => return qname(cursor, value, text, start, careless),
        Slot::None => Ok(()),
        Slot::Any(_) | Slot::Record(_) | Slot::Sequence(_) | Slot::Choice(_) => {
            let what = "text where the contract has elements";
            return Err(DecodeError::new(DecodeErrorKind::Unexpected(what.into()), start));
        }
    };
    read.map_err(|error| {
        let found = text.chars().take(40).collect();
        DecodeError::new(DecodeErrorKind::Value { expected: error.expected, found }, start)
    })
}

#[cold]
fn qname(cursor: &Cursor<'_>, value: &mut QName, text: &str, start: usize, careless: bool) -> Result<()> {
    let trimmed = text.trim_matches([' ', '\t', '\r', '\n']);
    let (namespace, local) = match cursor.qualified(trimmed) {
        Some((_, uri, local)) => (uri, local),
        None if careless => ("", trimmed),
        None => {
            let expected = "a qualified name whose prefix is declared";
            return Err(DecodeError::new(
                DecodeErrorKind::Value { expected, found: trimmed.chars().take(40).collect() },
                start,
            ));
        }
    };
    *value = QName { namespace: namespace.to_owned(), local: local.to_owned() };
    Ok(())
}
