//! Choices: the alternative that is there, and choices that repeat.

use super::{Encoder, Result};
use crate::runtime::codec::failure::EncodeError;
use crate::runtime::codec::field::{Items, View};
use crate::runtime::codec::tables::{NILLABLE, Particle, Type};

impl Encoder {
    /// A repeated choice: its items in their order, each by its own particle. The first of them is at `first`.
    pub(super) fn choices(
        &mut self,
        particles: &'static [Particle],
        first: usize,
        items: &dyn Items,
        depth: usize,
    ) -> Result<()> {
        let particles = particles.get(first..).unwrap_or_default();
        let slot = particles.first().map(|particle| particle.slot);
        for index in 0..items.count() {
            let View::Choice(choice) = items.item(index) else { continue };
            let variant = choice.variant();
            let meant = |particle: &&Particle| Some(particle.slot) == slot && particle.variant == variant;
            // Mostly they stand in the order of their numbers.
            let guess = particles.get(usize::from(variant)).filter(meant);
            match guess.or_else(|| particles.iter().find(meant)) {
                Some(particle) => self.chosen(particle, choice.chosen(), depth)?,
                None => return Err(EncodeError::new("the alternative does not fit its table")),
            }
        }
        Ok(())
    }

    /// The alternative of a choice that is there. It is written whatever its value: that is how the choice is told.
    pub(super) fn chosen(&mut self, particle: &Particle, view: View<'_>, depth: usize) -> Result<()> {
        match view {
            View::Absent if particle.has(NILLABLE) => self.nil(particle),
            View::Absent => self.element(particle, View::Str(""), depth),
            View::Items(items) if !matches!(particle.ty, Type::List(_) | Type::Array(_)) => {
                (0..items.count()).try_for_each(|index| self.chosen(particle, items.item(index), depth))
            }
            // One of several types.
            View::Choice(_) => self.element(particle, view, depth),
            view => self.one(particle, view, depth),
        }
    }
}

/// Whether the repeating particle at `index` is an alternative of a choice that repeats, and the first one.
pub(super) fn repeated_choice(particles: &'static [Particle], index: usize) -> Option<bool> {
    let same = |at: usize| {
        particles
            .get(at)
            .zip(particles.get(index))
            .is_some_and(|(other, particle)| other.slot == particle.slot)
    };
    let follows = index.checked_sub(1).is_some_and(same);
    (follows || same(index + 1)).then_some(!follows)
}
