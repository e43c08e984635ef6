//! The built-in types by their names.

use crate::contract::{Builtin, QName};

/// The encoding of SOAP 1.1, and that of SOAP 1.2.
const ENCODINGS: [&str; 2] =
    ["http://schemas.xmlsoap.org/soap/encoding/", "http://www.w3.org/2003/05/soap-encoding"];

/// The types that have a name with this prefix, by their names without it.
fn all(prefix: &'static str) -> impl Iterator<Item = (&'static str, Builtin)> {
    let names = Builtin::ALL.iter().flat_map(|builtin| builtin.names().map(|name| (name, *builtin)));
    names.filter_map(move |(name, builtin)| {
        let (found, local) = name.split_once(':')?;
        (found == prefix).then_some((local, builtin))
    })
}

fn named(prefix: &'static str, name: &str) -> Option<Builtin> {
    all(prefix).find(|(known, _)| *known == name).map(|(_, builtin)| builtin)
}

/// A type of XML Schema's own namespace.
pub(super) fn of_schema(name: &str) -> Option<Builtin> {
    named("xs", name)
}

/// A type that is called otherwise in XML Schema: in another case, or in a draft; with its name.
pub(super) fn meant(name: &str) -> Option<(&'static str, Builtin)> {
    let now = match name {
        "timeInstant" => "dateTime",
        "timeDuration" => "duration",
        "uriReference" => "anyURI",
        "CDATA" => "normalizedString",
        other => other,
    };
    all("xs").find(|(known, _)| known.eq_ignore_ascii_case(now))
}

/// Whether a namespace is SOAP encoding's.
pub(super) fn is_encoding(namespace: &str) -> bool {
    ENCODINGS.contains(&namespace)
}

/// A simple type of SOAP encoding: XML Schema's of that name, with attributes that mean nothing in a table.
pub(super) fn of_encoding(name: &QName) -> Option<Builtin> {
    if !is_encoding(&name.namespace) {
        return None;
    }
    named("enc", &name.local).or_else(|| of_schema(&name.local))
}

/// The names of XML Schema's own types.
pub(super) fn names() -> impl Iterator<Item = &'static str> {
    all("xs").map(|(name, _)| name)
}

/// The types of WCF's serialization schema that are more than their definitions there say.
pub(super) fn of_serialization(name: &str) -> Option<Builtin> {
    named("ser", name)
}
