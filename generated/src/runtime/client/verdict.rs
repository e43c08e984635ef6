//! Whether a reply that was read says success.

use std::borrow::Cow;

use super::checked::{Checked, SecurityFailure};
use super::extension::{Checks, Unread};
use crate::runtime::codec::strings::{join, trim};
use crate::runtime::codec::{DecodeError, Particle, Record, View, encoding, secrets};
use crate::runtime::error::{Error, ErrorKind, OutcomeFailure};
use crate::runtime::soap::envelope::{WS_SECURITY, unverified_fault};
use crate::runtime::soap::{Operation, Outcome, ReplyParts, Source};
use crate::runtime::values::QName;

/// Whether an empty Body leaves something out. It does not when the contract promises nothing in it; but where response
/// headers say whether a call worked, they have to say so.
pub(super) fn lacks_value(operation: &Operation, headers: &dyn Record) -> bool {
    let Some(message) = &operation.response else { return false };
    let told = |outcome: &Outcome| {
        let declared = message.headers.iter().any(|header| header.slot == outcome.succeeded);
        !declared || matches!(headers.view(outcome.succeeded), View::Bool(true))
    };
    !(message.body.holds_nothing() && operation.service.outcome.is_none_or(told))
}

/// Whether an answer without an envelope leaves nothing out: the contract promises no value, and no header that says
/// whether the call worked.
pub(super) fn is_void(operation: &Operation) -> bool {
    operation.response.as_ref().is_none_or(|message| {
        let outcome = operation.service.outcome;
        let declared =
            |outcome: &Outcome| message.headers.iter().any(|header| header.slot == outcome.succeeded);
        message.body.holds_nothing() && message.attachments.is_empty() && !outcome.is_some_and(declared)
    })
}

#[cold]
pub(super) fn empty_body(operation: &'static Operation) -> Error {
    let elements = operation.response.as_ref().map(|message| message.body.elements());
    let mut elements = elements.as_deref().unwrap_or_default().iter();
    let names = join(&mut || elements.next().map(Particle::name), "`, `");
    Error::in_operation(ErrorKind::Decode, operation)
        .message(format!("the reply's Body is empty where `{names}` was expected"))
        .unknown(true)
}

/// Has the checks look at an envelope. One that is no text cannot be read either.
pub(super) fn look(checks: &Checks, source: &Source<'_>) -> Result<Checked, SecurityFailure> {
    if checks.is_empty() {
        return Ok(Checked::default());
    }
    let text = encoding::to_text(source.bytes)
        .map_err(|error| SecurityFailure::new(format!("the reply cannot be read: {error}")))?;
    checks.check(Some(&Unread { envelope: &text, attachments: source.attachments }))
}

/// The header blocks that are understood. Who has checked a signature has understood the header that it stands in.
pub(super) fn understood_by<'u>(checked: &Checked, understood: &'u [QName]) -> Cow<'u, [QName]> {
    match &checked.signed_by {
        Some(_) => {
            let mut understood = understood.to_vec();
            understood.push(QName::new(WS_SECURITY, "Security"));
            Cow::Owned(understood)
        }
        None => Cow::Borrowed(understood),
    }
}

/// The error of a reply that failed a check. A Fault stays one: servers refuse requests by Faults that nobody signed.
#[cold]
pub(super) fn untrusted(source: &Source<'_>, failure: &SecurityFailure) -> Error {
    match unverified_fault(source) {
        Some(fault) => Error::from_fault(source.operation, fault).unverified(failure),
        None => Error::insecure(source.operation, failure),
    }
}

/// What the response headers say, if they say failure; a header that is missing is success.
pub(super) fn failed_outcome(operation: &Operation, headers: &dyn Record) -> Option<OutcomeFailure> {
    let outcome = operation.service.outcome?;
    if !matches!(headers.view(outcome.succeeded), View::Bool(false)) {
        return None;
    }
    let mut failure = OutcomeFailure::default();
    if let Some(View::Record(record)) = outcome.error.map(|slot| headers.view(slot)) {
        let text = |slot: Option<u16>| match record.view(slot?) {
            View::Str(text) if !trim(text).is_empty() => Some(trim(secrets::without_stack(text)).to_owned()),
            _ => None,
        };
        failure.kind = text(outcome.kind);
        failure.message = text(outcome.message);
    }
    Some(failure)
}

/// Whether the header that tells success was read to its end: where a reply breaks off within it, or it is no truth
/// value, what stands in its slot says nothing.
pub(super) fn outcome_was_read(operation: &Operation, decoded: &Result<ReplyParts, DecodeError>) -> bool {
    let (Err(error), Some(outcome), Some(message)) =
        (decoded, operation.service.outcome, operation.response.as_ref())
    else {
        return true;
    };
    let header = message.headers.iter().find(|particle| particle.slot == outcome.succeeded);
    header.is_none_or(|header| error.reading() != format!("Envelope/Header/{}", header.name()))
}

#[cold]
pub(super) fn refused(operation: &Operation, outcome: OutcomeFailure) -> Error {
    let said = match (&outcome.kind, &outcome.message) {
        (Some(kind), Some(message)) => format!("{kind}: {message}"),
        (Some(one), None) | (None, Some(one)) => one.clone(),
        (None, None) => "it gives no reason".to_owned(),
    };
    Error::in_operation(ErrorKind::Outcome, operation)
        .message(format!("the server says that the operation failed: {said}"))
        .with_outcome(Some(outcome))
}
