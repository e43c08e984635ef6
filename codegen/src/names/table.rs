//! The names of everything in a model, while they are given: [`finish`](super::finish) puts each where it belongs.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::contract::TypeName;
use crate::model::{Model, ServiceId};

use super::keys::{family_key, namespace_key, namespaces, segments, type_key, type_request, wire_of};
use super::modules::{Called, of_services};
use super::named::{FamilyNames, TypeNames};
use super::renames::Renames;
use super::rust_name::RustName;
use super::scope::{Case, Request, Scope, fold};
use super::{NamesLock, case, identifier, parts};

/// Names that a generated static must not take, since its file imports them.
pub(crate) const TABLE_WORDS: [&str; 15] = [
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
    "UNORDERED",
    "OPTIMIZED",
    "SERVICE",
    "OPERATIONS",
];

/// What the file of the namespaces imports, beside which they stand.
const NAMESPACE_WORDS: [&str; 1] = ["WELL_KNOWN"];

/// Modules of `types` that no namespace may have: its own name (a module in one of its name), and what stands beside the
/// namespaces.
const TYPES_MODULES: [&str; 3] = ["TYPES", "DICTIONARIES", "UNQUALIFIED"];

/// The names of the enum of a type and those derived from it, and of what is in it.
#[derive(Debug, Clone)]
pub(super) struct FamilyTable {
    pub(super) names: FamilyNames,
    /// The alternatives, in the order of the model.
    pub(super) variants: Vec<String>,
    /// The methods that give the fields that all have, in the order of the model; none for one that they call differently.
    pub(super) accessors: Vec<Option<String>>,
}

/// The names of a service.
#[derive(Debug, Clone)]
pub(super) struct ServiceTable {
    pub(super) called: Called,
    /// Its operations, in the order of the model.
    pub(super) operations: Vec<OperationTable>,
}

/// The names of an operation.
#[derive(Debug, Clone)]
pub(super) struct OperationTable {
    /// The method.
    pub(super) method: Option<String>,
    /// The descriptor.
    pub(super) descriptor: Option<String>,
    /// The parameters, or the fields of the request struct.
    pub(super) parameters: Vec<String>,
    /// The struct of its parameters, where there are many.
    pub(super) request: Option<String>,
    /// The struct of its results, where there are several.
    pub(super) response: Option<String>,
    /// The fields of that struct.
    pub(super) results: Vec<String>,
    /// The enum of its faults, where it declares any.
    pub(super) fault: Option<String>,
    /// The alternatives of that enum.
    pub(super) faults: Vec<String>,
}

/// All names, while they are given.
#[derive(Debug, Clone, Default)]
pub(super) struct Table {
    /// Of structs, enumerations and choices.
    pub(super) types: BTreeMap<TypeName, TypeNames>,
    /// Of the enums of derived types, by their base, and of their alternatives.
    pub(super) families: BTreeMap<TypeName, FamilyTable>,
    /// Of the statics of dictionaries.
    pub(super) dictionaries: BTreeMap<TypeName, String>,
    /// Of the constants of namespaces.
    pub(super) namespaces: BTreeMap<Arc<str>, String>,
    /// Of the fields of records, by slot.
    pub(super) fields: BTreeMap<TypeName, Vec<String>>,
    /// Of the values of enumerations, and of the members of unions.
    pub(super) values: BTreeMap<TypeName, Vec<String>>,
    /// Of the alternatives of choices.
    pub(super) variants: BTreeMap<TypeName, Vec<String>>,
    /// Of the services, in the order of the model.
    pub(super) services: Vec<ServiceTable>,
    /// Of the request headers, by slot.
    pub(super) request_headers: Vec<String>,
    /// Of the response headers, by slot.
    pub(super) response_headers: Vec<String>,
    /// What each service that there is is called.
    pub(super) called: BTreeMap<ServiceId, Called>,
    /// The names that a configuration asks for.
    pub(super) renames: Renames,
    /// Services that the lock calls otherwise: the name there, and the new one.
    pub(super) renamed_services: Vec<(String, String)>,
    /// What to pin.
    pub(super) lock: NamesLock,
}

impl Table {
    /// Names everything in `model`. `modules` maps a contract's file, or its stem, to the module that its configuration asks for;
    /// `asked` maps what the contract calls a thing (`Type`, `Type.Field`) to the Rust name that a configuration asks for.
    pub(super) fn new(
        model: &Model,
        modules: &BTreeMap<String, String>,
        asked: &BTreeMap<String, String>,
        lock: &NamesLock,
    ) -> Self {
        let mut names = Self { called: of_services(&model.offers, modules, lock), ..Self::default() };
        names.renames = Renames::new(model, &names.called, asked, lock);
        let mut pinned = parts::carried(model, lock);
        names.renames.pin(&mut pinned);
        names.name_namespaces(model, &pinned);
        names.name_types(model, &pinned);
        names.name_families(model, &pinned);
        names.name_members(model, &pinned);
        names.name_accessors(model);
        names.pin_services(&pinned);
        parts::pin(model, &mut names.lock);
        names.name_services(model, &pinned);
        names
    }

    fn name_namespaces(&mut self, model: &Model, lock: &NamesLock) {
        let all = namespaces(model);
        let requests = all
            .iter()
            .map(|uri| {
                // Modules and folders are named after them too.
                let mut segments: Vec<String> = segments(uri).iter().map(|s| case::ascii(s)).collect();
                let wire = segments.pop().unwrap_or_else(|| "unnamed".to_owned());
                segments.reverse();
                Request {
                    key: namespace_key(uri),
                    wire,
                    meanings: segments,
                    rank: u8::from(*uri != model.primary),
                }
            })
            .collect();
        // The primary namespace has no module.
        let primary = segments(&model.primary).last().map(|segment| case::screaming(&case::ascii(segment)));
        let modules = TYPES_MODULES.into_iter().filter(|word| primary.as_deref() != Some(word));
        let reserved = TABLE_WORDS.into_iter().chain(NAMESPACE_WORDS).chain(modules);
        let given = self.renames.assign(Scope::new(Case::Screaming, lock, reserved), requests);
        for uri in all {
            if let Some(name) = given.get(&namespace_key(&uri)) {
                self.lock.pin(namespace_key(&uri), name);
                self.namespaces.insert(uri, name.clone());
            }
        }
    }

    fn name_types(&mut self, model: &Model, lock: &NamesLock) {
        let mut spaces: BTreeMap<Arc<str>, Vec<&TypeName>> = BTreeMap::new();
        let values = model.enums.keys().chain(model.unions.keys());
        for name in model.records.keys().chain(values).chain(model.choices.keys()) {
            spaces.entry(Arc::clone(&name.name.namespace)).or_default().push(name);
        }
        let mut families: BTreeMap<Arc<str>, Vec<&TypeName>> = BTreeMap::new();
        for name in model.families.keys() {
            spaces.entry(Arc::clone(&name.name.namespace)).or_default();
            families.entry(Arc::clone(&name.name.namespace)).or_default().push(name);
        }
        let inner: BTreeSet<String> = self.namespaces.values().map(|c| fold(&c.to_lowercase())).collect();
        for (uri, types) in spaces {
            let primary = uri == model.primary;
            let space = self
                .namespaces
                .get(&uri)
                .filter(|_| !primary)
                .map(|c| identifier(&c.to_lowercase(), Case::Snake));
            let space = space.or_else(|| (!primary).then(|| "unqualified".to_owned())).map(RustName::new);
            let mut requests: Vec<Request> = types.iter().map(|name| type_request(name)).collect();
            let families = families.get(&uri).map(Vec::as_slice).unwrap_or_default();
            for name in families {
                requests.push(Request {
                    key: family_key(name),
                    wire: format!("any_{}", wire_of(name)),
                    meanings: vec!["derived".to_owned()],
                    rank: 8,
                });
            }
            let idents = self.renames.assign(Scope::new(Case::Pascal, lock, ["Self"]), requests);
            // Why modules have requests of their own: two type names may give one module name, and some are reserved.
            let mut modules: Vec<Request> = types
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
            modules.extend(families.iter().filter_map(|name| {
                let ident = idents.get(&family_key(name))?;
                let key = format!("module of {}", family_key(name));
                Some(Request { key, wire: case::ascii(ident), meanings: vec!["derived".to_owned()], rank: 1 })
            }));
            let reserved = TABLE_WORDS.into_iter().chain(["mod", "types", "dictionaries", "unqualified"]);
            let modules = Scope::new(Case::Snake, lock, reserved).beside(&inner).assign(modules);
            for name in families.iter().copied() {
                let key = family_key(name);
                let module = modules.get(&format!("module of {key}"));
                if let (Some(ident), Some(module)) = (idents.get(&key), module) {
                    self.lock.pin(key, ident);
                    let (ident, module) = (RustName::new(ident), RustName::new(module));
                    let names = FamilyNames { name: name.clone(), ident, module, space: space.clone() };
                    let own = FamilyTable { names, variants: Vec::new(), accessors: Vec::new() };
                    self.families.insert(name.clone(), own);
                }
            }
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
                let (ident, module) = (RustName::new(ident), RustName::new(module));
                let names = TypeNames { name: name.clone(), ident, module, space: space.clone() };
                self.types.insert(name.clone(), names);
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

    /// The alternatives of derived types: called as their types are, which two namespaces may do alike.
    fn name_families(&mut self, model: &Model, lock: &NamesLock) {
        for (base, family) in &model.families {
            let key = |name: &TypeName| format!("variant {} {}", family_key(base), type_key(name));
            let requests = family.types.iter().map(|derived| &derived.of).map(|name| Request {
                key: key(name),
                wire: self.types.get(name).map_or_else(|| wire_of(name), |own| own.ident.raw().to_owned()),
                meanings: self.space_words(&name.name.namespace),
                rank: 0,
            });
            let given = Scope::new(Case::Pascal, lock, ["Other", "Self"]).assign(requests.collect());
            let variants = family.types.iter().filter_map(|derived| given.get(&key(&derived.of)).cloned());
            let variants = variants.collect();
            if let Some(names) = self.families.get_mut(base) {
                names.variants = variants;
            }
        }
    }

    pub(super) fn space_words(&self, uri: &Arc<str>) -> Vec<String> {
        self.namespaces.get(uri).map(|c| c.to_lowercase()).into_iter().collect()
    }
}
