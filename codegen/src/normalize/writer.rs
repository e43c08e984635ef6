//! Writes XML, an element a line.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::sync::Arc;

use quick_xml::escape::escape;

use crate::contract::{Occurs, QName};
use crate::visible;

/// Attributes in the order that they are written in.
pub(super) type Attributes = Vec<(String, String)>;

/// An XML file that is being written.
pub(super) struct Writer {
    text: String,
    open_tags: Vec<String>,
    /// Where the text ended when the innermost element was opened.
    opened: usize,
    prefixes: BTreeMap<Arc<str>, String>,
    used: BTreeSet<Arc<str>>,
}

impl Writer {
    pub(super) fn new(prefixes: BTreeMap<Arc<str>, String>) -> Self {
        let text = "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n".to_owned();
        Self { text, open_tags: Vec::new(), opened: 0, prefixes, used: BTreeSet::new() }
    }

    /// The namespaces that something was written of.
    pub(super) fn used(&self) -> &BTreeSet<Arc<str>> {
        &self.used
    }

    /// Declares the prefixes, sorted.
    pub(super) fn declarations(&self) -> Attributes {
        let mut all: Attributes = self
            .prefixes
            .iter()
            .filter(|(_, prefix)| *prefix != "xml")
            .map(|(namespace, prefix)| (format!("xmlns:{prefix}"), namespace.to_string()))
            .collect();
        all.sort();
        all
    }

    /// Notes that a namespace is used.
    pub(super) fn note(&mut self, namespace: &str) {
        if !namespace.is_empty() && !self.used.contains(namespace) {
            self.used.insert(Arc::from(namespace));
        }
    }

    fn tag(&mut self, namespace: &str, local: &str) -> String {
        self.note(namespace);
        match self.prefixes.get(namespace) {
            Some(prefix) => format!("{prefix}:{local}"),
            None => local.to_owned(),
        }
    }

    /// A name as the value of an attribute.
    pub(super) fn name(&mut self, name: &QName) -> String {
        self.tag(&name.namespace, &name.local)
    }

    fn line(&mut self, tag: &str, attributes: Attributes, end: &str) {
        for _ in 0..self.open_tags.len() {
            self.text.push_str("  ");
        }
        self.text.push('<');
        self.text.push_str(tag);
        for (name, value) in attributes {
            // Writing to a string does not fail.
            let _ = write!(self.text, " {name}=\"{}\"", attribute(&value));
        }
        self.text.push_str(end);
        self.text.push('\n');
    }

    /// Opens an element.
    pub(super) fn start_element(&mut self, namespace: &str, local: &str, attributes: Attributes) {
        let tag = self.tag(namespace, local);
        self.line(&tag, attributes, ">");
        self.opened = self.text.len();
        self.open_tags.push(tag);
    }

    /// Writes an empty element.
    pub(super) fn empty(&mut self, namespace: &str, local: &str, attributes: Attributes) {
        let tag = self.tag(namespace, local);
        self.line(&tag, attributes, "/>");
    }

    /// Writes an element that holds a text.
    pub(super) fn leaf(&mut self, namespace: &str, local: &str, attributes: Attributes, text: &str) {
        let tag = self.tag(namespace, local);
        let end = format!(">{}</{tag}>", visible::xml(&escape(text)));
        self.line(&tag, attributes, &end);
    }

    /// Writes a line of ready markup.
    pub(super) fn raw(&mut self, markup: &str) {
        for _ in 0..self.open_tags.len() {
            self.text.push_str("  ");
        }
        self.text.push_str(markup);
        self.text.push('\n');
    }

    /// Closes the innermost element.
    pub(super) fn close(&mut self) {
        if let Some(tag) = self.open_tags.pop() {
            // Nothing was written since it was opened.
            if self.text.len() == self.opened {
                self.text.truncate(self.opened - ">\n".len());
                self.text.push_str("/>\n");
                return;
            }
            for _ in 0..self.open_tags.len() {
                self.text.push_str("  ");
            }
            let _ = writeln!(self.text, "</{tag}>");
        }
    }

    pub(super) fn finish(self) -> String {
        self.text
    }
}

/// An attribute's value; line breaks and tabs survive only as references.
fn attribute(value: &str) -> String {
    visible::xml(&escape(value)).replace('\t', "&#9;").replace('\n', "&#10;").replace('\r', "&#13;")
}

/// `minOccurs` and `maxOccurs`, where they are not 1.
pub(super) fn occurs(of: Occurs, attributes: &mut Attributes) {
    if of.min != 1 {
        attributes.push(("minOccurs".into(), of.min.to_string()));
    }
    match of.max {
        Some(1) => {}
        Some(max) => attributes.push(("maxOccurs".into(), max.to_string())),
        None => attributes.push(("maxOccurs".into(), "unbounded".into())),
    }
}

/// An attribute that may not be there.
pub(super) fn push(attributes: &mut Attributes, name: &str, value: Option<impl ToString>) {
    if let Some(value) = value {
        attributes.push((name.into(), value.to_string()));
    }
}
