//! What the services of a contract become: operations, their messages, headers and faults.

use std::fmt;
use std::sync::Arc;

use super::stage::{Stage, Unnamed};
use super::values::{Member, MemberPlace};
use crate::contract::{Addressing, Policy, QName, SoapVersion};

/// Which service it is: what a service is known by from one run to the next.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct ServiceId {
    /// The contract's file stem.
    pub source: String,
    /// The `wsdl:service`'s name.
    pub name: QName,
    /// The portType's name.
    pub port_type: QName,
}

impl fmt::Display for ServiceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} {}", self.source, self.name, self.port_type)
    }
}

/// A service that the contracts offer, whether or not something of it is wanted.
#[derive(Debug, Clone)]
pub struct Offer {
    /// Which it is.
    pub id: ServiceId,
    /// The contract's file.
    pub file: Arc<str>,
    /// The port that is called.
    pub port: String,
    /// The port's `soap:address`.
    pub address: Option<String>,
    /// Its operations.
    pub operations: Vec<String>,
}

/// A service: one port, and the module that it becomes.
#[derive(Debug, Clone)]
pub struct Service<S: Stage = Unnamed> {
    /// What it is called in Rust.
    pub rust: S::OfService,

    /// Which it is.
    pub id: ServiceId,
    /// The documentation of the service or its portType.
    pub documentation: Option<String>,
    /// The `soap:address`.
    pub address: Option<String>,
    /// The version of the envelope.
    pub version: SoapVersion,
    /// What policies ask of all operations.
    pub policies: Vec<Policy>,
    /// The WS-Addressing that they require.
    pub addressing: Option<Addressing>,
    /// The operations, in the order of the contract.
    pub operations: Vec<Operation<S>>,
}

/// An operation.
#[derive(Debug, Clone)]
pub struct Operation<S: Stage = Unnamed> {
    /// What it is called in Rust.
    pub rust: S::OfOperation,

    /// Its name.
    pub name: String,
    /// The contract's documentation.
    pub documentation: Option<String>,
    /// The `soapAction`.
    pub action: String,
    /// The action of the request for WS-Addressing, where that is not the `soapAction`.
    pub input_action: Option<String>,
    /// What policies ask of this operation.
    pub policies: Vec<Policy>,
    /// A policy says that its requests are MTOM.
    pub mtom: bool,
    /// The request.
    pub input: Message<S>,
    /// The reply.
    pub output: Option<Message<S>>,
    /// What the detail of a Fault may hold, sorted by element.
    pub faults: Vec<Detail<S>>,
}

/// An element that the detail of a Fault may hold.
#[derive(Debug, Clone)]
pub struct Detail<S: Stage = Unnamed> {
    /// What the alternative is called in Rust.
    pub rust: S::Name,

    /// What it is called: its element, or the fault where the contract gives that a type and no element.
    pub name: String,
    /// The element.
    pub member: Member<S>,
}

/// A request or a reply.
#[derive(Debug, Clone)]
pub struct Message<S: Stage = Unnamed> {
    /// The header elements.
    pub headers: Vec<QName>,
    /// What stands in the Body.
    pub body: Body<S>,
}

/// The Body of a message.
#[derive(Debug, Clone)]
pub struct Body<S: Stage = Unnamed> {
    /// The wrapper, if the members stand in one.
    pub wrapper: Option<QName>,
    /// The parameters, or what the reply holds; what travels beside the envelope is last.
    pub members: Vec<Member<S>>,
    /// Nil and absent mean the same.
    pub wcf: bool,
    /// It is encoded (SOAP 1.1, section 5): its wrapper's row says so.
    pub encoded: bool,
}

impl<S: Stage> Body<S> {
    /// The members that stand in the Body.
    pub fn elements(&self) -> impl Iterator<Item = &Member<S>> {
        self.members.iter().filter(|m| m.place != MemberPlace::Attachment)
    }

    /// The members that travel beside the envelope, with their slots.
    pub fn attachments(&self) -> impl Iterator<Item = (usize, &Member<S>)> {
        self.members.iter().enumerate().filter(|(_, m)| m.place == MemberPlace::Attachment)
    }
}

/// The distinct headers of one direction, sorted by namespace and name; their position is their slot.
#[derive(Debug)]
pub struct HeaderSet<S: Stage = Unnamed> {
    /// One a header element.
    pub members: Vec<Member<S>>,
}

impl<S: Stage> HeaderSet<S> {
    /// A header, with its slot.
    pub fn get(&self, name: &QName) -> Option<(usize, &Member<S>)> {
        let slot = self.members.binary_search_by(|member| member.wire.cmp(name)).ok()?;
        Some((slot, self.members.get(slot)?))
    }
}

impl<S: Stage> Default for HeaderSet<S> {
    fn default() -> Self {
        Self { members: Vec::new() }
    }
}
