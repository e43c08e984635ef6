//! Policy expressions (WS-Policy 1.5, section 4; its drafts of 2004 and 2002 in the same way), references in them followed.

use crate::contract::QName;
use crate::load::{Node, Spot};

use super::references::{Policies, attribute, is_policy};

/// How deep policies may refer to policies.
const DEPTH: usize = 32;

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
    /// The names of what stands in it, at any depth, that is not optional itself; attributes that are true too.
    pub(super) inner: Vec<QName>,
    /// Where.
    pub(super) spot: Spot,
}

/// Reads what stands in a Policy, All or ExactlyOne, or an assertion.
pub(super) fn read<'a>(node: &Node<'a>, policies: &mut Policies<'a>) -> Expression {
    within(node, policies, DEPTH)
}

fn within<'a>(node: &Node<'a>, policies: &mut Policies<'a>, depth: usize) -> Expression {
    let Some(depth) = depth.checked_sub(1) else { return Expression::All(Vec::new()) };
    if !is_policy(node) {
        return Expression::Assertion(assertion(node));
    }
    match &*node.element.name {
        "PolicyReference" => match policies.referred(node) {
            Some(policy) => within(&policy, policies, depth),
            None => Expression::All(Vec::new()),
        },
        "ExactlyOne" | "OneOrMore" => {
            Expression::OneOf(node.children().map(|child| within(&child, policies, depth)).collect())
        }
        "Policy" | "All" => {
            Expression::All(node.children().map(|child| within(&child, policies, depth)).collect())
        }
        _ => Expression::All(Vec::new()),
    }
}

fn assertion(node: &Node<'_>) -> Assertion {
    let mut inner = Vec::new();
    collect(node, &mut inner);
    Assertion {
        name: QName::new(node.namespace(), &*node.element.name),
        optional: is_true(attribute(node, "Optional"))
            // The draft of 2002.
            || attribute(node, "Usage").is_some_and(|usage| usage.ends_with("Optional"))
            // Some assertions say in their text whether they hold.
            || ["false", "no", "0"].iter().any(|no| node.text().eq_ignore_ascii_case(no)),
        ignorable: is_true(attribute(node, "Ignorable")),
        inner,
        spot: node.spot(),
    }
}

fn is_true(value: Option<&str>) -> bool {
    value.is_some_and(|value| matches!(value.trim(), "true" | "1"))
}

fn collect(node: &Node<'_>, inner: &mut Vec<QName>) {
    for (key, value) in &node.element.attributes {
        if is_true(Some(value)) && !key.contains('}') {
            inner.push(QName::new("", key.as_str()));
        }
    }
    for child in node.children().filter(|child| !is_true(attribute(child, "Optional"))) {
        let name = QName::new(child.namespace(), child.element.name.as_str());
        if !is_policy(&child) && !inner.contains(&name) {
            inner.push(name);
        }
        collect(&child, inner);
    }
}
