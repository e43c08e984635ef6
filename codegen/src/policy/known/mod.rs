//! The assertions that are known: which specification they are of, and what a generated client does about them.

mod calls;
mod messages;
mod others;
mod security;
mod suites;
mod tokens;

use std::borrow::Cow;

use super::context::Context;
use super::expression::Assertion;
use crate::contract::{Addressing, Call, Standing};
use crate::load::Node;

/// The SOAP extensions of WSDL.
const SOAP: [&str; 2] = ["http://schemas.xmlsoap.org/wsdl/soap/", "http://schemas.xmlsoap.org/wsdl/soap12/"];

/// The extensions of WSDL that are understood.
const UNDERSTOOD: [&str; 2] = ["http://schemas.xmlsoap.org/wsdl/", "http://schemas.xmlsoap.org/wsdl/mime/"];

/// What an assertion is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Family {
    /// WS-SecurityPolicy.
    Security,
    /// The assertions of security before WS-SecurityPolicy had bindings.
    OldSecurity,
    /// WS-Addressing.
    Addressing(Addressing),
    Mtom,
    Reliable,
    Transactions,
    /// Microsoft's authentication by HTTP.
    Http,
    /// Microsoft's transports other than HTTP.
    Framing,
    /// Encodings of envelopes other than text.
    Encoding,
    /// A vendor's own words about its servers, or about clients of its own kind.
    Server,
}

/// A specification that defines assertions.
struct Specification {
    title: &'static str,
    family: Family,
    namespaces: &'static [&'static str],
}

const fn of(title: &'static str, family: Family, namespaces: &'static [&'static str]) -> Specification {
    Specification { title, family, namespaces }
}

const SPECIFICATIONS: [Specification; 19] = [
    of(
        "WS-SecurityPolicy",
        Family::Security,
        &[
            "http://docs.oasis-open.org/ws-sx/ws-securitypolicy/200702",
            "http://docs.oasis-open.org/ws-sx/ws-securitypolicy/200512",
            "http://docs.oasis-open.org/ws-sx/ws-securitypolicy/200802",
            "http://schemas.xmlsoap.org/ws/2005/07/securitypolicy",
            // WCF's additions, such as SslContextToken and RsaToken.
            "http://schemas.microsoft.com/ws/2005/07/securitypolicy",
        ],
    ),
    of(
        "WS-SecurityPolicy of 2002",
        Family::OldSecurity,
        &["http://schemas.xmlsoap.org/ws/2002/12/secext", "http://schemas.xmlsoap.org/ws/2003/06/secext"],
    ),
    of(
        "WS-Addressing",
        Family::Addressing(Addressing::V10),
        &[
            "http://www.w3.org/2007/05/addressing/metadata",
            "http://www.w3.org/2007/02/addressing/metadata",
            "http://www.w3.org/2006/05/addressing/wsdl",
            "http://www.w3.org/2006/02/addressing/wsdl",
            "http://www.w3.org/2005/08/addressing/wsdl",
            "http://www.w3.org/2005/08/addressing",
        ],
    ),
    of(
        "WS-Addressing of 2004",
        Family::Addressing(Addressing::V200408),
        &[
            "http://schemas.xmlsoap.org/ws/2004/08/addressing",
            "http://schemas.xmlsoap.org/ws/2004/08/addressing/policy",
        ],
    ),
    of(
        "MTOM",
        Family::Mtom,
        &[
            "http://schemas.xmlsoap.org/ws/2004/09/policy/optimizedmimeserialization",
            "http://www.w3.org/2007/08/soap12-mtom-policy",
            "http://www.w3.org/2007/08/mtom-policy",
        ],
    ),
    of(
        "WS-ReliableMessaging",
        Family::Reliable,
        &[
            "http://docs.oasis-open.org/ws-rx/wsrmp/200702",
            "http://docs.oasis-open.org/ws-rx/wsrmp/200608",
            "http://schemas.xmlsoap.org/ws/2005/02/rm/policy",
            "http://schemas.xmlsoap.org/ws/2004/03/rm",
            // .NET's and Metro's additions, such as Ordered and FlowControl.
            "http://schemas.microsoft.com/net/2005/02/rm/policy",
            "http://sun.com/2006/03/rm",
        ],
    ),
    of(
        "WS-AtomicTransaction",
        Family::Transactions,
        &[
            "http://docs.oasis-open.org/ws-tx/wsat/2006/06",
            "http://schemas.xmlsoap.org/ws/2004/10/wsat",
            "http://schemas.xmlsoap.org/ws/2003/09/wsat",
        ],
    ),
    of(
        "WS-BusinessActivity",
        Family::Transactions,
        &["http://docs.oasis-open.org/ws-tx/wsba/2006/06", "http://schemas.xmlsoap.org/ws/2004/10/wsba"],
    ),
    of("OleTx", Family::Transactions, &["http://schemas.microsoft.com/ws/2006/02/tx/oletx"]),
    of("HTTP authentication", Family::Http, &["http://schemas.microsoft.com/ws/06/2004/policy/http"]),
    of("Message Framing", Family::Framing, &["http://schemas.microsoft.com/ws/2006/05/framing/policy"]),
    of(
        "Microsoft Message Queuing",
        Family::Framing,
        &["http://schemas.microsoft.com/ws/06/2004/mspolicy/msmq"],
    ),
    of("Peer Transport", Family::Framing, &["http://schemas.microsoft.com/soap/peer"]),
    of("One-way messages", Family::Framing, &["http://schemas.microsoft.com/ws/2005/05/routing/policy"]),
    of("Composite Duplex", Family::Framing, &["http://schemas.microsoft.com/net/2006/06/duplex"]),
    of(
        ".NET Binary Encoding",
        Family::Encoding,
        &["http://schemas.microsoft.com/ws/06/2004/mspolicy/netbinary1"],
    ),
    of(
        "Fast Infoset",
        Family::Encoding,
        &["http://java.sun.com/xml/ns/wsit/2006/09/policy/fastinfoset/service"],
    ),
    of(
        "Metro",
        Family::Server,
        &[
            "http://java.sun.com/xml/ns/wsit/2006/09/policy/encoding/client",
            "http://java.sun.com/xml/ns/wsit/2006/09/policy/transport/client",
            "http://java.sun.com/xml/ns/wsit/policy",
            "http://schemas.sun.com/2006/03/wss/server",
            "http://schemas.sun.com/2006/03/wss/client",
        ],
    ),
    of("Apache Rampart", Family::Server, &["http://ws.apache.org/rampart/policy"]),
];

fn specification(namespace: &str) -> Option<&'static Specification> {
    SPECIFICATIONS.iter().find(|of| of.namespaces.contains(&namespace))
}

/// What an assertion is about, by its namespace.
pub(super) fn family(namespace: &str) -> Option<Family> {
    specification(namespace).map(|of| of.family)
}

/// The title of an assertion's specification; its namespace where it is not known.
pub(super) fn title(namespace: &str) -> Cow<'static, str> {
    match specification(namespace) {
        Some(of) => Cow::Borrowed(of.title),
        None => Cow::Owned(namespace.to_owned()),
    }
}

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
