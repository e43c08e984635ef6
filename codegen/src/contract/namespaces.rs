//! The namespaces of wildcards.

use std::fmt;
use std::sync::Arc;

/// The namespaces that a wildcard takes.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Namespaces {
    /// `##any`.
    Any,
    /// `##other`: all but this one, and but none.
    Other(Arc<str>),
    /// These, sorted; the empty one is `##local`.
    Only(Vec<Arc<str>>),
}

impl Namespaces {
    /// From the `namespace` attribute of a wildcard in a schema for `target`.
    #[must_use]
    pub fn parse(written: &str, target: &Arc<str>) -> Self {
        let mut all: Vec<Arc<str>> = Vec::new();
        for word in written.split_ascii_whitespace() {
            all.push(match word {
                "##any" => return Self::Any,
                "##other" => return Self::Other(Arc::clone(target)),
                "##targetNamespace" => Arc::clone(target),
                "##local" => Arc::from(""),
                uri => Arc::from(uri),
            });
        }
        all.sort();
        all.dedup();
        Self::Only(all)
    }

    /// Whether an element or attribute of a namespace may stand for it.
    #[must_use]
    pub fn takes(&self, namespace: &str) -> bool {
        match self {
            Self::Any => true,
            Self::Other(own) => !namespace.is_empty() && namespace != &**own,
            Self::Only(all) => all.iter().any(|uri| **uri == *namespace),
        }
    }

    /// As a `namespace` attribute.
    #[must_use]
    pub fn written(&self) -> String {
        match self {
            Self::Any => "##any".to_owned(),
            Self::Other(_) => "##other".to_owned(),
            Self::Only(all) => {
                let word = |uri: &Arc<str>| if uri.is_empty() { "##local" } else { &**uri }.to_owned();
                all.iter().map(word).collect::<Vec<_>>().join(" ")
            }
        }
    }

    /// What takes all that either takes.
    #[must_use]
    pub fn union(self, other: Self) -> Self {
        match (self, other) {
            (Self::Only(mut all), Self::Only(more)) => {
                all.extend(more);
                all.sort();
                all.dedup();
                Self::Only(all)
            }
            (one, other) if one == other => one,
            _ => Self::Any,
        }
    }
}

impl fmt::Display for Namespaces {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Any => f.write_str("any namespace"),
            Self::Other(own) if own.is_empty() => f.write_str("any namespace, but not of none"),
            Self::Other(own) => write!(f, "any namespace but `{own}`"),
            Self::Only(all) => {
                let name =
                    |uri: &Arc<str>| if uri.is_empty() { "none".to_owned() } else { format!("`{uri}`") };
                let all: Vec<String> = all.iter().map(name).collect();
                write!(f, "the namespace {}", all.join(" or "))
            }
        }
    }
}
