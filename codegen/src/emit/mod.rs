//! From the model and its names to the files of a crate.
//!
//! Everything goes through an ordered space, so the bytes are the same on every run and machine.

mod accessors;
mod additions;
mod address;
mod arguments;
mod builder;
mod builder_methods;
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
mod features;
mod guide;
mod header_lists;
mod headers;
mod identities;
mod inline;
mod join;
mod kept;
mod listed;
mod login;
mod manifest;
mod operations;
mod paths;
mod policies;
mod records;
mod relative;
mod root;
mod rows;
mod rows_of_items;
mod rust_types;
mod server;
mod services;
mod session;
mod space;
mod split_files;
mod text;
mod unions;
mod validate;

#[cfg(feature = "internals")]
pub use kept::kept;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::panic::resume_unwind;
use std::thread;

use crate::contract::Place;
use crate::diagnostic::{Diagnostic, Diagnostics, Kind};
use crate::names::Settings;
use crate::names::named::{Choice, Enumerated, Family, Model, Record, Service, Union};
use crate::options::{EmitOptions, Runtime};
use crate::parallel;

use code::Code;
use context::{Context, Mode};
use features::Feature;
use space::{File, Space};

/// The file of a crate that is written once and then belongs to the user.
pub const OWN: &str = "rustfmt.toml";

/// The text of a file. What every crate carries is in this program already, and is not copied.
pub(crate) type Text = Cow<'static, str>;

/// Emits all files of a crate, by path (with `/`, relative to the crate). The same model and settings give the same
/// bytes.
///
/// # Errors
/// When the settings do not fit the model.
pub(crate) fn emit(model: &Model, settings: &Settings<'_>) -> Result<BTreeMap<String, Text>, Diagnostics> {
    let Settings { options, example, ticket } = settings;
    let cx = Context::new(model, options, example.as_ref(), ticket);
    let (mut space, others) = thread::scope(|scope| {
        let others = scope.spawn(|| others(&cx, options));
        (sources(&cx), others.join().unwrap_or_else(|panic| resume_unwind(panic)))
    });
    for (path, text) in others {
        space.text(path, text);
    }
    space.finish().map_err(errors)
}

/// The files that every crate with a runtime of its own carries, by path, sorted: no contract changes them.
pub(crate) fn carried() -> impl Iterator<Item = (String, &'static str)> {
    soapwright_runtime::files().map(|(path, text)| (format!("src/runtime/{path}"), text))
}

/// The files of a crate that are no Rust of its own, by path.
fn others(cx: &Context<'_>, options: &EmitOptions) -> Vec<(String, Text)> {
    let headline = code::headline(None);
    let own = [
        ("Cargo.toml", manifest::cargo_toml(cx, &headline).into()),
        ("GUIDE.md", guide::text(cx, &headline).into()),
        (OWN, manifest::RUSTFMT_TOML.into()),
        ("README.md", manifest::readme(cx, &headline).into()),
    ];
    let own = own.into_iter().map(|(path, text)| (path.to_owned(), text));
    let carried = (options.runtime == Runtime::Embedded).then(carried);
    own.chain(carried.into_iter().flatten().map(|(path, text)| (path, text.into()))).collect()
}

/// Emits a module of a program as one file, whose paths hold wherever it is included.
///
/// # Errors
/// When the settings do not fit the model.
pub fn module(model: &Model, settings: &Settings<'_>) -> Result<String, Diagnostics> {
    let Settings { options, example, ticket } = settings;
    let cx = Context::new(model, options, example.as_ref(), ticket);
    sources(&cx).finish().and_then(|files| inline::inline(&files)).map_err(errors)
}

/// The Rust files that are made of the contracts.
fn sources(cx: &Context<'_>) -> Space {
    let mut space = Space::default();
    for file in parallel::map(&parts(cx), |part| part.files(cx)).into_iter().flatten() {
        space.add(file);
    }
    space
}

/// Mistakes of this program, as what else can be wrong.
fn errors(problems: Vec<String>) -> Diagnostics {
    let mut errors = Diagnostics::default();
    for problem in problems {
        errors.push(Diagnostic::error(Kind::Unsupported, problem, Place::default()));
    }
    errors
}

/// What is made by itself: one file, or a few.
enum Part<'a> {
    Service(&'a Service),
    Record(&'a Record),
    Enum(&'a Enumerated),
    Union(&'a Union),
    Family(&'a Family),
    Choice(&'a Choice),
    Root,
    Login,
    Session(Mode),
    Headers,
    Types,
    Dictionaries,
}

/// All parts, the largest first.
fn parts<'a>(cx: &Context<'a>) -> Vec<Part<'a>> {
    let mut services: Vec<&Service> = cx.model.services.iter().collect();
    services.sort_by_key(|service| std::cmp::Reverse(service.operations.len()));
    let mut out: Vec<Part<'a>> = services.into_iter().map(Part::Service).collect();
    out.push(Part::Session(Mode::Async));
    if cx.under(Feature::Blocking).is_some() {
        out.push(Part::Session(Mode::Blocking));
    }
    out.extend([Part::Login, Part::Headers, Part::Types, Part::Root, Part::Dictionaries]);
    out.extend(cx.model.records.values().map(Part::Record));
    out.extend(cx.model.choices.values().map(Part::Choice));
    out.extend(cx.model.families.values().map(Part::Family));
    out.extend(cx.model.enums.values().map(Part::Enum));
    out.extend(cx.model.unions.values().map(Part::Union));
    out
}

impl Part<'_> {
    fn files(&self, cx: &Context<'_>) -> Vec<File> {
        let of_type = |file: String, code: Code| vec![File::new(format!("src/types/{file}"), code)];
        match self {
            Self::Root => vec![
                File::new("src/lib.rs", root::root(cx)),
                File::new("src/namespaces.rs", root::namespaces(cx)),
            ],
            Self::Login => login::emit(cx).into_iter().map(|code| File::new("src/login.rs", code)).collect(),
            Self::Headers => vec![File::new("src/headers.rs", headers::emit(cx))],
            Self::Session(mode) => {
                let path = if *mode == Mode::Async { "src/session.rs" } else { "src/blocking.rs" };
                vec![File::new(path, session::emit(cx, *mode))]
            }
            Self::Types => root::types(cx).into_iter().map(|(path, code)| File::new(path, code)).collect(),
            Self::Dictionaries if cx.model.dictionaries.is_empty() => Vec::new(),
            Self::Dictionaries => {
                vec![File::new("src/types/dictionaries.rs", records::dictionaries(cx))]
            }
            Self::Family(family) => of_type(family.rust.file(), families::emit(cx, family)),
            Self::Record(record) => of_type(record.rust.file(), records::emit(cx, record)),
            Self::Choice(choice) => of_type(choice.rust.file(), choices::emit(cx, choice)),
            Self::Enum(declared) => of_type(declared.rust.file(), enums::emit(cx, declared)),
            Self::Union(declared) => of_type(declared.rust.file(), unions::emit(cx, declared)),
            Self::Service(service) => {
                let folder = format!("src/{}", service.rust.module.unescaped());
                let mut out = vec![File::new(format!("{folder}/mod.rs"), services::emit(cx, service))];
                if cx.under(Feature::Blocking).is_some() {
                    let path = format!("{folder}/blocking.rs");
                    out.push(File::new(path, services::emit_blocking(cx, service)));
                }
                let rest = operations::emit(cx, service).into_iter();
                let rest = rest.chain(faults::emit(cx, service)).chain(server::emit(cx, service));
                out.extend(rest.map(|(path, code)| File::new(format!("{folder}/{path}"), code)));
                out
            }
        }
    }
}
