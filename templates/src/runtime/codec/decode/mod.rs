//! Reading: follows the tables through the text and fills records.
//!
//! What departs from the contract is noted or refused, as the [`Reading`] says. Comments, prefixes and white space make
//! no difference to anyone.

mod ahead;
mod attributes;
mod blank;
mod budget;
mod children;
mod complete;
mod groups;
mod included;
mod index;
#[cfg(feature = "stream")]
mod items;
mod list;
mod namespaces;
mod nil;
mod open_content;
mod parts;
mod paths;
mod places;
mod position;
mod references;
mod respell;
mod rows;
mod simple;

use budget::Budget;
use index::Rows;
use places::References;
pub(in crate::runtime) use position::Position;
use position::Target;
use simple::{Context, keep, scalar, text};

use super::departure::{DepartureKind, Departures};
use super::failure::{DecodeError, DecodeErrorKind};
use super::field::{Choice, Record, Slot};
use super::reading::Reading;
use super::scalar::Scalar;
use super::scan::{Cursor, Name, Result, Tag};
use super::tables::{Array, CHOICE, Derived, Particle, Type, TypeDef};
use crate::runtime::soap::Attachments;

/// A list in a text of so many bytes takes little.
const SHORT: usize = 256;

/// The reading half of the engine.
pub(in crate::runtime) struct Decoder<'a> {
    pub(in crate::runtime) cursor: Cursor<'a>,
    buffer: String,
    budget: Budget,
    rows: Rows,
    /// The names of the tables among whose elements one had the wrong namespace.
    names: Vec<namespaces::Names>,
    /// The elements that are read are those of the Body: the child of a wrapper is a result.
    pub(in crate::runtime) in_wrapper: bool,
    /// The message is encoded (SOAP 1.1, section 5): every accessor may be missing or nil.
    encoded: bool,
    /// A qualified name with an undeclared prefix is kept as it is; for faults, where servers are careless.
    pub(in crate::runtime) careless_names: bool,
    /// In encoded messages: what `href` can point to.
    references: Option<Box<References<'a>>>,
    /// What came beside the envelope, where anything did.
    pub(in crate::runtime) attachments: Option<&'a Attachments<'a>>,
    /// The depth of items that are read by themselves: the first of them had the namespace of the contract.
    #[cfg(feature = "stream")]
    listed: Option<usize>,
}

impl<'a> Decoder<'a> {
    pub(in crate::runtime) fn new(
        text: &'a str,
        namespaces: &'static [&'static str],
        reading: Reading,
    ) -> Result<Self> {
        let mut decoder = Self::of(Cursor::new(text, namespaces)?, text.len(), reading);
        if let Some(at) = decoder.cursor.declared_late() {
            decoder.depart(DepartureKind::Prolog, at, "white space before the XML declaration")?;
        }
        Ok(decoder)
    }

    /// As [`new`](Self::new), of a message of which many begin alike. Reads its root's tag, too.
    #[inline]
    pub(in crate::runtime) fn message(
        text: &'a str,
        namespaces: &'static [&'static str],
        reading: Reading,
    ) -> Result<(Self, Tag)> {
        if let Some((cursor, root)) = Cursor::behind_root(text, namespaces) {
            return Ok((Self::of(cursor, text.len(), reading), root));
        }
        let mut decoder = Self::new(text, namespaces, reading)?;
        decoder.cursor.root_tag()?;
        let root = decoder.cursor.start_tag()?;
        decoder.cursor.keep_beginning(&root);
        Ok((decoder, root))
    }

    #[inline]
    fn of(mut cursor: Cursor<'a>, length: usize, reading: Reading) -> Self {
        cursor.reading = reading;
        Self {
            cursor,
            buffer: String::new(),
            budget: Budget::new(length, reading.memory()),
            rows: Rows::default(),
            names: Vec::new(),
            in_wrapper: false,
            encoded: false,
            careless_names: false,
            references: None,
            attachments: None,
            #[cfg(feature = "stream")]
            listed: None,
        }
    }

    /// Notes a departure at a byte, or refuses it.
    #[cold]
    pub(in crate::runtime) fn depart(
        &mut self,
        kind: DepartureKind,
        offset: usize,
        found: &str,
    ) -> Result<()> {
        self.cursor.depart(kind, offset, found)
    }

    /// As [`depart`](Self::depart), for departures of which there may be many: only what is kept, or refused, is put into
    /// words.
    #[cold]
    pub(super) fn depart_saying(
        &mut self,
        kind: DepartureKind,
        offset: usize,
        found: &dyn Fn(&Cursor<'a>) -> String,
    ) -> Result<()> {
        let is_said = !self.cursor.notes.is_full() || !self.cursor.reading.accepts(kind);
        let found = if is_said { found(&self.cursor) } else { String::new() };
        self.cursor.depart(kind, offset, &found)
    }

    /// Notes an element that is out of order, or refuses it.
    #[cold]
    pub(super) fn out_of_order(&mut self, start: usize) -> Result<()> {
        self.depart_saying(DepartureKind::Order, start, &|cursor| {
            format!("the element `{}` out of order", cursor.name_at(start))
        })
    }

    /// As [`depart`](Self::depart), for a child (or, after `@`, an attribute) of the element at this byte, which is not
    /// there.
    #[cold]
    #[inline(never)]
    pub(super) fn depart_below(
        &mut self,
        kind: DepartureKind,
        offset: usize,
        name: &str,
        found: &str,
    ) -> Result<()> {
        self.cursor.depart(kind, offset, found).map_err(|error| error.within(name.to_owned()))?;
        self.cursor.notes.name_last(name);
        Ok(())
    }

    /// What departed from the contract.
    pub(in crate::runtime) fn departures(&mut self, text: &str) -> Departures {
        paths::locate(std::mem::take(&mut self.cursor.notes), text)
    }

    /// The policy that is in use.
    pub(in crate::runtime) const fn reading(&self) -> Reading {
        self.cursor.reading
    }

    /// Reads the content of an element into a slot, up to and including the end tag.
    pub(in crate::runtime) fn value(
        &mut self,
        mut slot: Slot<'_>,
        particle: &Particle,
        name: Name<'_>,
        tag: Option<&Tag>,
        depth: usize,
    ) -> Result<()> {
        // The slot stays where it is: a copy of what was just written piece by piece has to wait for the pieces.
        if !slot.is_simple() {
            return self.structure(slot, particle, name, tag, depth);
        }
        if let (Type::Scalar(Scalar::Base64), Some(tag)) = (particle.ty, tag.filter(|tag| tag.attributes))
            && self.attached(&mut slot, name, tag)?
        {
            return Ok(());
        }
        let start = self.cursor.position;
        let text = match text(&mut self.cursor, &mut self.buffer, name, tag) {
            Ok(text) => or_default(text, particle),
            Err(error) => return self.included(slot, name, start, depth, error),
        };
        if let Slot::Str(value) = &mut slot {
            keep(value, text, particle.ty);
            return Ok(());
        }
        if text.len() > SHORT {
            self.budget.list(&slot, text, start)?;
        }
        let context = Context { cursor: &self.cursor, particle, careless_names: self.careless_names };
        match scalar(&context, &mut slot, text, start)? {
            None => Ok(()),
            Some(departing) => self.depart(departing.kind, start, &departing.found),
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
                    self.list(sequence, item, name, depth)
                }
                _ => self.mismatch(),
            },
            Slot::Choice(choice) if particle.has(CHOICE) => {
                let slot = match choice.pick(particle.variant) {
                    // The alternative repeats by itself.
                    Slot::Sequence(sequence) if !matches!(particle.ty, Type::List(_) | Type::Array(_)) => {
                        self.item(sequence)?
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
                let depth = self.cursor.reading.depth().saturating_sub(depth);
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
            (Slot::Record(record), Some(def)) => {
                // Alternatives stand apart from what holds them.
                self.make(record.size())?;
                self.record(record, def, name, tag, depth)
            }
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
            let mut target = Target::Record(record);
            if self.may_be_blank(particle, tag) && self.blank(&mut target, particle, name, tag)? {
                return Ok(());
            }
            let Target::Record(record) = target else { return Ok(()) };
            return self.value(record.slot(particle.slot), particle, name, tag, depth);
        }
        if let Some(tag) = tag.filter(|tag| tag.empty) {
            return match def.elements {
                [] => Ok(()),
                elements => {
                    let position = Position::new(elements, name, depth, tag.start);
                    self.complete(&mut Target::Record(record), &position, tag.start)
                }
            };
        }
        self.children(Target::Record(record), def.elements, name, depth, self.cursor.position)
    }

    /// Looks at the `xsi:type` of an element whose type is known without it.
    #[inline(never)]
    fn check_type(&mut self, particle: &Particle, tag: &Tag) -> Result<()> {
        let Some(written) = self.cursor.doubtful_type() else { return Ok(()) };
        // Who needs it refuses what it cannot name.
        if matches!(particle.ty, Type::Derived(_) | Type::Any | Type::Wildcard(_))
            || self.cursor.qualified(written).is_some()
        {
            return Ok(());
        }
        let found = undeclared(written);
        self.depart(DepartureKind::Unknown, tag.start, &found)
    }

    /// Which alternative `xsi:type` names; one past the end for one that the contract does not know.
    fn alternative(&mut self, derived: &'static Derived, tag: Option<&Tag>) -> Result<usize> {
        let default = derived.default.map_or(derived.types.len(), usize::from);
        let Some(tag) = tag.filter(|tag| tag.attributes) else { return Ok(default) };
        if let Some(index) = self.cursor.picked(derived) {
            return Ok(index);
        }
        let Some(written) = self.cursor.type_attribute() else { return Ok(default) };
        let (namespace, _, local) = self.cursor.qualified(written).ok_or_else(|| nameless(written, tag))?;
        let known = |one: &&TypeDef| one.namespace == namespace && one.name == local;
        let index = derived.types.iter().position(known).unwrap_or(derived.types.len());
        self.cursor.pick(derived, index);
        Ok(index)
    }
}

impl Drop for Decoder<'_> {
    #[inline]
    fn drop(&mut self) {
        self.cursor.leave_memory();
    }
}

/// An `xsi:type` that names no type.
#[cold]
fn nameless(written: &str, tag: &Tag) -> DecodeError {
    DecodeError::new(DecodeErrorKind::Unexpected(undeclared(written)), tag.start)
}

fn undeclared(written: &str) -> String {
    format!("the xsi:type {written:?}, whose prefix is not declared")
}

/// An element that is there and empty has the contract's default value.
#[inline]
fn or_default<'t>(text: &'t str, particle: &Particle) -> &'t str {
    match particle.ty {
        Type::Defaulted(defaulted) if text.is_empty() => defaulted.text,
        _ => text,
    }
}
