//! The few schemas that everyone imports, in our own rendering, so that no run needs the network for them.

use std::sync::Arc;

use super::{Loaded, parse};
use crate::diagnostic::Diagnostics;

pub(super) const SCHEMAS: [(&str, &str, &str); 13] = [
    (super::XML, "xml.xsd", include_str!("../../schemas/xml.xsd")),
    (
        "http://www.w3.org/2005/08/addressing",
        "ws-addressing.xsd",
        include_str!("../../schemas/ws-addressing.xsd"),
    ),
    (
        "http://schemas.xmlsoap.org/ws/2004/08/addressing",
        "ws-addressing-2004.xsd",
        include_str!("../../schemas/ws-addressing-2004.xsd"),
    ),
    (
        "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd",
        "wss-utility.xsd",
        include_str!("../../schemas/wss-utility.xsd"),
    ),
    (
        "http://schemas.xmlsoap.org/soap/encoding/",
        "soap-encoding.xsd",
        include_str!("../../schemas/soap-encoding.xsd"),
    ),
    (
        "http://www.w3.org/2004/08/xop/include",
        "xop-include.xsd",
        include_str!("../../schemas/xop-include.xsd"),
    ),
    ("http://www.w3.org/2005/05/xmlmime", "xmlmime.xsd", include_str!("../../schemas/xmlmime.xsd")),
    (
        "http://schemas.microsoft.com/2003/10/Serialization/",
        "serialization.xsd",
        include_str!("../../schemas/serialization.xsd"),
    ),
    (
        "http://schemas.microsoft.com/2003/10/Serialization/Arrays",
        "serialization-arrays.xsd",
        include_str!("../../schemas/serialization-arrays.xsd"),
    ),
    (
        "http://schemas.xmlsoap.org/soap/envelope/",
        "soap-envelope.xsd",
        include_str!("../../schemas/soap-envelope.xsd"),
    ),
    (
        "http://www.w3.org/2003/05/soap-envelope",
        "soap12-envelope.xsd",
        include_str!("../../schemas/soap12-envelope.xsd"),
    ),
    ("http://xml.apache.org/xml-soap", "apache-soap.xsd", include_str!("../../schemas/apache-soap.xsd")),
    ("http://ws-i.org/profiles/basic/1.1/xsd", "swaref.xsd", include_str!("../../schemas/swaref.xsd")),
];

/// Whether a namespace is that of one of them.
pub(crate) fn is_standard(namespace: &str) -> bool {
    SCHEMAS.iter().any(|(known, ..)| *known == namespace)
}

/// Adds those whose namespace some document mentions or imports.
pub(super) fn add(loaded: &mut Loaded, diagnostics: &mut Diagnostics) {
    for (namespace, name, text) in SCHEMAS {
        let mentioned = namespace == super::XML
            || loaded.imported.contains(namespace)
            || loaded.documents.iter().any(|d| d.namespaces().any(|uri| &**uri == namespace));
        if !mentioned {
            continue;
        }
        match parse::parse(Arc::from(format!("built-in/{name}")), Arc::from(text)) {
            Ok(document) => {
                loaded.documents.push(document);
                loaded.builtin.insert(Arc::from(namespace), loaded.documents.len() - 1);
            }
            Err(diagnostic) => diagnostics.push(*diagnostic),
        }
    }
}
