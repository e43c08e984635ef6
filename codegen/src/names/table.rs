//! The side table: the Rust name of everything in a model.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::contract::TypeName;
use crate::passes::{Model, ServiceId};

use super::keys::{family_key, namespace_key, namespaces, plain, segments, type_key, type_request, wire_of};
use super::modules::{Called, of_services};
use super::renames::Renames;
use super::scope::{Case, Request, Scope};
use super::{NamesLock, case, identifier};

/// Names that a generated static must not take, since its file imports them.
pub(crate) const TABLE_WORDS: [&str; 14] = [
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
    "SERVICE",
    "OPERATIONS",
];

/// What the file of the namespaces imports, beside which they stand.
const NAMESPACE_WORDS: [&str; 1] = ["WELL_KNOWN"];

/// Modules of `types` that no namespace may have: its own name (a module in one of its name), and what stands beside the
/// namespaces.
const TYPES_MODULES: [&str; 3] = ["TYPES", "DICTIONARIES", "UNQUALIFIED"];

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

/// The static of a type: called as its module is, unless the type itself is (an import of one would be one of both). The
/// words of a module are joined by one `_`: with two, no other type's static is called so.
fn table(module: &str, ident: &str) -> String {
    let table = plain(module).to_uppercase();
    if table == ident { format!("{table}__DEF") } else { table }
}

impl TypeNames {
    /// The static that describes it: `USER_GROUP`.
    #[must_use]
    pub fn table(&self) -> String {
        table(&self.module, &self.ident)
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

/// The names of the enum of a type and those derived from it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FamilyNames {
    /// The enum: `AnyShape`.
    pub ident: String,
    /// Its module: `any_shape`.
    pub module: String,
    /// The module of its namespace within `types`; `None` for the crate's primary namespace.
    pub space: Option<String>,
    /// The alternatives, in the order of the model.
    pub variants: Vec<String>,
    /// The methods that give the fields that all have, in the order of the model; none for one that they call differently.
    pub accessors: Vec<Option<String>>,
}

impl FamilyNames {
    /// The static that describes it: `ANY_SHAPE`.
    #[must_use]
    pub fn table(&self) -> String {
        table(&self.module, &self.ident)
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
    /// The enum of its faults, where it declares any.
    pub fault: String,
    /// The alternatives of that enum.
    pub faults: Vec<String>,
}

/// All names.
#[derive(Debug, Clone, Default)]
pub struct Names {
    /// Of structs, enumerations and choices.
    pub types: BTreeMap<TypeName, TypeNames>,
    /// Of the enums of derived types, by their base, and of their alternatives.
    pub families: BTreeMap<TypeName, FamilyNames>,
    /// Of the statics of dictionaries.
    pub dictionaries: BTreeMap<TypeName, String>,
    /// Of the constants of namespaces.
    pub namespaces: BTreeMap<Arc<str>, String>,
    /// Of the fields of records, by slot.
    pub fields: BTreeMap<TypeName, Vec<String>>,
    /// Of the values of enumerations, and of the members of unions.
    pub values: BTreeMap<TypeName, Vec<String>>,
    /// Of the alternatives of choices.
    pub variants: BTreeMap<TypeName, Vec<String>>,
    /// Of the services, in the order of the model.
    pub services: Vec<ServiceNames>,
    /// Of the request headers, by slot.
    pub request_headers: Vec<String>,
    /// Of the response headers, by slot.
    pub response_headers: Vec<String>,
    /// What each service that there is is called.
    pub(super) called: BTreeMap<ServiceId, Called>,
    /// The names that a configuration asks for.
    pub(super) renames: Renames,
    /// Services that the lock calls otherwise: the name there, and the new one.
    pub renamed_services: Vec<(String, String)>,
    /// What to pin.
    pub lock: NamesLock,
}

impl Names {
    /// Names everything in `model`. `modules` maps a contract's file, or its stem, to the module that its configuration asks for;
    /// `asked` maps what the contract calls a thing (`Type`, `Type.Field`) to the Rust name that a configuration asks for.
    #[must_use]
    pub fn new(
        model: &Model,
        modules: &BTreeMap<String, String>,
        asked: &BTreeMap<String, String>,
        lock: &NamesLock,
    ) -> Self {
        let mut names = Self { called: of_services(&model.offers, modules, lock), ..Self::default() };
        names.renames = Renames::new(model, &names.called, asked, lock);
        let mut pinned = lock.clone();
        names.renames.pin(&mut pinned);
        names.name_namespaces(model, &pinned);
        names.name_types(model, &pinned);
        names.name_families(model, &pinned);
        names.name_members(model, &pinned);
        names.name_accessors(model);
        names.pin_services(&pinned);
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
        for name in model.families.keys() {
            spaces.entry(Arc::clone(&name.name.namespace)).or_default();
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
            for name in model.families.keys().filter(|name| name.name.namespace == uri) {
                requests.push(Request {
                    key: family_key(name),
                    wire: format!("any_{}", wire_of(name)),
                    meanings: vec!["derived".to_owned()],
                    rank: 8,
                });
            }
            let idents = self.renames.assign(Scope::new(Case::Pascal, lock, ["Self"]), requests);
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
            let own = || model.families.keys().filter(|name| name.name.namespace == uri);
            modules.extend(own().filter_map(|name| {
                let ident = idents.get(&family_key(name))?;
                let key = format!("module of {}", family_key(name));
                Some(Request { key, wire: case::ascii(ident), meanings: vec!["derived".to_owned()], rank: 1 })
            }));
            let reserved = TABLE_WORDS.iter().copied().chain(inner.iter().map(String::as_str)).chain([
                "mod",
                "types",
                "dictionaries",
                "unqualified",
            ]);
            let modules = Scope::new(Case::Snake, lock, reserved).assign(modules);
            for name in own() {
                let key = family_key(name);
                let module = modules.get(&format!("module of {key}"));
                if let (Some(ident), Some(module)) = (idents.get(&key), module) {
                    self.lock.pin(key, ident);
                    let (ident, module, space) = (ident.clone(), module.clone(), space.clone());
                    let names = FamilyNames { ident, module, space, ..FamilyNames::default() };
                    self.families.insert(name.clone(), names);
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
                let names = TypeNames { ident: ident.clone(), module: module.clone(), space: space.clone() };
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
            let requests = family.types.iter().map(|name| Request {
                key: key(name),
                wire: self.types.get(name).map_or_else(|| wire_of(name), |own| own.ident.clone()),
                meanings: self.space_words(&name.name.namespace),
                rank: 0,
            });
            let given = Scope::new(Case::Pascal, lock, ["Other", "Self"]).assign(requests.collect());
            let variants = family.types.iter().map(|name| given.get(&key(name)).cloned().unwrap_or_default());
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
