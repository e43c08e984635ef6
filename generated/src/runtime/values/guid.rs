//! `guid` of the serialization namespace: a UUID.

use uuid::Uuid;
use uuid::fmt::Hyphenated;

use super::lexical::trim;
use crate::runtime::codec::{Field, LexError, LexValue, Slot, View};

const GUID: LexError = LexError { expected: "a guid such as 3f2504e0-4f89-11d3-9a0c-0305e82c3301" };

/// A guid as it is nearly always written, read eight digits at a time. What is not written so is left to the crate.
#[inline]
fn hyphenated(text: &[u8]) -> Option<Uuid> {
    let text: &[u8; Hyphenated::LENGTH] = text.try_into().ok()?;
    let [
        a @ ..,
        b'-',
        b0,
        b1,
        b2,
        b3,
        b'-',
        b4,
        b5,
        b6,
        b7,
        b'-',
        c0,
        c1,
        c2,
        c3,
        b'-',
        c4,
        c5,
        c6,
        c7,
        _,
        _,
        _,
        _,
        _,
        _,
        _,
        _,
    ] = *text
    else {
        return None;
    };
    let words = [a, [b0, b1, b2, b3, b4, b5, b6, b7], [c0, c1, c2, c3, c4, c5, c6, c7], *text.last_chunk()?];
    let mut bytes = 0u128;
    for word in words {
        bytes = bytes << 32 | u128::from(hexadecimal(u64::from_be_bytes(word))?);
    }
    Some(Uuid::from_u128(bytes))
}

/// The number that eight hexadecimal digits mean, of which the first stands in the highest byte.
#[inline]
const fn hexadecimal(word: u64) -> Option<u32> {
    const LOW: u64 = 0x0101_0101_0101_0101;
    const HIGH: u64 = LOW * 0x80;
    // The highest bit of each byte that is at least so much. All bytes are below 0x80.
    const fn at_least(limit: u8, word: u64) -> u64 {
        (word + LOW * (0x80 - limit as u64)) & HIGH
    }
    if word & HIGH != 0 {
        return None;
    }
    let small = word | (LOW * 0x20);
    let digit = at_least(b'0', word) & !at_least(b'9' + 1, word);
    let letter = at_least(b'a', small) & !at_least(b'f' + 1, small);
    if digit | letter != HIGH {
        return None;
    }
    // Of letters, the low half is 1 to 6.
    let halves = (word & (LOW * 0x0f)) + (letter >> 7) * 9;
    // Two, four and all of them are pushed together.
    let pairs = (halves | halves >> 4) & 0x00ff_00ff_00ff_00ff;
    let fours = (pairs | pairs >> 8) & 0x0000_ffff_0000_ffff;
    #[allow(clippy::cast_possible_truncation, reason = "the upper half was pushed down")]
    let number = (fours | fours >> 16) as u32;
    Some(number)
}

impl LexValue for Uuid {
    /// Takes either case, and braces around.
    #[inline]
    fn read(&mut self, text: &str) -> Result<(), LexError> {
        if let Some(read) = hyphenated(text.as_bytes()) {
            *self = read;
            return Ok(());
        }
        let text = trim(text);
        let bare = match text.strip_prefix('{') {
            Some(rest) => rest.strip_suffix('}').ok_or(GUID)?,
            None => text,
        };
        if bare.len() != Hyphenated::LENGTH {
            return Err(GUID);
        }
        *self = Uuid::try_parse(bare).map_err(|_| GUID)?;
        Ok(())
    }

    #[inline]
    fn write(&self, out: &mut String) {
        out.push_str(self.hyphenated().encode_lower(&mut [0; Hyphenated::LENGTH]));
    }
}

impl Field for Uuid {
    #[inline]
    fn slot(&mut self) -> Slot<'_> {
        Slot::Lex(self)
    }

    #[inline]
    fn view(&self) -> View<'_> {
        View::Lex(self)
    }
}
