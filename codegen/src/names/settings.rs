//! What the options ask for by name: found under the names of the contract and of the crate. A name that nothing has is an
//! error.

use std::cell::OnceCell;
use std::collections::BTreeSet;

use crate::contract::{Builtin, Contract, declared};
use crate::diagnostic::{Diagnostic, Diagnostics, Kind, Setting, quoted, suggestion};
use crate::model::{self, Filter, Member, Model, ServiceId, Shape};
use crate::options::{EmitOptions, OutcomeOptions};

use super::spelling::is_called;
use super::{LoginPlan, Names, NamesLock, login, of_services, select_one};

/// What the options ask for, in the names that the contract has.
#[derive(Debug)]
pub struct Settings<'a> {
    /// The options.
    pub options: EmitOptions,
    /// The operation that the documentation shows a call of.
    pub example: Option<(ServiceId, String)>,
    /// The ticket that every call sends.
    pub ticket: LoginPlan<'a>,
}

/// Where names are looked for.
struct Search<'a> {
    contract: &'a Contract,
    options: &'a EmitOptions,
    lock: &'a NamesLock,
    /// What is generated.
    made: Named<'a>,
    /// Everything, where only some operations are wanted: what the others have is no wrong name.
    whole: OnceCell<Option<(Model, Names)>>,
}

/// What is wrong with a setting.
type Wrong = Box<Diagnostic>;

/// A model and its names.
#[derive(Clone, Copy)]
struct Named<'a> {
    model: &'a Model,
    names: &'a Names,
}

/// A member and its Rust name.
type Pair<'m> = (&'m Member, &'m str);

/// Finds what the options ask for by name.
///
/// # Errors
/// Every name that nothing has.
pub fn settings<'a>(
    contract: &Contract,
    model: &'a Model,
    names: &'a Names,
    options: &EmitOptions,
    lock: &NamesLock,
) -> Result<Settings<'a>, Diagnostics> {
    let options = found(contract, model, names, options, lock)?;
    let example = options.example.as_ref().map(|name| {
        // It may be one that is not wanted this time.
        let called = of_services(&model.offers, &options.modules, lock);
        let setting = Setting::value(["crate", "example"], name);
        select_one(&model.offers, &called, "[crate] example", setting, lock)
    });
    let example = example.transpose()?;
    let ticket = login::plan(model, names, &options)?;
    Ok(Settings { options, example, ticket })
}

/// The options with the names that the contract has for what they ask for.
///
/// # Errors
/// Every name that nothing has.
fn found(
    contract: &Contract,
    model: &Model,
    names: &Names,
    options: &EmitOptions,
    lock: &NamesLock,
) -> Result<EmitOptions, Diagnostics> {
    let search = Search { contract, options, lock, made: Named { model, names }, whole: OnceCell::new() };
    let mut errors = Diagnostics::default();
    let mut all = |found: Vec<Result<String, Wrong>>| -> Vec<String> {
        let good = found.into_iter().filter_map(|one| one.map_err(|error| errors.push(*error)).ok());
        good.collect()
    };
    let mut found = options.clone();
    found.session_headers = all(search.session_headers());
    found.secrets = all(search.secrets());
    found.secrets.extend(options.undeclared_secrets.iter().cloned());
    found.secrets = distinct(found.secrets);
    found.outcome = match options.outcome.as_ref().map(|outcome| search.outcome(outcome)) {
        Some(Ok(outcome)) => Some(outcome),
        Some(Err(wrong)) => {
            errors.extend(wrong.into_iter().map(|error| *error));
            None
        }
        None => None,
    };
    if !options.renames.is_empty() {
        let whole = search.whole();
        errors.extend(names.wrong_renames(&options.renames, (whole.model, whole.names), lock));
    }
    if errors.is_empty() { Ok(found) } else { Err(errors) }
}

fn pairs<'m>(members: &'m [Member], fields: &'m [String]) -> impl Iterator<Item = Pair<'m>> {
    members.iter().zip(fields.iter().map(String::as_str))
}

impl<'m> Named<'m> {
    fn request_headers(self) -> Vec<Pair<'m>> {
        pairs(&self.model.request_headers.members, &self.names.request_headers).collect()
    }

    fn response_headers(self) -> Vec<Pair<'m>> {
        pairs(&self.model.response_headers.members, &self.names.response_headers).collect()
    }

    /// The fields of all structs, and all parameters, results and headers.
    fn all_fields(self) -> Vec<Pair<'m>> {
        let mut all = self.request_headers();
        all.extend(self.response_headers());
        let records =
            self.model.records.iter().filter_map(|(name, r)| Some((r, self.names.fields.get(name)?)));
        all.extend(records.flat_map(|(record, fields)| pairs(&record.members, fields)));
        for (service, names) in self.model.services.iter().zip(&self.names.services) {
            for (operation, own) in service.operations.iter().zip(&names.operations) {
                all.extend(pairs(&operation.input.body.members, &own.parameters));
                let output = operation.output.iter();
                all.extend(output.flat_map(|output| pairs(&output.body.members, &own.results)));
            }
        }
        all
    }

    /// The fields of what a member holds.
    fn fields(self, member: &Member) -> Vec<Pair<'m>> {
        let Shape::Record(name) = &member.shape else { return Vec::new() };
        match (self.model.records.get(name), self.names.fields.get(name)) {
            (Some(record), Some(fields)) => pairs(&record.members, fields).collect(),
            _ => Vec::new(),
        }
    }
}

/// The names, each once, in their order.
fn distinct(names: Vec<String>) -> Vec<String> {
    let mut seen = BTreeSet::new();
    names.into_iter().filter(|name| seen.insert(name.clone())).collect()
}

/// The member that a setting names.
fn find<'m>(setting: &Setting, among: &[Pair<'m>]) -> Option<&'m Member> {
    let named = |(member, field): &&Pair<'m>| is_called(&setting.says, &member.wire, field);
    among.iter().find(named).map(|(member, _)| *member)
}

/// That nothing has the name that a setting says, `key` being what the file calls the setting.
fn unknown<'n>(key: &str, lacks: &str, setting: Setting, known: impl IntoIterator<Item = &'n str>) -> Wrong {
    let message = format!("{key} names {}, and {lacks}", quoted(&setting.says));
    let help = suggestion(&setting.says, known).unwrap_or_else(|| "there is none at all".to_owned());
    Box::new(Diagnostic::setting(Kind::UnknownName, message, setting).help(help))
}

/// The names of members: those of the contract, then those of the crate.
fn called<'m>(pairs: &[Pair<'m>]) -> Vec<&'m str> {
    let wires = pairs.iter().map(|(member, _)| &*member.wire.local);
    wires.chain(pairs.iter().map(|(_, field)| field.trim_start_matches("r#"))).collect()
}

impl Search<'_> {
    fn whole(&self) -> Named<'_> {
        let make = || {
            if self.options.operations.is_empty() {
                return None;
            }
            let filter = Filter { operations: None, ports: self.options.ports.clone() };
            let model = model::model(self.contract, &filter, &mut Diagnostics::default()).ok()?;
            let names = Names::new(&model, &self.options.modules, &self.options.renames, self.lock);
            Some((model, names))
        };
        match self.whole.get_or_init(make) {
            Some((model, names)) => Named { model, names },
            None => self.made,
        }
    }

    /// The member that a setting names, in what is generated or else in the whole.
    fn member(
        &self,
        key: &str,
        lacks: &str,
        setting: Setting,
        among: impl for<'m> Fn(Named<'m>) -> Vec<Pair<'m>>,
    ) -> Result<&Member, Wrong> {
        if let Some(member) = find(&setting, &among(self.made)) {
            return Ok(member);
        }
        let all = among(self.whole());
        find(&setting, &all).ok_or_else(|| unknown(key, lacks, setting, called(&all)))
    }

    fn session_headers(&self) -> Vec<Result<String, Wrong>> {
        let headers = self.options.session_headers.iter().enumerate();
        headers
            .map(|(at, name)| {
                let setting = Setting::item(["session", "headers"], at, name);
                let lacks = "no request has such a header";
                let found =
                    self.member("[session] headers", lacks, setting, |named| named.request_headers())?;
                Ok(found.wire.local.to_string())
            })
            .collect()
    }

    fn outcome(&self, asked: &OutcomeOptions) -> Result<OutcomeOptions, Vec<Wrong>> {
        let mut errors = Vec::new();
        let header = |key: &str, name: &str| {
            let setting = Setting::value(["outcome", key], name);
            let key = format!("[outcome] {key}");
            self.member(&key, "no reply has such a header", setting, |named| named.response_headers())
        };
        let succeeded = header("succeeded", &asked.succeeded).and_then(|found| {
            if found.shape == Shape::Scalar(Builtin::Boolean) {
                return Ok(found.wire.local.to_string());
            }
            let message =
                format!("[outcome] succeeded names {}, and that is no boolean", quoted(&asked.succeeded));
            let setting = Setting::value(["outcome", "succeeded"], &asked.succeeded);
            Err(Box::new(Diagnostic::setting(Kind::BadValue, message, setting)))
        });
        let succeeded = succeeded.map_err(|error| errors.push(error)).unwrap_or_default();
        let error = asked.error.as_ref().map(|name| header("error", name)).transpose();
        let error = error.map_err(|error| errors.push(error)).ok().flatten();
        let mut field = |key: &str, name: &Option<String>, usual: &str| match (name, error) {
            (Some(name), Some(error)) => {
                let setting = Setting::value(["outcome", key], name);
                let lacks = format!("{} has no such field", quoted(&error.wire.local));
                let found =
                    self.member(&format!("[outcome] {key}"), &lacks, setting, |named| named.fields(error));
                found.map(|found| found.wire.local.to_string()).map_err(|error| errors.push(error)).ok()
            }
            (None, Some(_)) => Some(usual.to_owned()),
            (_, None) => None,
        };
        let kind = field("kind", &asked.kind, "ExceptionType");
        let message = field("message", &asked.message, "Message");
        let error = error.map(|error| error.wire.local.to_string());
        if errors.is_empty() { Ok(OutcomeOptions { succeeded, error, kind, message }) } else { Err(errors) }
    }

    /// The elements and attributes that are never shown. Which of two that differ in case is meant does not matter: both.
    fn secrets(&self) -> Vec<Result<String, Wrong>> {
        if self.options.secrets.is_empty() {
            return Vec::new();
        }
        let declared = declared(self.contract);
        let fields = self.whole().all_fields();
        let mut all = Vec::new();
        for (at, name) in self.options.secrets.iter().enumerate() {
            let by_contract = declared.iter().filter(|wire| is_called(name, wire, ""));
            let by_crate = fields.iter().filter(|(member, field)| is_called(name, &member.wire, field));
            let locals =
                by_contract.map(|wire| &*wire.local).chain(by_crate.map(|(member, _)| &*member.wire.local));
            let locals: BTreeSet<&str> = locals.collect();
            if locals.is_empty() {
                let setting = Setting::item(["secrets", "fields"], at, name);
                let lacks = "nothing in the contracts is called so";
                let error = unknown("[secrets] fields", lacks, setting, called(&fields));
                all.push(Err(error));
            }
            all.extend(locals.into_iter().map(|local| Ok(local.to_owned())));
        }
        all
    }
}
