//! Misspelt names and values, put right in the tree.

use std::iter::Peekable;

use xmltree::{Element, XMLNode};

/// A name or value to be put right in the tree.
pub(super) enum Repair {
    /// The element's name, and its namespace.
    Element(&'static str, &'static str),
    /// An attribute's name: from, to.
    Attribute(String, &'static str),
    /// An attribute's value.
    Value(&'static str, &'static str),
}

/// Repairs, each with the number of its element, ascending.
pub(super) type Repairs = Vec<(u32, Repair)>;

/// Puts a tree right.
pub(super) fn apply(root: &mut Element, repairs: Repairs) {
    // Most contracts have nothing to put right.
    if !repairs.is_empty() {
        visit(root, &mut 0, &mut repairs.into_iter().peekable());
    }
}

/// Goes through the elements in document order, as the repairs are.
fn visit(element: &mut Element, next: &mut u32, repairs: &mut Peekable<std::vec::IntoIter<(u32, Repair)>>) {
    let index = *next;
    *next += 1;
    while let Some((_, repair)) = repairs.next_if(|(at, _)| *at == index) {
        match repair {
            Repair::Element(name, namespace) => {
                name.clone_into(&mut element.name);
                element.namespace = Some(namespace.to_owned());
            }
            Repair::Attribute(from, to) => {
                if let Some(value) = element.attributes.shift_remove(&from) {
                    element.attributes.insert(to.to_owned(), value);
                }
            }
            Repair::Value(name, value) => {
                element.attributes.insert(name.to_owned(), value.to_owned());
            }
        }
    }
    for child in element.children.iter_mut().filter_map(XMLNode::as_mut_element) {
        visit(child, next, repairs);
    }
}
