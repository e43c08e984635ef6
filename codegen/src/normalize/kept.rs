//! What a contract says of its clients beside the messages, copied as it is: policies, what refers to them, and extensions
//! that WSDL says are required. What contracts say of binary elements for MTOM, too.

use super::writer::{Attributes, Writer};
use crate::contract::QName;
use crate::load::{Loaded, Node, Spot, WSDL};
use crate::policy;
use crate::resolve::Unit;

/// The files that a contract is made of.
#[derive(Clone, Copy)]
pub(super) struct Kept<'l> {
    loaded: &'l Loaded,
    /// Whether there is anything to copy. Most contracts have nothing, and need not be searched.
    policies: bool,
    media: bool,
}

impl<'l> Kept<'l> {
    pub(super) fn new(unit: &Unit<'_>, loaded: &'l Loaded) -> Self {
        let documents = || unit.documents.iter().filter_map(|doc| loaded.document(*doc));
        Self {
            loaded,
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
            inside(out, &root);
        }
    }

    /// Copies what an element says.
    pub(super) fn write(self, out: &mut Writer, spot: Spot) {
        if let Some(node) = self.node(spot) {
            inside(out, &node);
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
}

fn inside(out: &mut Writer, node: &Node<'_>) {
    node.children().filter(policy::is_said).for_each(|child| copy(out, &child));
    for (namespace, uri) in policy::uris(node) {
        out.empty(&namespace, "PolicyReference", vec![("URI".into(), uri)]);
    }
}

/// Copies an element with all that is in it.
fn copy(out: &mut Writer, node: &Node<'_>) {
    let mut attributes = Attributes::new();
    for (key, value) in &node.element.attributes {
        let name = match key.strip_prefix('{').and_then(|rest| rest.split_once('}')) {
            Some((namespace, local)) => out.name(&QName::new(namespace, local)),
            None => key.clone(),
        };
        attributes.push((name, value.clone()));
    }
    let (namespace, local) = (node.namespace(), node.element.name.as_str());
    let text = node.text();
    if node.children().next().is_none() && !text.trim().is_empty() {
        out.leaf(namespace, local, attributes, text.trim());
        return;
    }
    out.start_element(namespace, local, attributes);
    node.children().for_each(|child| copy(out, &child));
    out.close();
}
