//! A loaded file: its tree, where each element stands in it, and a cursor that knows all of this.

use std::ops::Range;
use std::sync::{Arc, OnceLock};

use xmltree::{Element, XMLNode};

use crate::contract::{Place, QName};
use crate::diagnostic::{Diagnostic, Excerpt, Kind};

/// Index of a document in [`Loaded`](super::Loaded).
pub type DocId = usize;

/// What the tree does not keep of an element. One entry an element, in document order.
#[derive(Debug, Clone, Copy)]
pub(super) struct Meta {
    /// Byte offset of its `<`.
    pub(super) offset: u32,
    /// From 1.
    pub(super) line: u32,
    /// In characters, from 1.
    pub(super) column: u32,
    /// How many elements it has in it, itself included.
    pub(super) size: u32,
    /// The innermost scope of namespaces.
    pub(super) scope: u32,
}

/// The namespaces that one element declares, and the scope around it.
#[derive(Debug)]
pub(super) struct Scope {
    pub(super) parent: Option<u32>,
    /// By prefix, in order.
    declared: Vec<(String, Arc<str>)>,
}

impl Scope {
    pub(super) fn new(parent: Option<u32>, mut declared: Vec<(String, Arc<str>)>) -> Self {
        declared.sort();
        Self { parent, declared }
    }

    /// The namespace that the element itself declares a prefix for.
    pub(super) fn get(&self, prefix: &str) -> Option<&Arc<str>> {
        let at = self.declared.binary_search_by(|(known, _)| known.as_str().cmp(prefix)).ok()?;
        self.declared.get(at).map(|(_, uri)| uri)
    }
}

/// A loaded file.
#[derive(Debug)]
pub struct Document {
    /// The name to show: as the user gave it, or as it was found from there.
    pub name: Arc<str>,
    /// The text, decoded.
    pub text: Arc<str>,
    /// The SHA-256 of the file.
    pub(super) hash: String,
    pub(super) root: Element,
    pub(super) meta: Vec<Meta>,
    pub(super) scopes: Vec<Scope>,
    /// What is wrong with it, but clear all the same.
    pub(super) warnings: Vec<Diagnostic>,
    /// The documents that import and include elements (by number) lead to.
    pub(super) links: std::collections::BTreeMap<u32, DocId>,
    /// Where to find elements by their numbers; made when it is first asked for, as correct contracts seldom need it.
    pub(super) places: OnceLock<Vec<Within>>,
}

/// Where an element stands in the tree.
#[derive(Debug, Clone, Copy)]
pub(super) struct Within {
    /// The number of its parent; its own for the root.
    parent: u32,
    /// Which of the parent's children it is.
    child: usize,
}

/// An element of a document: by number, for those who keep it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Spot {
    /// The document.
    pub doc: DocId,
    /// The element's number in document order.
    pub element: u32,
}

/// A cursor on an element.
#[derive(Debug, Clone, Copy)]
pub struct Node<'a> {
    /// The document's number.
    pub doc: DocId,
    /// The document.
    pub document: &'a Document,
    /// The element.
    pub element: &'a Element,
    /// Its number in document order.
    pub index: u32,
}

impl Document {
    /// The root element.
    #[must_use]
    pub fn root(&self, doc: DocId) -> Node<'_> {
        Node { doc, document: self, element: &self.root, index: 0 }
    }

    /// Every namespace that the document declares a prefix for.
    pub fn namespaces(&self) -> impl Iterator<Item = &Arc<str>> {
        self.scopes.iter().flat_map(|scope| scope.declared.iter().map(|(_, uri)| uri))
    }

    /// Where an element stands.
    #[must_use]
    pub fn place(&self, index: u32) -> Place {
        let (line, column) = self.meta.get(index as usize).map_or((0, 0), |m| (m.line, m.column));
        Place { file: Arc::clone(&self.name), line, column }
    }

    /// Where an element begins in the text.
    #[cfg(feature = "fetch")]
    pub(super) fn offset(&self, index: u32) -> usize {
        self.meta.get(index as usize).map_or(0, |meta| meta.offset as usize)
    }

    /// The elements from the root, which is not among them, down to this one.
    fn way(&self, index: u32) -> Vec<Node<'_>> {
        let mut numbers = Vec::new();
        let mut at = index;
        while let Some(within) = self.within(at) {
            numbers.push(at);
            at = within.parent;
        }
        let mut way = Vec::new();
        let mut element = &self.root;
        for index in numbers.into_iter().rev() {
            let child = self.within(index).and_then(|within| element.children.get(within.child));
            let Some(child) = child.and_then(XMLNode::as_element) else { break };
            element = child;
            way.push(Node { doc: 0, document: self, element, index });
        }
        way
    }

    /// An element by its number.
    pub(super) fn element(&self, index: u32) -> Option<Node<'_>> {
        if index == 0 {
            return Some(self.root(0));
        }
        self.way(index).pop().filter(|node| node.index == index)
    }

    /// Where an element stands; `None` for the root, and for one that there is not.
    fn within(&self, index: u32) -> Option<Within> {
        let all = self.places.get_or_init(|| {
            let mut all = vec![Within { parent: 0, child: 0 }; self.meta.len()];
            let mut pending = vec![self.root(0)];
            while let Some(parent) = pending.pop() {
                let elements = parent.element.children.iter().enumerate();
                let elements = elements.filter(|(_, child)| child.as_element().is_some());
                for ((child, _), node) in elements.zip(parent.children()) {
                    if let Some(within) = all.get_mut(node.index as usize) {
                        *within = Within { parent: parent.index, child };
                    }
                    pending.push(node);
                }
            }
            all
        });
        all.get(index as usize).copied().filter(|_| index != 0)
    }

    /// The elements from the root down to this one, in names: `portType User / operation SaveUserGroup / input`.
    #[must_use]
    pub fn path(&self, index: u32) -> String {
        let silent = ["types", "schema", "sequence", "complexContent", "simpleContent", "annotation"];
        let way = self.way(index);
        let steps = way.iter().filter(|n| !silent.contains(&&*n.element.name)).map(Node::label);
        steps.collect::<Vec<_>>().join(" / ")
    }

    /// The innermost two named elements around this one, or it itself: `element Rank of complexType Member`.
    #[must_use]
    pub fn owner(&self, index: u32) -> Option<String> {
        let way = self.way(index);
        let named = way.iter().rev().filter(|n| n.attribute("name").is_some()).map(Node::label);
        let names: Vec<_> = named.take(2).collect();
        (!names.is_empty()).then(|| names.join(" of "))
    }

    /// A diagnostic at an element, or at the value of one of its attributes.
    #[must_use]
    pub fn diagnostic(&self, index: u32, attribute: Option<&str>, kind: Kind, message: String) -> Diagnostic {
        let (offset, line, column) =
            self.meta.get(index as usize).map_or((0, 1, 1), |m| (m.offset as usize, m.line, m.column));
        let span = self.span(offset, attribute);
        // Why not from the beginning of the file: a contract may have thousands of mistakes.
        let from = (offset, line, column);
        let mut diagnostic = diagnostic_from(&self.name, &self.text, from, span, kind, message);
        diagnostic.path = self.path(index);
        diagnostic
    }

    /// A diagnostic at some bytes.
    #[must_use]
    pub fn diagnostic_at(&self, span: Range<usize>, kind: Kind, message: String) -> Diagnostic {
        diagnostic_in(&self.name, &self.text, span, kind, message)
    }

    /// The bytes of an attribute's value, else of `<` and the element's name.
    fn span(&self, offset: usize, attribute: Option<&str>) -> Range<usize> {
        let rest = self.text.get(offset..).unwrap_or_default();
        let tag = rest.split_inclusive('>').next().unwrap_or_default();
        if let Some(attribute) = attribute {
            for (at, _) in tag.match_indices(attribute) {
                let before = tag.get(..at).unwrap_or_default();
                let after = tag.get(at + attribute.len()..).unwrap_or_default();
                let value = after.trim_start().strip_prefix('=').map(str::trim_start);
                if let (true, Some(value)) = (before.ends_with(|c: char| c.is_whitespace()), value)
                    && let Some(quote) = value.chars().next().filter(|c| matches!(c, '"' | '\''))
                {
                    let start = offset + (tag.len() - value.len()) + 1;
                    let length = value.get(1..).and_then(|v| v.find(quote)).unwrap_or(0);
                    return start..start + length;
                }
            }
        }
        let name = tag.find(|c: char| c.is_whitespace() || c == '>' || c == '/').unwrap_or(1);
        offset..offset + name
    }
}

/// A diagnostic at some bytes of a text.
pub(super) fn diagnostic_in(
    name: &Arc<str>,
    text: &Arc<str>,
    span: Range<usize>,
    kind: Kind,
    message: String,
) -> Diagnostic {
    diagnostic_from(name, text, (0, 1, 1), span, kind, message)
}

/// The same, where the line and column of some byte before are known.
fn diagnostic_from(
    name: &Arc<str>,
    text: &Arc<str>,
    (from, line, column): (usize, u32, u32),
    span: Range<usize>,
    kind: Kind,
    message: String,
) -> Diagnostic {
    let between = text.get(from..span.start).or_else(|| text.get(from..)).unwrap_or_default();
    let number = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    let (last, lines) = (between.rsplit('\n').next().unwrap_or_default(), between.matches('\n').count());
    let before = if lines == 0 { column } else { 1 };
    let place = Place {
        file: Arc::clone(name),
        line: line.saturating_add(number(lines)),
        column: before.saturating_add(number(last.chars().count())),
    };
    let mut diagnostic = Diagnostic::error(kind, message, place);
    diagnostic.excerpt = Some(Excerpt { text: Arc::clone(text), span });
    diagnostic
}

impl<'a> Node<'a> {
    /// The element's number, for keeping.
    #[must_use]
    pub fn spot(&self) -> Spot {
        Spot { doc: self.doc, element: self.index }
    }

    /// Its namespace; empty for none.
    #[must_use]
    pub fn namespace(&self) -> &'a str {
        self.element.namespace.as_deref().unwrap_or_default()
    }

    /// Whether it has this name.
    #[must_use]
    pub fn is(&self, namespace: &str, name: &str) -> bool {
        self.element.name == name && self.namespace() == namespace
    }

    /// An attribute of no namespace.
    #[must_use]
    pub fn attribute(&self, name: &str) -> Option<&'a str> {
        // Elements have a few: looking at each is faster than a hash that withstands attacks.
        self.element.attributes.iter().find(|(key, _)| *key == name).map(|(_, value)| value.as_str())
    }

    /// The child elements.
    pub fn children(&self) -> impl Iterator<Item = Node<'a>> + use<'a> {
        let (doc, document) = (self.doc, self.document);
        let mut next = self.index + 1;
        self.element.children.iter().filter_map(XMLNode::as_element).map(move |element| {
            let index = next;
            next += document.meta.get(index as usize).map_or(1, |m| m.size);
            Node { doc, document, element, index }
        })
    }

    /// How many elements it has in it, itself included.
    #[must_use]
    pub fn size(&self) -> u32 {
        self.document.meta.get(self.index as usize).map_or(1, |meta| meta.size)
    }

    /// The document that this import or include leads to.
    #[must_use]
    pub fn link(&self) -> Option<DocId> {
        self.document.links.get(&self.index).copied()
    }

    /// The namespace bound to a prefix here; the default namespace for the empty prefix.
    #[must_use]
    pub fn lookup(&self, prefix: &str) -> Option<Arc<str>> {
        if prefix == "xml" {
            return Some(Arc::from(super::XML));
        }
        let mut scope = self.document.meta.get(self.index as usize).map(|m| m.scope);
        while let Some(at) = scope.and_then(|s| self.document.scopes.get(s as usize)) {
            if let Some(uri) = at.get(prefix) {
                return Some(Arc::clone(uri));
            }
            scope = at.parent;
        }
        None
    }

    /// A value such as `tns:User` as a name, by the namespaces in scope here.
    ///
    /// # Errors
    /// The prefix that is not bound.
    pub fn qname(&self, value: &'a str) -> Result<QName, &'a str> {
        let value = value.trim();
        let (prefix, local) = value.split_once(':').unwrap_or(("", value));
        match self.lookup(prefix) {
            Some(namespace) => Ok(QName { namespace, local: Arc::from(local) }),
            None if prefix.is_empty() => Ok(QName { namespace: Arc::from(""), local: Arc::from(local) }),
            None => Err(prefix),
        }
    }

    /// All text in it, in order, trimmed.
    #[must_use]
    pub fn text(&self) -> String {
        fn collect(element: &Element, out: &mut String) {
            for child in &element.children {
                match child {
                    XMLNode::Element(element) => collect(element, out),
                    XMLNode::Text(text) | XMLNode::CData(text) => out.push_str(text),
                    _ => {}
                }
            }
        }
        let mut out = String::new();
        collect(self.element, &mut out);
        out.trim().to_owned()
    }

    /// How it is called in a path: `operation SaveUserGroup`.
    #[must_use]
    pub fn label(&self) -> String {
        let name = ["name", "ref", "message", "base", "itemType"].into_iter().find_map(|a| self.attribute(a));
        match name {
            Some(name) if !name.is_empty() => format!("{} {name}", self.element.name),
            _ => self.element.name.clone(),
        }
    }

    /// A diagnostic here, at the value of `attribute` if given.
    #[must_use]
    pub fn diagnostic(&self, attribute: Option<&str>, kind: Kind, message: String) -> Diagnostic {
        self.document.diagnostic(self.index, attribute, kind, message)
    }
}
