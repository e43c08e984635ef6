//! Reading: follows the tables through the text and fills records.
//!
//! Reading is lenient where the wire may differ without a change of meaning: unknown elements are ignored (and
//! checked), order does not matter, a non-repeating element that stands twice counts once (the first, as in WCF).

mod attributes;
mod children;
mod groups;
mod included;
mod open_content;
mod parts;
mod position;
mod references;
mod simple;

pub(in crate::runtime) use children::nil_choice;
use position::Target;
use references::References;
use simple::{scalar, text};

use super::failure::{DecodeError, DecodeErrorKind};
use super::field::{Choice, Record, Slot};
use super::scan::{Cursor, Name, Result, Tag};
use super::tables::{Array, CHOICE, Derived, Particle, Type, TypeDef};
use crate::runtime::soap::Attachments;

/// Limits and strictness of reading.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CodecLimits {
    /// How deep elements may nest.
    pub depth: usize,
    /// Refuse what a WCF server would silently drop, instead of passing over it: elements that the contract does not
    /// know, that are out of order, or that come twice. And what XML forbids and is ignored all the same: white space
    /// before the XML declaration.
    pub strict: bool,
}

impl Default for CodecLimits {
    fn default() -> Self {
        Self { depth: 128, strict: false }
    }
}

/// The reading half of the engine.
pub(in crate::runtime) struct Decoder<'a> {
    pub(in crate::runtime) cursor: Cursor<'a>,
    buffer: String,
    limits: CodecLimits,
    /// A qualified name with an undeclared prefix is kept as it is; for faults, where servers are careless.
    pub(in crate::runtime) careless_names: bool,
    /// In encoded messages: what `href` can point to.
    references: Option<Box<References<'a>>>,
    /// What came beside the envelope, where anything did.
    pub(in crate::runtime) attachments: Option<&'a Attachments<'a>>,
}

impl<'a> Decoder<'a> {
    /// Whether what departs from the contract is refused.
    pub(in crate::runtime) fn is_strict(&self) -> bool {
        self.limits.strict
    }

    pub(in crate::runtime) fn new(
        text: &'a str,
        namespaces: &'static [&'static str],
        limits: CodecLimits,
    ) -> Result<Self> {
        let cursor = Cursor::new(text, namespaces)?;
        if limits.strict {
            cursor.declared_late()?;
        }
        let buffer = String::new();
        Ok(Self { cursor, buffer, limits, careless_names: false, references: None, attachments: None })
    }

    /// Reads the content of an element into a slot, up to and including the end tag.
    pub(in crate::runtime) fn value(
        &mut self,
        slot: Slot<'_>,
        particle: &Particle,
        name: Name<'_>,
        tag: Option<&Tag>,
        depth: usize,
    ) -> Result<()> {
        match slot {
            Slot::Str(value) => {
                let text = text(&mut self.cursor, &mut self.buffer, name, tag)?;
                // Nearly always there was no text before, and this one takes no more memory than it needs.
                *value = text.to_owned();
                if value.is_empty()
                    && let Type::Defaulted(defaulted) = particle.ty
                {
                    value.push_str(defaulted.text);
                }
                Ok(())
            }
            Slot::Record(_)
            | Slot::Sequence(_)
            | Slot::Choice(_)
            | Slot::Any(_)
            | Slot::Element(_)
            | Slot::None => self.structure(slot, particle, name, tag, depth),
            simple => {
                let start = self.cursor.position;
                let text = match text(&mut self.cursor, &mut self.buffer, name, tag) {
                    Ok(text) => or_default(text, particle),
                    Err(error) => return self.included(simple, name, start, depth, error),
                };
                scalar(&self.cursor, simple, text, start, self.careless_names)
            }
        }
    }

    /// Reads what is no simple value.
    fn structure(
        &mut self,
        slot: Slot<'_>,
        particle: &Particle,
        name: Name<'_>,
        tag: Option<&Tag>,
        depth: usize,
    ) -> Result<()> {
        match slot {
            Slot::Record(record) => match particle.ty {
                Type::Record(def) => self.record(record, def, name, tag, depth),
                _ => self.mismatch(),
            },
            Slot::Sequence(sequence) => match particle.ty {
                Type::List(item) | Type::Array(Array { item, .. }) => {
                    sequence.present();
                    if let (Type::Array(_), Some(tag)) = (particle.ty, tag.filter(|tag| tag.attributes)) {
                        self.whole_array(tag)?;
                    }
                    if tag.is_some_and(|tag| tag.empty) {
                        return Ok(());
                    }
                    self.children(Target::Sequence(sequence), std::slice::from_ref(item), name, depth)
                }
                _ => self.mismatch(),
            },
            Slot::Choice(choice) if particle.has(CHOICE) => {
                let slot = match choice.pick(particle.variant) {
                    // The alternative repeats by itself.
                    Slot::Sequence(sequence) if !matches!(particle.ty, Type::List(_) | Type::Array(_)) => {
                        sequence.push()
                    }
                    slot => slot,
                };
                match slot {
                    Slot::Choice(choice) => self.derived(choice, particle, name, tag, depth),
                    slot => self.value(slot, particle, name, tag, depth),
                }
            }
            Slot::Choice(choice) => self.derived(choice, particle, name, tag, depth),
            Slot::Any(any) => self.any(any, name, tag, depth),
            Slot::Element(element) => self.element(element, name, tag, depth),
            Slot::None => {
                let depth = self.limits.depth.saturating_sub(depth);
                match tag {
                    Some(tag) => self.cursor.skip(tag, depth).map(|_| ()),
                    None => self.cursor.content(name, depth).map(|_| ()),
                }
            }
            _ => self.mismatch(),
        }
    }

    /// Reads one of a type and those derived from it.
    fn derived(
        &mut self,
        choice: &mut dyn Choice,
        particle: &Particle,
        name: Name<'_>,
        tag: Option<&Tag>,
        depth: usize,
    ) -> Result<()> {
        let Type::Derived(derived) = particle.ty else { return self.mismatch() };
        let index = self.alternative(derived, tag)?;
        let variant = u16::try_from(index).unwrap_or(u16::MAX);
        match (choice.pick(variant), derived.types.get(index)) {
            (Slot::Record(record), Some(def)) => self.record(record, def, name, tag, depth),
            (Slot::Any(any), _) => self.any(any, name, tag, depth),
            _ => self.mismatch(),
        }
    }

    #[cold]
    fn mismatch(&self) -> Result<()> {
        let what = "a table that does not fit its type: generated code and runtime are of different versions";
        Err(DecodeError::new(DecodeErrorKind::Unexpected(what.into()), self.cursor.position))
    }

    fn record(
        &mut self,
        record: &mut dyn Record,
        def: &'static TypeDef,
        name: Name<'_>,
        tag: Option<&Tag>,
        depth: usize,
    ) -> Result<()> {
        if !def.attributes.is_empty() {
            self.attributes(record, def, tag)?;
        }
        if let Some(particle) = def.text {
            let start = self.cursor.position;
            let text = match text(&mut self.cursor, &mut self.buffer, name, tag) {
                Ok(text) => or_default(text, particle),
                Err(error) => return self.included(record.slot(particle.slot), name, start, depth, error),
            };
            return scalar(&self.cursor, record.slot(particle.slot), text, start, self.careless_names);
        }
        if tag.is_some_and(|tag| tag.empty) {
            return Ok(());
        }
        self.children(Target::Record(record), def.elements, name, depth)
    }

    /// Which alternative `xsi:type` names; one past the end for one that the contract does not know.
    fn alternative(&self, derived: &'static Derived, tag: Option<&Tag>) -> Result<usize> {
        let default = derived.default.map_or(derived.types.len(), usize::from);
        let Some(tag) = tag.filter(|tag| tag.attributes) else { return Ok(default) };
        let Some(written) = self.cursor.type_attribute() else { return Ok(default) };
        let (namespace, _, local) = self
            .cursor
            .qualified(written)
            .ok_or_else(|| DecodeError::syntax("an xsi:type whose prefix is not declared", tag.start))?;
        let known = |one: &&TypeDef| one.namespace == namespace && one.name == local;
        Ok(derived.types.iter().position(known).unwrap_or(derived.types.len()))
    }
}

/// An element that is there and empty has the contract's default value.
#[inline]
fn or_default<'t>(text: &'t str, particle: &Particle) -> &'t str {
    match particle.ty {
        Type::Defaulted(defaulted) if text.is_empty() => defaulted.text,
        _ => text,
    }
}
