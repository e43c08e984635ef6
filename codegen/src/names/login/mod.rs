//! The ticket that every call sends: where it goes, and the operation that gives it, found in the model.

mod path;

use super::named::{Model, Operation, Service, Shape};
use super::select::{rests, service_spellings};
use super::spelling::unprefixed;
use super::{Names, RustName};
use crate::contract::Builtin;
use crate::diagnostic::{Diagnostic, Diagnostics, Kind, Setting, quoted, suggestion};
use crate::options::{EmitOptions, LoginOperation};

pub(crate) use path::Path;
use path::{Start, Wrong};

/// What the configuration says of the ticket, as far as the contracts have it.
#[derive(Debug, Default)]
pub struct Plan<'a> {
    /// The operation that gives it.
    pub(crate) login: Option<Login<'a>>,
    /// Where it goes in the request headers.
    pub(crate) place: Option<Path<'a>>,
    /// Where a ticket that is text goes: there, or deeper.
    pub(crate) text: Option<Path<'a>>,
}

/// A login that the contracts can do.
#[derive(Debug)]
pub struct Login<'a> {
    /// The path of the ticket, as the configuration has it.
    pub(crate) asked: String,
    pub(crate) service: &'a Service,
    pub(crate) operation: &'a Operation,
    /// The result's value that goes into the headers.
    pub(crate) ticket: Path<'a>,
    /// What in that value must be there.
    pub(crate) within: Option<Path<'a>>,
    /// What says whether it worked.
    pub(crate) succeeded: Option<(SuccessPlace, Path<'a>)>,
    /// The address in the result that later calls go to.
    pub(crate) url: Option<Path<'a>>,
    /// What says whether it worked is what says that of all calls.
    pub(crate) refused_by_outcome: bool,
}

/// The place in a reply that says whether a login worked.
#[derive(Debug, Clone, Copy)]
pub(crate) enum SuccessPlace {
    /// In the operation's result.
    Result,
    /// In the response headers.
    Header,
}

/// Where paths are looked for.
#[derive(Clone, Copy)]
struct Search<'a, 'o> {
    model: &'a Model,
    names: &'a Names,
    options: &'o EmitOptions,
}

/// Checks the configuration against the model.
///
/// # Errors
/// Every setting that the contracts do not fit.
pub(super) fn plan<'a>(names: &'a Names, options: &EmitOptions) -> Result<Plan<'a>, Diagnostics> {
    let Some(login) = &options.login else { return Ok(Plan::default()) };
    let model = &names.model;
    let search = Search { model, names, options };
    let mut errors = Diagnostics::default();
    let mut good = |wrong: Wrong| errors.push(*wrong);
    let place = login.header.as_deref().map(|path| search.header(path)).transpose().unwrap_or_else(|wrong| {
        good(wrong);
        None
    });
    let plan = match &login.operation {
        Some(operation) if place.is_some() || login.header.is_none() => {
            search.login(operation, place, &mut good)
        }
        _ => {
            let text = place.clone().map(|place| place.down_to_text(model)).filter(Path::is_text);
            Some(Plan { login: None, place, text })
        }
    };
    match plan {
        Some(plan) if errors.is_empty() => Ok(plan),
        _ => Err(errors),
    }
}

fn setting(key: &str, says: &str) -> Setting {
    Setting::value(["login", key], says)
}

/// That a setting is wrong, for a reason.
fn wrong(key: &str, says: &str, why: &str) -> Wrong {
    let message = format!("[login] {key} names {}, but {why}", quoted(says));
    Box::new(Diagnostic::setting(Kind::BadValue, message, setting(key, says)))
}

impl<'a> Search<'a, '_> {
    /// A path in the request headers.
    fn header(self, path: &str) -> Result<Path<'a>, Wrong> {
        let start = Start::new(&self.model.request_headers.members);
        let found = Path::find(self.model, &setting("header", path), path, "the request headers", start)?;
        match found.is_through_nil() {
            true => Err(wrong("header", path, "what it is in may be nil")),
            false => Ok(found),
        }
    }

    /// The operation that is asked for.
    fn operation(self, asked: &str) -> Result<(&'a Service, &'a Operation), Wrong> {
        let (mut known, mut found) = (Vec::new(), Vec::new());
        for service in &self.model.services {
            let services = service_spellings(&service.id, self.names.called.get(&service.id), None);
            let mut rests = rests(asked, &services);
            rests.push(unprefixed(asked));
            for operation in &service.operations {
                let method = operation.rust.method.unescaped();
                if rests.iter().any(|rest| *rest == operation.name || *rest == method) {
                    found.push((service, operation));
                }
                known.push(format!("{}.{}", service.rust.agent, operation.name));
            }
        }
        if let [first, _, ..] = &*found {
            let services: Vec<String> =
                found.iter().map(|(service, _)| quoted(service.rust.agent.raw())).collect();
            let why = format!("{} have an operation of this name", services.join(" and "));
            let help = format!("say which, such as `{}.{}`", first.0.rust.agent, first.1.name);
            return Err(Box::new(wrong("operation", asked, &why).help(help)));
        }
        if let Some(found) = found.pop() {
            return Ok(found);
        }
        let message = format!("[login] operation names {}, but there is no such operation", quoted(asked));
        let help = suggestion(asked, known.iter().map(String::as_str));
        let error =
            Diagnostic::setting(Kind::UnknownName, message, setting("operation", asked)).help_if(help);
        Err(Box::new(error))
    }

    fn login(
        self,
        asked: &LoginOperation,
        place: Option<Path<'a>>,
        wrong: &mut dyn FnMut(Wrong),
    ) -> Option<Plan<'a>> {
        let (service, operation) = self.operation(&asked.name).map_err(&mut *wrong).ok()?;
        let results = operation.output.as_ref().map(|o| o.body.members.as_slice()).unwrap_or_default();
        let results = Start::results(results);
        let whose = format!("the result of {}", quoted(&operation.name));
        let find = |key: &str, path: &str| Path::find(self.model, &setting(key, path), path, &whose, results);
        let ticket = find("ticket", &asked.ticket).and_then(|ticket| match place {
            Some(place) => self.into_place(asked, ticket, place),
            None => self.into_header(asked, &ticket),
        });
        let ticket = ticket.map_err(&mut *wrong);
        let url = asked.url.as_deref().map(|path| self.url(path, find("url", path))).transpose();
        let url = url.map_err(&mut *wrong);
        let succeeded = asked.succeeded.as_deref().map(|path| self.succeeded(path, find("succeeded", path)));
        let succeeded = succeeded.transpose().map_err(&mut *wrong);
        let (Ticket { ticket, within, place, text }, url, succeeded) =
            (ticket.ok()?, url.ok()?, succeeded.ok()?);
        let refused_by_outcome =
            succeeded.as_ref().is_some_and(|(place, path)| self.is_outcome(*place, path));
        let login = Login {
            asked: asked.ticket.clone(),
            service,
            operation,
            ticket,
            within,
            succeeded,
            url,
            refused_by_outcome,
        };
        Some(Plan { login: Some(login), place: Some(place), text })
    }

    /// The ticket goes where `header` says.
    fn into_place(
        self,
        asked: &LoginOperation,
        ticket: Path<'a>,
        place: Path<'a>,
    ) -> Result<Ticket<'a>, Wrong> {
        if ticket.shape() == place.shape() {
            let text = Some(place.clone()).filter(Path::is_text);
            return Ok(Ticket { ticket, within: None, place, text });
        }
        let (text, target) = (ticket.down_to_text(self.model), place.down_to_text(self.model));
        if text.is_text() && target.is_text() {
            return Ok(Ticket { ticket: text, within: None, place: target.clone(), text: Some(target) });
        }
        Err(wrong("ticket", &asked.ticket, "its type is not that of the place that `header` names"))
    }

    /// Without `header`, the first step of `ticket` goes into the header of its type, and the rest says where in it the
    /// ticket is.
    fn into_header(self, asked: &LoginOperation, path: &Path<'a>) -> Result<Ticket<'a>, Wrong> {
        let headers = || self.model.request_headers.members.iter();
        let first = path.first();
        let same =
            headers().find(|m| first.is_some_and(|f| m.wire.local == f.wire.local && m.shape == f.shape));
        let like = || {
            headers()
                .find(|m| first.is_some_and(|f| m.shape == f.shape) && matches!(m.shape, Shape::Record(_)))
        };
        let Some(header) = same.or_else(like) else {
            let step = first.map_or("", |first| &first.wire.local);
            let why = format!("no request header has the type of {}", quoted(step));
            let help = "say with `header` where among the request headers it goes, such as `header = \"Session.Id\"`";
            return Err(Box::new(wrong("ticket", &asked.ticket, &why).help(help)));
        };
        let place = Path::from_step(header);
        let (ticket, within) = (path.only_first(), path.without_first());
        let text = place.joined(&within).down_to_text(self.model);
        let within = Some(within).filter(|within| within.last().is_some());
        Ok(Ticket { ticket, within, text: Some(text).filter(Path::is_text), place })
    }

    fn url(self, says: &str, found: Result<Path<'a>, Wrong>) -> Result<Path<'a>, Wrong> {
        let path = found?.down_to_text(self.model);
        if path.is_text() { Ok(path) } else { Err(wrong("url", says, "that is not text")) }
    }

    /// What says whether a login worked: in the result, else in the response headers.
    fn succeeded(
        self,
        says: &str,
        found: Result<Path<'a>, Wrong>,
    ) -> Result<(SuccessPlace, Path<'a>), Wrong> {
        let boolean = |path: &Path<'_>| path.shape() == Some(&Shape::Scalar(Builtin::Boolean));
        let start = Start::new(&self.model.response_headers.members);
        let header = Path::find(self.model, &setting("succeeded", says), says, "the response headers", start);
        match (found, header) {
            (Ok(path), _) if boolean(&path) => Ok((SuccessPlace::Result, path)),
            (_, Ok(path)) if boolean(&path) => Ok((SuccessPlace::Header, path)),
            (Ok(_), _) | (_, Ok(_)) => Err(wrong("succeeded", says, "that is not a boolean")),
            (Err(error), Err(_)) => Err(error),
        }
    }

    /// Whether that is the header that tells of all calls whether they worked.
    fn is_outcome(self, place: SuccessPlace, path: &Path<'_>) -> bool {
        let outcome = self.options.outcome.as_ref();
        matches!(place, SuccessPlace::Header)
            && path.is_one_step()
            && path.last().is_some_and(|step| outcome.is_some_and(|o| *o.succeeded == *step.wire.local))
    }
}

/// What a login gives, and where it goes.
struct Ticket<'a> {
    ticket: Path<'a>,
    within: Option<Path<'a>>,
    place: Path<'a>,
    text: Option<Path<'a>>,
}

impl<'a> Plan<'a> {
    /// The request header that the ticket is in.
    pub(crate) fn header(&self) -> Option<&'a RustName> {
        self.place.as_ref().and_then(|place| place.first()).map(|member| &member.rust)
    }
}
