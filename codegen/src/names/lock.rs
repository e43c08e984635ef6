//! Names that an earlier run gave, so that a new type in a contract does not rename an old one.

use std::collections::BTreeMap;

/// The names part of `soapwright.lock`: what a name is for, and the name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NamesLock {
    /// Keys as `type {urn:x}UserGroup`, values as `UserGroup`.
    pub names: BTreeMap<String, String>,
    /// It was written in an earlier format: what it does not pin was called otherwise then, and keeps that name.
    pub upgraded: bool,
}

impl NamesLock {
    /// The names of a lock of format 1, which keyed operations by their service's module and not by the service.
    #[must_use]
    pub fn of_format_1(names: BTreeMap<String, String>) -> Self {
        let services = names
            .iter()
            .filter_map(|(key, module)| Some((module.clone(), key.strip_prefix("service ")?.to_owned())));
        let services: BTreeMap<String, String> = services.collect();
        let keyed = |key: String| {
            let moved = key.strip_prefix("operation ").and_then(|rest| {
                let (module, rest) = rest.split_once('.')?;
                Some(format!("operation {}.{rest}", services.get(module)?))
            });
            moved.unwrap_or(key)
        };
        let names = names.into_iter().map(|(key, name)| (keyed(key), name)).collect();
        Self { names, upgraded: true }
    }

    /// The name pinned for `key`.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&str> {
        self.names.get(key).map(String::as_str)
    }

    /// The same with other keys.
    #[must_use]
    pub(super) fn with_keys(&self, mut key: impl FnMut(&str) -> String) -> Self {
        let names = self.names.iter().map(|(old, name)| (key(old), name.clone())).collect();
        Self { names, upgraded: self.upgraded }
    }

    /// Pins a name.
    pub fn pin(&mut self, key: impl Into<String>, name: impl Into<String>) {
        self.names.insert(key.into(), name.into());
    }
}
