//! A document as libxml2 can take it: its imports lead to the files of namespaces, and what it cannot do is left out.

use std::collections::BTreeSet;

use roxmltree::Node;

use super::document::{escaped, parse, used};
use super::library::{Library, resolve};
use super::{Said, Schema, Schemas, XSD};

impl Schemas {
    /// A document whose imports lead to the files of namespaces, and which includes nothing itself. What an earlier one
    /// declared already is left out: libxml2 takes nothing twice, were it the same.
    pub(super) fn rewritten(
        &self,
        schema: &Schema,
        namespaces: &[&str],
        declared: &mut BTreeSet<(String, String, String)>,
    ) -> Result<String, Said> {
        let document = parse(&schema.text).map_err(|error| error.to_string())?;
        let root = document.root_element();
        let mut edits: Vec<(std::ops::Range<usize>, String)> = Vec::new();
        let mut imported = BTreeSet::from([schema.namespace.clone(), XSD.to_owned()]);
        for node in root.children().filter(Node::is_element) {
            let name = node.attribute("namespace").unwrap_or_default();
            match node.tag_name().name() {
                // The second import of a namespace says nothing new.
                "import" => edits.push((
                    node.range(),
                    if imported.insert(name.to_owned()) { import(name, namespaces) } else { String::new() },
                )),
                "include" => edits.push((node.range(), String::new())),
                "redefine" => {
                    let place = node.attribute_node("schemaLocation").ok_or("a redefine without a place")?;
                    let at = self.files.iter().find(|((path, namespace), _)| {
                        let same = resolve(place.value(), &schema.folder, &Library::default());
                        same.and_then(|same| same.canonicalize().ok()).as_ref() == Some(path)
                            && *namespace == schema.namespace
                    });
                    let at = at.map(|(_, at)| *at).ok_or("what is redefined is missing")?;
                    edits.push((place.range_value(), format!("d{at}.xsd")));
                }
                kind => {
                    let kind = if kind == "simpleType" { "complexType" } else { kind };
                    let name = node.attribute("name").unwrap_or_default();
                    let key = (schema.namespace.clone(), kind.to_owned(), name.to_owned());
                    if !name.is_empty() && !schema.redefined && !declared.insert(key) {
                        edits.push((node.range(), String::new()));
                        continue;
                    }
                }
            }
            repair(node, true, &mut edits);
        }
        let missing: String = used(&document)
            .into_iter()
            .filter(|name| namespaces.contains(&name.as_str()) && !imported.contains(name))
            .map(|name| import(&name, namespaces))
            .collect();
        if let Some(first) = root.children().find(Node::is_element) {
            // Imports come first, and with none there may be anything there.
            edits.push((first.range().start..first.range().start, missing));
        }
        edits.sort_by_key(|(range, _)| (range.start, range.end));
        let (mut out, mut at) = (String::new(), 0);
        for (range, text) in edits {
            out.push_str(schema.text.get(at..range.start).unwrap_or_default());
            out.push_str(&text);
            at = range.end;
        }
        out.push_str(schema.text.get(at..).unwrap_or_default());
        Ok(out)
    }
}

/// What libxml2 is not to see: what it cannot do, and slips of contracts that are clear all the same.
fn repair(node: Node<'_, '_>, top: bool, edits: &mut Vec<(std::ops::Range<usize>, String)>) {
    let digits = |value: &str| value.bytes().filter(u8::is_ascii_digit).count();
    let name = node.tag_name().name();
    if name == "element" && is_schema(node) {
        // .NET's DataSet: a schema, and what it describes.
        let occurs = ["minOccurs", "maxOccurs"].into_iter().filter_map(|name| node.attribute_node(name));
        let occurs: String =
            occurs.map(|attribute| format!(" {}=\"{}\"", attribute.name(), attribute.value())).collect();
        let any =
            format!("<xs:any xmlns:xs=\"{XSD}\" namespace=\"{XSD}\" processContents=\"skip\"{occurs}/>");
        return edits.push((node.range(), any));
    }
    let facet = name.starts_with("min") || name.starts_with("max");
    if facet && node.attribute("value").is_none_or(|value| value.is_empty() || digits(value) > 24) {
        return edits.push((node.range(), String::new()));
    }
    for attribute in node.attributes() {
        // A default decides nothing of what is valid, and is not always valid itself.
        let is_default = attribute.name() == "default" && matches!(name, "element" | "attribute");
        let occurs = top && name == "element" && matches!(attribute.name(), "minOccurs" | "maxOccurs");
        if is_default || occurs {
            edits.push((attribute.range(), String::new()));
        }
    }
    node.children().filter(Node::is_element).for_each(|child| repair(child, false, edits));
}

/// `ref="xs:schema"`.
fn is_schema(node: Node<'_, '_>) -> bool {
    let name = node.attribute("ref").unwrap_or_default();
    let (prefix, local) = name.split_once(':').map_or((None, name), |(prefix, local)| (Some(prefix), local));
    local == "schema" && node.lookup_namespace_uri(prefix) == Some(XSD)
}

fn import(namespace: &str, namespaces: &[&str]) -> String {
    let prefix = format!("<xs:import xmlns:xs=\"{XSD}\"");
    match namespaces.iter().position(|known| *known == namespace) {
        Some(at) if namespace.is_empty() => format!("{prefix} schemaLocation=\"n{at}.xsd\"/>"),
        Some(at) => format!("{prefix} namespace=\"{}\" schemaLocation=\"n{at}.xsd\"/>", escaped(namespace)),
        None => String::new(),
    }
}
