//! Qualified names in values: prefixes for them, declared where they stand unless the envelope does.

use super::prefixes::push_prefix;
use super::text::escape;
use super::{Encoder, Result};
use crate::runtime::codec::tables::{TypeDef, ns};
use crate::runtime::values::QName;

impl Encoder {
    /// ` i:type="…"`; nothing for a type without a name.
    pub(super) fn type_attribute(&mut self, def: &'static TypeDef) {
        if def.name.is_empty() {
            return;
        }
        self.use_namespace(ns::XSI);
        self.out.push_str(" i:type=\"");
        self.push_prefix(def.namespace);
        self.out.push_str(def.name);
        self.out.push('"');
    }

    /// A qualified name in content: its prefix is declared where it stands.
    pub(super) fn qname(&mut self, name: &QName) -> Result<usize> {
        if !name.namespace.is_empty() {
            self.declare("q", &name.namespace)?;
            self.note_prefix("q");
        }
        let content = self.end_of_start_tag();
        if !name.namespace.is_empty() {
            self.out.push_str("q:");
        }
        escape(&name.local, &mut self.out, false)?;
        Ok(content)
    }

    /// Several qualified names in content.
    pub(super) fn qnames(&mut self, names: &[QName]) -> Result<usize> {
        self.bind_names(names)?;
        let content = self.end_of_start_tag();
        let mut text = String::new();
        self.bound_names(names, &mut text);
        escape(&text, &mut self.out, false)?;
        Ok(content)
    }

    /// Declares what the names need and the envelope does not declare, in the tag that is open.
    pub(super) fn bind_names(&mut self, names: &[QName]) -> Result<()> {
        for (index, name) in names.iter().enumerate() {
            match self.number(&name.namespace) {
                Some(number) => self.use_namespace(number),
                None if first_of(names, name) == index => {
                    let prefix = self.fresh_prefix();
                    self.declare(&prefix, &name.namespace)?;
                    self.note_prefix(&prefix);
                    self.bound.push((name.namespace.clone(), prefix));
                }
                None => {}
            }
        }
        Ok(())
    }

    /// The names with the prefixes that [`bind_names`](Self::bind_names) gave them.
    pub(super) fn bound_names(&mut self, names: &[QName], out: &mut String) {
        for (index, name) in names.iter().enumerate() {
            if index > 0 {
                out.push(' ');
            }
            match self.number(&name.namespace) {
                Some(number) => push_prefix(number, out),
                None => {
                    if let Some((_, prefix)) = self.bound.iter().rev().find(|(uri, _)| *uri == name.namespace)
                    {
                        out.push_str(prefix);
                        out.push(':');
                    }
                }
            }
            out.push_str(&name.local);
        }
        self.bound.clear();
    }

    /// The number of a namespace that the envelope can declare.
    pub(super) fn number(&self, uri: &str) -> Option<u16> {
        self.namespaces.iter().position(|known| *known == uri).and_then(|number| u16::try_from(number).ok())
    }

    /// A prefix that this message has not used yet.
    fn fresh_prefix(&mut self) -> String {
        self.prefixes += 1;
        format!("q{}", self.prefixes)
    }
}

fn first_of(names: &[QName], name: &QName) -> usize {
    names.iter().position(|other| other.namespace == name.namespace).unwrap_or(0)
}
