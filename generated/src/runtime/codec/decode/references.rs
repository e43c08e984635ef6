//! SOAP encoding's references: an element that stands elsewhere in the Body, where `href="#id"` points.

use super::Decoder;
use super::position::{Position, Target};
use super::rows::search;
use crate::runtime::codec::departure::Notes;
use crate::runtime::codec::failure::{DecodeError, DecodeErrorKind};
use crate::runtime::codec::scan::{ChildWithId, Cursor, Name, Result, Scope, Tag};
use crate::runtime::codec::strings::{Index, after, contains, trim, words};
use crate::runtime::codec::tables::{Particle, Type, ns};

/// How deep the children of a Body's element stand.
const BODY: usize = 3;

/// The cursors of more scopes than that forget what they saw, for the sake of memory.
const FEW: usize = 16;

/// The encodings, by which arrays tell of their places.
const SOAP11: &str = "http://schemas.xmlsoap.org/soap/encoding/";
const SOAP12: &str = "http://www.w3.org/2003/05/soap-encoding";

/// The elements of a Body that can be referred to, wherever they stand in it.
#[derive(Default)]
pub(super) struct References<'a> {
    scopes: Vec<Scopes<'a>>,
    places: Vec<Place>,
    /// The places by ids.
    elements: Index,
    /// The numbers of those places that are children of the Body.
    apart: Vec<usize>,
    /// What the last of those was called that was passed, since it was read.
    passed: &'a str,
}

/// The prefixes that are in scope where some of such elements begin.
struct Scopes<'a> {
    /// A cursor with them.
    first: Cursor<'a>,
    /// Copies of it that nobody uses now.
    free: Vec<Cursor<'a>>,
}

/// Where such an element begins.
#[derive(Clone, Copy)]
pub(super) struct Place {
    /// Which of the scopes it is in.
    scope: usize,
    /// The first byte of its tag.
    start: usize,
    /// It was read. What is read again is counted.
    is_read: bool,
    /// Where it ends, once it was read to its end.
    end: Option<usize>,
}

impl<'a> Decoder<'a> {
    /// Notes the elements with an id of the Body whose tag was just read; references are followed from now on.
    pub(in crate::runtime) fn note_references(&mut self) -> Result<()> {
        let mut cursor = self.cursor.clone();
        cursor.careless_text = true;
        cursor.notes = Notes::default();
        let starts = cursor.children_with_ids();
        let references = match starts.map(|starts| self.children_noted(&mut cursor, &starts)) {
            Some(Ok(references)) => references,
            // What is wrong is told where it stands, which may be before.
            _ => {
                cursor = self.cursor.clone();
                cursor.careless_text = true;
                cursor.notes = Notes::default();
                self.all_noted(&mut cursor)?
            }
        };
        cursor.notes = std::mem::take(&mut self.cursor.notes);
        self.cursor.succeed(&mut cursor);
        self.references = Some(Box::new(references));
        self.encoded = true;
        Ok(())
    }

    /// Notes those of the children of the Body that may have an id. They are checked when they are read.
    fn children_noted(&self, cursor: &mut Cursor<'a>, children: &[ChildWithId]) -> Result<References<'a>> {
        let mut references = References::default();
        for child in children {
            if let Some((from, to)) = child.id {
                let id = cursor.text_between(from, to);
                self.note_id(&mut references, cursor, id, (child.start, cursor.scope()), true)?;
                continue;
            }
            cursor.position = child.start;
            let tag = cursor.start_tag()?;
            self.note(&mut references, cursor, &tag, true)?;
            cursor.leave(tag.scope());
        }
        Ok(references)
    }

    /// Notes all elements of the Body that have an id, wherever they stand.
    fn all_noted(&self, cursor: &mut Cursor<'a>) -> Result<References<'a>> {
        let mut references = References::default();
        let mut open: Vec<Tag> = Vec::new();
        loop {
            cursor.next_tag()?;
            if cursor.at_end_tag() {
                let Some(tag) = open.pop() else { return Ok(references) };
                cursor.close(tag.name(cursor.local(&tag)))?;
                cursor.leave(tag.scope());
                continue;
            }
            let tag = cursor.start_tag()?;
            self.note(&mut references, cursor, &tag, open.is_empty())?;
            if tag.empty {
                cursor.leave(tag.scope());
            } else if open.len() < self.cursor.reading.depth() {
                open.push(tag);
            } else {
                return Err(DecodeError::new(DecodeErrorKind::Limit("depth of elements"), tag.start));
            }
        }
    }

    /// Notes an element whose tag was just read, if it has an id.
    fn note(
        &self,
        references: &mut References<'a>,
        cursor: &Cursor<'a>,
        tag: &Tag,
        is_child: bool,
    ) -> Result<()> {
        match attribute(cursor, tag, ["id", "id"]) {
            Some(id) => self.note_id(references, cursor, id, (tag.start, tag.scope()), is_child),
            None => Ok(()),
        }
    }

    /// Notes an element with an id, which begins at a byte in a scope.
    fn note_id(
        &self,
        references: &mut References<'a>,
        cursor: &Cursor<'a>,
        id: &str,
        place: (usize, Scope),
        is_child: bool,
    ) -> Result<()> {
        self.copy(size_of::<Place>() + size_of::<(String, usize)>() + id.len())?;
        if is_child {
            references.apart.push(references.places.len());
        }
        match references.note(id, cursor, place) {
            Some(bytes) => self.copy(bytes),
            None => Ok(()),
        }
    }

    /// Passes a child of the Body, at whose tag the cursor stands, if it was read when something referred to it, and one of
    /// its name was passed before. All in it was checked then.
    pub(super) fn pass_read(&mut self) -> bool {
        let start = self.cursor.position;
        let end = self.references.as_deref().and_then(|references| {
            let end = references.apart(start)?.end?;
            (!references.passed.is_empty() && references.passed == self.cursor.name_as_written(start))
                .then_some(end)
        });
        if let Some(end) = end {
            self.cursor.position = end;
        }
        end.is_some()
    }

    /// Whether a child of the Body is there to be referred to.
    pub(in crate::runtime) fn is_referred_to(&self, tag: &Tag) -> bool {
        self.references.as_ref().is_some_and(|references| references.apart(tag.start).is_some())
    }

    /// Where a child of the Body ends, if it was read when something referred to it. All in it was checked then.
    pub(super) fn end_of_read(&mut self, tag: &Tag) -> Option<usize> {
        let references = self.references.as_deref_mut()?;
        let end = references.apart(tag.start)?.end?;
        references.passed = self.cursor.name_as_written(tag.start);
        Some(end)
    }

    /// The row of an element whose name the table does not know. Servers qualify accessors that should not be, and the
    /// first accessor of a reply is what the operation returns, whatever it is called (SOAP 1.1, section 7.1).
    pub(super) fn accessor(
        &self,
        position: &Position<'_>,
        local: &str,
    ) -> Option<(usize, &'static Particle)> {
        self.references.as_ref()?;
        let plain = |particle: &Particle| !matches!(particle.ty, Type::Group(_) | Type::Wildcard(_));
        let frame = &position.frame;
        let named = search(frame.particles, 0, &|particle| plain(particle) && particle.name() == local);
        if named.is_some() || position.next > 0 || position.depth != BODY || frame.outer.is_some() {
            return named;
        }
        search(frame.particles, 0, &plain)
    }

    /// Whether an array leaves places out, or has several dimensions: read as a list it would lose what stands where.
    #[cold]
    pub(super) fn whole_array(&self, tag: &Tag) -> Result<()> {
        for (_, uri, local, value) in self.cursor.each_attribute() {
            let partial = match (uri, local) {
                (SOAP11, "offset") => trim(value) != "[0]",
                (SOAP11, "arrayType") => contains(after(value, b"["), ","),
                (SOAP12, "arraySize") => words(value).nth(1).is_some(),
                _ => false,
            };
            if partial {
                let what = "an array of several dimensions, or one that is sent in part".to_owned();
                return Err(DecodeError::new(DecodeErrorKind::Unexpected(what), tag.start));
            }
        }
        Ok(())
    }

    /// The number of the place of the element that stands for this one.
    #[cold]
    pub(super) fn reference(&mut self, tag: &Tag) -> Result<Option<usize>> {
        let Some(references) = &self.references else { return Ok(None) };
        let Some(id) = attribute(&self.cursor, tag, ["href", "ref"]) else { return Ok(None) };
        let id = id.strip_prefix('#').unwrap_or(id);
        match references.elements.get(id) {
            Some(place) => Ok(Some(place)),
            None => {
                let what = format!("a reference to `{id}`, which is not in the Body");
                Err(DecodeError::new(DecodeErrorKind::Unexpected(what), tag.start))
            }
        }
    }

    /// Reads the element at a place, in its scope, in place of the one whose tag was just read.
    #[cold]
    pub(super) fn elsewhere(
        &mut self,
        target: &mut Target<'_>,
        particle: &Particle,
        tag: &Tag,
        number: usize,
        depth: usize,
    ) -> Result<()> {
        // A ring of references ends here.
        if depth > self.cursor.reading.depth() {
            return Err(DecodeError::new(DecodeErrorKind::Limit("depth of elements"), tag.start));
        }
        self.cursor.skip(tag, self.cursor.reading.depth() - depth)?;
        let Some(references) = &mut self.references else { return Ok(()) };
        let Some(place) = references.places.get_mut(number) else { return Ok(()) };
        let Place { scope, start, is_read, .. } = *place;
        place.is_read = true;
        let Some(scopes) = references.scopes.get_mut(scope) else { return Ok(()) };
        let (mut there, copied) = match scopes.free.pop() {
            Some(free) => (free, 0),
            None => (scopes.first.clone(), scopes.first.size()),
        };
        self.copy(copied)?;
        let made = self.budget.left();
        there.position = start;
        there.succeed(&mut self.cursor);
        let mut here = std::mem::replace(&mut self.cursor, there);
        let tag = self.cursor.start_tag()?;
        let name: Name<'_> = tag.name(self.cursor.local(&tag));
        self.child(target, particle, name, Some(&tag), depth + 1)?;
        self.cursor.leave(tag.scope());
        let read = self.cursor.position.saturating_sub(start);
        here.succeed(&mut self.cursor);
        let mut there = std::mem::replace(&mut self.cursor, here);
        if let Some(references) = &mut self.references {
            if references.scopes.len() > FEW {
                there.forget();
            }
            if let Some(place) = references.places.get_mut(number) {
                place.end = Some(there.position);
            }
            if let Some(scopes) = references.scopes.get_mut(scope) {
                scopes.free.push(there);
            }
        }
        // What an element becomes when it is read again is not in the message.
        if is_read { self.copy(read + made.saturating_sub(self.budget.left())) } else { Ok(()) }
    }
}

impl<'a> References<'a> {
    /// The place of a child of the Body that begins at a byte.
    fn apart(&self, start: usize) -> Option<&Place> {
        let place = |number: &usize| self.places.get(*number);
        let found = self.apart.binary_search_by_key(&Some(start), |number| Some(place(number)?.start));
        place(self.apart.get(found.ok()?)?)
    }

    /// Notes an element whose tag a cursor has just read. Tells how many bytes the prefixes around it take, if they are
    /// others than those of the last one.
    fn note(&mut self, id: &str, cursor: &Cursor<'a>, place: (usize, Scope)) -> Option<usize> {
        let (start, before) = place;
        let is_known = self.scopes.last().is_some_and(|last| last.first.is_in(before));
        let size = (!is_known).then(|| {
            let mut outside = cursor.clone();
            outside.leave(before);
            outside.careless_text = false;
            outside.notes = Notes::default();
            let size = outside.size();
            self.scopes.push(Scopes { first: outside, free: Vec::new() });
            size
        });
        // Of two with one id the first is meant.
        if self.elements.get(id).is_none() {
            self.elements.insert(id.to_owned(), self.places.len());
        }
        let scope = self.scopes.len().saturating_sub(1);
        self.places.push(Place { scope, start, is_read: false, end: None });
        size
    }
}

/// An attribute of the encoding: in SOAP 1.1 without a namespace, in SOAP 1.2 with its own.
fn attribute<'c>(cursor: &'c Cursor<'_>, tag: &Tag, [name, later]: [&'static str; 2]) -> Option<&'c str> {
    if !tag.attributes {
        return None;
    }
    for (namespace, uri, local, value) in cursor.each_attribute() {
        if (local == name && namespace == ns::NONE) || (local == later && uri == SOAP12) {
            return Some(value);
        }
    }
    None
}
