//! `[login]`: the operation that takes a password and gives what a session header takes.

mod fit;

use std::collections::BTreeSet;

use super::facts::Facts;
use super::outcome::says_success;
use super::walk::{Spot, Walk, is_boolean};
use super::words::{ends_with, has, words};
use crate::contract::Builtin;
use crate::names::named::{Member, Model, Operation, Shape};
use fit::Places;

/// An operation that may log in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Login {
    /// It, as `Service.Operation`.
    pub operation: String,
    /// Where the ticket goes in the request headers; `None` where the result holds the header itself.
    pub header: Option<String>,
    /// Where the ticket stands in the result.
    pub ticket: String,
    /// The boolean that says whether it worked: a path in the result, or a response header.
    pub succeeded: Option<String>,
    /// The address to go on with, a path in the result.
    pub url: Option<String>,
    /// Why it is not certain; `None` where it is.
    pub doubt: Option<String>,
    /// How many values it asks for.
    parameters: usize,
}

/// What there is to log in with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Logins {
    /// The operations that may log in: the one that is meant first, without a doubt; where none is, all are doubted.
    Some(Vec<Login>),
    /// None.
    None {
        /// Why.
        why: String,
        /// The place in the request headers where a ticket of elsewhere would go.
        header: Option<String>,
    },
}

impl Logins {
    /// The one that is meant without a doubt.
    #[must_use]
    pub fn certain(&self) -> Option<&Login> {
        match self {
            Self::Some(logins) => logins.first().filter(|login| login.doubt.is_none()),
            Self::None { .. } => None,
        }
    }
}

/// The operations that may log in.
pub(super) fn logins<'m>(walk: &Walk<'m>, facts: &mut Facts<'_, 'm>, session: &[String]) -> Logins {
    let model = walk.model;
    let session: BTreeSet<&str> = session.iter().map(String::as_str).collect();
    let in_session = |member: &&Member| session.contains(&*member.wire.local);
    let headers: Vec<&Member> = model.request_headers.members.iter().filter(in_session).collect();
    let places = Places::new(walk, &headers);
    let mut all = Vec::new();
    let mut unfit = None;
    for service in &model.services {
        for operation in &service.operations {
            let Some(asked) = Asked::new(facts, operation) else { continue };
            let name = format!("{}.{}", service.rust.agent, operation.name);
            match login(walk, operation, &asked, &places) {
                Some(login) => all.push(Login { operation: name, ..login }),
                None if asked.named && asked.instead.is_none() => unfit = unfit.or(Some(name)),
                None => {}
            }
        }
    }
    if !all.is_empty() {
        return Logins::Some(ranked(all));
    }
    let why = match unfit {
        Some(name) if headers.is_empty() => {
            format!("`{name}` takes a password, but there is no session header for what it gives")
        }
        Some(name) => format!("`{name}` takes a password, but no session header takes what it gives"),
        None => "no operation takes a password for what a session header takes".to_owned(),
    };
    Logins::None { why, header: places.only() }
}

/// The one that is meant first, and the others doubted for that; all, where two are meant alike.
fn ranked(mut all: Vec<Login>) -> Vec<Login> {
    // Stable: those of one rank stay in the order of the contract.
    all.sort_by_key(|login| (login.doubt.is_some(), login.parameters));
    let certain: Vec<usize> = all.iter().filter(|l| l.doubt.is_none()).map(|l| l.parameters).collect();
    let tie = matches!(certain.as_slice(), [first, second, ..] if first == second);
    for login in all.iter_mut().skip(usize::from(!tie)).filter(|login| login.doubt.is_none()) {
        login.doubt = Some(if tie {
            "several operations log in, and none asks for less than the others".to_owned()
        } else {
            "it asks for more".to_owned()
        });
    }
    all
}

/// What an operation asks for, if it may log in.
struct Asked {
    /// What is like a password, though it is not called so; `None` where a password is asked for.
    instead: Option<String>,
    /// The operation is called like a login.
    named: bool,
    /// How many values it asks for.
    parameters: usize,
}

impl Asked {
    fn new<'m>(facts: &mut Facts<'_, 'm>, operation: &'m Operation) -> Option<Self> {
        let within = facts.of(&operation.input.body.members);
        let named = is_called_login(&operation.name);
        let passwords = within.password_text;
        let instead = if passwords { None } else { Some(within.secret?.1.to_owned()) };
        let may = (passwords || named) && !changes(&operation.name) && !within.changed_password;
        may.then_some(Self { instead, named, parameters: within.values })
    }
}

/// What an operation means as a login, if it gives something like a ticket.
fn login<'m>(
    walk: &Walk<'m>,
    operation: &'m Operation,
    asked: &Asked,
    places: &Places<'_, 'm>,
) -> Option<Login> {
    let result = walk.spots(&operation.output.as_ref()?.body.members);
    let result: Vec<Spot<'_>> = result.into_iter().filter(|spot| spot.one_field).collect();
    let fit = places.best(operation, asked.named, &result)?;
    let doubt = match &asked.instead {
        // Twice in doubt is no login.
        Some(_) if fit.carried || fit.doubt.is_some() => return None,
        Some(name) => Some(format!("`{name}` is no password by its name")),
        None if fit.doubt.is_none() && fit.carried && !asked.named => {
            Some("it carries the session's header itself".to_owned())
        }
        None => fit.doubt,
    };
    Some(Login {
        operation: String::new(),
        header: fit.header,
        ticket: fit.ticket,
        succeeded: succeeded(walk.model, operation, &result),
        url: url(&result),
        doubt,
        parameters: asked.parameters,
    })
}

/// Whether an operation's name says that it makes a session.
fn is_called_login(name: &str) -> bool {
    let words = words(name);
    let pairs = [["log", "in"], ["log", "on"], ["sign", "in"], ["sign", "on"]];
    let single = [
        "auth",
        "authenticate",
        "authentication",
        "authorize",
        "connect",
        "login",
        "logon",
        "session",
        "signin",
        "signon",
        "ticket",
        "token",
    ];
    has(&words, &single) || words.windows(2).any(|two| pairs.iter().any(|pair| two.iter().eq(pair.iter())))
}

/// Whether an operation makes or changes an account rather than a session, by its name.
fn changes(name: &str) -> bool {
    let called = words(name);
    let verbs = [
        "add", "change", "create", "delete", "edit", "expire", "forgot", "import", "insert", "modify", "new",
        "recover", "register", "remove", "reset", "save", "set", "store", "test", "update", "upsert",
    ];
    let of_session = ["session", "ticket", "token", "login", "logon", "connection"];
    has(&called, &verbs) && !called.last().is_some_and(|last| of_session.contains(&last.as_str()))
}

/// The boolean of the result, or the response header, that says whether a login worked.
fn succeeded(model: &Model, operation: &Operation, result: &[Spot<'_>]) -> Option<String> {
    let says = |name: &str| says_success(name) || ends_with(&words(name), &["authenticated"]);
    let spot = result.iter().find(|spot| spot.is_boolean() && says(spot.name));
    let header = || {
        let own = operation.output.iter().flat_map(|output| &output.headers);
        let mut members = own.filter_map(|name| Some(model.response_headers.get(name)?.1));
        let found = members.find(|member| is_boolean(member) && says(&member.wire.local))?;
        Some(found.wire.local.to_string())
    };
    spot.map(|spot| spot.path.clone()).or_else(header)
}

/// The text of the result that names the address to go on with.
fn url(result: &[Spot<'_>]) -> Option<String> {
    let text = |spot: &Spot<'_>| spot.text || *spot.shape == Shape::Scalar(Builtin::AnyUri);
    let names = |name: &str| {
        let called = words(name);
        let Some((last, before)) = called.split_last() else { return false };
        let of = ["api", "base", "endpoint", "instance", "server", "service", "services", "soap", "ws"];
        matches!(last.as_str(), "url" | "uri" | "endpoint")
            && !before.is_empty()
            && before.iter().all(|word| of.contains(&word.as_str()))
    };
    result.iter().find(|spot| text(spot) && names(spot.name)).map(|spot| spot.path.clone())
}
