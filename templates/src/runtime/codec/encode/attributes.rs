//! The attributes of an element, one by one.

use super::text::{escape, lexical};
use super::{Encoder, Result};
use crate::runtime::codec::EncodeError;
use crate::runtime::codec::field::{LexValue, Octets, View};
use crate::runtime::codec::tables::Particle;
use crate::runtime::values::QName;

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
            View::QName(name) => return self.names_attribute(particle, std::slice::from_ref(name)),
            View::QNames(names) => return self.names_attribute(particle, names),
            View::Lex(value) => in_memory(value)?,
            _ => {}
        }
        self.start_attribute(particle);
        match view {
            View::Str(text) => escape(text, &mut self.out, true)?,
            View::Lex(value) => {
                let start = self.out.len();
                value.write(&mut self.out);
                self.escape_from(start, true)?;
            }
            number => lexical(number, &mut self.out),
        }
        self.out.push('"');
        Ok(())
    }

    /// ` p:name="`.
    #[inline]
    fn start_attribute(&mut self, particle: &Particle) {
        self.out.push(' ');
        self.push_prefix(particle.namespace);
        self.out.push_str(particle.name());
        self.out.push_str("=\"");
    }

    /// An attribute that holds qualified names.
    #[inline(never)]
    fn names_attribute(&mut self, particle: &Particle, names: &[QName]) -> Result<()> {
        self.bind_names(names)?;
        self.start_attribute(particle);
        let mut text = String::new();
        self.bound_names(names, &mut text);
        escape(&text, &mut self.out, true)?;
        self.out.push('"');
        Ok(())
    }
}
