//! WS-Policy: what a contract asks of its clients beyond the messages that it describes.
//!
//! `expression` reads a policy, following `references`. `attachment` finds what it is attached to. `known` says what the
//! generated client does about an assertion, by the `context` that it stands in, and `judge` does so for all of a policy.
//! `warnings` tells what the client does not do by itself. What comes of it is in the IR (`contract::Policy`), and `words`
//! says it to people: `inspect` and the documentation of crates have their texts from there. `needs` puts together what a
//! program writes.

mod attachment;
mod context;
mod expression;
mod judge;
mod known;
pub(crate) mod needs;
mod references;
mod said;
mod specifications;
#[cfg(test)]
mod tests;
mod warnings;
pub(crate) mod words;

use std::collections::BTreeMap;

use crate::contract::{About, Addressing, Asked, Policy};
use crate::diagnostic::{Diagnostics, Kind};
use crate::load::{Loaded, Node, Spot};
use crate::resolve::Unit;
use attachment::Subject;
use context::Context;
use judge::Judge;
use specifications::Family;
use warnings::Requirements;

pub(crate) use references::{file, id, is_namespace};
pub(crate) use said::said;

/// The policies of a contract, by what they are attached to.
pub(crate) struct Policies<'l> {
    loaded: &'l Loaded,
    subjects: BTreeMap<Spot, Subject>,
    roots: Vec<Spot>,
    judge: Judge<'l>,
    requirements: Requirements,
    cut: Option<Spot>,
}

/// What policies ask of all operations of a port.
pub(crate) struct Endpoint {
    /// The policies.
    pub(crate) policies: Vec<Policy>,
    /// The WS-Addressing that they require.
    pub(crate) addressing: Option<Addressing>,
    context: Context,
}

/// What policies ask of an operation beside those of its port.
pub(crate) struct OfOperation {
    /// The policies.
    pub(crate) policies: Vec<Policy>,
    /// The WS-Addressing that they require.
    pub(crate) addressing: Option<Addressing>,
    /// They, or those of the port, require MTOM of requests.
    pub(crate) mtom: bool,
}

impl<'l> Policies<'l> {
    /// Finds the policies of a contract, and warns of references that lead nowhere.
    pub(crate) fn new(unit: &Unit<'_>, loaded: &'l Loaded, diagnostics: &mut Diagnostics) -> Self {
        let attached = attachment::find(unit, loaded);
        for lost in &attached.lost {
            let message = format!("there is no policy {:?}: what it requires is not known", lost.uri);
            let warning = loaded.diagnostic(lost.spot, Some(lost.attribute), Kind::Policy, message).warning();
            diagnostics.push(warning.help("add the policy to the contract, or remove the reference"));
        }
        Self {
            loaded,
            cut: attached.cut,
            subjects: attached.subjects,
            roots: attached.roots,
            judge: Judge::new(loaded),
            requirements: Requirements::default(),
        }
    }

    /// What is asked of all operations of a port, by the elements that may say so beside the contract's roots: the service,
    /// the port itself, the binding and the portType.
    pub(crate) fn endpoint(&mut self, parts: &[Spot], address: Option<&str>) -> Endpoint {
        let https = address.is_some_and(|address| address.trim().starts_with("https:"));
        let context = Context::new(https);
        if self.subjects.is_empty() {
            return Endpoint { policies: Vec::new(), addressing: None, context };
        }
        let parts: Vec<_> = self.roots.iter().chain(parts).map(|spot| (*spot, About::Both)).collect();
        let beside =
            parts.iter().filter_map(|(spot, _)| self.subjects.get(spot)).flat_map(|of| &of.expressions);
        let cx = context.beside(beside);
        let policies = self.judged(&parts, &cx);
        Endpoint { addressing: addressing(&policies), context: context.under(&policies), policies }
    }

    /// What is asked of one operation beside that, by the elements that may say so, each with the messages that it is
    /// about.
    pub(crate) fn operation(&mut self, endpoint: &Endpoint, parts: &[(Spot, About)]) -> OfOperation {
        if self.subjects.is_empty() {
            return OfOperation { policies: Vec::new(), addressing: None, mtom: false };
        }
        let beside =
            parts.iter().filter_map(|(spot, _)| self.subjects.get(spot)).flat_map(|of| &of.expressions);
        let cx = endpoint.context.beside(beside);
        let policies = self.judged(parts, &cx);
        OfOperation {
            addressing: addressing(&policies),
            mtom: requires_mtom(&policies) || requires_mtom(&endpoint.policies),
            policies,
        }
    }

    fn judged(&mut self, parts: &[(Spot, About)], cx: &Context) -> Vec<Policy> {
        let mut policies = Vec::new();
        for (spot, about) in parts {
            let Some(subject) = self.subjects.get(spot) else { continue };
            let items = self.judge.items(&subject.expressions, &cx.about(*about));
            let policy = Policy { subject: subject.words.clone(), about: *about, items };
            self.requirements.add(&policy, &self.judge);
            if !policies.contains(&policy) {
                policies.push(policy);
            }
        }
        policies
    }

    /// Warns of all that was asked for and that the client does not do by itself.
    pub(crate) fn warn(self, diagnostics: &mut Diagnostics) {
        let cut = self.cut.or_else(|| {
            let first = self.subjects.keys().next().copied();
            first.filter(|_| !self.judge.is_whole())
        });
        if let Some(spot) = cut {
            let message =
                "the policies of this contract are too large: what they require is not known to its end";
            let warning = self.loaded.diagnostic(spot, None, Kind::Policy, message.to_owned()).warning();
            diagnostics.push(
                warning.help("look for policies that refer to each other, or that hold each other often"),
            );
        }
        self.requirements.warn(self.loaded, diagnostics);
    }
}

/// The WS-Addressing that policies require, by the alternatives that are taken. The newer one, where both are.
fn addressing(policies: &[Policy]) -> Option<Addressing> {
    let mut found: Option<Addressing> = None;
    each(policies, &mut |about, family| {
        if let Family::Addressing(version) = family
            && about != About::Replies
        {
            found = Some(found.map_or(version, |other| other.min(version)));
        }
    });
    found
}

fn requires_mtom(policies: &[Policy]) -> bool {
    let mut found = false;
    each(policies, &mut |about, family| found |= family == Family::Mtom && about != About::Replies);
    found
}

/// Every assertion that a client has to satisfy, outside of others.
fn each(policies: &[Policy], tell: &mut dyn FnMut(About, Family)) {
    fn within(items: &[Asked], about: About, tell: &mut dyn FnMut(About, Family)) {
        for item in items {
            match item {
                Asked::Demand(demand) if demand.optional || &*demand.name.local == "Anonymous" => {}
                Asked::Demand(demand) => {
                    if let Some(family) = specifications::family(&demand.name.namespace) {
                        tell(about, family);
                    }
                }
                Asked::OneOf(ways) => {
                    ways.iter().filter(|way| way.taken).for_each(|way| within(&way.items, about, tell));
                }
            }
        }
    }
    policies.iter().for_each(|policy| within(&policy.items, policy.about, tell));
}

/// Whether an element in one of a contract asks clients for something: a policy, a reference to one, or an extension.
pub(crate) fn is_said(node: &Node<'_>) -> bool {
    if references::is_policy(node) {
        return matches!(&*node.element.name, "Policy" | "PolicyReference" | "PolicyAttachment");
    }
    attachment::is_extension(node)
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
