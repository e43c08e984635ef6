//! Bytes to text: UTF-8, UTF-16 with or without a byte order mark, and whatever the XML declaration names.

use std::borrow::Cow;

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};

/// The encoding of a document, and the length of its byte order mark, which wins over the declaration.
///
/// # Errors
/// That its declaration names an encoding that is not known.
pub(super) fn detect(bytes: &[u8]) -> Result<(&'static Encoding, usize), String> {
    match Encoding::for_bom(bytes) {
        Some(found) => Ok(found),
        None => Ok((guess(bytes)?, 0)),
    }
}

/// Decodes a document; a byte order mark wins over the declaration.
///
/// # Errors
/// A sentence that says which encoding was expected and that the bytes are not in it.
pub(super) fn decode(bytes: &[u8]) -> Result<Cow<'_, str>, String> {
    let (encoding, mark) = detect(bytes)?;
    let bytes = bytes.get(mark..).unwrap_or_default();
    if encoding == UTF_8 {
        return match std::str::from_utf8(bytes) {
            Ok(text) => Ok(text.into()),
            Err(error) => {
                Err(format!("the file is not UTF-8: byte {} fits no character", error.valid_up_to() + 1))
            }
        };
    }
    encoding
        .decode_without_bom_handling_and_without_replacement(bytes)
        .ok_or_else(|| format!("the file is not in the encoding it declares, {}", encoding.name()))
}

fn guess(bytes: &[u8]) -> Result<&'static Encoding, String> {
    match bytes {
        [b'<' | b' ' | b'\t' | b'\r' | b'\n', 0, ..] => return Ok(UTF_16LE),
        [0, b'<' | b' ' | b'\t' | b'\r' | b'\n', ..] => return Ok(UTF_16BE),
        _ => {}
    }
    let head = bytes.get(..bytes.len().min(200)).unwrap_or_default();
    let head = String::from_utf8_lossy(head);
    let Some(label) = head
        .trim_start()
        .strip_prefix("<?xml")
        .and_then(|rest| rest.split_once("?>"))
        .and_then(|(declaration, _)| declaration.split_once("encoding"))
        .map(|(_, rest)| rest.trim_start().trim_start_matches('=').trim_start())
        .and_then(|rest| {
            let quote = rest.chars().next()?;
            rest.get(1..)?.split(quote).next().map(str::to_owned)
        })
    else {
        return Ok(UTF_8);
    };
    // A document that could be read this far is not UTF-16, whatever it says.
    match Encoding::for_label(label.as_bytes()) {
        Some(encoding) if encoding == UTF_16LE || encoding == UTF_16BE => Ok(UTF_8),
        Some(encoding) => Ok(encoding),
        None => Err(format!("the file declares the encoding \"{label}\", which is not known")),
    }
}
