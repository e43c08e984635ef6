//! Comparing and searching bytes, and the one pass over all of them, which runs just ahead of reading.

use super::Result;
use crate::runtime::codec::chars::is_space;
use crate::runtime::codec::failure::DecodeError;
use crate::runtime::codec::strings::{find_bytes, split_once};

/// The lowest bit of each of eight bytes.
pub(super) const LOW: u64 = 0x0101_0101_0101_0101;

/// The highest bit of each of eight bytes that is below a limit, which is at most 0x80. The lowest bit that is set is right; those
/// above it may be of other bytes.
#[inline(always)]
pub(super) const fn below(limit: u64, word: u64) -> u64 {
    word.wrapping_sub(LOW * limit) & !word & (LOW * 0x80)
}

/// `starts_with` for names, most of which are too short to be worth a call of memcmp.
#[inline(always)]
pub(in crate::runtime) fn begins(rest: &[u8], name: &[u8]) -> bool {
    let Some(rest) = rest.get(..name.len()) else { return false };
    if let (Some(first), Some(expected)) = (rest.first_chunk::<8>(), name.first_chunk::<8>()) {
        u64::from_le_bytes(*first) == u64::from_le_bytes(*expected)
            && match (rest.last_chunk::<8>(), name.last_chunk::<8>()) {
                (Some(last), Some(expected)) => u64::from_le_bytes(*last) == u64::from_le_bytes(*expected),
                _ => false,
            }
            && (name.len() <= 16 || rest.get(8..) == name.get(8..))
    } else if let (Some(first), Some(expected)) = (rest.first_chunk::<4>(), name.first_chunk::<4>()) {
        u32::from_le_bytes(*first) == u32::from_le_bytes(*expected)
            && match (rest.last_chunk::<4>(), name.last_chunk::<4>()) {
                (Some(last), Some(expected)) => u32::from_le_bytes(*last) == u32::from_le_bytes(*expected),
                _ => false,
            }
    } else {
        match (rest, name) {
            ([one], [first]) => one == first,
            ([one, two], [first, second]) => one == first && two == second,
            ([one, two, three], [first, second, third]) => one == first && two == second && three == third,
            _ => true,
        }
    }
}

/// The next `<` or `&`. Short texts are the rule: three words are looked at before memchr is called.
#[inline(always)]
pub(super) fn next_markup(bytes: &[u8], start: usize) -> Option<usize> {
    let mut position = start;
    // The end of the text is that of the root: all but its last tags have so many bytes behind them.
    if let Some(words) = bytes.get(start..).and_then(|rest| rest.first_chunk::<24>()) {
        for chunk in words.as_chunks::<8>().0 {
            let word = u64::from_le_bytes(*chunk);
            let found = below(1, word ^ (LOW * b'<' as u64)) | below(1, word ^ (LOW * b'&' as u64));
            if found != 0 {
                return Some(position + (found.trailing_zeros() / 8) as usize);
            }
            position += 8;
        }
    }
    memchr::memchr2(b'<', b'&', bytes.get(position..)?).map(|index| position + index)
}

/// As [`next_markup`], or the next `]`, tab or line break: text up to there is as it stands.
#[inline(never)]
pub(super) fn next_special(bytes: &[u8], start: usize) -> Option<usize> {
    // As `LOW` and `below`, of sixteen bytes: of eight, the compiler makes vectors, which takes longer.
    const LOW: u128 = u128::MAX / 0xff;
    const fn below(limit: u8, word: u128) -> u128 {
        word.wrapping_sub(LOW * limit as u128) & !word & (LOW * 0x80)
    }
    let mut position = start;
    while let Some(chunk) = bytes.get(position..).and_then(|rest| rest.first_chunk::<16>()) {
        let word = u128::from_le_bytes(*chunk);
        let found = below(1, word ^ (LOW * b'<' as u128))
            | below(1, word ^ (LOW * b'&' as u128))
            | below(1, word ^ (LOW * b']' as u128))
            | below(b'\r' + 1, word);
        if found != 0 {
            return Some(position + (found.trailing_zeros() / 8) as usize);
        }
        position += 16;
    }
    let rest = bytes.get(position..)?;
    rest.iter().position(|byte| matches!(byte, b'<' | b'&' | b']' | ..=b'\r')).map(|index| position + index)
}

/// Where a run of one kind of white space ends that begins here, if one does: lines are indented by many of one kind.
#[inline]
pub(super) fn run_end(bytes: &[u8], start: usize) -> usize {
    let Some(fill) = bytes.get(start).copied().filter(|byte| is_space(*byte)) else { return start };
    let mut position = start;
    while let Some(chunk) = bytes.get(position..).and_then(|rest| rest.first_chunk::<8>()) {
        let others = u64::from_le_bytes(*chunk) ^ (LOW * u64::from(fill));
        if others != 0 {
            return position + (others.trailing_zeros() / 8) as usize;
        }
        position += 8;
    }
    while bytes.get(position) == Some(&fill) {
        position += 1;
    }
    position
}

/// Where an attribute value ends, if it stands in the text as it is meant: the quote comes before any `<`, reference,
/// tab and line break.
#[inline(always)]
pub(super) fn value_end(bytes: &[u8], start: usize, quote: u8) -> Option<usize> {
    // Either quote differs from `&` by one bit: with that set, both are the same.
    let (bit, both) = (LOW * u64::from(quote ^ b'&'), LOW * u64::from(quote | b'&'));
    let mut position = start;
    while let Some(chunk) = bytes.get(position..).and_then(|rest| rest.first_chunk::<8>()) {
        let word = u64::from_le_bytes(*chunk);
        let less = word ^ (LOW * b'<' as u64);
        let found = below(1, (word | bit) ^ both) | below(1, less) | below(b' ' as u64, word);
        if found != 0 {
            let end = position + (found.trailing_zeros() / 8) as usize;
            return bytes.get(end).is_some_and(|byte| *byte == quote).then_some(end);
        }
        position += 8;
    }
    let rest = bytes.get(position..)?;
    let stop = rest.iter().position(|byte| *byte == quote || *byte < b' ' || matches!(byte, b'<' | b'&'))?;
    rest.get(stop).is_some_and(|byte| *byte == quote).then_some(position + stop)
}

/// Text with its line breaks made `\n` (XML 1.0, 2.11).
#[inline]
pub(super) fn push_lines(text: &str, out: &mut String) {
    let mut rest = text;
    while let Some((before, after)) = split_once(rest, b'\r') {
        out.push_str(before);
        out.push('\n');
        rest = after.strip_prefix('\n').unwrap_or(after);
    }
    out.push_str(rest);
}

/// Control characters, U+FFFE and U+FFFF are not characters of XML. One pass over a piece of the text that begins at
/// `start`, in a way that vector code can take. Tells whether it holds what makes reading slower: a carriage return, or `]]>`.
pub(super) fn check_characters(piece: &[u8], start: usize) -> Result<bool> {
    let (mut control, mut bracket, mut wide) = (false, false, false);
    for byte in piece {
        control |= *byte < 0x20;
        bracket |= *byte == b']';
        // The first byte of U+FFFE and U+FFFF, among others.
        wide |= *byte == 0xEF;
    }
    if wide {
        for noncharacter in [b"\xEF\xBF\xBE", b"\xEF\xBF\xBF"] {
            if let Some(at) = find_bytes(piece, noncharacter) {
                return Err(DecodeError::syntax("U+FFFE or U+FFFF", start + at));
            }
        }
    }
    Ok((control && check_controls(piece, start)?) | (bracket && find_bytes(piece, b"]]>").is_some()))
}

/// Whether a carriage return is among the control characters.
#[inline(never)]
fn check_controls(piece: &[u8], start: usize) -> Result<bool> {
    let illegal = |byte: u8| (byte < 0x20) & (byte != 9) & (byte != 10) & (byte != 13);
    let (mut bad, mut carriage_return) = (false, false);
    for byte in piece {
        bad |= illegal(*byte);
        carriage_return |= *byte == b'\r';
    }
    if bad {
        let at = piece.iter().position(|byte| illegal(*byte)).unwrap_or(0);
        return Err(DecodeError::syntax("a control character", start + at));
    }
    Ok(carriage_return)
}

/// Whether a text is as it stands: without a carriage return, and without `]]>`.
#[inline]
pub(super) fn is_plain(text: &[u8]) -> bool {
    let (mut carriage_return, mut bracket) = (false, false);
    for byte in text {
        carriage_return |= *byte == b'\r';
        bracket |= *byte == b']';
    }
    !carriage_return && (!bracket || find_bytes(text, b"]]>").is_none())
}
