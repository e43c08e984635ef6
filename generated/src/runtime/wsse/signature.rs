//! What a program says of signing.

use std::fmt;

use super::crypto::Digest;
use super::header::{Header, Piece};
use super::names::{PKI_PATH, X509_V3};
use super::signing_key::SigningKey;
use super::xml;
use crate::runtime::error::Error;
use crate::runtime::values::QName;

/// How requests are signed (X.509 Certificate Token Profile 1.1).
///
/// ```text
/// let key = SigningKey::from_pem(&std::fs::read("client.pem")?)?;
/// let security = Security::new().timestamp(Duration::from_secs(300)).sign(Signature::new(key));
/// ```
///
/// The Body is signed, and the Timestamp where there is one; more by [`part`](Self::part). RSA keys sign by RSA-SHA256 (PKCS#1
/// v1.5), keys on P-256 by ECDSA-SHA256. Parts have exclusive canonical form and digests of SHA-256.
#[derive(Clone)]
#[must_use]
pub struct Signature {
    pub(super) key: SigningKey,
    /// Beside the defaults, or in place of them.
    parts: Vec<Part>,
    only: bool,
    pub(super) reference: KeyReference,
    pub(super) digest: Digest,
}

/// A part of the message that is signed.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Part {
    /// The Body.
    Body,
    /// The Timestamp of the Security header.
    Timestamp,
    /// The UsernameToken of the Security header.
    UsernameToken,
    /// The BinarySecurityToken with the certificate.
    Token,
    /// All header blocks of WS-Addressing. A request that has none is not sent.
    Addressing,
    /// The header blocks of this name. A request that has none is not sent.
    Header(QName),
}

impl Part {
    /// The header blocks of this namespace and local name.
    #[must_use]
    pub fn header(namespace: &str, local: &str) -> Self {
        Self::Header(QName::new(namespace, local))
    }
}

/// How a signature says which certificate is its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum KeyReference {
    /// The certificate is sent, as a BinarySecurityToken.
    #[default]
    BinarySecurityToken,
    /// The certificate and those of its issuers are sent, as a BinarySecurityToken of the type `X509PKIPathv1`.
    PkiPath,
    /// By the issuer's name and the serial number; the server has the certificate.
    IssuerSerial,
    /// By its subject key identifier; the server has the certificate.
    SubjectKeyIdentifier,
    /// By its SHA-1; the server has the certificate.
    Thumbprint,
}

impl KeyReference {
    /// Whether the certificate travels along.
    pub(super) const fn brings(self) -> bool {
        matches!(self, Self::BinarySecurityToken | Self::PkiPath)
    }
}

impl Signature {
    /// Signs with this key.
    pub const fn new(key: SigningKey) -> Self {
        Self {
            key,
            parts: Vec::new(),
            only: false,
            reference: KeyReference::BinarySecurityToken,
            digest: Digest::Sha256,
        }
    }

    /// Signs a further part.
    pub fn part(mut self, part: Part) -> Self {
        self.parts.push(part);
        self
    }

    /// Signs these parts and no others, also not Body and Timestamp unless they are among them.
    pub fn only(mut self, parts: impl IntoIterator<Item = Part>) -> Self {
        self.parts = parts.into_iter().collect();
        self.only = true;
        self
    }

    /// How the signature refers to its certificate.
    pub const fn reference(mut self, reference: KeyReference) -> Self {
        self.reference = reference;
        self
    }

    /// Digests of SHA-1, for servers that know nothing else; the signature itself is then mostly RSA-SHA1, by a
    /// [`Signer`](super::Signer).
    pub const fn sha1_digests(mut self) -> Self {
        self.digest = Digest::Sha1;
        self
    }

    /// Whether a part is to be signed. `there` says whether there is a Timestamp.
    pub(super) fn signs(&self, part: &Part, there: bool) -> bool {
        let default = match part {
            Part::Body => true,
            Part::Timestamp => there,
            _ => false,
        };
        (!self.only && default) || self.parts.contains(part)
    }

    pub(super) fn signs_body(&self) -> bool {
        self.signs(&Part::Body, false)
    }

    /// The names of the header blocks that are signed.
    pub(super) fn headers(&self) -> impl Iterator<Item = &QName> {
        self.parts.iter().filter_map(|part| match part {
            Part::Header(name) => Some(name),
            _ => None,
        })
    }

    /// Looks for what can never be sent, in a header with or without a Timestamp and a UsernameToken.
    pub(super) fn check(&self, timestamp: bool, username_token: bool) -> Result<(), Error> {
        if self.only && self.parts.is_empty() {
            return Err(Error::config("a signature over nothing: name a part in `only`"));
        }
        let missing = [
            (Part::Timestamp, timestamp, "a Timestamp is to be signed: ask for one by `timestamp`"),
            (
                Part::UsernameToken,
                username_token,
                "a UsernameToken is to be signed: add one by `username_token`",
            ),
            (
                Part::Token,
                self.reference.brings(),
                "the token is to be signed, but the signature's reference sends none: use \
                 `KeyReference::BinarySecurityToken`",
            ),
        ];
        for (part, there, message) in missing {
            if self.parts.contains(&part) && !there {
                return Err(Error::config(message));
            }
        }
        if self.reference == KeyReference::SubjectKeyIdentifier
            && self.key.certificate().key_identifier().is_empty()
        {
            return Err(Error::config("the certificate has no subject key identifier to refer to it by"));
        }
        Ok(())
    }

    /// Writes the BinarySecurityToken, where there is one.
    pub(super) fn write_token(&self, header: &mut Header) -> Result<(), Error> {
        let path;
        let (value_type, bytes) = match self.reference {
            KeyReference::BinarySecurityToken => (X509_V3, self.key.certificate().der().as_ref()),
            KeyReference::PkiPath => {
                path = self.key.pki_path();
                (PKI_PATH, path.as_slice())
            }
            _ => return Ok(()),
        };
        let (id, start) = (header.id("X509"), header.xml.len());
        xml::binary_token(&mut header.xml, &id, value_type, bytes)?;
        header.note(Piece::Certificate, id, start);
        Ok(())
    }
}

/// Without the key.
impl fmt::Debug for Signature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("Signature");
        shown.field("key", &self.key).field("parts", &self.parts).field("reference", &self.reference);
        shown.finish_non_exhaustive()
    }
}
