//! `[outcome]`: the response headers that say whether a call worked, and what went wrong.

use super::walk::{is_boolean, is_text, record};
use super::words::{has, words};
use crate::names::named::{Member, Model, Record};

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
    let replies = || {
        let operations = model.services.iter().flat_map(|service| &service.operations);
        operations.filter_map(|operation| operation.output.as_ref())
    };
    let carried = |member: &Member| replies().filter(|reply| reply.headers.contains(&member.wire)).count();
    let all = &model.response_headers.members;
    let flags = all.iter().filter(|member| is_boolean(member) && says_success(&member.wire.local));
    // The first of those that most carry.
    let Some(flag) = flags.rev().max_by_key(|member| carried(member)) else {
        return Err("no boolean response header is called a success".to_owned());
    };
    let (with, of) = (carried(flag), replies().count());
    let beside = |member: &&Member| {
        replies().filter(|reply| reply.headers.contains(&flag.wire)).all(|r| r.headers.contains(&member.wire))
    };
    let errors: Vec<_> =
        all.iter().filter(beside).filter_map(|member| Some((member, told(model, member)?))).collect();
    let (error, kind, message) = match errors.iter().max_by_key(|(_, record)| message(record).is_some()) {
        Some((member, record)) => (Some(member.wire.local.to_string()), kind(record), message(record)),
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

/// The record of a header that says what went wrong. Its name says so, and it has text.
fn told<'m>(model: &'m Model, member: &Member) -> Option<&'m Record> {
    let record = record(model, &member.shape)?;
    let said = words(&member.wire.local);
    // No whole words: `errorinfo` is one, as is `exceptions`.
    let names =
        said.iter().any(|word| ["exception", "error", "fault"].iter().any(|name| word.starts_with(name)));
    (names && record.members.iter().any(|field| is_text(&field.shape))).then_some(record)
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
