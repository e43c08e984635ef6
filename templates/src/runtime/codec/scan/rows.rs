//! Attributes by the table: those of a type that is expected, compared with its rows as elements are.

use super::attributes::Attribute;
use super::bytes::{begins, value_end};
use super::{Cursor, Span, Tag};
use crate::runtime::codec::chars::is_space;
use crate::runtime::codec::tables::{Particle, Type, ns};

/// The orders of how many types are kept.
const TYPES: usize = 4;

/// Of how many attributes the order is kept.
const PLACES: usize = 16;

/// Up to so many rows are each looked at.
const FEW: usize = 8;

/// In which order the attributes of a type came last: a sender has one.
#[derive(Clone, Copy)]
struct Order {
    rows: &'static [Particle],
    /// The rows are in the order of their names.
    sorted: bool,
    /// None of them means something to the scanner itself.
    plain: bool,
    places: [u16; PLACES],
}

/// Those of the last few types.
pub(super) struct Orders {
    all: [Order; TYPES],
    next: usize,
}

impl Default for Orders {
    fn default() -> Self {
        Self { all: [Order { rows: &[], sorted: false, plain: true, places: [0; PLACES] }; TYPES], next: 0 }
    }
}

impl Orders {
    /// That of some rows.
    #[inline]
    fn of(&mut self, rows: &'static [Particle]) -> Option<&mut Order> {
        let known = self.all.iter().position(|one| std::ptr::eq(one.rows, rows));
        let index = known.unwrap_or_else(|| self.note(rows));
        self.all.get_mut(index)
    }

    #[inline(never)]
    fn note(&mut self, rows: &'static [Particle]) -> usize {
        let index = self.next;
        self.next = (index + 1) % TYPES;
        if let Some(place) = self.all.get_mut(index) {
            let plain = rows.iter().all(|row| row.namespace != ns::XSI && row.name != "xmlns");
            let mut order = Order { rows, sorted: is_sorted(rows), plain, places: [0; PLACES] };
            for (place, row) in order.places.iter_mut().zip(0..) {
                *place = row;
            }
            *place = order;
        }
        index
    }
}

fn is_sorted(rows: &[Particle]) -> bool {
    rows.is_sorted_by(|one, next| (one.namespace, one.name) < (next.namespace, next.name))
}

/// The attributes that an element of this type has.
#[inline]
pub(super) const fn rows_of(ty: Type) -> &'static [Particle] {
    match ty {
        Type::Record(def) => def.attributes,
        Type::List(_) | Type::Scalar(_) => &[],
        Type::Derived(derived) => match (derived.types, derived.default) {
            ([only, ..], Some(0)) => only.attributes,
            _ => &[],
        },
        _ => &[],
    }
}

/// The row of a name.
pub(super) fn row_of(rows: &[Particle], sorted: bool, namespace: u16, local: &str) -> Option<usize> {
    if sorted && rows.len() > FEW {
        rows.binary_search_by(|row| (row.namespace, row.name).cmp(&(namespace, local))).ok()
    } else {
        rows.iter().position(|row| row.is(namespace, local))
    }
}

impl<'a> Cursor<'a> {
    /// Reads attributes from the end of the element's name to the end of the tag, if each is one of the rows and comes once.
    /// Otherwise nothing was read.
    #[inline(never)]
    pub(super) fn attributes_by_rows(
        &mut self,
        start: usize,
        rows: &'static [Particle],
        tag: &mut Tag,
    ) -> bool {
        self.values.clear();
        let noted = self.notes.count();
        let mut memos = std::mem::take(&mut self.memos);
        let order = memos.0.get_or_insert_default().orders.of(rows);
        let end = order.filter(|order| order.plain).and_then(|order| self.each_row(start, rows, order));
        self.memos = memos;
        let Some(end) = end else {
            self.attributes.clear();
            self.notes.truncate(noted);
            return false;
        };
        tag.empty = self.at(end) == b'/';
        tag.attributes = !self.attributes.is_empty();
        self.position = end + if tag.empty { 2 } else { 1 };
        self.rows = rows;
        true
    }

    /// Gives where the attributes end.
    #[inline]
    fn each_row(&mut self, start: usize, rows: &'static [Particle], order: &mut Order) -> Option<usize> {
        let mut position = start;
        // Which rows came.
        let mut seen = 0u64;
        let mut place = 0;
        let mut last = 0;
        loop {
            let before = position;
            while is_space(self.at(position)) {
                position += 1;
            }
            match self.at(position) {
                b'>' => return Some(position),
                b'/' if self.at(position + 1) == b'>' => return Some(position),
                _ if before == position => return None,
                _ => {}
            }
            let expected = order.places.get(place).map_or(last + 1, |row| usize::from(*row));
            let (row, particle, from) = self.row_at(position, rows, expected, order.sorted)?;
            if row != expected
                && let Some(expected) = order.places.get_mut(place)
            {
                *expected = u16::try_from(row).ok()?;
            }
            let bit = 1u64.checked_shl(u32::try_from(row).ok()?)?;
            if seen & bit != 0 {
                return None;
            }
            seen |= bit;
            let quote = self.at(from - 1);
            let (value, rewritten, end) = match value_end(self.bytes, from, quote) {
                Some(end) => (Self::span(from, end), false, end),
                None => self.rare_value(from, quote).ok()?,
            };
            let local = from - "=\"".len() - particle.name.len();
            let mut attribute = Attribute {
                prefix: Span::default(),
                local: Self::span(local, local + particle.name.len()),
                value,
                rewritten,
                namespace: ns::NONE,
                uri: Span::default(),
                row: u16::try_from(row).ok()?,
            };
            if particle.namespace != ns::NONE {
                attribute.prefix = Self::span(position, local - 1);
                (_, attribute.namespace, attribute.uri) = self.lookup(attribute.prefix).ok()?;
            }
            self.attributes.push(attribute);
            position = end + 1;
            place += 1;
            last = row;
        }
    }

    /// The row of the attribute at a position: the one that is expected, or another. And where its value begins.
    #[inline]
    fn row_at(
        &self,
        position: usize,
        rows: &'static [Particle],
        expected: usize,
        sorted: bool,
    ) -> Option<(usize, &'static Particle, usize)> {
        if let Some(row) = rows.get(expected)
            && let Some(from) = self.value_of_row(position, row)
        {
            return Some((expected, row, from));
        }
        self.other_row_at(position, rows, sorted)
    }

    #[inline(never)]
    fn other_row_at(
        &self,
        position: usize,
        rows: &'static [Particle],
        sorted: bool,
    ) -> Option<(usize, &'static Particle, usize)> {
        let (prefix, local, _) = self.name(position).ok()?;
        let namespace = match prefix.is_empty() {
            true => ns::NONE,
            false => self.lookup(prefix).ok()?.1,
        };
        let row = row_of(rows, sorted, namespace, local.slice(self.text))?;
        let particle = rows.get(row)?;
        Some((row, particle, self.value_of_row(position, particle)?))
    }

    /// Where the value begins if the name of a row stands at a position, and its value right behind it.
    #[inline(always)]
    fn value_of_row(&self, position: usize, row: &Particle) -> Option<usize> {
        let start = match row.namespace {
            ns::NONE => position,
            namespace => self.behind_prefix(position, namespace)?,
        };
        let rest = self.rest(start);
        let fits = begins(rest, row.name.as_bytes())
            && matches!(rest.get(row.name.len()..), Some([b'=', b'"' | b'\'', ..]));
        fits.then_some(start + row.name.len() + "=\"".len())
    }

    /// Where the local name of an attribute begins if the prefix of a namespace stands before it.
    #[inline(never)]
    fn behind_prefix(&self, position: usize, namespace: u16) -> Option<usize> {
        let prefix = (*self.current.get(namespace as usize)?)?.slice(&self.memory).as_bytes();
        let end = position + prefix.len();
        let fits = !prefix.is_empty() && begins(self.rest(position), prefix) && self.at(end) == b':';
        fits.then_some(end + 1)
    }

    /// The attributes of the tag that was just read: the row of each among `rows`, the number of its namespace, its value.
    #[inline]
    pub(in crate::runtime) fn each_attribute_of(
        &self,
        rows: &'static [Particle],
    ) -> impl Iterator<Item = (Option<usize>, u16, &str)> {
        let known = std::ptr::eq(self.rows, rows);
        let sorted = !known && rows.len() > FEW && self.attributes.len() > 1 && is_sorted(rows);
        self.attributes.iter().map(move |one| {
            let row = match known {
                true => Some(usize::from(one.row)),
                false => row_of(rows, sorted, one.namespace, one.local.slice(self.text)),
            };
            (row, one.namespace, self.value_of(one))
        })
    }
}
