//! The side table: the Rust name of everything in a model.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::contract::{TypeName, TypeOrigin};
use crate::passes::{Body, HeaderSet, Member, MemberPlace, Model, Operation, Service};

use super::scope::{Case, Request, Scope};
use super::{NamesLock, case, identifier};

/// Names that a generated static must not take, since its file imports them.
const TABLE_WORDS: [&str; 13] = [
    "NONE",
    "XSI",
    "SOAP11",
    "SOAP12",
    "XML",
    "XSD",
    "NAMESPACES",
    "MANY",
    "NILLABLE",
    "OPTIONAL",
    "OMIT_DEFAULT",
    "SERVICE",
    "OPERATIONS",
];

/// Modules of the crate that are no service.
const CRATE_MODULES: [&str; 11] = [
    "types",
    "runtime",
    "namespaces",
    "headers",
    "session",
    "blocking",
    "lib",
    "main",
    "core",
    "std",
    "alloc",
];

/// Methods and functions of a session that are no service.
const SESSION_METHODS: [&str; 12] = [
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
];

/// The names of a type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TypeNames {
    /// The type: `UserGroup`.
    pub ident: String,
    /// Its module: `user_group`; with `r#` where it is a keyword.
    pub module: String,
    /// The module of its namespace within `types`; `None` for the crate's primary namespace.
    pub space: Option<String>,
}

impl TypeNames {
    /// The static that describes it: `USER_GROUP`.
    #[must_use]
    pub fn table(&self) -> String {
        let table = plain(&self.module).to_uppercase();
        // An import of one would be an import of both.
        if table == self.ident { format!("{table}_DEF") } else { table }
    }

    /// The file, relative to `src/types/`.
    #[must_use]
    pub fn file(&self) -> String {
        let module = plain(&self.module);
        match &self.space {
            Some(space) => format!("{}/{module}.rs", plain(space)),
            None => format!("{module}.rs"),
        }
    }
}

/// The names of a service.
#[derive(Debug, Clone, Default)]
pub struct ServiceNames {
    /// Its module and cargo feature.
    pub module: String,
    /// Its agent: `User`.
    pub agent: String,
    /// The accessor of a session.
    pub accessor: String,
    /// Its operations, in the order of the model.
    pub operations: Vec<OperationNames>,
}

/// The names of an operation.
#[derive(Debug, Clone, Default)]
pub struct OperationNames {
    /// The method.
    pub method: String,
    /// The descriptor.
    pub descriptor: String,
    /// The parameters, or the fields of the request struct.
    pub parameters: Vec<String>,
    /// The struct of its parameters, where there are many.
    pub request: String,
    /// The struct of its results, where there are several.
    pub response: String,
    /// The fields of that struct.
    pub results: Vec<String>,
}

/// All names.
#[derive(Debug, Clone, Default)]
pub struct Names {
    /// Of structs and enumerations.
    pub types: BTreeMap<TypeName, TypeNames>,
    /// Of the enums of choices, by record and number.
    pub choices: BTreeMap<(TypeName, usize), String>,
    /// Of the statics of dictionaries.
    pub dictionaries: BTreeMap<TypeName, String>,
    /// Of the constants of namespaces.
    pub namespaces: BTreeMap<Arc<str>, String>,
    /// Of the fields of records, by slot.
    pub fields: BTreeMap<TypeName, Vec<String>>,
    /// Of the values of enumerations.
    pub values: BTreeMap<TypeName, Vec<String>>,
    /// Of the alternatives of choices.
    pub variants: BTreeMap<(TypeName, usize), Vec<String>>,
    /// Of the services, in the order of the model.
    pub services: Vec<ServiceNames>,
    /// Of the request headers, by slot.
    pub request_headers: Vec<String>,
    /// Of the response headers, by slot.
    pub response_headers: Vec<String>,
    /// What to pin.
    pub lock: NamesLock,
    idents: BTreeSet<String>,
    shared: BTreeSet<String>,
}

impl Names {
    /// Names everything in `model`. `modules` maps a contract's file stem to the module its configuration asks for;
    /// `renames` maps a wire name (or `Type.field`) to the Rust name that a configuration asks for.
    #[must_use]
    pub fn new(
        model: &Model,
        modules: &BTreeMap<String, String>,
        renames: &BTreeMap<String, String>,
        lock: &NamesLock,
    ) -> Self {
        let mut pinned = lock.clone();
        for name in model.records.keys().chain(model.enums.keys()) {
            if let Some(to) = renames.get(&*name.name.local).filter(|_| name.path.is_empty()) {
                pinned.pin(type_key(name), identifier(to, Case::Pascal));
            }
        }
        let mut names = Self::default();
        names.name_namespaces(model, &pinned);
        names.name_types(model, &pinned);
        names.name_members(model, renames, &pinned);
        names.name_services(model, modules, renames, &pinned);
        names.idents =
            names.types.values().map(|t| t.ident.clone()).chain(names.choices.values().cloned()).collect();
        for agent in &names.services {
            names.idents.insert(agent.agent.clone());
            for operation in &agent.operations {
                names.idents.insert(operation.request.clone());
                names.idents.insert(operation.response.clone());
            }
        }
        names.shared = names.shared_tables();
        names
    }

    /// Whether a static's name is not its own alone, so that it must be written with its path.
    #[must_use]
    pub fn is_shared(&self, table: &str) -> bool {
        self.shared.contains(table)
            || table == "OUTCOME"
            || table.starts_with("REQUEST_")
            || table.starts_with("RESPONSE_")
    }

    fn shared_tables(&self) -> BTreeSet<String> {
        let mut counts: BTreeMap<String, usize> = BTreeMap::new();
        let types = self.types.values().map(TypeNames::table);
        for table in types.chain(self.dictionaries.values().cloned()) {
            *counts.entry(table).or_default() += 1;
        }
        for operation in self.services.iter().flat_map(|s| &s.operations) {
            if let Some(count) = counts.get_mut(&operation.descriptor) {
                *count += 1;
            }
        }
        counts.into_iter().filter(|(_, count)| *count > 1).map(|(table, _)| table).collect()
    }

    /// Whether some type of the crate has this name, so that another of the same name must be written with its path.
    #[must_use]
    pub fn is_taken(&self, ident: &str) -> bool {
        self.idents.contains(ident)
    }

    fn name_namespaces(&mut self, model: &Model, lock: &NamesLock) {
        let all = namespaces(model);
        let requests = all
            .iter()
            .map(|uri| {
                let mut segments = segments(uri);
                let wire = segments.pop().unwrap_or_else(|| "unnamed".to_owned());
                segments.reverse();
                Request {
                    key: format!("namespace {uri}"),
                    wire,
                    meanings: segments,
                    rank: u8::from(*uri != model.primary),
                }
            })
            .collect();
        let given = Scope::new(Case::Screaming, lock, TABLE_WORDS).assign(requests);
        for uri in all {
            if let Some(name) = given.get(&format!("namespace {uri}")) {
                self.lock.pin(format!("namespace {uri}"), name);
                self.namespaces.insert(uri, name.clone());
            }
        }
    }

    fn name_types(&mut self, model: &Model, lock: &NamesLock) {
        let mut spaces: BTreeMap<Arc<str>, Vec<&TypeName>> = BTreeMap::new();
        for name in model.records.keys().chain(model.enums.keys()) {
            spaces.entry(Arc::clone(&name.name.namespace)).or_default().push(name);
        }
        let inner: Vec<String> = self.namespaces.values().map(|c| c.to_lowercase()).collect();
        for (uri, types) in spaces {
            let primary = uri == model.primary;
            let space = self
                .namespaces
                .get(&uri)
                .filter(|_| !primary)
                .map(|c| identifier(&c.to_lowercase(), Case::Snake));
            let space = space.or_else(|| (!primary).then(|| "unqualified".to_owned()));
            let mut requests: Vec<Request> = types.iter().map(|name| type_request(name)).collect();
            for name in &types {
                let Some(record) = model.records.get(*name) else { continue };
                for (number, choice) in record.choices.iter().enumerate() {
                    let first = choice.variants.first().map_or("", |v| &v.wire.local);
                    requests.push(Request {
                        key: choice_key(name, number),
                        wire: format!("{}_choice", wire_of(name)),
                        meanings: vec![first.to_owned(), format!("{first}_or_other")],
                        rank: 9,
                    });
                }
            }
            let idents = Scope::new(Case::Pascal, lock, ["Self"]).assign(requests);
            let modules: Vec<Request> = types
                .iter()
                .filter_map(|name| {
                    let ident = idents.get(&type_key(name))?;
                    let key = format!("module of {}", type_key(name));
                    Some(Request {
                        key,
                        wire: case::ascii(ident),
                        meanings: vec!["type".to_owned()],
                        rank: 0,
                    })
                })
                .collect();
            let reserved = TABLE_WORDS.iter().copied().chain(inner.iter().map(String::as_str)).chain([
                "mod",
                "types",
                "dictionaries",
                "unqualified",
            ]);
            let modules = Scope::new(Case::Snake, lock, reserved).assign(modules);
            for name in types {
                let key = type_key(name);
                let module_key = format!("module of {key}");
                let (Some(ident), Some(module)) = (idents.get(&key), modules.get(&module_key)) else {
                    continue;
                };
                if *module != identifier(ident, Case::Snake) {
                    self.lock.pin(&module_key, module);
                }
                self.lock.pin(key, ident);
                let names = TypeNames { ident: ident.clone(), module: module.clone(), space: space.clone() };
                self.types.insert(name.clone(), names);
                let choices = model.records.get(name).map_or(0, |r| r.choices.len());
                for number in 0..choices {
                    if let Some(ident) = idents.get(&choice_key(name, number)) {
                        self.lock.pin(choice_key(name, number), ident);
                        self.choices.insert((name.clone(), number), ident.clone());
                    }
                }
            }
        }
        let requests = model.dictionaries.keys().map(type_request).collect();
        let reserved: Vec<&str> =
            TABLE_WORDS.iter().copied().chain(self.namespaces.values().map(String::as_str)).collect();
        let given = Scope::new(Case::Screaming, lock, reserved).assign(requests);
        for name in model.dictionaries.keys() {
            if let Some(table) = given.get(&type_key(name)) {
                self.dictionaries.insert(name.clone(), table.clone());
            }
        }
    }

    fn name_members(&mut self, model: &Model, renames: &BTreeMap<String, String>, lock: &NamesLock) {
        for (name, record) in &model.records {
            let owner = type_key(name);
            let fields = self.members(&owner, &wire_of(name), &record.members, renames, lock);
            self.fields.insert(name.clone(), fields);
            for (number, choice) in record.choices.iter().enumerate() {
                let key = |at: usize| format!("variant {} {at}", choice_key(name, number));
                let requests = choice.variants.iter().enumerate().map(|(at, v)| Request {
                    key: key(at),
                    wire: v.wire.local.to_string(),
                    meanings: self.space_words(&v.wire.namespace),
                    rank: 0,
                });
                let given = Scope::new(Case::Pascal, lock, []).assign(requests.collect());
                let variants =
                    (0..choice.variants.len()).filter_map(|at| given.get(&key(at)).cloned()).collect();
                self.variants.insert((name.clone(), number), variants);
            }
        }
        for (name, declared) in &model.enums {
            let owner = type_key(name);
            let key = |wire: &str| format!("value {owner}.{wire}");
            let requests: Vec<Request> = declared
                .values
                .iter()
                .map(|v| Request {
                    key: key(&v.wire),
                    wire: v.wire.clone(),
                    meanings: vec!["value".into()],
                    rank: 0,
                })
                .collect();
            let clashes = clashing(&requests, Case::Pascal);
            let given = Scope::new(Case::Pascal, lock, ["Other", "Self"]).assign(requests);
            for (key, variant) in given.iter().filter(|(key, _)| clashes.contains(*key)) {
                self.lock.pin(key, variant);
            }
            let values = declared.values.iter().filter_map(|v| given.get(&key(&v.wire)).cloned()).collect();
            self.values.insert(name.clone(), values);
        }
        self.request_headers = self.headers("request header", &model.request_headers, renames, lock);
        self.response_headers = self.headers("response header", &model.response_headers, renames, lock);
    }

    fn headers(
        &mut self,
        owner: &str,
        set: &HeaderSet,
        renames: &BTreeMap<String, String>,
        lock: &NamesLock,
    ) -> Vec<String> {
        self.members(owner, owner, &set.members, renames, lock)
    }

    /// The names of a row of members, in their order.
    fn members(
        &mut self,
        owner: &str,
        wire_owner: &str,
        members: &[Member],
        renames: &BTreeMap<String, String>,
        lock: &NamesLock,
    ) -> Vec<String> {
        let mut lock_here = NamesLock::default();
        let mut requests = Vec::new();
        for member in members {
            let key = member_key(owner, member);
            let pin = renames
                .get(&format!("{wire_owner}.{}", member.wire.local))
                .map(|to| identifier(to, Case::Snake));
            if let Some(name) = pin.or_else(|| lock.get(&key).map(str::to_owned)) {
                lock_here.pin(&key, name);
            }
            let mut meanings = self.space_words(&member.wire.namespace);
            let (place, rank) = match member.place {
                MemberPlace::Element => ("element", 0),
                MemberPlace::Attribute => ("attribute", 1),
                MemberPlace::Text => ("text", 2),
                MemberPlace::Wildcard => ("content", 3),
            };
            meanings.insert(0, place.to_owned());
            let wire = match member.shape {
                crate::passes::Shape::Choice(..) => format!("{}_or_other", member.wire.local),
                _ => member.wire.local.to_string(),
            };
            requests.push(Request { key, wire, meanings, rank });
        }
        let clashes = clashing(&requests, Case::Snake);
        let given = Scope::new(Case::Snake, &lock_here, []).assign(requests);
        for (key, name) in given.iter().filter(|(key, _)| clashes.contains(*key)) {
            self.lock.pin(key, name);
        }
        members.iter().filter_map(|m| given.get(&member_key(owner, m)).cloned()).collect()
    }

    fn name_services(
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
            meanings: vec![s.name.local.to_string(), s.port_type.local.to_string(), "service".to_owned()],
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
            wire: renames.get(&format!("{}.{}", service.source, o.name)).unwrap_or(&o.name).clone(),
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
                key: response_key(operation),
                wire,
                meanings: vec!["response".to_owned(), format!("of_{}", operation.name)],
                rank: 1,
            });
        }
        let structs = Scope::new(Case::Pascal, &nothing, [names.agent.as_str(), "Self"]).assign(structs);
        let get = |map: &BTreeMap<String, String>, key: &str| map.get(key).cloned().unwrap_or_default();
        for operation in &service.operations {
            let owner = key(operation);
            let parameters = self.body(&format!("{owner} request"), &operation.input.body, renames, lock);
            let results = match &operation.output {
                Some(output) => self.body(&format!("{owner} response"), &output.body, renames, lock),
                None => Vec::new(),
            };
            names.operations.push(OperationNames {
                method: get(&methods, &owner),
                descriptor: get(&statics, &owner),
                parameters,
                request: get(&structs, &format!("request {}", operation.name)),
                response: get(&structs, &response_key(operation)),
                results,
            });
        }
    }

    fn body(
        &mut self,
        owner: &str,
        body: &Body,
        renames: &BTreeMap<String, String>,
        lock: &NamesLock,
    ) -> Vec<String> {
        self.members(owner, owner, &body.members, renames, lock)
    }

    fn space_words(&self, uri: &Arc<str>) -> Vec<String> {
        self.namespaces.get(uri).map(|c| c.to_lowercase()).into_iter().collect()
    }
}

/// A name without its `r#`.
fn plain(name: &str) -> &str {
    name.trim_start_matches("r#")
}

/// What identifies a type in the lock.
fn type_key(name: &TypeName) -> String {
    format!("{} {name}", origin(name).to_lowercase())
}

/// What identifies the struct of an operation's results: its wrapper, which several operations may share.
fn response_key(operation: &Operation) -> String {
    match operation.output.as_ref().and_then(|o| o.body.wrapper.as_ref()) {
        Some(wrapper) => format!("response element {wrapper}"),
        None => format!("response of {}", operation.name),
    }
}

fn choice_key(name: &TypeName, number: usize) -> String {
    format!("choice {} {number}", type_key(name))
}

/// What identifies a field in the lock.
#[must_use]
pub fn member_key(owner: &str, member: &Member) -> String {
    let place = match member.place {
        MemberPlace::Element => "element",
        MemberPlace::Attribute => "attribute",
        MemberPlace::Text => "text",
        MemberPlace::Wildcard => "wildcard",
    };
    format!("{owner} {place} {}", member.wire)
}

fn origin(name: &TypeName) -> &'static str {
    match name.origin {
        TypeOrigin::Type => "Type",
        TypeOrigin::Element => "Element",
        TypeOrigin::Attribute => "Attribute",
        TypeOrigin::Group => "Group",
        TypeOrigin::AttributeGroup => "AttributeGroup",
    }
}

fn wire_of(name: &TypeName) -> String {
    let mut wire = name.name.local.to_string();
    for step in &name.path {
        wire.push('_');
        wire.push_str(step);
    }
    wire
}

fn type_request(name: &TypeName) -> Request {
    let rank = match (name.origin, name.path.is_empty()) {
        (TypeOrigin::Type, true) => 0,
        (TypeOrigin::Element, true) => 1,
        _ => 2,
    };
    Request { key: type_key(name), wire: wire_of(name), meanings: vec![origin(name).to_owned()], rank }
}

/// The keys of those whose first choice of name is not theirs alone: they are pinned.
fn clashing(requests: &[Request], case: Case) -> BTreeSet<String> {
    let mut by_name: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    for request in requests {
        let name = identifier(&request.wire, case).trim_start_matches("r#").to_lowercase();
        by_name.entry(name).or_default().push(&request.key);
    }
    by_name.into_values().filter(|keys| keys.len() > 1).flatten().map(str::to_owned).collect()
}

/// The parts of a namespace URI that could name it, the best last; numbers (years, versions) stay with what they follow.
fn segments(uri: &str) -> Vec<String> {
    let rest = uri.split_once("://").map_or(uri, |(_, rest)| rest);
    let rest = rest.strip_prefix("urn:").unwrap_or(rest);
    let mut out: Vec<String> = Vec::new();
    for part in rest.split(['/', ':', '#', '?']).filter(|p| !p.is_empty()) {
        match out.last_mut() {
            Some(last) if part.starts_with(|c: char| c.is_numeric()) => {
                last.push('_');
                last.push_str(part);
            }
            _ => out.push(part.to_owned()),
        }
    }
    out.retain(|part| !case::snake(part).is_empty());
    out
}

/// Every namespace that a table of the model names.
fn namespaces(model: &Model) -> BTreeSet<Arc<str>> {
    let mut out = BTreeSet::new();
    let mut add = |uri: &Arc<str>| {
        if !uri.is_empty() {
            out.insert(Arc::clone(uri));
        }
    };
    add(&model.primary);
    model.each_name(&mut |name| add(&name.namespace));
    out
}
