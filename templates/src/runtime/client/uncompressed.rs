//! Compressed replies that the HTTP library leaves as they are: `deflate`, `x-gzip`, and gzip that no header tells of.

use std::borrow::Cow;
use std::io::Read as _;

use flate2::read::MultiGzDecoder;
use flate2::{Decompress, FlushDecompress, Status};
use http::HeaderMap;
use http::header::CONTENT_ENCODING;

use super::body::read_all;
use crate::runtime::error::{Error, ErrorKind};
use crate::runtime::soap::Operation;

/// Why a reply stays compressed.
pub(super) enum Compressed {
    /// It has more than this many bytes without its compression.
    TooLarge,
    /// It is broken, or its compression is not known: the name of that.
    Unreadable(String),
}

impl Compressed {
    #[cold]
    pub(super) fn told(self, operation: &Operation, limit: usize) -> Error {
        match self {
            Self::TooLarge => Error::too_large(operation, limit),
            Self::Unreadable(name) => Error::in_operation(ErrorKind::Decode, operation)
                .message(format!(
                    "the reply is compressed ({name}), and cannot be read: its compression is broken or not known"
                ))
                .unknown(true),
        }
    }
}

/// The bytes of a reply without their compression, at most `limit` of them. Nearly always they have none.
pub(super) fn uncompressed<'b>(
    headers: &HeaderMap,
    bytes: &'b [u8],
    limit: usize,
) -> Result<Cow<'b, [u8]>, Compressed> {
    let encoding =
        headers.get(CONTENT_ENCODING).and_then(|value| value.to_str().ok()).unwrap_or_default().trim();
    // Text has no such bytes: whatever the header says, it is not compressed, or not any more.
    let is_text = bytes.iter().find(|byte| !byte.is_ascii_whitespace()).is_none_or(|first| *first == b'<');
    match bytes {
        [0x1f, 0x8b, ..] => {
            let mut gzip = MultiGzDecoder::new(bytes);
            read(&mut |buffer| gzip.read(buffer), "gzip", limit)
        }
        _ if is_text || encoding.is_empty() || encoding.eq_ignore_ascii_case("identity") => {
            Ok(Cow::Borrowed(bytes))
        }
        [first, second, ..] if encoding.eq_ignore_ascii_case("deflate") => {
            // The standard means zlib's format, and many servers send what is in it (RFC 9110, 8.4.1.2).
            let zlib = first & 0x0f == 8 && (u16::from(*first) * 256 + u16::from(*second)) % 31 == 0;
            let (mut inflate, mut rest) = (Decompress::new(zlib), bytes);
            // As the decoders of flate2, which are compiled anew for each kind of reader: what breaks off ends there.
            let mut next = |buffer: &mut [u8]| loop {
                let (read, written) = (inflate.total_in(), inflate.total_out());
                let status = inflate.decompress(rest, buffer, FlushDecompress::None)?;
                let count = |now: u64, before: u64| usize::try_from(now - before).unwrap_or(usize::MAX);
                let (read, written) = (count(inflate.total_in(), read), count(inflate.total_out(), written));
                rest = rest.get(read..).unwrap_or_default();
                if written > 0 || read == 0 || status == Status::StreamEnd {
                    return Ok(written);
                }
            };
            read(&mut next, "deflate", limit)
        }
        _ if matches!(encoding.to_ascii_lowercase().as_str(), "br" | "zstd" | "compress" | "x-compress") => {
            Err(Compressed::Unreadable(encoding.to_owned()))
        }
        // What is no text tells so itself.
        _ => Ok(Cow::Borrowed(bytes)),
    }
}

fn read<'b>(
    next: &mut dyn FnMut(&mut [u8]) -> Result<usize, std::io::Error>,
    name: &str,
    limit: usize,
) -> Result<Cow<'b, [u8]>, Compressed> {
    let mut out = Vec::new();
    match read_all(next, limit, &mut out) {
        Ok(()) if out.len() > limit => Err(Compressed::TooLarge),
        Ok(()) => Ok(Cow::Owned(out)),
        Err(_) => Err(Compressed::Unreadable(name.to_owned())),
    }
}

#[cfg(test)]
mod tests {
    use flate2::Compression;
    use flate2::read::{DeflateEncoder, ZlibEncoder};

    use super::*;
    use std::io::Read;

    fn all(mut from: impl Read) -> Vec<u8> {
        let mut bytes = Vec::new();
        from.read_to_end(&mut bytes).unwrap();
        bytes
    }

    #[test]
    fn deflate_is_read_with_and_without_the_format_around_it() {
        let mut headers = HeaderMap::new();
        headers.insert(CONTENT_ENCODING, "deflate".parse().unwrap());
        for text in ["<a/>".to_owned(), "<a>b</a>".repeat(100)] {
            for level in 0..=9 {
                let level = Compression::new(level);
                let [whole, inner] = [
                    all(ZlibEncoder::new(text.as_bytes(), level)),
                    all(DeflateEncoder::new(text.as_bytes(), level)),
                ];
                for bytes in [whole, inner] {
                    let read = uncompressed(&headers, &bytes, 10_000).ok().unwrap();
                    assert_eq!(read, text.as_bytes(), "{:x?}", bytes.get(..2));
                    assert!(uncompressed(&headers, &bytes, text.len()).is_ok());
                    // What is cut off ends there, wherever that is.
                    for end in 2..bytes.len() {
                        let read = uncompressed(&headers, bytes.get(..end).unwrap(), 10_000);
                        assert!(read.is_err() || read.is_ok_and(|read| text.as_bytes().starts_with(&read)));
                    }
                    for limit in [0, 1, text.len() - 1] {
                        let read = uncompressed(&headers, &bytes, limit);
                        assert!(matches!(read, Err(Compressed::TooLarge)), "{limit}");
                    }
                }
            }
        }
    }
}
