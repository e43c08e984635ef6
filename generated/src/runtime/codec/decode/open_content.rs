//! Content that the contract leaves open: kept as XML, with the declarations that it needs to stand elsewhere.

use super::{Decoder, nameless};
use crate::runtime::codec::scan::{Name, Result, Tag};
use crate::runtime::codec::strings::{before, contains, find, split_once};
use crate::runtime::codec::tables::ns;
use crate::runtime::values::{AnyType, Element, QName};

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
        element.name = QName::new(self.cursor.uri_of(tag), self.cursor.local(tag));
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
            self.open_attributes(any, tag)?;
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
            any.declarations = self.declarations(any);
        }
        Ok(())
    }

    fn open_attributes(&self, any: &mut AnyType, tag: &Tag) -> Result<()> {
        for (namespace, uri, local, value) in self.cursor.each_attribute() {
            if namespace == ns::XSI && local == "nil" {
                continue;
            }
            if namespace == ns::XSI && local == "type" {
                let (_, uri, local) = self.cursor.qualified(value).ok_or_else(|| nameless(value, tag))?;
                any.type_name = Some(QName { namespace: uri.to_owned(), local: local.to_owned() });
            } else {
                any.attributes
                    .push((QName { namespace: uri.to_owned(), local: local.to_owned() }, value.to_owned()));
            }
        }
        Ok(())
    }

    /// What the XML and the attributes may refer to, of what is in scope.
    fn declarations(&self, any: &AnyType) -> Vec<(String, String)> {
        let scope = self.cursor.in_scope();
        // A value of an attribute may be a qualified name.
        let named = |prefix: &str| any.attributes.iter().any(|(_, value)| mentions(value, prefix));
        let mut declarations: Vec<(String, String)> = Vec::new();
        for (prefix, uri) in scope {
            if used(&any.xml, prefix, uri) || named(prefix) {
                // In order, so that equal content is equal wherever its prefixes were declared.
                let at = declarations.iter().take_while(|(before, _)| before.as_str() < prefix).count();
                declarations.insert(at, (prefix.to_owned(), uri.to_owned()));
            }
        }
        declarations
    }
}

/// Whether XML may refer to a prefix. Text that only looks like it does no harm: one declaration too many.
fn used(xml: &str, prefix: &str, uri: &str) -> bool {
    if !prefix.is_empty() {
        return mentions(xml, prefix);
    }
    if uri.is_empty() {
        return false;
    }
    // Elements without a prefix have the default namespace, and so do such names in an xsi:type.
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

/// The prefix as a whole name: every `xmlns:` ends in `s:`.
fn mentions(text: &str, prefix: &str) -> bool {
    let ends = |before: char| !before.is_alphanumeric() && !matches!(before, '_' | '-' | '.');
    let name = format!("{prefix}:");
    let mut from = 0;
    while let Some(at) = text.get(from..).and_then(|rest| find(rest, &name)) {
        let at = from + at;
        if text.get(..at).and_then(|text| text.chars().next_back()).is_none_or(ends) {
            return !prefix.is_empty();
        }
        from = at + name.len();
    }
    false
}
