//! Content that was kept as XML, and qualified names: what needs declarations where it stands.

use super::super::super::values::{AnyType, QName};
use super::super::tables::{TypeDef, ns};
use super::text::escape;
use super::{Encoder, Result};

impl Encoder {
    pub(super) fn type_attribute(&mut self, def: &'static TypeDef) {
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
        }
        let content = self.open();
        if !name.namespace.is_empty() {
            self.out.push_str("q:");
        }
        escape(&name.local, &mut self.out, false)?;
        Ok(content)
    }

    pub(super) fn declare(&mut self, prefix: &str, uri: &str) -> Result<()> {
        self.out.push_str(if prefix.is_empty() { " xmlns" } else { " xmlns:" });
        self.out.push_str(prefix);
        self.out.push_str("=\"");
        escape(uri, &mut self.out, true)?;
        self.out.push('"');
        Ok(())
    }

    /// Attributes and content that were kept as XML.
    pub(super) fn any(&mut self, any: &AnyType) -> Result<usize> {
        for (prefix, uri) in &any.declarations {
            self.declare(prefix, uri)?;
        }
        // Prefixes of our own for the attributes must not hide one that the content uses.
        let free = |stem: &str, index: usize| {
            let mut prefix = format!("{stem}{index}");
            while any.declarations.iter().any(|(taken, _)| *taken == prefix) {
                prefix.push('_');
            }
            prefix
        };
        if let Some(name) = &any.type_name {
            let prefix = free("t", 0);
            self.declare(&prefix, &name.namespace)?;
            self.use_namespace(ns::XSI);
            // The content's own `i` would hide ours.
            let hidden = any.declarations.iter().any(|(taken, _)| taken == "i");
            let xsi = if hidden { free("i", 0) } else { "i".to_owned() };
            if hidden {
                self.declare(&xsi, ns::WELL_KNOWN.get(ns::XSI as usize).copied().unwrap_or_default())?;
            }
            self.out.push_str(&format!(" {xsi}:type=\"{prefix}:"));
            escape(&name.local, &mut self.out, true)?;
            self.out.push('"');
        }
        for (index, (name, value)) in any.attributes.iter().enumerate() {
            if name.namespace.is_empty() {
                self.out.push(' ');
            } else if name.namespace == "http://www.w3.org/XML/1998/namespace" {
                self.out.push_str(" xml:");
            } else {
                let prefix = free("a", index);
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
        let content = self.open();
        self.out.push_str(&any.xml);
        Ok(content)
    }
}
