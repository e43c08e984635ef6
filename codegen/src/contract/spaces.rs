//! The namespaces of a contract, and which of another contract stand in their place.

use std::collections::{BTreeMap, BTreeSet};

use super::{Body, Contract, Message, QName};

/// Namespaces, each with local names in it.
#[derive(Debug, Default)]
pub(crate) struct Spaces<'c>(BTreeMap<&'c str, BTreeSet<&'c str>>);

impl<'c> Spaces<'c> {
    /// Those of a contract that may stand on the wire.
    pub(crate) fn new(contract: &'c Contract) -> Self {
        let mut spaces = Self::default();
        contract.types.keys().for_each(|name| spaces.name(&name.name));
        contract.elements.keys().for_each(|name| spaces.name(name));
        for service in &contract.services {
            for operation in service.ports.iter().flat_map(|port| &port.operations) {
                spaces.message(&operation.input);
                operation.output.iter().for_each(|output| spaces.message(output));
                operation.faults.iter().for_each(|fault| spaces.name(&fault.field.name));
            }
            // The contract's own namespace is on the wire only where actions begin with it.
            let own = &*service.name.namespace;
            let mut all = service.ports.iter().flat_map(|port| &port.operations);
            if !own.is_empty() && all.any(|operation| operation.action.starts_with(own)) {
                spaces.name(&service.name);
            }
        }
        spaces
    }

    fn message(&mut self, message: &'c Message) {
        if let Body::Wrapped { element, .. } | Body::Rpc { element, .. } = &message.body {
            self.name(element);
        }
        message.headers.iter().for_each(|header| self.name(&header.field.name));
    }

    /// Adds a name, and its namespace where it has one.
    pub(crate) fn name(&mut self, name: &'c QName) {
        self.add(&name.namespace, &name.local);
    }

    /// The same in two texts.
    pub(crate) fn add(&mut self, namespace: &'c str, local: &'c str) {
        if !namespace.is_empty() {
            self.0.entry(namespace).or_default().insert(local);
        }
    }

    /// The namespaces that are gone in a later contract, each with the one in its place, and whether only digits differ.
    pub(crate) fn replaced<'n>(&self, new: &Spaces<'n>) -> Vec<(&'c str, &'n str, bool)> {
        let come: Vec<_> = new.0.iter().filter(|(name, _)| !self.0.contains_key(*name)).collect();
        let mut candidates = Vec::new();
        for (from, before) in self.0.iter().filter(|(name, _)| !new.0.contains_key(*name)) {
            for (to, after) in &come {
                let common = before.iter().filter(|local| after.contains(*local)).count();
                let version = without_digits(from) == without_digits(to);
                // Half of the smaller one: what is called otherwise has changed besides, but is still itself.
                if version || (common > 0 && common * 2 >= before.len().min(after.len())) {
                    candidates.push((version, common, *from, **to));
                }
            }
        }
        candidates.sort_by(|a, b| (b.0, b.1).cmp(&(a.0, a.1)).then_with(|| (a.2, a.3).cmp(&(b.2, b.3))));
        let (mut from_used, mut to_used) = (BTreeSet::new(), BTreeSet::new());
        let mut pairs = Vec::new();
        for (version, _, from, to) in candidates {
            if !from_used.contains(from) && !to_used.contains(to) {
                from_used.insert(from);
                to_used.insert(to);
                pairs.push((from, to, version));
            }
        }
        pairs.sort_unstable();
        pairs
    }
}

/// A name as it is in each of its versions: `Services` of `Services86`.
pub(crate) fn without_digits(name: &str) -> String {
    name.chars().filter(|c| !c.is_ascii_digit()).collect()
}
