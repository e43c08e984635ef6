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
