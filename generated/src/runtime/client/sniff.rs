//! What an answer is, by its first bytes.

use crate::runtime::codec::strings::{after, before, find, find_bytes, trim_start};

/// Nothing but white space, perhaps after a byte order mark.
pub(super) fn is_blank(bytes: &[u8]) -> bool {
    bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes).iter().all(u8::is_ascii_whitespace)
}

/// Whether an answer that is no envelope is a page for people.
pub(super) fn is_html(bytes: &[u8], content_type: Option<&str>) -> bool {
    let kind = trim_start(content_type.unwrap_or_default()).to_ascii_lowercase();
    let head = bytes.get(..bytes.len().min(1024)).unwrap_or_default().to_ascii_lowercase();
    kind.starts_with("text/html")
        || kind.starts_with("application/xhtml")
        || find_bytes(&head, b"<html").is_some()
        || find_bytes(&head, b"<!doctype html").is_some()
}

/// Whether an answer that is no envelope is JSON.
pub(super) fn is_json(bytes: &[u8]) -> bool {
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    matches!(bytes.iter().find(|byte| !byte.is_ascii_whitespace()), Some(b'{' | b'['))
}

/// Whether the first element is called `Envelope`. Zero bytes are ignored, so that UTF-16 is seen too.
pub(super) fn begins_envelope(bytes: &[u8]) -> bool {
    let mut head = String::new();
    for byte in bytes.iter().take(4096).filter(|byte| **byte != 0) {
        head.push(char::from(*byte));
    }
    let mut rest = head.as_str();
    // The headers of a MIME part are no part of an envelope.
    let blank = trim_start(rest.trim_start_matches(['\u{ef}', '\u{bb}', '\u{bf}', '\u{fe}', '\u{ff}']));
    if !blank.starts_with('<') {
        return false;
    }
    while let Some(start) = find(rest, "<") {
        rest = rest.get(start + 1..).unwrap_or_default();
        let end = match rest {
            _ if rest.starts_with('?') => "?>",
            _ if rest.starts_with("!--") => "-->",
            _ if rest.starts_with('!') => ">",
            _ => {
                let name = before(rest, b" \t\r\n>/");
                return after(name, b":") == "Envelope";
            }
        };
        match find(rest, end) {
            Some(at) => rest = rest.get(at..).unwrap_or_default(),
            None => return false,
        }
    }
    false
}
