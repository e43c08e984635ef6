//! HTTP answers that are no reply: what an error says of them, without what is secret.

use http::StatusCode;
use http::header::{HeaderMap, LOCATION};

use super::sniff::is_json;
use crate::runtime::codec::strings::{before, find};
use crate::runtime::codec::{encoding, secrets};
use crate::runtime::error::{Error, ErrorKind};
use crate::runtime::soap::Operation;

/// How much of an answer that is no envelope is told, in characters.
const EXCERPT: usize = 300;

#[cold]
pub(super) fn redirect(operation: &Operation, status: StatusCode, headers: &HeaderMap) -> Error {
    // Only scheme, host and path: a redirect to a login page often carries tokens in its query.
    let to = headers.get(LOCATION).map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned());
    let to = match to.as_deref().map(|to| before(to, b"?#")) {
        Some(to) if !to.is_empty() => format!("to {}", one_line(to, EXCERPT)),
        _ => "without saying where".to_owned(),
    };
    // 303 follows a request that was handled, and many servers send 302 in that sense: ASP.NET, for one, when a handler
    // failed midway and there is an error page. The others ask to send the same request elsewhere.
    let handled = matches!(status, StatusCode::FOUND | StatusCode::SEE_OTHER);
    Error::in_operation(ErrorKind::Http, operation)
        .message(format!(
            "the server redirects {to}. Redirects are not followed; if that is the service's address, set it as its URL"
        ))
        .with_status(status)
        .unknown(handled)
}

#[cold]
pub(super) fn empty(operation: &Operation, status: StatusCode) -> Error {
    let what = if operation.response.is_none() {
        "the server refused the message"
    } else if status.is_success() {
        "the server sent an empty reply where the contract promises one with content"
    } else {
        "the server sent an error without any content"
    };
    Error::in_operation(ErrorKind::Http, operation)
        .message(format!("HTTP {status}: {what}. {}", advice(status)))
        .with_status(status)
        .unknown(may_be_done(status))
}

#[cold]
pub(super) fn no_envelope(operation: &Operation, status: StatusCode, bytes: &[u8], html: bool) -> Error {
    let excerpt = excerpt(bytes, operation.service.secrets);
    let says = title(bytes).unwrap_or_else(|| excerpt.clone());
    let what = match html {
        true => ", but with a page of HTML",
        false if is_json(bytes) => ", but with JSON",
        false => "",
    };
    Error::in_operation(ErrorKind::Http, operation)
        .message(format!("HTTP {status} without a SOAP envelope{what}. {} It says: {says}", advice(status)))
        .with_status(status)
        .with_excerpt(excerpt)
        .unknown(may_be_done(status))
}

/// The title of an HTML page, which says more than its beginning.
fn title(bytes: &[u8]) -> Option<String> {
    let head = String::from_utf8_lossy(bytes.get(..bytes.len().min(8192))?).into_owned();
    let lower = head.to_ascii_lowercase();
    let start = find(&lower, "<title")?;
    let start = start + find(lower.get(start..)?, ">")? + 1;
    let length = find(lower.get(start..)?, "</title")?;
    let title = one_line(secrets::without_stack(head.get(start..start + length)?), EXCERPT);
    (!title.is_empty()).then_some(title)
}

#[cold]
pub(super) fn no_fault(operation: &Operation, status: StatusCode, bytes: &[u8]) -> Error {
    Error::in_operation(ErrorKind::Http, operation)
        .message(format!("HTTP {status} with an ordinary reply instead of a Fault. {}", advice(status)))
        .with_status(status)
        .with_excerpt(excerpt(bytes, operation.service.secrets))
        .unknown(may_be_done(status))
}

/// Whether the server may have done the work when all that came back is this status: a 4xx is a refusal.
fn may_be_done(status: StatusCode) -> bool {
    !status.is_client_error() || status == StatusCode::REQUEST_TIMEOUT
}

fn advice(status: StatusCode) -> &'static str {
    match status.as_u16() {
        200..=299 => "Check that the URL is the service's, not that of a page.",
        401 | 403 => {
            "The web server or a proxy wants credentials of its own, or denies access to this address."
        }
        404 | 405 => "Check the URL: there is no such service at this address.",
        407 => "The proxy wants credentials.",
        408 => "The server did not get the whole request in time.",
        413 => "The request is too large for the server.",
        415 => "The server does not speak this SOAP version at this address.",
        429 => "Too many requests: wait before calling again.",
        400..=499 => "The server did not accept the request.",
        502..=504 => "The service is not available, or something between here and there gave up.",
        _ => "Something in the server failed: its log should tell what.",
    }
}

/// The beginning of an answer, on one line.
#[cold]
fn excerpt(bytes: &[u8], names: &[&str]) -> String {
    let head = bytes.get(..bytes.len().min(EXCERPT * 8)).unwrap_or_default();
    one_line(secrets::without_stack(&secrets::mask(head, names)), EXCERPT)
}

/// The surroundings of a byte of an answer's text, on one line; its beginning where it is no text.
#[cold]
pub(super) fn excerpt_at(bytes: &[u8], offset: usize, names: &[&str]) -> String {
    match encoding::to_text(bytes) {
        Ok(text) => one_line(&secrets::mask_around(&text, names, offset, EXCERPT / 3, EXCERPT * 4), EXCERPT),
        Err(_) => excerpt(bytes, names),
    }
}

/// White space and control characters become single spaces; at most `most` characters.
fn one_line(text: &str, most: usize) -> String {
    let (mut line, mut length, mut space) = (String::new(), 0, false);
    for character in text.chars() {
        if character.is_whitespace() || character.is_control() {
            space = !line.is_empty();
            continue;
        }
        if length + usize::from(space) >= most {
            line.push('…');
            return line;
        }
        if space {
            line.push(' ');
        }
        line.push(character);
        length += 1 + usize::from(space);
        space = false;
    }
    line
}

#[cfg(test)]
mod tests {
    use super::one_line;

    #[test]
    fn a_line_has_so_many_characters_and_no_more() {
        for (text, most, line) in [
            ("  ab\r\n\t cd ", 9, "ab cd"),
            ("ab cd", 5, "ab cd"),
            ("ab cd", 4, "ab c…"),
            ("ab cd", 3, "ab…"),
            ("ab cd", 2, "ab…"),
            ("äb\u{1}", 2, "äb"),
            ("", 2, ""),
        ] {
            assert_eq!(one_line(text, most), line, "{text:?} {most}");
        }
    }
}
