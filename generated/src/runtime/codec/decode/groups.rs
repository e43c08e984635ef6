//! Elements that no row of a table names directly: members of groups, what wildcards take, and unknown ones.

use super::Decoder;
use super::position::{Frame, Position, Target};
use super::rows::{beginning, find, following, is_behind, search};
use crate::runtime::codec::departure::DepartureKind;
use crate::runtime::codec::failure::{DecodeError, DecodeErrorKind};
use crate::runtime::codec::field::{Slot, View};
use crate::runtime::codec::scan::{Result, Tag};
use crate::runtime::codec::strings::start;
use crate::runtime::codec::tables::{CHOICE, ENCODED, MANY, OPTIONAL, Particle, Type, TypeDef, ns};
use crate::runtime::values::Element;

impl Decoder<'_> {
    /// Reads an element that no particle of the frame names.
    #[cold]
    pub(super) fn other(
        &mut self,
        target: &mut Target<'_>,
        position: &mut Position<'_>,
        tag: &Tag,
    ) -> Result<()> {
        let (particles, depth) = (position.frame.particles, position.depth);
        let local = self.cursor.local(tag);
        let requalified;
        let tag = match self.requalified(position, tag)? {
            Some(namespace) => {
                requalified = tag.in_namespace(namespace);
                if find(particles, 0, namespace, local.as_bytes())
                    .is_some_and(|(_, one)| one.namespace != ns::ANY)
                {
                    return self.member(target, position, &requalified);
                }
                &requalified
            }
            None => tag,
        };
        if let Some((index, particle)) = self.accessor(position, local)
            && (particle.has(MANY) || !position.seen.note(index))
        {
            position.next = if particle.has(MANY) { index } else { index + 1 };
            self.tagged(target, particle, tag.name(local), tag, depth)?;
            self.cursor.leave(tag.scope());
            return Ok(());
        }
        let from = beginning(particles, position.next);
        let located = locate(particles, from, tag.namespace, local);
        let behind = located.is_some_and(|(index, one)| is_behind(particles, one, index, position.next));
        // A choice that was passed, or made, is not made again for what it does not name.
        let located =
            located.filter(|(_, one)| !(behind && one.has(CHOICE) && matches!(one.ty, Type::Wildcard(_))));
        if located.is_some() && behind {
            self.out_of_order(tag.start)?;
        } else if let Some((_, particle)) = located {
            self.alone(target, position, particle, tag.start)?;
        }
        match located {
            Some((index, particle)) if matches!(particle.ty, Type::Group(_)) => {
                position.next = following(particles, particle, index);
                position.seen.note(index);
                self.group(target, particle, position, tag)
            }
            Some((_, item)) if !matches!(item.ty, Type::Wildcard(_)) => {
                self.tagged(target, item, tag.name(local), tag, depth)?;
                self.cursor.leave(tag.scope());
                Ok(())
            }
            Some((index, particle)) if particle.has(MANY) || !position.seen.note(index) => {
                position.next = following(particles, particle, index);
                self.taken(target, particle, tag, depth)
            }
            _ => self.unknown(target, position, tag),
        }
    }

    /// Keeps an element that a wildcard takes.
    pub(super) fn taken(
        &mut self,
        target: &mut Target<'_>,
        wildcard: &'static Particle,
        tag: &Tag,
        depth: usize,
    ) -> Result<()> {
        let local = self.cursor.local(tag);
        let slot = self.place_of(target, wildcard)?;
        self.value(slot, wildcard, tag.name(local), Some(tag), depth + 1)
            .map_err(|error| error.within(local.to_owned()))?;
        self.cursor.leave(tag.scope());
        Ok(())
    }

    /// The slot for one more element of a particle.
    pub(super) fn place_of<'t>(&self, target: &'t mut Target<'_>, particle: &Particle) -> Result<Slot<'t>> {
        let many = particle.has(MANY);
        let mut slot = match target {
            Target::Sequence(sequence) => self.item(&mut **sequence)?,
            Target::Record(record) => self.slot_of(&mut **record, particle.slot)?,
        };
        // At most: a repeated choice, one of whose alternatives repeats.
        for _ in 0..3 {
            slot = match slot {
                Slot::Sequence(sequence) if many => self.item(sequence)?,
                Slot::Choice(choice) => choice.pick(particle.variant),
                other => return Ok(other),
            };
        }
        Ok(slot)
    }

    /// Reads a group whose first element is open, up to the first element that does not belong to it.
    fn group(
        &mut self,
        target: &mut Target<'_>,
        particle: &Particle,
        around: &Position<'_>,
        first: &Tag,
    ) -> Result<()> {
        // Groups in groups nest as elements do, and so does the stack.
        if around.depth > self.cursor.reading.depth() {
            return Err(DecodeError::new(DecodeErrorKind::Limit("depth of elements"), first.start));
        }
        let (Slot::Record(record), Type::Group(def)) = (self.place_of(target, particle)?, particle.ty) else {
            return self.mismatch();
        };
        let outer = &around.frame;
        let repeats = outer.repeats || particle.has(MANY);
        let mut position = Position {
            frame: Frame::new(def.elements, Some(outer), repeats),
            ..Position::new(def.elements, around.parent, around.depth + 1, around.start)
        };
        let mut target = Target::Record(record);
        let mut last = locate_any(def, 0, first.namespace, self.cursor.local(first));
        self.member(&mut target, &mut position, first)?;
        loop {
            self.cursor.next_tag()?;
            if self.cursor.at_end_tag() {
                return self.complete(&mut target, &position, self.cursor.position);
            }
            let start = self.cursor.position;
            let noted = self.cursor.notes.count();
            let mut tag = self.cursor.start_tag()?;
            let local = self.cursor.local(&tag);
            if let Some(namespace) = self.requalified(&position, &tag)? {
                tag.namespace = namespace;
            }
            let found = locate_any(def, position.next, tag.namespace, local);
            let ends = match (found, last) {
                // A wildcard here would take it, but something around the group names it.
                (Some(_), _) if !names(def.elements, tag.namespace, local) => {
                    outer.names(tag.namespace, local)
                }
                (Some(index), Some(last)) => {
                    steps_back(def.elements, last, index) && (repeats || outer.names(tag.namespace, local))
                }
                (Some(_), None) => false,
                (None, _) => outer.knows(tag.namespace, local),
            };
            if ends {
                // What follows the group reads it again.
                self.cursor.notes.truncate(noted);
                self.cursor.leave(tag.scope());
                self.cursor.position = start;
                return self.complete(&mut target, &position, start);
            }
            last = found.or(last);
            self.member(&mut target, &mut position, &tag)?;
        }
    }

    /// An element that the table does not know: kept where the record wants that, else ignored, or refused.
    fn unknown(&mut self, target: &mut Target<'_>, position: &mut Position<'_>, tag: &Tag) -> Result<()> {
        let (parent, depth) = (position.parent, position.depth);
        let local = self.cursor.local(tag);
        self.depart_saying(DepartureKind::Unknown, tag.start, &|cursor| {
            let uri = start(cursor.uri_of(tag));
            format!("an unknown element `{local}` (namespace {uri:?}) in `{}`", parent.local)
        })?;
        position.unknown.get_or_insert(tag.start);
        let after = rows_before(target, position);
        let keep = match target {
            Target::Record(record) => record.unknown_mut(),
            Target::Sequence(_) => None,
        };
        match keep {
            Some(unknown) => {
                let mut element = Element::default();
                self.element(&mut element, tag.name(local), Some(tag), depth)
                    .map_err(|error| error.within(local.to_owned()))?;
                self.make(size_of::<(u16, Element)>())?;
                unknown.push(after, element);
            }
            None => {
                self.cursor
                    .skip(tag, self.cursor.reading.depth().saturating_sub(depth))
                    .map_err(|error| error.within(local.to_owned()))?;
            }
        }
        self.cursor.leave(tag.scope());
        Ok(())
    }

    /// Text where the table has elements only: kept where the record wants what it does not know.
    #[cold]
    #[inline(never)]
    pub(super) fn stray(
        &mut self,
        target: &mut Target<'_>,
        position: &Position<'_>,
        error: DecodeError,
    ) -> Result<()> {
        let is_text = matches!(error.kind(), DecodeErrorKind::Unexpected(_))
            && self.cursor.reading.accepts(DepartureKind::Unknown);
        let after = rows_before(target, position);
        match target {
            Target::Record(record) if is_text => match record.unknown_mut() {
                Some(unknown) => {
                    let at = self.cursor.position;
                    self.make(size_of::<(u16, Element)>())?;
                    unknown.push(after, Element::text(&self.cursor.stray_text()?));
                    self.depart(DepartureKind::Unknown, at, "text between elements")
                }
                None => Err(error),
            },
            _ => Err(error),
        }
    }
}

/// How many rows of the table stand before the place that was reached.
fn rows_before(target: &Target<'_>, position: &Position<'_>) -> u16 {
    let next = position.next;
    // A row that repeats stays the next one: it is passed as soon as it has brought something.
    let passed = match (target, position.frame.particles.get(next)) {
        (Target::Record(record), Some(particle)) if particle.has(MANY) => match record.view(particle.slot) {
            View::Items(items) => items.count() > 0,
            View::Absent | View::Nil => false,
            _ => true,
        },
        _ => false,
    };
    u16::try_from(if passed { next + 1 } else { next }).unwrap_or(u16::MAX)
}

/// The group or wildcard that takes an element. A group that names it goes before a wildcard that would take anything.
fn locate(
    particles: &'static [Particle],
    next: usize,
    namespace: u16,
    local: &str,
) -> Option<(usize, &'static Particle)> {
    let open = |particle: &Particle| match particle.ty {
        Type::Group(def) => holds(def.elements, namespace, local),
        Type::Wildcard(wildcard) => wildcard.takes(namespace),
        // The items of an array.
        _ => particle.has(ENCODED) || particle.namespace == ns::ANY,
    };
    let named = |particle: &Particle| match particle.ty {
        Type::Group(def) => names(def.elements, namespace, local),
        _ => false,
    };
    if let found @ Some(_) = find(particles, next, namespace, local.as_bytes()) {
        return found;
    }
    if let found @ Some(_) = search(particles, next, &named) {
        return found;
    }
    search(particles, next, &open)
}

/// The next wildcard of a sequence that takes a namespace.
pub(super) fn wildcard(
    particles: &'static [Particle],
    next: usize,
    namespace: u16,
) -> Option<(usize, &'static Particle)> {
    for (index, particle) in particles.iter().enumerate().skip(next) {
        if let Type::Wildcard(wildcard) = particle.ty
            && !particle.has(CHOICE)
            && wildcard.takes(namespace)
        {
            return Some((index, particle));
        }
    }
    None
}

/// Whether the row at `index` cannot follow the one at `last` in one occurrence of a group.
fn steps_back(particles: &'static [Particle], last: usize, index: usize) -> bool {
    // The alternatives of a choice are one row.
    let (Some(here), Some(before)) = (particles.get(index), particles.get(last)) else { return false };
    if here.slot == before.slot {
        return !here.has(MANY);
    }
    // The row that stands first of the two.
    let first = particles.iter().find(|one| one.slot == here.slot || one.slot == before.slot);
    first.is_some_and(|first| first.slot == here.slot)
}

/// The row of a group that an element belongs to.
fn locate_any(def: &'static TypeDef, next: usize, namespace: u16, local: &str) -> Option<usize> {
    let next = beginning(def.elements, next);
    locate(def.elements, next, namespace, local).map(|(index, _)| index)
}

/// Whether an element may be the first of these particles.
pub(super) fn begins(particles: &'static [Particle], namespace: u16, local: &[u8]) -> bool {
    for particle in particles {
        let begins = match particle.ty {
            Type::Group(def) => begins(def.elements, namespace, local),
            _ => particle.namespace == namespace && particle.name.as_bytes() == local,
        };
        if begins || !particle.has(OPTIONAL) {
            return begins;
        }
    }
    false
}

/// Whether one of the particles names an element, or a group among them does.
pub(super) fn names(particles: &'static [Particle], namespace: u16, local: &str) -> bool {
    for particle in particles {
        let named = match particle.ty {
            Type::Group(def) => names(def.elements, namespace, local),
            _ => particle.is(namespace, local),
        };
        if named {
            return true;
        }
    }
    false
}

/// Whether one of the particles takes an element, by name or not.
pub(super) fn holds(particles: &'static [Particle], namespace: u16, local: &str) -> bool {
    for particle in particles {
        let held = match particle.ty {
            Type::Group(def) => holds(def.elements, namespace, local),
            Type::Wildcard(wildcard) => wildcard.takes(namespace),
            _ => particle.is(namespace, local),
        };
        if held {
            return true;
        }
    }
    false
}
