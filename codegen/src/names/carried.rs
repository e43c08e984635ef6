//! The names of an earlier version of a contract, under the keys of this one.
//!
//! The keys of a lock hold namespaces, and what services are called. A new version of a contract may call these
//! otherwise, and its programs still want the names that they know.

use std::collections::{BTreeMap, BTreeSet};

use super::NamesLock;
use super::keys::{namespace_key, service_key};
use crate::contract::{Contract, Spaces, without_digits};
use crate::model::{self, Filter};

/// The lock of an earlier run, as it is for this contract: a namespace of which only the version changed, and a service
/// that is called as before but for its file or its version, keep the names of all that is theirs. Where both versions of
/// a namespace are there, each has its own.
#[must_use]
pub fn carried(contract: &Contract, lock: &NamesLock) -> NamesLock {
    if lock.names.is_empty() {
        return lock.clone();
    }
    let spaces = versions(contract, lock);
    let lock = match spaces.is_empty() {
        true => lock.clone(),
        false => lock.with_keys(|key| in_namespaces(key, &spaces)),
    };
    let services = services(contract, &lock);
    match services.is_empty() {
        true => lock,
        false => lock.with_keys(|key| of_services(key, &services)),
    }
}

/// The namespaces of a lock that are gone, each with its next version.
fn versions(contract: &Contract, lock: &NamesLock) -> BTreeMap<String, String> {
    let mut before = Spaces::default();
    for key in lock.names.keys() {
        if let Some(uri) = key.strip_prefix("namespace ") {
            before.add(uri, "");
        }
        let of_type = ["type {", "element {"].iter().find_map(|word| key.strip_prefix(word));
        if let Some((uri, rest)) = of_type.and_then(|rest| rest.split_once('}')) {
            before.add(uri, rest.split('/').next().unwrap_or_default());
        }
    }
    let mut after = Spaces::new(contract);
    for service in &contract.services {
        after.name(&service.name);
        service.ports.iter().for_each(|port| after.name(&port.port_type));
    }
    let versions = before.replaced(&after).into_iter().filter(|(.., version)| *version);
    versions.map(|(from, to, _)| (from.to_owned(), to.to_owned())).collect()
}

/// A key with the namespaces of now.
fn in_namespaces(key: &str, spaces: &BTreeMap<String, String>) -> String {
    if let Some(uri) = key.strip_prefix("namespace ") {
        return spaces.get(uri).map_or_else(|| key.to_owned(), |now| namespace_key(now));
    }
    let mut out = String::with_capacity(key.len());
    let mut rest = key;
    while let Some((before, after)) = rest.split_once('{') {
        let Some((uri, after)) = after.split_once('}') else { break };
        out.push_str(before);
        out.push('{');
        out.push_str(spaces.get(uri).map_or(uri, String::as_str));
        out.push('}');
        rest = after;
    }
    out + rest
}

/// The services of a lock that are gone, each with the one in its place: of the same name and portType, or one that differs
/// from it in digits only.
fn services(contract: &Contract, lock: &NamesLock) -> BTreeMap<String, String> {
    let offers = model::offers(contract, &Filter::default());
    let now: BTreeSet<String> = offers.iter().map(|offer| service_key(&offer.id)).collect();
    let come = now.iter().filter(|key| lock.get(key).is_none());
    let gone = |key: &&String| key.starts_with("service ") && !now.contains(*key);
    let gone: Vec<&String> = lock.names.keys().filter(gone).collect();
    let mut found: BTreeMap<&String, Vec<&String>> = BTreeMap::new();
    for new in come {
        let is_version = |old: &&&String| without_digits(old) == without_digits(new);
        let is_same = |old: &&&String| names_of(old).is_some_and(|names| Some(names) == names_of(new));
        // The same service of several files is told apart by the file alone.
        let alike: Vec<&&String> = match gone.iter().filter(is_same).collect::<Vec<_>>() {
            same if same.is_empty() => gone.iter().filter(is_version).collect(),
            same => same,
        };
        if let [old] = alike.as_slice() {
            found.entry(old).or_default().push(new);
        }
    }
    let service = |key: &str| key.strip_prefix("service ").unwrap_or(key).to_owned();
    let alone = found.into_iter().filter_map(|(old, new)| match new.as_slice() {
        [new] => Some((service(old), service(new))),
        _ => None,
    });
    alone.collect()
}

/// Name and portType of a service, without its file.
fn names_of(key: &str) -> Option<&str> {
    key.find(" {").and_then(|at| key.get(at..))
}

/// A key with what the services are called now.
fn of_services(key: &str, services: &BTreeMap<String, String>) -> String {
    for word in ["service ", "agent of service ", "operation "] {
        let Some(rest) = key.strip_prefix(word) else { continue };
        for (old, new) in services {
            if let Some(after) = rest.strip_prefix(old.as_str())
                && (after.is_empty() || after.starts_with('.'))
            {
                return format!("{word}{new}{after}");
            }
        }
    }
    key.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract::{Place, Port, QName, Service, SoapVersion, Type, TypeKind, TypeName};

    fn lock(rows: &[(&str, &str)]) -> NamesLock {
        let mut lock = NamesLock::default();
        rows.iter().for_each(|(key, name)| lock.pin(*key, *name));
        lock
    }

    /// A contract with services, each by its file, namespace and name, and with types.
    fn contract(services: &[(&str, &str, &str)], types: &[(&str, &str)]) -> Contract {
        let mut contract = Contract::default();
        for (source, namespace, name) in services {
            contract.services.push(Service {
                name: QName::new(*namespace, *name),
                documentation: None,
                ports: vec![Port {
                    name: "P".into(),
                    binding: QName::new(*namespace, "B"),
                    port_type: QName::new(*namespace, "P"),
                    documentation: None,
                    address: None,
                    version: SoapVersion::Soap11,
                    operations: Vec::new(),
                    policies: Vec::new(),
                    addressing: None,
                    place: Place::default(),
                }],
                source: (*source).into(),
                input: Place::default(),
                place: Place::default(),
            });
        }
        for (namespace, local) in types {
            let kind = TypeKind::Union(Vec::new());
            let declared = Type { kind, documentation: None, wcf: false, place: Place::default() };
            contract.types.insert(TypeName::named(QName::new(*namespace, *local)), declared);
        }
        contract
    }

    #[test]
    fn a_new_version_of_a_namespace_keeps_the_names() {
        let old = [
            ("namespace urn:shop:86", "SHOP"),
            ("namespace urn:other", "OTHER"),
            ("service Shop {urn:shop:86}Shop {urn:shop:86}P", "shop"),
            ("agent of service Shop {urn:shop:86}Shop {urn:shop:86}P", "Shop"),
            (
                "operation Shop {urn:shop:86}Shop {urn:shop:86}P.Do request element {urn:shop:86}a",
                "a_element",
            ),
            ("type {urn:shop:86}Order/card choice", "OrderChoice"),
            ("type {urn:other}Order", "Order2"),
        ];
        let carried =
            carried(&contract(&[("Shop87", "urn:shop:87", "Shop")], &[("urn:other", "Order")]), &lock(&old));
        let now = [
            ("namespace urn:shop:87", "SHOP"),
            ("namespace urn:other", "OTHER"),
            ("service Shop87 {urn:shop:87}Shop {urn:shop:87}P", "shop"),
            ("agent of service Shop87 {urn:shop:87}Shop {urn:shop:87}P", "Shop"),
            (
                "operation Shop87 {urn:shop:87}Shop {urn:shop:87}P.Do request element {urn:shop:87}a",
                "a_element",
            ),
            ("type {urn:shop:87}Order/card choice", "OrderChoice"),
            ("type {urn:other}Order", "Order2"),
        ];
        assert_eq!(carried, lock(&now));
    }

    #[test]
    fn each_of_two_versions_in_one_crate_keeps_its_own() {
        let old = lock(&[("namespace urn:v1", "V1"), ("type {urn:v1}A", "A")]);
        let both = contract(&[], &[("urn:v1", "A"), ("urn:v2", "A")]);
        assert_eq!(carried(&both, &old), old);
        let next = contract(&[], &[("urn:v2", "A"), ("urn:v3", "B")]);
        // The one that has more of it stands in its place.
        assert_eq!(carried(&next, &old), lock(&[("namespace urn:v2", "V1"), ("type {urn:v2}A", "A")]));
        let another = contract(&[], &[("urn:w2", "A")]);
        assert_eq!(carried(&another, &old), old);
    }

    #[test]
    fn a_service_is_known_by_its_names_then_by_its_version() {
        let old = lock(&[
            ("service Old {urn:a}Shop {urn:a}P", "shop"),
            ("operation Old {urn:a}Shop {urn:a}P.Do", "do_it"),
        ]);
        let moved = carried(&contract(&[("New", "urn:a", "Shop")], &[]), &old);
        assert_eq!(moved.get("operation New {urn:a}Shop {urn:a}P.Do"), Some("do_it"));
        let version = carried(&contract(&[("Old", "urn:a", "Shop2")], &[]), &old);
        assert_eq!(version.get("service Old {urn:a}Shop2 {urn:a}P"), Some("shop"));
        // Which of two it is cannot be told.
        let two = contract(&[("New", "urn:a", "Shop"), ("Newer", "urn:a", "Shop")], &[]);
        assert_eq!(carried(&two, &old), old);
        let other = contract(&[("New", "urn:a", "Store")], &[]);
        assert_eq!(carried(&other, &old), old);
    }
}
