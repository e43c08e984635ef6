//! What of a contract can be sent through its crate: its types and messages, and the code that does it in there.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use soapwright::ReadOptions;
use soapwright::contract::{
    Body, Contract, Message, Operation, QName, SoapVersion, TypeKind, TypeName, TypeOrigin,
};
use soapwright::diagnostic::Diagnostics;
use soapwright::internals::emit::{EmitOptions, emit};
use soapwright::internals::model::{self, Filter};
use soapwright::internals::names::{Model, NamesLock, TypeNames, names};

use crate::crates::shared_runtime;

/// The namespace of the elements that stand for named types.
pub const PROBE: &str = "urn:soapwright:probe";

/// How many operations a contract may have for a call of each to be compiled.
const FEW: usize = 12;

/// A contract, and a crate of it that can be asked.
#[derive(Debug)]
pub struct Probed {
    /// The contract that the crate is made of.
    pub contract: Contract,
    /// Types of the crate.
    pub types: Vec<TypeProbe>,
    /// Operations of the crate, in its order.
    pub messages: Vec<MessageProbe>,
    /// Path and text of the crate's files.
    pub files: BTreeMap<String, String>,
}

/// A type that the crate has something for.
#[derive(Debug, Clone)]
pub struct TypeProbe {
    /// The type.
    pub name: TypeName,
    /// The element that holds a value of it: a global one, or one of [`PROBE`] that the driver schema declares.
    pub element: QName,
}

/// An operation.
#[derive(Debug, Clone)]
pub struct MessageProbe {
    /// Module and operation, for people.
    pub name: String,
    /// What the contract says of it.
    pub operation: Operation,
    /// The version of its envelopes.
    pub version: SoapVersion,
}

impl MessageProbe {
    /// The elements that stand in the Body of a message.
    #[must_use]
    pub fn roots(message: &Message) -> Vec<QName> {
        match &message.body {
            Body::Empty => Vec::new(),
            Body::Wrapped { element, .. } | Body::Rpc { element, .. } => vec![element.clone()],
            Body::Bare(parts) => parts.iter().map(|part| part.field.name.clone()).collect(),
        }
    }
}

/// Reads a contract, and makes a crate called `name` of it that `inside.rs` is part of, and the code that its README and
/// guide show. `configure` may say more of the crate.
///
/// # Errors
/// What the generator says.
pub fn probed(
    file: &Path,
    options: &ReadOptions,
    configure: impl FnOnce(&mut EmitOptions),
    name: &str,
) -> Result<Probed, String> {
    let first =
        |said: Diagnostics| said.iter().next().map_or_else(String::new, |first| first.message.clone());
    let (contract, _) = soapwright::read_contracts(&[file.to_owned()], options).map_err(first)?;
    let mut emitting = EmitOptions::new(name);
    emitting.runtime = shared_runtime();
    emitting.server = true;
    configure(&mut emitting);
    let emitted = emit(&contract, &emitting, &NamesLock::default()).map_err(first)?;
    // The same once more, for the names.
    let model = model::model(&contract, &Filter::default(), &mut Diagnostics::default()).map_err(first)?;
    let named = names(model, &emitting, &NamesLock::default()).map_err(first)?;
    let model = &named.model;
    let types = types(&contract, model);
    let messages = messages(&contract, model);
    let mut files = emitted.files;
    let text = source(model, &types);
    files.insert("src/probes.rs".to_owned(), text);
    if let Some(root) = files.get_mut("src/lib.rs") {
        root.push_str("\n#[doc(hidden)]\npub mod probes;\n");
    }
    let mut shown = super::shown::texts(&files);
    let path = |service: &str, method: &str| format!("{service}.{method}");
    let operations = model.services.iter().flat_map(|s| s.operations.iter().map(move |o| (s, o)));
    let paths = operations.map(|(s, o)| path(s.rust.agent.raw(), o.rust.method.raw()));
    let paths: Vec<String> = paths.collect();
    for path in paths.into_iter().filter(|_| messages.len() <= FEW) {
        emitting.example = Some(path);
        let again = emit(&contract, &emitting, &NamesLock::default()).map_err(first)?;
        shown.extend(again.files.get("README.md").cloned());
    }
    files.insert("src/shown.rs".to_owned(), super::shown::module(&shown));
    let main = format!("mod shown;\n\nfn main() {{\n    {}::probes::run();\n}}\n", emitting.library());
    files.insert("src/main.rs".to_owned(), main);
    if let Some(manifest) = files.get_mut("Cargo.toml") {
        *manifest = manifest
            .replacen("\"async\"", "\"server\"", 1)
            .replacen("\"rustls\"", "\"serde\"", 1)
            .replacen("[dependencies]\n", "[dependencies]\nserde_json = \"1.0.154\"\n", 1);
    }
    let types = types.into_iter().map(|(probe, ..)| probe).collect();
    Ok(Probed { contract, types, messages, files })
}

type Named<'n> = (TypeProbe, &'n TypeNames, &'static str);

/// The types of the crate that an element of their own can be had for: not abstract, and reached by a name.
fn types<'n>(contract: &Contract, model: &'n Model) -> Vec<Named<'n>> {
    let mut found = Vec::new();
    let records = model.records.iter().map(|(name, record)| (name, &*record.rust, "Record"));
    let enums =
        model.enums.iter().map(|(name, own)| (name, &*own.rust, if own.flags { "Flags" } else { "Enum" }));
    for (name, own, kind) in records.chain(enums) {
        let is_abstract = match contract.types.get(name).map(|ty| &ty.kind) {
            Some(TypeKind::Struct(own)) => own.is_abstract,
            Some(_) => false,
            None => true,
        };
        let global = name.path.is_empty();
        let element = match name.origin {
            TypeOrigin::Type => QName::new(PROBE, format!("t{}", found.len())),
            TypeOrigin::Element if contract.elements.get(&name.name).is_some_and(|e| !e.is_abstract) => {
                name.name.clone()
            }
            _ => continue,
        };
        if !global || is_abstract {
            continue;
        }
        found.push((TypeProbe { name: name.clone(), element }, own, kind));
    }
    found
}

/// The operations, in the crate's order.
fn messages(contract: &Contract, model: &Model) -> Vec<MessageProbe> {
    let ports =
        || contract.services.iter().flat_map(|service| service.ports.iter().map(move |p| (service, p)));
    let mut found = Vec::new();
    for service in &model.services {
        for operation in &service.operations {
            let declared = ports()
                .filter(|(of, port)| {
                    of.name == service.id.name
                        && of.source == service.id.source
                        && port.port_type == service.id.port_type
                        && port.version == service.version
                })
                .find_map(|(_, port)| port.operations.iter().find(|o| o.name == operation.name));
            if let Some(declared) = declared {
                let name = format!("{}/{}", service.id.port_type.local, operation.name);
                found.push(MessageProbe { name, operation: declared.clone(), version: service.version });
            }
        }
    }
    found
}

/// The module that lists all this inside the crate.
fn source(model: &Model, types: &[Named<'_>]) -> String {
    let inside = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("src/roundtrip/inside.rs");
    let mut out = format!(
        "#[path = {:?}]\nmod inside;\n\nuse crate::runtime::codec::Type;\nuse inside::{{MessageProbe, TypeProbe, message, \
         value}};\n\nstatic TYPES: &[TypeProbe] = &[\n",
        inside.display().to_string().replace('\\', "/")
    );
    for (probe, own, kind) in types {
        let space = own.space.as_ref().map(|space| format!("::{space}")).unwrap_or_default();
        let path = format!("crate::types{space}::{}", own.ident);
        let rust = if *kind == "Flags" { format!("crate::runtime::values::Flags<{path}>") } else { path };
        let QName { namespace, local } = &probe.element;
        let table = own.table();
        let _ = writeln!(
            out,
            "    TypeProbe {{ namespace: {namespace:?}, name: \"{local}\", ty: Type::{kind}(&crate::types{space}::{}::{table}), \
             new: value::<{rust}> }},",
            own.module
        );
    }
    out.push_str("];\n\nstatic MESSAGES: &[MessageProbe] = &[\n");
    for service in &model.services {
        let module = &service.rust.module;
        for operation in &service.operations {
            let request = &operation.rust.request;
            let _ = writeln!(out, "    message::<crate::{module}::server::{request}>(),");
        }
    }
    out.push_str(
        "];\n\npub fn run() {\n    inside::run(TYPES, MESSAGES, &crate::namespaces::NAMESPACES);\n}\n",
    );
    out
}
