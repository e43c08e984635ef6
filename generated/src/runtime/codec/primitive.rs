//! The simple values that Rust has types for: reading, writing, and their places among the [`Field`]s.

use std::fmt::Write as _;

use super::digits::{pointed, short};
use super::field::{Bare, Field, LexError, LexValue, Slot, View};
use super::strings::{trim, whole};
use crate::runtime::values::{AnyType, QName};

/// Reads an `xs:boolean`: `true`, `false`, `1`, `0`.
///
/// # Errors
/// On any other text.
#[inline]
pub fn parse_bool(text: &str) -> Result<bool, LexError> {
    match trim(text) {
        "true" | "1" => Ok(true),
        "false" | "0" => Ok(false),
        _ => Err(LexError { expected: "an xs:boolean: true, false, 1 or 0" }),
    }
}

/// What `whole` has no room for.
#[inline]
fn large(text: &str) -> Option<u64> {
    short(text.as_bytes()).or_else(|| text.parse().ok())
}

/// A parser and a [`LexValue`] for each integer type.
macro_rules! integers {
    ($($parse:ident $type:ty: $read:ident, $expected:literal;)*) => {$(
        #[doc = concat!("Reads ", $expected, ".")]
        ///
        /// # Errors
        /// When the text is something else, or the number is out of range.
        #[inline]
        pub fn $parse(text: &str) -> Result<$type, LexError> {
            $read(text)
                .or_else(|| $read(trim(text)))
                .and_then(|number| number.try_into().ok())
                .ok_or(LexError { expected: $expected })
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
    parse_i8 i8: whole, "an xs:byte (-128 to 127)";
    parse_i16 i16: whole, "an xs:short (-32768 to 32767)";
    parse_i32 i32: whole, "an xs:int (-2147483648 to 2147483647)";
    parse_i64 i64: whole, "an xs:long (a whole number of 64 bits)";
    parse_u8 u8: whole, "an xs:unsignedByte (0 to 255)";
    parse_u16 u16: whole, "an xs:unsignedShort (0 to 65535)";
    parse_u32 u32: whole, "an xs:unsignedInt (0 to 4294967295)";
    parse_u64 u64: large, "an xs:unsignedLong (a whole number of 64 bits, not negative)";
}

/// Some processors of the past round twice.
const ROUNDS_ONCE: bool = !cfg!(all(target_arch = "x86", not(target_feature = "sse2")));

/// A parser, a printer and a [`LexValue`] for each floating-point type.
macro_rules! floats {
    ($($parse:ident $write:ident $type:ident, $expected:literal;)*) => {$(
        #[doc = concat!("Reads ", $expected, "; a number too large becomes infinite.")]
        ///
        /// # Errors
        /// On any other text, Rust's `inf` and `nan` among it.
        #[inline]
        pub fn $parse(text: &str) -> Result<$type, LexError> {
            /// Up to these, a whole number and a power of ten are exact, and so is what their quotient is rounded to.
            const EXACT: u64 = 1 << $type::MANTISSA_DIGITS;
            const POWERS: [$type; 11] = [1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10];
            if let Some(read) = pointed(text.as_bytes())
                && let Some(digits) = read.digits.filter(|digits| ROUNDS_ONCE && *digits <= EXACT)
                && let Some(power) = POWERS.get(read.places)
            {
                #[allow(clippy::cast_precision_loss, reason = "larger ones were left out")]
                let number = digits as $type / power;
                return Ok(if read.negative { -number } else { number });
            }
            match trim(text) {
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

        /// Appends the shortest digits that read back as the same number, with an exponent where it is very large or
        /// small, or `INF`, `-INF`, `NaN`.
        #[inline]
        pub fn $write(value: $type, out: &mut String) {
            if value.is_nan() {
                out.push_str("NaN");
            } else if value.is_infinite() {
                out.push_str(if value > 0.0 { "INF" } else { "-INF" });
            } else {
                // Writing to a String does not fail.
                let _ = match value.abs() {
                    size if size >= 1e17 || (size < 1e-6 && size > 0.0) => write!(out, "{value:E}"),
                    _ => write!(out, "{value}"),
                };
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

impl LexValue for bool {
    #[inline]
    fn read(&mut self, text: &str) -> Result<(), LexError> {
        *self = parse_bool(text)?;
        Ok(())
    }

    #[inline]
    fn write(&self, out: &mut String) {
        out.push_str(if *self { "true" } else { "false" });
    }
}

impl LexValue for String {
    #[inline]
    fn read(&mut self, text: &str) -> Result<(), LexError> {
        self.clear();
        self.push_str(text);
        Ok(())
    }

    #[inline]
    fn write(&self, out: &mut String) {
        out.push_str(self);
    }
}

/// What a union keeps that is a value of none of its types.
impl LexValue for Box<str> {
    #[inline]
    fn read(&mut self, text: &str) -> Result<(), LexError> {
        *self = text.into();
        Ok(())
    }

    #[inline]
    fn write(&self, out: &mut String) {
        out.push_str(self);
    }

    #[inline]
    fn is_known(&self) -> bool {
        false
    }
}

/// A [`Field`] for each type that has a variant of its own, and of [`Bare`] where lists of it have one.
macro_rules! fields {
    ($($type:ty, $variant:ident, $this:ident => $view:expr $(, $bare:ident)?;)*) => {$(
        impl Field for $type {
            #[inline]
            fn slot(&mut self) -> Slot<'_> {
                Slot::$variant(self)
            }

            #[inline]
            fn view(&self) -> View<'_> {
                let $this = self;
                View::$variant($view)
            }

            $(
                #[inline]
                fn bare(items: &mut Vec<Self>) -> Option<Bare<'_>> {
                    Some(Bare::$bare(items))
                }
            )?
        }
    )*};
}

fields! {
    String, Str, this => this, Str;
    bool, Bool, this => *this;
    i16, I16, this => *this;
    i32, I32, this => *this, I32;
    i64, I64, this => *this;
    f64, F64, this => *this;
    i8, Lex, this => this;
    u8, Lex, this => this;
    u16, Lex, this => this;
    u32, Lex, this => this;
    u64, Lex, this => this;
    f32, Lex, this => this;
    QName, QName, this => this;
    AnyType, Any, this => this;
}

/// A choice's alternative without a value.
impl Field for () {
    #[inline]
    fn slot(&mut self) -> Slot<'_> {
        Slot::None
    }

    #[inline]
    fn view(&self) -> View<'_> {
        View::Absent
    }
}
