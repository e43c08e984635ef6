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
struct Order {
    rows: &'static [Particle],
    /// The rows are in the order of their names.
    sorted: bool,
    /// None of them means something to the scanner itself.
    plain: bool,
    /// What all of the values stand in.
    quote: u8,
    places: [Place; PLACES],
}

/// The attribute that comes at a place.
#[derive(Clone, Copy)]
struct Place {
    /// The first bytes of a space, its name, the equals sign and the quote, as one number, and those that are compared.
    key: u128,
    mask: u128,
    /// How many bytes all of those are.
    length: usize,
    row: u16,
}

impl Place {
    /// None: no text has such bytes.
    const NONE: Self = Self { key: 0, mask: u128::MAX, length: 0, row: 0 };

    /// A row, with the quote that its value has. A prefix may be another elsewhere.
    fn new(row: usize, particle: &Particle, quote: u8) -> Self {
        if particle.namespace != ns::NONE || row >= 64 {
            return Self::NONE;
        }
        let mut key = [0; size_of::<u128>()];
        let mut mask = key;
        let bytes = " ".bytes().chain(particle.name.bytes()).chain([b'=', quote]);
        for ((key, mask), byte) in key.iter_mut().zip(&mut mask).zip(bytes) {
            (*key, *mask) = (byte, u8::MAX);
        }
        Self {
            key: u128::from_le_bytes(key),
            mask: u128::from_le_bytes(mask),
            length: particle.name.len() + " =\"".len(),
            row: u16::try_from(row).unwrap_or(u16::MAX),
        }
    }

    /// Whether all of it stands at a position where its first bytes do.
    #[inline(never)]
    fn stands(&self, bytes: &[u8], position: usize, rows: &[Particle], quote: u8) -> bool {
        let rest = bytes.get(position + 1..).unwrap_or_default();
        rows.get(usize::from(self.row)).is_some_and(|particle| {
            let name = particle.name.as_bytes();
            begins(rest, name) && rest.get(name.len()..).is_some_and(|rest| rest.starts_with(&[b'=', quote]))
        })
    }
}

impl Order {
    /// Reads attributes from a position on, as long as they are those that are expected. Gives where they end, and which rows
    /// came.
    #[inline(never)]
    fn read(
        &self,
        bytes: &[u8],
        mut position: usize,
        attributes: &mut Vec<Attribute>,
        mut seen: u64,
    ) -> (usize, u64) {
        let quote = self.quote;
        for place in self.places.get(attributes.len()..).unwrap_or_default() {
            let Some(word) = bytes.get(position..).and_then(|rest| rest.first_chunk()) else { break };
            let bit = 1 << (place.row % 64);
            if u128::from_le_bytes(*word) & place.mask != place.key
                || seen & bit != 0
                || (place.length > word.len() && !place.stands(bytes, position, self.rows, quote))
            {
                break;
            }
            let from = position + place.length;
            let Some(end) = value_end(bytes, from, quote) else { break };
            seen |= bit;
            attributes.push(Attribute {
                prefix: Span::default(),
                local: Cursor::span(position + 1, from - "=\"".len()),
                value: Cursor::span(from, end),
                rewritten: false,
                namespace: ns::NONE,
                uri: Span::default(),
                row: place.row,
            });
            position = end + 1;
        }
        (position, seen)
    }
}

/// Those of the last few types.
#[derive(Default)]
pub(super) struct Orders {
    all: Vec<Order>,
    next: usize,
}

/// A copy of a cursor begins anew: it is made for a short way.
impl Clone for Orders {
    fn clone(&self) -> Self {
        Self::default()
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
        let mut places = [Place::NONE; PLACES];
        for ((row, particle), place) in rows.iter().enumerate().zip(&mut places) {
            *place = Place::new(row, particle, b'"');
        }
        let plain = rows.iter().all(|row| row.namespace != ns::XSI && row.name != "xmlns");
        let order = Order { rows, sorted: is_sorted(rows), plain, quote: b'"', places };
        if self.all.len() < TYPES {
            self.all.push(order);
            return self.all.len() - 1;
        }
        let index = self.next;
        self.next = (index + 1) % TYPES;
        if let Some(place) = self.all.get_mut(index) {
            *place = order;
        }
        index
    }
}

fn is_sorted(rows: &[Particle]) -> bool {
    rows.is_sorted_by(|one, next| (one.namespace, one.name) < (next.namespace, next.name))
}

/// The attributes that an element of this type has, most likely.
#[inline]
pub(super) fn rows_of(ty: Type) -> &'static [Particle] {
    match ty {
        Type::Record(def) => def.attributes,
        Type::Derived(derived) => {
            let declared = derived.default.and_then(|index| derived.types.get(usize::from(index)));
            declared.map_or(&[], |def| def.attributes)
        }
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
        let mut orders = std::mem::take(&mut self.orders);
        let order = orders.of(rows);
        let end = order.filter(|order| order.plain).and_then(|order| self.each_row(start, rows, order));
        self.orders = orders;
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
        loop {
            (position, seen) = order.read(self.bytes, position, &mut self.attributes, seen);
            let name = self.next_name(position)?;
            if matches!(self.at(name), b'>' | b'/') {
                return Some(name);
            }
            position = self.other_row(name, rows, order, &mut seen)?;
        }
    }

    /// Reads one attribute, whichever row it is. Gives where it ends.
    #[inline(never)]
    fn other_row(
        &mut self,
        name: usize,
        rows: &'static [Particle],
        order: &mut Order,
        seen: &mut u64,
    ) -> Option<usize> {
        let (row, particle, from) = self.row_at(name, rows, order.sorted)?;
        let bit = 1u64 << (row % 64);
        if row >= 64 || *seen & bit != 0 {
            return None;
        }
        *seen |= bit;
        let quote = self.at(from - 1);
        let (value, rewritten, end) = match value_end(self.bytes, from, quote) {
            Some(end) => (Self::span(from, end), false, end),
            None => self.rare_value(from, quote).ok()?,
        };
        let local = Self::span(from - "=\"".len() - particle.name.len(), from - "=\"".len());
        let mut attribute = Attribute {
            prefix: Span::default(),
            local,
            value,
            rewritten,
            namespace: ns::NONE,
            uri: Span::default(),
            row: u16::try_from(row).ok()?,
        };
        if particle.namespace != ns::NONE {
            attribute.prefix = Self::span(name, local.start as usize - 1);
            (_, attribute.namespace, attribute.uri) = self.lookup(attribute.prefix).ok()?;
        }
        if order.quote != quote {
            (order.quote, order.places) = (quote, [Place::NONE; PLACES]);
        }
        if let Some(place) = order.places.get_mut(self.attributes.len()) {
            *place = Place::new(row, particle, quote);
        }
        self.attributes.push(attribute);
        Some(end + 1)
    }

    /// Where the name of the next attribute begins, or the end of the tag.
    #[inline(never)]
    fn next_name(&self, position: usize) -> Option<usize> {
        let mut name = position;
        while is_space(self.at(name)) {
            name += 1;
        }
        match self.at(name) {
            b'>' => Some(name),
            b'/' => (self.at(name + 1) == b'>').then_some(name),
            _ => (name > position).then_some(name),
        }
    }

    /// The row of the attribute whose name begins at a position, and where its value begins.
    fn row_at(
        &self,
        position: usize,
        rows: &'static [Particle],
        sorted: bool,
    ) -> Option<(usize, &'static Particle, usize)> {
        // The one behind the last one may be it.
        let next = self.attributes.last().map_or(0, |last| usize::from(last.row) + 1);
        if let Some(row) = rows.get(next)
            && let Some(from) = self.value_of_row(position, row)
        {
            return Some((next, row, from));
        }
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
    #[inline]
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
        let prefix = (*self.current.get(namespace as usize)?)?.bytes(self.memory.as_bytes());
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
