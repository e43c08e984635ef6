//! Making a `multipart/related` message: the envelope first, then the attachments (SOAP Messages with Attachments).

use crate::runtime::codec::EncodeError;
use crate::runtime::codec::strings::{find_bytes, trim};
use crate::runtime::soap::operation::SoapVersion;
use crate::runtime::values::Attachment;

/// A message with attachments.
pub(in crate::runtime) struct Packed {
    pub(in crate::runtime) content_type: String,
    pub(in crate::runtime) body: Vec<u8>,
    /// Where the envelope stands in it.
    pub(in crate::runtime) envelope: std::ops::Range<usize>,
}

/// Puts attachments, each with the name of the part that it is, behind an envelope.
///
/// # Errors
/// When a media type or an id of an attachment cannot stand in a header.
pub(in crate::runtime) fn pack(
    version: SoapVersion,
    action: &str,
    envelope: &str,
    attachments: &[(&'static str, Attachment)],
) -> Result<Packed, EncodeError> {
    let boundary = boundary(envelope, attachments);
    let media = match version {
        SoapVersion::Soap11 => "text/xml",
        SoapVersion::Soap12 => "application/soap+xml",
    };
    // SOAP 1.2 has its action in the media type; some servers look at the root's, some at the message's.
    let action = match version {
        SoapVersion::Soap12 if !action.is_empty() => format!("; action=\"{action}\""),
        _ => String::new(),
    };
    let content_type = format!(
        "multipart/related; type=\"{media}\"; start=\"<envelope@{boundary}>\"; boundary=\"{boundary}\"{action}"
    );
    let root = format!(
        "--{boundary}\r\nContent-Type: {media}; charset=utf-8{action}\r\nContent-Transfer-Encoding: binary\r\n\
         Content-ID: <envelope@{boundary}>\r\n\r\n"
    );
    let size: usize = attachments.iter().map(|(_, attachment)| attachment.bytes.len() + 256).sum();
    let mut body = Vec::with_capacity(root.len() + envelope.len() + size + boundary.len());
    body.extend_from_slice(root.as_bytes());
    let start = body.len();
    body.extend_from_slice(envelope.as_bytes());
    let envelope = start..body.len();
    for (name, attachment) in attachments {
        let headers = part_headers(name, attachment, &boundary).map_err(|error| error.within(name))?;
        body.extend_from_slice(headers.as_bytes());
        body.extend_from_slice(&attachment.bytes);
    }
    body.extend_from_slice(format!("\r\n--{boundary}--\r\n").as_bytes());
    Ok(Packed { content_type, body, envelope })
}

fn part_headers(name: &str, attachment: &Attachment, boundary: &str) -> Result<String, EncodeError> {
    let media = match trim(&attachment.content_type) {
        "" => "application/octet-stream",
        media => media,
    };
    if !media.bytes().all(|byte| byte == b' ' || byte.is_ascii_graphic()) {
        return Err(EncodeError::new(
            "the media type of an attachment holds a character that no header can carry",
        ));
    }
    let id = match attachment.id.as_str() {
        // The part's name, so that the other side can tell which it is (WS-I Attachments Profile 1.0, 3.5).
        "" => format!("{}={boundary}@soapwright", percent_encoded(name)),
        id if id.bytes().all(|byte| byte.is_ascii_graphic() && !matches!(byte, b'<' | b'>')) => id.to_owned(),
        _ => {
            return Err(EncodeError::new(
                "the id of an attachment holds a character that no Content-ID can carry",
            ));
        }
    };
    Ok(format!(
        "\r\n--{boundary}\r\nContent-Type: {media}\r\nContent-Transfer-Encoding: binary\r\nContent-ID: <{id}>\r\n\r\n"
    ))
}

/// A boundary that stands nowhere in the message.
fn boundary(envelope: &str, attachments: &[(&'static str, Attachment)]) -> String {
    let mut number = 0u64;
    loop {
        let boundary = format!("soapwright-{number}");
        let taken = find_bytes(envelope.as_bytes(), boundary.as_bytes()).is_some()
            || attachments.iter().any(|(_, attachment)| {
                find_bytes(&attachment.bytes, boundary.as_bytes()).is_some()
                    || find_bytes(attachment.id.as_bytes(), boundary.as_bytes()).is_some()
            });
        if !taken {
            return boundary;
        }
        number += 1;
    }
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
