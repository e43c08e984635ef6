//! Names of WS-Security on the wire.

/// `wsse`.
pub(super) const WSSE: &str =
    "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd";
/// `wsu`.
pub(super) const WSU: &str =
    "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd";
/// The EncodingType of base64.
pub(super) const BASE64: &str =
    "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-soap-message-security-1.0#Base64Binary";
/// The Type of a password as it is.
pub(super) const PASSWORD_TEXT: &str =
    "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-username-token-profile-1.0#PasswordText";
/// The Type of a password's digest.
pub(super) const PASSWORD_DIGEST: &str =
    "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-username-token-profile-1.0#PasswordDigest";

/// `ds`.
#[cfg(feature = "wsse-signature")]
pub(super) const DS: &str = "http://www.w3.org/2000/09/xmldsig#";
/// Exclusive canonicalization without comments; also the namespace of InclusiveNamespaces.
#[cfg(feature = "wsse-signature")]
pub(super) const EXCLUSIVE: &str = "http://www.w3.org/2001/10/xml-exc-c14n#";
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
/// WS-Addressing 1.0 and 2004/08.
#[cfg(feature = "wsse-signature")]
pub(super) const WS_ADDRESSING: [&str; 2] =
    ["http://www.w3.org/2005/08/addressing", "http://schemas.xmlsoap.org/ws/2004/08/addressing"];
