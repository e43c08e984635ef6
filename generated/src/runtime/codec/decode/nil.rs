//! Elements that are nil.

use super::Decoder;
use super::position::Target;
use crate::runtime::codec::departure::DepartureKind;
use crate::runtime::codec::field::{Slot, View};
use crate::runtime::codec::scan::{Result, Tag};
use crate::runtime::codec::tables::{CHOICE, MANY, NILLABLE, Particle};

impl Decoder<'_> {
    /// An element that is nil: its attributes are kept where they can be, and what it holds is not read.
    #[cold]
    pub(super) fn nil(
        &mut self,
        target: &mut Target<'_>,
        particle: &Particle,
        tag: Option<&Tag>,
        depth: usize,
    ) -> Result<()> {
        let kept = match target {
            Target::Record(record) => self.nil_with_attributes(&mut **record, particle, tag)?,
            Target::Sequence(_) => false,
        };
        let at = tag.map_or(self.cursor.position, |tag| tag.start);
        if !kept {
            self.set_nil(target, particle, at)?;
        }
        match tag {
            Some(tag) => self.cursor.skip(tag, self.cursor.reading.depth().saturating_sub(depth)).map(|_| ()),
            None => Ok(()),
        }
    }

    /// Puts nil into a slot, if that is allowed or can be said.
    pub(super) fn set_nil(&mut self, target: &mut Target<'_>, particle: &Particle, at: usize) -> Result<()> {
        let allowed = particle.has(NILLABLE) || self.encoded;
        let record = match target {
            Target::Record(record) if particle.has(CHOICE) || !particle.has(MANY) => record,
            _ if !allowed => {
                return self.depart(DepartureKind::NilItem, at, "a nil item in a list that has none");
            }
            Target::Sequence(sequence) => return self.nil_item(&mut **sequence),
            Target::Record(record) => {
                return match record.slot(particle.slot) {
                    Slot::Sequence(sequence) => self.nil_item(sequence),
                    _ => Ok(()),
                };
            }
        };
        if particle.has(CHOICE) {
            self.nil_choice(record.slot(particle.slot), particle)?;
        } else {
            record.nil(particle.slot);
        }
        let view = match record.view(particle.slot) {
            View::Choice(choice) if particle.has(CHOICE) => choice.chosen(),
            view => view,
        };
        match view {
            View::Absent | View::Nil | View::Items(_) if allowed => Ok(()),
            View::Absent | View::Nil | View::Items(_) => {
                self.depart(DepartureKind::Absent, at, "nil, which is not allowed here")
            }
            _ => self.depart(DepartureKind::Missing, at, "nil where a value is required"),
        }
    }

    /// A choice's alternative that is nil.
    #[cold]
    pub(super) fn nil_choice(&self, slot: Slot<'_>, particle: &Particle) -> Result<()> {
        match slot {
            Slot::Choice(choice) => choice.nil(particle.variant),
            Slot::Sequence(sequence) => {
                if let Slot::Choice(choice) = self.item(sequence)? {
                    choice.nil(particle.variant);
                }
            }
            _ => {}
        }
        Ok(())
    }
}
