//! The simple values that Rust has types for: reading, writing, and their places among the [`Field`]s.

use std::fmt::Write as _;

use super::super::values::{AnyType, QName};
use super::field::{Field, LexError, LexValue, Slot, View};

/// What XML calls white space.
const SPACE: [char; 4] = [' ', '\t', '\r', '\n'];

/// Reads an `xs:boolean`: `true`, `false`, `1`, `0`.
///
/// # Errors
/// On any other text.
#[inline]
pub fn parse_bool(text: &str) -> Result<bool, LexError> {
    match text.trim_matches(SPACE) {
        "true" | "1" => Ok(true),
        "false" | "0" => Ok(false),
        _ => Err(LexError { expected: "an xs:boolean: true, false, 1 or 0" }),
    }
}

/// A parser and a [`LexValue`] for each integer type. Rust's own lexical space is XML Schema's: a sign, then digits.
macro_rules! integers {
    ($($parse:ident $type:ty, $expected:literal;)*) => {$(
        #[doc = concat!("Reads ", $expected, ".")]
        ///
        /// # Errors
        /// When the text is something else, or the number is out of range.
        #[inline]
        pub fn $parse(text: &str) -> Result<$type, LexError> {
            text.trim_matches(SPACE).parse().map_err(|_| LexError { expected: $expected })
        }

        impl LexValue for $type {
            #[inline]
            fn read(&mut self, text: &str) -> Result<(), LexError> {
                *self = $parse(text)?;
                Ok(())
            }

            #[inline]
            fn write(&self, out: &mut String) {
                out.push_str(itoa::Buffer::new().format(*self));
            }
        }
    )*};
}

integers! {
    parse_i8 i8, "an xs:byte (-128 to 127)";
    parse_i16 i16, "an xs:short (-32768 to 32767)";
    parse_i32 i32, "an xs:int (-2147483648 to 2147483647)";
    parse_i64 i64, "an xs:long (a whole number of 64 bits)";
    parse_u8 u8, "an xs:unsignedByte (0 to 255)";
    parse_u16 u16, "an xs:unsignedShort (0 to 65535)";
    parse_u32 u32, "an xs:unsignedInt (0 to 4294967295)";
    parse_u64 u64, "an xs:unsignedLong (a whole number of 64 bits, not negative)";
}

/// A parser, a printer and a [`LexValue`] for each floating-point type.
macro_rules! floats {
    ($($parse:ident $write:ident $type:ident, $expected:literal;)*) => {$(
        #[doc = concat!("Reads ", $expected, "; a number too large becomes infinite.")]
        ///
        /// # Errors
        /// On any other text, Rust's `inf` and `nan` among it.
        #[inline]
        pub fn $parse(text: &str) -> Result<$type, LexError> {
            match text.trim_matches(SPACE) {
                "INF" | "+INF" => Ok($type::INFINITY),
                "-INF" => Ok($type::NEG_INFINITY),
                "NaN" => Ok($type::NAN),
                // The one letter of a number is the exponent's: this keeps out all that only Rust knows.
                text if text.bytes().any(|byte| byte.is_ascii_alphabetic() && !matches!(byte, b'e' | b'E')) => {
                    Err(LexError { expected: $expected })
                }
                text => text.parse().map_err(|_| LexError { expected: $expected }),
            }
        }

        /// Appends the shortest digits that read back as the same number, or `INF`, `-INF`, `NaN`.
        #[inline]
        pub fn $write(value: $type, out: &mut String) {
            if value.is_nan() {
                out.push_str("NaN");
            } else if value.is_infinite() {
                out.push_str(if value > 0.0 { "INF" } else { "-INF" });
            } else {
                // Writing to a String does not fail.
                let _ = write!(out, "{value}");
            }
        }

        impl LexValue for $type {
            #[inline]
            fn read(&mut self, text: &str) -> Result<(), LexError> {
                *self = $parse(text)?;
                Ok(())
            }

            #[inline]
            fn write(&self, out: &mut String) {
                $write(*self, out);
            }
        }
    )*};
}

floats! {
    parse_f32 write_f32 f32, "an xs:float such as 1.5, 2E-3, INF or NaN";
    parse_f64 write_f64 f64, "an xs:double such as 1.5, 2E-3, INF or NaN";
}
