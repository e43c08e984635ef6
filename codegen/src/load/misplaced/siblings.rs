//! Where a child stands among its siblings, and whether it may.

use super::super::grammar::{Slot, Times};
use super::super::{Node, XSD};
use super::{Child, Place};

/// Why a child is not allowed where it stands.
pub(super) enum Fault {
    /// Its parent never holds it.
    NoPlace,
    /// Its parent holds one, and has it already.
    Again,
    /// Its parent holds it, but not beside this child or attribute.
    Beside(&'static str),
    /// Its parent holds it, but before this child.
    Late(&'static str),
    /// It is allowed, and not read.
    Unread,
}

impl Fault {
    /// Whether the child is read all the same.
    pub(super) fn is_read(&self, place: &Place<'_>, child: &Child<'_>) -> bool {
        let Place { node, row, in_group } = place;
        let is_use = matches!(child.name, "attribute" | "attributeGroup" | "anyAttribute");
        let is_content = matches!(child.name, "complexContent" | "simpleContent");
        match (self, row.name, child.name) {
            (Self::Late(_), ..) | (Self::Again, _, "annotation") => true,
            (Self::Unread, ..) => false,
            // A second derivation adds to the first, if it is of the same kind.
            (Self::Again | Self::Beside(_), "complexContent" | "simpleContent", _) => {
                derivations(node).iter().any(|other| other.index == child.node.index)
            }
            (Self::Beside(other), "complexType", _) if is_content => !other.ends_with("Content"),
            (_, "complexType", name) if is_particle(name) => !holds(node, &["simpleContent"]),
            // The first type is the type, where no attribute says which.
            (_, _, "complexType" | "simpleType") => {
                let named = ["type", "base", "itemType"].iter().any(|name| node.attribute(name).is_some());
                let first = node.children().find(|child| is_type(child));
                let first = first.is_some_and(|first| first.index == child.node.index);
                !named && first && row.read.contains(&(child.language, child.name))
            }
            // An element that has a type has all of it from there.
            (_, "element", name) if name != "documentation" && has_type(node) => false,
            // Attributes in a content model are those of its type, which a named group has not.
            (_, "all" | "choice" | "sequence", _) if is_use && *in_group => false,
            _ => row.read.contains(&(child.language, child.name)),
        }
    }
}

/// The children of a row so far.
pub(super) struct Siblings<'p, 'a> {
    place: &'p Place<'a>,
    /// The last slot that had a child, and that child.
    last: Option<(usize, &'static str)>,
    /// The first child of each slot.
    filled: Vec<Option<&'static str>>,
}

impl<'p, 'a> Siblings<'p, 'a> {
    pub(super) fn new(place: &'p Place<'a>) -> Self {
        Self { place, last: None, filled: vec![None; place.row.slots.len()] }
    }

    /// Puts a child into its slot; answers why it is not allowed there.
    pub(super) fn put(&mut self, child: &Child<'_>) -> Option<Fault> {
        let row = self.place.row;
        let reached = self.last.map_or(0, |(at, _)| at);
        let holds = |slot: &Slot| slot.names.contains(&(child.language, child.name));
        let mut holding = row.slots.iter().enumerate().filter(|(_, slot)| holds(slot));
        let Some(first) = holding.next() else { return Some(Fault::NoPlace) };
        let (at, slot) = holding.find(|(at, _)| first.0 < reached && *at >= reached).unwrap_or(first);
        let fault = self.fault(at, slot, child.name, reached);
        if let Some(filled) = self.filled.get_mut(at) {
            filled.get_or_insert(child.name);
        }
        if at >= reached {
            self.last = Some((at, child.name));
        }
        fault
    }

    fn fault(&self, at: usize, slot: &Slot, name: &'static str, reached: usize) -> Option<Fault> {
        let Place { node, row, .. } = self.place;
        if slot.unread {
            return Some(Fault::Unread);
        }
        if let Some(attribute) = slot.without.filter(|attribute| node.attribute(attribute).is_some()) {
            return Some(Fault::Beside(attribute));
        }
        let before = self.filled.get(at).copied().flatten();
        if let Some(before) = before.filter(|_| slot.times != Times::Many) {
            return Some(if before == name { Fault::Again } else { Fault::Beside(before) });
        }
        // Beside what stands alone, only the first slot may have something.
        let others = self.filled.iter().zip(&row.slots).enumerate().skip(1).filter(|(other, _)| *other != at);
        let mut others = others.filter_map(|(_, (filled, other))| Some(((*filled)?, other.times)));
        let alone =
            others.find(|(_, times)| at > 0 && (slot.times == Times::Alone || *times == Times::Alone));
        if let Some((other, _)) = alone {
            return Some(Fault::Beside(other));
        }
        match self.last {
            Some((_, last)) if at < reached && row.language.ordered() => Some(Fault::Late(last)),
            _ => None,
        }
    }
}

/// Whether elements of this name are particles of a content model.
pub(crate) fn is_particle(name: &str) -> bool {
    matches!(name, "group" | "all" | "choice" | "sequence" | "element" | "any")
}

/// Whether an element has a child of one of these names, in whatever case.
fn holds(node: &Node<'_>, names: &[&str]) -> bool {
    node.children().any(|child| names.iter().any(|name| child.element.name.eq_ignore_ascii_case(name)))
}

fn is_type(node: &Node<'_>) -> bool {
    matches!(&*node.element.name, "complexType" | "simpleType")
}

/// Whether an element has a type: by its attribute, or in it.
fn has_type(node: &Node<'_>) -> bool {
    node.attribute("type").is_some() || holds(node, &["complexType", "simpleType"])
}

/// The extension or restriction of a complex or simple content, and those after it that add to it: of the same kind, and of
/// the same base.
pub(crate) fn derivations<'a>(content: &Node<'a>) -> Vec<Node<'a>> {
    let is_derivation = |node: &Node<'_>| {
        node.namespace() == XSD && matches!(&*node.element.name, "extension" | "restriction")
    };
    let mut all = content.children().filter(is_derivation);
    let Some(first) = all.next() else { return Vec::new() };
    let base = |node: &Node<'a>| node.attribute("base").and_then(|base| node.qname(base).ok());
    let adds = |node: &Node<'a>| node.element.name == first.element.name && base(node) == base(&first);
    let more: Vec<_> = all.filter(adds).collect();
    std::iter::once(first).chain(more).collect()
}
