//! What is missing at the end of an element.

use super::Decoder;
use super::position::{Position, Target};
use crate::runtime::codec::departure::DepartureKind;
use crate::runtime::codec::field::View;
use crate::runtime::codec::scan::Result;
use crate::runtime::codec::strings::join;
use crate::runtime::codec::tables::{CHOICE, MANY, OPTIONAL, Particle};

impl Decoder<'_> {
    /// Looks for required rows that brought nothing. `end` is where the end tag begins, or an empty tag.
    #[inline(never)]
    pub(super) fn complete(
        &mut self,
        target: &mut Target<'_>,
        position: &Position<'_>,
        end: usize,
    ) -> Result<()> {
        let Target::Record(record) = target else { return Ok(()) };
        let particles = position.frame.particles;
        // All rows before the next one have brought something, unless one was stepped over.
        let from = match position.skipped {
            true if self.rows.all_optional(position) => particles.len(),
            true => 0,
            false => position.next,
        };
        for (index, particle) in (from..).zip(particles.get(from..).unwrap_or_default()) {
            if particle.flags & (OPTIONAL | CHOICE) == OPTIONAL {
                continue;
            }
            let choice = particle.has(CHOICE);
            if position.seen.has(index) || (choice && !is_unmade(particles, index, position)) {
                continue;
            }
            let kind = match record.view(particle.slot) {
                // Nothing says whether such a choice may be left out.
                View::Absent | View::Nil | View::Items(_) if choice => continue,
                View::Choice(made)
                    if choice && matches!(made.chosen(), View::Absent | View::Nil | View::Items(_)) =>
                {
                    continue;
                }
                View::Absent | View::Nil if self.encoded => continue,
                View::Absent | View::Nil => DepartureKind::Absent,
                View::Items(items) if items.count() == 0 && !self.encoded => DepartureKind::Absent,
                View::Items(_) => continue,
                _ if particle.has(MANY) => continue,
                _ => DepartureKind::Missing,
            };
            self.lacking(particles, particle, kind, end)?;
        }
        if self.in_wrapper
            && let (Some(unknown), [only]) = (position.unknown, particles)
            && !position.seen.has(0)
            && !matches!(record.view(only.slot), View::Items(items) if only.has(MANY) && items.count() > 0)
            && position.frame.outer.is_none()
            && position.depth == RESULT
        {
            let what = format!("`{}` where `{}` was expected", self.cursor.name_at(unknown), only.name());
            self.other_result(unknown, &what)?;
        }
        Ok(())
    }

    /// Another element in place of the only result: more than one that is not known.
    #[cold]
    fn other_result(&mut self, unknown: usize, what: &str) -> Result<()> {
        let kind = DepartureKind::OtherResult;
        let told = self.cursor.reading.accepts(kind)
            && self.cursor.notes.retell((DepartureKind::Unknown, unknown), kind, what);
        if told { Ok(()) } else { self.depart(kind, unknown, what) }
    }

    #[cold]
    fn lacking(
        &mut self,
        particles: &'static [Particle],
        particle: &Particle,
        kind: DepartureKind,
        end: usize,
    ) -> Result<()> {
        if !particle.has(CHOICE) {
            let found = format!("`{}` is missing", particle.name());
            return self.depart_below(kind, end, particle.name(), &found);
        }
        let mut alternatives = particles.iter().filter(|one| one.slot == particle.slot);
        let names = join(&mut || alternatives.next().map(Particle::name), "`, `");
        self.depart(kind, end, &format!("one of `{names}` is missing"))
    }
}

/// How deep the children of a Body's element stand.
const RESULT: usize = 3;

/// Whether a row is the first of a choice of which no alternative has brought anything.
fn is_unmade(particles: &[Particle], index: usize, position: &Position<'_>) -> bool {
    let Some((row, before)) = particles.get(..=index).and_then(<[Particle]>::split_last) else {
        return false;
    };
    // The alternatives stand side by side.
    let mut others = particles.iter().enumerate().skip(index).take_while(|(_, other)| other.slot == row.slot);
    before.last().is_none_or(|other| other.slot != row.slot)
        && !others.any(|(other, _)| position.seen.has(other))
}
