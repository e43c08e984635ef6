//! What a contract says of its clients beside the messages, copied as it is: policies, what refers to them, and extensions
//! that WSDL says are required. What contracts say of binary elements for MTOM, too.

use std::collections::BTreeSet;

use super::writer::{Attributes, Writer};
use crate::contract::QName;
use crate::load::{DocId, Loaded, Node, Spot, WSDL, XML};
use crate::policy;
use crate::resolve::Unit;

/// The files that a contract is made of.
#[derive(Clone, Copy)]
pub(super) struct Kept<'l> {
    loaded: &'l Loaded,
    /// The files themselves; others have policies of it and nothing else.
    documents: &'l BTreeSet<DocId>,
    /// Whether there is anything to copy. Most contracts have nothing, and need not be searched.
    policies: bool,
    media: bool,
}

impl<'l> Kept<'l> {
    pub(super) fn new(unit: &'l Unit<'_>, loaded: &'l Loaded) -> Self {
        let documents = || unit.documents.iter().filter_map(|doc| loaded.document(*doc));
        Self {
            loaded,
            documents: &unit.documents,
            policies: documents().any(|document| {
                document.namespaces().any(|uri| policy::is_namespace(uri))
                    || document.text.contains("required")
                    || document.text.contains("UsingAddressing")
            }),
            media: documents().any(|document| document.text.contains("expectedContentTypes")),
        }
    }

    /// What stands in the roots of the contract's files, for all of it or for others to refer to.
    pub(super) fn roots(self, out: &mut Writer, unit: &Unit<'_>) {
        let roots = unit.documents.iter().filter_map(|doc| Some(self.loaded.document(*doc)?.root(*doc)));
        for root in roots.filter(|root| self.policies && root.is(WSDL, "definitions")) {
            self.inside(out, &root);
        }
        for doc in self.loaded.with_policies(self.documents).difference(self.documents) {
            let Some(document) = self.loaded.document(*doc) else { continue };
            let root = document.root(*doc);
            if !policy::is_namespace(root.namespace()) {
                self.inside(out, &root);
                continue;
            }
            // It is referred to by its file, which has no meaning elsewhere.
            let id = policy::id(&root).is_none().then(|| policy::file(&document.name));
            self.copy(out, &root, id);
        }
    }

    /// The name of a file that has policies and nothing else.
    fn apart(self, doc: DocId) -> Option<&'l str> {
        let other = !self.documents.contains(&doc);
        self.loaded.document(doc).filter(|_| other).map(|document| policy::file(&document.name))
    }

    /// An id as it is in one file: those of files with policies alone get the names of these.
    fn id(self, doc: DocId, id: &str) -> String {
        self.apart(doc).map_or_else(|| id.to_owned(), |file| format!("{file}-{id}"))
    }

    /// A reference as it is in one file. URLs stay.
    fn reference(self, doc: DocId, uri: &str) -> String {
        let (file, id) = match uri.trim().split_once('#') {
            Some((file, id)) => (file, Some(id)),
            None => (uri.trim(), None),
        };
        if file.contains(':') {
            return uri.to_owned();
        }
        let all = self.loaded.with_policies(self.documents);
        let mut others = all.into_iter().filter(|doc| self.apart(*doc) == Some(policy::file(file)));
        match (others.next(), id) {
            (Some(other), Some(id)) => format!("#{}", self.id(other, id)),
            (_, None) => format!("#{}", policy::file(file)),
            (None, Some(id)) if file.is_empty() => format!("#{}", self.id(doc, id)),
            (None, Some(id)) => format!("#{id}"),
        }
    }

    /// Copies what an element says.
    pub(super) fn write(self, out: &mut Writer, spot: Spot) {
        if let Some(node) = self.node(spot) {
            self.inside(out, &node);
        }
    }

    fn node(self, spot: Spot) -> Option<Node<'l>> {
        if self.policies { self.loaded.node(spot) } else { None }
    }

    /// The media types of a binary element.
    pub(super) fn media(self, spot: Spot) -> Option<&'l str> {
        if !self.media {
            return None;
        }
        self.loaded.node(spot)?.attribute(crate::load::EXPECTED_MEDIA)
    }

    fn inside(self, out: &mut Writer, node: &Node<'_>) {
        node.children().filter(policy::is_said).for_each(|child| self.copy(out, &child, None));
        for (namespace, uri) in policy::uris(node) {
            out.empty(&namespace, "PolicyReference", vec![("URI".into(), self.reference(node.doc, &uri))]);
        }
    }

    /// Copies an element with all that is in it; a policy gets this id.
    fn copy(self, out: &mut Writer, node: &Node<'_>, id: Option<&str>) {
        let mut attributes = Attributes::new();
        let own = policy::is_namespace(node.namespace());
        let (refers, is_policy) =
            (own && node.element.name == "PolicyReference", own && node.element.name == "Policy");
        for (key, value) in &node.element.attributes {
            let name = match key.strip_prefix('{').and_then(|rest| rest.split_once('}')) {
                Some((namespace, local)) => out.name(&QName::new(namespace, local)),
                None => key.clone(),
            };
            let value = match key.as_str() {
                "URI" if refers => self.reference(node.doc, value),
                _ if policy::id(node) == Some(value) && is_policy => self.id(node.doc, value),
                _ => value.clone(),
            };
            attributes.push((name, value));
        }
        if let Some(id) = id {
            attributes.push((out.name(&QName::new(XML, "id")), id.to_owned()));
        }
        let (namespace, local) = (node.namespace(), node.element.name.as_str());
        let text = node.text();
        if node.children().next().is_none() && !text.trim().is_empty() {
            out.leaf(namespace, local, attributes, text.trim());
            return;
        }
        out.start_element(namespace, local, attributes);
        node.children().for_each(|child| self.copy(out, &child, None));
        out.close();
    }
}
