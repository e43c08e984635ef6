//! What stands in a type where XML Schema has no place for it: said, so that nothing is lost in silence.

use super::Context;
use super::xsd::xsd;
use crate::diagnostic::Kind;
use crate::load::Node;

/// What a model group may hold.
pub(super) const MODEL: &[&str] = &["annotation", "element", "group", "choice", "sequence", "all", "any"];

/// What a complex type may hold, or a derivation of one.
pub(super) const COMPLEX: &[&str] = &[
    "annotation",
    "simpleContent",
    "complexContent",
    "group",
    "choice",
    "sequence",
    "all",
    "attribute",
    "attributeGroup",
    "anyAttribute",
    "openContent",
    "assert",
];

/// Warns of each child of the schema's own that is not among the known.
pub(super) fn warn(cx: &mut Context<'_>, node: &Node<'_>, known: &[&str]) {
    for child in xsd(node) {
        let name = &*child.element.name;
        if !known.contains(&name) {
            let message = format!(
                "{name} stands in {}, where XML Schema has no place for it: it is passed over",
                node.element.name
            );
            cx.diagnostics.push(
                child
                    .diagnostic(None, Kind::Unsupported, message)
                    .warning()
                    .help("correct its name, or move it to where it belongs"),
            );
        }
    }
}
