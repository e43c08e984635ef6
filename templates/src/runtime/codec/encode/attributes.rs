//! The attributes of an element, one by one.

use super::prefixes::push_prefix;
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
    /// One for each attribute; none until a second value is written.
    all: Vec<Head>,
}

/// A text of so many bytes is copied in one go.
const CHUNK: usize = 16;

/// ` p:name="`, before an attribute.
#[derive(Debug)]
struct Head {
    /// With spaces behind it, up to [`CHUNK`].
    padded: String,
    length: usize,
}

impl Head {
    fn new(particle: &Particle) -> Self {
        let mut padded = " ".to_owned();
        push_prefix(particle.namespace, &mut padded);
        padded.push_str(particle.name());
        padded.push_str("=\"");
        let length = padded.len();
        padded.extend(std::iter::repeat_n(' ', CHUNK.saturating_sub(length)));
        Self { padded, length }
    }

    #[inline]
    fn write(&self, out: &mut String) {
        let end = out.len() + self.length;
        match self.padded.get(..CHUNK) {
            Some(chunk) if self.length <= CHUNK => out.push_str(chunk),
            _ => out.push_str(&self.padded),
        }
        out.truncate(end);
    }
}

impl Encoder {
    /// Writes the attributes of a record that are there.
    #[inline(never)]
    pub(super) fn attributes(&mut self, record: &dyn Record, def: &'static TypeDef) -> Result<()> {
        let table = std::ptr::from_ref(def).addr();
        if std::mem::replace(&mut self.heads.of, table) != table {
            self.heads.all.clear();
        } else if self.heads.all.is_empty() {
            self.make_heads(def);
        }
        for (index, particle) in def.attributes.iter().enumerate() {
            let view = record.view(particle.slot);
            let written = match self.heads.all.get(index) {
                _ if matches!(view, View::Absent | View::Nil) => continue,
                Some(head) if view.is_simple() => {
                    head.write(&mut self.out);
                    if particle.namespace != ns::NONE {
                        self.use_namespace(particle.namespace);
                    }
                    self.attribute_text(view)
                }
                _ => self.attribute(particle, view),
            };
            written.map_err(|error| error.within(particle.name()))?;
        }
        Ok(())
    }

    #[cold]
    #[inline(never)]
    fn make_heads(&mut self, def: &'static TypeDef) {
        self.heads.all.extend(def.attributes.iter().map(Head::new));
    }

    /// Writes an attribute, unless it is absent.
    #[inline(never)]
    fn attribute(&mut self, particle: &Particle, view: View<'_>) -> Result<()> {
        match view {
            View::Absent | View::Nil => return Ok(()),
            View::Attributes(attributes) => return self.any_attributes(attributes),
            View::QName(name) => return self.names_attribute(particle, std::slice::from_ref(name)),
            View::QNames(names) => return self.names_attribute(particle, names),
            _ => {}
        }
        self.start_attribute(particle);
        self.attribute_text(view)
    }

    /// The text of an attribute, and the quote behind it.
    #[inline(always)]
    fn attribute_text(&mut self, view: View<'_>) -> Result<()> {
        match view {
            View::Str(text) => escape(text, &mut self.out, true)?,
            View::Lex(value) => {
                in_memory(value)?;
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
