//! What the crate xsd-parser makes of two shapes. It reads and writes over its own version of quick-xml, and checks namespaces.

mod types {
    #![allow(warnings, clippy::all, clippy::pedantic, reason = "generated")]
    include!(concat!(env!("OUT_DIR"), "/types.rs"));
}

use std::error::Error;

use types::{BodyTypeContent, Envelope};
use xsd_parser_types::quick_xml::{DeserializeSync as _, SerializeSync as _, SliceReader, Writer};

/// An Envelope.
#[derive(Debug)]
pub struct Read(Envelope);

/// Reads a flat list, or one of elements with seven attributes.
///
/// # Errors
/// When the generated code does not.
pub fn read(bytes: &[u8]) -> Result<Read, Box<dyn Error>> {
    Ok(Read(Envelope::deserialize(&mut SliceReader::new(std::str::from_utf8(bytes)?))?))
}

impl Read {
    /// How many rows, or elements, it has.
    #[must_use]
    pub fn count(&self) -> usize {
        match &self.0.content.body.content {
            BodyTypeContent::GetRowsResponse(reply) => {
                let list = reply.content.get_rows_result.as_ref().and_then(|list| list.0.as_ref());
                list.map_or(0, |list| list.content.row.len())
            }
            BodyTypeContent::GetSevenAttributesResponse(reply) => {
                let list =
                    reply.content.get_seven_attributes_result.as_ref().and_then(|list| list.0.as_ref());
                list.map_or(0, |list| list.content.span.len())
            }
        }
    }

    /// Writes it.
    ///
    /// # Errors
    /// When the generated code does not.
    pub fn write(&self) -> Result<Vec<u8>, Box<dyn Error>> {
        let mut writer = Writer::new(Vec::new());
        self.0.serialize("s:Envelope", &mut writer)?;
        Ok(writer.into_inner())
    }
}
