//! Schema documents as text: read, parsed, cut out of others, and what names they use.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::Path;

use roxmltree::{Document, Node, ParsingOptions};

use super::{Said, XSD};

pub(super) fn read(path: &Path) -> Result<String, Said> {
    let bytes = std::fs::read(path).map_err(|error| format!("{}: {error}", path.display()))?;
    let encoding = encoding_rs::Encoding::for_bom(&bytes).map(|(encoding, _)| encoding).or_else(|| {
        let head = String::from_utf8_lossy(bytes.get(..200.min(bytes.len())).unwrap_or_default());
        let label = head.split_once("encoding=")?.1.trim_start_matches(['"', '\'']);
        encoding_rs::Encoding::for_label(label.split(['"', '\'']).next()?.as_bytes())
    });
    let (text, ..) = encoding.unwrap_or(encoding_rs::UTF_8).decode(&bytes);
    Ok(text.trim_start().to_owned())
}

pub(in super::super) fn parse(text: &str) -> Result<Document<'_>, roxmltree::Error> {
    let options = ParsingOptions { allow_dtd: true, nodes_limit: u32::MAX, ..ParsingOptions::default() };
    Document::parse_with_options(text, options)
}

/// An element as a document of its own, with the namespace declarations that are in scope.
pub(in super::super) fn standalone(text: &str, node: Node<'_, '_>) -> String {
    let source = text.get(node.range()).unwrap_or_default();
    let start = source.find(|c: char| c.is_whitespace() || matches!(c, '>' | '/')).unwrap_or(source.len());
    let (name, rest) = source.split_at(start);
    let tag = rest.split_once('>').map_or(rest, |(tag, _)| tag);
    let mut out = name.to_owned();
    for namespace in node.namespaces() {
        let attribute =
            namespace.name().map_or_else(|| "xmlns".to_owned(), |prefix| format!("xmlns:{prefix}"));
        let own = tag.split_whitespace().any(|part| {
            part.strip_prefix(attribute.as_str())
                .is_some_and(|rest| rest.trim_start().starts_with('=') || rest.is_empty())
        });
        if !own && namespace.name() != Some("xml") {
            let _ = write!(out, " {attribute}=\"{}\"", escaped(namespace.uri()));
        }
    }
    out + rest
}

/// The namespaces of the names that a schema refers to.
pub(super) fn used(document: &Document<'_>) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for node in document.descendants().filter(|node| node.tag_name().namespace() == Some(XSD)) {
        for name in ["type", "base", "ref", "itemType", "memberTypes", "substitutionGroup"] {
            for value in node.attribute(name).unwrap_or_default().split_ascii_whitespace() {
                let prefix = value.split_once(':').map(|(prefix, _)| prefix);
                found.extend(node.lookup_namespace_uri(prefix).map(ToOwned::to_owned));
            }
        }
    }
    found
}

pub(super) fn location<'a>(node: Node<'a, '_>, attribute: &str) -> Option<&'a str> {
    node.attribute(attribute).map(str::trim).filter(|place| !place.is_empty())
}

pub(super) fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;")
}
