//! The elements of a Body that can be referred to: where they stand, and what prefixes mean there.

use std::hash::{BuildHasher, RandomState};

use super::Decoder;
use crate::runtime::codec::departure::Notes;
use crate::runtime::codec::failure::{DecodeError, DecodeErrorKind};
use crate::runtime::codec::scan::{ChildWithId, Cursor, Declared, Result, Scope, Span, Surroundings, Tag};

/// So many copies of what prefixes mean are kept while nobody uses them.
const FEW: usize = 16;

/// The elements of a Body that can be referred to, wherever they stand in it.
pub(super) struct References<'a> {
    pub(super) places: Vec<Place>,
    /// The numbers of places, from 1 on, at the hashes of their ids, or as near behind them as there was room. A free one is 0.
    /// Half of them at least are free, and how many there are is a power of two.
    by_id: Vec<u32>,
    hasher: RandomState,
    /// The numbers of those places that are children of the Body.
    children: Vec<usize>,
    /// Which of those is likely to be passed next, and what the last was called that was passed since it was read.
    upcoming: usize,
    pub(super) passed: &'a str,
    /// The elements around such places that declare something.
    pub(super) nodes: Vec<Node>,
    pub(super) declared: Vec<Declared>,
    /// What was put down apart from the text: declarations, and ids that do not stand in it as they are meant.
    pub(super) texts: String,
    /// The scope of the Body, and what prefixes mean in it.
    pub(super) body: (Scope, Surroundings),
    /// What prefixes mean at other places, while nobody reads there.
    #[allow(clippy::vec_box, reason = "each reference moves one out and in again")]
    pub(super) free: Vec<Box<There>>,
}

/// An element that declares something, and holds elements with ids.
pub(super) struct Node {
    /// The next one around it.
    pub(super) parent: Option<usize>,
    /// Its declarations, and the scope that they make.
    pub(super) declared: std::ops::Range<usize>,
    pub(super) scope: Scope,
    /// How many bytes it takes to declare them once more.
    pub(super) bytes: usize,
}

/// An element that is open while ids are noted, and declares something.
struct Opened {
    outside: Scope,
    inside: Scope,
    node: Option<usize>,
}

/// What prefixes mean at the places in one element, beside what the last one that was read there declared.
pub(super) struct There {
    pub(super) node: Option<usize>,
    pub(super) scope: Scope,
    pub(super) surroundings: Surroundings,
}

/// Where such an element begins.
#[derive(Clone, Copy)]
pub(super) struct Place {
    /// The innermost element around it that declares something; none but the Body and those around that.
    pub(super) node: Option<usize>,
    /// The first byte of its tag.
    pub(super) start: usize,
    /// In the text, or among what was put down.
    pub(super) id: Span,
    pub(super) is_put_down: bool,
    /// It was read. What is read again is counted.
    pub(super) is_read: bool,
    /// Where it ends, once it was read to its end.
    pub(super) end: Option<usize>,
}

impl<'a> Decoder<'a> {
    /// Notes the elements with an id of the Body whose tag was just read; references are followed from now on.
    pub(in crate::runtime) fn note_references(&mut self) -> Result<()> {
        let starts = self.cursor.children_with_ids();
        let mut cursor = self.looking_ahead();
        let mut references = match starts.map(|starts| self.children_noted(&mut cursor, &starts)) {
            Some(Ok(references)) => references,
            // What is wrong is told where it stands, which may be before.
            _ => {
                cursor = self.looking_ahead();
                self.all_noted(&mut cursor)?
            }
        };
        references.index(&self.cursor);
        cursor.notes = std::mem::take(&mut self.cursor.notes);
        self.cursor.succeed(&mut cursor);
        self.references = Some(Box::new(references));
        self.encoded = true;
        Ok(())
    }

    /// A cursor that looks ahead.
    fn looking_ahead(&self) -> Cursor<'a> {
        let mut cursor = self.cursor.clone();
        cursor.careless_text = true;
        cursor.notes = Notes::default();
        cursor
    }

    /// None yet.
    fn no_references(&self) -> References<'a> {
        References {
            places: Vec::new(),
            by_id: Vec::new(),
            hasher: RandomState::new(),
            children: Vec::new(),
            upcoming: 0,
            passed: "",
            nodes: Vec::new(),
            declared: Vec::new(),
            texts: String::new(),
            body: (self.cursor.scope(), self.cursor.surroundings()),
            free: Vec::new(),
        }
    }

    /// Notes those of the children of the Body that may have an id. They are checked when they are read.
    fn children_noted(&self, cursor: &mut Cursor<'a>, children: &[ChildWithId]) -> Result<References<'a>> {
        let mut references = self.no_references();
        for child in children {
            if let Some(id) = child.id {
                references.note(child.start, None, id, false);
                references.children.push(references.places.len() - 1);
                self.copy(Place::SIZE)?;
                continue;
            }
            cursor.position = child.start;
            let tag = cursor.start_tag()?;
            self.note(&mut references, cursor, &tag, &mut [], true)?;
            cursor.leave(tag.scope());
        }
        Ok(references)
    }

    /// Notes all elements of the Body that have an id, wherever they stand.
    fn all_noted(&self, cursor: &mut Cursor<'a>) -> Result<References<'a>> {
        let mut references = self.no_references();
        let (mut open, mut opened): (Vec<Tag>, Vec<Opened>) = (Vec::new(), Vec::new());
        loop {
            cursor.next_tag()?;
            if cursor.at_end_tag() {
                let Some(tag) = open.pop() else { return Ok(references) };
                cursor.close(tag.name(cursor.local(&tag)))?;
                if !cursor.is_in(tag.scope()) {
                    opened.pop();
                    cursor.leave(tag.scope());
                }
                continue;
            }
            let tag = cursor.start_tag()?;
            self.note(&mut references, cursor, &tag, &mut opened, open.is_empty())?;
            if tag.empty {
                cursor.leave(tag.scope());
            } else if open.len() < self.cursor.reading.depth() {
                if !cursor.is_in(tag.scope()) {
                    opened.push(Opened { outside: tag.scope(), inside: cursor.scope(), node: None });
                }
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
        opened: &mut [Opened],
        is_child: bool,
    ) -> Result<()> {
        let Some((id, place)) = cursor.of_encoding(["id", "id"]).filter(|_| tag.attributes) else {
            return Ok(());
        };
        let (node, bytes) = references.node_in(opened, cursor);
        let is_put_down = place.is_none();
        self.copy(Place::SIZE + bytes + if is_put_down { id.len() } else { 0 })?;
        let id = place.unwrap_or_else(|| Cursor::put_down(id, &mut references.texts));
        references.note(tag.start, node, id, is_put_down);
        if is_child {
            references.children.push(references.places.len() - 1);
        }
        Ok(())
    }
}

impl<'a> References<'a> {
    /// Notes an element that begins at a byte.
    fn note(&mut self, start: usize, node: Option<usize>, id: Span, is_put_down: bool) {
        self.places.push(Place { node, start, id, is_put_down, is_read: false, end: None });
    }

    /// The id of a place.
    fn id_of(&self, place: &Place, cursor: &Cursor<'a>) -> &str {
        if place.is_put_down { place.id.slice(&self.texts) } else { cursor.text_of(place.id) }
    }

    /// Makes the places known by their ids.
    fn index(&mut self, cursor: &Cursor<'a>) {
        let mut by_id = vec![0; (2 * self.places.len()).next_power_of_two()];
        let last = by_id.len() - 1;
        for (number, place) in (1..).zip(&self.places) {
            let id = self.id_of(place, cursor);
            let mut at = self.hash(id);
            while let Some(one) = by_id.get_mut(at & last) {
                if *one == 0 {
                    *one = number;
                    break;
                }
                // Of two with one id the first is meant.
                if self.has_id(*one, id, cursor) {
                    break;
                }
                at = at.wrapping_add(1);
            }
        }
        self.by_id = by_id;
    }

    #[allow(clippy::cast_possible_truncation, reason = "some bits of it are as good as all")]
    fn hash(&self, id: &str) -> usize {
        self.hasher.hash_one(id) as usize
    }

    /// Whether the place of a number, from 1 on, has an id.
    fn has_id(&self, number: u32, id: &str, cursor: &Cursor<'a>) -> bool {
        let place = (number as usize).checked_sub(1).and_then(|number| self.places.get(number));
        place.is_some_and(|place| self.id_of(place, cursor) == id)
    }

    /// The number of the place with an id.
    pub(super) fn find(&self, id: &str, cursor: &Cursor<'a>) -> Option<usize> {
        let last = self.by_id.len() - 1;
        let mut at = self.hash(id);
        loop {
            let number = *self.by_id.get(at & last)?;
            if self.has_id(number, id, cursor) {
                return Some(number as usize - 1);
            }
            if number == 0 {
                return None;
            }
            at = at.wrapping_add(1);
        }
    }

    /// What prefixes mean in an element, or in another one if that is not known; and how many bytes were copied for it.
    pub(super) fn there(&mut self, node: Option<usize>) -> (Box<There>, usize) {
        let (scope, surroundings) = &self.body;
        match self.free.iter().rposition(|one| one.node == node) {
            Some(number) => (self.free.swap_remove(number), 0),
            None if self.free.len() < FEW => {
                let there = There { node: None, scope: *scope, surroundings: surroundings.clone() };
                (Box::new(there), surroundings.size())
            }
            None => (self.free.remove(0), 0),
        }
    }

    /// The number, among the children of the Body with an id, of the one that begins at a byte.
    pub(super) fn number_of_child(&self, start: usize) -> Option<usize> {
        let start_of = |number: &usize| self.places.get(*number).map(|place| place.start);
        if self.children.get(self.upcoming).and_then(start_of) == Some(start) {
            return Some(self.upcoming);
        }
        self.children.binary_search_by_key(&Some(start), start_of).ok()
    }

    /// The place of that child. The next one is likely to be asked for next.
    pub(super) fn child(&mut self, start: usize) -> Option<&Place> {
        let number = self.number_of_child(start)?;
        let place = self.places.get(*self.children.get(number)?)?;
        if place.end.is_some() {
            self.upcoming = number + 1;
        }
        Some(place)
    }

    /// The innermost element that is open and declares something, and how many bytes it takes to note it.
    fn node_in(&mut self, opened: &mut [Opened], cursor: &Cursor<'a>) -> (Option<usize>, usize) {
        let (mut innermost, mut bytes) = (None, 0);
        for one in opened {
            innermost = one.node.or_else(|| {
                let (declared, texts) = (self.declared.len(), self.texts.len());
                cursor.declared_between((one.outside, one.inside), &mut self.declared, &mut self.texts);
                let range = declared..self.declared.len();
                let size = range.len() * size_of::<Declared>() + self.texts.len() - texts;
                bytes += size_of::<Node>() + size;
                self.nodes.push(Node { parent: innermost, declared: range, scope: one.inside, bytes: size });
                Some(self.nodes.len() - 1)
            });
            one.node = innermost;
        }
        (innermost, bytes)
    }
}

impl Place {
    /// How many bytes it takes, with its id in the index.
    const SIZE: usize = size_of::<Self>() + 4 * size_of::<u32>();
}
