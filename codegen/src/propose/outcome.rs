//! `[outcome]`: the response headers that say whether a call worked, and what went wrong.

use std::collections::BTreeMap;

use super::walk::{is_boolean, is_text, record};
use super::words::{has, words};
use crate::contract::{QName, TypeName};
use crate::names::named::{Member, Message, Model, Record, Shape};

/// What the response headers say of a call's outcome.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Outcome {
    /// The boolean header that is true when the call worked.
    pub succeeded: String,
    /// The header that says what went wrong.
    pub error: Option<String>,
    /// The field of `error` with the kind of error.
    pub kind: Option<String>,
    /// The field of `error` with the message.
    pub message: Option<String>,
    /// How many operations carry `succeeded`, and how many there are.
    pub share: (usize, usize),
    /// Why it is not certain; `None` where it is.
    pub doubt: Option<String>,
}

/// Finds the headers that say whether a call worked.
///
/// # Errors
/// Why there are none.
pub(super) fn outcome(model: &Model) -> Result<Outcome, String> {
    let operations = model.services.iter().flat_map(|service| &service.operations);
    let replies: Vec<&Message> = operations.filter_map(|operation| operation.output.as_ref()).collect();
    let carried = counted(&replies);
    let carried = |member: &Member| carried.get(&member.wire).copied().unwrap_or_default();
    let all = &model.response_headers.members;
    let flags = all.iter().filter(|member| is_boolean(member) && says_success(&member.wire.local));
    // The first of those that most carry.
    let Some(flag) = flags.rev().max_by_key(|member| carried(member)) else {
        return Err("no boolean response header is called a success".to_owned());
    };
    let (with, of) = (carried(flag), replies.len());
    let same: Vec<&Message> =
        replies.into_iter().filter(|reply| reply.headers.contains(&flag.wire)).collect();
    let among_same = counted(&same);
    let beside = |member: &&Member| among_same.get(&member.wire).copied().unwrap_or_default() == same.len();
    let mut known = BTreeMap::new();
    let errors: Vec<_> = all
        .iter()
        .filter(beside)
        .filter_map(|member| Some((member, told(model, member, &mut known)?)))
        .collect();
    let (error, kind, message) = match errors.iter().max_by_key(|(_, told)| told.message.is_some()) {
        Some((member, Told { record, message })) => {
            (Some(member.wire.local.to_string()), kind(record), message.clone())
        }
        None => (None, None, None),
    };
    let twice = |name: &str| all.iter().filter(|member| *member.wire.local == *name).count() > 1;
    let succeeded = flag.wire.local.to_string();
    let doubt = if error.is_none() {
        Some("no response header of the same operations says what went wrong".to_owned())
    } else if with * 10 < of * 9 {
        Some(format!("only {with} of {of} operations carry `{succeeded}`"))
    } else if errors.len() > 1 {
        let names: Vec<String> =
            errors.iter().map(|(member, _)| format!("`{}`", member.wire.local)).collect();
        Some(format!("several headers may say what went wrong: {}", names.join(", ")))
    } else if twice(&succeeded) || error.as_deref().is_some_and(twice) {
        Some("two namespaces have headers of these names, and only one of them would count".to_owned())
    } else {
        None
    };
    Ok(Outcome { succeeded, error, kind, message, share: (with, of), doubt })
}

/// Whether the name of a boolean says that something worked: `Succeeded`, `IsSuccess`, `AuthenticationSucceeded`.
pub(super) fn says_success(name: &str) -> bool {
    let words = words(name);
    let mut rest = words.as_slice();
    while let [before @ .., last] = rest
        && matches!(last.as_str(), "flag" | "indicator")
    {
        rest = before;
    }
    let success = ["succeeded", "success", "successful", "successfull", "successfully"];
    rest.last().is_some_and(|last| success.contains(&last.as_str()))
        && !has(rest, &["not", "no", "non", "partial", "partially", "on", "if", "ignore", "only"])
}

/// How many of the messages carry each header.
fn counted<'m>(messages: &[&'m Message]) -> BTreeMap<&'m QName, usize> {
    let mut out = BTreeMap::new();
    for name in messages.iter().flat_map(|message| &message.headers) {
        *out.entry(name).or_default() += 1;
    }
    out
}

/// A record that may say what went wrong.
#[derive(Clone)]
struct Told<'m> {
    record: &'m Record,
    /// Its field with the message.
    message: Option<String>,
}

/// The record of a header that says what went wrong. Its name says so, and it has text. `known` are the records that were
/// looked at.
fn told<'m>(
    model: &'m Model,
    member: &'m Member,
    known: &mut BTreeMap<&'m TypeName, Option<Told<'m>>>,
) -> Option<Told<'m>> {
    let Shape::Record(name) = &member.shape else { return None };
    let said = words(&member.wire.local);
    // No whole words: `errorinfo` is one, as is `exceptions`.
    let names =
        said.iter().any(|word| ["exception", "error", "fault"].iter().any(|name| word.starts_with(name)));
    let look = || {
        let record = record(model, &member.shape)?;
        let text = record.members.iter().any(|field| is_text(&field.shape));
        text.then(|| Told { record, message: message(record) })
    };
    if names { known.entry(&name.name).or_insert_with(look).clone() } else { None }
}

const MESSAGES: [&str; 8] = [
    "message",
    "error message",
    "exception message",
    "fault message",
    "message text",
    "fault string",
    "description",
    "error description",
];

const KINDS: [&str; 9] = [
    "exception type",
    "error type",
    "fault type",
    "kind",
    "error kind",
    "type",
    "error code",
    "fault code",
    "code",
];

/// The field that is called a message, or the only text.
fn message(record: &Record) -> Option<String> {
    let mut texts = record.members.iter().filter(|field| is_text(&field.shape));
    let only = || texts.next().filter(|_| texts.next().is_none()).map(|field| field.wire.local.to_string());
    called(record, &MESSAGES).or_else(only)
}

fn kind(record: &Record) -> Option<String> {
    called(record, &KINDS)
}

/// The text field that is called by the first of these names.
fn called(record: &Record, names: &[&str]) -> Option<String> {
    names.iter().find_map(|name| {
        let fields = record.members.iter().filter(|field| is_text(&field.shape));
        let found = fields.into_iter().find(|field| words(&field.wire.local).join(" ") == **name)?;
        Some(found.wire.local.to_string())
    })
}
