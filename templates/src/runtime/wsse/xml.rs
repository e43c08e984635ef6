//! Pieces of XML, written in canonical form.

use super::names::{BASE64, WSSE, WSU};
use super::token::{Kind, Token};
use crate::runtime::codec::decode::Decoder;
use crate::runtime::codec::encode::{self, escape};
use crate::runtime::codec::{Reading, ns};
use crate::runtime::error::Error;

/// Appends ` name="value"`.
pub(super) fn attribute(out: &mut String, name: &str, value: &str) -> Result<(), Error> {
    out.push(' ');
    out.push_str(name);
    out.push_str("=\"");
    text(out, value, true)?;
    out.push('"');
    Ok(())
}

/// Appends text, escaped.
pub(super) fn text(out: &mut String, value: &str, attribute: bool) -> Result<(), Error> {
    escape(value, out, attribute)
        .map_err(|error| Error::config(format!("the Security header cannot be written: {error}")))
}

/// Appends `<name>text</name>`.
pub(super) fn leaf(out: &mut String, name: &str, content: &str) -> Result<(), Error> {
    out.push('<');
    out.push_str(name);
    out.push('>');
    text(out, content, false)?;
    end(out, name);
    Ok(())
}

/// Appends `</name>`.
pub(super) fn end(out: &mut String, name: &str) {
    out.push_str("</");
    out.push_str(name);
    out.push('>');
}

/// Appends base64, in one line.
pub(super) fn base64(out: &mut String, bytes: &[u8]) {
    encode::base64(bytes, out);
}

/// Appends a BinarySecurityToken.
pub(super) fn binary_token(out: &mut String, id: &str, value_type: &str, bytes: &[u8]) -> Result<(), Error> {
    out.push_str("<wsse:BinarySecurityToken");
    attribute(out, "EncodingType", BASE64)?;
    attribute(out, "ValueType", value_type)?;
    attribute(out, "wsu:Id", id)?;
    out.push('>');
    base64(out, bytes);
    end(out, "wsse:BinarySecurityToken");
    Ok(())
}

/// ` xmlns:wsse="…" xmlns:wsu="…"`: as the Security header declares them, and as canonical forms of what is in it do.
pub(super) fn declarations() -> String {
    format!(" xmlns:wsse=\"{WSSE}\" xmlns:wsu=\"{WSU}\"")
}

/// Checks that a token is XML where it has to be.
pub(super) fn check(token: &Token) -> Result<(), Error> {
    match &token.0 {
        Kind::Binary { .. } => Ok(()),
        Kind::Xml(xml) => local_name(xml).map(|_| ()),
    }
}

/// Reads a token that is XML, and gives the local name of its element.
pub(super) fn local_name(xml: &str) -> Result<String, Error> {
    let wrong =
        |why: &dyn std::fmt::Display| Error::config(format!("a token for the Security header: {why}"));
    if !xml.starts_with('<') || xml.starts_with("<?") || xml.starts_with("<!") {
        return Err(wrong(
            &"it has to begin with the start tag of an element, without a declaration before it",
        ));
    }
    let mut local = String::new();
    let read = || {
        let mut decoder = Decoder::new(xml, &ns::WELL_KNOWN, Reading::faithful())?;
        let root = decoder.cursor.start_tag()?;
        local = decoder.cursor.local(&root).to_owned();
        decoder.pass(&root)?;
        decoder.cursor.finish()
    };
    let read: Result<(), crate::runtime::codec::DecodeError> = { read }();
    read.map_err(|error| wrong(&error))?;
    if !xml.ends_with('>') {
        return Err(wrong(&"something follows its element"));
    }
    Ok(local)
}
