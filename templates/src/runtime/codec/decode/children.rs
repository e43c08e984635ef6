//! The children of an element: which of them is which particle.

use super::Decoder;
use super::groups::wildcard;
use super::position::{Position, Target};
use super::rows::{following, is_behind};
use super::simple::is_leaf;
use crate::runtime::codec::departure::DepartureKind;
use crate::runtime::codec::failure::{DecodeError, DecodeErrorKind};
use crate::runtime::codec::field::{Slot, View};
use crate::runtime::codec::scan::{Name, Result, Tag};
use crate::runtime::codec::tables::{CHOICE, MANY, NILLABLE, Particle, Type, ns};

impl<'a> Decoder<'a> {
    /// Reads the children of an open element up to and including its end tag. The first of them may begin at `start`.
    pub(super) fn children(
        &mut self,
        mut target: Target<'_>,
        particles: &'static [Particle],
        name: Name<'_>,
        depth: usize,
        start: usize,
    ) -> Result<()> {
        if depth > self.cursor.reading.depth() {
            return Err(DecodeError::new(DecodeErrorKind::Limit("depth of elements"), self.cursor.position));
        }
        let mut position = Position::new(particles, name, depth, start);
        loop {
            let mut child = None;
            if position.apart {
                if self.apart(&target, &mut position)? {
                    child = particles.get(position.next).and_then(|row| self.cursor.name_of_row(row));
                }
            } else if let Some(particle) = particles.get(position.next) {
                child = self.cursor.expect(particle.namespace, particle.name);
            }
            if child.is_none() {
                if !self.cursor.at_tag() {
                    if let Err(error) = self.cursor.next_tag() {
                        self.stray(&mut target, &position, error)?;
                    }
                    continue;
                }
                if self.cursor.at_end_tag() {
                    if (position.next < particles.len() || position.skipped)
                        && matches!(target, Target::Record(_))
                    {
                        self.complete(&mut target, &position, self.cursor.position)?;
                    }
                    return self.cursor.close_text(name);
                }
                if let Some(particle) = particles.get(position.next)
                    && particle.flags & (MANY | NILLABLE) == NILLABLE
                    && self.cursor.expect_nil(particle.namespace, particle.name)
                {
                    if position.seen.note(position.next) {
                        self.repeated(particle, self.cursor.position)?;
                    } else if let Target::Record(record) = &mut target {
                        if particle.has(CHOICE) {
                            self.nil_choice(record.slot(particle.slot), particle)?;
                        } else {
                            record.nil(particle.slot);
                        }
                    }
                    position.next = following(particles, particle, position.next);
                    continue;
                }
                if let Some(particle) = particles.get(position.next)
                    && matches!(particle.ty, Type::Scalar(_))
                    && (particle.has(MANY) || !position.seen.has(position.next))
                {
                    child = self.cursor.expect_typed(particle.namespace, particle.name);
                }
                if child.is_none() {
                    if self.references.is_some() && self.referring(&mut target, &mut position)? {
                        continue;
                    }
                    if particles.len() > 1
                        && self.ahead(&target, &mut position)?
                        && let Some(particle) = particles.get(position.next)
                    {
                        child = self.cursor.name_of_row(particle);
                    }
                }
            }
            let at = position.next;
            let (Some(child), Some(particle)) = (child, particles.get(at)) else {
                let tag = self.cursor.start_tag_of(particles.get(position.likely))?;
                self.member(&mut target, &mut position, &tag)?;
                continue;
            };
            // It has no attributes, so it declares nothing, and there is no scope to leave.
            if particle.flags & (MANY | CHOICE) == 0 {
                position.next += 1;
            } else {
                position.next = following(particles, particle, at);
            }
            if !particle.has(MANY) && position.seen.note(at) {
                // The first one counts.
                self.repeated(particle, self.cursor.position)?;
                self.cursor.content(child, self.cursor.reading.depth() - depth)?;
                continue;
            }
            if is_leaf(particle)
                && let Some(read) = self.leaf(&mut target, particle, child)
            {
                read.map_err(|error| error.within(particle.name()))?;
            } else {
                self.child(&mut target, particle, child, None, depth)?;
            }
        }
    }

    /// The general step: reads the element of an open tag, whichever it is, and leaves its scope.
    #[inline(never)]
    pub(super) fn member(
        &mut self,
        target: &mut Target<'_>,
        position: &mut Position<'_>,
        tag: &Tag,
    ) -> Result<()> {
        let (particles, depth) = (position.frame.particles, position.depth);
        let local = self.cursor.local(tag);
        let found = self.rows.find(position, tag.namespace, local.as_bytes(), None);
        let named = found.and_then(|row| Some((row, particles.get(row)?)));
        let Some((index, particle)) = named.filter(|(_, particle)| particle.namespace != ns::ANY) else {
            if found.is_none()
                && let Some(wildcard) = self.next_wildcard(position, tag)
            {
                position.next = following(particles, wildcard, position.next);
                return self.taken(target, wildcard, tag, depth);
            }
            position.skipped = true;
            return self.other(target, position, tag);
        };
        position.skipped |= index != position.next;
        if is_behind(particles, particle, index, position.next) {
            if (particle.has(MANY) || position.seen.has(index))
                && let Some((index, wildcard)) = wildcard(particles, position.next, tag.namespace)
            {
                // It was there already: this is what the wildcard is for.
                position.next = following(particles, wildcard, index);
                return self.taken(target, wildcard, tag, depth);
            }
            if particle.has(MANY) || !position.seen.has(index) {
                self.out_of_order(tag.start)?;
            }
        } else {
            self.alone(target, position, particle, tag.start)?;
        }
        if !particle.has(MANY) && position.seen.note(index) {
            // The first one counts, as in WCF.
            self.repeated(particle, tag.start)?;
            self.cursor
                .skip(tag, self.cursor.reading.depth() - depth)
                .map_err(|error| error.within(particle.name()))?;
        } else {
            // A nil one is there, though a list may have no item of it.
            if tag.nil {
                position.seen.note(index);
            }
            position.next = following(particles, particle, index);
            self.tagged(target, particle, tag.name(particle.name), tag, depth)?;
        }
        self.cursor.leave(tag.scope());
        Ok(())
    }

    /// The next row, if it is a wildcard that takes an element that no row names.
    fn next_wildcard(&self, position: &mut Position<'_>, tag: &Tag) -> Option<&'static Particle> {
        let (particles, next) = (position.frame.particles, position.next);
        let row = particles.get(next).filter(|row| !row.has(CHOICE))?;
        let Type::Wildcard(wildcard) = row.ty else { return None };
        // A group may name it, and the first accessor of a reply may be called anything.
        let is_taken = wildcard.takes(tag.namespace)
            && self.references.is_none()
            && !particles.iter().any(|row| matches!(row.ty, Type::Group(_)))
            && (row.has(MANY) || !position.seen.note(next));
        is_taken.then_some(row)
    }

    /// As [`child`](Self::child), for what is not so frequent.
    #[inline(never)]
    pub(super) fn tagged(
        &mut self,
        target: &mut Target<'_>,
        particle: &Particle,
        name: Name<'_>,
        tag: &Tag,
        depth: usize,
    ) -> Result<()> {
        self.child(target, particle, name, Some(tag), depth)
    }

    /// Reads one element that the table knows. `tag` is `None` when it has no attributes and is not empty.
    #[inline]
    pub(super) fn child(
        &mut self,
        target: &mut Target<'_>,
        particle: &Particle,
        name: Name<'_>,
        tag: Option<&Tag>,
        depth: usize,
    ) -> Result<()> {
        self.content(target, particle, name, tag, depth).map_err(|error| error.within(particle.name()))
    }

    /// As [`child`](Self::child), for an element whose name errors have already.
    #[inline]
    pub(super) fn content(
        &mut self,
        target: &mut Target<'_>,
        particle: &Particle,
        name: Name<'_>,
        tag: Option<&Tag>,
        depth: usize,
    ) -> Result<()> {
        if let Some(tag) = tag.filter(|tag| tag.attributes) {
            self.check_type(particle, tag)?;
        }
        if tag.is_some_and(|tag| tag.nil) {
            self.nil(target, particle, tag, depth)
        } else if let Some(tag) = tag.filter(|tag| tag.attributes)
            && self.references.is_some()
            && let Some(place) = self.reference(tag)?
        {
            self.elsewhere(target, particle, tag, place, depth)
        } else if self.may_be_blank(particle, tag)
            && let handled @ (Ok(true) | Err(_)) = self.blank(target, particle, name, tag)
        {
            handled.map(|_| ())
        } else {
            let slot = match target {
                Target::Sequence(sequence) => self.item(&mut **sequence)?,
                Target::Record(record) => match self.slot_of(&mut **record, particle.slot)? {
                    Slot::Sequence(sequence) if particle.has(MANY) => self.item(sequence)?,
                    slot => slot,
                },
            };
            self.value(slot, particle, name, tag, depth + 1)
        }
    }

    /// An element that may not repeat, for the second time: ignored, or refused.
    #[cold]
    pub(in crate::runtime) fn repeated(&mut self, particle: &Particle, start: usize) -> Result<()> {
        self.depart_saying(DepartureKind::Repeated, start, &|_| {
            format!("the element `{}` for the second time", particle.name())
        })
    }

    /// Looks for an element of a choice that is made once, and was made: another alternative, which may repeat by itself
    /// and is therefore not passed yet, has brought something.
    #[inline]
    pub(super) fn alone(
        &mut self,
        target: &Target<'_>,
        position: &mut Position<'_>,
        particle: &Particle,
        start: usize,
    ) -> Result<()> {
        if particle.has(CHOICE) && position.anew != Some(particle.slot) {
            self.alone_in_choice(target, position, particle, start)
        } else {
            Ok(())
        }
    }

    #[cold]
    fn alone_in_choice(
        &mut self,
        target: &Target<'_>,
        position: &mut Position<'_>,
        particle: &Particle,
        start: usize,
    ) -> Result<()> {
        let other = |reached: &&Particle| {
            reached.has(CHOICE) && reached.slot == particle.slot && reached.variant != particle.variant
        };
        let reached = position.frame.particles.get(position.next).filter(other);
        let (Some(reached), Target::Record(record)) = (reached, target) else {
            return Ok(());
        };
        let made = match record.view(particle.slot) {
            View::Choice(choice) if choice.variant() == reached.variant => match choice.chosen() {
                View::Absent => false,
                View::Items(items) => items.count() > 0,
                _ => reached.has(MANY),
            },
            View::Items(_) => {
                position.anew = Some(particle.slot);
                false
            }
            _ => false,
        };
        if !made {
            return Ok(());
        }
        let what =
            format!("the element `{}` beside another alternative of its choice", self.cursor.name_at(start));
        self.depart(DepartureKind::Order, start, &what)
    }
}
