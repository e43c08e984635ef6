//! base64 in the elements of a signature.

use base64::Engine as _;
use base64::alphabet::STANDARD;
use base64::engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig};

use crate::runtime::wsse::received::{Node, Refusal};

/// Base64 with line breaks between, and with or without its padding.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(base64::engine::DecodePaddingMode::Indifferent),
);

/// The bytes that an element holds in base64.
pub(super) fn bytes(node: &Node) -> Result<Vec<u8>, Refusal> {
    let mut text = node.only_text()?.to_owned();
    text.retain(|character| !matches!(character, ' ' | '\t' | '\r' | '\n'));
    match BASE64.decode(&text) {
        Ok(bytes) if !bytes.is_empty() => Ok(bytes),
        _ => Err(Refusal::invalid(format!("`{}` is not base64", node.local))),
    }
}
