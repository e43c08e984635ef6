//! Content that the contract leaves open: kept as XML, with the declarations that it needs to stand elsewhere.

use std::collections::BTreeSet;

use super::{Decoder, nameless};
use crate::runtime::codec::scan::{Name, Result, Tag};
use crate::runtime::codec::strings::{before, contains, find, split_once};
use crate::runtime::codec::tables::ns;
use crate::runtime::values::{AnyType, Element, Namespace, QName};

impl<'a> Decoder<'a> {
    /// Keeps a whole element as XML.
    pub(super) fn element(
        &mut self,
        element: &mut Element,
        name: Name<'_>,
        tag: Option<&Tag>,
        depth: usize,
    ) -> Result<()> {
        // Wildcards have no tag that the fast step could compare: the general one has read it.
        let Some(tag) = tag else { return self.mismatch() };
        element.name = self.cursor.name_of(tag);
        let nil = tag.nil;
        self.any(&mut element.content, name, Some(tag), depth)?;
        if nil {
            let xsi = ns::WELL_KNOWN.get(ns::XSI as usize).copied().unwrap_or_default();
            element.content.attributes.push((QName::new(xsi, "nil"), "true".to_owned()));
        }
        Ok(())
    }

    /// Keeps an element's attributes and content as XML.
    pub(in crate::runtime) fn any(
        &mut self,
        any: &mut AnyType,
        name: Name<'_>,
        tag: Option<&Tag>,
        depth: usize,
    ) -> Result<()> {
        *any = AnyType::default();
        if let Some(tag) = tag {
            self.kept_attributes(any, tag)?;
        }
        let start = self.cursor.position;
        let end = match tag {
            Some(tag) if tag.empty => start,
            _ => self.cursor.content(name, self.cursor.reading.depth().saturating_sub(depth))?,
        };
        any.xml = self.cursor.text_between(start, end).to_owned();
        // Most of what is kept is text: then there is nothing to look for.
        let named = |(_, value): &(QName, String)| contains(value, ":");
        if contains(&any.xml, "<") || contains(&any.xml, ":") || any.attributes.iter().any(named) {
            any.declarations = self.declarations(any)?;
        }
        Ok(())
    }

    fn kept_attributes(&self, any: &mut AnyType, tag: &Tag) -> Result<()> {
        for (namespace, name, value) in self.cursor.each_named_attribute() {
            if namespace == ns::XSI && name.local == "nil" {
                continue;
            }
            if namespace == ns::XSI && name.local == "type" {
                any.type_name = Some(self.cursor.qualified_name(value).ok_or_else(|| nameless(value, tag))?);
            } else {
                self.make(size_of::<(QName, String)>())?;
                any.attributes.push((name, value.to_owned()));
            }
        }
        Ok(())
    }

    /// What the XML and the attributes may refer to, of what is in scope. In order, so that equal content is equal wherever
    /// its prefixes were declared.
    fn declarations(&self, any: &AnyType) -> Result<Vec<(String, Namespace)>> {
        let mut prefixes = BTreeSet::new();
        mentioned(&any.xml, &mut prefixes);
        // A value of an attribute may be a qualified name.
        for (_, value) in &any.attributes {
            mentioned(value, &mut prefixes);
        }
        if uses_default(&any.xml) {
            prefixes.insert("");
        }
        let mut declarations = Vec::new();
        for (prefix, uri) in self.cursor.bound_among(&prefixes) {
            self.copy(size_of::<(String, Namespace)>() + prefix.len())?;
            declarations.push((prefix.to_owned(), uri));
        }
        Ok(declarations)
    }
}

/// What may be a prefix in a text: whatever is a name before a colon. Text that only looks like it does no harm: one
/// declaration too many.
fn mentioned<'t>(text: &'t str, prefixes: &mut BTreeSet<&'t str>) {
    let is_name = |character: char| character.is_alphanumeric() || matches!(character, '_' | '-' | '.');
    let mut from = 0;
    while let Some(at) = text.get(from..).and_then(|rest| find(rest, ":")) {
        let before = text.get(from..from + at).unwrap_or_default();
        let name = before.trim_end_matches(is_name);
        let name = before.get(name.len()..).unwrap_or_default();
        if !name.is_empty() {
            prefixes.insert(name);
        }
        from += at + 1;
    }
}

/// Whether XML may use the default namespace: elements without a prefix have it, and so do such names in an xsi:type.
fn uses_default(xml: &str) -> bool {
    let mut rest = xml;
    while let Some((_, markup)) = split_once(rest, b'<') {
        let name = before(markup, b" \t\r\n/><");
        if !name.is_empty() && !contains(name, ":") && !name.starts_with(['!', '?']) {
            return true;
        }
        rest = markup;
    }
    contains(xml, "<") && contains(xml, "type")
}
