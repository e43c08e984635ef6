//! Defaults that are values of their type: contracts in the wild have others, which nobody could read.

use soapwright_runtime::codec::LexValue;
use soapwright_runtime::values;

use crate::contract::Builtin;

use super::model::Shape;

/// Whether a `default` or `fixed` text can be read as its type. Names that an enumeration does not know can.
pub(super) fn fits(shape: &Shape, text: &str) -> bool {
    let Shape::Scalar(builtin) = shape else { return true };
    let word = text.trim_matches([' ', '\t', '\r', '\n']);
    let number = word.strip_prefix('+').unwrap_or(word);
    match builtin {
        Builtin::Boolean => matches!(word, "true" | "false" | "1" | "0"),
        Builtin::Byte => number.parse::<i8>().is_ok(),
        Builtin::Short => number.parse::<i16>().is_ok(),
        Builtin::Int => number.parse::<i32>().is_ok(),
        Builtin::Long => number.parse::<i64>().is_ok(),
        Builtin::UnsignedByte => number.parse::<u8>().is_ok(),
        Builtin::UnsignedShort => number.parse::<u16>().is_ok(),
        Builtin::UnsignedInt => number.parse::<u32>().is_ok(),
        Builtin::UnsignedLong => number.parse::<u64>().is_ok(),
        Builtin::Float | Builtin::Double => matches!(word, "INF" | "-INF" | "NaN") || is_decimal(word),
        Builtin::Decimal => reads::<values::Decimal>(word),
        Builtin::Integer
        | Builtin::NonNegativeInteger
        | Builtin::PositiveInteger
        | Builtin::NonPositiveInteger
        | Builtin::NegativeInteger => reads::<values::Integer>(word),
        Builtin::DateTime => reads::<values::DateTime>(word),
        Builtin::Date => reads::<values::Date>(word),
        Builtin::Time => reads::<values::Time>(word),
        Builtin::GYear => reads::<values::GYear>(word),
        Builtin::GYearMonth => reads::<values::GYearMonth>(word),
        Builtin::GMonth => reads::<values::GMonth>(word),
        Builtin::GMonthDay => reads::<values::GMonthDay>(word),
        Builtin::GDay => reads::<values::GDay>(word),
        Builtin::Duration => reads::<values::Duration>(word),
        Builtin::Base64Binary => reads::<values::Base64>(word),
        Builtin::HexBinary => reads::<values::Hex>(word),
        Builtin::Guid => reads::<values::Guid>(word),
        Builtin::Char => reads::<values::Char>(word),
        // Its prefix means what it means in the schema, not in a message.
        Builtin::QName => false,
        // Texts.
        _ => true,
    }
}

fn is_decimal(word: &str) -> bool {
    word.chars().all(|c| c.is_ascii_digit() || "+-.eE".contains(c)) && word.parse::<f64>().is_ok()
}

fn reads<T: LexValue + Default>(word: &str) -> bool {
    T::default().read(word).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_default_that_is_no_value_is_none() {
        for (builtin, text, expected) in [
            (Builtin::HexBinary, "0xFFAA", false),
            (Builtin::HexBinary, "FFAA", true),
            (Builtin::Int, " +5 ", true),
            (Builtin::Int, "5.0", false),
            (Builtin::Double, "inf", false),
            (Builtin::Double, "-1e3", true),
            (Builtin::Date, "2024-02-30", false),
            (Builtin::QName, "a:b", false),
            (Builtin::String, "", true),
        ] {
            assert_eq!(fits(&Shape::Scalar(builtin), text), expected, "{builtin:?} {text}");
        }
    }
}
