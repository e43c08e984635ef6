//! What is known of the tables while a message is read: which row is likely, and which row has a name.
//!
//! Where an element is absent, or comes early, the next one is that of another row than was expected. Senders make all records
//! of a list in one way, so the row that came in its place the last time is looked at first. Else all rows are looked through,
//! which is quick in a table of few. A wide table gets an index, once it was looked through some times: otherwise elements in
//! any order would take a time that grows with the square of the table.

use std::num::NonZeroU64;

use super::position::Position;
use super::rows::{beginning, find, fits};
use crate::runtime::codec::scan::hash_of_name;
use crate::runtime::codec::tables::{CHOICE, OPTIONAL, Particle, Type, ns};

/// Up to so many rows are each looked at.
const NARROW: usize = 16;

/// How often rows are looked for before anything is noted of their tables, and how often a wide table is looked through before
/// its index is made: each takes about as long.
const OFTEN: u8 = 8;

/// How often what is foreseen may be wrong before nothing is foreseen.
const TRUST: u8 = 3;

/// No row.
const NONE: u16 = u16::MAX;

/// Of the number of a row: others have its name, too.
const SEVERAL: u16 = 1 << 15;

/// What is known of the tables of a message.
#[derive(Default)]
pub(super) struct Rows {
    /// How often a row was looked for, up to [`OFTEN`].
    asked: u8,
    tables: Vec<Table>,
}

/// What is known of a table.
struct Table {
    particles: &'static [Particle],
    /// For each row, and for the end: the one that came the last time when that was expected and did not simply come.
    instead: Vec<u16>,
    /// How often that may be wrong before it is not tried. Each time that it would have been right counts for it.
    trust: u8,
    /// How often it was looked through, if it is wide.
    asked: u8,
    /// The numbers of rows, from 1 on, at the hashes of their names, or as near behind them as there was room. A free place
    /// is 0. Three of four are free or more, and their number is a power of two.
    places: Vec<u16>,
    /// The logarithm of their number.
    bits: u32,
    /// No row has to come.
    all_optional: bool,
}

impl Rows {
    /// The row for a name, or the group that begins with it: the first from the place that was reached, else the first of
    /// all. The hash of the name may be known.
    #[inline(never)]
    pub(super) fn find(
        &mut self,
        position: &mut Position<'_>,
        namespace: u16,
        local: &[u8],
        hash: Option<NonZeroU64>,
    ) -> Option<usize> {
        let (particles, next) = (position.frame.particles, position.next);
        if let [only] = particles {
            return fits(only, namespace, local).then_some(0);
        }
        let Some(table) = self.table(position) else {
            return find(particles, beginning(particles, next), namespace, local).map(|(row, _)| row);
        };
        // It was found from the same place by the same name.
        if let Some((row, particle)) = table.foreseen(next)
            && fits(particle, namespace, local)
        {
            table.trust = TRUST;
            return Some(row);
        }
        let row = table.search(next, namespace, local, hash)?;
        // A group begins with several names, of which another row may have one.
        if namespace != ns::ANY && particles.get(row).is_some_and(|particle| particle.namespace == namespace)
        {
            table.note(next, row);
        }
        Some(row)
    }

    /// The row that is likely to come, since it did the last time when the next one did not come as it mostly does.
    #[inline]
    pub(super) fn foreseen(&mut self, position: &mut Position<'_>) -> Option<(usize, &'static Particle)> {
        let next = position.next;
        self.table(position)?.foreseen(next)
    }

    /// The only row with this name and hash, where the table has an index.
    #[inline]
    pub(super) fn indexed(
        &self,
        position: &Position<'_>,
        namespace: u16,
        local: &[u8],
        hash: NonZeroU64,
    ) -> Option<(usize, &'static Particle)> {
        let table = self.tables.get(position.table?).filter(|table| !table.places.is_empty())?;
        match table.look(namespace, local, hash) {
            Found::Only(Some(row)) => Some((row, table.particles.get(row)?)),
            _ => None,
        }
    }

    /// Whether all rows of a table are known to be such that none has to come.
    pub(super) fn all_optional(&self, position: &Position<'_>) -> bool {
        let table = position.table.and_then(|number| self.tables.get(number));
        table.is_some_and(|table| table.all_optional)
    }

    /// What is known of the table at a place.
    #[inline]
    fn table(&mut self, position: &mut Position<'_>) -> Option<&mut Table> {
        if position.table.is_none() {
            position.table = self.number(position.frame.particles);
        }
        self.tables.get_mut(position.table?)
    }

    /// The number of a table.
    #[inline(never)]
    fn number(&mut self, particles: &'static [Particle]) -> Option<usize> {
        if particles.len() < 2 {
            return None;
        }
        if self.asked < OFTEN {
            self.asked += 1;
            return None;
        }
        let known = self.tables.iter().rposition(|one| std::ptr::eq(one.particles, particles));
        Some(known.unwrap_or_else(|| {
            self.tables.push(Table::new(particles));
            self.tables.len() - 1
        }))
    }
}

impl Table {
    #[cold]
    fn new(particles: &'static [Particle]) -> Self {
        Self {
            particles,
            instead: vec![NONE; particles.len() + 1],
            trust: TRUST,
            asked: 0,
            places: Vec::new(),
            bits: 1,
            all_optional: particles.iter().all(|one| one.flags & (OPTIONAL | CHOICE) == OPTIONAL),
        }
    }

    #[inline]
    fn foreseen(&self, next: usize) -> Option<(usize, &'static Particle)> {
        if self.trust == 0 {
            return None;
        }
        let row = usize::from(*self.instead.get(next)?);
        Some((row, self.particles.get(row)?))
    }

    /// Notes which row came where the next one was expected.
    #[inline]
    fn note(&mut self, next: usize, row: usize) {
        let Some(instead) = self.instead.get_mut(next) else { return };
        let row = u16::try_from(row).unwrap_or(NONE);
        if *instead == row {
            self.trust = TRUST;
        } else if *instead != NONE {
            self.trust = self.trust.saturating_sub(1);
        }
        *instead = row;
    }

    /// Looks through the table, or its index.
    #[inline]
    fn search(
        &mut self,
        next: usize,
        namespace: u16,
        local: &[u8],
        hash: Option<NonZeroU64>,
    ) -> Option<usize> {
        if self.places.is_empty() {
            self.asked = self.asked.saturating_add(1);
            if self.asked == OFTEN && self.particles.len() > NARROW {
                self.index();
            }
        } else if let Found::Only(row) =
            self.look(namespace, local, hash.unwrap_or_else(|| hash_of_name(local)))
        {
            return row;
        }
        find(self.particles, beginning(self.particles, next), namespace, local).map(|(row, _)| row)
    }

    #[cold]
    fn index(&mut self) {
        let mut names = Vec::new();
        for (row, particle) in (1..SEVERAL).zip(self.particles) {
            match particle.ty {
                Type::Group(def) => firsts(def.elements, row, &mut names),
                _ => names.push((particle.name, row)),
            }
        }
        if names.len() >= usize::from(SEVERAL) || self.particles.len() >= usize::from(SEVERAL) {
            return;
        }
        // At first the numbers of names.
        self.bits = (4 * names.len()).max(2).next_power_of_two().ilog2();
        let mut places = vec![0; 1 << self.bits];
        let last = places.len() - 1;
        for number in 1..=names.len() {
            let Some((name, _)) = names.get(number - 1).copied() else { break };
            let mut at = self.place(hash_of_name(name.as_bytes()));
            while let Some(place) = places.get_mut(at & last) {
                match names.get_mut(usize::from(*place).wrapping_sub(1)) {
                    Some((other, row)) if *other == name => {
                        *row |= SEVERAL;
                        break;
                    }
                    Some(_) => at += 1,
                    None => {
                        *place = u16::try_from(number).unwrap_or(0);
                        break;
                    }
                }
            }
        }
        for place in &mut places {
            *place = names.get(usize::from(*place).wrapping_sub(1)).map_or(0, |(_, row)| *row);
        }
        self.places = places;
    }

    #[inline]
    fn look(&self, namespace: u16, local: &[u8], hash: NonZeroU64) -> Found {
        let mut at = self.place(hash);
        while let Some(place) = self.places.get(at & (self.places.len() - 1))
            && let Some(row) = usize::from(place & !SEVERAL).checked_sub(1)
        {
            // Names of other namespaces are not told apart before.
            if place & SEVERAL != 0 {
                return Found::Several;
            }
            if let Some(particle) = self.particles.get(row)
                && fits(particle, namespace, local)
            {
                return Found::Only(Some(row));
            }
            at += 1;
        }
        Found::Only(None)
    }

    /// Where a hash belongs.
    #[inline]
    const fn place(&self, hash: NonZeroU64) -> usize {
        (hash.get() >> (u64::BITS - self.bits)) as usize
    }
}

/// What an index has for a name.
enum Found {
    Only(Option<usize>),
    Several,
}

/// The names of the elements that may be the first of a group, which is a row. As [`begins`] has them.
fn firsts(particles: &'static [Particle], row: u16, names: &mut Vec<(&'static str, u16)>) {
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
