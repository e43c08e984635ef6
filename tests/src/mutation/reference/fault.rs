//! A Fault: whatever can be read of it, and nothing in it is refused.

use roxmltree::{Document, Node};

use super::record::nil;
use super::{qualified, trim};

/// Reads a `Fault`.
pub(super) fn read(node: Node<'_, '_>) -> String {
    let (mut code, mut reason) = (String::new(), String::new());
    // Of several the first counts that says something.
    let fill = |place: &mut String, text: String| {
        if place.is_empty() {
            *place = text;
        }
    };
    for child in node.children().filter(|child| child.is_element() && !nil(*child)) {
        match child.tag_name().name() {
            "faultcode" => fill(&mut code, name(child)),
            "faultstring" => fill(&mut reason, said(child)),
            // Some servers leave the inner element out.
            "Code" if first(child, "Value").is_none() => fill(&mut code, name(child)),
            "Code" => named(child, "Value").for_each(|value| fill(&mut code, name(value))),
            "Reason" => fill(&mut reason, said(first(child, "Text").unwrap_or(child))),
            _ => {}
        }
    }
    format!("fault {code} {reason}")
}

/// The Fault that a Body begins with, whatever is wrong with the rest of the document.
pub(in super::super) fn anywhere(document: &Document<'_>) -> Option<String> {
    let body = document.descendants().find(|node| node.tag_name().name() == "Body")?;
    first(body, "Fault").map(read)
}

fn first<'a, 'i>(node: Node<'a, 'i>, name: &str) -> Option<Node<'a, 'i>> {
    named(node, name).next()
}

fn named<'a, 'i>(node: Node<'a, 'i>, name: &str) -> impl Iterator<Item = Node<'a, 'i>> {
    node.children().filter(move |child| child.is_element() && child.tag_name().name() == name)
}

/// The text of an element, and of those in it; a space parts what an element parts.
fn said(node: Node<'_, '_>) -> String {
    fn gather(node: Node<'_, '_>, out: &mut String) {
        for child in node.children() {
            if child.is_text() {
                out.push_str(child.text().unwrap_or(""));
            } else if child.is_element() {
                gather(child, out);
                // `<br/>` has nothing to part.
                if child.first_child().is_some() {
                    out.push(' ');
                }
            }
        }
    }
    let mut out = String::new();
    gather(node, &mut out);
    trim(&out).to_owned()
}

/// A code without its prefix; a prefix that is not declared is kept.
fn name(node: Node<'_, '_>) -> String {
    let text = said(node);
    qualified(&text, node).map_or(text, |name| name.local)
}
