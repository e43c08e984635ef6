//! Policy expressions (WS-Policy 1.5, section 4; its drafts of 2004 and 2002 in the same way), references in them followed.

use crate::contract::QName;
use crate::load::{Node, Spot};

use super::references::{Policies, attribute, is_policy};

/// How deep policies may stand in policies.
const DEPTH: usize = 64;

/// How much of an assertion's text is kept, in characters.
const TEXT: usize = 200;

/// What a policy says.
#[derive(Debug, Clone)]
pub(super) enum Expression {
    /// All of these.
    All(Vec<Expression>),
    /// At least one of these.
    OneOf(Vec<Expression>),
    /// This.
    Assertion(Assertion),
}

/// Something that a policy asserts.
#[derive(Debug, Clone)]
pub(super) struct Assertion {
    /// Its name.
    pub(super) name: QName,
    /// A client may do without: `wsp:Optional`, or a text that says no.
    pub(super) optional: bool,
    /// `wsp:Ignorable`: a client may not even know it.
    pub(super) ignorable: bool,
    /// The text in it, at any depth.
    pub(super) text: String,
    /// Its attributes that are not WS-Policy's, by their local names.
    pub(super) attributes: Vec<(String, String)>,
    /// What stands in it: nested policies, and parameters, which look like assertions.
    pub(super) inner: Vec<Expression>,
    /// Where.
    pub(super) spot: Spot,
}

impl Assertion {
    /// An attribute by its local name.
    pub(super) fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }
}

/// Reads what stands in a Policy, All or ExactlyOne, or an assertion.
pub(super) fn read<'a>(node: &Node<'a>, policies: &mut Policies<'a>) -> Expression {
    within(node, policies, DEPTH)
}

fn within<'a>(node: &Node<'a>, policies: &mut Policies<'a>, depth: usize) -> Expression {
    let nothing = Expression::All(Vec::new());
    let Some(depth) = depth.checked_sub(1) else {
        policies.cut();
        return nothing;
    };
    if !policies.spend() {
        return nothing;
    }
    if !is_policy(node) {
        return Expression::Assertion(assertion(node, policies, depth));
    }
    match &*node.element.name {
        "PolicyReference" => match policies.referred(node) {
            // A policy that refers to itself says nothing more by that.
            Some(policy) if policies.enter(&policy) => {
                let expression = within(&policy, policies, depth);
                policies.leave();
                expression
            }
            _ => nothing,
        },
        "ExactlyOne" | "OneOrMore" => Expression::OneOf(each(node, policies, depth)),
        "Policy" | "All" => Expression::All(each(node, policies, depth)),
        _ => nothing,
    }
}

fn each<'a>(node: &Node<'a>, policies: &mut Policies<'a>, depth: usize) -> Vec<Expression> {
    node.children().map(|child| within(&child, policies, depth)).collect()
}

fn assertion<'a>(node: &Node<'a>, policies: &mut Policies<'a>, depth: usize) -> Assertion {
    // Long texts are nothing that an assertion says of itself.
    let text: String = node.text().chars().take(TEXT).collect();
    let own = node.element.attributes.iter().filter(|(key, _)| {
        !key.strip_prefix('{')
            .and_then(|rest| rest.split_once('}'))
            .is_some_and(|(ns, _)| super::is_namespace(ns))
    });
    let local = |key: &str| key.rsplit('}').next().unwrap_or(key).to_owned();
    Assertion {
        name: QName::new(node.namespace(), &*node.element.name),
        optional: is_true(attribute(node, "Optional"))
            // The draft of 2002.
            || attribute(node, "Usage").is_some_and(|usage| usage.ends_with("Optional"))
            // Some assertions say in their text whether they hold.
            || ["false", "no", "0"].iter().any(|no| text.eq_ignore_ascii_case(no)),
        ignorable: is_true(attribute(node, "Ignorable")),
        attributes: own.map(|(key, value)| (local(key), value.clone())).collect(),
        inner: each(node, policies, depth),
        text,
        spot: node.spot(),
    }
}

pub(super) fn is_true(value: Option<&str>) -> bool {
    value.is_some_and(|value| matches!(value.trim(), "true" | "1"))
}
