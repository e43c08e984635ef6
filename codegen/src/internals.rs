//! The phases one by one, for our own tests.

use std::collections::BTreeMap;
use std::path::PathBuf;

use crate::contract::{Body, Contract, Message, TypeName};
use crate::diagnostic::Diagnostics;
use crate::diff::{Extra, Report};
use crate::load::ReadOptions;
use crate::merge::{strip_field, strip_type};
use crate::names::NamesLock;
use crate::options::EmitOptions;
use crate::policy::words;
use crate::timings::Run;

/// What stands in `soapwright.toml`.
pub mod config {
    pub use crate::config::Config;
}

/// The phase `merge`.
pub mod merge {
    pub use crate::internals::undocumented;
}

/// The phase `model`.
pub mod model {
    pub use crate::model::{Filter, Member, Model, Record, Shape, model};
}

/// The phase `names`.
pub mod names {
    pub use crate::names::named::{Member, Model, Shape, TypeNames};
    pub use crate::names::{Names, NamesLock, RustName, names};
}

/// What a contract proposes for its configuration.
pub mod propose {
    pub use crate::propose::{Login, Logins, Outcome, Proposals, propose};
}

/// The SHA-256 of some bytes, as locks have it.
#[must_use]
pub fn hash(bytes: &[u8]) -> String {
    crate::disk::hash(bytes)
}

/// The comparison of two contracts.
pub mod diff {
    pub use crate::diff::{
        Change, Class, Direction, Kind, Report, Rule, Summary, github, json, junit, list, markdown, rules,
        sarif, text,
    };
    pub use crate::internals::{Read, read};
}

/// What policies ask for, assertion by assertion.
pub mod policy {
    pub use crate::internals::policies;
}

/// Sample envelopes.
pub mod sample {
    pub use crate::sample::sample;
}

/// The phase `emit`, with those before it.
pub mod emit {
    pub use crate::emit::kept;
    pub use crate::internals::{Counts, Emitted, emit};
    pub use crate::options::{
        Arguments, EmitOptions, LoginOperation, LoginOptions, OutcomeOptions, RefusedOptions, Runtime,
    };
}

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

/// From a contract to the files of a crate: the same contract, options and lock give the same bytes.
///
/// # Errors
/// When nothing is left to generate, or the options name what the contract does not have.
pub fn emit(contract: &Contract, options: &EmitOptions, lock: &NamesLock) -> Result<Emitted, Diagnostics> {
    let mut warnings = Diagnostics::default();
    let lock = &crate::names::carried(contract, lock);
    let wanted = crate::names::wanted(contract, options, lock)?;
    let model = crate::model::model(contract, &wanted, &mut warnings)?;
    let names = crate::names::names(model, options, lock)?;
    let settings = crate::names::settings(contract, &names, options, lock)?;
    let files = crate::emit::emit(&names.model, &settings)?;
    let files = files.into_iter().map(|(path, text)| (path, text.into_owned())).collect();
    let model = names.model;
    let counts = Counts {
        services: model.services.len(),
        operations: model.services.iter().map(|s| s.operations.len()).sum(),
        structs: model.records.len(),
        enums: model.enums.len() + model.unions.len(),
        vanished: model.vanished,
    };
    Ok(Emitted { files, names: names.lock, renamed_services: names.renamed_services, counts, warnings })
}

/// A contract with all that a comparison needs of it.
#[derive(Debug, Clone)]
pub struct Read {
    contract: Contract,
    extra: Extra,
}

impl Read {
    /// What changed from this contract to another one.
    #[must_use]
    pub fn compare(&self, new: &Self) -> Report {
        crate::diff::compare((&self.contract, &self.extra), (&new.contract, &new.extra))
    }

    /// For each change a message that shows it, where one is found, and the line of it.
    #[must_use]
    pub fn witnesses(&self, new: &Self, report: &Report) -> Vec<Option<(String, usize)>> {
        let all = crate::witness::Witnesses::new(&self.contract, &new.contract, report);
        let found = report.changes.iter().map(|change| all.of(change));
        found.map(|witness| witness.map(|witness| (witness.text, witness.line))).collect()
    }
}

impl Read {
    /// What messages prove that the report of a comparison does not tell, each in a line. `count` messages are sent of each
    /// operation, and of each branch of its choices.
    #[must_use]
    pub fn refuted(&self, new: &Self, report: &Report, count: usize, seed: u64) -> Vec<String> {
        let all = crate::witness::Witnesses::new(&self.contract, &new.contract, report);
        let found = all.refuted(report, count, seed);
        let line = |one: crate::witness::Refuted| {
            let way = if one.request { "a request" } else { "a reply" };
            format!("{}: {way}: {}", one.at, one.why)
        };
        found.into_iter().map(line).collect()
    }
}

/// Reads what `diff` compares.
///
/// # Errors
/// Everything that is wrong with the contracts.
pub fn read(inputs: &[PathBuf], options: &ReadOptions) -> Result<Read, Diagnostics> {
    let (merged, extra) = crate::pipeline::compared(inputs, options, &mut Run::new(&|_| {}))?;
    Ok(Read { contract: merged.contract, extra })
}

/// What the policies of contracts ask for, and what is done about it: a row an assertion, of these columns: the part of the
/// contract, the assertion, its specification, what is done about it, and in words what that is. Contracts that cannot be
/// generated have policies too.
#[must_use]
pub fn policies(inputs: &[PathBuf], options: &ReadOptions) -> Vec<[String; 5]> {
    let mut diagnostics = Diagnostics::default();
    let loaded = crate::load::load(inputs, options, &mut diagnostics);
    let syntax = crate::read::read(&loaded, &mut diagnostics);
    let resolved = crate::resolve::resolve(&loaded, &syntax);
    let lowered = crate::lower::lower(&loaded, &resolved);
    let ports = lowered.iter().flat_map(|one| &one.contract.services).flat_map(|service| &service.ports);
    let all = ports.flat_map(|port| {
        port.policies.iter().chain(port.operations.iter().flat_map(|operation| &operation.policies))
    });
    let mut out: Vec<[String; 5]> = Vec::new();
    for policy in all {
        for row in words::rows(&policy.items) {
            let detail = if row.detail.is_empty() { String::new() } else { format!(" ({})", row.detail) };
            let mut standing = row.standing.words().to_owned();
            if row.optional {
                standing.push_str(", optional");
            }
            if !row.way.is_empty() {
                standing.push_str(&format!("; {}", row.way));
            }
            let mut what = vec![row.note, row.call];
            what.extend((!row.feature.is_empty()).then(|| format!("feature {}", row.feature)));
            what.retain(|text| !text.is_empty());
            if what.is_empty() {
                what.push("by what stands in it".to_owned());
            }
            let path = format!("{}{detail}", row.path);
            let row = [policy.subject.clone(), path, row.of, standing, what.join("; ")];
            // A binding has several ports.
            if !out.contains(&row) {
                out.push(row);
            }
        }
    }
    out
}

/// The contract without its documentation, for comparing what it says.
#[must_use]
pub fn undocumented(contract: &Contract) -> Contract {
    let mut out = contract.clone();
    for service in &mut out.services {
        service.documentation = None;
        for port in &mut service.ports {
            port.documentation = None;
            for operation in &mut port.operations {
                operation.documentation = None;
                message(&mut operation.input);
                operation.output.iter_mut().for_each(message);
            }
        }
    }
    for ty in out.types.values_mut() {
        strip_type(ty);
    }
    out.elements.values_mut().for_each(strip_field);
    out
}

fn message(message: &mut Message) {
    match &mut message.body {
        Body::Empty => {}
        Body::Wrapped { fields, .. } => fields.iter_mut().for_each(strip_field),
        Body::Bare(parts) | Body::Rpc { parts, .. } => {
            parts.iter_mut().for_each(|p| strip_field(&mut p.field))
        }
    }
    message.headers.iter_mut().for_each(|h| strip_field(&mut h.field));
}
