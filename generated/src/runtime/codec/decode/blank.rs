//! Values that say nothing: empty text where a number, a date or a truth value stands, and text that is none.

use super::Decoder;
use super::position::Target;
use super::simple::text;
use crate::runtime::codec::departure::DepartureKind;
use crate::runtime::codec::failure::{DecodeError, DecodeErrorKind};
use crate::runtime::codec::field::{Choice, Record, Sequence, Slot, View};
use crate::runtime::codec::scalar::Scalar;
use crate::runtime::codec::scan::{Name, Result, Tag};
use crate::runtime::codec::strings::trim;
use crate::runtime::codec::tables::{CHOICE, MANY, NILLABLE, Particle, Type};

/// What is told of empty text that is no value.
pub(super) const EMPTY: &str = "empty text, which is no value of its type";

/// Whether empty text is no value of a type.
#[inline]
pub(super) const fn needs_text(ty: Type) -> bool {
    match ty {
        Type::Scalar(scalar) => {
            !matches!(scalar, Scalar::String | Scalar::Token | Scalar::AnyUri | Scalar::Base64 | Scalar::Hex)
        }
        _ => false,
    }
}

/// Whether a type says bytes: its text may be empty, or stand beside the envelope.
const fn is_bytes(ty: Type) -> bool {
    matches!(ty, Type::Scalar(Scalar::Base64 | Scalar::Hex))
}

impl Decoder<'_> {
    /// Whether the value that begins here needs a closer look before it is read: what is made present cannot be taken
    /// back.
    #[inline]
    pub(super) fn may_be_blank(&self, particle: &Particle, tag: Option<&Tag>) -> bool {
        (needs_text(particle.ty)
            && (self.cursor.reading.accepts(DepartureKind::Unreadable)
                || tag.is_some_and(|tag| tag.empty)
                || matches!(
                    self.cursor.at(self.cursor.position),
                    b'<' | b'&' | b' ' | b'\t' | b'\r' | b'\n'
                )))
            || (is_bytes(particle.ty) && self.cursor.reading.accepts(DepartureKind::Unreadable))
    }

    /// Passes a value that says nothing. Tells whether it did; else the value is still to be read.
    #[cold]
    #[inline(never)]
    pub(super) fn blank(
        &mut self,
        target: &mut Target<'_>,
        particle: &Particle,
        name: Name<'_>,
        tag: Option<&Tag>,
    ) -> Result<bool> {
        let start = self.cursor.position;
        let noted = self.cursor.notes.count();
        let found = match text(&mut self.cursor, &mut self.buffer, name, tag) {
            Ok(text) => trim(text).to_owned(),
            Err(_) if is_bytes(particle.ty) => String::new(),
            Err(_) => "…".to_owned(),
        };
        let at = tag.filter(|tag| tag.empty).map_or(start, |tag| tag.start);
        if found.is_empty() && needs_text(particle.ty) {
            self.nothing(target, particle, at, None)?;
            return Ok(true);
        }
        if let Some(expected) = self.unreadable(particle, &found) {
            let found: String = found.chars().take(40).collect();
            self.nothing(target, particle, at, Some(&format!("{found:?} for {expected}")))?;
            return Ok(true);
        }
        self.cursor.notes.truncate(noted);
        self.cursor.position = start;
        Ok(false)
    }

    /// What was expected, where a text is no value of its type and the policy is to say so.
    pub(super) fn unreadable(&self, particle: &Particle, text: &str) -> Option<&'static str> {
        let Type::Scalar(scalar) = particle.ty else { return None };
        if !self.cursor.reading.accepts(DepartureKind::Unreadable) {
            return None;
        }
        let check = |text: &str| self.cursor.reading.check(scalar, text);
        let error = check(text).err()?;
        let respelled = super::respell::respell(particle.ty, text);
        let meant = respelled.is_some_and(|text| check(&text).is_ok());
        (!meant).then_some(error.expected)
    }

    /// A value that was to come, and says nothing: absent where the Rust type can say so.
    fn nothing(
        &mut self,
        target: &mut Target<'_>,
        particle: &Particle,
        at: usize,
        unreadable: Option<&str>,
    ) -> Result<()> {
        let (kind, what) = match unreadable {
            None => (DepartureKind::Empty, EMPTY),
            Some(what) => (DepartureKind::Unreadable, what),
        };
        let record = match target {
            Target::Sequence(sequence) => return self.no_item(&mut **sequence, particle, at, kind, what),
            Target::Record(record) => &mut **record,
        };
        if particle.has(MANY)
            && let Slot::Sequence(sequence) = record.slot(particle.slot)
        {
            return self.no_item(sequence, particle, at, kind, what);
        }
        if is_absent(record, particle) {
            return self.depart(kind, at, what);
        }
        self.required(kind, at, what)?;
        if particle.has(CHOICE)
            && let Slot::Choice(choice) = record.slot(particle.slot)
        {
            choice.pick(particle.variant);
        }
        Ok(())
    }

    /// An item that says nothing: nil where the list can hold that.
    fn no_item(
        &mut self,
        sequence: &mut dyn Sequence,
        particle: &Particle,
        at: usize,
        kind: DepartureKind,
        what: &str,
    ) -> Result<()> {
        if particle.has(NILLABLE) {
            self.depart(kind, at, what)?;
            return self.nil_item(sequence);
        }
        self.required(kind, at, what)?;
        if let Slot::Choice(choice) = self.item(sequence)? {
            choice.pick(particle.variant);
        }
        Ok(())
    }

    /// A required value that says nothing may become the default of its type; one that cannot be read is never made up.
    #[cold]
    fn required(&mut self, kind: DepartureKind, at: usize, what: &str) -> Result<()> {
        match kind {
            DepartureKind::Unreadable => {
                Err(DecodeError::new(DecodeErrorKind::Unexpected(what.to_owned()), at))
            }
            _ => self.depart(DepartureKind::Missing, at, what),
        }
    }
}

/// Whether nothing stands in the slot of a row, and the Rust type can say so.
pub(super) fn is_absent(record: &dyn Record, particle: &Particle) -> bool {
    match record.view(particle.slot) {
        View::Absent | View::Nil => !particle.has(CHOICE),
        View::Items(items) => items.count() == 0,
        View::Choice(choice) => particle.has(CHOICE) && chosen_is_absent(choice, particle),
        _ => false,
    }
}

fn chosen_is_absent(choice: &dyn Choice, particle: &Particle) -> bool {
    choice.variant() == particle.variant && matches!(choice.chosen(), View::Absent | View::Nil)
}
