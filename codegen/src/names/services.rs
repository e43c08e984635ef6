//! Names of services, operations and their messages.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{Detail, Model, Operation, Service};

use super::NamesLock;
use super::keys::{ResponseKeys, agent_key, clashing, operation_key, service_key};
use super::modules::Called;
use super::rust_name::unescape;
use super::scope::{Case, Request, Scope, fold, identifier};
use super::table::Table;
use super::table::{OperationTable, ServiceTable, TABLE_WORDS};

impl Table {
    pub(super) fn pin_services(&mut self, lock: &NamesLock) {
        for (id, Called { module, agent, .. }) in &self.called {
            let key = service_key(id);
            if let Some(before) = lock.get(&key).filter(|before| *before != module) {
                self.renamed_services.push((unescape(before).to_owned(), unescape(module).to_owned()));
            }
            self.lock.pin(key, module);
            if *agent != identifier(unescape(module), Case::Pascal) {
                self.lock.pin(agent_key(id), agent);
            }
        }
    }

    pub(super) fn name_services(&mut self, model: &Model, lock: &NamesLock) {
        let spaces: BTreeSet<String> = self.namespaces.values().map(|name| fold(name)).collect();
        for service in &model.services {
            let Some(called) = self.called.get(&service.id).cloned() else { continue };
            let operations = self.name_operations(service, &called.agent, model, lock, &spaces);
            self.services.push(ServiceTable { called, operations });
        }
    }

    fn name_operations(
        &mut self,
        service: &Service,
        agent: &str,
        model: &Model,
        lock: &NamesLock,
        spaces: &BTreeSet<String>,
    ) -> Vec<OperationTable> {
        let key = |o: &Operation| operation_key(&service.id, &o.name);
        let request = |o: &Operation| Request {
            key: key(o),
            wire: self.renames.get(&key(o)).unwrap_or(&o.name).to_owned(),
            meanings: vec!["operation".to_owned()],
            rank: 0,
        };
        let requests: Vec<Request> = service.operations.iter().map(request).collect();
        let clashes = clashing(&requests, Case::Snake);
        // A `new` that makes no agent would mislead.
        let methods = self.renames.assign(Scope::new(Case::Snake, lock, ["new"]), requests.clone());
        for (key, name) in methods.iter().filter(|(key, _)| clashes.contains(*key)) {
            self.lock.pin(key, name);
        }
        // Why no lock for these: the names of statics, structs and faults follow from those of the operations.
        let nothing = NamesLock::default();
        let statics = Scope::new(Case::Screaming, &nothing, TABLE_WORDS).beside(spaces).assign(requests);
        let responses = ResponseKeys::new(service);
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
                key: responses.of(operation),
                wire,
                meanings: vec!["response".to_owned(), format!("of_{}", operation.name)],
                rank: 1,
            });
        }
        let structs = Scope::new(Case::Pascal, &nothing, [agent, "Self"]).assign(structs);
        let faults = service.operations.iter().filter(|o| !o.faults.is_empty()).map(|o| Request {
            key: key(o),
            wire: format!("{}Fault", self.renames.get(&key(o)).unwrap_or(&o.name)),
            meanings: vec!["operation".to_owned()],
            rank: 0,
        });
        let faults = Scope::new(Case::Pascal, &nothing, ["Self"]).assign(faults.collect());
        let get = |map: &BTreeMap<String, String>, key: &str| map.get(key).cloned();
        let mut all = Vec::new();
        for operation in &service.operations {
            let owner = key(operation);
            let parameters = &operation.input.body.members;
            let parameters = self.members(&format!("{owner} request"), parameters, model, lock);
            let results = operation.output.as_ref().map(|output| output.body.members.as_slice());
            let results =
                self.members(&format!("{owner} response"), results.unwrap_or_default(), model, lock);
            all.push(OperationTable {
                method: get(&methods, &owner),
                descriptor: get(&statics, &owner),
                parameters,
                request: get(&structs, &format!("request {}", operation.name)),
                response: get(&structs, &responses.of(operation)),
                results,
                fault: get(&faults, &owner),
                faults: self.details(operation),
            });
        }
        all
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
        operation.faults.iter().filter_map(|detail| given.get(&key(detail)).cloned()).collect()
    }
}
