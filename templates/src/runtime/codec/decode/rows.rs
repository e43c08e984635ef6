//! The rows of a table by name.
//!
//! Where an element is absent, the next one is that of a row further on. To look through all rows for it is quick in a table
//! of few. In a wide one, whose elements may come in any order, that would take a time that grows with the square of the
//! table. It gets an index, once it was looked through some times.

use super::groups::begins;
use super::position::Position;
use crate::runtime::codec::scan::begins as starts;
use crate::runtime::codec::tables::{CHOICE, MANY, OPTIONAL, Particle, Type, UNORDERED};

/// Up to so many rows are each looked at.
const NARROW: usize = 16;

/// How often a wide table is looked through before its index is made, which takes about as long.
const OFTEN: u8 = 8;

/// The indices of the wide tables that a message needed so far.
#[derive(Default)]
pub(super) struct Rows(Vec<Wide>);

/// A wide table.
struct Wide {
    particles: &'static [Particle],
    /// How often it was looked through.
    asked: u8,
    /// The numbers of rows, from 1 on, at the hashes of their names, or as near behind them as there was room. A free place
    /// is 0. There are at least as many free ones as others, and their number is a power of two.
    places: Vec<u32>,
    /// With the index it becomes known whether no row has to come.
    all_optional: bool,
}

impl Rows {
    /// The row for a name, or the group that begins with it: the first from the place that was reached, else the first of
    /// all.
    #[inline]
    pub(super) fn find(
        &mut self,
        position: &mut Position<'_>,
        namespace: u16,
        local: &str,
    ) -> Option<(usize, &'static Particle)> {
        let particles = position.frame.particles;
        if particles.len() <= NARROW {
            return find(particles, beginning(particles, position.next), namespace, local);
        }
        self.find_wide(position, namespace, local)
    }

    #[inline(never)]
    fn find_wide(
        &mut self,
        position: &mut Position<'_>,
        namespace: u16,
        local: &str,
    ) -> Option<(usize, &'static Particle)> {
        let particles = position.frame.particles;
        let number = *position.wide.get_or_insert_with(|| self.number(particles));
        let wide = self.0.get_mut(number)?;
        if wide.places.is_empty() {
            wide.asked += 1;
            if wide.asked > OFTEN {
                wide.index();
            }
            return find(particles, beginning(particles, position.next), namespace, local);
        }
        match wide.look(namespace, local) {
            Found::None => None,
            Found::One(row) => particles.get(row).map(|particle| (row, particle)),
            Found::Several => find(particles, beginning(particles, position.next), namespace, local),
        }
    }

    /// Whether all rows of a table are known to be such that none has to come.
    pub(super) fn all_optional(&self, position: &Position<'_>) -> bool {
        let wide = position.wide.and_then(|number| self.0.get(number));
        wide.is_some_and(|wide| wide.all_optional)
    }

    /// The number of a table.
    fn number(&mut self, particles: &'static [Particle]) -> usize {
        let known = self.0.iter().rposition(|one| std::ptr::eq(one.particles, particles));
        known.unwrap_or_else(|| {
            self.0.push(Wide { particles, asked: 0, places: Vec::new(), all_optional: false });
            self.0.len() - 1
        })
    }
}

/// What an index has for a name.
enum Found {
    None,
    One(usize),
    Several,
}

impl Wide {
    #[cold]
    fn index(&mut self) {
        self.all_optional = self.particles.iter().all(|one| one.flags & (OPTIONAL | CHOICE) == OPTIONAL);
        let mut names = Vec::new();
        for (row, particle) in (1..).zip(self.particles) {
            match particle.ty {
                Type::Group(def) => firsts(def.elements, row, &mut names),
                _ => names.push((particle.name, row)),
            }
        }
        self.places = vec![0; (2 * names.len()).next_power_of_two()];
        let last = self.places.len() - 1;
        for (name, row) in names {
            let mut at = hash(name.as_bytes());
            while let Some(place) = self.places.get_mut(at & last) {
                if *place == 0 {
                    *place = row;
                    break;
                }
                at += 1;
            }
        }
    }

    fn look(&self, namespace: u16, local: &str) -> Found {
        let mut found = Found::None;
        let mut at = hash(local.as_bytes());
        while let Some(place) = self.places.get(at & (self.places.len() - 1))
            && let Some(row) = (*place as usize).checked_sub(1)
        {
            if self.particles.get(row).is_some_and(|one| fits(one, namespace, local)) {
                match found {
                    Found::None => found = Found::One(row),
                    _ => return Found::Several,
                }
            }
            at += 1;
        }
        found
    }
}

/// The names of the elements that may be the first of a group, which is a row. As [`begins`] has them.
fn firsts(particles: &'static [Particle], row: u32, names: &mut Vec<(&'static str, u32)>) {
    for particle in particles {
        match particle.ty {
            Type::Group(def) => firsts(def.elements, row, names),
            _ => names.push((particle.name, row)),
        }
        if !particle.has(OPTIONAL) {
            return;
        }
    }
}

/// The names of one table are alike, but seldom where they begin, in the middle and at the end at once.
#[inline]
fn hash(name: &[u8]) -> usize {
    const ODD: u64 = 0x9e37_79b9_7f4a_7c15;
    let middle = name.get((name.len() / 2).saturating_sub(4)..).unwrap_or_default();
    let words = match (name.first_chunk::<8>(), middle.first_chunk::<8>(), name.last_chunk::<8>()) {
        (Some(first), Some(middle), Some(last)) => [*first, *middle, *last].map(u64::from_le_bytes),
        _ => [name.iter().fold(0, |word, byte| word << 8 | u64::from(*byte)), 0, 0],
    };
    let [first, middle, last] = words;
    let mixed = (first ^ middle.rotate_left(21) ^ last.rotate_left(42) ^ name.len() as u64).wrapping_mul(ODD);
    (mixed >> 40) as usize
}

/// Whether a row has this name, or is a group that begins with it.
#[inline]
fn fits(particle: &Particle, namespace: u16, local: &str) -> bool {
    match particle.ty {
        Type::Group(def) => begins(def.elements, namespace, local),
        _ => {
            particle.namespace == namespace
                && particle.name.len() == local.len()
                && starts(local.as_bytes(), particle.name.as_bytes())
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
    local: &str,
) -> Option<(usize, &'static Particle)> {
    for rows in [next..particles.len(), 0..next] {
        let start = rows.start;
        for (index, particle) in particles.get(rows).unwrap_or_default().iter().enumerate() {
            if fits(particle, namespace, local) {
                return Some((start + index, particle));
            }
        }
    }
    None
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
    use crate::runtime::codec::scan::Cursor;
    use crate::runtime::codec::tables::TypeDef;
    use crate::runtime::codec::{Scalar, ns};

    const NAMES: [&str; 12] = [
        "a",
        "b",
        "ab",
        "Name",
        "Names",
        "Company",
        "CompanyName",
        "UserDefinedField1",
        "UserDefinedField2",
        "AVeryLongNameOfManyLettersAndMore",
        "é",
        "x1234567",
    ];

    const fn row(name: &'static str, namespace: u16, flags: u8) -> Particle {
        Particle::new(namespace, name, 0, flags, Type::Scalar(Scalar::String))
    }

    /// A wide table with names that come twice, in two namespaces, and as the beginnings of groups.
    fn table() -> &'static [Particle] {
        static INNER: TypeDef = TypeDef::new(6, "", &[row("b", 6, 0), row("a", 6, 0)]);
        static GROUP: TypeDef = TypeDef::new(
            6,
            "",
            &[row("ab", 6, OPTIONAL), Particle::group(1, OPTIONAL, &INNER), row("é", 7, 0)],
        );
        let mut rows: Vec<_> = NAMES.into_iter().map(|name| row(name, 6, OPTIONAL)).collect();
        rows.extend(NAMES.into_iter().skip(3).map(|name| row(name, 7, OPTIONAL | MANY | CHOICE)));
        rows.push(Particle::group(2, OPTIONAL | MANY, &GROUP));
        rows.extend(NAMES.into_iter().take(4).map(|name| row(name, 6, 0)));
        rows.leak()
    }

    #[test]
    fn an_index_finds_the_rows_that_a_search_finds() {
        let particles = table();
        assert!(particles.len() > NARROW);
        let cursor = Cursor::new("<x></x>      ", &ns::WELL_KNOWN).unwrap();
        let parent = cursor.plain_name(ns::NONE).unwrap();
        let mut rows = Rows::default();
        let mut position = Position::new(particles, parent, 1, 0);
        for round in 0..3 {
            for next in 0..=particles.len() {
                position.next = next;
                for (namespace, name) in NAMES
                    .into_iter()
                    .chain(["c", "", "Namez"])
                    .flat_map(|name| [(6, name), (7, name), (8, name)])
                {
                    let expected = find(particles, beginning(particles, next), namespace, name);
                    let found = rows.find(&mut position, namespace, name);
                    assert_eq!(
                        found.map(|found| found.0),
                        expected.map(|found| found.0),
                        "{round} {next} {name}"
                    );
                }
            }
        }
        assert!(rows.0.iter().all(|wide| !wide.places.is_empty() && !wide.all_optional));
        assert_eq!(rows.0.len(), 1);
    }

    #[test]
    fn what_repeats_is_behind_another_that_repeats_but_not_its_own_choice() {
        let row = |name: &'static str, slot: u16| Particle::new(ns::NONE, name, slot, MANY, Type::STRING);
        let lists = [row("a", 0), row("b", 1)];
        assert!(is_behind(&lists, &lists[0], 0, 1) && !is_behind(&lists, &lists[1], 1, 1));
        let choice = [row("a", 0), row("b", 0)];
        assert!(!is_behind(&choice, &choice[0], 0, 1));
    }
}
