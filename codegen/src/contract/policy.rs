//! What policies ask of clients, and what a generated client does about it.

use std::borrow::Cow;

use super::{Place, QName};

/// A policy, as one part of the contract has it (WS-PolicyAttachment), or an extension of WSDL that says as much.
#[derive(Debug, Clone, PartialEq)]
pub struct Policy {
    /// What it is attached to, in words: `the input of the operation Add of the binding OrdersSoap`.
    pub subject: String,
    /// Which messages it is about.
    pub about: About,
    /// What it asks for, in the order of the contract.
    pub items: Vec<Asked>,
}

/// Which messages a policy is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum About {
    /// Requests and replies.
    Both,
    /// Requests.
    Requests,
    /// Replies and faults, which the service sends.
    Replies,
}

/// A part of a policy.
#[derive(Debug, Clone, PartialEq)]
pub enum Asked {
    /// An assertion.
    Demand(Demand),
    /// Alternatives, of which one is enough.
    OneOf(Vec<Alternative>),
}

/// One of several ways to satisfy a policy.
#[derive(Debug, Clone, PartialEq)]
pub struct Alternative {
    /// It is the one that costs the least: nothing, or the fewest calls of the program.
    pub taken: bool,
    /// What it asks for; nothing at all where it is empty.
    pub items: Vec<Asked>,
}

/// An assertion, and what is done about it.
#[derive(Debug, Clone, PartialEq)]
pub struct Demand {
    /// Its name.
    pub name: QName,
    /// What it is about, beside its name: the header block that is to be signed.
    pub detail: String,
    /// The specification that it is of, or its namespace.
    pub of: Cow<'static, str>,
    /// A client may do without (`wsp:Optional`, `wsp:Ignorable`).
    pub optional: bool,
    /// What is done about it. About what stands in it, `inner` says more.
    pub standing: Standing,
    /// What the client does, what the program has to do, or why neither is possible.
    pub note: Cow<'static, str>,
    /// What the program calls.
    pub call: Option<Call>,
    /// What stands in it.
    pub inner: Vec<Asked>,
    /// Where it stands.
    pub place: Place,
}

/// What is done about an assertion.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Standing {
    /// The generated client does it by itself.
    Honoured,
    /// The client can do it, and the program has to say so.
    Offered,
    /// The client cannot do it.
    NotSupported,
}

impl Standing {
    /// In words.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Honoured => "honoured",
            Self::Offered => "offered",
            Self::NotSupported => "not supported",
        }
    }
}

/// What a program calls for an assertion.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Call {
    /// What it is a method of.
    pub on: On,
    /// The call: `.timestamp(Duration::from_secs(300))`. Nothing, where it is enough that there is what it is a method of.
    pub code: Cow<'static, str>,
    /// The cargo feature that has it; always there where this is empty.
    pub feature: &'static str,
}

/// What a call is a method of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum On {
    /// The builder of the session.
    Builder,
    /// `wsse::Security`, which the builder's `security` takes.
    Security,
    /// `wsse::Signature`, which `wsse::Security` takes to sign requests.
    Signature,
    /// `wsse::Verification`, which `wsse::Security` takes to check replies.
    Verification,
    /// The call of an operation.
    Call,
}

/// The version of WS-Addressing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Addressing {
    /// 1.0, `http://www.w3.org/2005/08/addressing`.
    V10,
    /// The submission of August 2004, `http://schemas.xmlsoap.org/ws/2004/08/addressing`.
    V200408,
}

/// The actions that WS-Addressing has for the messages of an operation (WS-Addressing 1.0 Metadata, section 4.4).
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Actions {
    /// Of the request.
    pub input: String,
    /// Of the reply.
    pub output: Option<String>,
    /// Of each fault, in the order of the operation's faults.
    pub faults: Vec<String>,
}

impl Demand {
    /// The worst standing of itself and of what stands in it and is needed.
    #[must_use]
    pub fn worst(&self) -> Standing {
        if self.optional { Standing::Honoured } else { self.standing.max(worst(&self.inner)) }
    }
}

/// The worst standing of what is needed, by the alternatives that are taken.
#[must_use]
pub fn worst(items: &[Asked]) -> Standing {
    let each = items.iter().map(|item| match item {
        Asked::Demand(demand) => demand.worst(),
        Asked::OneOf(ways) => {
            ways.iter().find(|way| way.taken).map_or(Standing::Honoured, |way| worst(&way.items))
        }
    });
    each.max().unwrap_or(Standing::Honoured)
}
