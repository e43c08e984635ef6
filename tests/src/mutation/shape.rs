//! Values as text that can be compared: two readings are equal when these are.

use std::fmt::Write as _;

use roxmltree::{Document, Node};
use superoffice_services86::runtime::codec::{Particle, Record, Type, TypeDef, View};
use superoffice_services86::runtime::values::{AnyType, Namespace};

/// Marks kept XML that is [`content`]'s text already. What was kept never needs to undeclare the default namespace.
pub(super) const CANONICAL: (String, Namespace) = (String::new(), Namespace::NONE);

/// A record, slot by slot.
pub(super) fn record(record: &dyn Record, def: &'static TypeDef, out: &mut String) {
    out.push('{');
    let mut last = None;
    for particle in def.attributes.iter().chain(def.text).chain(def.elements) {
        // The alternatives of a choice share a slot.
        if last.replace(particle.slot) != Some(particle.slot) {
            let _ = write!(out, "{}:", particle.name());
            value(record.view(particle.slot), particle, out);
        }
    }
    out.push('}');
}

/// What a slot holds.
pub(super) fn value(view: View<'_>, particle: &Particle, out: &mut String) {
    // Writing to a String does not fail.
    let _ = match view {
        View::Absent | View::Attachment(_) => write!(out, "-;"),
        View::Nil => write!(out, "nil;"),
        View::Str(text) => write!(out, "{text:?};"),
        View::Bool(value) => write!(out, "{value};"),
        View::I16(value) => write!(out, "{value};"),
        View::I32(value) => write!(out, "{value};"),
        View::I64(value) => write!(out, "{value};"),
        View::F64(value) => write!(out, "{value:?};"),
        View::Lex(value) => {
            let mut text = String::new();
            value.write(&mut text);
            write!(out, "{text:?};")
        }
        View::QName(name) => write!(out, "{name};"),
        View::QNames(names) => write!(out, "{names:?};"),
        View::Any(open) => write!(out, "{}", any(open)),
        View::Element(element) => write!(out, "{} {}", element.name, any(&element.content)),
        View::Attributes(attributes) => write!(out, "{attributes:?};"),
        View::Record(inner) => {
            if let Type::Record(def) | Type::Group(def) = particle.ty {
                record(inner, def, out);
            }
            Ok(())
        }
        View::Items(items) => {
            let item = if let Type::List(item) = particle.ty { item } else { particle };
            out.push('[');
            for index in 0..items.count() {
                value(items.item(index), item, out);
            }
            write!(out, "]")
        }
        View::Choice(choice) => match particle.ty {
            Type::Derived(derived) => {
                let _ = write!(out, "#{} ", choice.variant());
                if let (View::Record(inner), Some(def)) =
                    (choice.chosen(), derived.types.get(choice.variant() as usize))
                {
                    record(inner, def, out);
                }
                if let View::Any(open) = choice.chosen() {
                    out.push_str(&any(open));
                }
                Ok(())
            }
            _ => write!(out, "#{};", choice.variant()),
        },
    };
}

/// Kept XML as its infoset.
pub(super) fn any(any: &AnyType) -> String {
    let mut attributes: Vec<_> =
        any.attributes.iter().map(|(name, value)| format!("{name}={value:?}")).collect();
    attributes.sort();
    let content = if any.declarations.first() == Some(&CANONICAL) {
        any.xml.clone()
    } else {
        let mut wrapped = String::from("<r");
        for (prefix, uri) in &any.declarations {
            let colon = if prefix.is_empty() { "" } else { ":" };
            let uri = uri.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;");
            let uri = uri.replace('\n', "&#10;").replace('\t', "&#9;").replace('\r', "&#13;");
            let _ = write!(wrapped, " xmlns{colon}{prefix}=\"{uri}\"");
        }
        // As for the whole document: roxmltree forgets some line ends.
        let xml = any.xml.replace("\r\n", "\n").replace('\r', "\n");
        let _ = write!(wrapped, ">{xml}</r>");
        match Document::parse(&wrapped) {
            Ok(document) => content(document.root_element()),
            Err(error) => format!("kept XML that cannot stand elsewhere ({error}): {wrapped}"),
        }
    };
    format!("({:?} {attributes:?} {content})", any.type_name)
}

/// The content of an element: names expanded, texts joined, comments left out.
pub(super) fn content(node: Node<'_, '_>) -> String {
    let mut out = String::new();
    inner(node, &mut out);
    out
}

fn inner(node: Node<'_, '_>, out: &mut String) {
    let mut text = String::new();
    for child in node.children() {
        if child.is_text() {
            text.push_str(child.text().unwrap_or(""));
        } else if child.is_element() {
            if !text.is_empty() {
                let _ = write!(out, "{:?}", std::mem::take(&mut text));
            }
            let _ = write!(out, "<{}", name(child));
            let mut attributes: Vec<_> = child
                .attributes()
                .map(|one| {
                    let value = if one.name() == "type" {
                        expanded(child, one.value())
                    } else {
                        one.value().to_owned()
                    };
                    format!("{{{}}}{}={value:?}", one.namespace().unwrap_or(""), one.name())
                })
                .collect();
            attributes.sort();
            let _ = write!(out, "{attributes:?}>");
            inner(child, out);
            out.push_str("</>");
        }
    }
    if !text.is_empty() {
        let _ = write!(out, "{text:?}");
    }
}

/// The expanded name. roxmltree tells `xmlns=""` from no declaration; nobody else does.
pub(super) fn name(node: Node<'_, '_>) -> String {
    format!("{{{}}}{}", node.tag_name().namespace().unwrap_or(""), node.tag_name().name())
}

/// A type's name without its prefix, which means nothing.
fn expanded(node: Node<'_, '_>, value: &str) -> String {
    match value.trim().split_once(':') {
        Some((prefix, local)) => match node.lookup_namespace_uri(Some(prefix)) {
            Some(uri) => format!("{{{uri}}}{local}"),
            None => value.to_owned(),
        },
        None => value.to_owned(),
    }
}
