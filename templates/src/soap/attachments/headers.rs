//! Headers of MIME parts, and the parameters of media types.

use super::super::super::codec::failure::DecodeError;
use super::unpack::wrong;

/// How many bytes the headers of one part may have, and how many there may be.
const MOST_BYTES: usize = 16 * 1024;
const MOST_HEADERS: usize = 100;

/// The headers of a part, unfolded.
pub(super) struct Headers(Vec<(String, String)>);

impl Headers {
    /// Reads the headers that begin at `start`; gives where the content begins.
    pub(super) fn read(body: &[u8], start: usize) -> Result<(Self, usize), DecodeError> {
        let mut headers: Vec<(String, String)> = Vec::new();
        let mut position = start;
        loop {
            let window = body.get(position..).unwrap_or_default();
            let Some(length) = memchr::memchr(b'\n', window.get(..MOST_BYTES).unwrap_or(window)) else {
                let what =
                    if window.len() > MOST_BYTES { "a header is too long" } else { "it ends within headers" };
                return Err(wrong(what, position));
            };
            let line = window.get(..length).unwrap_or_default();
            let line = line.strip_suffix(b"\r").unwrap_or(line);
            let next = position + length + 1;
            if next - start > MOST_BYTES || headers.len() >= MOST_HEADERS {
                return Err(wrong("the headers of a part are too many", position));
            }
            if line.is_empty() {
                return Ok((Self(headers), next));
            }
            let text = std::str::from_utf8(line).map_err(|_| wrong("a header is no text", position))?;
            match (text.strip_prefix([' ', '\t']), headers.last_mut()) {
                (Some(more), Some((_, value))) => {
                    value.push(' ');
                    value.push_str(more.trim());
                }
                _ => {
                    let header = text.split_once(':').filter(|(name, _)| is_token(name.trim_end()));
                    let (name, value) = header.ok_or_else(|| wrong("a line is no header", position))?;
                    headers.push((name.trim_end().to_ascii_lowercase(), value.trim().to_owned()));
                }
            }
            position = next;
        }
    }

    /// The first header of a name, which is in lower case.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }
}

fn is_token(text: &str) -> bool {
    !text.is_empty()
        && text.bytes().all(|byte| byte.is_ascii_graphic() && !b"()<>@,;:\\\"/[]?=".contains(&byte))
}

/// A parameter of a media type, without its quotes.
pub(in super::super) fn parameter(media_type: &str, name: &str) -> Option<String> {
    let mut rest = media_type.split_once(';')?.1;
    loop {
        let (key, value) = rest.split_once('=')?;
        // What stands before the last semicolon is a parameter without a value.
        let key = key.rsplit(';').next().unwrap_or_default();
        let (value, after) = value_of(value.trim_start());
        if key.trim().eq_ignore_ascii_case(name) {
            return Some(value);
        }
        rest = after.split_once(';')?.1;
    }
}

/// A parameter's value, quoted or not, and what follows it.
fn value_of(text: &str) -> (String, &str) {
    let Some(quoted) = text.strip_prefix('"') else {
        let end = text.find(';').unwrap_or(text.len());
        let (value, rest) = text.split_at(end);
        return (value.trim().to_owned(), rest);
    };
    let (mut value, mut escaped) = (String::new(), false);
    for (at, character) in quoted.char_indices() {
        match character {
            '\\' if !escaped => escaped = true,
            '"' if !escaped => return (value, quoted.get(at + 1..).unwrap_or_default()),
            _ => {
                escaped = false;
                value.push(character);
            }
        }
    }
    (value, "")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_are_found_in_every_spelling() {
        let text = r#"multipart/related; Type = "application/xop+xml";flag;start="<a;b=\"c\">" ; boundary=x=y; charset=utf-8"#;
        let get = |name: &str| parameter(text, name);
        assert_eq!(get("type").as_deref(), Some("application/xop+xml"));
        assert_eq!(get("START").as_deref(), Some("<a;b=\"c\">"));
        assert_eq!(get("boundary").as_deref(), Some("x=y"));
        assert_eq!(get("charset").as_deref(), Some("utf-8"));
        for none in ["flag", "b", "related", ""] {
            assert_eq!(get(none), None, "{none}");
        }
        assert_eq!(parameter("text/xml", "charset"), None);
        assert_eq!(parameter("a; b=\"open", "b").as_deref(), Some("open"));
    }

    #[test]
    fn headers_are_unfolded_and_bounded() {
        let read = |text: &str| Headers::read(text.as_bytes(), 0).map(|(headers, end)| (headers.0, end));
        let text = "Content-ID: <a>\r\nX-Long:  b\r\n\tc\r\n\r\nbody";
        let (headers, end) = read(text).unwrap();
        assert_eq!(headers, [("content-id".into(), "<a>".into()), ("x-long".into(), "b c".into())]);
        assert_eq!(end, text.len() - "body".len());
        assert_eq!(read("\nbody").unwrap(), (Vec::new(), 1));
        for broken in
            ["", "A: b", "A: b\r\n", "no header\r\n\r\n", ": b\r\n\r\n", "a b: c\r\n\r\n", " a: b\r\n\r\n"]
        {
            assert!(read(broken).is_err(), "{broken:?}");
        }
        assert!(read(&format!("A: {}\r\n\r\n", "b".repeat(MOST_BYTES))).is_err());
        assert!(read(&format!("{}\r\n", "A: b\r\n".repeat(MOST_HEADERS + 1))).is_err());
    }
}
