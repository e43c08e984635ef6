//! Trees to syntax models: what stands in the files, each node with its place, nothing linked yet.

mod documents;
pub(crate) mod redefine;
mod redefinitions;
mod syntax;
pub(crate) mod wsdl;
mod wsdl_types;
pub(crate) mod xsd;
mod xsd_complex;
mod xsd_types;

pub(crate) use documents::read;
pub(crate) use syntax::Syntax;

use std::sync::Arc;

use crate::contract::QName;
use crate::diagnostic::{Diagnostics, Kind};
use crate::load::{Node, Spot, XSD};

/// A name that refers to something, and the attribute that holds it.
#[derive(Debug, Clone)]
pub(crate) struct Reference {
    /// The name.
    pub(crate) name: QName,
    /// The element that refers.
    pub(crate) spot: Spot,
    /// Its attribute.
    pub(crate) attribute: &'static str,
}

/// What the namespace of a name with an unbound prefix begins with.
const UNBOUND: &str = "unbound prefix ";

impl Reference {
    /// Whether its prefix is not declared, which was reported.
    pub(crate) fn is_unbound(&self) -> bool {
        self.name.namespace.starts_with(UNBOUND)
    }
}

/// What a reader carries along.
pub(crate) struct Context<'d> {
    pub(crate) diagnostics: &'d mut Diagnostics,
    /// The namespace that references without prefix mean in a schema without one that was included into it.
    pub(crate) chameleon: Option<Arc<str>>,
}

impl Context<'_> {
    /// Notes an error at an element, or at an attribute's value.
    pub(crate) fn error(&mut self, node: &Node<'_>, attribute: Option<&str>, kind: Kind, message: String) {
        self.diagnostics.push(node.diagnostic(attribute, kind, message));
    }

    /// Notes what is wrong, but clear all the same.
    pub(crate) fn warn(&mut self, node: &Node<'_>, attribute: Option<&str>, kind: Kind, message: String) {
        self.diagnostics.push(node.diagnostic(attribute, kind, message).warning());
    }

    /// The `name` of what only the contract itself refers to, as no message carries it: any text will do.
    pub(crate) fn label(&mut self, node: &Node<'_>) -> Option<Arc<str>> {
        let name = node.attribute("name").map(str::trim);
        let Some(name) = name.filter(|name| is_label(name)) else { return self.name(node) };
        if !is_ncname(name) {
            self.warn(node, Some("name"), Kind::BadName, format!("the name {name:?} is not an XML name"));
        }
        Some(Arc::from(name))
    }

    /// The `name` of a declaration; `None` after an error.
    pub(crate) fn name(&mut self, node: &Node<'_>) -> Option<Arc<str>> {
        let Some(name) = node.attribute("name") else {
            let message = format!("this {} has no name", node.element.name);
            self.error(node, None, Kind::Missing, message);
            return None;
        };
        let name = name.trim();
        if !is_ncname(name) {
            let message = format!("the name {name:?} is not an XML name");
            self.diagnostics.push(
                node.diagnostic(Some("name"), Kind::BadName, message).help(
                    "a name starts with a letter or _, and has letters, digits, '.', '-' and '_' in it",
                ),
            );
            return None;
        }
        Some(Arc::from(name))
    }

    /// An attribute that names something elsewhere; `None` where it is not there, or after an error.
    pub(crate) fn reference(&mut self, node: &Node<'_>, attribute: &'static str) -> Option<Reference> {
        let value = node.attribute(attribute)?;
        self.qname(node, attribute, value)
    }

    /// An attribute that names what has a [`label`](Self::label); `None` as for [`reference`](Self::reference).
    pub(crate) fn label_reference(&mut self, node: &Node<'_>, attribute: &'static str) -> Option<Reference> {
        let value = node.attribute(attribute)?;
        self.refers(node, attribute, value, is_label)
    }

    /// One of the names that an attribute holds.
    pub(crate) fn qname<'a>(
        &mut self,
        node: &Node<'a>,
        attribute: &'static str,
        value: &'a str,
    ) -> Option<Reference> {
        self.refers(node, attribute, value, is_ncname)
    }

    fn refers<'a>(
        &mut self,
        node: &Node<'a>,
        attribute: &'static str,
        value: &'a str,
        is_name: fn(&str) -> bool,
    ) -> Option<Reference> {
        match node.qname(value) {
            Ok(mut name) => {
                if !is_name(&name.local) {
                    let message = format!("{value:?} is not a qualified name");
                    self.error(node, Some(attribute), Kind::BadName, message);
                    return None;
                }
                if name.namespace.is_empty()
                    && let Some(target) = &self.chameleon
                {
                    name.namespace = Arc::clone(target);
                }
                Some(Reference { name, spot: node.spot(), attribute })
            }
            Err(prefix) => {
                let message = format!("the prefix {prefix:?} of {value:?} is not declared");
                self.error(node, Some(attribute), Kind::Dangling, message);
                let local = value.trim().rsplit(':').next().unwrap_or_default();
                let name = QName::new(format!("{UNBOUND}{prefix}"), local);
                Some(Reference { name, spot: node.spot(), attribute })
            }
        }
    }

    /// A boolean attribute; false where it is not there.
    pub(crate) fn flag(&mut self, node: &Node<'_>, attribute: &'static str) -> bool {
        match node.attribute(attribute).map(str::trim) {
            None | Some("false" | "0") => false,
            Some("true" | "1") => true,
            Some(other) => {
                let message = format!("{attribute} is {other:?}, not true or false");
                self.error(node, Some(attribute), Kind::BadValue, message);
                false
            }
        }
    }
}

/// Whether a text can stand for an XML name where no message carries it.
fn is_label(name: &str) -> bool {
    !name.is_empty() && !name.contains(char::is_control)
}

/// Whether a name is an XML name without a colon.
#[must_use]
pub(crate) fn is_ncname(name: &str) -> bool {
    let mut chars = name.chars();
    chars.next().is_some_and(is_start) && chars.all(|c| {
        is_start(c)
            || matches!(c, '-' | '.' | '0'..='9' | '\u{b7}' | '\u{300}'..='\u{36f}' | '\u{203f}'..='\u{2040}')
    })
}

/// `NameStartChar` of XML 1.0, without the colon.
fn is_start(c: char) -> bool {
    matches!(c, 'A'..='Z' | '_' | 'a'..='z' | '\u{c0}'..='\u{d6}' | '\u{d8}'..='\u{f6}' | '\u{f8}'..='\u{2ff}'
        | '\u{370}'..='\u{37d}' | '\u{37f}'..='\u{1fff}' | '\u{200c}'..='\u{200d}' | '\u{2070}'..='\u{218f}'
        | '\u{2c00}'..='\u{2fef}' | '\u{3001}'..='\u{d7ff}' | '\u{f900}'..='\u{fdcf}' | '\u{fdf0}'..='\u{fffd}'
        | '\u{10000}'..='\u{effff}')
}

/// The documentation of a schema component: in its annotations, or in itself.
pub(crate) fn annotation(node: &Node<'_>) -> Option<String> {
    let annotations = node.children().filter(|n| n.is(XSD, "annotation"));
    let texts: Vec<String> = annotations
        .flat_map(|n| n.children())
        .chain(node.children())
        .filter(|n| n.is(XSD, "documentation"))
        .map(|n| n.text())
        .filter(|text| !text.is_empty())
        .collect();
    (!texts.is_empty()).then(|| texts.join("\n"))
}

/// The children that are the schema's own.
fn xsd<'a>(node: &Node<'a>) -> impl Iterator<Item = Node<'a>> + use<'a> {
    node.children().filter(|n| n.namespace() == XSD)
}
