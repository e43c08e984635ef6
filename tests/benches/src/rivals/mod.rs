//! Other Rust libraries, on the flat list and on attributes.

mod by_serde;
mod by_yaserde;

pub use by_serde::{read_attributes as serde_attributes, read_flat as serde_flat};
pub use by_yaserde::{read_attributes as yaserde_attributes, read_flat as yaserde_flat};
pub use soapwright_benches_xsd_parser::read as xsd_parser;

use crate::Failure;

/// Makes roxmltree's tree of a message, which holds texts and no values. Tells how many nodes it has.
///
/// # Errors
/// When it is no XML.
pub fn tree(bytes: &[u8]) -> Result<(usize, roxmltree::Document<'_>), Failure> {
    let tree = roxmltree::Document::parse(std::str::from_utf8(bytes)?)?;
    Ok((tree.descendants().count(), tree))
}
