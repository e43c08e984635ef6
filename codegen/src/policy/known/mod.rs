//! The assertions that are known, and what a generated client does about them.

mod calls;
mod messages;
mod notes;
mod others;
mod security;
mod suites;
mod tokens;

use std::borrow::Cow;

use super::context::Context;
use super::expression::Assertion;
use super::specifications::{Family, family};
use crate::contract::{Call, Standing};
use crate::load::Node;

/// The SOAP extensions of WSDL.
const SOAP: [&str; 2] = ["http://schemas.xmlsoap.org/wsdl/soap/", "http://schemas.xmlsoap.org/wsdl/soap12/"];

/// The extensions of WSDL that are understood.
const UNDERSTOOD: [&str; 2] = ["http://schemas.xmlsoap.org/wsdl/", "http://schemas.xmlsoap.org/wsdl/mime/"];

/// What is done about an assertion.
#[derive(Debug)]
pub(super) struct Verdict {
    pub(super) standing: Standing,
    pub(super) note: Cow<'static, str>,
    pub(super) call: Option<Call>,
    /// What is asked for beside its name.
    pub(super) detail: String,
    /// What stands in it says nothing by itself, and is not looked at.
    pub(super) whole: bool,
}

impl Verdict {
    fn new(standing: Standing, note: impl Into<Cow<'static, str>>) -> Self {
        Self { standing, note: note.into(), call: None, detail: String::new(), whole: false }
    }

    /// The client does it.
    fn done(note: impl Into<Cow<'static, str>>) -> Self {
        Self::new(Standing::Honoured, note)
    }

    /// What stands in it says it.
    fn inner() -> Self {
        Self::done("")
    }

    /// The program calls something.
    fn call(call: Call, note: impl Into<Cow<'static, str>>) -> Self {
        Self { call: Some(call), ..Self::new(Standing::Offered, note) }
    }

    /// The program has to do something that is no call.
    fn told(note: impl Into<Cow<'static, str>>) -> Self {
        Self::new(Standing::Offered, note)
    }

    /// The client cannot do it.
    fn not(note: impl Into<Cow<'static, str>>) -> Self {
        Self::new(Standing::NotSupported, note)
    }

    /// What stands in it is not looked at.
    fn whole(mut self) -> Self {
        self.whole = true;
        self
    }

    fn detail(mut self, detail: impl Into<String>) -> Self {
        self.detail = detail.into();
        self
    }
}

/// Judges an assertion by where it stands.
pub(super) fn judge(assertion: &Assertion, cx: &Context) -> Verdict {
    match family(&assertion.name.namespace) {
        Some(Family::Security) => security::judge(assertion, cx),
        Some(family) => others::judge(assertion, family, cx),
        None => others::unknown(assertion),
    }
}

/// Whether an element is one of WSDL's SOAP extensions.
pub(super) fn is_soap(node: &Node<'_>) -> bool {
    SOAP.contains(&node.namespace())
}

/// Whether an element of a contract is understood, apart from policies.
pub(super) fn is_understood(node: &Node<'_>) -> bool {
    is_soap(node) || UNDERSTOOD.contains(&node.namespace())
}

/// Whether an element is one of the extensions of WSDL that speak of WS-Addressing.
pub(super) fn is_addressing(node: &Node<'_>) -> bool {
    matches!(family(node.namespace()), Some(Family::Addressing(_)))
        && matches!(&*node.element.name, "UsingAddressing" | "Anonymous")
}

/// Whether an extension holds without `wsdl:required`: it says how addressing is used, not that it is.
pub(super) fn holds_as_it_stands(node: &Node<'_>) -> bool {
    node.element.name == "Anonymous"
}
