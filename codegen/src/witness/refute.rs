//! Tries to refute a report: messages that are right on one side, at random, and read on the other. What the other side has
//! against one of them must be the doing of a change that is told as breaking or risky.

use std::collections::BTreeSet;

use super::reader::{Label, Reader, Refusal};
use super::variants;
use super::{Namespaces, Way, Witnesses, operations};
use crate::contract::{Contract, Message, TypeKind, TypeRef};
use crate::diff::{Change, Class, Kind, Report};
use crate::sample::{Content, Node, message};

/// What a message proves that a report does not tell.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Refuted {
    /// Where in the contract.
    pub(crate) at: String,
    /// What the reader said.
    pub(crate) why: String,
    /// Whether it is a request.
    pub(crate) request: bool,
}

/// Numbers that are the same on every run (a linear congruential generator, Knuth's constants).
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from((self.0 >> 33) % (limit.max(1) as u64)).unwrap_or(0)
    }
}

/// How many branches of choices are taken in turn.
const BRANCHES: usize = 12;

impl Witnesses<'_> {
    /// Sends messages of every operation that both sides have, `count` of each and of each branch of its choices, requests
    /// forth and replies back.
    pub(crate) fn refuted(&self, report: &Report, count: usize, seed: u64) -> BTreeSet<Refuted> {
        let mut random = Random(seed);
        let mut found = BTreeSet::new();
        let forth = Way { from: self.old, to: self.new, namespaces: &self.forth, request: true };
        let back = Way { from: self.new, to: self.old, namespaces: &self.back, request: false };
        for way in [forth, back] {
            let branches = branches(way.from);
            for (_, from) in operations(way.from) {
                let Some((_, to)) = operations(way.to).find(|(_, own)| own.name == from.name) else {
                    continue;
                };
                let (sent, read) = match way.request {
                    true => (Some(&from.input), Some(&to.input)),
                    false => (from.output.as_ref(), to.output.as_ref()),
                };
                let (Some(sent), Some(read)) = (sent, read) else { continue };
                // What is told of the operation as a whole stands for what follows.
                let whole = |change: &Change| {
                    let kinds =
                        [Kind::OperationStyleChanged, Kind::OperationOneWayChanged, Kind::OperationRemoved];
                    change.at == from.name && kinds.contains(&change.kind)
                };
                if report.changes.iter().any(whole) {
                    continue;
                }
                let pair = Pair { way: &way, name: &from.name, sent, read, none: &self.none };
                pair.refuted(way.from, report, count, &mut random, &mut found);
                for _ in 0..branches.len().min(BRANCHES) {
                    let Some(member) = branches.get(random.below(branches.len())) else { break };
                    let first = variants::with_first(way.from, member);
                    pair.refuted(&first, report, count, &mut random, &mut found);
                }
            }
        }
        found
    }
}

/// A message of one side and what the other side takes it for.
struct Pair<'p> {
    way: &'p Way<'p>,
    name: &'p str,
    sent: &'p Message,
    read: &'p Message,
    none: &'p Namespaces,
}

impl Pair<'_> {
    fn refuted(
        &self,
        contract: &Contract,
        report: &Report,
        count: usize,
        random: &mut Random,
        found: &mut BTreeSet<Refuted>,
    ) {
        let Self { way, name, sent, read, none } = self;
        let at = |member: &str| match way.request {
            true => format!("{name}({member})"),
            false => format!("{name} -> {member}"),
        };
        let Content { body, .. } = message(contract, sent, false);
        let valid = |body: &[Node]| {
            let mut own = Reader::new(way.from, none, true);
            own.body(sent, body, &at);
            // What a wildcard takes may be of another element's name, which the client of either side reads.
            let mut client = Reader::new(way.from, none, way.request);
            client.body(sent, body, &at);
            (own.refusals.len() + client.refusals.len(), own.labels)
        };
        let (known, labels) = valid(&body);
        for round in 0..count {
            let mut tried = body.clone();
            // The sample as it is, the least that may be sent, and some of both.
            let edits = match round {
                0 => 0,
                1 => labels.len(),
                _ => 1 + random.below(4),
            };
            for number in 0..edits {
                let mut next = tried.clone();
                let (_, labels) = valid(&tried);
                // From the last one on, so that places stay what they are.
                let label = match round {
                    1 => labels.len().checked_sub(number + 1).and_then(|at| labels.get(at)),
                    _ => labels.get(random.below(labels.len())),
                };
                let Some(label) = label else { continue };
                edit(&mut next, label, way.from, if round == 1 { 0 } else { random.below(EDITS) }, random);
                if valid(&next).0 <= known {
                    tried = next;
                }
            }
            let mut reader = Reader::new(way.to, way.namespaces, way.request);
            reader.body(read, &tried, &at);
            for refusal in &reader.refusals {
                let places = places(refusal, &reader.labels, way.to, name);
                let told = report
                    .changes
                    .iter()
                    .filter(|change| change.class >= Class::Risky)
                    .any(|change| is_about(change, &places));
                if !told {
                    let Refusal { at, why, .. } = refusal.clone();
                    found.insert(Refuted { at, why, request: way.request });
                }
            }
        }
    }
}

/// How many ways there are to edit an element.
const EDITS: usize = 4;

/// Changes one element of a message.
fn edit(body: &mut Vec<Node>, label: &Label, contract: &Contract, how: usize, random: &mut Random) {
    let Some((siblings, at)) = variants::reach(body, &label.path) else { return };
    match how {
        0 => drop(siblings.remove(at)),
        1 => {
            if let Some(node) = siblings.get(at).cloned() {
                let times = if random.below(3) == 0 { 9 } else { 1 };
                siblings.splice(at..at, std::iter::repeat_n(node, times));
            }
        }
        2 => {
            if let Some(own) = siblings.get_mut(at) {
                *own = Node { nil: true, ..crate::sample::node(&own.name) };
            }
        }
        _ => {
            let texts: Vec<String> =
                variants::texts(None).into_iter().chain(variants::limits(contract, &label.ty)).collect();
            let text = texts.get(random.below(texts.len())).cloned();
            if let Some((node, text)) =
                siblings.get_mut(at).filter(|node| node.children.is_empty() && !node.nil).zip(text)
            {
                node.text = text;
            }
        }
    }
}

/// The alternatives of all choices, by name.
fn branches(contract: &Contract) -> Vec<String> {
    let mut all = BTreeSet::new();
    for ty in contract.types.values() {
        if let TypeKind::Struct(content) = &ty.kind {
            variants::alternatives(&content.particles, &mut all);
        }
    }
    all.into_iter().collect()
}

/// Where a refusal is, in all the names that a change may say it by.
fn places(refusal: &Refusal, labels: &[Label], contract: &Contract, operation: &str) -> BTreeSet<String> {
    let mut places = BTreeSet::from([refusal.at.clone(), owner(&refusal.at).to_owned()]);
    // A substitution group is told of by its head.
    places.extend(refusal.at.rsplit_once('.').map(|(_, member)| member.to_owned()));
    // A type that is another one is told of the operation that holds it.
    if refusal.at.starts_with(operation) {
        places.insert(operation.to_owned());
    }
    for length in 0..=refusal.path.len() {
        let path = refusal.path.get(..length);
        for label in labels.iter().filter(|label| Some(label.path.as_slice()) == path) {
            places.insert(label.at.clone());
            types(contract, &label.ty, &mut places);
        }
    }
    places
}

/// The names of a type and of all that it is derived from.
fn types(contract: &Contract, ty: &TypeRef, places: &mut BTreeSet<String>) {
    let mut at: Option<TypeRef> = Some(ty.clone());
    for _ in 0..64 {
        let Some(TypeRef::Named(name)) = at else { break };
        places.insert(name.name.local.to_string());
        let Some(ty) = contract.types.get(&name) else { break };
        at = match &ty.kind {
            TypeKind::Alias(simple) => Some(simple.base.clone()),
            _ => ty.derived_from(&name).cloned().map(TypeRef::Named),
        };
    }
}

/// What holds a place.
fn owner(at: &str) -> &str {
    let owner = at.split_once("/@").or_else(|| at.rsplit_once('.')).map(|(owner, _)| owner);
    owner.or_else(|| at.split_once(['(', ' ']).map(|(owner, _)| owner)).unwrap_or(at)
}

fn is_about(change: &Change, places: &BTreeSet<String>) -> bool {
    places.contains(&change.at)
        || places.contains(owner(&change.at))
        || matches!(change.kind, Kind::SoapVersionChanged)
}
