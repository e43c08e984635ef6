//! Simple values as text, and text as XML.

use super::Result;
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
    let mut number = itoa::Buffer::new();
    match view {
        View::Str(text) => out.push_str(text),
        View::Bool(value) => out.push_str(if value { "true" } else { "false" }),
        View::I16(value) => out.push_str(number.format(value)),
        View::I32(value) => out.push_str(number.format(value)),
        View::I64(value) => out.push_str(number.format(value)),
        View::F64(value) => write_f64(value, out),
        View::Lex(value) => value.write(out),
        _ => {}
    }
}

/// Appends text with markup escaped, as canonical XML has it.
///
/// # Errors
/// When the text holds a character that XML cannot carry, not even as a reference.
#[inline]
pub(in crate::runtime) fn escape(text: &str, out: &mut String, attribute: bool) -> Result<()> {
    let mut done = 0;
    for (piece, start) in text.as_bytes().chunks(PIECE).zip((0..).step_by(PIECE)) {
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

/// Whether none of the bytes needs a closer look.
#[inline(always)]
fn is_plain(piece: &[u8; PIECE]) -> bool {
    let special = |byte: u8| {
        (byte < 0x20) | (byte == b'&') | (byte == b'<') | (byte == b'>') | (byte == b'"') | (byte == 0xef)
    };
    !piece.iter().fold(false, |found, byte| found | special(*byte))
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
