//! Content that the contract leaves open: kept as XML, with the declarations that it needs to stand elsewhere.

use super::super::super::values::{AnyType, QName};
use super::super::failure::DecodeError;
use super::super::scan::{Name, Result, Tag};
use super::super::tables::ns;
use super::Decoder;

impl<'a> Decoder<'a> {
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
    if prefix.is_empty() { !uri.is_empty() && xml.contains('<') } else { xml.contains(&format!("{prefix}:")) }
}
