//! Taking a `multipart/related` message apart (RFC 2046, 5.1, and RFC 2387). Our own, since the libraries for it are for
//! mail, which forgives everything, or for forms.

use std::borrow::Cow;
use std::cell::Cell;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::failure::{wrong, wrong_name};
use super::headers::{Headers, parameter};
use super::{Attachments, Part};
use crate::runtime::codec::failure::{DecodeError, DecodeErrorKind};
use crate::runtime::codec::strings::{find_bytes, hex, same, trim};

/// How many parts a message may have.
pub(in crate::runtime) const MOST_PARTS: usize = 1_000;
/// How long a boundary may be. The standard says 70.
pub(super) const LONGEST_BOUNDARY: usize = 256;

/// A message with attachments, taken apart.
pub struct Unpacked<'a> {
    /// The envelope.
    pub envelope: Cow<'a, [u8]>,
    /// The envelope's own media type.
    pub content_type: String,
    /// What came beside it.
    pub attachments: Attachments<'a>,
}

impl<'a> Unpacked<'a> {
    /// An envelope with nothing beside it.
    #[inline]
    #[must_use]
    pub fn of_envelope(envelope: &'a [u8]) -> Self {
        let content_type = String::new();
        Self { envelope: Cow::Borrowed(envelope), content_type, attachments: Attachments::default() }
    }
}

/// Takes a message apart whose media type says that it has several parts; `None` for any other.
///
/// # Errors
/// When it is not what its media type says, has two parts of one name, or too many parts or headers.
#[inline]
pub fn unpack<'a>(content_type: Option<&str>, body: &'a [u8]) -> Result<Option<Unpacked<'a>>, DecodeError> {
    match content_type {
        Some(media) if is_multipart(media) => parts(media, body).map(Some),
        _ => Ok(None),
    }
}

#[inline]
pub(in crate::runtime) fn is_multipart(media: &str) -> bool {
    trim(media).get(..10).is_some_and(|start| same(start, "multipart/"))
}

#[cold]
fn parts<'a>(media: &str, body: &'a [u8]) -> Result<Unpacked<'a>, DecodeError> {
    let boundary = parameter(media, "boundary").unwrap_or_default();
    if boundary.is_empty() || boundary.len() > LONGEST_BOUNDARY {
        return Err(wrong("its Content-Type names no boundary", 0));
    }
    let mut found = split(&boundary, body)?;
    let root = match parameter(media, "start") {
        None => 0,
        Some(start) => {
            let start = bare(&start);
            match found.iter().position(|part| part.id == start) {
                Some(root) => root,
                None => {
                    let what = ["its Content-Type names the part", ", which is not there"];
                    return Err(wrong_name(what, start, 0));
                }
            }
        }
    };
    // There is one at least: `split` sees to it.
    let root = found.remove(root);
    Ok(Unpacked {
        envelope: root.bytes,
        content_type: root.content_type,
        attachments: Attachments::new(found),
    })
}

/// The parts between the delimiters, up to the closing one. What stands before the first and after the last is nobody's.
fn split<'a>(boundary: &str, body: &'a [u8]) -> Result<Vec<Part<'a>>, DecodeError> {
    let delimiter = format!("--{boundary}");
    // The first delimiter tells how lines end; from there on only such line ends count, since content may be anything.
    let mut from = 0;
    let (mut position, line_end) = loop {
        let Some(at) = find_from(body, from, &delimiter) else {
            return Err(wrong("its boundary does not occur", 0));
        };
        let begins_line = at == 0 || body.get(at - 1) == Some(&b'\n');
        match line(body, at + delimiter.len()) {
            Some(Line::Next(next, end)) if begins_line => break (next, end),
            Some(Line::Last) if begins_line => return Err(wrong("it has no part", at)),
            _ => from = at + 1,
        }
    };
    let delimiter = format!("{line_end}{delimiter}");
    let mut parts: Vec<Part<'a>> = Vec::new();
    loop {
        if parts.len() >= MOST_PARTS {
            return Err(DecodeError::new(DecodeErrorKind::Limit("parts of a multipart message"), position));
        }
        let (headers, content) = Headers::read(body, position, 0)?;
        // The blank line after the headers may be the one before the delimiter, where there is no content.
        let mut from = content - line_end.len().min(content - position);
        let (end, next) = loop {
            let Some(at) = find_from(body, from, &delimiter) else {
                return Err(wrong("it ends within a part", body.len()));
            };
            match line(body, at + delimiter.len()) {
                Some(next) => break (at, next),
                // Another boundary that begins with ours.
                None => from = at + 1,
            }
        };
        let part = part(headers, body.get(content.min(end)..end).unwrap_or_default(), position)?;
        if !part.id.is_empty() && parts.iter().any(|other| other.id == part.id) {
            return Err(wrong_name(["two parts are called", ""], &part.id, position));
        }
        parts.push(part);
        match next {
            Line::Last => return Ok(parts),
            Line::Next(next, _) => position = next,
        }
    }
}

/// A part whose headers begin at `start`.
fn part(headers: Headers, content: &[u8], start: usize) -> Result<Part<'_>, DecodeError> {
    let Headers { content_type, content_id, encoding } = headers;
    let is = |known: &str| same(&encoding, known);
    let bytes = if encoding.is_empty() || is("binary") || is("8bit") || is("7bit") {
        Cow::Borrowed(content)
    } else if is("base64") {
        let mut packed = content.to_vec();
        packed.retain(|byte| !byte.is_ascii_whitespace());
        let bytes = STANDARD.decode(packed);
        Cow::Owned(bytes.map_err(|_| wrong("the content of a part is no base64", start))?)
    } else if is("quoted-printable") {
        let bytes = quoted_printable(content);
        Cow::Owned(bytes.ok_or_else(|| wrong("the content of a part is no quoted-printable", start))?)
    } else {
        return Err(wrong_name(["the transfer encoding", " is not known"], &encoding, start));
    };
    Ok(Part { content_type, id: bare(&content_id).to_owned(), bytes, streamed: None, used: Cell::new(false) })
}

fn find_from(body: &[u8], from: usize, what: &str) -> Option<usize> {
    Some(from + find_bytes(body.get(from..)?, what.as_bytes())?)
}

/// What follows a boundary.
pub(super) enum Line {
    /// `--`: it was the last one.
    Last,
    /// The end of its line, where the next part begins.
    Next(usize, &'static str),
}

/// What follows a boundary that ends at `at`; `None` where it is no delimiter.
#[inline(never)]
pub(super) fn line(body: &[u8], at: usize) -> Option<Line> {
    let mut rest = body.get(at..)?;
    if let [b'-', b'-', after @ ..] = rest {
        return after.first().is_none_or(u8::is_ascii_whitespace).then_some(Line::Last);
    }
    while let [b' ' | b'\t', after @ ..] = rest {
        rest = after;
    }
    let end = body.len() - rest.len();
    match rest {
        [b'\r', b'\n', ..] => Some(Line::Next(end + 2, "\r\n")),
        [b'\n', ..] => Some(Line::Next(end + 1, "\n")),
        _ => None,
    }
}

/// An id without its angle brackets.
pub(super) fn bare(id: &str) -> &str {
    let id = trim(id);
    id.strip_prefix('<').and_then(|id| id.strip_suffix('>')).unwrap_or(id)
}

#[inline(never)]
fn quoted_printable(content: &[u8]) -> Option<Vec<u8>> {
    let mut out = Vec::with_capacity(content.len());
    let mut rest = content;
    while let Some(at) = memchr::memchr(b'=', rest) {
        out.extend_from_slice(rest.get(..at)?);
        rest = match rest.get(at + 1..)? {
            [b'\r', b'\n', after @ ..] | [b'\n', after @ ..] => after,
            digits => {
                out.push(hex(digits)?);
                digits.get(2..)?
            }
        };
    }
    out.extend_from_slice(rest);
    Some(out)
}
