//! Operations by the names that people have for them: those of the contract, and those of the generated crate.

use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostic::{Diagnostic, Diagnostics, Kind, Setting, quoted, suggestion};
use crate::passes::{Offer, ServiceId};

use super::NamesLock;
use super::keys::{operation_key, plain};
use super::modules::Called;
use super::scope::{Case, identifier};
use super::spelling::unprefixed;

/// What a service may be called: its file, what its crate calls it, its own name, portType and port.
pub(crate) fn service_spellings(id: &ServiceId, called: &Called, port: Option<&str>) -> Vec<String> {
    let mut all = vec![
        called.agent.clone(),
        plain(&called.module).to_owned(),
        id.source.clone(),
        id.name.local.to_string(),
        id.name.to_string(),
        id.port_type.local.to_string(),
        id.port_type.to_string(),
    ];
    all.extend(port.map(str::to_owned));
    all
}

/// What an operation may be called: its name, and its method.
fn operation_spellings(id: &ServiceId, operation: &str, lock: &NamesLock) -> Vec<String> {
    let mut all = vec![operation.to_owned(), plain(&identifier(operation, Case::Snake)).to_owned()];
    all.extend(lock.get(&operation_key(id, operation)).map(|name| plain(name).to_owned()));
    all
}

/// The operations that `asked` names, each as `Operation`, `Service.Operation` or `Service.*`; `None` when nothing is asked.
///
/// # Errors
/// Every name that no operation has.
pub(crate) fn select(
    offers: &[Offer],
    called: &BTreeMap<ServiceId, Called>,
    asked: &[String],
    lock: &NamesLock,
) -> Result<Option<BTreeMap<ServiceId, BTreeSet<String>>>, Diagnostics> {
    if asked.is_empty() {
        return Ok(None);
    }
    let nobody = Called::default();
    let mut wanted: BTreeMap<ServiceId, BTreeSet<String>> = BTreeMap::new();
    let mut found = vec![false; asked.len()];
    for offer in offers {
        let called = called.get(&offer.id).unwrap_or(&nobody);
        let services = service_spellings(&offer.id, called, Some(&offer.port));
        // What follows the service's name, or the whole where none is said.
        let rests: Vec<Vec<&str>> = asked.iter().map(|name| rests(name, &services)).collect();
        for operation in &offer.operations {
            let spellings = operation_spellings(&offer.id, operation, lock);
            for ((name, rests), found) in asked.iter().zip(&rests).zip(&mut found) {
                let of_service = rests.iter().any(|rest| *rest == "*" || spellings.iter().any(|s| s == rest));
                if of_service || spellings.contains(name) {
                    *found = true;
                    wanted.entry(offer.id.clone()).or_default().insert(operation.clone());
                }
            }
        }
    }
    let mut errors = Diagnostics::default();
    for (at, (name, _)) in asked.iter().zip(found).enumerate().filter(|(_, (_, found))| !found) {
        let message = format!("`operations` names {}, and there is no such operation", quoted(name));
        let setting = Setting::item(["operations"], at, name);
        errors.push(
            Diagnostic::setting(Kind::UnknownName, message, setting).help_if(near(name, offers, called)),
        );
    }
    if errors.is_empty() { Ok(Some(wanted)) } else { Err(errors) }
}

/// What follows a service's name and a dot in `name`.
pub(crate) fn rests<'n>(name: &'n str, services: &[String]) -> Vec<&'n str> {
    let name = unprefixed(name);
    services.iter().filter_map(|service| name.strip_prefix(service.as_str())?.strip_prefix('.')).collect()
}

/// The names of operations that are near to `name`: with a service where it has one.
fn near(name: &str, offers: &[Offer], called: &BTreeMap<ServiceId, Called>) -> Option<String> {
    let nobody = Called::default();
    let mut known = Vec::new();
    for offer in offers {
        let spellings = offer
            .operations
            .iter()
            .flat_map(|operation| [operation.clone(), plain(&identifier(operation, Case::Snake)).to_owned()]);
        if !name.contains('.') {
            known.extend(spellings);
            continue;
        }
        let called = called.get(&offer.id).unwrap_or(&nobody);
        let services = service_spellings(&offer.id, called, Some(&offer.port));
        let spellings: Vec<String> = spellings.collect();
        // The service's other names only where one of them is said.
        let said = services.iter().filter(|service| rests(name, std::slice::from_ref(service)).len() == 1);
        let said: Vec<&String> = said.collect();
        let prefixes = if said.is_empty() { services.iter().take(2).collect() } else { said };
        for service in prefixes {
            known.extend(spellings.iter().map(|operation| format!("{service}.{operation}")));
        }
    }
    suggestion(name, known.iter().map(String::as_str))
}
