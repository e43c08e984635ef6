//! The files that policies of a contract are in (WS-PolicyAttachment): a PolicyReference or an attribute PolicyURIs names
//! one, with or without the id of a policy in it.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::imports::{exists, is_remote};
use super::{DocId, Loaded, Node, ReadOptions, Wanted, simplify};

/// What the namespaces of WS-Policy have in common.
const NAMESPACE: &str = "policy";

/// The files with policies that a document refers to, as far as they are there. A reference that leads nowhere is told where
/// policies are read: not everybody who has a contract has its policies.
pub(super) fn wanted(loaded: &Loaded, doc: DocId, path: &Path, options: &ReadOptions) -> Vec<Wanted> {
    let Some(document) = loaded.documents.get(doc) else { return Vec::new() };
    if !document.namespaces().any(|uri| uri.contains(NAMESPACE)) {
        return Vec::new();
    }
    let directory = path.parent().unwrap_or(Path::new(""));
    let (mut known, mut out) = (BTreeSet::new(), Vec::new());
    let mut pending = vec![document.root(doc)];
    while let Some(node) = pending.pop() {
        for uri in uris(&node) {
            let file = uri.split('#').next().unwrap_or_default();
            if file.is_empty() || !known.insert(file) {
                continue;
            }
            let found = match options.catalog.get(file) {
                Some(path) => Some(path.clone()),
                None if is_remote(file) => None,
                None => {
                    Some(simplify(&directory.join(PathBuf::from(file)))).filter(|path| exists(path, options))
                }
            };
            out.extend(found.map(|path| Wanted { path, by: Some(node.spot()), policy: true }));
        }
        pending.extend(node.children());
    }
    out
}

/// What an element refers to.
fn uris<'a>(node: &Node<'a>) -> Vec<&'a str> {
    if node.element.name == "PolicyReference" && node.namespace().contains(NAMESPACE) {
        return node.attribute("URI").map(str::trim).into_iter().collect();
    }
    let attributes = node.element.attributes.iter();
    let own = attributes.filter(|(key, _)| {
        key.strip_suffix("}PolicyURIs").is_some_and(|namespace| namespace.contains(NAMESPACE))
    });
    own.flat_map(|(_, value)| value.split_ascii_whitespace()).collect()
}

impl Loaded {
    /// Documents with those that have their policies.
    pub(crate) fn with_policies(&self, documents: &BTreeSet<DocId>) -> BTreeSet<DocId> {
        let (mut all, mut pending) = (BTreeSet::new(), documents.iter().collect::<Vec<_>>());
        while let Some(doc) = pending.pop() {
            if all.insert(*doc) {
                pending.extend(self.policies.get(doc).into_iter().flatten());
            }
        }
        all
    }

    /// Whether a document is there for its policies alone.
    pub(crate) fn is_for_policies(&self, doc: DocId) -> bool {
        let root = self.document(doc).map(|document| document.root(doc));
        root.is_some_and(|root| root.element.name == "Policy" && root.namespace().contains(NAMESPACE))
            && !self.inputs.contains(&doc)
    }
}
