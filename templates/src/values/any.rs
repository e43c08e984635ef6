//! `xs:anyType` and wildcards: XML kept as it came.

use super::QName;

/// The content of an element whose type the contract leaves open.
///
/// It keeps the attributes, the inner XML, and the namespace declarations that the XML needs to stand elsewhere.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct AnyType {
    /// The `xsi:type`, where one was given.
    pub type_name: Option<QName>,
    /// The other attributes.
    pub attributes: Vec<(QName, String)>,
    /// Prefix and namespace pairs that `xml` uses and does not declare itself; the empty prefix is the default.
    pub declarations: Vec<(String, String)>,
    /// The XML between the start and the end tag, as it came; well-formed, and balanced.
    pub xml: String,
}
