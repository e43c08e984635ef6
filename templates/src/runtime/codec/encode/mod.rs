//! Writing: follows the tables through a value and prints it, in schema order and in the right namespaces.
//!
//! Every qualified element carries a prefix, so unqualified ones need no undeclaring. Which namespaces were used is
//! noted on the way; the envelope declares those.

mod arguments;
mod attributes;
mod binary;
mod canonical;
mod choices;
mod content;
mod encoded;
mod names;
mod open_content;
mod prefixes;
mod tags;
mod text;

pub use arguments::Arguments;
pub(in crate::runtime) use binary::{Binary, Content, base64, base64_length};
pub(in crate::runtime) use prefixes::push_prefix;
pub(in crate::runtime) use text::escape;
use text::is_default;
pub(super) use text::lexical;

use super::failure::EncodeError;
use super::field::{Items, LexValue, Record, View};
use super::numbers::Numbers;
use super::tables::{CHOICE, MANY, NILLABLE, OMIT_DEFAULT, OPTIMIZED, OPTIONAL, Particle, Type, TypeDef, ns};
use crate::runtime::values::{Namespace, Unknown};

/// How deep values may nest; records that own each other in a ring cannot be built, but long chains can.
const DEPTH: usize = 256;

/// The room that a text has at its beginning, in bytes, where nothing says how long it will be.
pub(in crate::runtime) const ROOM: usize = 512;

type Result<T> = std::result::Result<T, EncodeError>;

/// The writing half of the engine.
#[derive(Debug)]
pub(in crate::runtime) struct Encoder {
    pub(in crate::runtime) out: String,
    namespaces: &'static [&'static str],
    /// Which namespaces need a declaration.
    pub(in crate::runtime) used: Numbers,
    scratch: String,
    /// How many prefixes were made for the values of this message.
    prefixes: usize,
    /// Namespaces and prefixes of the names in the tag that is open.
    bound: Vec<(Namespace, String)>,
    heads: attributes::Heads,
    /// Whether what is written has canonical form.
    form: canonical::Form,
    /// The encoding of an encoded message, by its URI: what is in it is written with its type.
    encoding: Option<&'static str>,
    /// In such a message: the tags that were written.
    tags: Option<Box<encoded::Tags>>,
    /// From how many bytes on base64 is left out and noted here, to be put in when the message is sent; never where that is
    /// `None`.
    leave_out: Option<usize>,
    binaries: Vec<Binary>,
    /// Whether the contract says so of the element that is open.
    optimized: bool,
    /// Its media type, where an attribute says it (`xmime:contentType`).
    media: Option<String>,
}

impl Encoder {
    pub(in crate::runtime) fn new(namespaces: &'static [&'static str]) -> Self {
        Self::with_room(namespaces, ROOM)
    }

    /// As [`new`](Self::new), with room for so many bytes.
    pub(in crate::runtime) fn with_room(namespaces: &'static [&'static str], room: usize) -> Self {
        Self {
            out: String::with_capacity(room),
            namespaces,
            used: Numbers::default(),
            scratch: String::new(),
            prefixes: 0,
            bound: Vec::new(),
            heads: attributes::Heads::default(),
            form: canonical::Form::Any,
            encoding: None,
            tags: None,
            leave_out: None,
            binaries: Vec::new(),
            optimized: false,
            media: None,
        }
    }

    /// Writes a particle: no element, one, or several.
    pub(in crate::runtime) fn particle(
        &mut self,
        particle: &Particle,
        view: View<'_>,
        depth: usize,
    ) -> Result<()> {
        if let View::Items(items) = view
            && repeats(particle)
        {
            return self.repeated(particle, items, depth);
        }
        if particle.has(OMIT_DEFAULT) && is_default(view) {
            return Ok(());
        }
        self.one(particle, view, depth)
    }

    fn repeated(&mut self, particle: &Particle, items: &dyn Items, depth: usize) -> Result<()> {
        for index in 0..items.count() {
            match items.item(index) {
                // An item that is there and holds nothing is nil.
                View::Absent if particle.has(NILLABLE) => self.nil(particle)?,
                view => self.one(particle, view, depth)?,
            }
        }
        Ok(())
    }

    fn one(&mut self, particle: &Particle, view: View<'_>, depth: usize) -> Result<()> {
        match view {
            View::Absent if particle.has(OPTIONAL) => Ok(()),
            View::Absent if particle.has(NILLABLE) => self.nil(particle),
            View::Absent => match particle.ty {
                Type::List(_) | Type::Array(_) => self.element(particle, View::Absent, depth),
                _ => Err(EncodeError::new("a required value is missing").within(particle.name())),
            },
            View::Nil => self.nil(particle),
            View::Choice(choice) if particle.has(CHOICE) => {
                if choice.variant() == particle.variant {
                    self.chosen(particle, choice.chosen(), depth)
                } else {
                    Ok(())
                }
            }
            View::Element(element) => self.any_element(element),
            view => self.element(particle, view, depth),
        }
    }

    fn element(&mut self, particle: &Particle, view: View<'_>, depth: usize) -> Result<()> {
        if depth > DEPTH {
            return Err(EncodeError::new("values nest too deep"));
        }
        match (view, particle.ty) {
            // Kept XML may need another prefix than ours for its own element.
            (View::Any(any), _) => {
                self.use_namespace(particle.namespace);
                return self.open_particle(particle, any);
            }
            (View::Record(record), Type::Group(def)) => return self.content(record, def, depth),
            (View::Record(record), Type::Record(def)) if self.encoding.is_none() => {
                return self.with_record(particle, record, def, depth);
            }
            _ => {}
        }
        self.optimized = particle.has(OPTIMIZED);
        if self.tags.is_some() && self.with_known_tags(particle, view, depth)? {
            return Ok(());
        }
        let start = self.out.len();
        self.start(particle);
        let written = match (view, particle.ty) {
            (View::Record(record), Type::Record(def)) => {
                self.type_attribute(def);
                self.record(record, def, depth)
            }
            (View::Choice(choice), Type::Derived(derived)) => {
                match (choice.chosen(), derived.types.get(choice.variant() as usize)) {
                    (View::Any(any), _) => {
                        self.out.truncate(start);
                        return self.open_particle(particle, any);
                    }
                    (View::Record(record), Some(def)) => {
                        if derived.default != Some(choice.variant()) || self.encoding.is_some() {
                            self.type_attribute(def);
                        }
                        self.record(record, def, depth)
                    }
                    _ => Err(EncodeError::new("the alternative does not fit its table")),
                }
            }
            (View::QNames(names), _) => self.qnames(names),
            (View::QName(name), _) => self.qname(name),
            (View::Items(items), Type::Array(array)) => {
                self.array_type(array, items.count())?;
                let content = self.end_of_start_tag();
                self.list(items, &array.item, depth).map(|()| content)
            }
            (View::Items(items), Type::List(item)) => {
                let content = self.end_of_start_tag();
                self.list(items, item, depth).map(|()| content)
            }
            (View::Record(_) | View::Choice(_) | View::Items(_) | View::Attributes(_), _) => {
                Err(EncodeError::new("the value does not fit its table"))
            }
            (simple, _) => {
                if self.encoding.is_some() {
                    self.typed(particle);
                } else {
                    self.out.push('>');
                }
                let content = self.out.len();
                self.scalar(simple).map(|()| content)
            }
        };
        let content = written.map_err(|error| error.within(particle.name()))?;
        self.end(particle, content);
        Ok(())
    }

    /// The element of a record, without its type.
    fn with_record(
        &mut self,
        particle: &Particle,
        record: &dyn Record,
        def: &'static TypeDef,
        depth: usize,
    ) -> Result<()> {
        self.optimized = particle.has(OPTIMIZED);
        self.start(particle);
        let content = self.record(record, def, depth).map_err(|error| error.within(particle.name()))?;
        self.end(particle, content);
        Ok(())
    }

    /// The rest of a start tag, and the content of a record; returns where the content began.
    fn record(&mut self, record: &dyn Record, def: &'static TypeDef, depth: usize) -> Result<usize> {
        let unknown = record.unknown();
        if !def.attributes.is_empty() {
            self.attributes(record, def)?;
            if unknown.is_some_and(Unknown::is_nil) {
                self.use_namespace(ns::XSI);
                self.out.push_str(" i:nil=\"true\"");
                return Ok(self.end_of_start_tag());
            }
        }
        if let Some(text) = def.text {
            if self.leave_out.is_some() {
                self.media = self.media_type(record, def);
            }
            let written = self.text(record.view(text.slot));
            self.media = None;
            return written;
        }
        let content = self.end_of_start_tag();
        if !def.elements.is_empty() || unknown.is_some() {
            self.elements(record, def, unknown, depth)?;
        }
        Ok(content)
    }

    /// The rest of a start tag, and the text of simple content; returns where the content began.
    fn text(&mut self, view: View<'_>) -> Result<usize> {
        match view {
            View::QName(name) => self.qname(name),
            View::QNames(names) => self.qnames(names),
            view => {
                let content = self.end_of_start_tag();
                self.scalar(view).map(|()| content)
            }
        }
    }

    fn list(&mut self, items: &dyn Items, item: &'static Particle, depth: usize) -> Result<()> {
        for index in 0..items.count() {
            match (items.item(index), item.ty) {
                (View::Record(record), Type::Record(def)) if self.encoding.is_none() && depth < DEPTH => {
                    self.with_record(item, record, def, depth + 1)?;
                }
                (view, _) => self.one(item, view, depth + 1)?,
            }
        }
        Ok(())
    }

    #[inline(always)]
    fn scalar(&mut self, view: View<'_>) -> Result<()> {
        match view {
            View::Str(text) => escape(text, &mut self.out, false),
            View::Lex(value) => self.lex(value),
            other => {
                lexical(other, &mut self.out);
                Ok(())
            }
        }
    }

    fn lex(&mut self, value: &dyn LexValue) -> Result<()> {
        if let Some(octets) = value.octets() {
            return self.octets(octets);
        }
        let start = self.out.len();
        value.write(&mut self.out);
        self.escape_from(start, false)
    }
}

/// Whether the items of its slot are elements each, and not those of a list in one element. Lists may repeat, too.
fn repeats(particle: &Particle) -> bool {
    particle.has(MANY) || !matches!(particle.ty, Type::List(_) | Type::Array(_))
}
