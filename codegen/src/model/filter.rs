//! What is wanted of the contracts.

use std::collections::{BTreeMap, BTreeSet};

use super::data::ServiceId;

/// What is wanted of the contracts.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// The operations; `None` for all.
    pub operations: Option<BTreeMap<ServiceId, BTreeSet<String>>>,
    /// A contract's file, or its stem, to the port that is preferred to others of its portType.
    pub ports: BTreeMap<String, String>,
}

impl Filter {
    /// Whether an operation of a service is wanted.
    #[must_use]
    pub fn wants(&self, service: &ServiceId, operation: &str) -> bool {
        let own = |all: &BTreeMap<ServiceId, BTreeSet<String>>| {
            all.get(service).is_some_and(|own| own.contains(operation))
        };
        self.operations.as_ref().is_none_or(own)
    }
}
