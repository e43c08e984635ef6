//! Names of services, operations and their messages.

use std::collections::BTreeMap;

use crate::passes::{Detail, Model, Operation, Service};

use super::keys::{clashing, plain, response_key};
use super::renames::operation_called;
use super::scope::{Case, Request, Scope};
use super::table::{OperationNames, ServiceNames, TABLE_WORDS};
use super::{Names, NamesLock, case, identifier};

/// What a service's module and cargo feature cannot be called: modules and features of the crate, and the modules of a
/// service, since a module in one of its name is confusing.
const CRATE_MODULES: [&str; 28] = [
    "types",
    "tables",
    "runtime",
    "namespaces",
    "headers",
    "session",
    "login",
    "guide",
    "blocking",
    "lib",
    "main",
    "core",
    "std",
    "alloc",
    "default",
    "async",
    "rustls",
    "native_tls",
    "server",
    "tracing",
    "validate",
    "serde",
    "jiff",
    "chrono",
    "rust_decimal",
    "num_bigint",
    "operations",
    "faults",
];

/// Methods and functions of a session that are no service.
const SESSION_METHODS: [&str; 17] = [
    "builder",
    "new",
    "login",
    "client",
    "clone",
    "drop",
    "ticket",
    "with_ticket",
    "build",
    "from",
    "into",
    "default",
    "calls",
    "over",
    "with_headers",
    "with_timeout",
    "with_base_url",
];

/// Whether a service cannot be called so, since generated crates have a module or a feature of that name.
pub(crate) fn is_reserved_module(name: &str) -> bool {
    CRATE_MODULES.contains(&name)
}

impl Names {
    pub(super) fn name_services(
        &mut self,
        model: &Model,
        modules: &BTreeMap<String, String>,
        renames: &BTreeMap<String, String>,
        lock: &NamesLock,
    ) {
        let key = |s: &Service| format!("service {} {} {}", s.source, s.name, s.port_type);
        let requests = model.services.iter().map(|s| Request {
            key: key(s),
            wire: case::ascii(modules.get(&s.source).unwrap_or(&s.source)),
            meanings: vec![case::ascii(&s.name.local), case::ascii(&s.port_type.local), "service".to_owned()],
            rank: 0,
        });
        let given = Scope::new(Case::Snake, lock, CRATE_MODULES).assign(requests.collect());
        for service in &model.services {
            let module = given.get(&key(service)).cloned().unwrap_or_default();
            self.lock.pin(key(service), &module);
            let configured = modules.get(&service.source);
            let own = module == identifier(&case::ascii(configured.unwrap_or(&service.source)), Case::Snake);
            let agent = match configured {
                None if own => identifier(&service.source, Case::Pascal),
                _ => identifier(plain(&module), Case::Pascal),
            };
            let mut accessor = module.clone();
            if SESSION_METHODS.contains(&plain(&module)) {
                accessor = format!("{}_service", plain(&module));
            }
            let mut names = ServiceNames { module, agent, accessor, operations: Vec::new() };
            self.name_operations(service, &mut names, renames, lock);
            self.services.push(names);
        }
    }

    fn name_operations(
        &mut self,
        service: &Service,
        names: &mut ServiceNames,
        renames: &BTreeMap<String, String>,
        lock: &NamesLock,
    ) {
        let owner = format!("operation {}", names.module);
        let key = |o: &Operation| format!("{owner}.{}", o.name);
        let request = |o: &Operation| Request {
            key: key(o),
            wire: renames.get(&operation_called(service, o)).unwrap_or(&o.name).clone(),
            meanings: vec!["operation".to_owned()],
            rank: 0,
        };
        let requests: Vec<Request> = service.operations.iter().map(request).collect();
        let clashes = clashing(&requests, Case::Snake);
        // A `new` that makes no agent would mislead.
        let methods = Scope::new(Case::Snake, lock, ["new"]).assign(requests.clone());
        for (key, name) in methods.iter().filter(|(key, _)| clashes.contains(*key)) {
            self.lock.pin(key, name);
        }
        let reserved: Vec<&str> =
            TABLE_WORDS.iter().copied().chain(self.namespaces.values().map(String::as_str)).collect();
        let nothing = NamesLock::default();
        let statics = Scope::new(Case::Screaming, &nothing, reserved).assign(requests);
        let mut structs = Vec::new();
        for operation in &service.operations {
            structs.push(Request {
                key: format!("request {}", operation.name),
                wire: format!("{}Request", operation.name),
                meanings: vec!["arguments".to_owned()],
                rank: 0,
            });
            let wrapper = operation.output.as_ref().and_then(|o| o.body.wrapper.as_ref());
            let wire = wrapper.map_or_else(|| format!("{}Response", operation.name), |w| w.local.to_string());
            structs.push(Request {
                key: response_key(service, operation),
                wire,
                meanings: vec!["response".to_owned(), format!("of_{}", operation.name)],
                rank: 1,
            });
        }
        let structs = Scope::new(Case::Pascal, &nothing, [names.agent.as_str(), "Self"]).assign(structs);
        let faults = service.operations.iter().filter(|o| !o.faults.is_empty()).map(|o| Request {
            key: key(o),
            wire: format!("{}Fault", renames.get(&operation_called(service, o)).unwrap_or(&o.name)),
            meanings: vec!["operation".to_owned()],
            rank: 0,
        });
        let faults = Scope::new(Case::Pascal, &nothing, ["Self"]).assign(faults.collect());
        let get = |map: &BTreeMap<String, String>, key: &str| map.get(key).cloned().unwrap_or_default();
        for operation in &service.operations {
            let owner = key(operation);
            let called = operation_called(service, operation);
            let parameters = self.members(
                &format!("{owner} request"),
                &called,
                &operation.input.body.members,
                renames,
                lock,
            );
            let results = match &operation.output {
                Some(output) => {
                    self.members(&format!("{owner} response"), &called, &output.body.members, renames, lock)
                }
                None => Vec::new(),
            };
            names.operations.push(OperationNames {
                method: get(&methods, &owner),
                descriptor: get(&statics, &owner),
                parameters,
                request: get(&structs, &format!("request {}", operation.name)),
                response: get(&structs, &response_key(service, operation)),
                results,
                fault: get(&faults, &owner),
                faults: self.details(operation),
            });
        }
    }

    /// The alternatives of an operation's faults; they follow from the elements alone.
    fn details(&self, operation: &Operation) -> Vec<String> {
        let key = |detail: &Detail| detail.member.wire.to_string();
        let requests = operation.faults.iter().map(|detail| Request {
            key: key(detail),
            wire: detail.name.clone(),
            meanings: self.space_words(&detail.member.wire.namespace),
            rank: 0,
        });
        let given = Scope::new(Case::Pascal, &NamesLock::default(), ["Self"]).assign(requests.collect());
        let name = |detail: &Detail| given.get(&key(detail)).cloned().unwrap_or_default();
        operation.faults.iter().map(name).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::CRATE_MODULES;

    #[test]
    fn no_service_is_called_as_a_feature_of_every_crate() {
        let manifest: toml::Table =
            include_str!("../emit/templates/dependencies.toml").parse().expect("the manifest is TOML");
        let features = manifest["features"].as_table().expect("features are a table");
        assert!(features.len() > 5);
        for feature in features.keys() {
            assert!(CRATE_MODULES.contains(&&*feature.replace('-', "_")), "{feature}");
        }
    }
}
