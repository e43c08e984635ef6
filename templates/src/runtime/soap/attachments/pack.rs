//! Making a `multipart/related` message: the envelope first, then what stands beside it (SOAP Messages with Attachments,
//! and MTOM's XOP).

use std::hash::{BuildHasher as _, Hasher as _, RandomState};

use bytes::Bytes;

use super::pieces::Piece;
use crate::runtime::codec::EncodeError;
use crate::runtime::codec::encode::Content;
use crate::runtime::codec::strings::trim;
use crate::runtime::soap::envelope::{END, LaidBody, OutgoingPart, Parts};
use crate::runtime::soap::operation::SoapVersion;
use crate::runtime::values::Attachment;

/// A message, ready to be sent.
pub(in crate::runtime) struct Packed {
    /// Its media type, where it is more than an envelope.
    pub(in crate::runtime) content_type: Option<String>,
    pub(in crate::runtime) pieces: Vec<Piece>,
    /// The envelope, without what stands beside it.
    pub(in crate::runtime) envelope: Bytes,
}

/// Puts what stands beside an envelope behind it: the parts that it includes, and attachments, each with the name of the
/// part that it is.
///
/// # Errors
/// When a media type or an id cannot stand in a header, or two attachments have one id.
pub(in crate::runtime) fn pack(
    version: SoapVersion,
    action: &str,
    envelope: String,
    laid: LaidBody<'_>,
    attachments: &[(&'static str, Attachment)],
) -> Result<Packed, EncodeError> {
    let LaidBody { xml, streamed, parts } = laid;
    // The Body stands at the end of every envelope.
    let body = envelope.len().saturating_sub(END.len() + xml.len());
    let envelope = Bytes::from(envelope);
    let mut pieces = Vec::new();
    let is_mtom = parts.is_some();
    if !is_mtom && attachments.is_empty() {
        push_envelope(&mut pieces, &envelope, body, streamed);
        return Ok(Packed { content_type: None, pieces, envelope });
    }
    let Parts { boundary, parts } = parts.unwrap_or_else(|| Parts { boundary: token(), parts: Vec::new() });
    let media = match version {
        SoapVersion::Soap11 => "text/xml",
        SoapVersion::Soap12 => "application/soap+xml",
    };
    // SOAP 1.2 has its action in the media type; some servers look at the root's, some at the message's.
    let action = match version {
        SoapVersion::Soap12 if !action.is_empty() => format!("; action=\"{action}\""),
        _ => String::new(),
    };
    let (ty, info, root) = match is_mtom {
        true => (
            "application/xop+xml",
            format!("; start-info=\"{media}\""),
            format!("application/xop+xml; charset=utf-8; type=\"{media}\""),
        ),
        false => (media, String::new(), format!("{media}; charset=utf-8")),
    };
    let content_type = format!(
        "multipart/related; type=\"{ty}\"; start=\"<envelope@{boundary}>\"{info}; boundary=\"{boundary}\"{action}"
    );
    let root = format!(
        "--{boundary}\r\nContent-Type: {root}{action}\r\nContent-Transfer-Encoding: binary\r\n\
         Content-ID: <envelope@{boundary}>\r\n\r\n"
    );
    pieces.push(Piece::Bytes(root.into()));
    push_envelope(&mut pieces, &envelope, body, streamed);
    for OutgoingPart { id, media, content } in parts {
        let content = match content {
            Content::Memory(bytes) => Piece::Bytes(bytes),
            Content::Upload(upload) => match upload.in_memory() {
                Some(bytes) => Piece::Bytes(bytes.clone()),
                None => Piece::Upload { upload, base64: false },
            },
        };
        pieces.push(Piece::Bytes(part_headers(&media, &id, &boundary)?.into()));
        pieces.push(content);
    }
    for (at, (name, attachment)) in attachments.iter().enumerate() {
        let before = attachments.get(..at).unwrap_or_default();
        if !attachment.id.is_empty() && before.iter().any(|(_, other)| other.id == attachment.id) {
            return Err(EncodeError::new("another attachment of the call has the same id").within(name));
        }
        let id = match attachment.id.as_str() {
            // The part's name, so that the other side can tell which it is (WS-I Attachments Profile 1.0, 3.5).
            "" => &format!("{}={boundary}@soapwright", percent_encoded(name)),
            id => id,
        };
        let headers = part_headers(&attachment.content_type, id, &boundary);
        let headers = headers.map_err(|error| error.within(name))?;
        pieces.push(Piece::Bytes(headers.into()));
        pieces.push(Piece::Bytes(attachment.bytes.clone()));
    }
    pieces.push(Piece::Bytes(format!("\r\n--{boundary}--\r\n").into()));
    Ok(Packed { content_type: Some(content_type), pieces, envelope })
}

/// The envelope, with the base64 of uploads where it is to stand in the Body, which begins at `body`.
fn push_envelope(
    pieces: &mut Vec<Piece>,
    envelope: &Bytes,
    body: usize,
    streamed: Vec<(std::ops::Range<usize>, Content)>,
) {
    let (mut done, end) = (0, envelope.len());
    let text = |from: usize, to: usize, pieces: &mut Vec<Piece>| {
        // In order and within the envelope: the Body was laid out from its beginning on.
        pieces.push(Piece::Bytes(envelope.slice(from.min(end)..to.clamp(from.min(end), end))));
    };
    for (mark, content) in streamed {
        let Content::Upload(upload) = content else { continue };
        text(done, body + mark.start, pieces);
        pieces.push(Piece::Upload { upload, base64: true });
        done = body + mark.end;
    }
    text(done, end, pieces);
}

fn part_headers(media: &str, id: &str, boundary: &str) -> Result<String, EncodeError> {
    let media = match trim(media) {
        "" => "application/octet-stream",
        media => media,
    };
    if !media.bytes().all(|byte| byte == b' ' || byte.is_ascii_graphic()) {
        return Err(EncodeError::new(
            "the media type of an attachment holds a character that no header can carry",
        ));
    }
    if !id.bytes().all(|byte| byte.is_ascii_graphic() && !matches!(byte, b'<' | b'>')) {
        return Err(EncodeError::new(
            "the id of an attachment holds a character that no Content-ID can carry",
        ));
    }
    Ok(format!(
        "\r\n--{boundary}\r\nContent-Type: {media}\r\nContent-Transfer-Encoding: binary\r\nContent-ID: <{id}>\r\n\r\n"
    ))
}

/// The id of a part: no character of it needs to be escaped in a URL.
pub(in crate::runtime) fn part_id(number: usize, boundary: &str) -> String {
    format!("part-{number}@{boundary}")
}

/// What no message holds by chance, nor by anyone's will: 128 bits that nobody can foretell.
///
/// They come from the keys of std's hash maps, which the system's random numbers make for each thread.
pub(in crate::runtime) fn token() -> String {
    let mut token = "soapwright-".to_owned();
    for number in 0..2u8 {
        let mut hasher = RandomState::new().build_hasher();
        hasher.write_u8(number);
        token.push_str(&format!("{:016x}", hasher.finish()));
    }
    token
}

/// A name as it can stand in a Content-ID.
fn percent_encoded(name: &str) -> String {
    let mut out = String::new();
    for byte in name.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.') {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_attachments_have_two_ids() {
        let packed = |ids: [&str; 2]| {
            let named = ids.map(|id| Attachment { id: id.to_owned(), ..Attachment::new("a/b", "x") });
            let laid = LaidBody { xml: "".into(), streamed: Vec::new(), parts: None };
            let [one, other] = named;
            pack(SoapVersion::Soap11, "", String::new(), laid, &[("one", one), ("other", other)])
        };
        assert!(packed(["a@b", "a@c"]).is_ok() && packed(["", ""]).is_ok());
        let error = packed(["a@b", "a@b"]).err().unwrap().to_string();
        assert!(error.contains("other") && error.contains("the same id"), "{error}");
    }

    #[test]
    fn names_are_written_as_an_id_can_hold_them() {
        assert_eq!(percent_encoded("a-b_c.D9"), "a-b_c.D9");
        assert_eq!(percent_encoded("ä b<>"), "%C3%A4%20b%3C%3E");
        assert_eq!(part_id(2, "b"), "part-2@b");
    }

    #[test]
    fn no_two_tokens_are_the_same() {
        let [one, other] = [token(), token()];
        assert_ne!(one, other);
        assert_eq!(one.len(), "soapwright-".len() + 32);
    }

    #[test]
    fn the_action_of_soap_12_is_in_the_media_types() {
        let one = Attachment { id: "a@b".to_owned(), ..Attachment::new("a/b", "x") };
        for (version, action, is_told) in [
            (SoapVersion::Soap12, "urn:act", true),
            (SoapVersion::Soap12, "", false),
            (SoapVersion::Soap11, "urn:act", false),
        ] {
            let laid = LaidBody { xml: "".into(), streamed: Vec::new(), parts: None };
            let packed = pack(version, action, String::new(), laid, &[("one", one.clone())]).ok().unwrap();
            let content_type = packed.content_type.unwrap();
            assert_eq!(content_type.ends_with("; action=\"urn:act\""), is_told, "{content_type}");
            assert_eq!(content_type.contains("action"), is_told, "{content_type}");
        }
    }
}
