//! What the options ask for by name: found under the names of the contract and of the crate. A name that nothing has is an
//! error.

use std::cell::OnceCell;
use std::collections::BTreeSet;

use crate::contract::{Builtin, Contract, QName, declared};
use crate::diagnostic::{Diagnostic, Diagnostics, Kind, Setting, quoted, suggestion};
use crate::model::{self, Filter, Model, ServiceId};
use crate::options::{EmitOptions, OutcomeOptions};

use super::named::{self, Member, Shape};
use super::spelling::{Spellings, is_called};
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
    made: &'a Names,
    /// Everything, where only some operations are wanted: what the others have is no wrong name.
    whole: OnceCell<Option<Names>>,
}

/// What is wrong with a setting.
type Wrong = Box<Diagnostic>;

/// Finds what the options ask for by name.
///
/// # Errors
/// Every name that nothing has.
pub fn settings<'a>(
    contract: &Contract,
    names: &'a Names,
    options: &EmitOptions,
    lock: &NamesLock,
) -> Result<Settings<'a>, Diagnostics> {
    let options = found(contract, names, options, lock)?;
    let example = options.example.as_ref().map(|name| {
        // It may be one that is not wanted this time.
        let called = of_services(&names.model.offers, &options.modules, lock);
        let setting = Setting::value(["crate", "example"], name);
        select_one(&names.model.offers, &called, "[crate] example", setting, lock)
    });
    let example = example.transpose()?;
    let ticket = login::plan(names, &options)?;
    Ok(Settings { options, example, ticket })
}

/// The options with the names that the contract has for what they ask for.
///
/// # Errors
/// Every name that nothing has.
fn found(
    contract: &Contract,
    names: &Names,
    options: &EmitOptions,
    lock: &NamesLock,
) -> Result<EmitOptions, Diagnostics> {
    let search = Search { contract, options, lock, made: names, whole: OnceCell::new() };
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
        let everything = || search.everything().unwrap_or_default();
        errors.extend(names.wrong_renames(&options.renames, search.whole(), &everything, lock));
    }
    if errors.is_empty() { Ok(found) } else { Err(errors) }
}

/// The fields of all structs, and all parameters, results and headers.
fn all_fields(model: &named::Model) -> Vec<&Member> {
    let mut all: Vec<&Member> = model.request_headers.members.iter().collect();
    all.extend(&model.response_headers.members);
    all.extend(model.records.values().flat_map(|record| &record.members));
    for operation in model.services.iter().flat_map(|service| &service.operations) {
        all.extend(&operation.input.body.members);
        all.extend(operation.output.iter().flat_map(|output| &output.body.members));
    }
    all
}

/// The fields of what a member holds.
fn fields<'m>(model: &'m named::Model, member: &Member) -> Vec<&'m Member> {
    let Shape::Record(names) = &member.shape else { return Vec::new() };
    model.records.get(&names.name).into_iter().flat_map(|record| &record.members).collect()
}

/// The names, each once, in their order.
fn distinct(names: Vec<String>) -> Vec<String> {
    let mut seen = BTreeSet::new();
    names.into_iter().filter(|name| seen.insert(name.clone())).collect()
}

/// The member that a setting names.
fn find<'m>(setting: &Setting, among: &[&'m Member]) -> Option<&'m Member> {
    among.iter().copied().find(|member| is_called(&setting.says, &member.wire, Some(&member.rust)))
}

/// That nothing has the name that a setting says, `key` being what the file calls the setting.
fn unknown<'n>(
    key: &str,
    problem: &str,
    setting: Setting,
    known: impl IntoIterator<Item = &'n str>,
) -> Wrong {
    let message = format!("{key} names {}, but {problem}", quoted(&setting.says));
    let help = suggestion(&setting.says, known).unwrap_or_else(|| "there is none at all".to_owned());
    Box::new(Diagnostic::setting(Kind::UnknownName, message, setting).help(help))
}

/// The names of members: those of the contract, then those of the crate.
fn called<'m>(members: &[&'m Member]) -> Vec<&'m str> {
    let wires = members.iter().map(|member| &*member.wire.local);
    wires.chain(members.iter().map(|member| member.rust.unescaped())).collect()
}

impl Search<'_> {
    /// The model of everything, wanted or not.
    fn everything(&self) -> Option<Model> {
        let filter = Filter { operations: None, ports: self.options.ports.clone() };
        model::model(self.contract, &filter, &mut Diagnostics::default()).ok()
    }

    fn whole(&self) -> &Names {
        let make = || {
            if self.options.operations.is_empty() {
                return None;
            }
            super::names(self.everything()?, self.options, self.lock).ok()
        };
        self.whole.get_or_init(make).as_ref().unwrap_or(self.made)
    }

    /// The member that a setting names, in what is generated or else in the whole.
    fn member(
        &self,
        key: &str,
        problem: &str,
        setting: Setting,
        among: impl for<'m> Fn(&'m named::Model) -> Vec<&'m Member>,
    ) -> Result<&Member, Wrong> {
        if let Some(member) = find(&setting, &among(&self.made.model)) {
            return Ok(member);
        }
        let all = among(&self.whole().model);
        find(&setting, &all).ok_or_else(|| unknown(key, problem, setting, called(&all)))
    }

    fn session_headers(&self) -> Vec<Result<String, Wrong>> {
        let made = &self.made.model.request_headers.members;
        let called = Spellings::new(made.iter().map(|member| (&member.wire, Some(&member.rust))));
        let headers = self.options.session_headers.iter().enumerate();
        headers
            .map(|(at, name)| {
                let found = called.called(name).first().and_then(|at| made.get(*at));
                if let Some(found) = found {
                    return Ok(found.wire.local.to_string());
                }
                let setting = Setting::item(["session", "headers"], at, name);
                let problem = "no request has such a header";
                let found = self.member("[session] headers", problem, setting, |model| {
                    model.request_headers.members.iter().collect()
                })?;
                Ok(found.wire.local.to_string())
            })
            .collect()
    }

    fn outcome(&self, asked: &OutcomeOptions) -> Result<OutcomeOptions, Vec<Wrong>> {
        let mut errors = Vec::new();
        let header = |key: &str, name: &str| {
            let setting = Setting::value(["outcome", key], name);
            let key = format!("[outcome] {key}");
            self.member(&key, "no reply has such a header", setting, |model| {
                model.response_headers.members.iter().collect()
            })
        };
        let succeeded = header("succeeded", &asked.succeeded).and_then(|found| {
            if found.shape == Shape::Scalar(Builtin::Boolean) {
                return Ok(found.wire.local.to_string());
            }
            let message =
                format!("[outcome] succeeded names {}, but that is not a boolean", quoted(&asked.succeeded));
            let setting = Setting::value(["outcome", "succeeded"], &asked.succeeded);
            Err(Box::new(Diagnostic::setting(Kind::BadValue, message, setting)))
        });
        let succeeded = succeeded.map_err(|error| errors.push(error)).unwrap_or_default();
        let error = asked.error.as_ref().map(|name| header("error", name)).transpose();
        let error = error.map_err(|error| errors.push(error)).ok().flatten();
        let mut field = |key: &str, name: &Option<String>, usual: &str| match (name, error) {
            (Some(name), Some(error)) => {
                let setting = Setting::value(["outcome", key], name);
                let problem = format!("{} has no such field", quoted(&error.wire.local));
                let found =
                    self.member(&format!("[outcome] {key}"), &problem, setting, |model| fields(model, error));
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
        let declared: Vec<&QName> = declared(self.contract).into_iter().collect();
        let fields = all_fields(&self.whole().model);
        let by_contract = Spellings::new(declared.iter().map(|wire| (*wire, None)));
        let by_crate = Spellings::new(fields.iter().map(|member| (&member.wire, Some(&member.rust))));
        let mut all = Vec::new();
        for (at, name) in self.options.secrets.iter().enumerate() {
            let (by_contract, by_crate) = (by_contract.called(name), by_crate.called(name));
            let by_contract = by_contract.iter().filter_map(|at| declared.get(*at)).map(|wire| &*wire.local);
            let by_crate = by_crate.iter().filter_map(|at| fields.get(*at)).map(|member| &*member.wire.local);
            let locals = by_contract.chain(by_crate);
            let locals: BTreeSet<&str> = locals.collect();
            if locals.is_empty() {
                let setting = Setting::item(["secrets", "fields"], at, name);
                let problem = "nothing in the contracts has this name";
                let error = unknown("[secrets] fields", problem, setting, called(&fields));
                all.push(Err(error));
            }
            all.extend(locals.into_iter().map(|local| Ok(local.to_owned())));
        }
        all
    }
}
