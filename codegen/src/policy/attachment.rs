//! What policies are attached to (WS-PolicyAttachment, section 4, for WSDL 1.1): by a PolicyReference or a Policy in an
//! element of the contract, or by the attribute PolicyURIs. WSDL's own `required` on an extension element is the same.

use std::collections::{BTreeMap, BTreeSet};

use super::expression::{self, Expression};
use super::known;
use super::references::{Lost, Policies, attribute, is_policy};
use crate::load::{DocId, Document, Loaded, Node, REQUIRED, Spot, WSDL};
use crate::resolve::Unit;

/// A part of a contract, and the policies that are attached to it.
pub(super) struct Subject {
    /// In words: `the input of the operation Add of the binding OrdersSoap`.
    pub(super) words: String,
    /// What they say.
    pub(super) expressions: Vec<Expression>,
}

/// All policies of a contract that are attached to something.
#[derive(Default)]
pub(super) struct Attached {
    /// By the element that they are attached to.
    pub(super) subjects: BTreeMap<Spot, Subject>,
    /// The roots of the contract's files.
    pub(super) roots: Vec<Spot>,
    pub(super) lost: Vec<Lost>,
    /// The policies were too large to be read to their end.
    pub(super) cut: Option<Spot>,
}

/// An element of the contract that policies may be attached to, and the one around it.
struct Part<'p, 'a> {
    node: Node<'a>,
    around: Option<&'p Part<'p, 'a>>,
}

impl Part<'_, '_> {
    /// As [`Subject::words`].
    fn words(&self) -> String {
        let name = &*self.node.element.name;
        let own = match self.node.attribute("name") {
            Some(named) if !matches!(name, "input" | "output") => format!("the {name} {named}"),
            _ => format!("the {name}"),
        };
        match self.around {
            Some(around) => format!("{own} of {}", around.words()),
            None => own,
        }
    }
}

struct Finder<'a> {
    policies: Policies<'a>,
    subjects: BTreeMap<Spot, Subject>,
}

/// Finds the policies of a contract.
pub(super) fn find(unit: &Unit<'_>, loaded: &Loaded) -> Attached {
    let of = |all: &BTreeSet<DocId>| -> Vec<(DocId, &Document)> {
        all.iter().filter_map(|doc| Some((*doc, loaded.document(*doc)?))).collect()
    };
    let documents = of(&unit.documents);
    let with_policies = of(&loaded.with_policies(&unit.documents));
    let mut finder = Finder { policies: Policies::new(&with_policies), subjects: BTreeMap::new() };
    let mut roots = Vec::new();
    for root in documents.iter().map(|(doc, document)| document.root(*doc)) {
        if !root.is(WSDL, "definitions") {
            continue;
        }
        roots.push(root.spot());
        // A policy that stands in the root is for others to refer to.
        let mut expressions = finder.extensions(&root);
        // What it applies to is an expression of some domain: it may be anything in the contract.
        for outside in root.children().filter(is_attachment) {
            expressions.extend(finder.policies(&outside));
        }
        finder.attach(&root, "the contract", expressions);
        for node in root.children().filter(|node| node.namespace() == WSDL) {
            finder.subject(&Part { node, around: None });
        }
    }
    let cut = roots.first().copied().filter(|_| !finder.policies.is_whole());
    Attached { subjects: finder.subjects, roots, lost: finder.policies.lost, cut }
}

impl<'a> Finder<'a> {
    /// What is attached to a part of the contract, and to what stands in it.
    fn subject(&mut self, part: &Part<'_, 'a>) {
        let node = &part.node;
        let name = &*node.element.name;
        match name {
            "service" | "port" | "binding" | "portType" | "operation" | "input" | "output" | "fault"
            | "message" => {}
            _ => return,
        }
        // Other protocols are left out, with their ports.
        if name == "binding" && !node.children().any(|child| known::is_soap(&child)) {
            return;
        }
        let mut expressions = self.policies(node);
        for uri in attribute(node, "PolicyURIs").unwrap_or_default().split_ascii_whitespace() {
            if let Some(policy) = self.policies.find(node, uri, "PolicyURIs") {
                expressions.push(expression::read(&policy, &mut self.policies));
            }
        }
        expressions.extend(self.extensions(node));
        if !expressions.is_empty() {
            self.attach(node, &part.words(), expressions);
        }
        for node in node.children().filter(|child| child.namespace() == WSDL) {
            self.subject(&Part { node, around: Some(part) });
        }
    }

    /// The policies that stand in an element, and those that references in it lead to.
    fn policies(&mut self, node: &Node<'a>) -> Vec<Expression> {
        let own = node
            .children()
            .filter(|child| is_policy(child) && matches!(&*child.element.name, "Policy" | "PolicyReference"));
        own.map(|child| expression::read(&child, &mut self.policies)).collect()
    }

    /// The extension elements that ask for something: those of WS-Addressing, and all that WSDL says are required and are
    /// none that is understood.
    fn extensions(&mut self, node: &Node<'a>) -> Vec<Expression> {
        let mut all = Vec::new();
        for child in node.children().filter(is_extension) {
            let mut expression = expression::read(&child, &mut self.policies);
            if let Expression::Assertion(assertion) = &mut expression {
                assertion.optional |= !is_required(&child) && !known::holds_as_it_stands(&child);
            }
            all.push(expression);
        }
        all
    }

    fn attach(&mut self, node: &Node<'a>, words: &str, expressions: Vec<Expression>) {
        if !expressions.is_empty() {
            self.subjects.insert(node.spot(), Subject { words: words.to_owned(), expressions });
        }
    }
}

/// Whether an element is an extension that asks clients for something.
pub(super) fn is_extension(node: &Node<'_>) -> bool {
    is_required(node) || known::is_addressing(node)
}

/// Whether an element is an extension that WSDL says is required, and none that is understood.
fn is_required(node: &Node<'_>) -> bool {
    // Looked at one by one: the elements of a contract are many, and few have an attribute with a namespace.
    let mut attributes = node.element.attributes.iter();
    attributes.any(|(key, value)| *key == REQUIRED && matches!(value.trim(), "true" | "1"))
        && !is_policy(node)
        && !known::is_understood(node)
}

/// Whether an element says from outside what a policy is attached to (WS-PolicyAttachment, section 3.4).
fn is_attachment(node: &Node<'_>) -> bool {
    is_policy(node) && node.element.name == "PolicyAttachment"
}
