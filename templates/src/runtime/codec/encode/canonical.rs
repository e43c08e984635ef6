//! Writing in canonical form to begin with, for what is signed (Exclusive XML Canonicalization 1.0): empty elements have an
//! end tag, and attributes stand in the order of their namespaces and names.
//!
//! The form is that of an element around the text whose InclusiveNamespaces names each prefix that the text uses. What a
//! program keeps as XML is written as it came, whatever its form: then the text has none.

use super::Encoder;
use super::prefixes::push_prefix;
use crate::runtime::codec::strings::{split_once, start_of_last_tag};
use crate::runtime::codec::tables::ns;

/// Whether the text has canonical form.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) enum Form {
    /// Nobody asks.
    #[default]
    Any,
    /// It has. The prefixes that it declares itself, which no name of an element or attribute uses.
    Canonical(Vec<String>),
    /// Somebody asked, but it holds what was not written here.
    Lost,
}

impl Encoder {
    /// Writes in canonical form, as far as that is in its hands.
    pub(in crate::runtime) fn canonical(mut self) -> Self {
        self.form = Form::Canonical(Vec::new());
        self
    }

    /// Whether everything that was written has canonical form, for an element around it that declares the prefixes used; the
    /// prefixes that it declares itself.
    pub(in crate::runtime) fn take_form(&mut self) -> Option<Vec<String>> {
        match std::mem::take(&mut self.form) {
            Form::Canonical(prefixes) => Some(prefixes),
            _ => None,
        }
    }

    /// Whether empty elements have an end tag.
    #[inline]
    pub(super) fn closes_empty(&self) -> bool {
        cfg!(feature = "wsse-signature") && self.form != Form::Any
    }

    /// Notes that something was written that need not have canonical form.
    #[cold]
    pub(super) fn lose_form(&mut self) {
        if self.form != Form::Any {
            self.form = Form::Lost;
        }
    }

    /// Notes a prefix that content uses, and that was declared where it stands.
    pub(super) fn note_prefix(&mut self, prefix: &str) {
        if let Form::Canonical(prefixes) = &mut self.form
            && !prefixes.iter().any(|known| known == prefix)
        {
            prefixes.push(prefix.to_owned());
        }
    }

    /// Puts the attributes of the tag that is open in order.
    #[inline]
    pub(super) fn order_attributes(&mut self) {
        if cfg!(feature = "wsse-signature") && matches!(self.form, Form::Canonical(_)) {
            self.put_in_order();
        }
    }

    #[inline(never)]
    fn put_in_order(&mut self) {
        // Text and values hold no `<` of their own.
        let start = start_of_last_tag(&self.out);
        let tag = self.out.get(start..).unwrap_or_default();
        let Some((name, mut rest)) = split_once(tag, b' ') else { return };
        let first = start + name.len();
        let mut attributes = Vec::new();
        while let Some((name, value)) = split_once(rest, b'=') {
            // The value with both quotes; it holds none.
            let inner = value.get(1..).and_then(|value| split_once(value, b'"'));
            let Some((inner, after)) = inner else { break };
            let whole = rest.get(..name.len() + inner.len() + 3).unwrap_or_default();
            attributes.push((self.key(name), whole));
            rest = after.strip_prefix(' ').unwrap_or(after);
        }
        if attributes.is_sorted_by(|(one, _), (other, _)| one <= other) {
            return;
        }
        attributes.sort_by(|(one, _), (other, _)| one.cmp(other));
        let mut ordered = String::new();
        for (_, whole) in &attributes {
            ordered.push(' ');
            ordered.push_str(whole);
        }
        self.out.truncate(first);
        self.out.push_str(&ordered);
    }

    /// Declarations come first, by their prefix; then attributes, by their namespace and local name.
    fn key<'n>(&self, name: &'n str) -> (bool, &'static str, &'n str) {
        match split_once(name, b':') {
            Some(("xmlns", prefix)) => (false, "", prefix),
            Some((prefix, local)) => (true, self.uri(prefix), local),
            None => (true, "", name),
        }
    }

    /// The namespace of a prefix of ours.
    fn uri(&self, prefix: &str) -> &'static str {
        let mut written = String::new();
        for (uri, number) in self.namespaces.iter().zip(0u16..) {
            // Both versions of SOAP have one prefix, and the envelope's attributes are none of the Body's.
            if matches!(number, ns::NONE | ns::SOAP11 | ns::SOAP12) {
                continue;
            }
            written.clear();
            push_prefix(number, &mut written);
            if written.strip_suffix(':') == Some(prefix) {
                return uri;
            }
        }
        ""
    }
}

#[cfg(test)]
mod tests {
    #![cfg(feature = "wsse-signature")]

    use super::*;
    use crate::runtime::codec::encode::Arguments;
    use crate::runtime::codec::{OPTIONAL, Particle, Type, TypeDef, View};
    use crate::runtime::values::QName;
    use crate::runtime::wsse::canonical::{Method, element_at};

    /// Three of a contract, whose order is not that of their prefixes.
    static NAMESPACES: [&str; ns::FIRST as usize + 3] = {
        let mut all = [""; ns::FIRST as usize + 3];
        let mut at = 0;
        while at < ns::WELL_KNOWN.len() {
            all[at] = ns::WELL_KNOWN[at];
            at += 1;
        }
        (all[at], all[at + 1], all[at + 2]) = ("urn:z", "urn:m", "http://a");
        all
    };
    const A: u16 = ns::FIRST;
    const B: u16 = ns::FIRST + 1;
    const C: u16 = ns::FIRST + 2;

    const fn attribute(namespace: u16, name: &'static str, slot: u16, ty: Type) -> Particle {
        Particle::new(namespace, name, slot, OPTIONAL, ty)
    }

    static INNER: TypeDef = TypeDef {
        name: "Inner",
        namespace: A,
        elements: &[],
        attributes: &[attribute(ns::NONE, "y", 0, Type::STRING), attribute(ns::NONE, "x", 1, Type::QNAME)],
        text: Some(&Particle::new(ns::NONE, "", 2, 0, Type::QNAME)),
    };
    static OUTER: TypeDef = TypeDef {
        name: "Outer",
        namespace: A,
        elements: &[Particle::optional(B, "inner", 8, Type::Record(&INNER))],
        attributes: &[
            attribute(A, "last", 0, Type::STRING),
            attribute(C, "late", 1, Type::STRING),
            attribute(C, "early", 2, Type::STRING),
            attribute(ns::XML, "lang", 3, Type::STRING),
            attribute(ns::NONE, "first", 4, Type::STRING),
            attribute(ns::NONE, "a", 5, Type::QNAME),
            attribute(B, "middle", 6, Type::STRING),
            attribute(ns::XSI, "kind", 7, Type::STRING),
        ],
        text: None,
    };
    static ROOT: Particle = Particle::required(A, "root", 0, Type::Record(&OUTER));

    #[test]
    fn attributes_stand_in_canonical_order() {
        let far = QName::new("urn:far", "x");
        let known = QName::new("urn:m", "x");
        let mut forms = 0;
        // Each set of attributes that may be there.
        for there in 0u32..1 << 8 {
            for (name, text) in [(&far, "1 > 0 \t\"&<\r\n"), (&known, "")] {
                let view = |slot: u32, view| if there >> slot & 1 == 1 { view } else { View::Absent };
                let text = View::Str(text);
                let inner = [view(2, text), View::QName(name), View::QName(&known)];
                let inner = Arguments(&inner);
                let views: Vec<View<'_>> = (0..8)
                    .map(|slot| view(slot, if slot == 5 { View::QName(name) } else { text }))
                    .chain([view(there % 8, View::Record(&inner))])
                    .collect();
                let mut encoder = Encoder::new(&NAMESPACES).canonical();
                encoder.particle(&ROOT, View::Record(&Arguments(&views)), 0).expect("it is written");
                let mut all = Encoder::new(&NAMESPACES);
                all.declarations(&encoder.used()).expect("declarations");
                let start = format!("<w{}>", all.out);
                let own = encoder.take_form().expect("it has canonical form");
                let mut prefixes: Vec<&str> = own.iter().map(String::as_str).collect();
                prefixes.extend(["a", "b", "c", "i"]);
                let document = format!("{start}{}</w>", encoder.out);
                let mut canonical = Vec::new();
                element_at(&document, 0, &Method::exclusive(prefixes), &mut |piece| {
                    canonical.extend_from_slice(piece);
                })
                .expect("XML");
                let canonical = String::from_utf8(canonical).expect("text");
                let content = canonical.split_once('>').map(|(_, content)| content.to_owned());
                assert_eq!(content, Some(format!("{}</w>", encoder.out)));
                forms += 1;
            }
        }
        assert_eq!(forms, 512);
    }
}
