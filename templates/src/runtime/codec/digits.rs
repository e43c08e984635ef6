//! Decimal digits, read eight at a time.
//!
//! What has more than sixteen of them, or is no number, is left to others: the standard library, or a loop.

/// The highest bit of each of eight bytes.
const HIGH: u64 = 0x8080_8080_8080_8080;

/// The digit zero in each of eight bytes.
pub(in crate::runtime) const ZEROS: u64 = 0x3030_3030_3030_3030;

/// The number that one to sixteen digits mean. `None` for anything else.
#[inline]
pub(in crate::runtime) fn short(digits: &[u8]) -> Option<u64> {
    match digits.len() {
        1..=8 => at_most_eight(digits),
        9..=16 => {
            let (head, tail) = digits.split_last_chunk::<8>()?;
            Some(at_most_eight(head)? * 100_000_000 + eight(u64::from_le_bytes(*tail) ^ ZEROS)?)
        }
        _ => None,
    }
}

/// The number that one to eight digits mean.
#[inline]
fn at_most_eight(digits: &[u8]) -> Option<u64> {
    let before = 64 - 8 * u32::try_from(digits.len()).ok()?;
    let word = match (digits.first_chunk::<4>(), digits.last_chunk::<4>()) {
        // Where both have a digit, it is the same one.
        (Some(first), Some(last)) => {
            u64::from(u32::from_le_bytes(*first)) << before | u64::from(u32::from_le_bytes(*last)) << 32
        }
        _ => digits.iter().fold(0, |word, digit| word >> 8 | u64::from(*digit) << 56),
    };
    eight(word ^ (ZEROS << before))
}

/// The number that eight bytes mean, each of them a digit from 0 to 9; the first one, which is the lowest, counts most.
#[inline]
pub(in crate::runtime) const fn eight(digits: u64) -> Option<u64> {
    if !are_digits(digits) {
        return None;
    }
    // Pairs in every second byte, fours from two of those each, and then the number.
    let pairs = digits * 10 + (digits >> 8);
    let first = (pairs & 0xff_0000_00ff).wrapping_mul(100 + (1_000_000 << 32));
    let second = (pairs >> 16 & 0xff_0000_00ff).wrapping_mul(1 + (10_000 << 32));
    Some(first.wrapping_add(second) >> 32)
}

/// Whether each of eight bytes is from 0 to 9.
#[inline]
const fn are_digits(bytes: u64) -> bool {
    others(bytes) == 0
}

/// The highest bit of each of eight bytes that is above 9. The lowest bit that is set is right; those above it may be of other
/// bytes.
#[inline]
pub(in crate::runtime) const fn others(bytes: u64) -> u64 {
    (bytes | bytes.wrapping_add(0x7676_7676_7676_7676)) & HIGH
}

/// Three numbers of two digits, with a byte between them: `12:34:56`.
#[inline]
pub(in crate::runtime) fn three(text: &[u8; 8], between: u8) -> Option<[u8; 3]> {
    let [_, _, first, _, _, second, _, _] = *text;
    let others = u64::from_le_bytes(*text) ^ ZEROS;
    // What stands between is taken out, and has to be what it shall be.
    let digits = others & !0x0000_ff00_00ff_0000;
    if first != between || second != between || !are_digits(digits) {
        return None;
    }
    let [hour, _, _, minute, _, _, second, _] = (digits * 10 + (digits >> 8)).to_le_bytes();
    Some([hour, minute, second])
}

/// A number with or without a point.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::runtime) struct Pointed {
    pub(in crate::runtime) negative: bool,
    /// The number without its point; `None` where that has more than sixteen digits.
    pub(in crate::runtime) digits: Option<u64>,
    /// How many digits stand behind the point.
    pub(in crate::runtime) places: usize,
}

/// Reads a sign, digits, and perhaps a point among or around them, at most sixteen digits on either side.
#[inline]
pub(in crate::runtime) fn pointed(text: &[u8]) -> Option<Pointed> {
    let (negative, digits) = match text {
        [b'-', digits @ ..] => (true, digits),
        [b'+', digits @ ..] | digits => (false, digits),
    };
    let Some(point) = digits.iter().position(|byte| *byte == b'.') else {
        return Some(Pointed { negative, digits: Some(short(digits)?), places: 0 });
    };
    let (whole, part) = (digits.get(..point)?, digits.get(point + 1..)?);
    let places = part.len();
    if whole.is_empty() && part.is_empty() {
        return None;
    }
    let whole_number = if whole.is_empty() { 0 } else { short(whole)? };
    let part_number = if part.is_empty() { 0 } else { short(part)? };
    let digits = (point + places <= 16)
        .then(|| whole_number * 10u64.pow(u32::try_from(places).unwrap_or_default()) + part_number);
    Some(Pointed { negative, digits, places })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Texts of all short lengths, of digits and sometimes of something beside them.
    pub(super) fn texts(others: &[u8]) -> Vec<Vec<u8>> {
        let mut seed = 86u64;
        let mut next = |below: usize| {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (seed >> 33) as usize % below
        };
        let mut texts = Vec::new();
        for round in 0..20_000 {
            let mut text: Vec<u8> = (0..round % 20).map(|_| b'0' + next(10) as u8).collect();
            if round % 2 == 0 && !text.is_empty() {
                let place = next(text.len());
                text[place] = others[next(others.len())];
            }
            texts.push(text);
        }
        texts
    }

    #[test]
    fn short_numbers_are_those_of_the_standard_library() {
        for text in texts(b"/:+- .a\x00\x80\xb0\xff") {
            let expected = std::str::from_utf8(&text).ok().filter(|text| !text.starts_with('+'));
            let expected = expected.and_then(|text| text.parse::<u64>().ok()).filter(|_| text.len() <= 16);
            assert_eq!(short(&text), expected, "{text:?}");
        }
    }

    #[test]
    fn three_numbers_stand_between_two_bytes() {
        assert_eq!(three(b"12:34:56", b':'), Some([12, 34, 56]));
        assert_eq!(three(b"99-00-09", b'-'), Some([99, 0, 9]));
        for place in 0..8 {
            for byte in 0..=255 {
                let mut text = *b"12:34:56";
                text[place] = byte;
                let legal = match place {
                    2 | 5 => byte == b':',
                    _ => byte.is_ascii_digit(),
                };
                assert_eq!(three(&text, b':').is_some(), legal, "{text:?}");
            }
        }
    }

    #[test]
    fn points_stand_where_the_standard_library_has_them() {
        for mut text in texts(b".e,\x80") {
            if text.first() == Some(&b'9') {
                text[0] = b'-';
            }
            let Ok(written) = std::str::from_utf8(&text) else { continue };
            let Some(Pointed { negative, digits, places }) = pointed(&text) else {
                let long = written.split(['-', '.']).any(|part| part.len() > 16);
                assert!(long || written.contains('e') || written.parse::<f64>().is_err(), "{written}");
                continue;
            };
            let plain: String = written.chars().filter(char::is_ascii_digit).collect();
            assert_eq!(negative, written.starts_with('-'));
            assert_eq!(digits, (plain.len() <= 16).then(|| plain.parse().unwrap()), "{written}");
            assert_eq!(places, written.split_once('.').map_or(0, |(_, part)| part.len()), "{written}");
            assert!(written.parse::<f64>().is_ok(), "{written}");
        }
    }
}
