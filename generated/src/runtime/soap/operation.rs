//! Static descriptors of services and operations. Generated code holds one [`Operation`] for each of its methods.

use super::super::codec::{Particle, Type};

/// The version of the envelope.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SoapVersion {
    /// SOAP 1.1: `Content-Type: text/xml` and a quoted `SOAPAction`.
    Soap11,
    /// SOAP 1.2: `Content-Type: application/soap+xml` with an `action` parameter.
    Soap12,
}

/// One port of a service.
#[derive(Debug)]
pub struct Service {
    /// The name that errors and logs give it: `User`.
    pub name: &'static str,
    /// The last path segment of its `soap:address`, such as `User.svc`; appended to the session's base URL.
    pub path: &'static str,
    /// The version of its binding.
    pub version: SoapVersion,
    /// The namespaces that its tables index, [`ns::WELL_KNOWN`](super::super::codec::ns::WELL_KNOWN) first.
    pub namespaces: &'static [&'static str],
    /// The response headers that say whether a call worked, where the configuration names them.
    pub outcome: Option<&'static Outcome>,
    /// Local names of elements and attributes that never appear in errors and logs.
    pub secrets: &'static [&'static str],
}

/// Which response headers say whether a call worked, and where the reason stands.
#[derive(Debug)]
pub struct Outcome {
    /// Slot in the response headers of the boolean: `false` is a failure, absent is success.
    pub succeeded: u16,
    /// Slot in the response headers of the record that tells why, if there is one.
    pub error: Option<u16>,
    /// Slot of the exception's type in that record.
    pub kind: Option<u16>,
    /// Slot of the message in that record.
    pub message: Option<u16>,
}

/// An operation as its binding makes it.
#[derive(Debug)]
pub struct Operation {
    /// The operation's name.
    pub name: &'static str,
    /// The service it belongs to.
    pub service: &'static Service,
    /// The `soapAction`, without quotes.
    pub action: &'static str,
    /// The request.
    pub request: Message,
    /// The reply; `None` for a one-way operation.
    pub response: Option<Message>,
}

/// A request or a reply.
#[derive(Debug)]
pub struct Message {
    /// The header blocks that the operation declares; their slots are those of the crate's request or response
    /// headers.
    pub headers: &'static [Particle],
    /// The elements that stand in the Body.
    pub body: &'static [Particle],
    /// How a Rust value maps to them.
    pub shape: Shape,
    /// The parts that travel beside the envelope.
    pub attachments: &'static [Bound],
}

impl Message {
    /// Whether it holds several values. Elements that may stand for each other are one, and share a slot.
    #[inline]
    pub(super) fn several(&self) -> bool {
        self.body.chunk_by(|one, next| one.slot == next.slot).count() + self.attachments.len() > 1
    }

    /// The row that takes an element of a namespace which no row names: a substitution group may have members that the
    /// contract does not know.
    #[cold]
    pub(super) fn other(&self, namespace: u16) -> Option<&'static Particle> {
        self.body.iter().find(|one| matches!(one.ty, Type::Wildcard(wildcard) if wildcard.takes(namespace)))
    }
}

/// A message part that travels beside the envelope, as the contract has it.
#[derive(Debug)]
pub struct Bound {
    /// The part's name.
    pub name: &'static str,
    /// The slot of the value (or argument).
    pub slot: u16,
}

/// How a Rust value (the result) or a row of arguments maps to the elements of a Body.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// The Body's one element is a wrapper, and the value (or each argument) is a child of it.
    Wrapped,
    /// As `Wrapped`, and the wrapper has exactly one child, which is the value itself. Only for replies.
    Single,
    /// The value (or each argument) is an element of the Body itself.
    Bare,
}
