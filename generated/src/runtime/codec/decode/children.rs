//! The children of an element: which of them is which particle.

use super::super::failure::{DecodeError, DecodeErrorKind};
use super::super::field::{Record, Sequence, Slot};
use super::super::scan::{Name, Result, Tag};
use super::super::tables::{MANY, Particle};
use super::Decoder;

/// What the children of an element go into.
pub(super) enum Target<'a> {
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

impl<'a> Decoder<'a> {
    /// Reads the children of an open element up to and including its end tag.
    pub(super) fn children(
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
