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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_count_bytes_lines_and_characters() {
        let place = Place::START.after("aé\nb");
        assert_eq!(place, Place { offset: 5, line: 2, column: 2 });
        assert_eq!(place.after("ü"), Place { offset: 7, line: 2, column: 3 });
    }

    #[test]
    fn what_stands_behind_the_cut_moves_with_it() {
        // `ab|cd\nef` where between `ab` and `cd` a line and a half are gone.
        let shift = Shift {
            from: Place { offset: 2, line: 1, column: 3 },
            to: Place { offset: 20, line: 2, column: 8 },
        };
        let moved = |offset, line, column| shift.place(Place { offset, line, column });
        assert_eq!(moved(1, 1, 2), Place { offset: 1, line: 1, column: 2 });
        assert_eq!(moved(3, 1, 4), Place { offset: 21, line: 2, column: 9 });
        assert_eq!(moved(6, 2, 2), Place { offset: 24, line: 3, column: 2 });
    }

    #[test]
    fn what_stands_behind_the_cut_is_found_by_its_place() {
        let from = Place { offset: 2, line: 1, column: 3 };
        let cut = Cut {
            shift: Shift { from, to: from },
            departures: Departures::default(),
            awaited: Index::default(),
        };
        let reply = [&b"ab"[..], MARK, &b"cd"[..]].concat();
        assert_eq!(cut.behind(&reply, 3), Some((&b"cd"[..], 1)));
        assert_eq!(cut.behind(&reply, 1), None);
    }
}
