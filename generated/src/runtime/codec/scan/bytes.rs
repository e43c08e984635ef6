//! Comparing and searching bytes, and the one pass over all of them before reading.

use super::super::failure::DecodeError;
use super::super::plain::{cut, find_bytes};
use super::Result;

/// `starts_with` for names, most of which are too short to be worth a call of memcmp.
#[inline(always)]
pub(super) fn begins(rest: &[u8], name: &[u8]) -> bool {
    let Some(rest) = rest.get(..name.len()) else { return false };
    if let (Some(first), Some(expected)) = (rest.first_chunk::<8>(), name.first_chunk::<8>()) {
        u64::from_le_bytes(*first) == u64::from_le_bytes(*expected)
            && match (rest.last_chunk::<8>(), name.last_chunk::<8>()) {
                (Some(last), Some(expected)) => u64::from_le_bytes(*last) == u64::from_le_bytes(*expected),
                _ => false,
            }
            && (name.len() <= 16 || rest == name)
    } else if let (Some(first), Some(expected)) = (rest.first_chunk::<4>(), name.first_chunk::<4>()) {
        u32::from_le_bytes(*first) == u32::from_le_bytes(*expected)
            && match (rest.last_chunk::<4>(), name.last_chunk::<4>()) {
                (Some(last), Some(expected)) => u32::from_le_bytes(*last) == u32::from_le_bytes(*expected),
                _ => false,
            }
    } else {
        rest.iter().eq(name)
    }
}

/// The next `<` or `&`. Short texts are the rule: three words are looked at before memchr is called.
#[inline(always)]
pub(super) fn next_markup(bytes: &[u8], start: usize) -> Option<usize> {
    const LOW: u64 = 0x0101_0101_0101_0101;
    const HIGH: u64 = 0x8080_8080_8080_8080;
    let mut position = start;
    for _ in 0..3 {
        let Some(chunk) = bytes.get(position..).and_then(|rest| rest.first_chunk::<8>()) else { break };
        let word = u64::from_le_bytes(*chunk);
        let (less, amp) = (word ^ (LOW * b'<' as u64), word ^ (LOW * b'&' as u64));
        let found = ((less.wrapping_sub(LOW) & !less) | (amp.wrapping_sub(LOW) & !amp)) & HIGH;
        if found != 0 {
            return Some(position + (found.trailing_zeros() / 8) as usize);
        }
        position += 8;
    }
    memchr::memchr2(b'<', b'&', bytes.get(position..)?).map(|index| position + index)
}

/// Text with its line breaks made `\n` (XML 1.0, 2.11).
#[inline]
pub(super) fn push_lines(text: &str, out: &mut String) {
    let mut rest = text;
    while let Some((before, after)) = cut(rest, b'\r') {
        out.push_str(before);
        out.push('\n');
        rest = after.strip_prefix('\n').unwrap_or(after);
    }
    out.push_str(rest);
}

/// Bytes that make reading slower where they occur at all.
#[derive(Default)]
pub(super) struct Rare {
    pub(super) carriage_return: bool,
    pub(super) bracket: bool,
    /// The first byte of U+FFFE and U+FFFF, among others.
    pub(super) wide: bool,
}

/// Control characters, U+FFFE and U+FFFF are not characters of XML. One pass, in pieces that vector code can take.
pub(super) fn check_characters(bytes: &[u8]) -> Result<Rare> {
    let illegal = |byte: u8| (byte < 0x20) & (byte != 9) & (byte != 10) & (byte != 13);
    let mut rare = Rare::default();
    for (index, chunk) in bytes.chunks(4096).enumerate() {
        let mut bad = false;
        let (mut carriage_return, mut bracket, mut wide) = (false, false, false);
        for byte in chunk {
            bad |= illegal(*byte);
            carriage_return |= *byte == b'\r';
            bracket |= *byte == b']';
            wide |= *byte == 0xEF;
        }
        if bad {
            let at = chunk.iter().position(|byte| illegal(*byte)).unwrap_or(0);
            return Err(DecodeError::syntax("a control character", index * 4096 + at));
        }
        rare.carriage_return |= carriage_return;
        rare.bracket |= bracket;
        rare.wide |= wide;
    }
    if rare.wide {
        for noncharacter in [b"\xEF\xBF\xBE", b"\xEF\xBF\xBF"] {
            if let Some(at) = find_bytes(bytes, noncharacter) {
                return Err(DecodeError::syntax("U+FFFE or U+FFFF", at));
            }
        }
    }
    Ok(rare)
}
