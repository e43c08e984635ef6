//! Names of WS-Security on the wire.

#[cfg(feature = "wsse-signature")]
pub(super) use crate::runtime::soap::envelope::WS_ADDRESSING;
/// `wsse` and `wsu`.
pub(super) use crate::runtime::soap::envelope::{WS_SECURITY as WSSE, WSU};

/// The EncodingType of base64.
pub(super) const BASE64: &str =
    "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-soap-message-security-1.0#Base64Binary";
/// The Type of a password as it is.
pub(super) const PASSWORD_TEXT: &str =
    "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-username-token-profile-1.0#PasswordText";
/// The Type of a password's digest.
pub(super) const PASSWORD_DIGEST: &str =
    "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-username-token-profile-1.0#PasswordDigest";

/// `wsse11`.
#[cfg(feature = "wsse-signature")]
pub(super) const WSSE11: &str = "http://docs.oasis-open.org/wss/oasis-wss-wssecurity-secext-1.1.xsd";
/// `ds`.
#[cfg(feature = "wsse-signature")]
pub(super) const DS: &str = "http://www.w3.org/2000/09/xmldsig#";
/// Exclusive canonicalization without comments; also the namespace of InclusiveNamespaces.
#[cfg(feature = "wsse-signature")]
pub(super) const EXCLUSIVE: &str = "http://www.w3.org/2001/10/xml-exc-c14n#";
/// The namespace of `xop:Include`.
#[cfg(feature = "wsse-signature")]
pub(super) const XOP: &str = "http://www.w3.org/2004/08/xop/include";
/// The ValueType of a certificate.
#[cfg(feature = "wsse-signature")]
pub(super) const X509_V3: &str =
    "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-x509-token-profile-1.0#X509v3";
/// The ValueType of a chain of certificates.
#[cfg(feature = "wsse-signature")]
pub(super) const PKI_PATH: &str =
    "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-x509-token-profile-1.0#X509PKIPathv1";
/// The ValueType of a certificate's SubjectKeyIdentifier.
#[cfg(feature = "wsse-signature")]
pub(super) const SUBJECT_KEY_IDENTIFIER: &str =
    "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-x509-token-profile-1.0#X509SubjectKeyIdentifier";
/// The ValueType of a certificate's SHA-1.
#[cfg(feature = "wsse-signature")]
pub(super) const THUMBPRINT: &str =
    "http://docs.oasis-open.org/wss/oasis-wss-soap-message-security-1.1#ThumbprintSHA1";
