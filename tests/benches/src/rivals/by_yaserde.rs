//! yaserde's derives. They look at namespaces, too.

#![allow(dead_code, reason = "what is read is dropped")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "in what yaserde derives")]

use yaserde::YaDeserialize;

use crate::Failure;

#[derive(Debug, Default, YaDeserialize)]
#[yaserde(rename = "Envelope", prefix = "s", namespaces = { "s" = "http://schemas.xmlsoap.org/soap/envelope/" })]
struct RowsEnvelope {
    #[yaserde(rename = "Body", prefix = "s")]
    body: RowsBody,
}

#[derive(Debug, Default, YaDeserialize)]
#[yaserde(rename = "Body", prefix = "s", namespaces = { "s" = "http://schemas.xmlsoap.org/soap/envelope/", "t" = "http://shapes.example/2004/07/Shapes" })]
struct RowsBody {
    #[yaserde(rename = "GetRowsResponse", prefix = "t")]
    response: RowsResponse,
}

#[derive(Debug, Default, YaDeserialize)]
#[yaserde(prefix = "t", namespaces = { "t" = "http://shapes.example/2004/07/Shapes" })]
struct RowsResponse {
    #[yaserde(rename = "GetRowsResult", prefix = "t")]
    result: RowsResult,
}

#[derive(Debug, Default, YaDeserialize)]
#[yaserde(prefix = "t", namespaces = { "t" = "http://shapes.example/2004/07/Shapes" })]
struct RowsResult {
    #[yaserde(rename = "Row", prefix = "t")]
    rows: Vec<Row>,
}

#[derive(Debug, Default, YaDeserialize)]
#[yaserde(prefix = "t", namespaces = { "t" = "http://shapes.example/2004/07/Shapes" })]
struct Row {
    #[yaserde(rename = "Id", prefix = "t")]
    id: i32,
    #[yaserde(rename = "Code", prefix = "t")]
    code: Option<String>,
    #[yaserde(rename = "Name", prefix = "t")]
    name: Option<String>,
    #[yaserde(rename = "Deleted", prefix = "t")]
    deleted: bool,
    #[yaserde(rename = "Rank", prefix = "t")]
    rank: i32,
    #[yaserde(rename = "Tooltip", prefix = "t")]
    tooltip: Option<String>,
    #[yaserde(rename = "Kind", prefix = "t")]
    kind: String,
    #[yaserde(rename = "GroupId", prefix = "t")]
    group_id: i32,
    #[yaserde(rename = "Email", prefix = "t")]
    email: Option<String>,
    #[yaserde(rename = "Phone", prefix = "t")]
    phone: Option<String>,
    #[yaserde(rename = "OwnerId", prefix = "t")]
    owner_id: i32,
    #[yaserde(rename = "Remark", prefix = "t")]
    remark: Option<String>,
}

#[derive(Debug, Default, YaDeserialize)]
#[yaserde(rename = "Envelope", prefix = "s", namespaces = { "s" = "http://schemas.xmlsoap.org/soap/envelope/" })]
struct SpansEnvelope {
    #[yaserde(rename = "Body", prefix = "s")]
    body: SpansBody,
}

#[derive(Debug, Default, YaDeserialize)]
#[yaserde(rename = "Body", prefix = "s", namespaces = { "s" = "http://schemas.xmlsoap.org/soap/envelope/", "t" = "http://shapes.example/2004/07/Shapes" })]
struct SpansBody {
    #[yaserde(rename = "GetSevenAttributesResponse", prefix = "t")]
    response: SpansResponse,
}

#[derive(Debug, Default, YaDeserialize)]
#[yaserde(prefix = "t", namespaces = { "t" = "http://shapes.example/2004/07/Shapes" })]
struct SpansResponse {
    #[yaserde(rename = "GetSevenAttributesResult", prefix = "t")]
    result: SpansResult,
}

#[derive(Debug, Default, YaDeserialize)]
#[yaserde(prefix = "t", namespaces = { "t" = "http://shapes.example/2004/07/Shapes", "p" = "urn:shapes:plain" })]
struct SpansResult {
    #[yaserde(rename = "span", prefix = "p")]
    spans: Vec<Span>,
}

#[derive(Debug, Default, YaDeserialize)]
#[yaserde(prefix = "p", namespaces = { "p" = "urn:shapes:plain" })]
struct Span {
    #[yaserde(attribute = true)]
    id: i32,
    #[yaserde(attribute = true)]
    name: String,
    #[yaserde(attribute = true)]
    from: String,
    #[yaserde(attribute = true)]
    to: String,
    #[yaserde(attribute = true)]
    count: i32,
    #[yaserde(attribute = true)]
    active: bool,
    #[yaserde(attribute = true)]
    remark: String,
}

/// Reads a flat list; tells how many rows it has.
///
/// # Errors
/// When yaserde does not.
pub fn read_flat(bytes: &[u8]) -> Result<(usize, impl std::fmt::Debug + 'static), Failure> {
    let read: RowsEnvelope = yaserde::de::from_reader(bytes)?;
    Ok((read.body.response.result.rows.len(), read))
}

/// Reads a list of elements with seven attributes; tells how many it has.
///
/// # Errors
/// When yaserde does not.
pub fn read_attributes(bytes: &[u8]) -> Result<(usize, impl std::fmt::Debug + 'static), Failure> {
    let read: SpansEnvelope = yaserde::de::from_reader(bytes)?;
    Ok((read.body.response.result.spans.len(), read))
}
