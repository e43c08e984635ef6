//! Static descriptors of services and operations. Generated code holds one [`Operation`] for each of its methods.

use std::ops::Deref;

use crate::runtime::codec::{ENCODED, OPTIMIZED, Particle, Type, TypeDef};

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
    /// Its `soap:address`, where that is a URL that can be called.
    pub address: Option<&'static str>,
    /// The last path segment of its `soap:address`, such as `User.svc`; appended to the session's base URL.
    pub path: &'static str,
    /// The `path`s of all services of the crate, where there are several: a base URL that ends in one of them is that
    /// service's own.
    pub paths: &'static [&'static str],
    /// The version of its binding.
    pub version: SoapVersion,
    /// The namespaces that its tables index, [`ns::WELL_KNOWN`](crate::runtime::codec::ns::WELL_KNOWN) first.
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
    /// The request's `wsa:Action` (WS-Addressing), where the contract makes that another one than the `soapAction`.
    pub input_action: Option<&'static str>,
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
    /// What stands in the Body.
    pub body: Body,
    /// The parts that travel beside the envelope.
    pub attachments: &'static [Bound],
}

impl Message {
    /// A request whose parameters stand in one element.
    #[must_use]
    pub const fn request(headers: &'static [Particle], def: TypeDef) -> Self {
        Self { headers, body: Body::Wrapped(Wrapper::new(def)), attachments: &[] }
    }

    /// A reply whose results stand in one element. A single result is the value itself.
    #[must_use]
    pub const fn reply(headers: &'static [Particle], def: TypeDef) -> Self {
        let single = def.elements.len() == 1;
        let wrapper = Wrapper::new(def);
        let body = if single { Body::Single(wrapper) } else { Body::Wrapped(wrapper) };
        Self { headers, body, attachments: &[] }
    }

    /// The same message, of which the contract says that it leaves by MTOM (a policy with `OptimizedMimeSerialization`).
    #[must_use]
    pub const fn optimized(mut self) -> Self {
        if let Body::Wrapped(wrapper) | Body::Single(wrapper) = &mut self.body {
            wrapper.flags |= OPTIMIZED;
        }
        self
    }

    /// Whether the contract says that it leaves by MTOM: so does the row of an element of its Body. Where that holds bytes
    /// itself, it is about these alone.
    pub(in crate::runtime) fn is_optimized(&'static self) -> bool {
        let says =
            |row: &Particle| row.has(OPTIMIZED) && matches!(row.ty, Type::Record(_) | Type::Derived(_));
        match &self.body {
            Body::Wrapped(wrapper) | Body::Single(wrapper) => wrapper.flags & OPTIMIZED != 0,
            Body::Bare(rows) => rows.iter().any(says),
        }
    }

    /// Whether it holds several values. Elements that may stand for each other are one, and share a slot.
    #[inline]
    pub(super) fn several(&self) -> bool {
        let elements = match self.body {
            Body::Bare(rows) => rows.chunk_by(|one, next| one.slot == next.slot).count(),
            Body::Wrapped(_) | Body::Single(_) => 1,
        };
        elements + self.attachments.len() > 1
    }
}

/// What stands in a Body, and how a Rust value (the result) or a row of arguments maps to it.
#[derive(Debug)]
pub enum Body {
    /// One element, of which the value (or each argument) is a child.
    Wrapped(Wrapper),
    /// One element with exactly one child, which is the value itself. Only for replies.
    Single(Wrapper),
    /// The value (or each argument) is an element of the Body itself.
    Bare(&'static [Particle]),
}

impl Body {
    /// Whether nothing stands in it.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        matches!(self, Self::Bare([]))
    }

    /// Whether nothing stands in it, but for a wrapper.
    #[must_use]
    pub const fn holds_nothing(&self) -> bool {
        match self {
            Self::Wrapped(wrapper) | Self::Single(wrapper) => {
                wrapper.def.elements.is_empty()
                    && wrapper.def.attributes.is_empty()
                    && wrapper.def.text.is_none()
            }
            Self::Bare(rows) => rows.is_empty(),
        }
    }

    /// The elements that are the value, or the arguments.
    #[must_use]
    pub const fn values(&self) -> &'static [Particle] {
        match self {
            Self::Wrapped(wrapper) | Self::Single(wrapper) => wrapper.def.elements,
            Self::Bare(rows) => rows,
        }
    }

    /// The elements that stand in the Body.
    #[inline]
    pub(in crate::runtime) fn elements(&'static self) -> Elements {
        match self {
            Self::Wrapped(wrapper) | Self::Single(wrapper) => Elements::Wrapper(wrapper.element()),
            Self::Bare(rows) => Elements::Rows(rows),
        }
    }
}

/// The one element of a Body, and what is in it. It stands in its message by value: a contract has thousands, and each
/// table of its own that the compiler has to make costs.
#[derive(Debug)]
pub struct Wrapper {
    /// As a particle's [`flags`](Particle::flags).
    pub flags: u8,
    /// What is in it. Its namespace and name are also the element's.
    pub def: TypeDef,
}

impl Wrapper {
    /// The element around the parameters of a request, or around the results of a reply.
    #[must_use]
    pub const fn new(def: TypeDef) -> Self {
        Self { flags: 0, def }
    }

    /// The same in an encoded message (SOAP 1.1, section 5).
    #[must_use]
    pub const fn encoded(def: TypeDef) -> Self {
        Self { flags: ENCODED, def }
    }

    /// The row of the element.
    #[must_use]
    pub fn element(&'static self) -> Particle {
        Particle::new(self.def.namespace, self.def.name, 0, self.flags, Type::Record(&self.def))
    }
}

/// The rows of the elements of a Body.
pub(in crate::runtime) enum Elements {
    Wrapper(Particle),
    Rows(&'static [Particle]),
}

impl Deref for Elements {
    type Target = [Particle];

    #[inline]
    fn deref(&self) -> &[Particle] {
        match self {
            Self::Wrapper(element) => std::slice::from_ref(element),
            Self::Rows(rows) => rows,
        }
    }
}

impl Elements {
    /// The row that takes an element of a namespace which no row names: a substitution group may have members that the
    /// contract does not know.
    #[cold]
    pub(super) fn other(&self, namespace: u16) -> Option<&Particle> {
        self.iter().find(|one| matches!(one.ty, Type::Wildcard(wildcard) if wildcard.takes(namespace)))
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
