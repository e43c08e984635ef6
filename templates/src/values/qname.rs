//! `xs:QName`.

/// A qualified name: a namespace and a local name. Prefixes are the engine's business.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct QName {
    /// The namespace URI; empty for none.
    pub namespace: String,
    /// The local name.
    pub local: String,
}
