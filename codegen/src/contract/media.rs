//! The media types that a contract expects in elements of bytes (`xmime:expectedContentTypes`).

use std::collections::BTreeMap;

use super::Field;

/// The media types of binary elements, by where these are declared. XML Schema has them in an attribute of another namespace, so
/// they are no part of what a type is.
#[derive(Debug, Clone, Default)]
pub struct Media(BTreeMap<String, String>);

impl Media {
    /// Those that were found.
    pub(crate) const fn new(found: BTreeMap<String, String>) -> Self {
        Self(found)
    }

    /// Whether the contract says which media types the bytes of a field have.
    #[must_use]
    pub fn is_expected(&self, field: &Field) -> bool {
        !self.0.is_empty() && self.0.contains_key(&field.place.to_string())
    }
}

// Two contracts are the same where their types are.
impl PartialEq for Media {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}
