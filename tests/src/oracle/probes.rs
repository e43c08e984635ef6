//! The elements that values stand in: those of the schemas, and ones of our own in the driver schema, for types and
//! messages that have none.

use soapwright::contract::{Body, Builtin, Field, Message, QName, TypeOrigin, TypeRef};

use super::schemas::{Content, Declared, Part};
use crate::roundtrip::{CaseKind, PROBE, Probed};

pub(super) fn message(probed: &Probed, kind: CaseKind) -> Option<&Message> {
    match kind {
        CaseKind::Type(_) => None,
        CaseKind::Request(at) => probed.messages.get(at).map(|probe| &probe.operation.input),
        CaseKind::Reply(at) => probed.messages.get(at).and_then(|probe| probe.operation.output.as_ref()),
    }
}

/// What the driver schema declares: the elements of types, and those of messages that no schema has: of rpc, and of parts
/// that name a type.
pub(super) fn declared(probed: &Probed) -> Vec<Declared> {
    let named = probed.types.iter().filter(|probe| *probe.element.namespace == *PROBE);
    let mut all: Vec<Declared> = named
        .map(|probe| {
            let QName { namespace, local } = &probe.name.name;
            let content = Content::Of(namespace.to_string(), local.to_string());
            Declared { name: probe.element.local.to_string(), content }
        })
        .collect();
    for (at, probe) in probed.messages.iter().enumerate() {
        let both = [
            (CaseKind::Request(at), Some(&probe.operation.input)),
            (CaseKind::Reply(at), probe.operation.output.as_ref()),
        ];
        for (kind, message) in both {
            let content = match message.map(|message| &message.body) {
                Some(Body::Rpc { parts, .. }) => {
                    Content::Parts(parts.iter().map(|part| of_part(&part.field)).collect())
                }
                Some(Body::Bare(parts)) => match parts.first().map(|part| of_part(&part.field)) {
                    Some(Part::Typed { namespace, local, .. }) => Content::Of(namespace, local),
                    _ => continue,
                },
                _ => continue,
            };
            all.push(Declared { name: own_element(kind), content });
        }
    }
    all
}

fn of_part(field: &Field) -> Part {
    let QName { namespace, local } = &field.name;
    let (space, ty) = match &field.ty {
        _ if !namespace.is_empty() => {
            return Part::Element { namespace: namespace.to_string(), local: local.to_string() };
        }
        // An anonymous type has no name here.
        TypeRef::Named(ty) if ty.origin != TypeOrigin::Type || !ty.path.is_empty() => {
            let (space, ty) = builtin_name(Builtin::AnyType);
            (space.to_owned(), ty)
        }
        TypeRef::Named(ty) => (ty.name.namespace.to_string(), ty.name.local.to_string()),
        TypeRef::Builtin(builtin) => {
            let (space, ty) = builtin_name(*builtin);
            (space.to_owned(), ty)
        }
    };
    Part::Typed { name: local.to_string(), namespace: space, local: ty }
}

/// Namespace and name of a built-in type.
fn builtin_name(builtin: Builtin) -> (&'static str, String) {
    const XSD: &str = "http://www.w3.org/2001/XMLSchema";
    let name = format!("{builtin:?}");
    match builtin {
        Builtin::Guid | Builtin::Char => {
            ("http://schemas.microsoft.com/2003/10/Serialization/", name.to_ascii_lowercase())
        }
        Builtin::Tokens => (XSD, "NMTOKENS".to_owned()),
        Builtin::AnyUri => (XSD, "anyURI".to_owned()),
        Builtin::QName => (XSD, name),
        _ if name.starts_with('G') => (XSD, name.replacen('G', "g", 1)),
        _ => {
            let (first, rest) = name.split_at(1);
            (XSD, first.to_ascii_lowercase() + rest)
        }
    }
}

/// The name that the driver schema has for the element of such a message.
fn own_element(kind: CaseKind) -> String {
    let (word, index) = kind.words();
    format!("{word}{index}")
}

/// A document as libxml2 is to see it: the element of a message that no schema has by its name in the driver schema.
pub(super) fn seen_by_judge(probed: &Probed, kind: CaseKind, xml: &str) -> String {
    let own = message(probed, kind).is_some_and(|message| match &message.body {
        Body::Rpc { .. } => true,
        Body::Bare(parts) => parts.first().is_some_and(|part| part.field.name.namespace.is_empty()),
        _ => false,
    });
    if !own {
        return xml.to_owned();
    }
    let name = format!("probe:{}", own_element(kind));
    let start = xml.find([' ', '/', '>']).unwrap_or(xml.len());
    let (own, rest) = (xml.get(1..start).unwrap_or_default(), xml.get(start..).unwrap_or_default());
    let rest = match rest.strip_suffix(&format!("</{own}>")) {
        Some(rest) => format!("{rest}</{name}>"),
        None => rest.to_owned(),
    };
    format!("<{name} xmlns:probe=\"{PROBE}\"{rest}")
}
