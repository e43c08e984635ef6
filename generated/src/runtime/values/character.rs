//! `char` of the serialization namespace.

use super::lexical::{debug_as_text, scalar};
use crate::runtime::codec::primitive::parse_u16;
use crate::runtime::codec::{LexError, LexValue};

const CHAR: LexError = LexError { expected: "a UTF-16 code unit as a number between 0 and 65535" };

/// A .NET `char`: one UTF-16 code unit, which may be half of a surrogate pair. It travels as a decimal number.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Char(pub u16);

impl Char {
    /// The character, unless this is half of a surrogate pair.
    #[inline]
    pub fn to_char(self) -> Option<char> {
        char::from_u32(self.0.into())
    }
}

impl LexValue for Char {
    #[inline]
    fn read(&mut self, text: &str) -> Result<(), LexError> {
        self.0 = parse_u16(text).map_err(|_| CHAR)?;
        Ok(())
    }

    #[inline]
    fn write(&self, out: &mut String) {
        out.push_str(itoa::Buffer::new().format(self.0));
    }
}

scalar!(Char: CHAR);
debug_as_text!(Char);

impl From<u16> for Char {
    #[inline]
    fn from(unit: u16) -> Self {
        Self(unit)
    }
}

impl TryFrom<char> for Char {
    type Error = LexError;

    /// Fails for characters that take two UTF-16 code units.
    #[inline]
    fn try_from(character: char) -> Result<Self, LexError> {
        u16::try_from(u32::from(character)).map(Self).map_err(|_| CHAR)
    }
}

impl TryFrom<Char> for char {
    type Error = LexError;

    /// Fails for half a surrogate pair.
    #[inline]
    fn try_from(unit: Char) -> Result<Self, LexError> {
        unit.to_char().ok_or(CHAR)
    }
}
