//! From the model and its names to the files of a crate.
//!
//! Everything goes through an ordered space, so the bytes are the same on every run and machine.

mod arguments;
mod choices;
mod code;
mod context;
mod describe;
mod docs;
mod enums;
mod example;
mod guide;
mod headers;
mod join;
mod login;
mod manifest;
mod operations;
mod options;
mod records;
mod root;
mod scalar;
mod server;
mod services;
mod session;
mod space;
mod text;

pub use options::{EmitOptions, LoginOptions, OutcomeOptions, RefusedOptions, Runtime};

use std::collections::BTreeMap;

use crate::contract::{Contract, Place, TypeName};
use crate::diagnostic::{Diagnostic, Diagnostics, Kind};
use crate::names::{Names, NamesLock};
use crate::passes::{self, Filter};

use context::Context;
use services::Mode;
use space::Space;

/// A crate, ready to be written.
#[derive(Debug, Clone)]
pub struct Emitted {
    /// Path (with `/`, relative to the crate) and text of every file.
    pub files: BTreeMap<String, String>,
    /// The names to pin.
    pub names: NamesLock,
    /// How much there is.
    pub counts: Counts,
    /// What is kept as raw XML, and why.
    pub warnings: Diagnostics,
}

/// How much a crate holds.
#[derive(Debug, Clone, Default)]
pub struct Counts {
    /// Services.
    pub services: usize,
    /// Operations.
    pub operations: usize,
    /// Structs.
    pub structs: usize,
    /// Enumerations and sets of flags.
    pub enums: usize,
    /// Types of the contract that are no Rust types, and why.
    pub vanished: BTreeMap<TypeName, &'static str>,
}

/// Emits all files of a crate. The same contract, options and lock give the same bytes.
///
/// # Errors
/// When nothing is left to generate, or the options name what the contract does not have.
pub fn emit(contract: &Contract, options: &EmitOptions, lock: &NamesLock) -> Result<Emitted, Diagnostics> {
    let filter = Filter { operations: options.operations.clone() };
    let (model, warnings) = passes::model(contract, &filter)?;
    let names = Names::new(&model, &options.modules, &options.renames, lock);
    let cx = Context::new(&model, &names, options);
    let plan = options.login.as_ref().map(|login| login::plan(&cx, login)).transpose()?;
    let mut space = Space::default();
    space.add("src/lib.rs", &root::lib(&cx, plan.as_ref()));
    space.add("src/namespaces.rs", &root::namespaces(&cx));
    space.text("src/tables.rs", format!("{}\n{}", code::headline(None), include_str!("templates/tables.rs")));
    space.add("src/headers.rs", &headers::emit(&cx));
    space.add("src/session.rs", &session::emit(&cx, plan.as_ref(), Mode::Async));
    space.add("src/blocking.rs", &session::emit(&cx, plan.as_ref(), Mode::Blocking));
    if let Some(plan) = &plan {
        space.add("src/login.rs", &login::emit(&cx, plan));
    }
    for (path, code) in root::types(&cx) {
        space.add(path, &code);
    }
    if !names.dictionaries.is_empty() {
        space.add("src/types/dictionaries.rs", &records::dictionaries(&cx));
    }
    for (name, record) in &model.records {
        if let Some(own) = names.types.get(name) {
            space.add(format!("src/types/{}", own.file()), &records::emit(&cx, name, record));
        }
    }
    for (name, declared) in &model.enums {
        if let Some(own) = names.types.get(name) {
            space.add(format!("src/types/{}", own.file()), &enums::emit(&cx, name, declared));
        }
    }
    for (service, own) in model.services.iter().zip(&names.services) {
        let folder = format!("src/{}", own.module.trim_start_matches("r#"));
        space.add(format!("{folder}/mod.rs"), &services::emit(&cx, service, own));
        space.add(format!("{folder}/blocking.rs"), &services::emit_blocking(&cx, service, own));
        let rest = operations::emit(&cx, service, own).into_iter().chain(server::emit(&cx, service, own));
        for (path, code) in rest {
            space.add(format!("{folder}/{path}"), &code);
        }
    }
    space.text("Cargo.toml", manifest::cargo_toml(&cx, &code::headline(None)));
    space.text("GUIDE.md", guide::text(&cx, plan.as_ref(), &code::headline(None)));
    space.text("README.md", manifest::readme(&cx, plan.as_ref(), &code::headline(None)));
    if options.runtime == Runtime::Embedded {
        space.text("src/runtime/mod.rs", soapwright_runtime::MOD.to_owned());
        for (path, text) in soapwright_runtime::FILES {
            space.text(format!("src/runtime/{path}"), (*text).to_owned());
        }
    }
    let files = space.finish().map_err(|problems| {
        let mut errors = Diagnostics::default();
        for problem in problems {
            errors.push(Diagnostic::error(Kind::Unsupported, problem, Place::default()));
        }
        errors
    })?;
    let counts = Counts {
        services: model.services.len(),
        operations: model.services.iter().map(|s| s.operations.len()).sum(),
        structs: model.records.len(),
        enums: model.enums.len(),
        vanished: model.vanished.clone(),
    };
    Ok(Emitted { files, names: names.lock, counts, warnings })
}
