//! What was kept as XML: elements whose content, or whose very name, the contract leaves open.

use std::borrow::Cow;

use super::prefixes::prefix_of;
use super::text::escape;
use super::{Encoder, Result};
use crate::runtime::codec::chars::is_ncname;
use crate::runtime::codec::failure::EncodeError;
use crate::runtime::codec::field::Record;
use crate::runtime::codec::strings::{after, before, find, split_once, tag_end, trim_end, trim_start};
use crate::runtime::codec::tables::{Particle, TypeDef, ns};
use crate::runtime::values::{AnyType, Attributes, Element};

const XML: &str = "http://www.w3.org/XML/1998/namespace";

impl Encoder {
    /// The element of a particle with attributes and content that were kept as XML.
    pub(super) fn open_particle(&mut self, particle: &Particle, any: &AnyType) -> Result<()> {
        let namespaces = self.namespaces;
        let uri = namespaces.get(particle.namespace as usize).copied().unwrap_or_default();
        self.kept(uri, particle.name(), any).map_err(|error| error.within(particle.name()))
    }

    /// An element of any name, prefix included, around a record.
    pub(in crate::runtime) fn around(
        &mut self,
        name: &str,
        record: &dyn Record,
        def: &'static TypeDef,
    ) -> Result<()> {
        self.out.push('<');
        self.out.push_str(name);
        let content = self.record(record, def, 0)?;
        if self.out.len() == content {
            self.out.pop();
            self.out.push_str("/>");
        } else {
            self.out.push_str(&format!("</{name}>"));
        }
        Ok(())
    }

    /// A whole element that was kept.
    pub(super) fn any_element(&mut self, element: &Element) -> Result<()> {
        self.kept(&element.name.namespace, &element.name.local, &element.content)
    }

    /// What a record did not know: an element, or text between its elements.
    pub(super) fn unknown(&mut self, element: &Element) -> Result<()> {
        if element.name.local.is_empty() {
            self.lose_form();
            self.out.push_str(&element.content.xml);
            return Ok(());
        }
        self.any_element(element)
    }

    /// The element gets the prefix that its namespace has everywhere, unless the XML in it wants that prefix for another
    /// one.
    fn kept(&mut self, uri: &str, local: &str, any: &AnyType) -> Result<()> {
        self.lose_form();
        if !is_ncname(local) {
            return Err(EncodeError::new(format!("{local:?} is not a name that an element can have")));
        }
        let taken = |prefix: &str| any.declarations.iter().find(|(other, _)| other == prefix);
        let known = self.number(uri);
        let mut prefix = known.map_or(Cow::Borrowed(""), prefix_of);
        let hidden = taken(&prefix).is_some_and(|(_, other)| other != uri);
        // Without a namespace there is no prefix: then the default must not be declared here, but further in.
        let inner = if uri.is_empty() && hidden { taken("").map(|(_, uri)| uri.as_str()) } else { None };
        let own = !uri.is_empty() && (known.is_none() || hidden);
        if own {
            prefix = free(any, &ELEMENTS, 0);
        } else if let Some(number) = known {
            self.use_namespace(number);
        }
        self.out.push('<');
        let start = self.out.len();
        if !prefix.is_empty() {
            self.out.push_str(&prefix);
            self.out.push(':');
        }
        self.out.push_str(local);
        let end = self.out.len();
        if own {
            self.declare(&prefix, uri)?;
        }
        let content = self.any(any, inner)?;
        if self.out.len() == content {
            self.out.pop();
            self.out.push_str("/>");
        } else {
            self.out.push_str("</");
            self.out.extend_from_within(start..end);
            self.out.push('>');
        }
        Ok(())
    }

    /// The rest of a start tag, and the content. `inner` is a default namespace that counts within, but not here.
    fn any(&mut self, any: &AnyType, inner: Option<&str>) -> Result<usize> {
        for (prefix, uri) in &any.declarations {
            if !(prefix.is_empty() && inner.is_some()) {
                self.declare(prefix, uri)?;
            }
        }
        if let Some(name) = &any.type_name {
            // A type without a namespace has no prefix, and nothing here declares a default that it could be taken for.
            let prefix = if name.namespace.is_empty() { "".into() } else { free(any, &TYPES, 0) };
            if !prefix.is_empty() {
                self.declare(&prefix, &name.namespace)?;
            }
            self.use_namespace(ns::XSI);
            // The content's own `i` would hide ours.
            let hidden = any.declarations.iter().any(|(taken, _)| taken == "i");
            let xsi = if hidden { free(any, &["i0"], 0) } else { "i".into() };
            if hidden {
                self.declare(&xsi, ns::WELL_KNOWN.get(ns::XSI as usize).copied().unwrap_or_default())?;
            }
            let colon = if prefix.is_empty() { "" } else { ":" };
            for piece in [" ", &xsi, ":type=\"", &prefix, colon] {
                self.out.push_str(piece);
            }
            escape(&name.local, &mut self.out, true)?;
            self.out.push('"');
        }
        self.attribute_pairs(&any.attributes, any)?;
        let content = self.end_of_start_tag();
        match inner {
            Some(uri) => redeclare(&any.xml, uri, &mut self.out)?,
            None => self.out.push_str(&any.xml),
        }
        Ok(content)
    }

    /// Attributes of any name.
    pub(super) fn any_attributes(&mut self, attributes: &Attributes) -> Result<()> {
        self.lose_form();
        self.attribute_pairs(attributes, &AnyType::default())
    }

    /// Prefixes of our own for the attributes must not hide one that the content uses.
    fn attribute_pairs(
        &mut self,
        attributes: &[(crate::runtime::values::QName, String)],
        any: &AnyType,
    ) -> Result<()> {
        for (index, (name, value)) in attributes.iter().enumerate() {
            if !is_ncname(&name.local) {
                return Err(EncodeError::new(format!(
                    "{:?} is not a name that an attribute can have",
                    name.local
                )));
            }
            if name.namespace.is_empty() {
                self.out.push(' ');
            } else if name.namespace == XML {
                self.out.push_str(" xml:");
            } else {
                let prefix = free(any, &ATTRIBUTES, index);
                self.declare(&prefix, &name.namespace)?;
                self.out.push(' ');
                self.out.push_str(&prefix);
                self.out.push(':');
            }
            self.out.push_str(&name.local);
            self.out.push_str("=\"");
            escape(value, &mut self.out, true)?;
            self.out.push('"');
        }
        Ok(())
    }

    pub(super) fn declare(&mut self, prefix: &str, uri: &str) -> Result<()> {
        self.out.push_str(if prefix.is_empty() { " xmlns" } else { " xmlns:" });
        self.out.push_str(prefix);
        self.out.push_str("=\"");
        escape(uri, &mut self.out, true)?;
        self.out.push('"');
        Ok(())
    }
}

/// Prefixes for elements, types and attributes that have none of ours.
const ELEMENTS: [&str; 1] = ["e0"];
const TYPES: [&str; 1] = ["t0"];
const ATTRIBUTES: [&str; 10] = ["a0", "a1", "a2", "a3", "a4", "a5", "a6", "a7", "a8", "a9"];

/// The prefix with this number that the kept XML does not use.
fn free(any: &AnyType, prefixes: &[&'static str], index: usize) -> Cow<'static, str> {
    let is_taken = |prefix: &str| any.declarations.iter().any(|(taken, _)| *taken == *prefix);
    match prefixes.get(index) {
        Some(prefix) if !is_taken(prefix) => Cow::Borrowed(prefix),
        _ => {
            // They all begin with one letter.
            let letter = prefixes.first().and_then(|first| first.get(..1)).unwrap_or_default();
            let mut prefix = format!("{letter}{index}");
            while is_taken(&prefix) {
                prefix.push('_');
            }
            Cow::Owned(prefix)
        }
    }
}

/// Writes XML with a default namespace declared in each outermost element that declares none itself.
fn redeclare(xml: &str, uri: &str, out: &mut String) -> Result<()> {
    let mut rest = xml;
    let mut depth = 0usize;
    while let Some(at) = find(rest, "<") {
        let (text, markup) = rest.split_at(at);
        out.push_str(text);
        let end = match markup {
            _ if markup.starts_with("<!--") => find(markup, "-->").map(|end| end + 3),
            _ if markup.starts_with("<![CDATA[") => find(markup, "]]>").map(|end| end + 3),
            _ if markup.starts_with("<?") => find(markup, "?>").map(|end| end + 2),
            _ => tag_end(markup),
        };
        let Some((tag, follows)) = end.and_then(|end| markup.split_at_checked(end)) else {
            return Err(EncodeError::new("kept XML that is not well-formed"));
        };
        rest = follows;
        let start = !tag.starts_with("</") && !tag.starts_with("<!") && !tag.starts_with("<?");
        if start && depth == 0 && !declares_default(tag) {
            let (name, attributes) = tag.split_at(before(tag, b" \t\r\n/>").len());
            out.push_str(name);
            out.push_str(" xmlns=\"");
            escape(uri, out, true)?;
            out.push('"');
            out.push_str(attributes);
        } else {
            out.push_str(tag);
        }
        if start && !tag.ends_with("/>") {
            depth += 1;
        } else if tag.starts_with("</") {
            depth = depth.saturating_sub(1);
        }
    }
    out.push_str(rest);
    Ok(())
}

/// Whether a start tag has an attribute `xmlns`.
fn declares_default(tag: &str) -> bool {
    let mut rest = tag;
    while let Some((name, value)) = split_once(rest, b'=') {
        if after(trim_end(name), b" \t\r\n") == "xmlns" {
            return true;
        }
        let value = trim_start(value);
        rest = match value.as_bytes() {
            [quote @ (b'"' | b'\''), ..] => {
                value.get(1..).and_then(|value| split_once(value, *quote)).map_or("", |(_, after)| after)
            }
            _ => value,
        };
    }
    false
}

#[cfg(test)]
mod tests {
    use super::redeclare;

    #[test]
    fn only_elements_get_a_declaration() {
        for (xml, expected) in [
            ("<!-- <b>--><c/>", "<!-- <b>--><c xmlns=\"urn:x\"/>"),
            ("<?p <b>?><c/>", "<?p <b>?><c xmlns=\"urn:x\"/>"),
            ("<a><![CDATA[<b>]]></a><c/>", "<a xmlns=\"urn:x\"><![CDATA[<b>]]></a><c xmlns=\"urn:x\"/>"),
        ] {
            let mut out = String::new();
            redeclare(xml, "urn:x", &mut out).unwrap();
            assert_eq!(out, expected);
        }
    }
}
