//! Simple values as text, and text as XML.

use super::{Encoder, Result};
use crate::runtime::codec::failure::EncodeError;
use crate::runtime::codec::field::View;
use crate::runtime::codec::primitive::write_f64;

/// Whether a value is the one that WCF leaves out where `EmitDefaultValue` is false.
#[inline]
pub(super) fn is_default(view: View<'_>) -> bool {
    match view {
        View::Bool(value) => !value,
        View::I16(value) => value == 0,
        View::I32(value) => value == 0,
        View::I64(value) => value == 0,
        View::F64(value) => value == 0.0,
        View::Absent | View::Nil => true,
        _ => false,
    }
}

/// The text of a simple value, not escaped.
#[inline]
pub(in crate::runtime::codec) fn lexical(view: View<'_>, out: &mut String) {
    let whole: i64 = match view {
        View::I16(value) => value.into(),
        View::I32(value) => value.into(),
        View::I64(value) => value,
        View::Str(text) => return out.push_str(text),
        View::Bool(true) => return out.push_str("true"),
        View::Bool(false) => return out.push_str("false"),
        View::F64(value) if write_short(value, out) => return,
        View::F64(value) => return write_f64(value, out),
        View::Lex(value) => return value.write(out),
        _ => return,
    };
    out.push_str(itoa::Buffer::new().format(whole));
}

/// The most places behind the point that a short number has, and ten to that power.
const PLACES: usize = 4;
const POWER: u64 = 10_000;

/// Appends a number with few places behind the point, as most are that people send; tells whether it is one. Its text is the
/// shortest that reads back as the same number: of two texts of up to 15 digits no two do.
#[inline(never)]
#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_precision_loss,
    reason = "whole numbers of up to 15 digits, not negative, are exact in both types"
)]
fn write_short(value: f64, out: &mut String) -> bool {
    let (size, power) = (value.abs(), POWER as f64);
    let scaled = size * power;
    // What is not a number is not less either.
    let whole = if scaled < 1e15 { (scaled + 0.5) as u64 } else { return false };
    #[allow(clippy::float_cmp, reason = "it has to be that very number")]
    let is_short = whole as f64 / power == size;
    if !is_short {
        return false;
    }
    if value.is_sign_negative() {
        out.push('-');
    }
    let mut number = itoa::Buffer::new();
    out.push_str(number.format(whole / POWER));
    let mut places = whole % POWER;
    if places > 0 {
        let mut digits = PLACES;
        while places.is_multiple_of(10) {
            (places, digits) = (places / 10, digits - 1);
        }
        let places = number.format(places);
        out.push_str(".000".get(..=digits - places.len()).unwrap_or_default());
        out.push_str(places);
    }
    true
}

/// Appends text with markup escaped, as canonical XML has it.
///
/// # Errors
/// When the text holds a character that XML cannot carry, not even as a reference.
#[inline]
pub(in crate::runtime) fn escape(text: &str, out: &mut String, attribute: bool) -> Result<()> {
    match plain(text.as_bytes()) {
        None => {
            out.push_str(text);
            Ok(())
        }
        Some(from) => escape_from(text, from, out, attribute),
    }
}

/// As [`escape`], of a text of which nothing before a piece that begins at `from` needs it.
#[inline(never)]
fn escape_from(text: &str, from: usize, out: &mut String, attribute: bool) -> Result<()> {
    let mut done = 0;
    let pieces = text.as_bytes().get(from..).unwrap_or_default().chunks(PIECE);
    for (piece, start) in pieces.zip((from..).step_by(PIECE)) {
        if piece.first_chunk().is_some_and(is_plain) {
            continue;
        }
        done = escape_piece(text, piece, start, done, out, attribute)?;
    }
    out.push_str(text.get(done..).unwrap_or_default());
    Ok(())
}

/// How many bytes are looked at in one go: as many as a register of vectors holds.
const PIECE: usize = 16;

/// Where the first piece begins that has a byte which needs a closer look.
#[inline]
fn plain(bytes: &[u8]) -> Option<usize> {
    let mut at = 0;
    while let Some(piece) = bytes.get(at..).and_then(<[u8]>::first_chunk) {
        if !is_plain(piece) {
            return Some(at);
        }
        at += PIECE;
    }
    // What is left is looked at with some bytes before it.
    let rest = bytes.last_chunk().copied().unwrap_or_else(|| repeated(bytes));
    if is_plain(&rest) { None } else { Some(at) }
}

/// The bytes of a short text, some of them twice, or bytes that need no closer look.
#[inline]
fn repeated(bytes: &[u8]) -> [u8; PIECE] {
    if let (Some(first), Some(last)) = (bytes.first_chunk(), bytes.last_chunk()) {
        return joined(u64::from_le_bytes(*first), u64::from_le_bytes(*last));
    }
    let word = match (bytes.first_chunk(), bytes.last_chunk()) {
        (Some(first), Some(last)) => {
            u64::from(u32::from_le_bytes(*first)) | u64::from(u32::from_le_bytes(*last)) << 32
        }
        _ => bytes.iter().fold(u64::MAX, |word, byte| word << 8 | u64::from(*byte)),
    };
    joined(word, word)
}

#[inline]
fn joined(first: u64, last: u64) -> [u8; PIECE] {
    (u128::from(first) | u128::from(last) << 64).to_le_bytes()
}

/// Whether none of the bytes needs a closer look. Compilers make vectors of minima, but not of conditions.
#[inline(always)]
fn is_plain(piece: &[u8; PIECE]) -> bool {
    piece.iter().fold(0, |found, byte| found | 1u8.saturating_sub(distance(*byte))) == 0
}

/// Zero for a byte that needs a closer look: below a space, `"`, `&`, `<`, `>`, and what begins U+FFFE.
#[inline(always)]
fn distance(byte: u8) -> u8 {
    (byte & !0x1f).min((byte & !4) ^ b'"').min((byte & !2) ^ b'<').min(byte ^ 0xef)
}

impl Encoder {
    /// Escapes what has been written from a byte on.
    #[inline]
    pub(super) fn escape_from(&mut self, start: usize, attribute: bool) -> Result<()> {
        match plain(self.out.get(start..).unwrap_or_default().as_bytes()) {
            None => Ok(()),
            Some(_) => self.escape_again(start, attribute),
        }
    }

    #[inline(never)]
    fn escape_again(&mut self, start: usize, attribute: bool) -> Result<()> {
        let mut text = std::mem::take(&mut self.scratch);
        text.clear();
        text.push_str(self.out.get(start..).unwrap_or_default());
        self.out.truncate(start);
        let escaped = escape(&text, &mut self.out, attribute);
        self.scratch = text;
        escaped
    }
}

/// Escapes a piece that begins at `start`. What stands before `done` was written; returns how much was afterwards.
#[inline(always)]
fn escape_piece(
    text: &str,
    piece: &[u8],
    start: usize,
    mut done: usize,
    out: &mut String,
    attribute: bool,
) -> Result<usize> {
    for (byte, index) in piece.iter().zip(start..) {
        if *byte > b'>' && *byte < 0xef {
            continue;
        }
        let replacement = match *byte {
            b'&' => "&amp;",
            b'<' => "&lt;",
            b'>' if !attribute => "&gt;",
            b'\r' => "&#xD;",
            b'"' if attribute => "&quot;",
            b'\t' if attribute => "&#x9;",
            b'\n' if attribute => "&#xA;",
            b'\t' | b'\n' => continue,
            byte @ 0..0x20 => {
                return Err(EncodeError::new(format!("the character U+{byte:04X} cannot be sent in XML")));
            }
            0xef if text.get(index..).is_some_and(|rest| rest.starts_with(['\u{fffe}', '\u{ffff}'])) => {
                return Err(EncodeError::new("the characters U+FFFE and U+FFFF cannot be sent in XML"));
            }
            _ => continue,
        };
        out.push_str(text.get(done..index).unwrap_or_default());
        out.push_str(replacement);
        done = index + 1;
    }
    Ok(done)
}

#[cfg(test)]
mod tests {
    use super::{View, escape, lexical, write_short};
    use crate::runtime::codec::primitive::write_f64;

    #[test]
    fn short_numbers_are_written_as_others_are() {
        let mut some = vec![0.0, -0.0, 0.1 + 0.2, 1e15, 99_999_999_999.999_9, 1e-4, 1e-5, 5e-324, f64::MAX];
        some.extend([
            f64::NAN,
            f64::INFINITY,
            f64::NEG_INFINITY,
            123_456_789_012.345_6,
            0.000_15,
            4_503_599.627_4,
        ]);
        let mut state = 1u64;
        for step in 0..20_000u32 {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            let (number, places) =
                ((state >> 20) as f64 / f64::from(1 << (step % 30)), [1.0, 10.0, 100.0, 1e3, 1e4, 1e5]);
            some.extend(places.map(|by| number.trunc() / by));
            some.push(f64::from_bits(state));
        }
        let mut short = 0;
        for value in some {
            for value in [value, -value, f64::from_bits(value.to_bits() + 1)] {
                let (mut out, mut expected) = (String::new(), String::new());
                write_f64(value, &mut expected);
                if write_short(value, &mut out) {
                    short += 1;
                    assert_eq!(out, expected);
                } else {
                    assert_eq!(out, "");
                }
            }
        }
        assert!(short > 100_000, "{short}");
    }

    #[test]
    fn each_byte_is_escaped_wherever_it_stands() {
        for (what, text, attribute) in [
            ('&', "&amp;", "&amp;"),
            ('<', "&lt;", "&lt;"),
            ('>', "&gt;", ">"),
            ('"', "\"", "&quot;"),
            ('\r', "&#xD;", "&#xD;"),
            ('\t', "\t", "&#x9;"),
            ('\n', "\n", "&#xA;"),
            ('\u{fffd}', "\u{fffd}", "\u{fffd}"),
            ('x', "x", "x"),
        ] {
            for length in 0..40 {
                for at in 0..=length {
                    let [before, after] = [at, length - at].map(|count| "\u{f8}a".repeat(count));
                    for (is_attribute, expected) in [(false, text), (true, attribute)] {
                        let mut out = "<".to_owned();
                        escape(&format!("{before}{what}{after}"), &mut out, is_attribute).unwrap();
                        assert_eq!(out, format!("<{before}{expected}{after}"));
                    }
                }
            }
        }
        for forbidden in ["\u{1}", "\u{1f}", "\u{fffe}", "\u{ffff}"] {
            for length in 0..40 {
                let text = format!("{}{forbidden}", "a".repeat(length));
                assert!(escape(&text, &mut String::new(), false).is_err(), "{length}");
            }
        }
    }

    #[test]
    fn each_value_has_its_text() {
        for (view, text) in [
            (View::F64(1.5), "1.5"),
            (View::F64(f64::NEG_INFINITY), "-INF"),
            (View::Bool(true), "true"),
            (View::I16(-3), "-3"),
            (View::I64(i64::MIN), "-9223372036854775808"),
            (View::Str("<"), "<"),
            (View::Absent, ""),
        ] {
            let mut out = String::new();
            lexical(view, &mut out);
            assert_eq!(out, text);
        }
    }
}
