//! Whether a default is a value of its type. One that is not would have every message refused that relies on it; without
//! it the attribute or element is as if it had none.

use soapwright_runtime::codec::LexValue;
use soapwright_runtime::values::{Base64, Char, Date, DateTime, Decimal, Duration, Guid, Hex, Integer, Time};

use crate::contract::Builtin;

use super::model::Shape;

/// Whether the text can be read as the shape, as far as its type alone tells, wherever it stands. The prefix of a qualified
/// name is the contract's: a message need not declare it, or means another namespace by it.
pub(super) fn is_value(shape: &Shape, text: &str) -> bool {
    let builtin = match shape {
        Shape::Scalar(builtin) => builtin,
        Shape::Tokens(item) => return text.split_ascii_whitespace().all(|text| is_value(item, text)),
        _ => return true,
    };
    match builtin {
        Builtin::QName => false,
        Builtin::Boolean => reads::<bool>(text),
        Builtin::Byte => reads::<i8>(text),
        Builtin::Short => reads::<i16>(text),
        Builtin::Int => reads::<i32>(text),
        Builtin::Long => reads::<i64>(text),
        Builtin::UnsignedByte => reads::<u8>(text),
        Builtin::UnsignedShort => reads::<u16>(text),
        Builtin::UnsignedInt => reads::<u32>(text),
        Builtin::UnsignedLong => reads::<u64>(text),
        Builtin::Float => reads::<f32>(text),
        Builtin::Double => reads::<f64>(text),
        Builtin::Decimal => reads::<Decimal>(text),
        Builtin::Integer
        | Builtin::NonNegativeInteger
        | Builtin::PositiveInteger
        | Builtin::NonPositiveInteger
        | Builtin::NegativeInteger => reads::<Integer>(text),
        Builtin::DateTime => reads::<DateTime>(text),
        Builtin::Date => reads::<Date>(text),
        Builtin::Time => reads::<Time>(text),
        Builtin::Duration => reads::<Duration>(text),
        Builtin::Base64Binary => reads::<Base64>(text),
        Builtin::HexBinary => reads::<Hex>(text),
        Builtin::Guid => reads::<Guid>(text),
        Builtin::Char => reads::<Char>(text),
        _ => true,
    }
}

fn reads<T: LexValue + Default>(text: &str) -> bool {
    T::default().read(text).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_default_must_be_a_value() {
        let is = |builtin, text| is_value(&Shape::Scalar(builtin), text);
        assert!(is(Builtin::HexBinary, "FFAA") && !is(Builtin::HexBinary, "0xFFAA"));
        assert!(is(Builtin::Int, " 7 ") && !is(Builtin::Int, "seven"));
        assert!(is(Builtin::Boolean, "1") && !is(Builtin::Boolean, "yes"));
        assert!(is(Builtin::String, "anything") && !is(Builtin::QName, "a:b"));
        let list = |builtin, text| is_value(&Shape::Tokens(Box::new(Shape::Scalar(builtin))), text);
        assert!(list(Builtin::Int, "1 2") && list(Builtin::Int, "") && !list(Builtin::QName, "a:b"));
    }
}
