//! The built-in types by their names.

use crate::contract::{Builtin, QName};

/// The encoding of SOAP 1.1, and that of SOAP 1.2.
const ENCODINGS: [&str; 2] =
    ["http://schemas.xmlsoap.org/soap/encoding/", "http://www.w3.org/2003/05/soap-encoding"];

const NAMES: [(&str, Builtin); 50] = [
    ("anyType", Builtin::AnyType),
    ("anySimpleType", Builtin::AnySimpleType),
    ("anyAtomicType", Builtin::AnySimpleType),
    ("string", Builtin::String),
    ("normalizedString", Builtin::NormalizedString),
    ("token", Builtin::Token),
    ("language", Builtin::Language),
    ("Name", Builtin::Name),
    ("NCName", Builtin::NcName),
    ("NMTOKEN", Builtin::NmToken),
    ("ID", Builtin::Id),
    ("IDREF", Builtin::IdRef),
    ("ENTITY", Builtin::NcName),
    ("NMTOKENS", Builtin::Tokens),
    ("IDREFS", Builtin::Tokens),
    ("ENTITIES", Builtin::Tokens),
    ("boolean", Builtin::Boolean),
    ("byte", Builtin::Byte),
    ("short", Builtin::Short),
    ("int", Builtin::Int),
    ("long", Builtin::Long),
    ("unsignedByte", Builtin::UnsignedByte),
    ("unsignedShort", Builtin::UnsignedShort),
    ("unsignedInt", Builtin::UnsignedInt),
    ("unsignedLong", Builtin::UnsignedLong),
    ("float", Builtin::Float),
    ("double", Builtin::Double),
    ("decimal", Builtin::Decimal),
    ("integer", Builtin::Integer),
    ("nonNegativeInteger", Builtin::NonNegativeInteger),
    ("positiveInteger", Builtin::PositiveInteger),
    ("nonPositiveInteger", Builtin::NonPositiveInteger),
    ("negativeInteger", Builtin::NegativeInteger),
    ("dateTime", Builtin::DateTime),
    ("dateTimeStamp", Builtin::DateTime),
    ("date", Builtin::Date),
    ("time", Builtin::Time),
    ("gYear", Builtin::GYear),
    ("gYearMonth", Builtin::GYearMonth),
    ("gMonth", Builtin::GMonth),
    ("gMonthDay", Builtin::GMonthDay),
    ("gDay", Builtin::GDay),
    ("duration", Builtin::Duration),
    ("dayTimeDuration", Builtin::Duration),
    ("yearMonthDuration", Builtin::Duration),
    ("base64Binary", Builtin::Base64Binary),
    ("hexBinary", Builtin::HexBinary),
    ("QName", Builtin::QName),
    ("NOTATION", Builtin::QName),
    ("anyURI", Builtin::AnyUri),
];

/// A type of XML Schema's own namespace.
pub(super) fn of_schema(name: &str) -> Option<Builtin> {
    NAMES.iter().find(|(known, _)| *known == name).map(|(_, builtin)| *builtin)
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
    NAMES.iter().find(|(known, _)| known.eq_ignore_ascii_case(now)).copied()
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
    if &*name.local == "base64" { Some(Builtin::Base64Binary) } else { of_schema(&name.local) }
}

/// The names of XML Schema's own types.
pub(super) fn names() -> impl Iterator<Item = &'static str> {
    NAMES.iter().map(|(name, _)| *name)
}

/// The three types of WCF's serialization schema that are more than their definitions there say.
pub(super) fn of_serialization(name: &str) -> Option<Builtin> {
    match name {
        "guid" => Some(Builtin::Guid),
        "char" => Some(Builtin::Char),
        "duration" => Some(Builtin::Duration),
        _ => None,
    }
}
