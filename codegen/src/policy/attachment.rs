//! What policies are attached to (WS-PolicyAttachment, section 4, for WSDL 1.1): by a PolicyReference or a Policy in an
//! element of the contract, or by the attribute PolicyURIs. WSDL's own `required` on an extension element is the same.

use std::collections::BTreeSet;

use super::expression::{self, Expression};
use super::known;
use super::references::{Lost, Policies, attribute, is_policy};
use crate::load::{Loaded, Node, WSDL};
use crate::resolve::Unit;

/// A policy, and what it is attached to.
pub(super) struct Attachment {
    /// In words: `the input of the operation Add of the binding OrdersSoap`.
    pub(super) subject: String,
    /// The local name of the binding that it is attached to, or to a part or port of.
    pub(super) binding: Option<String>,
    /// All addresses at which it is called are https.
    pub(super) https: bool,
    /// What it says.
    pub(super) expression: Expression,
}

/// All policies of a contract that are attached to something.
#[derive(Default)]
pub(super) struct Attached {
    pub(super) all: Vec<Attachment>,
    pub(super) lost: Vec<Lost>,
}

/// What is around an element that a policy may be attached to.
struct Around<'a> {
    /// The element in words.
    words: String,
    /// The name of the binding that it is or stands in.
    binding: Option<&'a str>,
}

struct Finder<'a> {
    policies: Policies<'a>,
    /// The SOAP addresses of each binding, by its local name.
    addresses: Vec<(Option<&'a str>, &'a str)>,
    /// The messages that are no request, by their local names.
    replies: BTreeSet<&'a str>,
    all: Vec<Attachment>,
}

/// Finds the policies of a contract.
pub(super) fn find(unit: &Unit<'_>, loaded: &Loaded) -> Attached {
    let documents: Vec<_> = unit
        .documents
        .iter()
        .filter_map(|doc| Some((*doc, loaded.document(*doc)?)))
        .filter(|(doc, document)| document.root(*doc).is(WSDL, "definitions"))
        .collect();
    let roots: Vec<Node<'_>> = documents.iter().map(|(doc, document)| document.root(*doc)).collect();
    let mut finder = Finder {
        policies: Policies::new(&documents),
        addresses: addresses(&roots),
        replies: replies(&roots),
        all: Vec::new(),
    };
    for root in &roots {
        // A policy that stands in the root is for others to refer to.
        finder.extensions(root, &Around { words: "the contract".to_owned(), binding: None });
        for node in root.children().filter(|node| node.namespace() == WSDL) {
            finder.subject(&node, None);
        }
    }
    Attached { all: finder.all, lost: finder.policies.lost }
}

impl<'a> Finder<'a> {
    /// An element of the contract that policies may be attached to, and what stands in it.
    fn subject(&mut self, node: &Node<'a>, around: Option<&Around<'a>>) {
        let name = &*node.element.name;
        match name {
            "service" | "port" | "binding" | "portType" | "operation" | "input" | "message" => {}
            // What comes back is the service's to send. It is read as it is.
            _ => return,
        }
        let named = node.attribute("name");
        if name == "message" && named.is_some_and(|name| self.replies.contains(name)) {
            return;
        }
        // Other protocols are left out, with their ports.
        if name == "binding" && !node.children().any(|child| known::is_soap(&child)) {
            return;
        }
        let own = match named {
            Some(named) if name != "input" => format!("the {name} {named}"),
            _ => format!("the {name}"),
        };
        let words = match around {
            Some(around) => format!("{own} of {}", around.words),
            None => own,
        };
        let binding = match name {
            "binding" => named,
            "port" => node.attribute("binding").map(local),
            _ => around.and_then(|around| around.binding),
        };
        let here = Around { words, binding };
        for child in node.children() {
            if is_policy(&child) && matches!(&*child.element.name, "Policy" | "PolicyReference") {
                let expression = expression::read(&child, &mut self.policies);
                self.attach(&here, expression);
            }
        }
        for uri in attribute(node, "PolicyURIs").unwrap_or_default().split_ascii_whitespace() {
            if let Some(policy) = self.policies.find(node, uri, "PolicyURIs") {
                let expression = expression::read(&policy, &mut self.policies);
                self.attach(&here, expression);
            }
        }
        self.extensions(node, &here);
        for child in node.children().filter(|child| child.namespace() == WSDL) {
            self.subject(&child, Some(&here));
        }
    }

    /// The extension elements that WSDL says are required, and are none that is understood.
    fn extensions(&mut self, node: &Node<'a>, here: &Around<'a>) {
        for child in node.children().filter(is_required) {
            let expression = expression::read(&child, &mut self.policies);
            self.attach(here, expression);
        }
    }

    fn attach(&mut self, here: &Around<'a>, expression: Expression) {
        let called =
            self.addresses.iter().filter(|(binding, _)| here.binding.is_none() || *binding == here.binding);
        let mut called = called.map(|(_, address)| address).peekable();
        let https = called.peek().is_some() && called.all(|address| address.trim().starts_with("https:"));
        let binding = here.binding.map(str::to_owned);
        self.all.push(Attachment { subject: here.words.clone(), binding, https, expression });
    }
}

/// Whether an element is an extension that WSDL says is required, and none that is understood.
pub(super) fn is_required(node: &Node<'_>) -> bool {
    let required = || node.element.attributes.get(&format!("{{{WSDL}}}required"));
    !is_policy(node)
        && !known::is_understood(node)
        && required().is_some_and(|value| matches!(value.trim(), "true" | "1"))
}

fn local(name: &str) -> &str {
    name.rsplit(':').next().unwrap_or(name).trim()
}

fn children<'a>(node: &Node<'a>, name: &'static str) -> impl Iterator<Item = Node<'a>> + use<'a> {
    node.children().filter(move |child| child.is(WSDL, name))
}

fn addresses<'a>(roots: &[Node<'a>]) -> Vec<(Option<&'a str>, &'a str)> {
    let ports =
        roots.iter().flat_map(|root| children(root, "service")).flat_map(|node| children(&node, "port"));
    ports
        .flat_map(|port| {
            let binding = port.attribute("binding").map(local);
            let soap = port.children().filter(known::is_soap);
            soap.filter_map(move |address| Some((binding, address.attribute("location")?)))
        })
        .collect()
}

/// The messages that only replies and faults are of.
fn replies<'a>(roots: &[Node<'a>]) -> BTreeSet<&'a str> {
    let operations = roots
        .iter()
        .flat_map(|root| children(root, "portType"))
        .flat_map(|node| children(&node, "operation"));
    let (mut sent, mut received) = (BTreeSet::new(), BTreeSet::new());
    for direction in operations.flat_map(|operation| operation.children()) {
        let to = if direction.is(WSDL, "input") { &mut sent } else { &mut received };
        to.extend(direction.attribute("message").map(local));
    }
    received.retain(|message| !sent.contains(message));
    received
}
