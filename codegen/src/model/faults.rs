//! Faults: which elements the detail may hold.

use std::collections::BTreeSet;

use crate::contract::{Contract, Fault, Field};

use super::content;
use super::data::{Container, Detail, Flag};

/// The elements of an operation's declared faults, each once, sorted: operations that declare the same ones have the same
/// list, in whatever order they do.
pub(super) fn details(contract: &Contract, faults: &[Fault]) -> Vec<Detail> {
    let mut details: Vec<Detail> = Vec::new();
    let mut seen = BTreeSet::new();
    for fault in faults {
        // Where the head of a substitution group is declared, its members may stand.
        let members = fault.field.substitutes.iter().filter_map(|name| contract.elements.get(name));
        let own = (!fault.field.is_abstract).then_some(&fault.field);
        for field in own.into_iter().chain(members) {
            if seen.insert(&field.name) {
                details.push(detail(contract, &fault.name, field));
            }
        }
    }
    details.sort_by(|a, b| a.member.wire.cmp(&b.member.wire));
    details
}

fn detail(contract: &Contract, fault: &str, field: &Field) -> Detail {
    let mut member = content::member(contract, field, true);
    // Being chosen is being there.
    (member.container, member.flags) = (Container::None, Flag::default());
    let name = if field.name.namespace.is_empty() { fault.to_owned() } else { field.name.local.to_string() };
    Detail { rust: (), name, member }
}
