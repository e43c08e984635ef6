//! From the model and its names to the files of a crate.
//!
//! Everything goes through an ordered space, so the bytes are the same on every run and machine.

mod accessors;
mod address;
mod arguments;
mod asked;
mod builder;
mod call;
mod choices;
mod code;
mod context;
mod defaults;
mod describe;
mod docs;
mod enums;
mod example;
mod families;
mod faults;
mod guide;
mod headers;
mod join;
mod login;
mod manifest;
mod operations;
mod options;
mod paths;
mod records;
mod root;
mod rows;
mod rust_types;
mod scalar;
mod server;
mod services;
mod session;
mod space;
mod spread;
mod text;

mod unions;
mod validate;

pub use options::{EmitOptions, LoginOperation, LoginOptions, OutcomeOptions, RefusedOptions, Runtime};

use std::collections::BTreeMap;

use crate::contract::{Contract, Place, TypeName};
use crate::diagnostic::{Diagnostic, Diagnostics, Kind, Setting};
use crate::names::{self, Names, NamesLock, ServiceNames};
use crate::parallel;
use crate::passes::{self, Choice, Enumerated, Family, Filter, Model, Record, Service, ServiceId, Union};
use crate::timings::Timings;

use code::Code;
use context::{Context, Mode};
use space::{File, Space};

/// The file of a crate that is written once and then belongs to the user.
pub const OWN: &str = "rustfmt.toml";

/// A crate, ready to be written.
#[derive(Debug, Clone)]
pub struct Emitted {
    /// Path (with `/`, relative to the crate) and text of every file.
    pub files: BTreeMap<String, String>,
    /// The names to pin.
    pub names: NamesLock,
    /// Services that the lock calls otherwise: the name there, and the new one.
    pub renamed_services: Vec<(String, String)>,
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
    /// Enumerations, sets of flags, and unions.
    pub enums: usize,
    /// Types of the contract that are no Rust types, and why.
    pub vanished: BTreeMap<TypeName, &'static str>,
}

/// Emits all files of a crate. The same contract, options and lock give the same bytes.
///
/// # Errors
/// When nothing is left to generate, or the options name what the contract does not have.
pub fn emit(contract: &Contract, options: &EmitOptions, lock: &NamesLock) -> Result<Emitted, Diagnostics> {
    emit_timed(contract, options, lock, &mut Timings::default())
}

/// What there is to emit, what it is called, and what cannot be expressed.
///
/// # Errors
/// As [`emit`].
pub(crate) fn shape(
    contract: &Contract,
    options: &EmitOptions,
    lock: &NamesLock,
    timings: &mut Timings,
) -> Result<(Model, Names, Diagnostics), Diagnostics> {
    let mut filter = Filter { operations: None, ports: options.ports.clone() };
    let offers = passes::offers(contract, &filter);
    let called = names::of_services(&offers, &options.modules, lock);
    filter.operations = names::select(&offers, &called, &options.operations, lock)?;
    let (model, warnings) = passes::model(contract, &filter)?;
    timings.lap("shape types");
    let names = Names::new(&model, &options.modules, &options.renames, lock);
    timings.lap("give names");
    Ok((model, names, warnings))
}

/// As [`emit`], saying how long each phase takes.
pub(crate) fn emit_timed(
    contract: &Contract,
    options: &EmitOptions,
    lock: &NamesLock,
    timings: &mut Timings,
) -> Result<Emitted, Diagnostics> {
    let (model, names, warnings) = shape(contract, options, lock, timings)?;
    let options = &asked::found(contract, &model, &names, options, lock)?;
    let example = options.example.as_ref().map(|name| example_named(contract, options, lock, name));
    let ticket = login::plan(&model, &names, options)?;
    let cx = Context::new(&model, &names, options, example.transpose()?, &ticket);
    let mut space = Space::default();
    for file in parallel::map(&parts(&cx), |part| part.files(&cx)).into_iter().flatten() {
        space.add(file);
    }
    let headline = code::headline(None);
    space.text("Cargo.toml", manifest::cargo_toml(&cx, &headline));
    space.text("GUIDE.md", guide::text(&cx, &headline));
    space.text(OWN, manifest::RUSTFMT_TOML.to_owned());
    space.text("README.md", manifest::readme(&cx, &headline));
    if options.runtime == Runtime::Embedded {
        for (path, text) in soapwright_runtime::files() {
            space.text(format!("src/runtime/{path}"), text.to_owned());
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
        enums: model.enums.len() + model.unions.len(),
        vanished: model.vanished.clone(),
    };
    timings.lap("make and print code");
    Ok(Emitted { files, names: names.lock, renamed_services: names.renamed_services, counts, warnings })
}

/// The operation that `[crate] example` names. It may be one that is not wanted this time.
fn example_named(
    contract: &Contract,
    options: &EmitOptions,
    lock: &NamesLock,
    name: &str,
) -> Result<(ServiceId, String), Diagnostics> {
    let offers = passes::offers(contract, &Filter { operations: None, ports: options.ports.clone() });
    let called = names::of_services(&offers, &options.modules, lock);
    let setting = Setting::value(["crate", "example"], name);
    names::select_one(&offers, &called, "[crate] example", setting, lock)
}

/// What is made by itself: one file, or a few.
enum Part<'a> {
    Service(&'a Service, &'a ServiceNames),
    Record(&'a TypeName, &'a Record),
    Enum(&'a TypeName, &'a Enumerated),
    Union(&'a TypeName, &'a Union),
    Family(&'a TypeName, &'a Family),
    Choice(&'a TypeName, &'a Choice),
    Root,
    Login,
    Session(Mode),
    Headers,
    Types,
    Dictionaries,
}

/// All parts, the largest first.
fn parts<'a>(cx: &Context<'a>) -> Vec<Part<'a>> {
    let mut services: Vec<_> = cx.model.services.iter().zip(&cx.names.services).collect();
    services.sort_by_key(|(service, _)| std::cmp::Reverse(service.operations.len()));
    let mut out: Vec<Part<'a>> = services.into_iter().map(|(s, names)| Part::Service(s, names)).collect();
    out.extend([Part::Session(Mode::Async), Part::Session(Mode::Blocking)]);
    out.extend([Part::Login, Part::Headers, Part::Types, Part::Root, Part::Dictionaries]);
    out.extend(cx.model.records.iter().map(|(name, record)| Part::Record(name, record)));
    out.extend(cx.model.choices.iter().map(|(name, choice)| Part::Choice(name, choice)));
    out.extend(cx.model.families.iter().map(|(base, family)| Part::Family(base, family)));
    out.extend(cx.model.enums.iter().map(|(name, declared)| Part::Enum(name, declared)));
    out.extend(cx.model.unions.iter().map(|(name, declared)| Part::Union(name, declared)));
    out
}

impl Part<'_> {
    fn files(&self, cx: &Context<'_>) -> Vec<File> {
        let of_type = |name: &TypeName, code: &dyn Fn() -> Code| {
            let own = cx.names.types.get(name);
            own.map(|own| File::new(format!("src/types/{}", own.file()), &code())).into_iter().collect()
        };
        match self {
            Self::Root => vec![
                File::new("src/lib.rs", &root::lib(cx)),
                File::new("src/namespaces.rs", &root::namespaces(cx)),
            ],
            Self::Login => login::emit(cx).iter().map(|code| File::new("src/login.rs", code)).collect(),
            Self::Headers => vec![File::new("src/headers.rs", &headers::emit(cx))],
            Self::Session(mode) => {
                let path = if *mode == Mode::Async { "src/session.rs" } else { "src/blocking.rs" };
                vec![File::new(path, &session::emit(cx, *mode))]
            }
            Self::Types => root::types(cx).iter().map(|(path, code)| File::new(path, code)).collect(),
            Self::Dictionaries if cx.names.dictionaries.is_empty() => Vec::new(),
            Self::Dictionaries => {
                vec![File::new("src/types/dictionaries.rs", &records::dictionaries(cx))]
            }
            Self::Family(base, family) => families::file(cx, base)
                .map(|path| File::new(path, &families::emit(cx, base, family)))
                .into_iter()
                .collect(),
            Self::Record(name, record) => of_type(name, &|| records::emit(cx, name, record)),
            Self::Choice(name, choice) => of_type(name, &|| choices::emit(cx, name, choice)),
            Self::Enum(name, declared) => of_type(name, &|| enums::emit(cx, name, declared)),
            Self::Union(name, declared) => of_type(name, &|| unions::emit(cx, name, declared)),
            Self::Service(service, own) => {
                let folder = format!("src/{}", own.module.trim_start_matches("r#"));
                let mut out = vec![
                    File::new(format!("{folder}/mod.rs"), &services::emit(cx, service, own)),
                    File::new(format!("{folder}/blocking.rs"), &services::emit_blocking(cx, service, own)),
                ];
                let rest = operations::emit(cx, service, own).into_iter();
                let rest = rest.chain(faults::emit(cx, service, own)).chain(server::emit(cx, service, own));
                out.extend(rest.map(|(path, code)| File::new(format!("{folder}/{path}"), &code)));
                out
            }
        }
    }
}
