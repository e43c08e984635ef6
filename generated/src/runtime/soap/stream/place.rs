//! Places in a reply of which the middle is gone.

use crate::runtime::codec::strings::Index;
use crate::runtime::codec::{Departure, Departures};

/// What begins a text in UTF-8, whatever the declaration in it says.
pub(super) const MARK: &[u8] = b"\xEF\xBB\xBF";

/// A place in a text: bytes from 0, line and column (in characters) from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::runtime) struct Place {
    pub(in crate::runtime) offset: usize,
    pub(in crate::runtime) line: usize,
    pub(in crate::runtime) column: usize,
}

impl Place {
    pub(super) const START: Self = Self { offset: 0, line: 1, column: 1 };

    /// The place behind a text that begins here.
    pub(super) fn after(self, text: &str) -> Self {
        let lines = memchr::memchr_iter(b'\n', text.as_bytes()).count();
        let column = match memchr::memrchr(b'\n', text.as_bytes()) {
            Some(newline) => text.get(newline + 1..).unwrap_or_default().chars().count() + 1,
            None => self.column + text.chars().count(),
        };
        Self { offset: self.offset + text.len(), line: self.line + lines, column }
    }
}

/// How places in a text that was put together become those of the reply.
#[derive(Debug, Clone, Copy)]
pub(in crate::runtime) struct Shift {
    /// Where the piece begins in the text.
    pub(super) from: Place,
    /// Where it begins in the reply.
    pub(super) to: Place,
}

impl Shift {
    /// Whether a departure stands in the piece.
    fn holds(&self, departure: &Departure) -> bool {
        (departure.line, departure.column) >= (self.from.line, self.from.column)
    }

    fn moved(&self, line: usize, column: usize) -> (usize, usize) {
        match line == self.from.line {
            true => (self.to.line, self.to.column + column.saturating_sub(self.from.column)),
            false => (self.to.line + line.saturating_sub(self.from.line), column),
        }
    }

    /// The place in the reply of one in the text.
    pub(in crate::runtime) fn place(&self, place: Place) -> Place {
        if place.offset < self.from.offset {
            return place;
        }
        let (line, column) = self.moved(place.line, place.column);
        Place { offset: place.offset - self.from.offset + self.to.offset, line, column }
    }

    /// Moves the departures in the piece to their places in the reply.
    pub(super) fn departures(&self, departures: &mut Departures) {
        departures.each_mut(&mut |departure| {
            if self.holds(departure) {
                (departure.line, departure.column) = self.moved(departure.line, departure.column);
            }
        });
    }
}

/// What was cut out of a reply before the rest of it is judged: the items of its list.
pub(in crate::runtime) struct Cut {
    pub(super) shift: Shift,
    /// Where the items departed from the contract.
    pub(super) departures: Departures,
    /// The parts beside the envelope that items refer to.
    pub(super) awaited: Index,
}

impl Cut {
    /// A part that items refer to and that did not come, as its `cid:` URL.
    pub(in crate::runtime) fn missing(&self, has_come: &mut dyn FnMut(&str) -> bool) -> Option<&str> {
        self.awaited.without(has_come)
    }

    /// The place in the reply of one in what is left of it.
    pub(in crate::runtime) fn place(&self, place: Place) -> Place {
        self.shift.place(place)
    }

    /// What stands behind the cut, and a place in that: what stands before is not near it.
    pub(in crate::runtime) fn behind<'b>(&self, bytes: &'b [u8], offset: usize) -> Option<(&'b [u8], usize)> {
        let from = self.shift.from.offset;
        Some((bytes.get(MARK.len() + from..)?, offset.checked_sub(from)?))
    }

    /// Adds the departures of the items to those of the rest, each at its place.
    pub(in crate::runtime) fn join(&self, rest: &mut Departures) {
        self.shift.departures(rest);
        if self.departures.count() == 0 {
            return;
        }
        let to = (self.shift.to.line, self.shift.to.column);
        rest.insert(&self.departures, &|departure| (departure.line, departure.column) >= to);
    }
}
