//! What came: a contract, a schema, or something that only answers in their place.

use encoding_rs::Encoding;
use url::Url;

use super::failure::Failure;
use crate::load::{self, Root, Scanned};

/// How much of a page is looked at for its title, in bytes.
const HEAD: usize = 8 << 10;

/// The longest title that is shown, in characters.
const TITLE: usize = 80;

/// Reads what a server sent. The bytes are those to write: as they came, unless the server alone knew their encoding.
///
/// # Errors
/// When it is no contract and no schema.
pub(super) fn judged(url: &Url, bytes: Vec<u8>, media_type: &str) -> Result<(Vec<u8>, Scanned), Failure> {
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Err(Failure::new(url, "the answer is empty"));
    }
    if let Some(title) = page(&bytes) {
        let title = if title.is_empty() { String::new() } else { format!(", titled “{title}”") };
        let failure =
            Failure::new(url, format!("the answer is an HTML page{title}, and no contract or schema"));
        return Err(failure.help(match url.query() {
            None => {
                format!("many servers have the contract at {url}?wsdl; or the page is for whoever logs in")
            }
            Some(_) => "look at it in a browser: it may be for whoever logs in, or an error".to_owned(),
        }));
    }
    let (bytes, scanned) = match load::scan(url.as_str(), &bytes) {
        Ok(scanned) => (bytes, scanned),
        Err(first) => match decoded(&bytes, media_type) {
            Some(text) if load::scan(url.as_str(), text.as_bytes()).is_ok() => {
                let bytes = text.into_bytes();
                let scanned =
                    load::scan(url.as_str(), &bytes).map_err(|error| unreadable(url, &error, media_type))?;
                (bytes, scanned)
            }
            _ => return Err(unreadable(url, &first, media_type)),
        },
    };
    match &scanned.root {
        Root::Other(name, namespace) => {
            let namespace =
                if namespace.is_empty() { String::new() } else { format!(" of the namespace {namespace}") };
            let failure = Failure::new(
                url,
                format!("the answer is <{name}>{namespace}, and neither a contract (WSDL 1.1) nor a schema"),
            );
            Err(match name == "description" {
                true => failure.help("that is WSDL 2.0: ask for WSDL 1.1, which is often at ?wsdl"),
                false => failure,
            })
        }
        _ => Ok((bytes, scanned)),
    }
}

fn unreadable(url: &Url, error: &crate::diagnostic::Diagnostic, media_type: &str) -> Failure {
    let at = match error.place.line {
        0 => String::new(),
        line => format!("line {line}, column {}: ", error.place.column),
    };
    let kind = if media_type.is_empty() { String::new() } else { format!(" (served as {media_type})") };
    let failure = Failure::new(url, format!("{at}{}{kind}", error.message));
    match &error.help {
        Some(help) => failure.help(help),
        None => failure,
    }
}

/// The text of a document that says nothing of its encoding, or says UTF-8 and is not, in the encoding that the server
/// names.
fn decoded(bytes: &[u8], media_type: &str) -> Option<String> {
    let mut parameters = media_type.split(';').skip(1).filter_map(|parameter| parameter.split_once('='));
    let (_, label) = parameters.find(|(name, _)| name.trim().eq_ignore_ascii_case("charset"))?;
    let encoding = Encoding::for_label(label.trim().trim_matches(['"', '\'']).as_bytes())?;
    let head =
        String::from_utf8_lossy(bytes.get(..bytes.len().min(200)).unwrap_or_default()).to_ascii_lowercase();
    let declaration =
        head.strip_prefix("<?xml").and_then(|rest| rest.split_once("?>")).map(|(inside, _)| inside);
    let says_utf_8 =
        declaration.is_none_or(|inside| !inside.contains("encoding") || inside.contains("utf-8"));
    let text = encoding.decode_without_bom_handling_and_without_replacement(bytes)?;
    says_utf_8.then(|| text.into_owned())
}

/// The title of a page; `None` if it is none.
fn page(bytes: &[u8]) -> Option<String> {
    let head = String::from_utf8_lossy(bytes.get(..bytes.len().min(HEAD)).unwrap_or_default());
    let lower = head.to_ascii_lowercase();
    // An XML declaration and comments may come first.
    let mut rest = lower.trim_start_matches('\u{feff}').trim_start();
    for (start, end) in [("<?", "?>"), ("<!--", "-->")] {
        while let Some((_, after)) = rest.strip_prefix(start).and_then(|rest| rest.split_once(end)) {
            rest = after.trim_start();
        }
    }
    let is_page = ["<html", "<!doctype html"].iter().any(|start| rest.starts_with(start));
    if !is_page {
        return None;
    }
    let start = lower.find("<title").and_then(|at| Some(at + lower.get(at..)?.find('>')? + 1));
    let end = start.and_then(|start| Some(start + lower.get(start..)?.find("</title")?));
    let title = start.zip(end).and_then(|(start, end)| head.get(start..end)).unwrap_or_default();
    let words = title.split_whitespace().collect::<Vec<_>>().join(" ");
    Some(words.chars().take(TITLE).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    const SCHEMA: &str = "<schema xmlns='http://www.w3.org/2001/XMLSchema'><!-- ä --></schema>";

    fn judge(bytes: &[u8], media_type: &str) -> Result<Vec<u8>, String> {
        let url = Url::parse("http://a/b").unwrap();
        judged(&url, bytes.to_vec(), media_type)
            .map(|(bytes, _)| bytes)
            .map_err(|f| f.into_error().to_string())
    }

    #[test]
    fn what_is_no_document_is_told() {
        for (answer, told) in [
            ("", "is empty"),
            (" \r\n", "is empty"),
            ("<!DOCTYPE html>\n<html><head><title>Log\n in</title>", "HTML page, titled “Log in”"),
            ("\u{feff}<HTML>", "HTML page, and no contract"),
            ("<?xml version='1.0'?><!-- <a> --><html xmlns='http://www.w3.org/1999/xhtml'/>", "HTML page"),
            ("hello", "line 1, column 1"),
            ("{\"a\": 1}", "(served as text/plain)"),
            ("<definitions xmlns='http://schemas.xmlsoap.org/wsdl/'>", "incomplete"),
            ("<description xmlns='http://www.w3.org/ns/wsdl'/>", "WSDL 2.0"),
            ("<e:Envelope xmlns:e='urn:e'/>", "<Envelope> of the namespace urn:e"),
            ("<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>", "declares entities"),
        ] {
            let message = judge(answer.as_bytes(), "text/plain").unwrap_err();
            assert!(message.contains(told) && message.contains("http://a/b"), "{answer}: {message}");
        }
        assert_eq!(judge(SCHEMA.as_bytes(), "").unwrap(), SCHEMA.as_bytes());
    }

    #[test]
    fn an_encoding_that_the_server_alone_knows_is_taken_away() {
        let latin = encoding_rs::WINDOWS_1252.encode(SCHEMA).0.into_owned();
        assert_eq!(judge(&latin, "text/xml; charset=\"ISO-8859-1\"").unwrap(), SCHEMA.as_bytes());
        assert!(judge(&latin, "text/xml").unwrap_err().contains("not UTF-8"));
        let declared = [&b"<?xml version='1.0' encoding='ISO-8859-1'?>"[..], &latin].concat();
        assert_eq!(judge(&declared, "text/xml; charset=utf-8").unwrap(), declared);
    }
}
