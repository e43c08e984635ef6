//! What a diagnostic is about where it is about a configuration.

/// A value of a configuration, by the keys that lead to it. Whoever finds a setting wrong names it; where it stands in a file,
/// if it stands in one at all, is known to the configuration alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Setting {
    /// The keys that lead there, the items of a list by number: `session`, `headers`, `0`.
    pub keys: Vec<String>,
    /// What it says. A file that says something else there was overruled, and is not to blame.
    pub says: String,
    /// The last key is what is wrong, not its value.
    pub is_key: bool,
}

impl Setting {
    /// The value that `keys` lead to, which says `says`.
    pub fn value<'k>(keys: impl IntoIterator<Item = &'k str>, says: impl Into<String>) -> Self {
        Self { keys: keys.into_iter().map(str::to_owned).collect(), says: says.into(), is_key: false }
    }

    /// The key that `keys` lead to, whatever its value is.
    pub fn table(keys: &[&str]) -> Self {
        let keys: Vec<String> = keys.iter().map(|key| (*key).to_owned()).collect();
        Self { says: keys.last().cloned().unwrap_or_default(), keys, is_key: true }
    }

    /// A key of a table whose keys are names, such as `[rename]`.
    pub fn key(table: &str, key: impl Into<String>) -> Self {
        let key = key.into();
        Self { keys: vec![table.to_owned(), key.clone()], says: key, is_key: true }
    }

    /// An item of the list that `keys` lead to.
    pub fn item<'k>(keys: impl IntoIterator<Item = &'k str>, at: usize, says: impl Into<String>) -> Self {
        let mut setting = Self::value(keys, says);
        setting.keys.push(at.to_string());
        setting
    }
}
