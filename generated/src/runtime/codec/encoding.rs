//! From the bytes of a reply to text.

use std::borrow::Cow;

use super::chars::is_space;
use super::failure::{DecodeError, DecodeErrorKind};
use super::strings::{before, find_bytes, same, split_once, trim};

/// The text of a reply: UTF-8 as it is, other encodings (a byte order mark or the XML declaration names them)
/// converted. A byte order mark is dropped.
///
/// # Errors
/// When the bytes are not text in that encoding, or the encoding is unknown.
pub(in crate::runtime) fn to_text(bytes: &[u8]) -> Result<Cow<'_, str>, DecodeError> {
    if bytes.starts_with(USUAL.as_bytes()) {
        return utf8(bytes);
    }
    if let Some((encoding, length)) = encoding_rs::Encoding::for_bom(bytes) {
        let rest = bytes.get(length..).unwrap_or_default();
        if encoding == encoding_rs::UTF_8 {
            return utf8(rest);
        }
        return convert(encoding, rest);
    }
    match declared(bytes) {
        None => utf8(bytes),
        Some(label) if is_utf8(label) || is_ascii(label) => utf8(bytes),
        Some(label) => match encoding_rs::Encoding::for_label(label.as_bytes()) {
            // A declaration that can be read byte by byte is not UTF-16, whatever it says.
            Some(encoding) if is_utf16(encoding) => {
                if bytes.first() == Some(&b'<') && bytes.get(1) != Some(&0) {
                    utf8(bytes)
                } else {
                    convert(encoding, bytes)
                }
            }
            Some(encoding) => convert(encoding, bytes),
            None => Err(unreadable(format!("unknown encoding {:?}", label), "")),
        },
    }
}

/// As [`to_text`], with U+FFFD for what is no text in the encoding; for a Fault, of which whatever can be read counts.
#[cold]
pub(in crate::runtime) fn to_text_lossy(bytes: &[u8]) -> Cow<'_, str> {
    let (encoding, rest) = match encoding_rs::Encoding::for_bom(bytes) {
        Some((encoding, length)) => (encoding, bytes.get(length..).unwrap_or_default()),
        None => {
            let named = declared(bytes).filter(|label| !is_ascii(label));
            let named = named.and_then(|label| encoding_rs::Encoding::for_label(label.as_bytes()));
            let plain = matches!(bytes, [b'<', next, ..] if *next != 0);
            let named = named.filter(|one| !plain || !is_utf16(one));
            (named.unwrap_or(encoding_rs::UTF_8), bytes)
        }
    };
    encoding.decode_without_bom_handling(rest).0
}

fn is_utf16(encoding: &'static encoding_rs::Encoding) -> bool {
    encoding == encoding_rs::UTF_16LE || encoding == encoding_rs::UTF_16BE
}

fn utf8(bytes: &[u8]) -> Result<Cow<'_, str>, DecodeError> {
    // Several times faster than the standard library where text is not ASCII; it borrows, too.
    if let Some(text) = encoding_rs::UTF_8.decode_without_bom_handling_and_without_replacement(bytes) {
        return Ok(text);
    }
    std::str::from_utf8(bytes).map(Cow::Borrowed).map_err(|error| {
        let before = bytes.get(..error.valid_up_to()).and_then(|bytes| std::str::from_utf8(bytes).ok());
        unreadable("a byte that is not UTF-8".into(), before.unwrap_or(""))
    })
}

fn convert<'a>(
    encoding: &'static encoding_rs::Encoding,
    bytes: &'a [u8],
) -> Result<Cow<'a, str>, DecodeError> {
    encoding.decode_without_bom_handling_and_without_replacement(bytes).ok_or_else(|| {
        let mut decoder = encoding.new_decoder_without_bom_handling();
        let mut before = String::new();
        if let Some(length) = decoder.max_utf8_buffer_length_without_replacement(bytes.len()) {
            before.reserve(length);
        }
        // Stops at the first byte that is none; what it wrote until then tells the place.
        let _ = decoder.decode_to_string_without_replacement(bytes, &mut before, true);
        unreadable(format!("a byte that is not {}", encoding.name()), &before)
    })
}

/// An error right behind the text that could be read.
#[cold]
fn unreadable(what: String, before: &str) -> DecodeError {
    DecodeError::new(DecodeErrorKind::Encoding(what), before.len()).locate(before)
}

/// A reply in the encoding that it has.
pub(in crate::runtime) struct Recoded<'a> {
    pub(in crate::runtime) bytes: Cow<'a, [u8]>,
    /// What was found, where the media type and the XML declaration contradict each other and the bytes agree with the
    /// declaration alone.
    pub(in crate::runtime) contradiction: Option<String>,
}

/// The reply with the charset of its media type applied: over what the XML declaration says, under a byte order mark
/// (RFC 7303, 3.2 and 3.3). Nearly always it is the reply as it is; else it begins with a byte order mark afterwards.
/// UTF-16 is told by its bytes, a charset that nobody knows counts as none, and one that the bytes contradict gives way
/// to the XML declaration.
///
/// # Errors
/// When the bytes are not text in that charset, nor in that of the XML declaration.
pub(in crate::runtime) fn by_media_type<'a>(
    bytes: &'a [u8],
    content_type: Option<&str>,
) -> Result<Recoded<'a>, DecodeError> {
    let as_it_is = Recoded { bytes: Cow::Borrowed(bytes), contradiction: None };
    if content_type == Some(USUAL_TYPE) && bytes.starts_with(USUAL.as_bytes()) {
        return Ok(as_it_is);
    }
    let Some(charset) = content_type.and_then(charset).filter(|charset| !is_ascii(charset)) else {
        return Ok(as_it_is);
    };
    // Nearly always both say the same.
    if is_utf8(charset) && declared(bytes).is_none_or(is_utf8) {
        return Ok(as_it_is);
    }
    let by_itself = encoding_rs::Encoding::for_bom(bytes).is_some() || matches!(bytes, [0, ..] | [_, 0, ..]);
    let Some(encoding) = encoding_rs::Encoding::for_label(charset.as_bytes()).filter(|_| !by_itself) else {
        return Ok(as_it_is);
    };
    if is_utf16(encoding) {
        return Ok(as_it_is);
    }
    if encoding == encoding_rs::UTF_8 {
        let says_the_same = |label: &str| {
            is_ascii(label) || encoding_rs::Encoding::for_label(label.as_bytes()) == Some(encoding)
        };
        if declared(bytes).is_none_or(says_the_same) {
            return Ok(as_it_is);
        }
    }
    let text = match if encoding == encoding_rs::UTF_8 { utf8(bytes) } else { convert(encoding, bytes) } {
        Ok(text) => text,
        Err(_) if declared(bytes).is_some() && to_text(bytes).is_ok() => {
            let label = declared(bytes).unwrap_or_default();
            let found = format!("text in {label:?}, where HTTP says {charset:?}");
            return Ok(Recoded { contradiction: Some(found), ..as_it_is });
        }
        Err(error) => return Err(error),
    };
    let mut marked = Vec::with_capacity(text.len() + 3);
    marked.extend_from_slice(b"\xEF\xBB\xBF");
    marked.extend_from_slice(text.as_bytes());
    Ok(Recoded { bytes: Cow::Owned(marked), contradiction: None })
}

/// What the beginning of a reply says of its encoding.
#[cfg(feature = "stream")]
pub(in crate::runtime) enum Beginning {
    /// What it is, and how many bytes of a byte order mark there are.
    Known(&'static encoding_rs::Encoding, usize),
    /// More has to come.
    NotYet,
    /// Nobody knows the encoding, or the media type and the declaration name different ones.
    Unclear,
}

/// The encoding of a reply by its beginning, as [`by_media_type`] and [`to_text`] would have it.
#[cfg(feature = "stream")]
pub(in crate::runtime) fn of_beginning(bytes: &[u8], content_type: Option<&str>) -> Beginning {
    let (Some([_, _, _, _]), utf8) = (bytes.first_chunk(), encoding_rs::UTF_8) else {
        return Beginning::NotYet;
    };
    if let Some((encoding, length)) = encoding_rs::Encoding::for_bom(bytes) {
        return Beginning::Known(encoding, length);
    }
    let wide = matches!(bytes, [0, ..] | [_, 0, ..]);
    let start = bytes.trim_ascii_start();
    if !wide && (start.len() < 6 || start.starts_with(b"<?xml") && find_bytes(start, b"?>").is_none()) {
        return Beginning::NotYet;
    }
    let by_label = |label: &str| match is_ascii(label) {
        true => Some(utf8),
        false => encoding_rs::Encoding::for_label(label.as_bytes()),
    };
    let declared = match declared(bytes).map(by_label) {
        Some(None) => return Beginning::Unclear,
        // A declaration that can be read byte by byte is not UTF-16, whatever it says.
        Some(Some(encoding)) if is_utf16(encoding) && !wide => Some(utf8),
        Some(encoding) => encoding,
        None => None,
    };
    let named = content_type.and_then(charset).filter(|name| !is_ascii(name)).and_then(by_label);
    match (named.filter(|encoding| !wide && !is_utf16(encoding)), declared) {
        (Some(named), Some(declared)) if named != declared => Beginning::Unclear,
        (named, declared) => Beginning::Known(named.or(declared).unwrap_or(utf8), 0),
    }
}

/// The `charset` parameter of a media type.
fn charset(content_type: &str) -> Option<&str> {
    let (_, mut rest) = split_once(content_type, b';')?;
    loop {
        let parameter = before(rest, b";");
        if let Some((name, value)) = split_once(parameter, b'=')
            && same(trim(name), "charset")
        {
            return Some(trim(unquoted(trim(value))));
        }
        rest = rest.get(parameter.len() + 1..)?;
    }
}

/// Without the quotes around it.
fn unquoted(value: &str) -> &str {
    let value = value.strip_prefix('"').unwrap_or(value);
    value.strip_suffix('"').unwrap_or(value)
}

/// The media type that nearly every reply of SOAP 1.1 has.
const USUAL_TYPE: &str = "text/xml; charset=utf-8";

/// The XML declaration that nearly every message begins with.
pub(in crate::runtime) const USUAL: &str = "<?xml version=\"1.0\" encoding=\"utf-8\"?>";

fn is_utf8(label: &str) -> bool {
    same(label, "utf-8")
}

/// ASCII is a subset of UTF-8; the converter would take it for windows-1252.
fn is_ascii(label: &str) -> bool {
    same(label, "us-ascii") || same(label, "ascii")
}

/// The `encoding` of the XML declaration. UTF-16 without a byte order mark is told by its zero bytes.
fn declared(bytes: &[u8]) -> Option<&str> {
    if bytes.starts_with(USUAL.as_bytes()) {
        return Some("utf-8");
    }
    match bytes {
        [b'<', 0, ..] => return Some("utf-16le"),
        [0, b'<', ..] => return Some("utf-16be"),
        _ => {}
    }
    // Some servers send blank lines before it. Without white space behind it is an instruction of another name.
    let rest = bytes.trim_ascii_start();
    let rest = rest.strip_prefix(b"<?xml").filter(|rest| rest.first().is_some_and(|byte| is_space(*byte)))?;
    let declaration = rest.get(..find_bytes(rest, b"?>")?)?;
    let after = declaration.get(find_bytes(declaration, b"encoding")? + 8..)?;
    let open = after.iter().position(|byte| matches!(byte, b'"' | b'\''))?;
    let quote = *after.get(open)?;
    let value = after.get(open + 1..)?;
    std::str::from_utf8(value.get(..memchr::memchr(quote, value)?)?).ok()
}
