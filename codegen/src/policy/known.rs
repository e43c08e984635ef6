//! The assertions that are known: which specification they are of, what they ask for, and what to do about it.

use super::expression::Assertion;
use crate::contract::QName;
use crate::load::Node;

/// The SOAP extensions of WSDL.
const SOAP: [&str; 2] = ["http://schemas.xmlsoap.org/wsdl/soap/", "http://schemas.xmlsoap.org/wsdl/soap12/"];

/// The extensions of WSDL that are understood.
const UNDERSTOOD: [&str; 2] = ["http://schemas.xmlsoap.org/wsdl/", "http://schemas.xmlsoap.org/wsdl/mime/"];

/// A specification that defines assertions.
struct Specification {
    title: &'static str,
    namespaces: &'static [&'static str],
    advice: &'static str,
}

const SECURITY: &str = "WS-SecurityPolicy";

const SPECIFICATIONS: [Specification; 6] = [
    Specification {
        title: SECURITY,
        namespaces: &[
            "http://docs.oasis-open.org/ws-sx/ws-securitypolicy/200702",
            "http://docs.oasis-open.org/ws-sx/ws-securitypolicy/200512",
            "http://docs.oasis-open.org/ws-sx/ws-securitypolicy/200802",
            "http://schemas.xmlsoap.org/ws/2005/07/securitypolicy",
            "http://schemas.xmlsoap.org/ws/2002/12/secext",
        ],
        advice: "the client writes no Security header: ask the service for an endpoint that needs none, or write one in \
                 a transport of your own",
    },
    Specification {
        title: "WS-Addressing",
        namespaces: &[
            "http://www.w3.org/2007/05/addressing/metadata",
            "http://www.w3.org/2007/02/addressing/metadata",
            "http://www.w3.org/2006/05/addressing/wsdl",
            "http://www.w3.org/2006/02/addressing/wsdl",
            "http://www.w3.org/2005/08/addressing",
            "http://schemas.xmlsoap.org/ws/2004/08/addressing",
            "http://schemas.xmlsoap.org/ws/2004/08/addressing/policy",
        ],
        advice: "the client writes no headers of WS-Addressing: ask the service for an endpoint that needs none, or write \
                 To, Action and MessageID in a transport of your own",
    },
    Specification {
        title: "MTOM",
        namespaces: &[
            "http://schemas.xmlsoap.org/ws/2004/09/policy/optimizedmimeserialization",
            "http://www.w3.org/2007/08/soap12-mtom-policy",
            "http://www.w3.org/2007/08/mtom-policy",
        ],
        advice: "the client reads MTOM, but does not write it: ask the service for an endpoint that accepts envelopes without MTOM",
    },
    Specification {
        title: "WS-ReliableMessaging",
        namespaces: &[
            "http://docs.oasis-open.org/ws-rx/wsrmp/200702",
            "http://schemas.xmlsoap.org/ws/2005/02/rm/policy",
        ],
        advice: "the client does not support reliable messaging: ask the service for an endpoint that does not need it",
    },
    Specification {
        title: "WS-AtomicTransaction",
        namespaces: &[
            "http://docs.oasis-open.org/ws-tx/wsat/2006/06",
            "http://schemas.xmlsoap.org/ws/2004/10/wsat",
        ],
        advice: "the client does not support transactions: ask the service for an endpoint that does not need them",
    },
    Specification {
        title: "HTTP authentication",
        namespaces: &["http://schemas.microsoft.com/ws/06/2004/policy/http"],
        advice: AUTHENTICATE,
    },
];

const HTTPS: &str = "call it by https";
const CERTIFICATE: &str = "hand in an HTTP client that has a certificate";
const AUTHENTICATE: &str = "let the HTTP client authenticate itself";

/// What stands in assertions and asks for something itself. All else there says how: algorithms, layouts, versions.
const ASKING: [&str; 8] = [
    "IncludeTimestamp",
    "HashPassword",
    "NoPassword",
    "RequireClientCertificate",
    "HttpBasicAuthentication",
    "HttpDigestAuthentication",
    "Body",
    "Header",
];

/// Assertions that hold tokens, and are called as these are.
const HOLDERS: [&str; 6] = [
    "TransportToken",
    "ProtectionToken",
    "InitiatorToken",
    "RecipientToken",
    "SignatureToken",
    "EncryptionToken",
];

/// Assertions that say how others are to be met, and ask for nothing by themselves.
const MANNERS: [&str; 4] = ["Wss10", "Wss11", "Trust10", "Trust13"];

fn specification(assertion: &Assertion) -> Option<&'static Specification> {
    SPECIFICATIONS.iter().find(|of| of.namespaces.contains(&&*assertion.name.namespace))
}

/// What stands in an assertion and asks for something. In one of security, so does whatever is of another specification.
fn asking(assertion: &Assertion) -> impl Iterator<Item = &str> {
    let security = specification(assertion).filter(|of| of.title == SECURITY);
    let asks = move |name: &&QName| {
        let local = &*name.local;
        let token = local.ends_with("Token") && !HOLDERS.contains(&local);
        let own = |of: &Specification| name.namespace.is_empty() || of.namespaces.contains(&&*name.namespace);
        security.is_some_and(|of| ASKING.contains(&local) || token || !own(of))
    };
    assertion.inner.iter().filter(asks).map(|name| &*name.local)
}

/// Whether a client that is generated does what an assertion asks for, called by https or not.
pub(super) fn is_done(assertion: &Assertion, https: bool) -> bool {
    let security = specification(assertion).is_some_and(|of| of.title == SECURITY);
    let name = &*assertion.name.local;
    security
        && (MANNERS.contains(&name)
            || is_transport(name) && https && asking(assertion).all(|one| one == "HttpsToken"))
}

fn is_transport(name: &str) -> bool {
    name == "TransportBinding"
}

/// An assertion in words: `TransportBinding of WS-SecurityPolicy (HttpsToken, IncludeTimestamp)`.
pub(super) fn described(assertion: &Assertion) -> String {
    let name = &assertion.name.local;
    let of = specification(assertion).map_or(&*assertion.name.namespace, |of| of.title);
    match asking(assertion).collect::<Vec<_>>().as_slice() {
        [] => format!("{name} of {of}"),
        inner => format!("{name} of {of} ({})", inner.join(", ")),
    }
}

/// An assertion with all that stands in it, in words.
pub(super) fn in_full(assertion: &Assertion) -> String {
    let name = &assertion.name.local;
    let of = specification(assertion).map_or(&*assertion.name.namespace, |of| of.title);
    let mut inner: Vec<&str> = assertion.inner.iter().map(|name| &*name.local).collect();
    inner.sort_unstable();
    let inner = if inner.is_empty() { String::new() } else { format!(" ({})", inner.join(", ")) };
    let optional = match (assertion.optional, assertion.ignorable) {
        (true, _) => ", optional",
        (false, true) => ", ignorable",
        (false, false) => "",
    };
    format!("{name} of {of}{inner}{optional}")
}

/// What to do about an assertion.
pub(super) fn advice(assertion: &Assertion) -> Vec<&'static str> {
    let Some(of) = specification(assertion) else {
        return vec![
            "ask the service what this requires of clients, or for an endpoint that does not require it",
        ];
    };
    if !is_transport(&assertion.name.local) {
        return vec![of.advice];
    }
    let mut advice = vec![HTTPS];
    for one in asking(assertion) {
        let more = match one {
            "HttpsToken" => HTTPS,
            "RequireClientCertificate" => CERTIFICATE,
            "HttpBasicAuthentication" | "HttpDigestAuthentication" => AUTHENTICATE,
            _ => of.advice,
        };
        if !advice.contains(&more) {
            advice.push(more);
        }
    }
    advice
}

/// Whether an element is one of WSDL's SOAP extensions.
pub(super) fn is_soap(node: &Node<'_>) -> bool {
    SOAP.contains(&node.namespace())
}

/// Whether an element of a contract is understood, apart from policies.
pub(super) fn is_understood(node: &Node<'_>) -> bool {
    is_soap(node) || UNDERSTOOD.contains(&node.namespace())
}
