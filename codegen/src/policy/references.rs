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
    /// The files, and the policy that is the root of one.
    files: Vec<(DocId, &'a str, Option<Node<'a>>)>,
    /// How many elements of policies may still be read.
    left: usize,
    /// The policies that are being read.
    open: Vec<Spot>,
    pub(super) lost: Vec<Lost>,
}

/// How many elements of policies are read for a contract. A policy is read wherever it is attached, and one that refers
/// twice to one that refers twice, and so on, has no end.
const LARGEST: usize = 60_000;

impl<'a> Policies<'a> {
    pub(super) fn new(documents: &[(DocId, &'a Document)]) -> Self {
        let mut policies = Self {
            ids: BTreeMap::new(),
            names: BTreeMap::new(),
            files: documents
                .iter()
                .map(|(doc, document)| (*doc, &*document.name, root(document.root(*doc))))
                .collect(),
            left: LARGEST,
            open: Vec::new(),
            lost: Vec::new(),
        };
        // Most contracts have none, and need not be searched.
        let has_any = |document: &Document| document.namespaces().any(|uri| is_namespace(uri));
        let having = documents.iter().filter(|(_, document)| has_any(document));
        let mut pending: Vec<Node<'a>> = having.map(|(doc, document)| document.root(*doc)).collect();
        while let Some(node) = pending.pop() {
            if is_policy(&node) && node.element.name == "Policy" {
                if let Some(id) = id(&node) {
                    policies.ids.insert((node.doc, id), node);
                }
                policies.names.extend(node.attribute("Name").map(|name| (name, node)));
            }
            pending.extend(node.children());
        }
        policies
    }

    /// Whether one more element may be read.
    pub(super) fn spend(&mut self) -> bool {
        self.left = self.left.saturating_sub(1);
        self.left > 0
    }

    /// Reads no more.
    pub(super) fn cut(&mut self) {
        self.left = 0;
    }

    /// Whether all that there is was read.
    pub(super) fn is_whole(&self) -> bool {
        self.left > 0
    }

    /// Begins to read a policy; not where that has begun already.
    pub(super) fn enter(&mut self, policy: &Node<'a>) -> bool {
        let begun = self.open.contains(&policy.spot());
        if !begun {
            self.open.push(policy.spot());
        }
        !begun
    }

    pub(super) fn leave(&mut self) {
        self.open.pop();
    }

    /// The policy that a PolicyReference leads to; `None` after it was noted.
    pub(super) fn referred(&mut self, node: &Node<'a>) -> Option<Node<'a>> {
        let uri = node.attribute("URI").unwrap_or_default().trim();
        self.find(node, uri, "URI")
    }

    pub(super) fn find(&mut self, node: &Node<'a>, uri: &str, attribute: &'static str) -> Option<Node<'a>> {
        let (file, id) = match uri.split_once('#') {
            Some((file, id)) => (file, Some(id)),
            None => (uri, None),
        };
        let here = || id.and_then(|id| self.ids.get(&(node.doc, id)));
        // Parts of a contract are often put together from files that had other names.
        let elsewhere = || self.ids.iter().find(|((_, known), _)| Some(*known) == id).map(|(_, node)| node);
        let named = || {
            let own = self.files.iter().filter(|(_, name, _)| !file.is_empty() && is_called(name, file));
            own.filter_map(|(doc, _, root)| match id {
                Some(id) => self.ids.get(&(*doc, id)),
                None => root.as_ref(),
            })
            .next()
        };
        let found = self.names.get(uri).or_else(named).or_else(here).or_else(elsewhere).copied();
        if found.is_none() {
            self.lost.push(Lost { uri: uri.to_owned(), attribute, spot: node.spot() });
        }
        found
    }
}

/// The root of a file, if it is a policy.
fn root(node: Node<'_>) -> Option<Node<'_>> {
    (is_policy(&node) && node.element.name == "Policy").then_some(node)
}

/// Whether a file is the one that a reference names, by its last segment.
fn is_called(name: &str, named: &str) -> bool {
    file(name) == file(named)
}

/// The id of a policy: `wsu:Id` or `xml:id`.
pub(crate) fn id<'a>(node: &Node<'a>) -> Option<&'a str> {
    let mut attributes = node.element.attributes.iter();
    let own = |key: &str| key.rsplit('}').next().is_some_and(|local| local.eq_ignore_ascii_case("id"));
    attributes.find(|(key, _)| own(key)).map(|(_, value)| value.as_str())
}

/// The last segment of a path.
pub(crate) fn file(path: &str) -> &str {
    path.rsplit(['/', '\\']).next().unwrap_or(path)
}
