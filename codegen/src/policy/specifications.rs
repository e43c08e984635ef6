//! The specifications that define assertions, by their namespaces.

use std::borrow::Cow;

use crate::contract::Addressing;

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
