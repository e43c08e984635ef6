//! Elements that are nothing but a simple value, which most are: in one go, without the steps that others need.

use super::position::Target;
use super::simple::{Context, scalar};
use super::{Decoder, SHORT};
use crate::runtime::codec::field::Slot;
use crate::runtime::codec::scalar::Scalar;
use crate::runtime::codec::scan::{Name, Result};
use crate::runtime::codec::tables::{CHOICE, MANY, Particle, Type};
use crate::runtime::codec::union::collapse;

impl Decoder<'_> {
    /// Reads the content of an element without attributes, if that is a simple value that stands in the text as it is. Else
    /// nothing has happened, and this gives `false`.
    #[inline]
    pub(super) fn leaf(
        &mut self,
        target: &mut Target<'_>,
        particle: &Particle,
        name: Name<'_>,
        depth: usize,
    ) -> Result<bool> {
        let Type::Scalar(kind) = particle.ty else { return Ok(false) };
        if self.may_be_blank(particle, None) {
            return Ok(false);
        }
        let start = self.cursor.position;
        let Some(text) = self.cursor.simple_text(name) else { return Ok(false) };
        // What is refused is refused where the value begins.
        let end = std::mem::replace(&mut self.cursor.position, start);
        let mut slot = match target {
            Target::Sequence(sequence) => self.item(&mut **sequence)?,
            Target::Record(record) => match self.slot_of(&mut **record, particle.slot)? {
                Slot::Sequence(sequence) if particle.has(MANY) => self.item(sequence)?,
                slot => slot,
            },
        };
        if let Slot::Choice(choice) = slot {
            slot = match particle.has(CHOICE) {
                true => choice.pick(particle.variant),
                false => Slot::Choice(choice),
            };
            // The alternative repeats by itself.
            if let Slot::Sequence(sequence) = slot {
                slot = self.item(sequence)?;
            }
        }
        match slot {
            Slot::Str(value) => {
                *value = match kind {
                    Scalar::Token | Scalar::AnyUri => collapse(text),
                    _ => text.to_owned(),
                };
            }
            Slot::Record(_)
            | Slot::Sequence(_)
            | Slot::Choice(_)
            | Slot::Any(_)
            | Slot::Element(_)
            | Slot::None => return self.value(slot, particle, name, None, depth + 1).map(|()| true),
            simple => {
                if text.len() > SHORT {
                    self.budget.list(&simple, text, start)?;
                }
                self.cursor.position = end;
                let context = Context { cursor: &self.cursor, particle, careless_names: self.careless_names };
                if let Some(departing) = scalar(&context, simple, text, start)? {
                    self.depart(departing.kind, start, &departing.found)?;
                }
            }
        }
        self.cursor.position = end;
        Ok(true)
    }
}
