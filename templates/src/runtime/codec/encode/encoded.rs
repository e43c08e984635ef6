//! SOAP encoding (SOAP 1.1, section 5): the style of a Body's element, the types of what is in it, and arrays.

use super::prefixes::push_prefix;
use super::{Encoder, Result};
use crate::runtime::codec::field::View;
use crate::runtime::codec::tables::{Array, Particle, Type, ns};

/// The encoding of SOAP 1.1. Its namespace is also that of arrays in literal messages.
const SOAP11: &str = "http://schemas.xmlsoap.org/soap/encoding/";
/// The encoding of SOAP 1.2, where arrays say their type otherwise.
const SOAP12: &str = "http://www.w3.org/2003/05/soap-encoding";

/// How many tags are known at most: a power of two. Those of messages are few, and repeat.
const MOST: usize = 64;

/// Name and type of an element: the namespace of each, and where its text is.
type Of = [(u16, usize, usize); 2];

/// Both tags of an element, with its type: its start tag, then its end tag.
#[derive(Debug, Clone, Copy)]
struct Known {
    of: Of,
    start: usize,
    middle: usize,
    end: usize,
}

/// The tags that were written, each at the hash of what it is of. Others of that hash are written piece by piece.
#[derive(Debug)]
pub(super) struct Tags {
    known: [Option<Known>; MOST],
    text: String,
}

impl Default for Tags {
    fn default() -> Self {
        Self { known: [None; MOST], text: String::new() }
    }
}

/// Where the tags of an element are noted.
#[inline]
const fn place_of([(_, name, length), (_, ty, _)]: Of) -> usize {
    let mixed = (name ^ ty.rotate_left(16)).wrapping_add(length).wrapping_mul(0x9e37_79b9);
    (mixed >> 16) % MOST
}

/// The name of a simple type; none for one that shares a row with others, or has a name of its own.
#[inline]
const fn name_of(ty: Type) -> &'static str {
    match ty {
        Type::Scalar(scalar) => scalar.name(),
        Type::Defaulted(defaulted) => match defaulted.ty {
            Type::Scalar(scalar) => scalar.name(),
            _ => "",
        },
        _ => "",
    }
}

impl Encoder {
    /// The element of an encoded Body, with its `encodingStyle`; `envelope` is the namespace of the envelope.
    pub(in crate::runtime) fn encoded(
        &mut self,
        particle: &Particle,
        view: View<'_>,
        envelope: u16,
    ) -> Result<()> {
        let (View::Record(record), Type::Record(def)) = (view, particle.ty) else {
            return self.particle(particle, view, 0);
        };
        let encoding = if envelope == ns::SOAP12 { SOAP12 } else { SOAP11 };
        self.lose_form();
        self.encoding = Some(encoding);
        self.tags = Some(Box::default());
        let name = self.start(particle);
        self.out.push(' ');
        self.push_prefix(envelope);
        self.out.push_str("encodingStyle=\"");
        self.out.push_str(encoding);
        self.out.push('"');
        let content = self.record(record, def, 0).map_err(|error| error.within(particle.name()))?;
        self.end(name, content);
        (self.encoding, self.tags) = (None, None);
        Ok(())
    }

    /// Writes an element whose tags may be written over and over: a simple value with its type, or a record without
    /// attributes. Tells whether it is such a one.
    pub(super) fn with_known_tags(
        &mut self,
        particle: &Particle,
        view: View<'_>,
        depth: usize,
    ) -> Result<bool> {
        let (namespace, ty) = match (view, particle.ty) {
            (View::Record(_), Type::Record(def)) if def.attributes.is_empty() && def.text.is_none() => {
                (def.namespace, def.name)
            }
            (View::Record(_) | View::Choice(_) | View::Items(_) | View::Attributes(_), _)
            | (View::QName(_) | View::QNames(_) | View::Any(_) | View::Element(_), _) => return Ok(false),
            (_, ty) => (ns::XSD, name_of(ty)),
        };
        let Some(known) = self.known_tags(particle, namespace, ty) else { return Ok(false) };
        self.push_known(known.start, known.middle);
        let content = self.out.len();
        match (view, particle.ty) {
            (View::Record(record), Type::Record(def)) => self.content(record, def, depth),
            (simple, _) => self.scalar(simple),
        }
        .map_err(|error| error.within(particle.name()))?;
        if self.out.len() == content && self.is_left_empty(content) {
            self.out.pop();
            self.out.push_str("/>");
        } else {
            self.push_known(known.middle, known.end);
        }
        Ok(true)
    }

    /// Writes a piece of the tags that are known.
    #[inline]
    fn push_known(&mut self, start: usize, end: usize) {
        if let Some(text) = self.tags.as_ref().and_then(|tags| tags.text.get(start..end)) {
            self.out.push_str(text);
        }
    }

    /// The tags of an element of this type, made where they are not known and few are.
    #[inline]
    fn known_tags(&mut self, particle: &Particle, namespace: u16, ty: &'static str) -> Option<Known> {
        let name = particle.name;
        let of = [
            (particle.namespace, name.as_ptr().addr(), name.len()),
            (namespace, ty.as_ptr().addr(), ty.len()),
        ];
        let place = place_of(of);
        match self.tags.as_deref()?.known.get(place)? {
            Some(known) if known.of == of => Some(*known),
            Some(_) => None,
            None => self.note_tags(particle, (namespace, ty), of, place),
        }
    }

    #[inline(never)]
    fn note_tags(
        &mut self,
        particle: &Particle,
        (namespace, ty): (u16, &'static str),
        of: Of,
        place: usize,
    ) -> Option<Known> {
        if ty.is_empty() || matches!(particle.ty, Type::Group(_) | Type::Wildcard(_)) {
            return None;
        }
        for number in [particle.namespace, ns::XSI, namespace] {
            self.use_namespace(number);
        }
        let Tags { known, text } = self.tags.as_deref_mut()?;
        let start = text.len();
        text.push('<');
        push_prefix(particle.namespace, text);
        text.push_str(particle.name);
        text.push_str(" i:type=\"");
        push_prefix(namespace, text);
        text.push_str(ty);
        text.push_str("\">");
        let middle = text.len();
        text.push_str("</");
        push_prefix(particle.namespace, text);
        text.push_str(particle.name);
        text.push('>');
        let tags = Known { of, start, middle, end: text.len() };
        *known.get_mut(place)? = Some(tags);
        Some(tags)
    }

    /// ` i:type="…">` of a simple value. Types that share a row with others, or have a name of their own, go without:
    /// the server knows them from its contract.
    #[inline(never)]
    pub(super) fn typed(&mut self, particle: &Particle) {
        let name = name_of(particle.ty);
        if name.is_empty() {
            self.out.push('>');
            return;
        }
        self.use_namespace(ns::XSI);
        self.use_namespace(ns::XSD);
        self.out.push_str(" i:type=\"x:");
        self.out.push_str(name);
        self.out.push_str("\">");
    }

    /// ` enc:arrayType="…[n]"`, the prefix declared where it stands: the namespace of encoding need not be in the table.
    pub(super) fn array_type(&mut self, array: &'static Array, count: usize) -> Result<()> {
        self.lose_form();
        let encoding = self.encoding.unwrap_or(SOAP11);
        self.declare("enc", encoding)?;
        if self.encoding.is_some() {
            self.use_namespace(ns::XSI);
            self.out.push_str(" i:type=\"enc:Array\"");
        }
        let later = encoding == SOAP12;
        self.out.push_str(if later { " enc:itemType=\"" } else { " enc:arrayType=\"" });
        self.push_prefix(array.item_type.0);
        self.out.push_str(array.item_type.1);
        self.out.push_str(if later { "\" enc:arraySize=\"" } else { "[" });
        self.out.push_str(itoa::Buffer::new().format(count));
        self.out.push_str(if later { "\"" } else { "]\"" });
        Ok(())
    }
}
