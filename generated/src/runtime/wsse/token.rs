//! Tokens that a program hands through: binary ones, and XML such as a SAML assertion.

use std::fmt;

/// A security token of another origin, sent as it is.
///
/// `Debug` does not show it: whoever has it may be let in by it.
#[derive(Clone)]
pub struct Token(pub(super) Kind);

#[derive(Clone)]
pub(super) enum Kind {
    Binary { value_type: String, bytes: Vec<u8> },
    Xml(String),
}

impl Token {
    /// A `BinarySecurityToken`. `value_type` is the URI of its ValueType, such as that of a Kerberos ticket; the bytes are sent in
    /// base64.
    pub fn binary(value_type: impl Into<String>, bytes: impl Into<Vec<u8>>) -> Self {
        Self(Kind::Binary { value_type: value_type.into(), bytes: bytes.into() })
    }

    /// An element, such as a SAML assertion, byte for byte as it is given: a signature that it brings stays right.
    ///
    /// It declares the prefixes that it uses, and has neither an XML declaration nor a DOCTYPE. What is no such element makes the
    /// building of the client fail.
    pub fn xml(element: impl Into<String>) -> Self {
        Self(Kind::Xml(element.into()))
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Kind::Binary { value_type, .. } => f.debug_tuple("Token").field(value_type).finish(),
            Kind::Xml(_) => f.write_str("Token(XML)"),
        }
    }
}
