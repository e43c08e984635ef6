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
    #[inline]
    pub(super) fn lose_form(&mut self) {
        if cfg!(feature = "wsse-signature") && self.form != Form::Any {
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
        attributes.sort_by_key(|(key, _)| *key);
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
