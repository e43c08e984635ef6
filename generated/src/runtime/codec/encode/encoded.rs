//! SOAP encoding (SOAP 1.1, section 5): the style of a Body's element, the types of what is in it, and arrays.

use super::prefixes::push_prefix;
use super::{Encoder, Result};
use crate::runtime::codec::field::View;
use crate::runtime::codec::tables::{Array, Particle, SOAP11_ENCODING, SOAP12_ENCODING, Type, ns};

/// How many tags are known at most: a power of two. Those of messages are few, and repeat.
const MOST: usize = 64;

/// Name and type of an element: where the texts are, and their lengths and namespaces.
type Of = (usize, usize, u64);

/// Both tags of an element, with its type.
#[derive(Debug)]
struct Known {
    of: Of,
    start: String,
    end: String,
}

/// The tags that were written, each at the hash of what it is of. Others of that hash are written piece by piece.
#[derive(Debug)]
pub(super) struct Tags([Option<Known>; MOST]);

impl Default for Tags {
    fn default() -> Self {
        Self([const { None }; MOST])
    }
}

/// Where the tags of an element are noted.
#[inline]
const fn place_of((name, ty, others): Of) -> usize {
    let mixed = (name ^ ty.rotate_left(16) ^ others as usize).wrapping_mul(0x9e37_79b9);
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
        let encoding = if envelope == ns::SOAP12 { SOAP12_ENCODING } else { SOAP11_ENCODING };
        self.lose_form();
        self.encoding = Some(encoding);
        self.tags = Some(Box::default());
        self.start(particle);
        self.out.push(' ');
        self.push_prefix(envelope);
        self.out.push_str("encodingStyle=\"");
        self.out.push_str(encoding);
        self.out.push('"');
        let content = self.record(record, def, 0).map_err(|error| error.within(particle.name()))?;
        self.end(particle, content);
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
        let others = [particle.name.len() as u64, ty.len() as u64, namespace.into()];
        let others = others.iter().fold(particle.namespace.into(), |all: u64, one| all << 16 | one);
        let of = (particle.name.as_ptr().addr(), ty.as_ptr().addr(), others);
        let place = place_of(of);
        let is_known = self.push_known(place, of, |known| &known.start)
            || self.note_tags(particle, (namespace, ty), of, place)
                && self.push_known(place, of, |known| &known.start);
        if !is_known {
            return Ok(false);
        }
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
            self.push_known(place, of, |known| &known.end);
        }
        Ok(true)
    }

    /// Writes one of the tags of an element, if they are known.
    #[inline(always)]
    fn push_known(&mut self, place: usize, of: Of, which: fn(&Known) -> &str) -> bool {
        let Some(Some(known)) = self.tags.as_deref().and_then(|tags| tags.0.get(place)) else { return false };
        let is_known = known.of == of;
        if is_known {
            self.out.push_str(which(known));
        }
        is_known
    }

    /// Makes the tags of an element known, if it has a type and their place is free.
    #[inline(never)]
    fn note_tags(
        &mut self,
        particle: &Particle,
        (namespace, ty): (u16, &'static str),
        of: Of,
        place: usize,
    ) -> bool {
        if ty.is_empty() {
            return false;
        }
        let Some(free @ None) = self.tags.as_deref_mut().and_then(|tags| tags.0.get_mut(place)) else {
            return false;
        };
        let mut name = String::new();
        push_prefix(particle.namespace, &mut name);
        name.push_str(particle.name);
        let mut prefix = String::new();
        push_prefix(namespace, &mut prefix);
        let start = format!("<{name} i:type=\"{prefix}{ty}\">");
        *free = Some(Known { of, start, end: format!("</{name}>") });
        for number in [particle.namespace, ns::XSI, namespace] {
            self.use_namespace(number);
        }
        true
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
        let encoding = self.encoding.unwrap_or(SOAP11_ENCODING);
        self.declare("enc", encoding)?;
        if self.encoding.is_some() {
            self.use_namespace(ns::XSI);
            self.out.push_str(" i:type=\"enc:Array\"");
        }
        let later = encoding == SOAP12_ENCODING;
        self.out.push_str(if later { " enc:itemType=\"" } else { " enc:arrayType=\"" });
        self.push_prefix(array.item_type.0);
        self.out.push_str(array.item_type.1);
        self.out.push_str(if later { "\" enc:arraySize=\"" } else { "[" });
        self.out.push_str(itoa::Buffer::new().format(count));
        self.out.push_str(if later { "\"" } else { "]\"" });
        Ok(())
    }
}
