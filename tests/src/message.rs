//! HTTP/1.1 messages as they stand on the wire: cut out of a stream of bytes, nothing interpreted beyond framing.

use std::io::{self, BufRead, Error, ErrorKind, Read};

/// No head of a message in these tests comes near this many bytes.
const MAX_HEAD: usize = 64 * 1024;
/// Far above the largest reply that a test makes.
const MAX_BODY: u64 = 256 * 1024 * 1024;

/// One request or response.
#[derive(Clone, PartialEq, Eq)]
pub struct Message {
    /// The request line or status line, without its line end.
    pub start: String,
    /// The header fields in order, names as they were sent.
    pub headers: Vec<(String, String)>,
    /// The body with any chunked framing removed; a content coding is left in place.
    pub body: Vec<u8>,
    /// Every byte of the message, framing included.
    pub raw: Vec<u8>,
}

impl Message {
    /// The values of a header field, by name in any case.
    pub fn header_values<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.headers
            .iter()
            .filter(move |(key, _)| key.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_str())
    }

    /// The first value of a header field.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }

    /// A request's method: the first word of its first line.
    #[must_use]
    pub fn method(&self) -> &str {
        self.start.split(' ').next().unwrap_or_default()
    }

    /// A request's target, as in `/User.svc`.
    #[must_use]
    pub fn target(&self) -> &str {
        self.start.split(' ').nth(1).unwrap_or_default()
    }

    /// A response's status; `None` for a request.
    #[must_use]
    pub fn status(&self) -> Option<u16> {
        self.start.strip_prefix("HTTP/1.")?.split(' ').nth(1)?.parse().ok()
    }

    /// The body as text; bytes that are no UTF-8 become U+FFFD.
    #[must_use]
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }
}

impl std::fmt::Debug for Message {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        writeln!(f, "{}", self.start)?;
        for (name, value) in &self.headers {
            writeln!(f, "{name}: {value}")?;
        }
        write!(f, "\n{}", self.text())
    }
}

/// Reads the next message; `None` where the stream ends before its first byte.
///
/// # Errors
/// Whatever reading gives, `UnexpectedEof` for a message cut off, `InvalidData` for what is no HTTP/1.1.
pub fn read(stream: &mut impl BufRead) -> io::Result<Option<Message>> {
    let Some(mut raw) = read_head(stream)? else { return Ok(None) };
    let (start, headers) = parse_head(&raw)?;
    let mut message = Message { start, headers, body: Vec::new(), raw: Vec::new() };
    let chunked =
        message.header_values("transfer-encoding").any(|v| v.to_ascii_lowercase().contains("chunked"));
    let length = match message.header("content-length") {
        Some(text) => {
            Some(text.trim().parse::<u64>().map_err(|e| invalid(format!("Content-Length {text:?}: {e}")))?)
        }
        None => None,
    };
    let status = message.status();
    if status.is_some_and(|s| (100..200).contains(&s) || s == 204 || s == 304) {
        // These have no body, whatever their fields say.
    } else if chunked {
        read_chunks(stream, &mut message.body, &mut raw)?;
    } else if let Some(length) = length {
        message.body = read_exactly(stream, length)?;
        raw.extend_from_slice(&message.body);
    } else if status.is_some() {
        // A response without a length ends with its connection.
        stream.by_ref().take(MAX_BODY).read_to_end(&mut message.body)?;
        raw.extend_from_slice(&message.body);
    }
    message.raw = raw;
    Ok(Some(message))
}

/// Cuts a recording of one direction of a connection into its messages; the second value is how many bytes they take.
/// A message not complete at the end is left out. Interim responses (`100 Continue`) are ignored.
///
/// # Errors
/// `InvalidData` for what is no HTTP/1.1.
pub fn split(recording: &[u8]) -> io::Result<(Vec<Message>, usize)> {
    let (mut messages, mut used) = (Vec::new(), 0);
    while let Some(mut rest) = recording.get(used..) {
        match read(&mut rest) {
            Ok(Some(message)) => {
                used += message.raw.len();
                if message.status().is_none_or(|s| s >= 200) {
                    messages.push(message);
                }
            }
            Ok(None) => break,
            Err(e) if e.kind() == ErrorKind::UnexpectedEof => break,
            Err(e) => return Err(e),
        }
    }
    Ok((messages, used))
}

fn invalid(what: impl Into<String>) -> Error {
    Error::new(ErrorKind::InvalidData, what.into())
}

/// The bytes up to and with the empty line.
fn read_head(stream: &mut impl BufRead) -> io::Result<Option<Vec<u8>>> {
    let mut head = Vec::new();
    loop {
        let before = head.len();
        let read = stream.by_ref().take(MAX_HEAD as u64).read_until(b'\n', &mut head)?;
        if read == 0 {
            return if head.is_empty() { Ok(None) } else { Err(ErrorKind::UnexpectedEof.into()) };
        }
        if head.len() > MAX_HEAD {
            return Err(invalid("the head of a message is too long"));
        }
        if matches!(head.get(before..), Some(b"\r\n" | b"\n")) {
            return Ok(Some(head));
        }
    }
}

type Head = (String, Vec<(String, String)>);

fn parse_head(head: &[u8]) -> io::Result<Head> {
    let start_end = head.iter().position(|b| *b == b'\n').unwrap_or(head.len());
    let start =
        head.get(..start_end).map(|s| String::from_utf8_lossy(s).trim_end().to_owned()).unwrap_or_default();
    if !start.contains("HTTP/1.") {
        return Err(invalid(format!("no HTTP/1.x message: {start:?}")));
    }
    let mut slots = [httparse::EMPTY_HEADER; 100];
    let fields = head.get(start_end + 1..).unwrap_or_default();
    match httparse::parse_headers(fields, &mut slots) {
        Ok(httparse::Status::Complete((_, found))) => {
            let text = |v: &[u8]| String::from_utf8_lossy(v).into_owned();
            Ok((start, found.iter().map(|h| (h.name.to_owned(), text(h.value))).collect()))
        }
        Ok(httparse::Status::Partial) => Err(ErrorKind::UnexpectedEof.into()),
        Err(e) => Err(invalid(format!("header fields after {start:?}: {e}"))),
    }
}

fn read_exactly(stream: &mut impl BufRead, length: u64) -> io::Result<Vec<u8>> {
    if length > MAX_BODY {
        return Err(invalid(format!("a body of {length} bytes")));
    }
    let mut bytes = Vec::new();
    if stream.by_ref().take(length).read_to_end(&mut bytes)? as u64 != length {
        return Err(ErrorKind::UnexpectedEof.into());
    }
    Ok(bytes)
}

fn read_chunks(stream: &mut impl BufRead, body: &mut Vec<u8>, raw: &mut Vec<u8>) -> io::Result<()> {
    loop {
        let line = read_line(stream, raw)?;
        let digits = line.split(';').next().unwrap_or_default().trim();
        let size =
            u64::from_str_radix(digits, 16).map_err(|e| invalid(format!("chunk size {line:?}: {e}")))?;
        if size == 0 {
            // Trailers, if any, end with an empty line.
            while !read_line(stream, raw)?.is_empty() {}
            return Ok(());
        }
        let data = read_exactly(stream, size)?;
        body.extend_from_slice(&data);
        raw.extend_from_slice(&data);
        if !read_line(stream, raw)?.is_empty() {
            return Err(invalid("a chunk is longer than its size says"));
        }
    }
}

fn read_line(stream: &mut impl BufRead, raw: &mut Vec<u8>) -> io::Result<String> {
    let mut line = Vec::new();
    stream.by_ref().take(MAX_HEAD as u64).read_until(b'\n', &mut line)?;
    if line.last() != Some(&b'\n') {
        return Err(ErrorKind::UnexpectedEof.into());
    }
    raw.extend_from_slice(&line);
    Ok(String::from_utf8_lossy(&line).trim_end().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keep_alive_requests_are_cut_apart() {
        let one = b"POST /a HTTP/1.1\r\nContent-Length: 3\r\n\r\nabc";
        let two = b"POST /b HTTP/1.1\r\ntransfer-encoding: chunked\r\n\r\n2;x=y\r\nde\r\n1\r\nf\r\n0\r\n\r\n";
        let cut = b"POST /c HTTP/1.1\r\nContent-Length: 9\r\n\r\nabc";
        let recording = [one.as_slice(), two, cut].concat();
        let (messages, used) = split(&recording).unwrap();
        assert_eq!(messages.iter().map(Message::text).collect::<Vec<_>>(), ["abc", "def"]);
        assert_eq!(messages[1].raw, two);
        assert_eq!(messages[1].target(), "/b");
        assert_eq!(used, one.len() + two.len());
    }

    #[test]
    fn interim_responses_are_passed_over_and_a_body_may_end_with_the_connection() {
        let (messages, _) =
            split(b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.0 500 Internal\r\nserver: x\r\n\r\nall of it")
                .unwrap();
        assert_eq!(messages.len(), 1);
        assert_eq!(messages[0].status(), Some(500));
        assert_eq!(messages[0].text(), "all of it");
    }

    #[test]
    fn what_is_no_http_is_an_error() {
        assert!(split(b"hello\r\n\r\n").is_err());
        assert!(split(b"POST / HTTP/1.1\r\nContent-Length: many\r\n\r\n").is_err());
        assert!(split(b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n").is_err());
    }
}
