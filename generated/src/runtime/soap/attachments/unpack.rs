//! Taking a `multipart/related` message apart (RFC 2046, 5.1, and RFC 2387). Our own, since the libraries for it are for
//! mail, which forgives everything, or for forms.

use std::borrow::Cow;
use std::cell::Cell;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::super::super::codec::failure::{DecodeError, DecodeErrorKind};
use super::super::super::codec::plain::find_bytes;
use super::headers::{Headers, parameter};
use super::{Attachments, Part, shown};

/// How many parts a message may have.
const MOST_PARTS: usize = 1_000;
/// How long a boundary may be. The standard says 70.
const LONGEST_BOUNDARY: usize = 256;

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
fn is_multipart(media: &str) -> bool {
    media.trim_start().get(..10).is_some_and(|start| start.eq_ignore_ascii_case("multipart/"))
}

#[cold]
pub(super) fn wrong(what: impl std::fmt::Display, at: usize) -> DecodeError {
    DecodeError::new(DecodeErrorKind::Multipart(format!("{what}, at byte {at}")), at)
}

#[cold]
fn parts<'a>(media: &str, body: &'a [u8]) -> Result<Unpacked<'a>, DecodeError> {
    let boundary = parameter(media, "boundary").unwrap_or_default();
    if boundary.is_empty() || boundary.len() > LONGEST_BOUNDARY {
        return Err(wrong("its Content-Type names no boundary", 0));
    }
    let start = parameter(media, "start").map(|start| bare(&start).to_owned());
    let mut found: Vec<Part<'a>> = Vec::new();
    for raw in split(&boundary, body)? {
        if found.len() >= MOST_PARTS {
            return Err(DecodeError::new(DecodeErrorKind::Limit("parts of a multipart message"), raw.start));
        }
        let part = raw.part()?;
        if !part.id.is_empty() && found.iter().any(|other| other.id == part.id) {
            return Err(wrong(format!("two parts are called `{}`", shown(&part.id)), raw.start));
        }
        found.push(part);
    }
    let root = match &start {
        Some(start) => found.iter().position(|part| part.id == *start),
        None => Some(0).filter(|_| !found.is_empty()),
    };
    let Some(root) = root else {
        let start = start.unwrap_or_default();
        return Err(wrong(
            format!("its Content-Type names the part `{}`, which is not there", shown(&start)),
            0,
        ));
    };
    let root = found.remove(root);
    Ok(Unpacked {
        envelope: root.bytes,
        content_type: root.content_type,
        attachments: Attachments::new(found),
    })
}

/// A part as it stands in the message.
struct Raw<'a> {
    headers: Headers,
    content: &'a [u8],
    /// Where its headers begin.
    start: usize,
}

impl<'a> Raw<'a> {
    fn part(&self) -> Result<Part<'a>, DecodeError> {
        let encoding = self.headers.get("content-transfer-encoding").unwrap_or_default();
        let bytes = match encoding.to_ascii_lowercase().as_str() {
            "" | "binary" | "8bit" | "7bit" => Cow::Borrowed(self.content),
            "base64" => {
                let packed: Vec<u8> =
                    self.content.iter().copied().filter(|byte| !byte.is_ascii_whitespace()).collect();
                let bytes = STANDARD.decode(packed);
                Cow::Owned(bytes.map_err(|_| wrong("the content of a part is no base64", self.start))?)
            }
            "quoted-printable" => {
                let bytes = quoted_printable(self.content);
                Cow::Owned(
                    bytes.ok_or_else(|| wrong("the content of a part is no quoted-printable", self.start))?,
                )
            }
            other => {
                let what = format!("the transfer encoding `{}` is not known", shown(other));
                return Err(wrong(what, self.start));
            }
        };
        let text = |name: &str| self.headers.get(name).unwrap_or_default();
        let (content_type, id) = (text("content-type").to_owned(), bare(text("content-id")).to_owned());
        Ok(Part { content_type, id, bytes, used: Cell::new(false) })
    }
}

/// The parts between the delimiters, up to the closing one. What stands before the first and after the last is nobody's.
fn split<'a>(boundary: &str, body: &'a [u8]) -> Result<Vec<Raw<'a>>, DecodeError> {
    let delimiter = format!("--{boundary}");
    // The first delimiter tells how lines end; from there on only such line ends count, since content may be anything.
    let mut from = 0;
    let (mut position, line_end) = loop {
        let Some(at) =
            body.get(from..).and_then(|rest| find_bytes(rest, delimiter.as_bytes())).map(|at| from + at)
        else {
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
    let mut parts = Vec::new();
    loop {
        let (headers, content) = Headers::read(body, position)?;
        // The blank line after the headers may be the one before the delimiter, where there is no content.
        let mut from = content - line_end.len().min(content - position);
        let (end, next) = loop {
            let Some(at) =
                body.get(from..).and_then(|rest| find_bytes(rest, delimiter.as_bytes())).map(|at| from + at)
            else {
                return Err(wrong("it ends within a part", body.len()));
            };
            match line(body, at + delimiter.len()) {
                Some(next) => break (at, next),
                // Another boundary that begins with ours.
                None => from = at + 1,
            }
        };
        let content = body.get(content.min(end)..end).unwrap_or_default();
        parts.push(Raw { headers, content, start: position });
        if parts.len() > MOST_PARTS {
            return Ok(parts);
        }
        match next {
            Line::Last => return Ok(parts),
            Line::Next(next, _) => position = next,
        }
    }
}

/// What follows a boundary.
enum Line {
    /// `--`: it was the last one.
    Last,
    /// The end of its line, where the next part begins.
    Next(usize, &'static str),
}

/// What follows a boundary that ends at `at`; `None` where it is no delimiter.
fn line(body: &[u8], at: usize) -> Option<Line> {
    let rest = body.get(at..)?;
    if let Some(after) = rest.strip_prefix(b"--") {
        return after.first().is_none_or(u8::is_ascii_whitespace).then_some(Line::Last);
    }
    let padding = rest.iter().take(256).take_while(|byte| matches!(byte, b' ' | b'\t')).count();
    let next = at + padding;
    match rest.get(padding..)? {
        [b'\r', b'\n', ..] => Some(Line::Next(next + 2, "\r\n")),
        [b'\n', ..] => Some(Line::Next(next + 1, "\n")),
        _ => None,
    }
}

/// An id without its angle brackets.
fn bare(id: &str) -> &str {
    let id = id.trim();
    id.strip_prefix('<').and_then(|id| id.strip_suffix('>')).unwrap_or(id)
}

fn quoted_printable(content: &[u8]) -> Option<Vec<u8>> {
    let mut out = Vec::with_capacity(content.len());
    let mut rest = content;
    while let Some(at) = memchr::memchr(b'=', rest) {
        out.extend_from_slice(rest.get(..at)?);
        rest = rest.get(at + 1..)?;
        match rest {
            [b'\r', b'\n', after @ ..] | [b'\n', after @ ..] => rest = after,
            [high, low, after @ ..] => {
                let digit =
                    |byte: u8| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
                out.push(digit(*high)? * 16 + digit(*low)?);
                rest = after;
            }
            _ => return None,
        }
    }
    out.extend_from_slice(rest);
    Some(out)
}
