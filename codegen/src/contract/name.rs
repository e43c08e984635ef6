//! Names and places.

use std::cmp::Ordering;
use std::fmt;
use std::sync::Arc;

/// A namespace and a local name. The empty namespace means none.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct QName {
    /// The namespace URI.
    pub namespace: Arc<str>,
    /// The local name.
    pub local: Arc<str>,
}

impl QName {
    /// Puts the two parts together.
    pub fn new(namespace: impl Into<Arc<str>>, local: impl Into<Arc<str>>) -> Self {
        Self { namespace: namespace.into(), local: local.into() }
    }
}

impl Ord for QName {
    /// By namespace, then by name. The names of a document share their namespaces, which are long and alike.
    fn cmp(&self, other: &Self) -> Ordering {
        let by_namespace = match Arc::ptr_eq(&self.namespace, &other.namespace) {
            true => Ordering::Equal,
            false => self.namespace.cmp(&other.namespace),
        };
        by_namespace.then_with(|| self.local.cmp(&other.local))
    }
}

impl PartialOrd for QName {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl fmt::Display for QName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.namespace.is_empty() {
            f.write_str(&self.local)
        } else {
            write!(f, "{{{}}}{}", self.namespace, self.local)
        }
    }
}

/// What the local name of a component ends with, if an `xs:redefine` replaced the component.
pub(crate) const REDEFINED: &str = " (redefined)";

/// The key of a type. Anonymous types are named by where they stand.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TypeName {
    /// The type's name; for an anonymous type the name of the global component it stands in.
    pub name: QName,
    /// Whether `name` is the type's own name.
    pub origin: TypeOrigin,
    /// For an anonymous type: the names of the elements from that component down to it. Empty elsewhere.
    pub path: Vec<Arc<str>>,
}

/// What a [`TypeName`]'s name is the name of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TypeOrigin {
    /// A global `complexType` or `simpleType`.
    Type,
    /// A global element.
    Element,
    /// A global attribute.
    Attribute,
    /// A global model group.
    Group,
    /// A global attribute group.
    AttributeGroup,
}

impl TypeName {
    /// The key of a named type.
    pub fn named(name: QName) -> Self {
        Self { name, origin: TypeOrigin::Type, path: Vec::new() }
    }
}

impl fmt::Display for TypeName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.name)?;
        self.path.iter().try_for_each(|step| write!(f, "/{step}"))
    }
}

/// Where in the sources something was declared. Not part of what a contract says: all places compare equal.
#[derive(Debug, Clone, Default)]
pub struct Place {
    /// The file, as the user named it or as it was found from there.
    pub file: Arc<str>,
    /// Line, from 1; 0 when unknown.
    pub line: u32,
    /// Column in characters, from 1; 0 when unknown.
    pub column: u32,
}

impl PartialEq for Place {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:{}", self.file, self.line, self.column)
    }
}
