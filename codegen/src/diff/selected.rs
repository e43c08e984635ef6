//! Which operations are compared: those that are generated.

use std::collections::BTreeSet;

use crate::contract::Contract;
use crate::model::{self, Filter};

/// Operations, each with its service.
pub(crate) type Operations = BTreeSet<(String, String)>;

/// The operations of a contract that are not generated.
pub(crate) fn unwanted(contract: &Contract, filter: &Filter) -> Operations {
    let mut unwanted = Operations::new();
    for service in &contract.services {
        for port in &service.ports {
            let id = model::id(service, port);
            let left_out = port.operations.iter().filter(|operation| !filter.wants(&id, &operation.name));
            unwanted
                .extend(left_out.map(|operation| (service.name.local.to_string(), operation.name.clone())));
        }
    }
    unwanted
}

/// Leaves operations out of a contract.
pub(crate) fn leave_out(contract: &mut Contract, unwanted: &Operations) {
    for service in &mut contract.services {
        let name = service.name.local.to_string();
        for port in &mut service.ports {
            port.operations.retain(|operation| !unwanted.contains(&(name.clone(), operation.name.clone())));
        }
    }
}
