//! The built-in types: their Rust type, their row in the tables, and how they are passed.

use crate::contract::Builtin;

/// Where a scalar's Rust type comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Rust {
    /// A primitive, with the `View` variant that holds it by value, if there is one.
    Primitive(&'static str, Option<&'static str>),
    /// `String`.
    Text,
    /// A type of the runtime's `values` that is `Copy`.
    Copied(&'static str),
    /// Another type of the runtime's `values`.
    Value(&'static str),
}

/// The Rust type of a built-in.
pub(super) fn rust(builtin: Builtin) -> Rust {
    match builtin {
        Builtin::AnyType => Rust::Value("AnyType"),
        Builtin::AnySimpleType
        | Builtin::String
        | Builtin::AnyUri
        | Builtin::Tokens
        | Builtin::NormalizedString
        | Builtin::Token
        | Builtin::Language
        | Builtin::NmToken
        | Builtin::Name
        | Builtin::NcName
        | Builtin::Id
        | Builtin::IdRef => Rust::Text,
        Builtin::Boolean => Rust::Primitive("bool", Some("Bool")),
        Builtin::Byte => Rust::Primitive("i8", None),
        Builtin::Short => Rust::Primitive("i16", Some("I16")),
        Builtin::Int => Rust::Primitive("i32", Some("I32")),
        Builtin::Long => Rust::Primitive("i64", Some("I64")),
        Builtin::UnsignedByte => Rust::Primitive("u8", None),
        Builtin::UnsignedShort => Rust::Primitive("u16", None),
        Builtin::UnsignedInt => Rust::Primitive("u32", None),
        Builtin::UnsignedLong => Rust::Primitive("u64", None),
        Builtin::Float => Rust::Primitive("f32", None),
        Builtin::Double => Rust::Primitive("f64", Some("F64")),
        Builtin::Decimal => Rust::Value("Decimal"),
        Builtin::Integer
        | Builtin::NonNegativeInteger
        | Builtin::PositiveInteger
        | Builtin::NonPositiveInteger
        | Builtin::NegativeInteger => Rust::Value("Integer"),
        Builtin::DateTime => Rust::Copied("DateTime"),
        Builtin::Date => Rust::Copied("Date"),
        Builtin::Time => Rust::Copied("Time"),
        Builtin::GYear => Rust::Copied("GYear"),
        Builtin::GYearMonth => Rust::Copied("GYearMonth"),
        Builtin::GMonth => Rust::Copied("GMonth"),
        Builtin::GMonthDay => Rust::Copied("GMonthDay"),
        Builtin::GDay => Rust::Copied("GDay"),
        Builtin::Duration => Rust::Copied("Duration"),
        Builtin::Base64Binary => Rust::Value("Base64"),
        Builtin::HexBinary => Rust::Value("Hex"),
        Builtin::QName => Rust::Value("QName"),
        Builtin::Guid => Rust::Copied("Guid"),
        Builtin::Char => Rust::Copied("Char"),
    }
}

/// The constant of the tables' `Type`.
pub(super) fn table(builtin: Builtin) -> &'static str {
    match builtin {
        Builtin::AnyType
        | Builtin::AnySimpleType
        | Builtin::String
        | Builtin::Tokens
        | Builtin::NormalizedString
        | Builtin::Token
        | Builtin::Language
        | Builtin::NmToken
        | Builtin::Name
        | Builtin::NcName
        | Builtin::Id
        | Builtin::IdRef => "STRING",
        Builtin::Boolean => "BOOL",
        Builtin::Byte => "I8",
        Builtin::Short => "I16",
        Builtin::Int => "I32",
        Builtin::Long => "I64",
        Builtin::UnsignedByte => "U8",
        Builtin::UnsignedShort => "U16",
        Builtin::UnsignedInt => "U32",
        Builtin::UnsignedLong => "U64",
        Builtin::Float => "F32",
        Builtin::Double => "F64",
        Builtin::Decimal => "DECIMAL",
        Builtin::Integer
        | Builtin::NonNegativeInteger
        | Builtin::PositiveInteger
        | Builtin::NonPositiveInteger
        | Builtin::NegativeInteger => "INTEGER",
        Builtin::DateTime => "DATE_TIME",
        Builtin::Date => "DATE",
        Builtin::Time => "TIME",
        Builtin::GYear | Builtin::GYearMonth | Builtin::GMonth | Builtin::GMonthDay | Builtin::GDay => {
            "CALENDAR"
        }
        Builtin::Duration => "DURATION",
        Builtin::Base64Binary => "BASE64",
        Builtin::HexBinary => "HEX",
        Builtin::QName => "QNAME",
        Builtin::AnyUri => "ANY_URI",
        Builtin::Guid => "GUID",
        Builtin::Char => "CHAR",
    }
}

/// What a built-in is called in the documentation.
pub(super) fn words(builtin: Builtin) -> &'static str {
    match builtin {
        Builtin::AnyType | Builtin::AnySimpleType => "anything",
        Builtin::String
        | Builtin::Tokens
        | Builtin::NormalizedString
        | Builtin::Token
        | Builtin::NmToken
        | Builtin::Name
        | Builtin::NcName
        | Builtin::Id
        | Builtin::IdRef => "text",
        Builtin::Language => "a language",
        Builtin::Boolean => "a boolean",
        Builtin::Byte => "an 8-bit number",
        Builtin::Short => "a 16-bit number",
        Builtin::Int => "a 32-bit number",
        Builtin::Long => "a 64-bit number",
        Builtin::UnsignedByte => "an unsigned 8-bit number",
        Builtin::UnsignedShort => "an unsigned 16-bit number",
        Builtin::UnsignedInt => "an unsigned 32-bit number",
        Builtin::UnsignedLong => "an unsigned 64-bit number",
        Builtin::Float => "a single-precision number",
        Builtin::Double => "a double-precision number",
        Builtin::Decimal => "a decimal",
        Builtin::Integer => "an integer of any size",
        Builtin::NonNegativeInteger => "an integer, not negative",
        Builtin::PositiveInteger => "an integer above zero",
        Builtin::NonPositiveInteger => "an integer, not positive",
        Builtin::NegativeInteger => "an integer below zero",
        Builtin::DateTime => "a date and time",
        Builtin::Date => "a date",
        Builtin::Time => "a time of day",
        Builtin::GYear => "a year",
        Builtin::GYearMonth => "a month of a year",
        Builtin::GMonth => "a month",
        Builtin::GMonthDay => "a day of a month",
        Builtin::GDay => "a day",
        Builtin::Duration => "a duration",
        Builtin::Base64Binary => "bytes, as base64",
        Builtin::HexBinary => "bytes, as hexadecimal digits",
        Builtin::QName => "a qualified name",
        Builtin::AnyUri => "a URI",
        Builtin::Guid => "a GUID",
        Builtin::Char => "a UTF-16 code unit",
    }
}

#[cfg(test)]
mod tests {
    use super::{Builtin, Rust, rust};

    #[test]
    fn text_is_what_the_contract_knows_as_text() {
        use Builtin::*;
        for builtin in [
            AnyType,
            AnySimpleType,
            String,
            NormalizedString,
            Token,
            Language,
            NmToken,
            Name,
            NcName,
            Id,
            IdRef,
            Boolean,
            Byte,
            Short,
            Int,
            Long,
            UnsignedByte,
            UnsignedShort,
            UnsignedInt,
            UnsignedLong,
            Float,
            Double,
            Decimal,
            Integer,
            NonNegativeInteger,
            PositiveInteger,
            NonPositiveInteger,
            NegativeInteger,
            DateTime,
            Date,
            Time,
            GYear,
            GYearMonth,
            GMonth,
            GMonthDay,
            GDay,
            Duration,
            Base64Binary,
            HexBinary,
            QName,
            AnyUri,
            Tokens,
            Guid,
            Char,
        ] {
            assert_eq!(rust(builtin) == Rust::Text, builtin.is_text(), "{builtin:?}");
        }
    }
}
