//! Where the support code comes from.

use std::fmt;
use std::path::PathBuf;

use serde::de::value::MapAccessDeserializer;
use serde::de::{Error as _, MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// `runtime`: where the generated crate's support code comes from.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Runtime {
    /// `"embedded"`: the crate carries it and stands alone.
    #[default]
    Embedded,
    /// `{ path = "…" }`: a dependency on a folder, relative to the configuration.
    Path(PathBuf),
    /// `{ git = "…", rev = "…" }`: a dependency on a repository.
    Git {
        /// The repository's URL.
        url: String,
        /// The commit.
        rev: Option<String>,
    },
    /// `{ version = "…" }`: a dependency on a published version.
    Version(String),
}

impl Runtime {
    pub(super) fn is_embedded(&self) -> bool {
        *self == Self::Embedded
    }
}

/// The keys of the table form.
#[derive(Debug, Default, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Table {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    path: Option<PathBuf>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    git: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    rev: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    version: Option<String>,
}

const FORMS: &str = "\"embedded\", { path = \"…\" }, { git = \"…\", rev = \"…\" } or { version = \"…\" }";

impl<'de> Deserialize<'de> for Runtime {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Forms;
        impl<'de> Visitor<'de> for Forms {
            type Value = Runtime;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(FORMS)
            }

            fn visit_str<E: serde::de::Error>(self, word: &str) -> Result<Runtime, E> {
                match word {
                    "embedded" => Ok(Runtime::Embedded),
                    _ => Err(E::custom(format_args!("runtime is {FORMS}, not \"{word}\""))),
                }
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Runtime, A::Error> {
                match Table::deserialize(MapAccessDeserializer::new(map))? {
                    Table { path: Some(path), git: None, rev: None, version: None } => {
                        Ok(Runtime::Path(path))
                    }
                    Table { path: None, git: Some(url), rev, version: None } => Ok(Runtime::Git { url, rev }),
                    Table { path: None, git: None, rev: None, version: Some(version) } => {
                        Ok(Runtime::Version(version))
                    }
                    _ => Err(A::Error::custom(format_args!("runtime is one of {FORMS}"))),
                }
            }
        }
        deserializer.deserialize_any(Forms)
    }
}

impl Serialize for Runtime {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Embedded => serializer.serialize_str("embedded"),
            Self::Path(path) => Table { path: Some(path.clone()), ..Table::default() }.serialize(serializer),
            Self::Git { url, rev } => {
                Table { git: Some(url.clone()), rev: rev.clone(), ..Table::default() }.serialize(serializer)
            }
            Self::Version(version) => {
                Table { version: Some(version.clone()), ..Table::default() }.serialize(serializer)
            }
        }
    }
}
