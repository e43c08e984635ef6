//! A place in a content model: the rows that count there, and how far reading has come.

use std::cell::OnceCell;

use super::groups;
use super::namespaces::Namesakes;
use crate::runtime::codec::field::{Record, Sequence};
use crate::runtime::codec::scan::Name;
use crate::runtime::codec::tables::Particle;

/// What the children of an element go into.
pub(super) enum Target<'a> {
    Record(&'a mut dyn Record),
    Sequence(&'a mut dyn Sequence),
}

/// A place in a content model, while the elements there are read.
pub(in crate::runtime) struct Position<'p> {
    /// The rows that count.
    pub(super) frame: Frame<'p>,
    /// The row that is expected next.
    pub(super) next: usize,
    /// The row that is likely to come where that one does not come as it mostly does.
    pub(super) likely: usize,
    /// The rows that have brought something.
    pub(super) seen: Seen,
    /// The element around them.
    pub(super) parent: Name<'p>,
    /// How deep they stand.
    pub(super) depth: usize,
    /// Where the first of them may begin.
    pub(super) start: usize,
    /// A row was stepped over: it may be missing.
    pub(super) skipped: bool,
    /// The last element was that of another row than the expected one: so may the next one be.
    pub(super) apart: bool,
    /// The slot of a choice that is known to be made anew each time.
    pub(super) anew: Option<u16>,
    /// Where the first element begins that the contract does not know.
    pub(super) unknown: Option<usize>,
    /// Which of the tables it is of which something is known, once that was asked.
    pub(super) table: Option<usize>,
}

impl<'p> Position<'p> {
    /// The beginning of the content of an element.
    #[inline]
    pub(super) fn new(particles: &'static [Particle], parent: Name<'p>, depth: usize, start: usize) -> Self {
        let frame = Frame::new(particles, None, false);
        Self {
            frame,
            next: 0,
            likely: 0,
            seen: Seen::default(),
            parent,
            depth,
            start,
            skipped: false,
            apart: false,
            anew: None,
            unknown: None,
            table: None,
        }
    }
}

/// The rows that count at one place: those of a type, or of a group within it. What surrounds a group is `outer`, up to the
/// element that holds them all.
pub(super) struct Frame<'f> {
    pub(super) particles: &'static [Particle],
    pub(super) outer: Option<&'f Frame<'f>>,
    /// It is, or stands within, a group that repeats: a step back in the order begins the next occurrence.
    pub(super) repeats: bool,
    /// What the elements there say of their names, once one had the wrong namespace. It stands in the outermost frame.
    pub(super) namesakes: OnceCell<Namesakes>,
}

impl<'f> Frame<'f> {
    #[inline]
    pub(super) const fn new(particles: &'static [Particle], outer: Option<&'f Self>, repeats: bool) -> Self {
        Self { particles, outer, repeats, namesakes: OnceCell::new() }
    }

    /// The frame of the element that holds them all.
    pub(super) fn root(&self) -> &Self {
        let mut root = self;
        while let Some(outer) = root.outer {
            root = outer;
        }
        root
    }

    /// Whether an element belongs to this frame, or to one around it.
    pub(super) fn knows(&self, namespace: u16, local: &str) -> bool {
        groups::holds(self.particles, namespace, local)
            || self.outer.is_some_and(|outer| outer.knows(namespace, local))
    }

    /// Whether this frame, or one around it, has an element of that name.
    pub(super) fn names(&self, namespace: u16, local: &str) -> bool {
        groups::names(self.particles, namespace, local)
            || self.outer.is_some_and(|outer| outer.names(namespace, local))
    }
}

/// The rows of a table that were seen. The first 64 need no memory of their own.
#[derive(Default)]
pub(super) struct Seen {
    low: u64,
    /// A bit for each of those behind the first 64.
    high: Vec<u64>,
}

impl Seen {
    /// Whether a row was noted.
    #[inline]
    pub(super) fn has(&self, index: usize) -> bool {
        let word = match (index / 64).checked_sub(1) {
            None => self.low,
            Some(word) => self.high.get(word).copied().unwrap_or(0),
        };
        word & (1 << (index % 64)) != 0
    }

    /// Notes a row; tells whether it was there before.
    #[inline]
    pub(super) fn note(&mut self, index: usize) -> bool {
        let word = match (index / 64).checked_sub(1) {
            None => Some(&mut self.low),
            Some(word) if word < self.high.len() => self.high.get_mut(word),
            Some(word) => self.high(word),
        };
        let bit = 1 << (index % 64);
        word.is_some_and(|word| {
            let before = *word & bit != 0;
            *word |= bit;
            before
        })
    }

    #[cold]
    fn high(&mut self, word: usize) -> Option<&mut u64> {
        self.high.resize(word + 1, 0);
        self.high.get_mut(word)
    }
}
