//! What an answer is, by its first bytes.

use crate::runtime::codec::encoding::USUAL;
use crate::runtime::codec::strings::{find_bytes, trim_start};

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

/// How far the first element is looked for.
const HEAD: usize = 4096;

/// Whether the first element is called `Envelope`. Zero bytes are ignored, so that UTF-16 is seen too.
pub(super) fn begins_envelope(bytes: &[u8]) -> bool {
    let head = bytes.get(..HEAD).unwrap_or(bytes);
    match memchr::memchr(0, head) {
        None => is_envelope(head),
        Some(_) => without_zeros(head),
    }
}

#[cold]
fn without_zeros(head: &[u8]) -> bool {
    let mut without = Vec::with_capacity(head.len());
    for byte in head {
        if *byte != 0 {
            without.push(*byte);
        }
    }
    is_envelope(&without)
}

fn is_envelope(mut rest: &[u8]) -> bool {
    // The headers of a MIME part are no part of an envelope.
    let mut start = rest;
    while let [0xef | 0xbb | 0xbf | 0xfe | 0xff, others @ ..] = start {
        start = others;
    }
    while let [b' ' | b'\t' | b'\r' | b'\n', others @ ..] = start {
        start = others;
    }
    if start.first() != Some(&b'<') {
        return false;
    }
    rest = start.strip_prefix(USUAL.as_bytes()).unwrap_or(start);
    while let Some(start) = memchr::memchr(b'<', rest) {
        rest = rest.get(start + 1..).unwrap_or_default();
        let end: &[u8] = match rest {
            [b'?', ..] => b"?>",
            [b'!', b'-', b'-', ..] => b"-->",
            [b'!', ..] => b">",
            _ => {
                let is_end = |byte: &u8| matches!(byte, b' ' | b'\t' | b'\r' | b'\n' | b'>' | b'/');
                let name = rest.get(..rest.iter().position(is_end).unwrap_or(rest.len())).unwrap_or_default();
                let local = memchr::memrchr(b':', name).map_or(0, |colon| colon + 1);
                return name.get(local..) == Some(b"Envelope");
            }
        };
        match find_bytes(rest, end) {
            Some(at) => rest = rest.get(at..).unwrap_or_default(),
            None => return false,
        }
    }
    false
}
