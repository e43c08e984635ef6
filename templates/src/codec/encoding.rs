//! From the bytes of a reply to text.

use std::borrow::Cow;

use super::chars::is_space;
use super::failure::{DecodeError, DecodeErrorKind};

/// The text of a reply: UTF-8 as it is, other encodings (a byte order mark or the XML declaration names them)
/// converted. A byte order mark is dropped.
///
/// # Errors
/// When the bytes are not text in that encoding, or the encoding is unknown.
pub(in super::super) fn to_text(bytes: &[u8]) -> Result<Cow<'_, str>, DecodeError> {
    if let Some((encoding, length)) = encoding_rs::Encoding::for_bom(bytes) {
        let rest = bytes.get(length..).unwrap_or_default();
        if encoding == encoding_rs::UTF_8 {
            return utf8(rest);
        }
        return convert(encoding, rest);
    }
    match declared(bytes) {
        None => utf8(bytes),
        Some(label) if label.eq_ignore_ascii_case(b"utf-8") => utf8(bytes),
        // `ascii` is a subset; the converter would take it for windows-1252.
        Some(label) if label.eq_ignore_ascii_case(b"us-ascii") || label.eq_ignore_ascii_case(b"ascii") => {
            utf8(bytes)
        }
        Some(label) => match encoding_rs::Encoding::for_label(label) {
            // A declaration that can be read byte by byte is not UTF-16, whatever it says.
            Some(encoding) if encoding == encoding_rs::UTF_16LE || encoding == encoding_rs::UTF_16BE => {
                if bytes.first() == Some(&b'<') && bytes.get(1) != Some(&0) {
                    utf8(bytes)
                } else {
                    convert(encoding, bytes)
                }
            }
            Some(encoding) => convert(encoding, bytes),
            None => Err(DecodeError::new(
                DecodeErrorKind::Encoding(format!("unknown encoding {:?}", String::from_utf8_lossy(label))),
                0,
            )),
        },
    }
}

fn utf8(bytes: &[u8]) -> Result<Cow<'_, str>, DecodeError> {
    // Several times faster than the standard library where text is not ASCII; it borrows, too.
    if let Some(text) = encoding_rs::UTF_8.decode_without_bom_handling_and_without_replacement(bytes) {
        return Ok(text);
    }
    std::str::from_utf8(bytes).map(Cow::Borrowed).map_err(|error| {
        DecodeError::new(DecodeErrorKind::Encoding("a byte that is not UTF-8".into()), error.valid_up_to())
    })
}

fn convert<'a>(
    encoding: &'static encoding_rs::Encoding,
    bytes: &'a [u8],
) -> Result<Cow<'a, str>, DecodeError> {
    encoding.decode_without_bom_handling_and_without_replacement(bytes).ok_or_else(|| {
        DecodeError::new(DecodeErrorKind::Encoding(format!("a byte that is not {}", encoding.name())), 0)
    })
}

/// The `encoding` of the XML declaration. UTF-16 without a byte order mark is told by its zero bytes.
fn declared(bytes: &[u8]) -> Option<&[u8]> {
    match bytes {
        [b'<', 0, ..] => return Some(b"utf-16le"),
        [0, b'<', ..] => return Some(b"utf-16be"),
        _ => {}
    }
    // Without white space it is an instruction of another name.
    let rest =
        bytes.strip_prefix(b"<?xml").filter(|rest| rest.first().is_some_and(|byte| is_space(*byte)))?;
    let declaration = rest.get(..memchr::memmem::find(rest, b"?>")?)?;
    let after = declaration.get(memchr::memmem::find(declaration, b"encoding")? + 8..)?;
    let open = after.iter().position(|byte| matches!(byte, b'"' | b'\''))?;
    let quote = *after.get(open)?;
    let value = after.get(open + 1..)?;
    value.get(..memchr::memchr(quote, value)?)
}
