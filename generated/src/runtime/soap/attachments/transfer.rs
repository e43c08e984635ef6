//! The transfer encodings of a part that comes in piece by piece.

use std::borrow::Cow;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::runtime::codec::strings::{hex, same};

const NO_BASE64: &str = "the content of a part is no base64";
const NO_QUOTED_PRINTABLE: &str = "the content of a part is no quoted-printable";

/// How many bytes in a row may be waited for, before a piece ends.
type Carry = Vec<u8>;

/// Undoes a transfer encoding.
pub(super) enum Transfer {
    /// As it is.
    Binary,
    /// With the characters that are still to make a group of four, and whether there was padding.
    Base64(Carry, bool),
    /// With the beginning of an escape.
    QuotedPrintable(Carry),
}

impl Transfer {
    /// The one of this name, if it is known.
    pub(super) fn named(name: &str) -> Option<Self> {
        let is = |known: &str| same(name, known);
        Some(match name {
            "" => Self::Binary,
            _ if is("binary") || is("8bit") || is("7bit") => Self::Binary,
            _ if is("base64") => Self::Base64(Carry::new(), false),
            _ if is("quoted-printable") => Self::QuotedPrintable(Carry::new()),
            _ => return None,
        })
    }

    /// The bytes of a piece.
    pub(super) fn decode<'b>(&mut self, piece: &'b [u8]) -> Result<Cow<'b, [u8]>, &'static str> {
        match self {
            Self::Binary => Ok(Cow::Borrowed(piece)),
            Self::Base64(carry, padded) => {
                carry.extend(piece.iter().filter(|byte| !byte.is_ascii_whitespace()));
                let whole = carry.len() / 4 * 4;
                if whole == 0 {
                    return Ok(Cow::Borrowed(&[]));
                }
                // Nothing follows padding.
                if std::mem::replace(padded, carry.get(whole - 1) == Some(&b'=')) {
                    return Err(NO_BASE64);
                }
                let bytes = STANDARD.decode(carry.get(..whole).unwrap_or_default());
                carry.drain(..whole);
                bytes.map(Cow::Owned).map_err(|_| NO_BASE64)
            }
            Self::QuotedPrintable(carry) => {
                carry.extend_from_slice(piece);
                let (mut out, mut rest) = (Vec::with_capacity(carry.len()), &carry[..]);
                while let Some(at) = memchr::memchr(b'=', rest) {
                    out.extend_from_slice(rest.get(..at).unwrap_or_default());
                    rest = rest.get(at..).unwrap_or_default();
                    match rest {
                        [_, b'\r', b'\n', after @ ..] | [_, b'\n', after @ ..] => rest = after,
                        [_, digits @ ..] if digits.len() >= 2 => {
                            out.push(hex(digits).ok_or(NO_QUOTED_PRINTABLE)?);
                            rest = digits.get(2..).unwrap_or_default();
                        }
                        _ => {
                            *carry = rest.to_vec();
                            return Ok(Cow::Owned(out));
                        }
                    }
                }
                out.extend_from_slice(rest);
                carry.clear();
                Ok(Cow::Owned(out))
            }
        }
    }

    /// The rest, when the part is whole.
    pub(super) fn finish(&mut self) -> Result<Cow<'static, [u8]>, &'static str> {
        match self {
            Self::Binary => {}
            Self::Base64(carry, _) if !carry.is_empty() => return Err(NO_BASE64),
            Self::QuotedPrintable(carry) if !carry.is_empty() => return Err(NO_QUOTED_PRINTABLE),
            Self::Base64(..) | Self::QuotedPrintable(_) => {}
        }
        Ok(Cow::Borrowed(&[]))
    }
}
