//! Conversions to and from rust_decimal and num-bigint.

use crate::runtime::codec::LexError;

#[cfg(feature = "rust_decimal")]
mod rust_decimal {
    use super::LexError;
    use crate::runtime::values::Decimal;

    const RANGE: LexError =
        LexError { expected: "a decimal of at most 28 digits or so, as rust_decimal holds" };

    impl TryFrom<&Decimal> for ::rust_decimal::Decimal {
        type Error = LexError;

        /// Fails where digits would be lost; zeros at the end of the fraction are left out.
        #[inline]
        fn try_from(value: &Decimal) -> Result<Self, LexError> {
            ::rust_decimal::Decimal::from_str_exact(&value.canonical()).map_err(|_| RANGE)
        }
    }

    impl From<::rust_decimal::Decimal> for Decimal {
        #[inline]
        fn from(value: ::rust_decimal::Decimal) -> Self {
            Self::of(&value.to_string())
        }
    }
}

#[cfg(feature = "num-bigint")]
mod num_bigint {
    use super::LexError;
    use crate::runtime::values::Integer;
    use ::num_bigint::BigInt;

    const NUMBER: LexError = LexError { expected: "an integer" };

    impl TryFrom<&Integer> for BigInt {
        type Error = LexError;

        /// Never fails in practice: every integer fits.
        #[inline]
        fn try_from(value: &Integer) -> Result<Self, LexError> {
            value.canonical().parse().map_err(|_| NUMBER)
        }
    }

    impl From<&BigInt> for Integer {
        #[inline]
        fn from(value: &BigInt) -> Self {
            Self::of(&value.to_string())
        }
    }
}
