//! A message that was sent, as tests look at it: by another parser than the one under test.

use roxmltree::{Document, Node};

pub(crate) const WSSE: &str =
    "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd";
pub(crate) const WSU: &str =
    "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd";
pub(crate) const DS: &str = "http://www.w3.org/2000/09/xmldsig#";

/// The only element of this name.
pub(crate) fn one<'a, 'd>(document: &'a Document<'d>, namespace: &str, local: &str) -> Node<'a, 'd> {
    let all = all(document, namespace, local);
    assert_eq!(all.len(), 1, "{local}: {}", document.input_text());
    all[0]
}

pub(crate) fn all<'a, 'd>(document: &'a Document<'d>, namespace: &str, local: &str) -> Vec<Node<'a, 'd>> {
    document.descendants().filter(|node| node.has_tag_name((namespace, local))).collect()
}

pub(crate) fn text(document: &Document<'_>, namespace: &str, local: &str) -> String {
    one(document, namespace, local).text().unwrap_or_default().to_owned()
}

/// The local names of an element's children.
pub(crate) fn children(node: Node<'_, '_>) -> Vec<String> {
    node.children().filter(Node::is_element).map(|child| child.tag_name().name().to_owned()).collect()
}

/// The names of the elements that are signed, in the order of the references. Each must be there once, by its `wsu:Id`.
pub(crate) fn signed(document: &Document<'_>) -> Vec<String> {
    let references = all(document, DS, "Reference");
    let name = |reference: &Node<'_, '_>| {
        let id = reference.attribute("URI").unwrap().strip_prefix('#').unwrap().to_owned();
        let ids = |node: &Node<'_, '_>| {
            node.attributes().any(|one| one.name().to_lowercase() == "id" && one.value() == id)
        };
        let found: Vec<_> = document.descendants().filter(ids).collect();
        assert_eq!(found.len(), 1, "{id}: {}", document.input_text());
        assert_eq!(found[0].attribute((WSU, "Id")), Some(&*id));
        found[0].tag_name().name().to_owned()
    };
    references.iter().map(name).collect()
}
