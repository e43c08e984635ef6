//! Where a message departed from its contract and was read all the same.

use std::fmt;
use std::ops::Deref;

use super::order::order;

/// A way of departing from a contract.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum DepartureKind {
    /// The contract demands a value that is missing, nil or empty, and its Rust type cannot say so. Where this is taken,
    /// the value is the default of its type.
    Missing,
    /// The contract demands an element or attribute that is missing or nil, and the Rust value says so: `None`, an empty
    /// list.
    Absent,
    /// An empty text for a number, a date or a boolean, where the Rust value says that there is none.
    Empty,
    /// An element has the right local name and the wrong namespace.
    Namespace,
    /// The element of the Body has the right local name, and a namespace that the contract does not know.
    Wrapper,
    /// The only result of the operation is missing, and another element stands in its place.
    OtherResult,
    /// An element, a header block or a value of an enumeration or union that the contract does not know.
    Unknown,
    /// An item of a list is nil, and the contract does not allow that. It is left out.
    NilItem,
    /// An element out of order.
    Order,
    /// An element that the contract allows once, for the second time. The first one counts.
    Repeated,
    /// A value in a spelling that its type does not have, and that can mean only one: `True`.
    Spelling,
    /// A text that is no value of its type. Where this is taken, an optional value is `None`.
    Unreadable,
    /// What XML does not allow: an entity of HTML, a reference to a control character, something behind the root element.
    IllegalXml,
    /// The HTTP header and the XML declaration name different encodings, and the bytes agree with the declaration.
    Charset,
    /// White space before the XML declaration.
    Prolog,
    /// A header block that must be understood, and that neither the contract nor the program knows.
    MustUnderstand,
}

impl DepartureKind {
    /// All kinds, in the order of their declaration.
    pub const ALL: [Self; 16] = [
        Self::Missing,
        Self::Absent,
        Self::Empty,
        Self::Namespace,
        Self::Wrapper,
        Self::OtherResult,
        Self::Unknown,
        Self::NilItem,
        Self::Order,
        Self::Repeated,
        Self::Spelling,
        Self::Unreadable,
        Self::IllegalXml,
        Self::Charset,
        Self::Prolog,
        Self::MustUnderstand,
    ];

    pub(super) const fn bit(self) -> u32 {
        1 << self as u32
    }
}

/// One place where a message departed from its contract.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Departure {
    /// In which way.
    pub kind: DepartureKind,
    /// The elements from the root to the place, such as `Envelope/Body/GetItemResponse/GetItemResult/Count`; an attribute
    /// has an `@` before its name. Empty where the place is not within the envelope.
    pub path: String,
    /// The line, from 1.
    pub line: usize,
    /// The column in characters, from 1.
    pub column: usize,
    /// What was found; without what is secret.
    pub found: String,
}

impl Departure {
    /// One that is not within the envelope.
    pub(in crate::runtime) fn outside(kind: DepartureKind, found: &str) -> Self {
        Self { kind, path: String::new(), line: 1, column: 1, found: found.to_owned() }
    }

    /// Puts `redacted` texts (`None` leaves one as it is) in place of what the server sent.
    pub(in crate::runtime) fn hide(&mut self, redacted: &dyn Fn(&str) -> Option<String>) {
        for text in [&mut self.path, &mut self.found] {
            if let Some(better) = redacted(text) {
                *text = better;
            }
        }
    }
}

impl fmt::Display for Departure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.path.is_empty() {
            write!(f, "{} (line {}, column {}): ", self.path, self.line, self.column)?;
        }
        f.write_str(&self.found)
    }
}

/// Where a message departed from its contract: the first hundred places, and how many there were.
///
/// Nothing is allocated while there is none.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Departures(Option<Box<Kept>>);

#[derive(Debug, Clone, PartialEq, Eq, Default)]
struct Kept {
    first: Vec<Departure>,
    count: usize,
}

impl Departures {
    /// How many places are kept; the others are only counted.
    pub const KEPT: usize = 100;

    /// How many departures there were, also beyond those that are kept.
    #[must_use]
    pub fn count(&self) -> usize {
        self.0.as_deref().map_or(0, |kept| kept.count)
    }

    /// Adds one.
    #[cold]
    pub(in crate::runtime) fn push(&mut self, departure: Departure) {
        let kept = self.0.get_or_insert_default();
        kept.count += 1;
        if kept.first.len() < Self::KEPT {
            kept.first.push(departure);
        }
    }

    /// The encoding that HTTP names is not that of the bytes.
    #[cold]
    pub(in crate::runtime) fn of_encoding(found: &str) -> Self {
        let mut departures = Self::default();
        departures.push(Departure::outside(DepartureKind::Charset, found));
        departures
    }

    /// Adds those of another list.
    pub(in crate::runtime) fn extend(&mut self, others: &Self) {
        let Some(other) = &others.0 else { return };
        let kept = self.0.get_or_insert_default();
        kept.count += other.count;
        let room = Self::KEPT.saturating_sub(kept.first.len());
        for departure in other.first.iter().take(room) {
            kept.first.push(departure.clone());
        }
    }

    /// Puts those of another list before the first one that stands behind them.
    #[cfg(feature = "stream")]
    pub(in crate::runtime) fn insert(&mut self, others: &Self, is_behind: &dyn Fn(&Departure) -> bool) {
        let Some(other) = &others.0 else { return };
        let kept = self.0.get_or_insert_default();
        let behind = kept.first.iter().position(is_behind).unwrap_or(kept.first.len());
        kept.first.splice(behind..behind, other.first.iter().cloned());
        kept.first.truncate(Self::KEPT);
        kept.count += other.count;
    }

    /// Changes those that are kept.
    pub(in crate::runtime) fn each_mut(&mut self, change: &mut dyn FnMut(&mut Departure)) {
        if let Some(kept) = &mut self.0 {
            for departure in &mut kept.first {
                change(departure);
            }
        }
    }
}

impl Deref for Departures {
    type Target = [Departure];

    fn deref(&self) -> &[Departure] {
        self.0.as_deref().map_or(&[], |kept| &kept.first)
    }
}

impl<'d> IntoIterator for &'d Departures {
    type Item = &'d Departure;
    type IntoIter = std::slice::Iter<'d, Departure>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

/// A departure while the message is still being read: its path is found at the end.
#[derive(Debug, Clone)]
struct Noted {
    kind: DepartureKind,
    /// A byte within the element that is meant, or where its tag begins.
    offset: usize,
    /// What is missing in that element.
    below: Option<String>,
    found: String,
}

/// The departures of one message, while it is read.
#[derive(Debug, Clone, Default)]
pub(in crate::runtime) struct Notes {
    first: Vec<Noted>,
    count: usize,
}

impl Notes {
    #[cold]
    #[inline(never)]
    pub(in crate::runtime) fn push(&mut self, kind: DepartureKind, offset: usize, found: &str) {
        self.count += 1;
        if self.first.len() < Departures::KEPT {
            // What a server sent may be of any length.
            let found = found.chars().take(200).collect();
            self.first.push(Noted { kind, offset, below: None, found });
        }
    }

    /// The last one means a child of the element at its byte, which is not there.
    pub(in crate::runtime) fn name_last(&mut self, name: &str) {
        if self.count == self.first.len()
            && let Some(last) = self.first.last_mut()
        {
            last.below = Some(name.to_owned());
        }
    }

    /// Tells of one that is noted already what it is in truth. Says whether there was one.
    #[cold]
    pub(in crate::runtime) fn retell(
        &mut self,
        (was, offset): (DepartureKind, usize),
        kind: DepartureKind,
        found: &str,
    ) -> bool {
        let noted = self.first.iter_mut().find(|noted| noted.kind == was && noted.offset == offset);
        let Some(noted) = noted else { return false };
        noted.kind = kind;
        found.clone_into(&mut noted.found);
        true
    }

    /// Whether more are only counted.
    pub(in crate::runtime) const fn is_full(&self) -> bool {
        self.count >= Departures::KEPT
    }

    pub(in crate::runtime) const fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// How many there are, to come back to with [`truncate`](Self::truncate).
    pub(in crate::runtime) const fn count(&self) -> usize {
        self.count
    }

    /// Forgets all but the first `count`.
    pub(in crate::runtime) fn truncate(&mut self, count: usize) {
        self.count = count;
        self.first.truncate(count);
    }

    /// With the place of each; `path_to` gives the elements around the offsets, which it gets in ascending order.
    pub(in crate::runtime) fn located(
        mut self,
        text: &str,
        path_to: &mut dyn FnMut(usize) -> String,
    ) -> Departures {
        if self.first.is_empty() {
            return Departures::default();
        }
        let offset = |number| self.first.get(number).map(|noted: &Noted| noted.offset);
        let order = order(self.first.len(), &|one, other| offset(one).cmp(&offset(other)));
        let (mut line, mut column, mut at) = (1, 1, 0);
        let mut first = Vec::new();
        for number in order {
            let Some(noted) = self.first.get_mut(number) else { continue };
            let passed = text.get(at..noted.offset).unwrap_or_default();
            at = at.max(noted.offset);
            line += memchr::memchr_iter(b'\n', passed.as_bytes()).count();
            column = match memchr::memrchr(b'\n', passed.as_bytes()) {
                Some(newline) => passed.get(newline + 1..).unwrap_or_default().chars().count() + 1,
                None => column + passed.chars().count(),
            };
            let mut path = path_to(noted.offset);
            if let Some(below) = &noted.below {
                if !path.is_empty() {
                    path.push('/');
                }
                path.push_str(below);
            }
            let found = std::mem::take(&mut noted.found);
            first.push(Departure { kind: noted.kind, path, line, column, found });
        }
        Departures(Some(Box::new(Kept { first, count: self.count })))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_told_anew_is_that_of_its_kind_and_place() {
        let mut notes = Notes::default();
        for (kind, offset) in
            [(DepartureKind::Unknown, 1), (DepartureKind::Namespace, 2), (DepartureKind::Unknown, 2)]
        {
            notes.push(kind, offset, "old");
        }
        assert!(notes.retell((DepartureKind::Unknown, 2), DepartureKind::Repeated, "new"));
        let told: Vec<_> = notes.first.iter().map(|noted| (noted.kind, noted.found.as_str())).collect();
        let expected = [
            (DepartureKind::Unknown, "old"),
            (DepartureKind::Namespace, "old"),
            (DepartureKind::Repeated, "new"),
        ];
        assert_eq!(told, expected);
        assert!(!notes.retell((DepartureKind::Unknown, 3), DepartureKind::Repeated, "new"));
    }
}
