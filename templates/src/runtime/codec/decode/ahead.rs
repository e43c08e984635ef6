//! Elements of another row than the next one, as long as their tags are nothing but their names.

use super::Decoder;
use super::groups::wildcard;
use super::position::{Position, Target};
use super::rows::is_behind;
use crate::runtime::codec::scan::Result;
use crate::runtime::codec::tables::{CHOICE, MANY, Particle, ns};

impl Decoder<'_> {
    /// Where a tag without attributes has the name of another row than the next one, passes it, and goes on to that row. Tells
    /// whether it did; else the general step is for it.
    #[inline(never)]
    pub(super) fn ahead(&mut self, target: &Target<'_>, position: &mut Position<'_>) -> Result<bool> {
        let (particles, next) = (position.frame.particles, position.next);
        let foreseen = self.rows.foreseen(position);
        position.likely = foreseen.map_or(next, |(row, _)| row);
        if foreseen.is_some() && position.likely == next {
            // It was not plain the last time.
            return Ok(false);
        }
        // Most rows have the namespace of those around them.
        let Some(near) = particles.get(next).or(particles.last()) else { return Ok(false) };
        let Some((from, prefix)) = self.cursor.after_prefix(near.namespace) else { return Ok(false) };
        let (index, particle) = match foreseen {
            Some((row, particle))
                if particle.namespace == near.namespace && self.cursor.is_plain(from, particle.name) =>
            {
                (row, particle)
            }
            _ => {
                let Some((local, hash)) = self.cursor.plain_name(from) else { return Ok(false) };
                let found = self.rows.find(position, near.namespace, local, Some(hash));
                match found.and_then(|row| Some((row, particles.get(row)?))) {
                    Some((row, particle)) if particle.namespace != ns::ANY => (row, particle),
                    _ => return Ok(false),
                }
            }
        };
        if !particle.has(MANY) && position.seen.has(index) {
            return Ok(false);
        }
        let start = self.cursor.position;
        if !is_behind(particles, particle, index, next) {
            self.alone(target, position, particle, start)?;
            position.apart = self.references.is_none();
        } else if particle.has(MANY) && wildcard(particles, next, near.namespace).is_some() {
            return Ok(false);
        } else {
            self.out_of_order(start)?;
        }
        position.skipped |= index != next;
        position.next = index;
        self.cursor.pass(from, prefix, particle.name);
        Ok(true)
    }

    /// Passes the tag of the next row, or as [`ahead`](Self::ahead) does, where the last element was ahead: then a row that is
    /// foreseen is tried first, or the alternatives of a choice that repeats.
    #[inline(never)]
    pub(super) fn apart(&mut self, target: &Target<'_>, position: &mut Position<'_>) -> Result<bool> {
        let (particles, next) = (position.frame.particles, position.next);
        position.apart = false;
        if let Some(row) = particles.get(next)
            && row.flags & (MANY | CHOICE) == MANY | CHOICE
        {
            return match self.another(position, row) {
                true => Ok(true),
                false => self.ahead(target, position),
            };
        }
        let mut row = match self.rows.foreseen(position) {
            Some((row, particle)) if row > next && !particle.has(CHOICE) && !position.seen.has(row) => row,
            _ => next,
        };
        while let Some(particle) = particles.get(row) {
            if self.cursor.expect(particle.namespace, particle.name).is_some() {
                position.apart = row != next;
                position.skipped |= position.apart;
                position.next = row;
                return Ok(true);
            }
            if row == next {
                break;
            }
            row = next;
        }
        Ok(false)
    }

    /// As [`ahead`](Self::ahead), for an alternative of a choice that is known to be made anew each time, in a table with an
    /// index.
    #[inline]
    fn another(&mut self, position: &mut Position<'_>, near: &Particle) -> bool {
        if position.anew != Some(near.slot) || self.references.is_some() {
            return false;
        }
        if let Some((from, prefix)) = self.cursor.after_prefix(near.namespace)
            && let Some((local, hash)) = self.cursor.plain_name(from)
            && let Some((row, particle)) = self.rows.indexed(position, near.namespace, local, hash)
            && particle.namespace != ns::ANY
            && particle.slot == near.slot
            && particle.has(MANY)
        {
            position.apart = true;
            position.skipped |= row != position.next;
            position.next = row;
            self.cursor.pass(from, prefix, particle.name);
            return true;
        }
        false
    }
}
