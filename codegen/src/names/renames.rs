//! Names that a configuration asks for, each by what the contract calls the thing: `Order`, `Order.Nr`,
//! `Orders.PlaceOrder`. What has no name of its own is called by the way to it, as in the lock: `Order/items`.

use std::collections::{BTreeMap, BTreeSet};

use crate::contract::{Place, TypeName};
use crate::diagnostic::{Diagnostic, Diagnostics, Kind, nearest};
use crate::passes::{Model, Operation, Service, Shape, Variant};

use super::keys::{family_key, type_key, value_key, variant_key};
use super::scope::Case;
use super::{NamesLock, identifier};

/// What a configuration calls a type.
pub(super) fn type_called(name: &TypeName) -> String {
    let mut out = name.name.local.to_string();
    for step in &name.path {
        out.push('/');
        out.push_str(step);
    }
    out
}

/// What a configuration calls an operation.
pub(super) fn operation_called(service: &Service, operation: &Operation) -> String {
    format!("{}.{}", service.id.source, operation.name)
}

/// What a configuration calls an alternative of a choice, after the choice.
fn variant_called(variant: &Variant) -> String {
    match variant.shape {
        Shape::Group(_) => format!("{} group", variant.wire.local),
        _ => variant.wire.local.to_string(),
    }
}

/// Pins what is asked for among types, values and alternatives. Fields and operations ask for themselves.
pub(super) fn pin(model: &Model, renames: &BTreeMap<String, String>, lock: &mut NamesLock) {
    if renames.is_empty() {
        return;
    }
    each(model, &mut |called, key| {
        if let (Some(to), Some(key)) = (renames.get(&called), key) {
            lock.pin(key, identifier(to, Case::Pascal));
        }
    });
}

/// The names that are asked for and that nothing has, as errors.
pub(crate) fn unknown(model: &Model, renames: &BTreeMap<String, String>) -> Diagnostics {
    let mut errors = Diagnostics::default();
    if renames.is_empty() {
        return errors;
    }
    let mut known = BTreeSet::new();
    each(model, &mut |called, _| {
        known.insert(called);
    });
    for wanted in renames.keys().filter(|wanted| !known.contains(*wanted)) {
        let message =
            format!("the configuration renames {wanted}, and nothing that is generated is called so");
        let help = match nearest(wanted, known.iter().map(String::as_str)) {
            Some(near) => format!("did you mean {near}?"),
            None => "say Type, Type.Field, Type.Value, Service.Operation or Service.Operation.Parameter, as the \
                     contract has them; soapwright.lock has the types without a name of their own (Order/items)"
                .to_owned(),
        };
        errors.push(Diagnostic::error(Kind::Missing, message, Place::default()).help(help));
    }
    errors
}

/// All that can be renamed: what it is called, and its key in the lock where the name is pinned there.
fn each(model: &Model, found: &mut dyn FnMut(String, Option<String>)) {
    let values = model.enums.keys().chain(model.unions.keys());
    for name in model.records.keys().chain(values).chain(model.choices.keys()) {
        found(type_called(name), Some(type_key(name)));
    }
    for name in model.families.keys() {
        found(format!("derived {}", type_called(name)), Some(family_key(name)));
    }
    for (name, record) in &model.records {
        for member in &record.members {
            found(format!("{}.{}", type_called(name), member.wire.local), None);
        }
    }
    for (name, declared) in &model.enums {
        for value in &declared.values {
            found(format!("{}.{}", type_called(name), value.wire), Some(value_key(name, &value.wire)));
        }
    }
    for (name, choice) in &model.choices {
        for variant in &choice.variants {
            let called = format!("{}.{}", type_called(name), variant_called(variant));
            found(called, Some(variant_key(name, variant)));
        }
    }
    for (owner, set) in
        [("request header", &model.request_headers), ("response header", &model.response_headers)]
    {
        set.members.iter().for_each(|member| found(format!("{owner}.{}", member.wire.local), None));
    }
    for service in &model.services {
        for operation in &service.operations {
            let called = operation_called(service, operation);
            let bodies =
                std::iter::once(&operation.input).chain(&operation.output).map(|message| &message.body);
            for member in bodies.flat_map(|body| &body.members) {
                found(format!("{called}.{}", member.wire.local), None);
            }
            found(called, None);
        }
    }
}
