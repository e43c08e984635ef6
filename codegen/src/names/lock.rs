//! Names that an earlier run gave, so that a new type in a contract does not rename an old one.

use std::collections::BTreeMap;

/// The names part of `soapwright.lock`: what a name is for, and the name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NamesLock {
    /// Keys as `type {urn:x}UserGroup`, values as `UserGroup`.
    pub names: BTreeMap<String, String>,
}

impl NamesLock {
    /// The name pinned for `key`.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&str> {
        self.names.get(key).map(String::as_str)
    }

    /// Pins a name.
    pub fn pin(&mut self, key: impl Into<String>, name: impl Into<String>) {
        self.names.insert(key.into(), name.into());
    }
}
