//! Headers of MIME parts, and the parameters of media types.

use super::failure::wrong;
use crate::runtime::codec::failure::DecodeError;
use crate::runtime::codec::strings::{after, before, same, split_once, trim, trim_end, trim_start};

/// How many bytes the headers of one part may have, and how many there may be.
pub(super) const MOST_BYTES: usize = 16 * 1024;
const MOST_HEADERS: usize = 100;

/// The headers of a part that matter, unfolded; empty where they are missing. Of several of one name the first that is not empty
/// counts.
#[derive(Default)]
pub(super) struct Headers {
    pub(super) content_type: String,
    pub(super) content_id: String,
    /// `Content-Transfer-Encoding`.
    pub(super) encoding: String,
}

impl Headers {
    /// Reads the headers that begin at `start`; gives where the content begins. Before the body are `base` bytes more.
    pub(super) fn read(body: &[u8], start: usize, base: usize) -> Result<(Self, usize), DecodeError> {
        let (mut headers, mut other) = (Self::default(), String::new());
        let (mut position, mut count, mut name) = (start, 0, "");
        loop {
            let window = body.get(position..).unwrap_or_default();
            let Some(length) = memchr::memchr(b'\n', window.get(..MOST_BYTES).unwrap_or(window)) else {
                let what =
                    if window.len() > MOST_BYTES { "a header is too long" } else { "it ends within headers" };
                return Err(wrong(what, base + position));
            };
            let line = window.get(..length).unwrap_or_default();
            let line = line.strip_suffix(b"\r").unwrap_or(line);
            let next = position + length + 1;
            if next - start > MOST_BYTES || count >= MOST_HEADERS {
                return Err(wrong("the headers of a part are too many", base + position));
            }
            if line.is_empty() {
                return Ok((headers, next));
            }
            let Ok(text) = std::str::from_utf8(line) else {
                return Err(wrong("a header is no text", base + position));
            };
            let value = if count > 0 && matches!(line, [b' ' | b'\t', ..]) {
                text
            } else {
                let Some((key, value)) = split_once(text, b':').filter(|(key, _)| is_token(trim_end(key)))
                else {
                    return Err(wrong("a line is no header", base + position));
                };
                (name, count) = (trim_end(key), count + 1);
                if !headers.named(name, &mut other).is_empty() {
                    name = "";
                }
                value
            };
            let known = headers.named(name, &mut other);
            if !known.is_empty() {
                known.push(' ');
            }
            known.push_str(trim(value));
            position = next;
        }
    }

    /// The header of a name, in any case; `other` for all that do not matter.
    fn named<'h>(&'h mut self, name: &str, other: &'h mut String) -> &'h mut String {
        for (known, value) in [
            ("content-type", &mut self.content_type),
            ("content-id", &mut self.content_id),
            ("content-transfer-encoding", &mut self.encoding),
        ] {
            if same(name, known) {
                return value;
            }
        }
        other
    }
}

fn is_token(text: &str) -> bool {
    !text.is_empty()
        && text.bytes().all(|byte| byte.is_ascii_graphic() && !b"()<>@,;:\\\"/[]?=".contains(&byte))
}

/// A parameter of a media type, without its quotes.
pub(in crate::runtime::soap) fn parameter(media_type: &str, name: &str) -> Option<String> {
    let (_, mut rest) = split_once(media_type, b';')?;
    loop {
        let (key, value) = split_once(rest, b'=')?;
        // What stands before the last semicolon is a parameter without a value.
        let key = trim(after(key, b";"));
        let (value, follows) = value_of(trim_start(value));
        if same(key, name) {
            return Some(value);
        }
        (_, rest) = split_once(follows, b';')?;
    }
}

/// A parameter's value, quoted or not, and what follows it.
fn value_of(text: &str) -> (String, &str) {
    let Some(quoted) = text.strip_prefix('"') else {
        let value = before(text, b";");
        return (trim(value).to_owned(), text.get(value.len()..).unwrap_or_default());
    };
    let (mut value, mut rest) = (String::new(), quoted);
    loop {
        let plain = before(rest, b"\"\\");
        value.push_str(plain);
        let mut follows = rest.get(plain.len()..).unwrap_or_default().chars();
        match follows.next() {
            // What follows a backslash is meant as it is.
            Some('\\') => value.extend(follows.next()),
            _ => return (value, follows.as_str()),
        }
        rest = follows.as_str();
    }
}
