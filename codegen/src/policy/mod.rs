//! WS-Policy: what a contract requires of its clients beyond the messages that it describes.
//!
//! `expression` reads a policy, `attachment` finds what it is attached to, `known` says what an assertion asks for. This
//! file decides what is required, and warns of it.

mod attachment;
mod expression;
mod known;
mod references;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

use crate::contract::QName;
use crate::diagnostic::{Diagnostics, Kind};
use crate::load::{Loaded, Node, Spot};
use crate::resolve::Unit;
use attachment::{Attached, Attachment};
use expression::{Assertion, Expression};

/// What a client has to do: all assertions of one of these lists.
type Demand = Vec<Vec<Assertion>>;

/// Something that is required, and of what.
struct Requirement {
    demand: Demand,
    /// In words: `the binding OrdersSoap`.
    subjects: Vec<String>,
}

/// Warns of whatever a contract requires that the generated client does not do.
pub(crate) fn warn(unit: &Unit<'_>, loaded: &Loaded, diagnostics: &mut Diagnostics) {
    let attached = attachment::find(unit, loaded);
    for lost in &attached.lost {
        let message = format!("there is no policy {:?}: what it requires is not known", lost.uri);
        let warning = loaded.diagnostic(lost.spot, Some(lost.attribute), Kind::Policy, message).warning();
        diagnostics.push(warning.help("add the policy to the contract, or remove the reference"));
    }
    for Requirement { demand, subjects } in requirements(&attached) {
        let Some(first) = demand.first().and_then(|all| all.first()) else { continue };
        let verb = if subjects.len() == 1 { "requires" } else { "require" };
        let message = format!("{} {verb} {}", listed(&subjects), described(&demand));
        let mut help: Vec<&str> = Vec::new();
        for advice in demand.iter().flatten().flat_map(known::advice) {
            if !help.contains(&advice) {
                help.push(advice);
            }
        }
        let warning = loaded.diagnostic(first.spot, None, Kind::Policy, message).warning();
        diagnostics.push(warning.help(help.join("; ")));
    }
}

pub(crate) use references::is_namespace;

/// Whether an element in one of a contract says what is required: a policy, a reference to one, or an extension that WSDL
/// says is required.
pub(crate) fn is_said(node: &Node<'_>) -> bool {
    if references::is_policy(node) {
        return matches!(&*node.element.name, "Policy" | "PolicyReference");
    }
    attachment::is_required(node)
}

/// The policies that an element refers to by its attribute, each with the namespace of WS-Policy.
pub(crate) fn uris(node: &Node<'_>) -> Vec<(String, String)> {
    let mut all = Vec::new();
    for (key, value) in &node.element.attributes {
        let name = key.strip_prefix('{').and_then(|rest| rest.split_once('}'));
        if let Some((namespace, "PolicyURIs")) = name
            && is_namespace(namespace)
        {
            all.extend(value.split_ascii_whitespace().map(|uri| (namespace.to_owned(), uri.to_owned())));
        }
    }
    all
}

/// What each service of a contract says of its clients by policies, in words: whether a client does it or may do without,
/// too.
pub(crate) fn said(unit: &Unit<'_>, loaded: &Loaded) -> BTreeMap<QName, BTreeSet<String>> {
    let attached = attachment::find(unit, loaded);
    let mut all: BTreeMap<QName, BTreeSet<String>> = BTreeMap::new();
    for service in unit.contracts.iter().flat_map(|contract| &contract.services) {
        let bindings: BTreeSet<&str> =
            service.ports.iter().filter_map(|port| Some(&*port.binding.as_ref()?.name.local)).collect();
        let own = |of: &&Attachment| of.binding.as_ref().is_none_or(|binding| bindings.contains(&**binding));
        let mut words = BTreeSet::new();
        attached.all.iter().filter(own).for_each(|of| stated(&of.expression, &mut words));
        if !words.is_empty() {
            all.entry(service.name.clone()).or_default().extend(words);
        }
    }
    all
}

/// Adds all that an expression asserts.
fn stated(expression: &Expression, words: &mut BTreeSet<String>) {
    match expression {
        Expression::Assertion(assertion) => drop(words.insert(known::in_full(assertion))),
        Expression::All(all) => all.iter().for_each(|one| stated(one, words)),
        Expression::OneOf(alternatives) => match alternatives.as_slice() {
            [only] => stated(only, words),
            several => {
                let mut each = BTreeSet::new();
                for alternative in several {
                    let mut own = BTreeSet::new();
                    stated(alternative, &mut own);
                    each.insert(own.into_iter().collect::<Vec<_>>().join(" and "));
                }
                let each: Vec<&str> =
                    each.iter().map(|one| if one.is_empty() { "nothing" } else { one }).collect();
                words.insert(format!("one of: {}", each.join("; ")));
            }
        },
    }
}

/// What is required, each demand once with all that require it.
fn requirements(attached: &Attached) -> Vec<Requirement> {
    let mut order: BTreeMap<(Spot, String), Requirement> = BTreeMap::new();
    let mut first: BTreeMap<String, Spot> = BTreeMap::new();
    for Attachment { subject, https, expression, .. } in &attached.all {
        for demand in demands(expression, *https) {
            let Some(spot) = demand.first().and_then(|all| all.first()).map(|one| one.spot) else { continue };
            let words = described(&demand);
            let spot = *first.entry(words.clone()).or_insert(spot);
            let found = order.entry((spot, words)).or_insert(Requirement { demand, subjects: Vec::new() });
            if !found.subjects.contains(subject) {
                found.subjects.push(subject.clone());
            }
        }
    }
    order.into_values().collect()
}

/// What of an expression is required and not done. An alternative that asks for nothing more makes all others optional.
fn demands(expression: &Expression, https: bool) -> Vec<Demand> {
    match expression {
        Expression::Assertion(assertion) => {
            let done = assertion.optional || assertion.ignorable || known::is_done(assertion, https);
            if done { Vec::new() } else { vec![vec![vec![assertion.clone()]]] }
        }
        Expression::All(all) => all.iter().flat_map(|one| demands(one, https)).collect(),
        Expression::OneOf(alternatives) => {
            let each: Vec<_> = alternatives.iter().map(|one| demands(one, https)).collect();
            match each.as_slice() {
                [only] => only.clone(),
                several if several.iter().any(Vec::is_empty) => Vec::new(),
                // Alternatives of alternatives are told by the first assertions that they have.
                several => {
                    let assertions = |demands: &Vec<Demand>| -> Vec<Assertion> {
                        demands.iter().filter_map(|demand| demand.first()).flatten().cloned().collect()
                    };
                    vec![several.iter().map(assertions).collect()]
                }
            }
        }
    }
}

/// A demand in words.
fn described(demand: &Demand) -> String {
    let mut alternatives: Vec<String> = Vec::new();
    for all in demand {
        let words = all.iter().map(known::described).collect::<Vec<_>>().join(" and ");
        if !alternatives.contains(&words) {
            alternatives.push(words);
        }
    }
    match alternatives.as_slice() {
        [only] => only.clone(),
        several => format!("one of: {}", several.join("; ")),
    }
}

/// How many subjects a message names.
const NAMED: usize = 3;

fn listed(subjects: &[String]) -> String {
    let named = subjects.iter().take(NAMED).cloned().collect::<Vec<_>>().join(", ");
    match subjects.len().saturating_sub(NAMED) {
        0 => named,
        more => format!("{named} and {more} more"),
    }
}
