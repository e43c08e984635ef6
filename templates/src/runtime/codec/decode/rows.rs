//! The rows of a table by name, and in their order.

use super::groups::begins;
use crate::runtime::codec::scan::begins as starts;
use crate::runtime::codec::tables::{CHOICE, MANY, Particle, Type, UNORDERED};

/// Whether a row has this name, or is a group that begins with it.
#[inline(always)]
pub(super) fn fits(particle: &Particle, namespace: u16, local: &[u8]) -> bool {
    match particle.ty {
        Type::Group(def) => begins(def.elements, namespace, local),
        _ => {
            particle.namespace == namespace
                && particle.name.len() == local.len()
                && starts(local, particle.name.as_bytes())
        }
    }
}

/// The row that comes after an element of the one at `index`: itself where it repeats, else the first that is no other
/// alternative of its choice.
#[inline]
pub(super) fn following(particles: &[Particle], particle: &Particle, index: usize) -> usize {
    match particle.flags & (MANY | CHOICE) {
        0 => index + 1,
        CHOICE => behind_choice(particles, particle, index),
        _ => index,
    }
}

#[inline(never)]
fn behind_choice(particles: &[Particle], particle: &Particle, index: usize) -> usize {
    let mut next = index + 1;
    while particles.get(next).is_some_and(|other| other.slot == particle.slot) {
        next += 1;
    }
    next
}

/// Whether a row stands before the place that was reached, where it may no longer come.
pub(super) fn is_behind(particles: &[Particle], particle: &Particle, index: usize, next: usize) -> bool {
    // The alternatives of a choice that repeats share a slot, and come in any order.
    let same = |last: &Particle| particle.has(MANY) && last.has(MANY) && last.slot == particle.slot;
    index < next && !particle.has(UNORDERED) && !particles.get(next).is_some_and(same)
}

/// Where to look for the next element: a choice that repeats may be made anew.
#[inline]
pub(super) fn beginning(particles: &[Particle], next: usize) -> usize {
    match particles.get(next) {
        Some(at) if at.flags & (MANY | CHOICE) == MANY | CHOICE => first_alternative(particles, at, next),
        _ => next,
    }
}

fn first_alternative(particles: &[Particle], at: &Particle, mut index: usize) -> usize {
    while index > 0 && particles.get(index - 1).is_some_and(|other| other.slot == at.slot) {
        index -= 1;
    }
    index
}

/// The row for a name, or the group that begins with it, looked for from `next` on, then from the beginning.
pub(super) fn find(
    particles: &'static [Particle],
    next: usize,
    namespace: u16,
    local: &[u8],
) -> Option<(usize, &'static Particle)> {
    search(particles, next, &|particle| fits(particle, namespace, local))
}

/// The first row that fits, from `next` on, then from the beginning.
pub(super) fn search(
    particles: &'static [Particle],
    next: usize,
    fits: &dyn Fn(&Particle) -> bool,
) -> Option<(usize, &'static Particle)> {
    let next = next.min(particles.len());
    let (before, after) = particles.split_at(next);
    for (index, particle) in after.iter().enumerate() {
        if fits(particle) {
            return Some((next + index, particle));
        }
    }
    for (index, particle) in before.iter().enumerate() {
        if fits(particle) {
            return Some((index, particle));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::runtime::codec::tables::ns;

    #[test]
    fn what_repeats_is_behind_another_that_repeats_but_not_its_own_choice() {
        let row = |name: &'static str, slot: u16| Particle::new(ns::NONE, name, slot, MANY, Type::STRING);
        let lists = [row("a", 0), row("b", 1)];
        assert!(is_behind(&lists, &lists[0], 0, 1) && !is_behind(&lists, &lists[1], 1, 1));
        let choice = [row("a", 0), row("b", 0)];
        assert!(!is_behind(&choice, &choice[0], 0, 1));
        // Of a choice that is made once, an alternative that repeats by itself is over with the next one.
        let once = [row("a", 0), Particle::new(ns::NONE, "b", 0, 0, Type::STRING)];
        assert!(is_behind(&once, &once[0], 0, 1));
    }
}
