//! `xs:QName`.

use super::Namespace;

/// A qualified name: a namespace and a local name. Prefixes are the engine's business.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct QName {
    /// The namespace URI; empty for none.
    pub namespace: Namespace,
    /// The local name.
    pub local: String,
}

impl QName {
    /// A local name in a namespace; the empty namespace is none.
    #[inline]
    pub fn new(namespace: impl Into<Namespace>, local: impl Into<String>) -> Self {
        Self { namespace: namespace.into(), local: local.into() }
    }
}

impl std::fmt::Display for QName {
    /// `{namespace}local`, or the local name alone.
    #[inline]
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if !self.namespace.is_empty() {
            write!(f, "{{{}}}", self.namespace)?;
        }
        f.write_str(&self.local)
    }
}
