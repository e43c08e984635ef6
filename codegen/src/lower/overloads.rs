//! Operations of one name: which is bound by what, and how each is called.

use std::collections::{BTreeMap, BTreeSet};

use crate::read::wsdl::{Binding, BindingOperation, Operation, PortType};

/// How often the word for an overload is repeated in a name at most.
const WORDS: usize = 8;

/// A name of its own for each operation. The first of several keeps theirs, the others are called after their input, so
/// that a new one renames none.
pub(super) fn names(port_type: &PortType) -> Vec<String> {
    let mut taken: BTreeSet<String> = port_type.operations.iter().map(|o| o.name.to_string()).collect();
    let mut again: BTreeMap<String, usize> = BTreeMap::new();
    let mut seen = BTreeSet::new();
    let mut names = Vec::new();
    for operation in &port_type.operations {
        if seen.insert(&operation.name) {
            names.push(operation.name.to_string());
            continue;
        }
        let first = called(operation);
        let times = again.entry(first.clone()).or_insert(0usize);
        // The first few say it in words; of many each would be longer than the one before.
        let name = loop {
            let number = if *times > WORDS { times.to_string() } else { String::new() };
            let name = format!("{first}{}{number}", "Overload".repeat((*times).min(WORDS)));
            *times += 1;
            if taken.insert(name.clone()) {
                break name;
            }
        };
        names.push(name);
    }
    names
}

/// An overload's name: after its input, else after the message, which say more than the operation.
fn called(operation: &Operation) -> String {
    let input = operation.input.as_ref().or(operation.output.as_ref());
    let own = input.and_then(|i| i.name.clone());
    let message = input.and_then(|i| Some(i.message.as_ref()?.name.local.clone()));
    let tail = own.filter(|own| *own != operation.name).or(message).unwrap_or_default();
    if tail.starts_with(&*operation.name) { tail.to_string() } else { format!("{}_{tail}", operation.name) }
}

/// What a binding says of the operations of a portType, in their order.
pub(super) fn bound<'a>(port_type: &PortType, binding: &'a Binding) -> Vec<Option<&'a BindingOperation>> {
    let mut all: BTreeMap<&str, Vec<&BindingOperation>> = BTreeMap::new();
    for bound in &binding.operations {
        all.entry(&bound.name).or_default().push(bound);
    }
    let mut before: BTreeMap<&str, usize> = BTreeMap::new();
    let mut out = Vec::new();
    for operation in &port_type.operations {
        let all = all.get(&*operation.name).map(Vec::as_slice).unwrap_or_default();
        let place = before.entry(&operation.name).or_default();
        // Of several of one name the one with the input's name, else the one in the same place among them.
        let same = all.iter().find(|bound| same_input(operation, bound));
        out.push(same.or(all.get(*place)).or(all.first()).copied());
        *place += 1;
    }
    out
}

/// Whether a binding's operation names the input of this one.
fn same_input(operation: &Operation, bound: &BindingOperation) -> bool {
    let of = operation.input.as_ref().and_then(|i| i.name.as_ref());
    of.is_some() && of == bound.input.as_ref().and_then(|i| i.name.as_ref())
}
