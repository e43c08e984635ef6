//! Operations by the names that people have for them: those of the contract, and those of the generated crate.

use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostic::{Diagnostic, Diagnostics, Kind, Setting, quoted, suggestion};
use crate::model::{Offer, ServiceId};

use super::NamesLock;
use super::keys::operation_key;
use super::modules::Called;
use super::rust_name::unescape;
use super::scope::{Case, identifier};
use super::spelling::unprefixed;

/// What a service may be called: its file, what its crate calls it, its own name, portType and port.
pub(crate) fn service_spellings(id: &ServiceId, called: Option<&Called>, port: Option<&str>) -> Vec<String> {
    let called = called.into_iter().flat_map(|one| [one.agent.as_str(), unescape(&one.module)]);
    let mut all: Vec<String> = called.map(str::to_owned).collect();
    all.extend([
        id.source.clone(),
        id.name.local.to_string(),
        id.name.to_string(),
        id.port_type.local.to_string(),
        id.port_type.to_string(),
    ]);
    all.extend(port.map(str::to_owned));
    all
}

/// What an operation may be called: its name, and its method.
fn operation_spellings(id: &ServiceId, operation: &str, lock: &NamesLock) -> Vec<String> {
    let mut all = vec![operation.to_owned(), unescape(&identifier(operation, Case::Snake)).to_owned()];
    all.extend(lock.get(&operation_key(id, operation)).map(|name| unescape(name).to_owned()));
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
    let mut wanted: BTreeMap<ServiceId, BTreeSet<String>> = BTreeMap::new();
    let mut errors = Diagnostics::default();
    for (at, name) in asked.iter().enumerate() {
        let found = meant(offers, called, name, lock);
        if found.is_empty() {
            errors.push(unknown("`operations`", Setting::item(["operations"], at, name), offers, called));
        }
        for (service, operation) in found {
            wanted.entry(service.clone()).or_default().insert(operation.to_owned());
        }
    }
    if errors.is_empty() { Ok(Some(wanted)) } else { Err(errors) }
}

/// The one operation that a setting names, `key` being what the file calls the setting; the first of several.
///
/// # Errors
/// A name that no operation has.
pub(crate) fn select_one(
    offers: &[Offer],
    called: &BTreeMap<ServiceId, Called>,
    key: &str,
    setting: Setting,
    lock: &NamesLock,
) -> Result<(ServiceId, String), Diagnostics> {
    let found = meant(offers, called, &setting.says, lock);
    match found.first().filter(|_| !setting.says.ends_with(".*")) {
        Some((service, operation)) => Ok(((*service).clone(), (*operation).to_owned())),
        None => {
            let mut errors = Diagnostics::default();
            errors.push(unknown(key, setting, offers, called));
            Err(errors)
        }
    }
}

/// The operations that `name` means.
fn meant<'o>(
    offers: &'o [Offer],
    called: &BTreeMap<ServiceId, Called>,
    name: &str,
    lock: &NamesLock,
) -> Vec<(&'o ServiceId, &'o str)> {
    let mut found = Vec::new();
    for offer in offers {
        let called = called.get(&offer.id);
        let services = service_spellings(&offer.id, called, Some(&offer.port));
        // What follows the service's name, or the whole where none is said.
        let rests = rests(name, &services);
        for operation in &offer.operations {
            let spellings = operation_spellings(&offer.id, operation, lock);
            let of_service = rests.iter().any(|rest| *rest == "*" || spellings.iter().any(|s| s == rest));
            if of_service || spellings.iter().any(|spelling| spelling == name) {
                found.push((&offer.id, operation.as_str()));
            }
        }
    }
    found
}

/// That no operation has the name that a setting says.
fn unknown(
    key: &str,
    setting: Setting,
    offers: &[Offer],
    called: &BTreeMap<ServiceId, Called>,
) -> Diagnostic {
    let message = format!("{key} names {}, but there is no such operation", quoted(&setting.says));
    let help = near(&setting.says, offers, called);
    Diagnostic::setting(Kind::UnknownName, message, setting).help_if(help)
}

/// What follows a service's name and a dot in `name`.
pub(crate) fn rests<'n>(name: &'n str, services: &[String]) -> Vec<&'n str> {
    let name = unprefixed(name);
    services.iter().filter_map(|service| name.strip_prefix(service.as_str())?.strip_prefix('.')).collect()
}

/// The names of operations that are near to `name`: with a service where it has one.
fn near(name: &str, offers: &[Offer], called: &BTreeMap<ServiceId, Called>) -> Option<String> {
    let mut known = Vec::new();
    for offer in offers {
        let spellings = offer.operations.iter().flat_map(|operation| {
            [operation.clone(), unescape(&identifier(operation, Case::Snake)).to_owned()]
        });
        if !name.contains('.') {
            known.extend(spellings);
            continue;
        }
        let called = called.get(&offer.id);
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
