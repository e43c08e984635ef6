//! What policies say, in words that a comparison of two contracts can compare: whether a client does it or may do without,
//! too.

use std::collections::{BTreeMap, BTreeSet};

use crate::contract::{Asked, Contract, Demand, Policy, QName};

/// What each service of a contract says of its clients by policies.
pub(crate) fn said(contract: &Contract) -> BTreeMap<QName, BTreeSet<String>> {
    let mut all: BTreeMap<QName, BTreeSet<String>> = BTreeMap::new();
    for service in &contract.services {
        let mut words = BTreeSet::new();
        for port in &service.ports {
            port.policies.iter().for_each(|policy| stated(&policy.items, "", &mut words));
            for operation in &port.operations {
                for policy in &operation.policies {
                    let of = format!(" ({})", subject(policy, &operation.name));
                    stated(&policy.items, &of, &mut words);
                }
            }
        }
        if !words.is_empty() {
            all.entry(service.name.clone()).or_default().extend(words);
        }
    }
    all
}

/// A part of an operation without the names around it, which may change: `the input of Add`.
fn subject(policy: &Policy, operation: &str) -> String {
    let kind = policy.subject.split(' ').nth(1).unwrap_or_default();
    match kind {
        "operation" => format!("the operation {operation}"),
        "message" => format!("a message of {operation}"),
        kind => format!("the {kind} of {operation}"),
    }
}

/// Adds all that is asserted.
fn stated(items: &[Asked], of: &str, words: &mut BTreeSet<String>) {
    for item in items {
        match item {
            Asked::Demand(demand) => drop(words.insert(format!("{}{of}", in_full(demand)))),
            Asked::OneOf(ways) => {
                let mut each = BTreeSet::new();
                for way in ways {
                    let mut own = BTreeSet::new();
                    stated(&way.items, "", &mut own);
                    let own = own.into_iter().collect::<Vec<_>>().join(" and ");
                    each.insert(if own.is_empty() { "nothing".to_owned() } else { own });
                }
                words.insert(format!("one of: {}{of}", each.into_iter().collect::<Vec<_>>().join("; ")));
            }
        }
    }
}

/// An assertion with all that stands in it, in words.
fn in_full(demand: &Demand) -> String {
    let mut inner: Vec<String> = Vec::new();
    names(&demand.inner, &mut inner);
    inner.extend((!demand.detail.is_empty()).then(|| demand.detail.clone()));
    inner.sort_unstable();
    inner.dedup();
    let inner = if inner.is_empty() { String::new() } else { format!(" ({})", inner.join(", ")) };
    let optional = if demand.optional { ", optional" } else { "" };
    format!("{} of {}{inner}{optional}", demand.name.local, demand.of)
}

fn names(items: &[Asked], out: &mut Vec<String>) {
    for item in items {
        match item {
            Asked::Demand(demand) if demand.optional => out.push(format!("{}, optional", demand.name.local)),
            Asked::Demand(demand) => {
                out.push(demand.name.local.to_string());
                names(&demand.inner, out);
            }
            Asked::OneOf(ways) => ways.iter().for_each(|way| names(&way.items, out)),
        }
    }
}
