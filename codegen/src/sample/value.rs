//! Plausible values of simple types.

use crate::contract::{Builtin, Contract, Facet, TypeKind, TypeRef};

/// How deep simple types may be nested; the contract is known to be free of rings, so this is never met.
const DEPTH: u32 = 64;

/// A value of a simple type.
pub(super) fn simple(contract: &Contract, ty: &TypeRef) -> String {
    value(contract, ty, &mut Vec::new(), DEPTH)
}

fn value<'a>(contract: &'a Contract, ty: &'a TypeRef, facets: &mut Vec<&'a Facet>, depth: u32) -> String {
    let name = match ty {
        TypeRef::Builtin(builtin) => return restricted(*builtin, facets),
        TypeRef::Named(name) => name,
    };
    let Some(ty) = contract.types.get(name).filter(|_| depth > 0) else { return String::new() };
    match &ty.kind {
        TypeKind::Enum(list) | TypeKind::Flags(list) => {
            list.values.first().map(|value| value.wire.clone()).unwrap_or_default()
        }
        TypeKind::List(item) => value(contract, item, &mut Vec::new(), depth - 1),
        TypeKind::Union(members) => members
            .first()
            .map(|member| value(contract, member, &mut Vec::new(), depth - 1))
            .unwrap_or_default(),
        TypeKind::Alias(alias) => {
            facets.extend(&alias.facets);
            value(contract, &alias.base, facets, depth - 1)
        }
        // A complex type with simple content: its text.
        TypeKind::Struct(content) => match (&content.text, &content.base) {
            (Some(text), _) => value(contract, text, facets, depth - 1),
            (None, Some(base)) => {
                let base = contract.types.get(base);
                match base.map(|base| &base.kind) {
                    Some(TypeKind::Struct(inner)) => {
                        inner.text.as_ref().map(|t| value(contract, t, facets, depth - 1)).unwrap_or_default()
                    }
                    _ => String::new(),
                }
            }
            (None, None) => String::new(),
        },
        TypeKind::Dictionary { .. } | TypeKind::Array(_) => String::new(),
    }
}

/// The built-in type's example, bent to length and range facets. Patterns are beyond it.
fn restricted(builtin: Builtin, facets: &[&Facet]) -> String {
    let facet = |name: &str| facets.iter().find(|facet| facet.name == name).map(|facet| facet.value.as_str());
    let number = |name: &str| facet(name).and_then(|value| value.parse::<usize>().ok());
    let mut value = example(builtin).to_owned();
    if let Some(bound) = facet("minInclusive").or_else(|| facet("maxInclusive")) {
        return bound.to_owned();
    }
    if matches!(builtin.plain(), Builtin::String | Builtin::AnyUri | Builtin::Tokens | Builtin::AnySimpleType)
    {
        if let Some(most) = number("maxLength").or_else(|| number("length")) {
            value = value.chars().take(most).collect();
        }
        let least = number("minLength").or_else(|| number("length")).unwrap_or(0).min(1_000);
        while value.chars().count() < least {
            value.push('x');
        }
    }
    value
}

const fn example(builtin: Builtin) -> &'static str {
    match builtin {
        Builtin::AnyType
        | Builtin::AnySimpleType
        | Builtin::String
        | Builtin::NormalizedString
        | Builtin::Token
        | Builtin::NmToken
        | Builtin::Name
        | Builtin::NcName
        | Builtin::Id
        | Builtin::IdRef => "text",
        Builtin::Language => "en",
        Builtin::Boolean => "true",
        Builtin::Byte
        | Builtin::Short
        | Builtin::Int
        | Builtin::Long
        | Builtin::UnsignedByte
        | Builtin::UnsignedShort
        | Builtin::UnsignedInt
        | Builtin::UnsignedLong
        | Builtin::Integer
        | Builtin::NonNegativeInteger
        | Builtin::PositiveInteger => "1",
        Builtin::NonPositiveInteger | Builtin::NegativeInteger => "-1",
        Builtin::Float | Builtin::Double | Builtin::Decimal => "1.5",
        Builtin::DateTime => "2024-05-17T09:30:00",
        Builtin::Date => "2024-05-17",
        Builtin::Time => "09:30:00",
        Builtin::GYear => "2024",
        Builtin::GYearMonth => "2024-05",
        Builtin::GMonth => "--05",
        Builtin::GMonthDay => "--05-17",
        Builtin::GDay => "---17",
        Builtin::Duration => "PT1H30M",
        Builtin::Base64Binary => "SGVsbG8=",
        Builtin::HexBinary => "48656C6C6F",
        Builtin::QName => "xs:string",
        Builtin::AnyUri => "https://example.com/",
        Builtin::Tokens => "one two",
        Builtin::Guid => "6f9619ff-8b86-d011-b42d-00cf4fc964ff",
        // WCF's char is the code unit as a number.
        Builtin::Char => "65",
    }
}
