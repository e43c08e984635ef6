//! serde's derives over quick-xml.

use serde::{Deserialize, Serialize};

use crate::Failure;

/// An Envelope around a reply.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename = "s:Envelope")]
struct Envelope<T> {
    #[serde(rename(serialize = "s:Body", deserialize = "Body"))]
    body: T,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Rows {
    #[serde(rename = "GetRowsResponse")]
    response: RowsResponse,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct RowsResponse {
    #[serde(rename = "GetRowsResult")]
    result: RowsResult,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct RowsResult {
    #[serde(rename = "Row", default)]
    rows: Vec<Row>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Row {
    id: i32,
    code: Option<String>,
    name: Option<String>,
    deleted: bool,
    rank: i32,
    tooltip: Option<String>,
    kind: Kind,
    group_id: i32,
    email: Option<String>,
    phone: Option<String>,
    owner_id: i32,
    remark: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
enum Kind {
    Unknown,
    InternalAssociate,
    ExternalAssociate,
    ResourceAssociate,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Spans {
    #[serde(rename = "GetSevenAttributesResponse")]
    response: SpansResponse,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct SpansResponse {
    #[serde(rename = "GetSevenAttributesResult")]
    result: SpansResult,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct SpansResult {
    #[serde(rename = "span", default)]
    spans: Vec<Span>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Span {
    #[serde(rename = "@id")]
    id: i32,
    #[serde(rename = "@name")]
    name: String,
    #[serde(rename = "@from")]
    from: String,
    #[serde(rename = "@to")]
    to: String,
    #[serde(rename = "@count")]
    count: i32,
    #[serde(rename = "@active")]
    active: bool,
    #[serde(rename = "@remark")]
    remark: String,
}

/// What was read, to be written.
#[derive(Debug)]
pub struct Read<T>(T);

/// Reads a flat list; tells how many rows it has.
///
/// # Errors
/// When quick-xml does not.
pub fn read_flat(bytes: &[u8]) -> Result<(usize, Read<impl std::fmt::Debug + Serialize + 'static>), Failure> {
    let read = quick_xml::de::from_str::<Envelope<Rows>>(std::str::from_utf8(bytes)?)?;
    Ok((read.body.response.result.rows.len(), Read(read)))
}

/// Reads a list of elements with seven attributes; tells how many it has.
///
/// # Errors
/// When quick-xml does not.
pub fn read_attributes(
    bytes: &[u8],
) -> Result<(usize, Read<impl std::fmt::Debug + Serialize + 'static>), Failure> {
    let read = quick_xml::de::from_str::<Envelope<Spans>>(std::str::from_utf8(bytes)?)?;
    Ok((read.body.response.result.spans.len(), Read(read)))
}

impl<T: Serialize> Read<T> {
    /// Writes it, without its namespaces.
    ///
    /// # Errors
    /// When quick-xml does not.
    pub fn write(&self) -> Result<String, Failure> {
        Ok(quick_xml::se::to_string(&self.0)?)
    }
}
