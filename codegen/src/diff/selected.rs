//! Which operations are compared: those that are generated.

use std::collections::BTreeSet;

use crate::contract::Contract;
use crate::model::{self, Filter};

/// Operations, each with its service.
pub(crate) type Operations = BTreeSet<(String, String)>;

/// The operations of contracts that are not generated, by the filter of each; all are where there is none.
pub(crate) fn unwanted<'c>(
    sides: impl IntoIterator<Item = (&'c Contract, Option<&'c Filter>)>,
) -> Operations {
    let filtered = sides.into_iter().filter_map(|(contract, filter)| Some((contract, filter?)));
    let filtered = filtered.filter(|(_, filter)| filter.operations.is_some());
    filtered.flat_map(|(contract, filter)| of_contract(contract, filter)).collect()
}

fn of_contract(contract: &Contract, filter: &Filter) -> Operations {
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
