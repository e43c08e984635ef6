//! Content that the contract leaves open: kept as XML, with the declarations that it needs to stand elsewhere.

use super::super::super::values::{AnyType, Element, QName};
use super::super::failure::DecodeError;
use super::super::scan::{Name, Result, Tag};
use super::super::tables::ns;
use super::Decoder;

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
    pub(in super::super::super) fn any(
        &mut self,
        any: &mut AnyType,
        name: Name<'_>,
        tag: Option<&Tag>,
        depth: usize,
    ) -> Result<()> {
        *any = AnyType::default();
        let Some(tag) = tag else {
            // A tag of the fast step: nothing but a name. Its content may be anything.
            let start = self.cursor.position;
            let end = self.cursor.content(name, self.limits.depth.saturating_sub(depth))?;
            self.keep(any, start, end);
            return Ok(());
        };
        for (namespace, uri, local, value) in self.cursor.each_attribute() {
            if namespace == ns::XSI && local == "nil" {
                continue;
            }
            if namespace == ns::XSI && local == "type" {
                let (_, uri, local) = self.cursor.qualified(value).ok_or_else(|| {
                    DecodeError::syntax("an xsi:type whose prefix is not declared", tag.start)
                })?;
                any.type_name = Some(QName { namespace: uri.to_owned(), local: local.to_owned() });
            } else {
                any.attributes
                    .push((QName { namespace: uri.to_owned(), local: local.to_owned() }, value.to_owned()));
            }
        }
        if tag.empty {
            return Ok(());
        }
        let start = self.cursor.position;
        // What the content may refer to is what is in scope at its beginning.
        let scope: Vec<(String, String)> = self
            .cursor
            .in_scope()
            .iter()
            .map(|(prefix, uri)| ((*prefix).to_owned(), (*uri).to_owned()))
            .collect();
        let end = self.cursor.skip(tag, self.limits.depth.saturating_sub(depth))?;
        any.xml = self.cursor.text_between(start, end).to_owned();
        any.declarations = scope.into_iter().filter(|(prefix, uri)| used(&any.xml, prefix, uri)).collect();
        any.declarations.sort();
        Ok(())
    }

    fn keep(&self, any: &mut AnyType, start: usize, end: usize) {
        any.xml = self.cursor.text_between(start, end).to_owned();
        let scope = self.cursor.in_scope();
        let used = scope.iter().filter(|(prefix, uri)| used(&any.xml, prefix, uri));
        any.declarations = used.map(|(prefix, uri)| ((*prefix).to_owned(), (*uri).to_owned())).collect();
        any.declarations.sort();
    }
}

/// Whether XML may refer to a prefix. Text that only looks like it does no harm: one declaration too many.
fn used(xml: &str, prefix: &str, uri: &str) -> bool {
    if !prefix.is_empty() {
        return xml.contains(&format!("{prefix}:"));
    }
    // Elements without a prefix have the default namespace, and so do such names in an xsi:type.
    let plain = |rest: &str| {
        let name = rest.split([' ', '\t', '\r', '\n', '/', '>', '<']).next().unwrap_or("");
        !name.is_empty() && !name.contains(':') && !name.starts_with(['!', '?'])
    };
    !uri.is_empty() && (xml.split('<').skip(1).any(plain) || (xml.contains('<') && xml.contains("type")))
}
