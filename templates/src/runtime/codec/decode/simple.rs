//! Simple values: the text of an element, or of an attribute.

use super::blank::needs_text;
use super::position::Target;
use super::respell::respell;
use super::{Decoder, SHORT};
use crate::runtime::codec::departure::DepartureKind;
use crate::runtime::codec::failure::{DecodeError, DecodeErrorKind};
use crate::runtime::codec::field::{Sequence, Slot};
use crate::runtime::codec::primitive::{parse_bool, parse_f64, parse_i16, parse_i32, parse_i64};
use crate::runtime::codec::scalar::Scalar;
use crate::runtime::codec::scan::{Cursor, Name, Result, Tag};
use crate::runtime::codec::strings::{trim, words};
use crate::runtime::codec::tables::{CHOICE, Particle, Type};
use crate::runtime::codec::union::collapse;
use crate::runtime::values::QName;

/// The text of an element, and its end tag.
#[inline(always)]
pub(super) fn text<'t, 'a: 't>(
    cursor: &mut Cursor<'a>,
    buffer: &'t mut String,
    name: Name<'_>,
    tag: Option<&Tag>,
) -> Result<&'t str> {
    if tag.is_some_and(|tag| tag.empty) {
        return Ok("");
    }
    Ok(match cursor.text(name, buffer)? {
        Some(text) => text,
        None => buffer.as_str(),
    })
}

impl Decoder<'_> {
    /// The fast step: reads the text of an element whose tag, nothing but its name, was just read, and its end tag, if a
    /// text is all that its row can hold, and nothing else is to be said of it. `None` means that nothing was read.
    #[inline(never)]
    pub(super) fn leaf(
        &mut self,
        target: &mut Target<'_>,
        particle: &Particle,
        name: Name<'_>,
    ) -> Option<Result<()>> {
        if self.cursor.reading.accepts(DepartureKind::Unreadable) {
            return None;
        }
        match self.cursor.bare_text(name) {
            Ok((text, end)) => self.put(target, particle, text, end),
            Err(first) => self.leaf_of_pieces(target, particle, name, first),
        }
    }

    /// As [`leaf`](Self::leaf), of a text with references, or behind a tag with attributes; the next markup is at `first`.
    #[inline(never)]
    fn leaf_of_pieces(
        &mut self,
        target: &mut Target<'_>,
        particle: &Particle,
        name: Name<'_>,
        first: usize,
    ) -> Option<Result<()>> {
        let mut buffer = std::mem::take(&mut self.buffer);
        let end = self.cursor.text_of_pieces(name, first, &mut buffer);
        let read = end.and_then(|end| self.put(target, particle, &buffer, end));
        self.buffer = buffer;
        read
    }

    /// Puts the text of the element where the cursor stands into its place, and passes the element, which ends at `end`.
    #[inline(always)]
    fn put(
        &mut self,
        target: &mut Target<'_>,
        particle: &Particle,
        text: &str,
        end: usize,
    ) -> Option<Result<()>> {
        if text.as_bytes().first().is_none_or(|first| *first <= b' ') && needs_text(particle.ty) {
            return None;
        }
        if particle.has(CHOICE) {
            // Its slot is within that of the choice.
            return Some(self.fill_choice(target, particle, text, end));
        }
        let record = match target {
            Target::Sequence(sequence) => return Some(self.fill_item(&mut **sequence, particle, text, end)),
            Target::Record(record) => record,
        };
        Some(match &mut record.slot(particle.slot) {
            Slot::Sequence(sequence) => self.fill_item(&mut **sequence, particle, text, end),
            slot => {
                let start = std::mem::replace(&mut self.cursor.position, end);
                self.fill(slot, particle, text, start)
            }
        })
    }

    /// Appends an item with the text that stands here; its element ends at `end`.
    #[inline]
    fn fill_item(
        &mut self,
        sequence: &mut dyn Sequence,
        particle: &Particle,
        text: &str,
        end: usize,
    ) -> Result<()> {
        self.grow(sequence)?;
        let start = std::mem::replace(&mut self.cursor.position, end);
        self.fill(&mut sequence.push(), particle, text, start)
    }

    /// Puts the text that stands here into the slot of an alternative, be it one item more. Its element ends at `end`.
    #[inline(never)]
    fn fill_choice(
        &mut self,
        target: &mut Target<'_>,
        particle: &Particle,
        text: &str,
        end: usize,
    ) -> Result<()> {
        let mut slot = self.place_of(target, particle)?;
        let start = std::mem::replace(&mut self.cursor.position, end);
        self.fill(&mut slot, particle, text, start)
    }

    /// Puts a text that began at `start` into its slot. The slot stays where it was made: a copy of what was just written
    /// piece by piece would have to wait for the pieces.
    #[inline(never)]
    fn fill(&mut self, slot: &mut Slot<'_>, particle: &Particle, text: &str, start: usize) -> Result<()> {
        if let Slot::Str(value) = slot {
            keep(value, text, particle.ty);
            return Ok(());
        }
        if text.len() > SHORT {
            self.budget.list(slot, text, start)?;
        }
        let context = Context { cursor: &self.cursor, particle, careless_names: self.careless_names };
        match scalar(&context, slot, text, start)? {
            None => Ok(()),
            Some(departing) => self.depart(departing.kind, start, &departing.found),
        }
    }
}

/// Whether a text is all that a row can hold.
#[inline]
pub(super) const fn is_leaf(particle: &Particle) -> bool {
    matches!(particle.ty, Type::Scalar(_) | Type::Enum(_))
}

/// Where a simple value is read.
pub(super) struct Context<'c, 'a> {
    pub(super) cursor: &'c Cursor<'a>,
    pub(super) particle: &'c Particle,
    pub(super) careless_names: bool,
}

/// A value that was read, though the contract does not have it, or not in this spelling.
pub(super) struct Departing {
    pub(super) kind: DepartureKind,
    pub(super) found: String,
}

/// Reads a simple value. Tells whether it departs from its type; that is seldom, and small while it does not.
#[inline]
pub(super) fn scalar(
    context: &Context<'_, '_>,
    slot: &mut Slot<'_>,
    text: &str,
    start: usize,
) -> Result<Option<Box<Departing>>> {
    match read(context, slot, text, start) {
        Ok(()) => Ok(match &*slot {
            Slot::Lex(value) if may_be_other(context.particle.ty) && !value.is_known() => Some(other(text)),
            _ => None,
        }),
        Err(error) => again(context, slot, text, start, error).map(Some),
    }
}

/// Whether values of a type may be what the contract does not have. Unions stand in tables as text.
#[inline]
const fn may_be_other(ty: Type) -> bool {
    match ty {
        Type::Scalar(scalar) => matches!(scalar, Scalar::String),
        _ => matches!(ty, Type::Enum(_) | Type::SimpleList(_) | Type::Defaulted(_)),
    }
}

#[cold]
#[inline(never)]
fn other(text: &str) -> Box<Departing> {
    let found: String = trim(text).chars().take(40).collect();
    Box::new(Departing {
        kind: DepartureKind::Unknown,
        found: format!("{found:?}, a value that the contract does not know"),
    })
}

/// Reads a value that is none, in the only spelling of its type that it can mean.
#[cold]
#[inline(never)]
fn again(
    context: &Context<'_, '_>,
    slot: &mut Slot<'_>,
    text: &str,
    start: usize,
    error: DecodeError,
) -> Result<Box<Departing>> {
    let DecodeErrorKind::Value { expected, found } = error.kind() else { return Err(error) };
    let Some(meant) = respell(context.particle.ty, trim(text)) else { return Err(error) };
    match read(context, slot, &meant, start) {
        Ok(()) => {
            let found = format!("{found:?} for {expected}");
            Ok(Box::new(Departing { kind: DepartureKind::Spelling, found }))
        }
        Err(_) => Err(error),
    }
}

#[inline]
fn read(context: &Context<'_, '_>, slot: &mut Slot<'_>, text: &str, start: usize) -> Result<()> {
    let Context { cursor, careless_names: careless, .. } = *context;
    let read = match slot {
        Slot::Str(value) => {
            keep(value, text, context.particle.ty);
            Ok(())
        }
        Slot::Bool(value) => parse_bool(text).map(|read| **value = read),
        Slot::I16(value) => parse_i16(text).map(|read| **value = read),
        Slot::I32(value) => parse_i32(text).map(|read| **value = read),
        Slot::I64(value) => parse_i64(text).map(|read| **value = read),
        Slot::F64(value) => parse_f64(text).map(|read| **value = read),
        Slot::Lex(value) => value.read(text),
        Slot::QName(value) => return qname(cursor, value, text, start, careless),
        Slot::QNames(values) => return qnames(cursor, values, text, start, careless),
        Slot::None => Ok(()),
        Slot::Any(_)
        | Slot::Element(_)
        | Slot::Attributes(_)
        | Slot::Record(_)
        | Slot::Sequence(_)
        | Slot::Choice(_)
        | Slot::Attachment(_) => {
            let what = "text where the contract has elements";
            return Err(DecodeError::new(DecodeErrorKind::Unexpected(what.into()), start));
        }
    };
    read.map_err(|error| no_value(error.expected, text, start))
}

#[cold]
#[inline(never)]
fn no_value(expected: &'static str, text: &str, start: usize) -> DecodeError {
    let found = text.chars().take(40).collect();
    DecodeError::new(DecodeErrorKind::Value { expected, found }, start)
}

/// Keeps a text. It takes no more memory than it needs.
#[inline(always)]
pub(super) fn keep(value: &mut String, text: &str, ty: Type) {
    if let Type::Scalar(Scalar::Token | Scalar::AnyUri) = ty {
        return keep_collapsed(value, text);
    }
    *value = text.to_owned();
}

#[inline(never)]
fn keep_collapsed(value: &mut String, text: &str) {
    *value = collapse(text);
}

#[cold]
fn qname(cursor: &Cursor<'_>, value: &mut QName, text: &str, start: usize, careless: bool) -> Result<()> {
    let trimmed = trim(text);
    *value = match cursor.qualified_name(trimmed) {
        Some(name) => name,
        None if careless => QName::new("", trimmed),
        None => {
            let expected = "a qualified name whose prefix is declared";
            return Err(DecodeError::new(
                DecodeErrorKind::Value { expected, found: trimmed.chars().take(40).collect() },
                start,
            ));
        }
    };
    Ok(())
}

#[cold]
fn qnames(
    cursor: &Cursor<'_>,
    values: &mut Vec<QName>,
    text: &str,
    start: usize,
    careless: bool,
) -> Result<()> {
    values.clear();
    for word in words(text) {
        let mut value = QName::default();
        qname(cursor, &mut value, word, start, careless)?;
        values.push(value);
    }
    Ok(())
}
