//! The version of the crate, written into the file of a configuration. Nothing else in the file changes.

use std::path::Path;

use semver::Version;
use toml_edit::{DocumentMut, Item, Value};

use super::Config;
use crate::disk;
use crate::error::Error;

impl Config {
    /// Writes the version of the crate into the file that this configuration was read from.
    ///
    /// # Errors
    ///
    /// When there is no such file, or it cannot be read or written.
    pub(crate) fn write_version(&self, version: &Version) -> Result<(), Error> {
        let Some(file) = self.file() else {
            return Err(Error::usage("there is no soapwright.toml for the version of the crate"));
        };
        let path = Path::new(file);
        let text = disk::read_text(path).map_err(Error::io("read", path))?;
        let text = with_version(&text, version).ok_or_else(|| Error::File {
            place: file.to_owned(),
            message: "there is no [crate] for the version".to_owned(),
            help: None,
        })?;
        disk::replace(path, &text)
    }
}

/// The text of a configuration with this version; `None` where it has no `[crate]`.
fn with_version(text: &str, version: &Version) -> Option<String> {
    let mut document: DocumentMut = text.parse().ok()?;
    let package = document.get_mut("crate")?.as_table_like_mut()?;
    let mut new = Value::from(version.to_string());
    match package.get_mut("version").and_then(Item::as_value_mut) {
        Some(old) => {
            *new.decor_mut() = old.decor().clone();
            *old = new;
        }
        None => drop(package.insert("version", Item::Value(new))),
    }
    Some(document.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_but_the_version_changes() {
        let version = Version::new(0, 2, 0);
        for (before, after) in [
            (
                "# ours\n[crate]\nname = \"a\"   # its name\nversion = '0.1.0' # so far\n\n[[contract]]\nwsdl=\"a\"\n",
                "# ours\n[crate]\nname = \"a\"   # its name\nversion = \"0.2.0\" # so far\n\n[[contract]]\nwsdl=\"a\"\n",
            ),
            (
                "[crate]\nname = \"a\"\n# version = \"0.1.0\"\n\n[changes]\n",
                "[crate]\nname = \"a\"\nversion = \"0.2.0\"\n# version = \"0.1.0\"\n\n[changes]\n",
            ),
            ("crate = {name = \"a\"}\n", "crate = {name = \"a\", version = \"0.2.0\" }\n"),
            ("crate.name = \"a\"\r\n", "crate.name = \"a\"\ncrate.version = \"0.2.0\"\n"),
        ] {
            assert_eq!(with_version(before, &version).as_deref(), Some(after));
            let config: toml::Table = after.parse().unwrap();
            assert_eq!(config["crate"]["version"].as_str(), Some("0.2.0"));
        }
        assert_eq!(with_version("[other]\n", &version), None);
    }
}
