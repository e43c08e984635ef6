//! The answer that all cases vary, and the pieces it is made of.

use std::io::Write;

use flate2::Compression;
use flate2::write::GzEncoder;
use superoffice_services86::types::{ETableRight, TableRight, UserGroup};

use super::super::http_server::Reply;
use super::super::shape::{NAMESPACE, XSI};
use super::super::wire::SOAP11;

/// SOAP 1.2's envelope namespace.
pub const SOAP12: &str = "http://www.w3.org/2003/05/soap-envelope";

/// Text with `{NS}`, `{S11}`, `{S12}` and `{XSI}` replaced by the namespaces they stand for.
#[must_use]
pub fn xml(text: &str) -> String {
    text.replace("{NS}", NAMESPACE).replace("{S11}", SOAP11).replace("{S12}", SOAP12).replace("{XSI}", XSI)
}

/// The group that the plain answer holds.
#[must_use]
pub fn group() -> UserGroup {
    UserGroup {
        table_right: Some(TableRight {
            mask: ETableRight::Select | ETableRight::Update,
            reason: Some(String::new()),
        }),
        value: Some("Møte & <annet>".to_owned()),
        tooltip: None,
        id: 4711,
        rank: -3,
        deleted: 1,
        ..UserGroup::default()
    }
}

/// The children of that group, in schema order, in the default namespace.
pub const FIELDS: &str = "<TableRight><Mask>Select Update</Mask><Reason></Reason></TableRight>\
    <FieldProperties i:nil=\"true\"/><Value>Møte &amp; &lt;annet></Value><Tooltip i:nil=\"true\"/>\
    <Id>4711</Id><Rank>-3</Rank><Deleted>1</Deleted>";

/// The header blocks that WCF writes, null ones too.
pub const HEADERS: &str = "<h:ExceptionInfo i:nil=\"true\" xmlns:h=\"{NS}\" xmlns:i=\"{XSI}\"/>\
    <h:ExtraInfo i:nil=\"true\" xmlns:h=\"{NS}\" xmlns:i=\"{XSI}\"/>\
    <h:Succeeded xmlns:h=\"{NS}\">true</h:Succeeded>\
    <h:TimeZone i:nil=\"true\" xmlns:h=\"{NS}\" xmlns:i=\"{XSI}\"/>";

/// A whole envelope around the children of the group.
#[must_use]
pub fn of_fields(fields: &str) -> String {
    of_body(&format!(
        "<SaveUserGroupResponse xmlns=\"{{NS}}\"><Response xmlns:i=\"{{XSI}}\">{fields}</Response></SaveUserGroupResponse>"
    ))
}

/// A whole envelope around the content of its Body.
#[must_use]
pub fn of_body(body: &str) -> String {
    of_parts(&format!("<s:Header>{HEADERS}</s:Header><s:Body>{body}</s:Body>"))
}

/// A whole envelope with these header blocks and the plain Body.
#[must_use]
pub fn of_headers(headers: &str) -> String {
    of_parts(&format!(
        "<s:Header>{headers}</s:Header><s:Body><SaveUserGroupResponse xmlns=\"{{NS}}\">\
         <Response xmlns:i=\"{{XSI}}\">{FIELDS}</Response></SaveUserGroupResponse></s:Body>"
    ))
}

/// A whole envelope around its parts.
#[must_use]
pub fn of_parts(parts: &str) -> String {
    xml(&format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?><s:Envelope xmlns:s=\"{{S11}}\">{parts}</s:Envelope>"
    ))
}

/// The answer that nothing is wrong with.
#[must_use]
pub fn good_answer() -> String {
    of_fields(FIELDS)
}

/// The same without its XML declaration, for other encodings.
#[must_use]
pub fn undeclared() -> String {
    good_answer().split_once("?>").map(|(_, rest)| rest.to_owned()).unwrap_or_default()
}

/// A Fault in SOAP 1.1.
#[must_use]
pub fn fault(code: &str, text: &str) -> String {
    of_parts(&format!(
        "<s:Body><s:Fault><faultcode>{code}</faultcode><faultstring xml:lang=\"en-US\">{text}</faultstring>\
         </s:Fault></s:Body>"
    ))
}

/// Status 200 with XML in it.
#[must_use]
pub fn ok(body: impl Into<Vec<u8>>) -> Reply {
    answer(200, body)
}

/// XML at some status.
#[must_use]
pub fn answer(status: u16, body: impl Into<Vec<u8>>) -> Reply {
    Reply::new(status).header("Content-Type", "text/xml; charset=utf-8").body(body)
}

/// XML at status 200 whose media type names no charset.
#[must_use]
pub fn bare(body: impl Into<Vec<u8>>) -> Reply {
    Reply::new(200).header("Content-Type", "text/xml").body(body)
}

/// Compressed.
#[must_use]
pub fn gzip(body: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    // Writing to memory cannot fail.
    encoder.write_all(body).and_then(|()| encoder.finish()).unwrap_or_default()
}

/// A compressed reply.
#[must_use]
pub fn gzipped(status: u16, body: &[u8]) -> Reply {
    answer(status, gzip(body)).header("Content-Encoding", "gzip")
}

/// Latin-1; what it does not have becomes `?`.
#[must_use]
pub fn latin1(text: &str) -> Vec<u8> {
    text.chars().map(|c| u8::try_from(u32::from(c)).unwrap_or(b'?')).collect()
}

/// UTF-16, without a byte order mark.
#[must_use]
pub fn utf16(text: &str, big_endian: bool) -> Vec<u8> {
    let bytes = |unit: u16| if big_endian { unit.to_be_bytes() } else { unit.to_le_bytes() };
    text.encode_utf16().flat_map(bytes).collect()
}
