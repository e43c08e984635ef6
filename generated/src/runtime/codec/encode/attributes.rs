//! The attributes of an element, one by one.

use super::text::{escape, lexical};
use super::{Encoder, Result};
use crate::runtime::codec::EncodeError;
use crate::runtime::codec::field::{LexValue, Octets, View};
use crate::runtime::codec::tables::Particle;

/// What is not in memory has no text for an attribute.
fn in_memory(value: &dyn LexValue) -> Result<()> {
    match value.octets() {
        Some(Octets::Upload(_)) => Err(EncodeError::new("an `Upload` cannot stand in an attribute")),
        Some(Octets::Never(why)) => Err(EncodeError::new(why)),
        _ => Ok(()),
    }
}

impl Encoder {
    /// Writes an attribute, unless it is absent.
    pub(super) fn attribute(&mut self, particle: &Particle, view: View<'_>) -> Result<()> {
        match view {
            View::Absent | View::Nil => return Ok(()),
            View::Attributes(attributes) => return self.any_attributes(attributes),
            View::QName(name) => self.bind_names(std::slice::from_ref(name))?,
            View::QNames(names) => self.bind_names(names)?,
            View::Lex(value) => in_memory(value)?,
            _ => {}
        }
        self.out.push(' ');
        self.push_prefix(particle.namespace);
        self.out.push_str(particle.name());
        self.out.push_str("=\"");
        let mut text = std::mem::take(&mut self.scratch);
        text.clear();
        match view {
            View::QName(name) => self.bound_names(std::slice::from_ref(name), &mut text),
            View::QNames(names) => self.bound_names(names, &mut text),
            _ => lexical(view, &mut text),
        }
        let escaped = escape(&text, &mut self.out, true);
        self.scratch = text;
        escaped?;
        self.out.push('"');
        Ok(())
    }
}
