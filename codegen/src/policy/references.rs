//! Which elements are WS-Policy's, and the policies that others refer to.

use std::collections::BTreeMap;

use crate::load::{DocId, Document, Node, Spot};

/// The namespaces of WS-Policy, and of its drafts.
const NAMESPACES: [&str; 5] = [
    "http://www.w3.org/ns/ws-policy",
    "http://www.w3.org/2006/07/ws-policy",
    "http://schemas.xmlsoap.org/ws/2004/09/policy",
    "http://schemas.xmlsoap.org/ws/2002/12/policy",
    "http://schemas.xmlsoap.org/ws/2004/08/policy",
];

/// Whether a namespace is WS-Policy's.
pub(crate) fn is_namespace(uri: &str) -> bool {
    NAMESPACES.contains(&uri)
}

/// Whether an element is one of WS-Policy's own.
pub(super) fn is_policy(node: &Node<'_>) -> bool {
    is_namespace(node.namespace())
}

/// An attribute of WS-Policy's.
pub(super) fn attribute<'a>(node: &Node<'a>, name: &str) -> Option<&'a str> {
    let attributes = node.element.attributes.iter();
    let mut own = attributes.filter_map(|(key, value)| {
        let (namespace, local) = key.strip_prefix('{')?.split_once('}')?;
        (local == name && is_namespace(namespace)).then_some(value.as_str())
    });
    own.next()
}

/// A reference to a policy that is not there.
pub(super) struct Lost {
    pub(super) uri: String,
    pub(super) attribute: &'static str,
    pub(super) spot: Spot,
}

/// The policies of a contract by what refers to them.
pub(super) struct Policies<'a> {
    /// By their ids, in each document.
    ids: BTreeMap<(DocId, &'a str), Node<'a>>,
    /// By their names, which are URIs.
    names: BTreeMap<&'a str, Node<'a>>,
    pub(super) lost: Vec<Lost>,
}

impl<'a> Policies<'a> {
    pub(super) fn new(documents: &[(DocId, &'a Document)]) -> Self {
        let mut policies = Self { ids: BTreeMap::new(), names: BTreeMap::new(), lost: Vec::new() };
        // Most contracts have none, and need not be searched.
        let has_any = |document: &Document| document.namespaces().any(|uri| is_namespace(uri));
        let having = documents.iter().filter(|(_, document)| has_any(document));
        let mut pending: Vec<Node<'a>> = having.map(|(doc, document)| document.root(*doc)).collect();
        while let Some(node) = pending.pop() {
            if is_policy(&node) && node.element.name == "Policy" {
                // `wsu:Id` and `xml:id`.
                for (key, value) in &node.element.attributes {
                    if key.rsplit('}').next().is_some_and(|local| local.eq_ignore_ascii_case("id")) {
                        policies.ids.insert((node.doc, value), node);
                    }
                }
                policies.names.extend(node.attribute("Name").map(|name| (name, node)));
            }
            pending.extend(node.children());
        }
        policies
    }

    /// The policy that a PolicyReference leads to; `None` after it was noted.
    pub(super) fn referred(&mut self, node: &Node<'a>) -> Option<Node<'a>> {
        let uri = node.attribute("URI")?.trim();
        self.find(node, uri, "URI")
    }

    pub(super) fn find(&mut self, node: &Node<'a>, uri: &str, attribute: &'static str) -> Option<Node<'a>> {
        let id = uri.rsplit_once('#').map(|(_, id)| id);
        let here = id.and_then(|id| self.ids.get(&(node.doc, id)));
        let elsewhere = || self.ids.iter().find(|((_, known), _)| Some(*known) == id).map(|(_, node)| node);
        let found = self.names.get(uri).or(here).or_else(elsewhere).copied();
        if found.is_none() {
            self.lost.push(Lost { uri: uri.to_owned(), attribute, spot: node.spot() });
        }
        found
    }
}
