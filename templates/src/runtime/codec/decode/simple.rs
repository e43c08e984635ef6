//! Simple values: the text of an element, or of an attribute.

use super::respell::respell;
use crate::runtime::codec::departure::DepartureKind;
use crate::runtime::codec::failure::{DecodeError, DecodeErrorKind};
use crate::runtime::codec::field::Slot;
use crate::runtime::codec::primitive::{parse_bool, parse_f64, parse_i16, parse_i32, parse_i64};
use crate::runtime::codec::scalar::Scalar;
use crate::runtime::codec::scan::{Cursor, Name, Result, Tag};
use crate::runtime::codec::strings::{trim, words};
use crate::runtime::codec::tables::{Particle, Type};
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

/// Reads a simple value. Tells whether it departs from its type.
#[inline]
pub(super) fn scalar(
    context: &Context<'_, '_>,
    mut slot: Slot<'_>,
    text: &str,
    start: usize,
) -> Result<Option<Departing>> {
    match read(context, &mut slot, text, start) {
        Ok(()) => Ok(match &slot {
            Slot::Lex(value) if may_be_other(context.particle.ty) && !value.is_known() => Some(other(text)),
            _ => None,
        }),
        Err(error) => again(context, slot, text, start, error).map(Some),
    }
}

/// Whether values of a type may be what the contract does not have. Unions stand in tables as text.
#[inline]
const fn may_be_other(ty: Type) -> bool {
    matches!(ty, Type::Enum(_) | Type::SimpleList(_) | Type::Defaulted(_) | Type::Scalar(Scalar::String))
}

#[cold]
#[inline(never)]
fn other(text: &str) -> Departing {
    let found: String = trim(text).chars().take(40).collect();
    Departing {
        kind: DepartureKind::Unknown,
        found: format!("{found:?}, a value that the contract does not know"),
    }
}

/// Reads a value that is none, in the only spelling of its type that it can mean.
#[cold]
#[inline(never)]
fn again(
    context: &Context<'_, '_>,
    mut slot: Slot<'_>,
    text: &str,
    start: usize,
    error: DecodeError,
) -> Result<Departing> {
    let DecodeErrorKind::Value { expected, found } = error.kind() else { return Err(error) };
    let Some(meant) = respell(context.particle.ty, trim(text)) else { return Err(error) };
    match read(context, &mut slot, &meant, start) {
        Ok(()) => Ok(Departing { kind: DepartureKind::Spelling, found: format!("{found:?} for {expected}") }),
        Err(_) => Err(error),
    }
}

#[inline]
fn read(context: &Context<'_, '_>, slot: &mut Slot<'_>, text: &str, start: usize) -> Result<()> {
    let Context { cursor, careless_names: careless, .. } = *context;
    let read = match slot {
        Slot::Str(value) => {
            // There was no text before, and this one takes no more memory than it needs.
            **value = match context.particle.ty {
                Type::Scalar(Scalar::Token | Scalar::AnyUri) => collapse(text),
                _ => text.to_owned(),
            };
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
    read.map_err(|error| {
        let found = text.chars().take(40).collect();
        DecodeError::new(DecodeErrorKind::Value { expected: error.expected, found }, start)
    })
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
