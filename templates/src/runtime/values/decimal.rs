//! `xs:decimal` and the unbounded integers, as checked text: no fixed width holds them all.

use super::lexical::{debug_as_text, scalar, trim};
use crate::runtime::codec::digits::pointed;
use crate::runtime::codec::strings::{split_once, whole};
use crate::runtime::codec::{LexError, LexValue};

const DECIMAL: LexError = LexError { expected: "an xs:decimal such as -12.50" };
const INTEGER: LexError = LexError { expected: "an xs:integer such as -12" };
const RANGE: LexError = LexError { expected: "an integer within the range of the target type" };

const ZERO: &str = "0";

/// An `xs:decimal`: any number of digits, no exponent. Keeps its text, so `1.50` is written back as `1.50`.
///
/// Equality is that of the text; compare [`canonical`](Self::canonical) forms for that of the numbers.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Decimal(Box<str>);

/// An `xs:integer`, or one of its unbounded kin. Keeps its text, so `007` is written back as `007`.
///
/// Equality is that of the text; compare [`canonical`](Self::canonical) forms for that of the numbers.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Integer(Box<str>);

/// A text that is kept. That of the default value is kept as none, which takes no memory.
#[inline]
fn kept(text: &str) -> Box<str> {
    if text == ZERO { Box::default() } else { text.into() }
}

/// The text that was kept.
#[inline]
fn text_of(kept: &str) -> &str {
    if kept.is_empty() { ZERO } else { kept }
}

/// The sign, the digits before the point, and those after it.
#[inline]
fn split(text: &str) -> (bool, &str, &str) {
    let (negative, digits) = match text.strip_prefix('-') {
        Some(digits) => (true, digits),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let (whole, fraction) = split_once(digits, b'.').unwrap_or((digits, ""));
    (negative, whole, fraction)
}

#[inline]
fn all_digits(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit())
}

#[inline]
fn canonical(text: &str) -> String {
    let (negative, whole, fraction) = split(text);
    let (whole, fraction) = (whole.trim_start_matches('0'), fraction.trim_end_matches('0'));
    let mut out = String::with_capacity(text.len() + 1);
    if negative && !(whole.is_empty() && fraction.is_empty()) {
        out.push('-');
    }
    out.push_str(if whole.is_empty() { "0" } else { whole });
    if !fraction.is_empty() {
        out.push('.');
        out.push_str(fraction);
    }
    out
}

impl Decimal {
    /// One whose text was checked.
    #[inline]
    pub(super) fn of(text: &str) -> Self {
        Self(kept(text))
    }

    /// The text, as it was read.
    #[inline]
    pub fn as_str(&self) -> &str {
        text_of(&self.0)
    }

    /// The shortest text for the same number: no `+`, no needless zeros, no `-0`.
    #[inline]
    pub fn canonical(&self) -> String {
        canonical(self.as_str())
    }

    /// The nearest double; infinite where the number is too large.
    #[inline]
    pub fn to_f64(&self) -> f64 {
        self.as_str().parse().unwrap_or(f64::NAN)
    }
}

impl Integer {
    /// One whose text was checked.
    #[inline]
    pub(super) fn of(text: &str) -> Self {
        Self(kept(text))
    }

    /// The text, as it was read.
    #[inline]
    pub fn as_str(&self) -> &str {
        text_of(&self.0)
    }

    /// The shortest text for the same number: no `+`, no leading zeros, no `-0`.
    #[inline]
    pub fn canonical(&self) -> String {
        canonical(self.as_str())
    }

    /// The nearest double; infinite where the number is too large.
    #[inline]
    pub fn to_f64(&self) -> f64 {
        self.as_str().parse().unwrap_or(f64::NAN)
    }
}

impl LexValue for Decimal {
    #[inline]
    fn read(&mut self, text: &str) -> Result<(), LexError> {
        if pointed(text.as_bytes()).is_some() {
            self.0 = kept(text);
            return Ok(());
        }
        let text = trim(text);
        let (_, whole, fraction) = split(text);
        if whole.len() + fraction.len() == 0 || !all_digits(whole) || !all_digits(fraction) {
            return Err(DECIMAL);
        }
        self.0 = kept(text);
        Ok(())
    }

    #[inline]
    fn write(&self, out: &mut String) {
        out.push_str(self.as_str());
    }
}

impl LexValue for Integer {
    #[inline]
    fn read(&mut self, text: &str) -> Result<(), LexError> {
        if whole(text).is_some() {
            self.0 = kept(text);
            return Ok(());
        }
        let text = trim(text);
        let digits = text.strip_prefix('-').or_else(|| text.strip_prefix('+')).unwrap_or(text);
        if digits.is_empty() || !all_digits(digits) {
            return Err(INTEGER);
        }
        self.0 = kept(text);
        Ok(())
    }

    #[inline]
    fn write(&self, out: &mut String) {
        out.push_str(self.as_str());
    }
}

impl Default for Decimal {
    #[inline]
    fn default() -> Self {
        Self(Box::default())
    }
}

impl Default for Integer {
    #[inline]
    fn default() -> Self {
        Self(Box::default())
    }
}

scalar!(Decimal: DECIMAL);
debug_as_text!(Decimal);
scalar!(Integer: INTEGER);
debug_as_text!(Integer);

macro_rules! integers {
    ($($native:ty)*) => {$(
        impl From<$native> for Integer {
            #[inline]
            fn from(value: $native) -> Self {
                Self::of(&value.to_string())
            }
        }

        impl From<$native> for Decimal {
            #[inline]
            fn from(value: $native) -> Self {
                Self::of(&value.to_string())
            }
        }

        impl TryFrom<&Integer> for $native {
            type Error = LexError;

            /// Fails where the number is out of range.
            #[inline]
            fn try_from(value: &Integer) -> Result<Self, LexError> {
                value.canonical().parse().map_err(|_| RANGE)
            }
        }

        impl TryFrom<&Decimal> for $native {
            type Error = LexError;

            /// Fails where the number is out of range or has a fraction.
            #[inline]
            fn try_from(value: &Decimal) -> Result<Self, LexError> {
                value.canonical().parse().map_err(|_| RANGE)
            }
        }
    )*};
}

integers!(i8 i16 i32 i64 i128 u8 u16 u32 u64 u128);

impl From<Integer> for Decimal {
    #[inline]
    fn from(value: Integer) -> Self {
        Self(value.0)
    }
}

impl TryFrom<f64> for Decimal {
    type Error = LexError;

    /// The shortest decimal that reads back as the same double; fails for infinities and NaN.
    #[inline]
    fn try_from(value: f64) -> Result<Self, LexError> {
        if value.is_finite() { Ok(Self::of(&value.to_string())) } else { Err(DECIMAL) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_the_text() {
        for text in ["0", "-1.50", "+3", ".5", "1.", "00012.3400", "123456789012345678901234567890.5"] {
            assert_eq!(text.parse::<Decimal>().unwrap().to_string(), text);
        }
        for text in ["", "-", ".", "1e5", "1.2.3", "--1", "INF", "NaN", "1 2", "-+1", "٣"] {
            assert!(text.parse::<Decimal>().is_err(), "{text}");
        }
        assert_eq!(" \n1.5\t".parse::<Decimal>().unwrap().as_str(), "1.5");
        for (text, same) in [("0", true), ("00", false), ("-0", false)] {
            assert_eq!(text.parse::<Decimal>().unwrap() == Decimal::default(), same, "{text}");
            assert_eq!(text.parse::<Integer>().unwrap() == Integer::default(), same, "{text}");
        }
        assert_eq!((Decimal::default().as_str(), Integer::from(0).as_str()), ("0", "0"));
        for text in ["", "+", "1.", "1.0", "0x1", "1_000"] {
            assert!(text.parse::<Integer>().is_err(), "{text}");
        }
    }

    #[test]
    fn canonical_and_native() {
        for (text, short) in [("+01.50", "1.5"), ("-0.0", "0"), (".5", "0.5"), ("-7.", "-7"), ("100", "100")]
        {
            assert_eq!(text.parse::<Decimal>().unwrap().canonical(), short);
        }
        assert_eq!(i64::try_from(&"-0042".parse::<Integer>().unwrap()), Ok(-42));
        assert_eq!(i64::try_from(&"42.00".parse::<Decimal>().unwrap()), Ok(42));
        assert!(i64::try_from(&"42.5".parse::<Decimal>().unwrap()).is_err());
        assert!(i64::try_from(&"9223372036854775808".parse::<Integer>().unwrap()).is_err());
        assert_eq!(u64::try_from(&Integer::from(u64::MAX)), Ok(u64::MAX));
        assert_eq!(".5".parse::<Decimal>().unwrap().to_f64(), 0.5);
        assert_eq!(Decimal::try_from(1e21).unwrap().as_str(), "1000000000000000000000");
        assert!(Decimal::try_from(f64::NAN).is_err());
    }
}
