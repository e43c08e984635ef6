//! What an operation that did not work is answered with.

use std::borrow::Cow;
use std::fmt;

use bytes::Bytes;
use http::{Response, StatusCode};

use super::response::{fault_response, respond};
use super::{encode_detail, encode_reply};
use crate::runtime::codec::numbers::Numbers;
use crate::runtime::codec::{EncodeError, Field, Record, Slot, View};
use crate::runtime::soap::envelope::write::message_envelope;
use crate::runtime::soap::fault::{Fault, FaultDetail};
use crate::runtime::soap::operation::Operation;
use crate::runtime::values::{AnyType, QName};

/// How an operation fails: in the response headers, by a Fault, or without any envelope.
pub struct Failure {
    what: What,
    status: Option<StatusCode>,
}

enum What {
    Outcome {
        kind: String,
        message: String,
    },
    Fault(Box<Fault>),
    Http(Bytes),
    /// Its detail cannot be written.
    Unwritable(EncodeError),
}

impl Failure {
    /// The response headers say so, as the crate's `[outcome]` configuration has it; the HTTP status is 200. Where the
    /// operation has no such header, a Fault says it.
    #[must_use]
    pub fn outcome(kind: impl Into<String>, message: impl Into<String>) -> Self {
        Self { what: What::Outcome { kind: kind.into(), message: message.into() }, status: None }
    }

    /// A Fault with a code of the envelope's own: `Client` or `Server`, in SOAP 1.2 `Sender` or `Receiver` (each is
    /// written as the other where the version wants it). For anything more make it [from](From) a [`Fault`]. The HTTP
    /// status is 500.
    #[must_use]
    pub fn fault(code: impl Into<String>, reason: impl Into<String>) -> Self {
        let code = QName::new("", code);
        Self::from(Fault { code, reason: reason.into(), ..Fault::default() })
    }

    /// With what stands in the detail of the Fault: one of those that the operation declares. Without effect on a
    /// failure that is no Fault.
    ///
    /// ```text
    /// Err(Failure::fault("Client", "out of stock").detail(&PlaceOrderFault::OutOfStock(stock.into())))
    /// ```
    #[inline]
    #[must_use]
    pub fn detail<D: FaultDetail>(self, detail: &D) -> Self {
        self.with_detail(encode_detail(D::service(), D::particles(), detail))
    }

    fn with_detail(mut self, detail: Result<AnyType, EncodeError>) -> Self {
        if let What::Fault(fault) = &mut self.what {
            match detail {
                Ok(detail) => fault.detail = Some(detail),
                Err(error) => self.what = What::Unwritable(error),
            }
        }
        self
    }

    /// An HTTP error with this body, which is no envelope.
    #[must_use]
    pub fn http(status: StatusCode, body: impl Into<Bytes>) -> Self {
        Self { what: What::Http(body.into()), status: Some(status) }
    }

    /// With another HTTP status.
    #[must_use]
    pub fn status(mut self, status: StatusCode) -> Self {
        self.status = Some(status);
        self
    }

    /// As the answer to `operation`. `headers` and `value` are empty ones.
    pub(super) fn response(
        self,
        operation: &'static Operation,
        headers: &mut dyn Record,
        value: &dyn Field,
    ) -> Result<Response<Bytes>, EncodeError> {
        let service = operation.service;
        match self.what {
            What::Http(body) => {
                let mut response = Response::new(body);
                *response.status_mut() = self.status.unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
                Ok(response)
            }
            What::Fault(fault) => fault_response(service, &fault, self.status),
            What::Unwritable(error) => Err(error),
            What::Outcome { kind, message } if failed(operation, headers, &kind, &message) => {
                // What a failed operation returns need not keep to the contract: nothing, where nothing fits.
                let xml = encode_reply(operation, headers, value).or_else(|_| bare(operation, headers))?;
                Ok(respond(service.version, self.status.unwrap_or(StatusCode::OK), xml))
            }
            What::Outcome { kind, message } => {
                let fault = Fault { reason: format!("{kind}: {message}"), ..Fault::default() };
                fault_response(service, &fault, self.status)
            }
        }
    }
}

impl From<Fault> for Failure {
    fn from(fault: Fault) -> Self {
        Self { what: What::Fault(Box::new(fault)), status: None }
    }
}

/// Without the body of an HTTP error.
impl fmt::Debug for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("Failure");
        match &self.what {
            What::Outcome { kind, message } => shown.field("kind", kind).field("message", message),
            What::Fault(fault) => shown.field("fault", fault),
            What::Http(body) => shown.field("bytes", &body.len()),
            What::Unwritable(error) => shown.field("unwritable", error),
        };
        shown.field("status", &self.status).finish()
    }
}

fn bare(operation: &Operation, headers: &dyn Record) -> Result<String, EncodeError> {
    match &operation.response {
        Some(message) => {
            message_envelope(operation, message, headers, &[], &Numbers::default(), Cow::Borrowed(""))
        }
        None => Ok(String::new()),
    }
}

/// Whether a reply to `operation` carries the header of this slot.
fn declares(operation: &Operation, slot: u16) -> bool {
    operation.response.as_ref().is_some_and(|m| m.headers.iter().any(|particle| particle.slot == slot))
}

/// Sets the response header that says that the call worked, where there is one and it is not set.
pub(super) fn succeeded(operation: &Operation, headers: &mut dyn Record) {
    if let Some(outcome) = operation.service.outcome
        && declares(operation, outcome.succeeded)
        && matches!(headers.view(outcome.succeeded), View::Absent)
        && let Slot::Bool(succeeded) = headers.slot(outcome.succeeded)
    {
        *succeeded = true;
    }
}

/// Sets the response headers that say that the call failed; tells whether there are such.
fn failed(operation: &Operation, headers: &mut dyn Record, kind: &str, message: &str) -> bool {
    let Some(outcome) = operation.service.outcome.filter(|outcome| declares(operation, outcome.succeeded))
    else {
        return false;
    };
    match headers.slot(outcome.succeeded) {
        Slot::Bool(succeeded) => *succeeded = false,
        _ => return false,
    }
    if let Some(error) = outcome.error
        && let Slot::Record(record) = headers.slot(error)
    {
        for (slot, text) in [(outcome.kind, kind), (outcome.message, message)] {
            if let Some(Slot::Str(field)) = slot.map(|slot| record.slot(slot)) {
                text.clone_into(field);
            }
        }
    }
    true
}
