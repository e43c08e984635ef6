//! `xs:base64Binary` and `xs:hexBinary`.

use std::fmt;
use std::ops::{Deref, DerefMut};

use base64::Engine as _;
use base64::alphabet::STANDARD;
use base64::engine::general_purpose::{GeneralPurpose, PAD};

pub use super::base64::Base64;
use super::lexical::scalar;
use super::upload::Streamed;
use crate::runtime::codec::{LexError, LexValue, Octets};

const BASE64: LexError = LexError { expected: "bytes in base64" };
const HEX: LexError = LexError { expected: "bytes in pairs of hexadecimal digits" };
const BORROWED: LexError = LexError { expected: "a value that can be read into" };

/// Takes any trailing bits, as .NET does; writes none.
const ENGINE: GeneralPurpose = GeneralPurpose::new(&STANDARD, PAD.with_decode_allow_trailing_bits(true));

/// Bytes as a value, in the way of a tuple struct.
#[must_use]
#[expect(non_snake_case, reason = "the type has a second field, which nobody but this crate sets")]
pub const fn Base64(bytes: Vec<u8>) -> Base64 {
    Base64::of(bytes)
}

/// Bytes that travel as hexadecimal digits.
///
/// `Debug` tells how many there are, not which.
#[derive(Clone, PartialEq, Eq, Hash, Default)]
pub struct Hex(pub Vec<u8>);

/// Borrowed bytes that travel as base64: an argument that need not be copied. It can only be written.
///
/// `Debug` tells how many there are, not which.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Bytes<'a>(pub &'a [u8]);

#[inline]
fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\r' | b'\n')
}

impl LexValue for Base64 {
    #[inline]
    fn read(&mut self, text: &str) -> Result<(), LexError> {
        let (mut packed, is_spaced) = (Vec::new(), text.bytes().any(is_space));
        if is_spaced {
            packed.reserve(text.len());
            for byte in text.bytes() {
                if !is_space(byte) {
                    packed.push(byte);
                }
            }
        }
        let bytes = ENGINE.decode(if is_spaced { &packed } else { text.as_bytes() });
        *self = Base64(bytes.map_err(|_| BASE64)?);
        Ok(())
    }

    #[inline]
    fn write(&self, out: &mut String) {
        ENGINE.encode_string(&self.0, out);
    }

    #[inline]
    fn octets(&self) -> Option<Octets<'_>> {
        Some(self.content())
    }

    #[inline]
    fn read_bytes(&mut self, bytes: &[u8]) -> bool {
        *self = Base64(bytes.to_vec());
        true
    }

    fn read_streamed(&mut self, part: &Streamed) -> bool {
        *self = Self::of_streamed(part.clone());
        true
    }
}

impl LexValue for Hex {
    #[inline]
    fn read(&mut self, text: &str) -> Result<(), LexError> {
        let mut bytes = Vec::with_capacity(text.len() / 2);
        let mut high = None;
        for byte in text.bytes().filter(|byte| !is_space(*byte)) {
            let digit = match byte {
                b'0'..=b'9' => byte - b'0',
                b'a'..=b'f' => byte - b'a' + 10,
                b'A'..=b'F' => byte - b'A' + 10,
                _ => return Err(HEX),
            };
            match high.take() {
                None => high = Some(digit << 4),
                Some(high) => bytes.push(high | digit),
            }
        }
        if high.is_some() {
            return Err(HEX);
        }
        self.0 = bytes;
        Ok(())
    }

    #[inline]
    fn write(&self, out: &mut String) {
        out.reserve(self.0.len() * 2);
        for byte in &self.0 {
            out.push(digit(byte >> 4));
            out.push(digit(byte & 15));
        }
    }
}

#[inline]
fn digit(value: u8) -> char {
    char::from(if value < 10 { b'0' + value } else { b'A' + value - 10 })
}

impl LexValue for Bytes<'_> {
    #[inline]
    fn read(&mut self, _: &str) -> Result<(), LexError> {
        Err(BORROWED)
    }

    #[inline]
    fn write(&self, out: &mut String) {
        ENGINE.encode_string(self.0, out);
    }

    #[inline]
    fn octets(&self) -> Option<Octets<'_>> {
        Some(Octets::Bytes(self.0))
    }
}

impl crate::runtime::codec::Field for Bytes<'_> {
    #[inline]
    fn slot(&mut self) -> crate::runtime::codec::Slot<'_> {
        crate::runtime::codec::Slot::None
    }

    #[inline]
    fn view(&self) -> crate::runtime::codec::View<'_> {
        crate::runtime::codec::View::Lex(self)
    }
}

impl<'a> From<&'a [u8]> for Bytes<'a> {
    #[inline]
    fn from(bytes: &'a [u8]) -> Self {
        Self(bytes)
    }
}

impl Deref for Bytes<'_> {
    type Target = [u8];

    #[inline]
    fn deref(&self) -> &[u8] {
        self.0
    }
}

impl fmt::Debug for Bytes<'_> {
    #[inline]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Bytes({} bytes)", self.0.len())
    }
}

macro_rules! owned {
    ($type:ident: $table:ident) => {
        scalar!($type: $table);

        impl Deref for $type {
            type Target = [u8];

            #[inline]
            fn deref(&self) -> &[u8] {
                &self.0
            }
        }

        impl DerefMut for $type {
            #[inline]
            fn deref_mut(&mut self) -> &mut [u8] {
                &mut self.0
            }
        }

        impl AsRef<[u8]> for $type {
            #[inline]
            fn as_ref(&self) -> &[u8] {
                &self.0
            }
        }

        impl From<Vec<u8>> for $type {
            #[inline]
            fn from(bytes: Vec<u8>) -> Self {
                $type(bytes)
            }
        }

        impl From<&[u8]> for $type {
            #[inline]
            fn from(bytes: &[u8]) -> Self {
                $type(bytes.to_vec())
            }
        }

        impl From<$type> for Vec<u8> {
            #[inline]
            fn from(value: $type) -> Self {
                value.0
            }
        }
    };
}

owned!(Base64: BASE64);
owned!(Hex: HEX);

impl fmt::Debug for Hex {
    #[inline]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Hex({} bytes)", self.0.len())
    }
}
