//! The attributes of an element, one by one.

use super::text::{escape, lexical};
use super::{Encoder, Result};
use crate::runtime::codec::EncodeError;
use crate::runtime::codec::field::{LexValue, Octets, Record, View};
use crate::runtime::codec::tables::{Particle, TypeDef, ns};
use crate::runtime::values::QName;

/// What is not in memory has no text for an attribute.
fn in_memory(value: &dyn LexValue) -> Result<()> {
    match value.octets() {
        Some(Octets::Upload(_)) => Err(EncodeError::new("an `Upload` cannot stand in an attribute")),
        Some(Octets::Never(why)) => Err(EncodeError::new(why)),
        _ => Ok(()),
    }
}

/// What stands before each attribute of a type, for types of which many values are written.
#[derive(Debug, Default)]
pub(super) struct Heads {
    /// Where the table of the last type is that was written with attributes.
    of: usize,
    /// `" name="` for each attribute without a namespace, from the quote on that ends the one before it.
    texts: Vec<String>,
}

impl Heads {
    #[cold]
    #[inline(never)]
    fn make(&mut self, def: &'static TypeDef) {
        for particle in def.attributes {
            let is_plain = particle.namespace == ns::NONE;
            let text = if is_plain { format!("\" {}=\"", particle.name()) } else { String::new() };
            self.texts.push(text);
        }
    }
}

impl Encoder {
    /// Writes the attributes of a record that are there.
    pub(super) fn attributes(&mut self, record: &dyn Record, def: &'static TypeDef) -> Result<()> {
        let table = std::ptr::from_ref(def).addr();
        if std::mem::replace(&mut self.heads.of, table) != table {
            self.heads.texts.clear();
            for particle in def.attributes {
                self.attribute(particle, record.view(particle.slot))
                    .map_err(|error| error.within(particle.name()))?;
            }
            return Ok(());
        }
        if self.heads.texts.is_empty() {
            self.heads.make(def);
        }
        let heads = std::mem::take(&mut self.heads.texts);
        let written = self.attributes_again(record, def, &heads);
        self.heads.texts = heads;
        written
    }

    /// As [`attributes`](Self::attributes), of a type of which another value was written before.
    fn attributes_again(
        &mut self,
        record: &dyn Record,
        def: &'static TypeDef,
        heads: &[String],
    ) -> Result<()> {
        // The quote behind the last one is not written yet.
        let mut open = false;
        for (particle, head) in def.attributes.iter().zip(heads) {
            let view = record.view(particle.slot);
            match view {
                View::Absent | View::Nil => continue,
                View::Str(text) if !head.is_empty() => {
                    self.head(head, open);
                    escape(text, &mut self.out, true).map_err(|error| error.within(particle.name()))?;
                }
                View::Bool(_) | View::I16(_) | View::I32(_) | View::I64(_) | View::F64(_)
                    if !head.is_empty() =>
                {
                    self.head(head, open);
                    lexical(view, &mut self.out);
                }
                _ => {
                    if open {
                        self.out.push('"');
                    }
                    open = false;
                    self.attribute(particle, view).map_err(|error| error.within(particle.name()))?;
                    continue;
                }
            }
            open = true;
        }
        if open {
            self.out.push('"');
        }
        Ok(())
    }

    #[inline]
    fn head(&mut self, head: &str, open: bool) {
        self.out.push_str(if open { head } else { head.get(1..).unwrap_or_default() });
    }

    /// Writes an attribute, unless it is absent.
    #[inline(never)]
    fn attribute(&mut self, particle: &Particle, view: View<'_>) -> Result<()> {
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
