//! `[secrets] fields`: what looks like a secret by its name, where it is text.

use std::collections::BTreeSet;

use super::walk::Walk;
use super::words::{ends_with, has, words};
use crate::contract::Builtin;
use crate::names::named::{Member, Model, Shape};

/// Names that look like secrets.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Secrets {
    /// Those that are proposed.
    pub fields: BTreeSet<String>,
    /// Those that may be secrets, or may not.
    pub doubted: BTreeSet<String>,
}

/// The names in the model that look like secrets.
pub(super) fn secrets(walk: &Walk<'_>) -> Secrets {
    let model = walk.model;
    let mut out = Secrets::default();
    let mut look = |owner: &str, wire: &str, shape: &Shape| {
        let looks = if may_be_secret(walk, shape) { looks(wire) } else { Looks::Plain };
        if looks == Looks::Secret {
            out.fields.insert(wire.to_owned());
        }
        if looks == Looks::Perhaps || (looks == Looks::Secret && leads_on(owner, wire)) {
            out.doubted.insert(wire.to_owned());
        }
    };
    each(model, &mut |owner, member| {
        look(owner, &member.wire.local, &member.shape);
        if let Shape::List(item) = &member.shape {
            look(owner, &item.wire.local, &item.shape);
        }
    });
    for (name, choice) in &model.choices {
        choice
            .variants
            .iter()
            .for_each(|variant| look(&name.name.local, &variant.wire.local, &variant.shape));
    }
    // What is doubted in one place is doubted in all: the configuration knows names alone.
    out.fields.retain(|name| !out.doubted.contains(name));
    out
}

/// Every member of messages, headers, faults and records, with the name of what it is a member of.
fn each<'m>(model: &'m Model, f: &mut dyn FnMut(&'m str, &'m Member)) {
    for operation in model.services.iter().flat_map(|service| &service.operations) {
        let output = operation.output.iter().flat_map(|output| &output.body.members);
        let faults = operation.faults.iter().map(|detail| &detail.member);
        let all = operation.input.body.members.iter().chain(output).chain(faults);
        all.for_each(|member| f(&operation.name, member));
    }
    let headers = model.request_headers.members.iter().chain(&model.response_headers.members);
    headers.for_each(|member| f("", member));
    for (name, record) in &model.records {
        record.members.iter().for_each(|member| f(&name.name.local, member));
    }
}

/// Whether a plain `token` stands where lists are read on: `ContinueList(token)`.
fn leads_on(owner: &str, wire: &str) -> bool {
    let on = ["continue", "continuation", "cursor", "next", "page", "paged", "paging", "scroll", "sync"];
    texts(&words(wire)) == ["token"] && has(&words(owner), &on)
}

/// Whether a value is text, or may be what secrets are packed in: bytes, a GUID, a list of texts, text with attributes.
fn may_be_secret(walk: &Walk<'_>, shape: &Shape) -> bool {
    match shape {
        Shape::Scalar(
            Builtin::String | Builtin::Token | Builtin::Base64Binary | Builtin::HexBinary | Builtin::Guid,
        ) => true,
        Shape::List(item) => may_be_secret(walk, &item.shape),
        Shape::Tokens(inner) => may_be_secret(walk, inner),
        Shape::Record(_) => walk.text_of(shape).is_some_and(|text| may_be_secret(walk, text)),
        _ => false,
    }
}

/// What a name says of its value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Looks {
    /// It is a secret.
    Secret,
    /// It may be one.
    Perhaps,
    /// Nothing.
    Plain,
}

/// What may follow a secret's noun, which still is the secret.
const AFTER: [&str; 23] = [
    "again",
    "clear",
    "confirm",
    "confirmation",
    "confirmed",
    "current",
    "data",
    "digest",
    "encoded",
    "encrypted",
    "hash",
    "hashed",
    "md",
    "new",
    "old",
    "plain",
    "raw",
    "repeat",
    "repeated",
    "sha",
    "string",
    "text",
    "value",
];

/// What makes a name one that only speaks of a secret.
const ABOUT: [&str; 17] = [
    "allow", "can", "change", "disable", "enable", "enabled", "force", "has", "is", "needs", "no",
    "remember", "require", "requires", "reset", "show", "use",
];

/// Tokens that lead on in a list, or tell one message or state from another, and give no access.
const NO_ACCESS: [&str; 46] = [
    "batch",
    "bookmark",
    "cancel",
    "cancellation",
    "change",
    "changes",
    "concurrency",
    "continuation",
    "continue",
    "correlation",
    "cursor",
    "delta",
    "echo",
    "end",
    "first",
    "idempotency",
    "iteration",
    "iterator",
    "last",
    "list",
    "lock",
    "more",
    "next",
    "offset",
    "page",
    "pager",
    "pagination",
    "paging",
    "position",
    "prev",
    "previous",
    "query",
    "replay",
    "result",
    "results",
    "resume",
    "resumption",
    "revision",
    "row",
    "scroll",
    "search",
    "sequence",
    "start",
    "state",
    "sync",
    "version",
];

/// Words that say no more than whose a session is.
pub(super) const OF_A_SESSION: [&str; 12] = [
    "access",
    "auth",
    "authentication",
    "current",
    "login",
    "logon",
    "my",
    "security",
    "session",
    "sso",
    "user",
    "web",
];

/// What an operation does whose result is what its name ends in: `GetTokenResult`.
const GIVES: [&str; 12] = [
    "acquire", "create", "fetch", "generate", "get", "issue", "new", "obtain", "refresh", "renew", "request",
    "retrieve",
];

/// What a name says of its value, if that is text.
pub(super) fn looks(name: &str) -> Looks {
    let words = words(name);
    let mut rest = words.as_slice();
    if let [first, middle @ .., "result" | "return" | "response"] = texts(rest).as_slice()
        && GIVES.contains(first)
    {
        rest = rest.get(1..=middle.len()).unwrap_or_default();
    }
    while let [before @ .., last] = rest
        && !before.is_empty()
        && AFTER.contains(&last.as_str())
    {
        rest = before;
    }
    let ends = |endings: &[&[&str]]| endings.iter().any(|ending| ends_with(rest, ending));
    let of_a_session =
        |noun: usize| rest.iter().rev().skip(noun).all(|word| OF_A_SESSION.contains(&word.as_str()));
    if has(rest, &ABOUT) {
        return Looks::Plain;
    }
    if ends(&[&["token"], &["tokens"]]) {
        return if has(rest, &NO_ACCESS) {
            Looks::Plain
        } else if has(rest, &["client", "device"]) {
            Looks::Perhaps
        } else {
            Looks::Secret
        };
    }
    if ends(&[&["ticket"], &["tickets"]]) {
        return if of_a_session(1) { Looks::Secret } else { Looks::Perhaps };
    }
    if ends(&[&["session", "key"], &["session", "guid"], &["session", "identifier"]]) {
        return if of_a_session(1) { Looks::Secret } else { Looks::Plain };
    }
    let secret: &[&[&str]] = &[
        &["password"],
        &["passwords"],
        &["passwd"],
        &["pwd"],
        &["passphrase"],
        &["passcode"],
        &["secret"],
        &["secrets"],
        &["session", "id"],
        &["session", "ids"],
        &["api", "key"],
        &["api", "keys"],
        &["access", "key"],
        &["secret", "key"],
        &["secret", "answer"],
        &["private", "key"],
        &["auth", "key"],
    ];
    if ends(secret) {
        Looks::Secret
    } else if ends(&[&["stack", "trace"], &["pin"], &["pin", "code"]]) || is_other_key(rest) {
        Looks::Perhaps
    } else {
        Looks::Plain
    }
}

/// Whether a key may be what lets an application in: `DeveloperKey`.
fn is_other_key(words: &[String]) -> bool {
    const WHOSE: [&str; 9] = [
        "account",
        "app",
        "application",
        "client",
        "developer",
        "encryption",
        "license",
        "partner",
        "security",
    ];
    matches!(words, [.., whose, key] if key == "key" && WHOSE.contains(&whose.as_str()))
}

fn texts(words: &[String]) -> Vec<&str> {
    words.iter().map(String::as_str).collect()
}

/// Whether a name is that of a password.
pub(super) fn is_password(name: &str) -> bool {
    has(&words(name), &["password", "passwd", "pwd"]) && looks(name) == Looks::Secret
}
