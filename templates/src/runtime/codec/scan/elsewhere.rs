//! Elements that are read where they do not stand: what prefixes mean there, and the tags of those that are referred to and of
//! those that refer.

use super::attributes::Attribute;
use super::bindings::{Binding, Bound, Recent, Undo};
use super::bytes::begins;
use super::{Cursor, Result, Scope, Span, Tag};
use crate::runtime::codec::chars::is_space;
use crate::runtime::codec::tables::{SOAP12_ENCODING, ns};

/// What prefixes mean at one place: all that a cursor keeps of it.
#[derive(Clone, Default)]
pub(in crate::runtime) struct Surroundings {
    pub(super) memory: String,
    pub(super) bindings: Vec<Binding>,
    pub(super) recent: Recent,
    pub(super) current: Vec<Option<Bound>>,
    pub(super) undo: Vec<Undo>,
    pub(super) epoch: u32,
}

/// How much memory is kept for the next message, in entries.
const SPARE: usize = 64;

/// What an element declares, put down apart from the text.
#[derive(Clone, Copy)]
pub(in crate::runtime) struct Declared {
    prefix: Span,
    uri: Span,
    namespace: u16,
}

impl Surroundings {
    /// How many bytes a copy takes, about.
    pub(in crate::runtime) fn size(&self) -> usize {
        let Self { memory, bindings, current, undo, .. } = self;
        let of_scopes = size_of_val(bindings.as_slice()) + size_of_val(undo.as_slice());
        size_of::<Self>() + memory.len() + size_of_val(current.as_slice()) + of_scopes
    }

    /// Becomes a copy, in the memory that it has.
    pub(super) fn copy(&mut self, other: &Self) {
        self.clear();
        self.memory.push_str(&other.memory);
        self.current.extend_from_slice(&other.current);
        for binding in &other.bindings {
            self.bindings.push(binding.clone());
        }
        for undo in &other.undo {
            self.undo.push(*undo);
        }
        (self.recent, self.epoch) = (other.recent.clone(), other.epoch);
    }

    /// Forgets all but the memory. Tells whether that is worth keeping: few messages need much.
    pub(super) fn clear(&mut self) -> bool {
        self.memory.clear();
        self.bindings.clear();
        self.current.clear();
        self.undo.clear();
        self.memory.capacity() <= SPARE * SPARE && self.bindings.capacity().max(self.undo.capacity()) <= SPARE
    }
}

impl<'a> Cursor<'a> {
    /// A copy of what prefixes mean where the cursor stands.
    pub(in crate::runtime) fn surroundings(&self) -> Surroundings {
        Surroundings {
            memory: self.memory.clone(),
            bindings: self.bindings.clone(),
            recent: self.recent.clone(),
            current: self.current.clone(),
            undo: self.undo.clone(),
            epoch: self.epoch,
        }
    }

    /// Goes where prefixes mean something else. What they mean here is put in the place of that.
    pub(in crate::runtime) fn exchange(&mut self, other: &mut Surroundings) {
        let Surroundings { memory, bindings, recent, current, undo, epoch } = other;
        std::mem::swap(&mut self.memory, memory);
        std::mem::swap(&mut self.bindings, bindings);
        std::mem::swap(&mut self.recent, recent);
        std::mem::swap(&mut self.current, current);
        std::mem::swap(&mut self.undo, undo);
        std::mem::swap(&mut self.epoch, epoch);
    }

    /// Goes on where another cursor over the same text was: what that has checked, and noted, is not checked and noted again,
    /// and no scope is given a number of its.
    #[cold]
    pub(in crate::runtime) fn succeed(&mut self, other: &mut Self) {
        if other.checked > self.checked {
            self.checked = other.checked;
            (self.plain_from, self.plain) = (other.plain_from, other.plain);
        }
        self.notes = std::mem::take(&mut other.notes);
        self.epochs = other.epochs;
    }

    /// Adds the declarations that came into force between two scopes, in order, and their texts.
    pub(in crate::runtime) fn declared_between(
        &self,
        (outside, inside): (Scope, Scope),
        all: &mut Vec<Declared>,
        texts: &mut String,
    ) {
        let mut put = |span: Span| Self::put_down(span.slice(&self.memory), texts);
        let new = self.bindings.get(outside.bindings as usize..inside.bindings as usize).unwrap_or_default();
        for one in new {
            all.push(Declared { prefix: put(one.prefix), uri: put(one.uri), namespace: one.namespace });
        }
    }

    /// Enters a scope by the declarations that it has beside those in force.
    pub(in crate::runtime) fn redeclare(&mut self, declared: &[Declared], texts: &str, scope: Scope) {
        for one in declared {
            self.put(one.prefix.slice(texts), one.uri.slice(texts), one.namespace, true);
        }
        self.epoch = scope.epoch;
    }

    /// A text put down apart from what is read, as ids and declarations are.
    pub(in crate::runtime) fn put_down(text: &str, texts: &mut String) -> Span {
        let start = texts.len();
        texts.push_str(text);
        Self::span(start, texts.len())
    }

    /// An attribute of the encoding, of the tag that was just read, and where its value stands in the text, if it is there as it
    /// is meant. In SOAP 1.1 it has no namespace, in SOAP 1.2 that of the encoding.
    pub(in crate::runtime) fn of_encoding(&self, [name, later]: [&str; 2]) -> Option<(&str, Option<Span>)> {
        let found = self.attributes.iter().find(|one| {
            // Most have a name of another length.
            let (length, local) = (one.local.length() as usize, || one.local.slice(self.text));
            match one.namespace {
                ns::NONE => length == name.len() && local() == name,
                _ => {
                    length == later.len()
                        && local() == later
                        && one.uri.slice(&self.memory) == SOAP12_ENCODING
                }
            }
        })?;
        Some((self.value_of(found), (!found.rewritten).then_some(found.value)))
    }

    /// Reads the tag of an element with an id, which is known, in a scope. What the last such tag declared may still be in force:
    /// the next one is likely to declare the same.
    pub(in crate::runtime) fn tag_with(&mut self, id: Span, scope: Scope) -> Result<Tag> {
        let start = self.position;
        let behind = id.end as usize + 1;
        if let Some(tag) = self.repeated_tag(start, id, scope) {
            return Ok(tag);
        }
        self.leave(scope);
        self.position = start;
        let tag = self.start_tag()?;
        if self.attributes.first().is_some_and(|first| first.prefix.is_empty() && first.value == id) {
            self.note_behind_id(behind, &tag);
        }
        Ok(tag)
    }

    /// The tag, if the id is its first attribute, and what stands behind that is one of the repeats that are kept.
    fn repeated_tag(&mut self, start: usize, id: Span, scope: Scope) -> Option<Tag> {
        let (prefix, local, end) = self.name(start + 1).ok()?;
        let (from, quote, behind) = (end + " ".len(), end + " id=".len(), id.end as usize + 1);
        if id.start as usize != quote + 1
            || self.at(behind - 1) != self.at(quote)
            || !begins(self.rest(end), b" id=")
        {
            return None;
        }
        self.attributes.clear();
        self.rows = &[];
        self.attributes.push(Attribute {
            prefix: Span::default(),
            local: Self::span(from, quote - 1),
            value: id,
            rewritten: false,
            namespace: ns::NONE,
            uri: Span::default(),
            row: 0,
        });
        let mut tag = Tag::new(local, start, scope);
        if !self.repeated(behind, &mut tag) {
            return None;
        }
        tag.attributes = true;
        let (prefix, namespace, _) = self.lookup(prefix).ok()?;
        Some(Tag { prefix, namespace, ..tag })
    }

    /// Reads the tag `namespace:local` if it stands at the cursor, empty, with nothing but an `href`; and what that refers to.
    pub(in crate::runtime) fn referring_tag(
        &mut self,
        namespace: u16,
        local: &str,
    ) -> Option<(Tag, &'a str)> {
        let start = self.position;
        let (from, prefix) = self.after_prefix(namespace)?;
        let end = from + local.len();
        if self.at(start) != b'<' || !begins(self.rest(from), local.as_bytes()) {
            return None;
        }
        let begin = end + " href=\"#".len();
        let quote = self.at(begin - "\"#".len());
        if !begins(self.rest(end), b" href=") || !matches!(quote, b'"' | b'\'') || self.at(begin - 1) != b'#'
        {
            return None;
        }
        let to = begin + memchr::memchr2(quote, b'>', self.rest(begin))?;
        let id = self.id_between(begin, to)?;
        let mut close = to + 1;
        while is_space(self.at(close)) {
            close += 1;
        }
        if self.at(to) != quote || !begins(self.rest(close), b"/>") {
            return None;
        }
        self.position = close + "/>".len();
        let tag = Tag::new(Self::span(from, end), start, self.scope());
        Some((Tag { prefix, namespace, empty: true, attributes: true, ..tag }, id.slice(self.text)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_copy_takes_grows_by_each_declaration() {
        let cursor = Cursor::new("<a xmlns:p='urn:p' xmlns:q='urn:q'/>", &ns::WELL_KNOWN).unwrap();
        let before = cursor.surroundings().size();
        let mut after = cursor.clone();
        after.bindings.extend_from_slice(&after.bindings.clone());
        let bindings = after.surroundings().size() - before;
        assert_eq!(bindings, size_of_val(cursor.bindings.as_slice()));
        after.undo.push(Undo { namespace: 0, prefix: None });
        assert_eq!(after.surroundings().size() - before, bindings + size_of::<Undo>());
        assert!(bindings >= size_of::<Binding>());
    }
}
