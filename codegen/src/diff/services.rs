//! Services and ports, and which operations of theirs stand for each other.

use std::collections::{BTreeMap, BTreeSet};

use super::Comparison;
use super::alike::{alike, guesses};
use super::change::Change;
use super::class::Direction;
use super::kind::Kind;
use super::side::Side;
use crate::contract::{Operation, Port, Service, SoapVersion};

impl<'c> Comparison<'c> {
    /// Compares all services.
    pub(super) fn services(&mut self) {
        let (old, new) = (&self.old.contract.services, &self.new.contract.services);
        let pairs = pairs(old.iter().collect(), new.iter().collect(), |service: &Service| {
            service.name.local.to_string()
        });
        for pair in pairs {
            match pair {
                (Some(before), Some(after)) => self.service(before, after),
                (Some(before), None) => {
                    before.ports.iter().for_each(|port| self.port_removed(before, port));
                    let operations = self.old.used(before).into_iter().flat_map(|port| &port.operations);
                    operations.for_each(|operation| self.operation_removed(operation));
                }
                (None, Some(after)) => {
                    after.ports.iter().for_each(|port| self.port_added(after, port));
                    let operations = self.new.used(after).into_iter().flat_map(|port| &port.operations);
                    operations.for_each(|operation| self.operation_added(operation));
                }
                (None, None) => {}
            }
        }
    }

    fn service(&mut self, old: &'c Service, new: &'c Service) {
        let at = &*old.name.local;
        let texts = (old.documentation.as_ref(), new.documentation.as_ref());
        self.documentation(at, (texts.0, &old.place), (texts.1, &new.place));
        let (mut version, mut address) = (None, None);
        for pair in
            by_key(old.ports.iter().collect(), new.ports.iter().collect(), |port: &Port| port.name.clone())
        {
            match pair {
                (Some(before), Some(after)) => {
                    if before.version != after.version {
                        version = version.or(Some((before, after)));
                    }
                    if before.address != after.address && !self.address_follows(before, after) {
                        address = address.or(Some((before, after)));
                    }
                }
                (Some(before), None) => self.port_removed(old, before),
                (None, Some(after)) => self.port_added(new, after),
                (None, None) => {}
            }
        }
        if let Some((before, after)) = version {
            let change = Change::new(Kind::SoapVersionChanged, Direction::None, "-", at);
            let change = change.old(soap(before.version), Some(&before.place));
            self.push(change.new_side(soap(after.version), Some(&after.place)));
        }
        if let Some((before, after)) = address {
            let text = |port: &Port| port.address.clone().unwrap_or_else(|| "no address".to_owned());
            let change = Change::new(Kind::EndpointChanged, Direction::None, "-", at);
            let change = change.old(text(before), Some(&before.place));
            self.push(change.new_side(text(after), Some(&after.place)));
        }
        self.policies(old, new);
        let key = |port: &&Port| port.port_type.local.to_string();
        for pair in pairs(self.old.used(old), self.new.used(new), |port: &Port| key(&port)) {
            let none: &[Operation] = &[];
            let of = |port: Option<&'c Port>| port.map_or(none, |port| port.operations.as_slice());
            if let (Some(before), Some(after)) = pair {
                let texts = (before.documentation.as_ref(), after.documentation.as_ref());
                self.documentation(at, (texts.0, &before.place), (texts.1, &after.place));
            }
            let addressed = [pair.0, pair.1].into_iter().flatten().any(|port| port.addressing.is_some());
            self.operations(of(pair.0), of(pair.1), addressed);
        }
    }

    /// Whether the address of a port is another one because the version in a namespace is.
    fn address_follows(&self, old: &Port, new: &Port) -> bool {
        let both = old.address.as_ref().zip(new.address.as_ref());
        both.is_some_and(|(old, new)| self.names.follows(old, new))
    }

    /// Compares what policies say of clients.
    fn policies(&mut self, old: &Service, new: &Service) {
        let none = BTreeSet::new();
        let before = self.old.extra.policies.get(&old.name).unwrap_or(&none);
        let after = self.new.extra.policies.get(&new.name).unwrap_or(&none);
        if before == after {
            return;
        }
        let text = |own: &BTreeSet<String>, others: &BTreeSet<String>| {
            let changed: Vec<&str> = own.difference(others).map(String::as_str).collect();
            if changed.is_empty() { "nothing".to_owned() } else { changed.join(", ") }
        };
        let change = Change::new(Kind::PolicyChanged, Direction::None, "-", &*old.name.local);
        let change = change.old(text(before, after), Some(&old.place));
        let change = change.new_side(text(after, before), Some(&new.place));
        self.push(change);
    }

    fn port_removed(&mut self, service: &Service, port: &Port) {
        let used = |side: &Side<'_>| side.used(service).iter().any(|used| used.name == port.name);
        let condition = if used(&self.old) { "used" } else { "other" };
        let at = format!("{}.{}", service.name.local, port.name);
        let change = Change::new(Kind::PortRemoved, Direction::None, condition, at);
        self.push(change.old(soap(port.version), Some(&port.place)));
    }

    fn port_added(&mut self, service: &Service, port: &Port) {
        let at = format!("{}.{}", service.name.local, port.name);
        let change = Change::new(Kind::PortAdded, Direction::None, "-", at);
        self.push(change.new_side(soap(port.version), Some(&port.place)));
    }

    /// Compares the operations of two ports.
    fn operations(&mut self, old: &'c [Operation], new: &'c [Operation], addressed: bool) {
        let (mut gone, mut come) = (Vec::new(), Vec::new());
        let all = |all: &'c [Operation]| {
            let mut names = BTreeSet::new();
            // Of several of one name a client has the first.
            all.iter().filter(|operation| names.insert(&operation.name)).collect::<Vec<_>>()
        };
        for pair in by_key(all(old), all(new), |operation: &Operation| operation.name.clone()) {
            match pair {
                (Some(before), Some(after)) => self.operation(before, after, addressed),
                (Some(before), None) => gone.push(before),
                (None, Some(after)) => come.push(after),
                (None, None) => {}
            }
        }
        gone.iter().for_each(|operation| self.operation_removed(operation));
        come.iter().for_each(|operation| self.operation_added(operation));
        let fits = |from: usize, to: usize| match (gone.get(from), come.get(to)) {
            (Some(before), Some(after)) => {
                alike(&before.name, &after.name) && self.same_messages(before, after)
            }
            _ => false,
        };
        for (from, to) in guesses(gone.len(), come.len(), fits) {
            let (Some(before), Some(after)) = (gone.get(from), come.get(to)) else { continue };
            let change = Change::new(Kind::OperationRenamed, Direction::None, "guess", &*before.name);
            let change = change.old(&*before.name, Some(&before.place));
            self.push(change.new_side(&*after.name, Some(&after.place)).of(&before.name));
        }
    }

    fn operation_removed(&mut self, operation: &Operation) {
        let change = Change::new(Kind::OperationRemoved, Direction::None, "-", &*operation.name);
        self.push(change.old(&*operation.name, Some(&operation.place)).of(&operation.name));
    }

    fn operation_added(&mut self, operation: &Operation) {
        let change = Change::new(Kind::OperationAdded, Direction::None, "-", &*operation.name);
        self.push(change.new_side(&*operation.name, Some(&operation.place)).of(&operation.name));
    }
}

const fn soap(version: SoapVersion) -> &'static str {
    match version {
        SoapVersion::Soap11 => "SOAP 1.1",
        SoapVersion::Soap12 => "SOAP 1.2",
    }
}

/// An old thing and the new one in its place, or one of them.
type Pair<'c, T> = (Option<&'c T>, Option<&'c T>);

/// Pairs by key; several of one key in their order.
fn by_key<'c, T>(old: Vec<&'c T>, new: Vec<&'c T>, key: impl Fn(&T) -> String) -> Vec<Pair<'c, T>> {
    let mut left: BTreeMap<String, Vec<(usize, &T)>> = BTreeMap::new();
    for (at, item) in new.into_iter().enumerate().rev() {
        left.entry(key(item)).or_default().push((at, item));
    }
    let mut pairs: Vec<Pair<'c, T>> = Vec::new();
    for item in old {
        let found = left.get_mut(&key(item)).and_then(Vec::pop);
        pairs.push((Some(item), found.map(|(_, item)| item)));
    }
    let mut rest: Vec<_> = left.into_values().flatten().collect();
    rest.sort_by_key(|(at, _)| *at);
    pairs.extend(rest.into_iter().map(|(_, item)| (None, Some(item))));
    pairs
}

/// As [`by_key`]; where one is left on each side, those two are a pair too, called otherwise.
fn pairs<'c, T>(old: Vec<&'c T>, new: Vec<&'c T>, key: impl Fn(&T) -> String) -> Vec<Pair<'c, T>> {
    let mut pairs = by_key(old, new, key);
    let gone: Vec<&T> = pairs.iter().filter(|pair| pair.1.is_none()).filter_map(|pair| pair.0).collect();
    let come: Vec<&T> = pairs.iter().filter(|pair| pair.0.is_none()).filter_map(|pair| pair.1).collect();
    if let ([one], [other]) = (gone.as_slice(), come.as_slice()) {
        let pair = (Some(*one), Some(*other));
        pairs.retain(|pair| pair.0.is_some() && pair.1.is_some());
        pairs.push(pair);
    }
    pairs
}
