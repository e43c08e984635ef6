//! Whose key a signature says it was made with: the KeyInfo, in all the forms that WS-Security has.

use std::borrow::Cow;

use super::base64::bytes;
use crate::runtime::codec::strings::{after, start, trim};
use crate::runtime::soap::Attachments;
use crate::runtime::wsse::certificate::Certificate;
use crate::runtime::wsse::crypto::der::{Reader, SEQUENCE, only};
use crate::runtime::wsse::names::{DS, WSSE, XOP};
use crate::runtime::wsse::received::{Cause, Node, Refusal};

/// How many certificates a message may carry.
const MOST: usize = 20;

/// What a KeyInfo leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Key {
    /// A certificate, and others that came with it.
    Certificate(Box<Certificate>, Vec<Certificate>),
    /// The bare key, or nothing: only a pinned certificate can say whose it is.
    Bare,
}

/// What the certificate of a signature may be found among.
pub(super) struct Known<'k> {
    /// The children of the Security header.
    pub(super) tokens: &'k [Node],
    /// Those of the program.
    pub(super) certificates: Vec<&'k Certificate>,
    /// What came beside the message.
    pub(super) attachments: &'k Attachments<'k>,
    /// The ids of the message that were followed: they have to be unique in it.
    pub(super) followed: Vec<&'k str>,
    /// The number of the attachment that holds the token, where it is one.
    pub(super) beside: Option<usize>,
}

impl<'k> Known<'k> {
    /// Follows a KeyInfo.
    pub(super) fn key(&mut self, key_info: Option<&'k Node>) -> Result<Key, Refusal> {
        let Some(key_info) = key_info else { return Ok(Key::Bare) };
        let [only] = key_info.children.as_slice() else {
            return Err(Refusal::invalid("its KeyInfo has not exactly one element in it"));
        };
        match (only.namespace.as_str(), only.local.as_str()) {
            (WSSE, "SecurityTokenReference") => self.token_reference(only),
            (DS, "X509Data") => self.x509_data(only),
            (DS, "KeyValue") => Ok(Key::Bare),
            (_, other) => Err(unsupported(format!(
                "its KeyInfo holds `{}`, by which no certificate can be found",
                start(other)
            ))),
        }
    }

    fn token_reference(&mut self, reference: &'k Node) -> Result<Key, Refusal> {
        let [only] = reference.children.as_slice() else {
            return Err(Refusal::invalid("a SecurityTokenReference has not exactly one element in it"));
        };
        match (only.namespace.as_str(), only.local.as_str()) {
            (WSSE, "Reference") => {
                let uri = only.attribute("URI").unwrap_or_default();
                let id = uri.strip_prefix('#').filter(|id| !id.is_empty());
                let nowhere = || {
                    unavailable(format!(
                        "its signature refers to the token `{}`, which is not there",
                        start(uri)
                    ))
                };
                let id = id.ok_or_else(nowhere)?;
                let token = self.tokens.iter().find(|token| token.has_id(id)).ok_or_else(nowhere)?;
                self.followed.push(id);
                self.token(token)
            }
            (WSSE, "Embedded") => match only.children.as_slice() {
                [token] => self.token(token),
                _ => Err(Refusal::invalid("an Embedded token has not exactly one element in it")),
            },
            (WSSE, "KeyIdentifier") => self.key_identifier(only),
            (DS, "X509Data") => self.x509_data(only),
            (DS, "KeyValue") => Ok(Key::Bare),
            (_, other) => Err(unsupported(format!(
                "its signature refers to a key by `{}`, which is not taken",
                start(other)
            ))),
        }
    }

    /// The certificates of a token. Some servers that send MTOM have its bytes leave beside the message, as all others.
    fn token(&mut self, token: &Node) -> Result<Key, Refusal> {
        self.beside = None;
        let Some(href) = included(token) else { return token_certificates(token, None) };
        let Some((number, Some(bytes))) = self.attachments.peek(href) else {
            return Err(unavailable("the bytes of a token are not beside the message".to_owned()));
        };
        self.beside = Some(number);
        token_certificates(token, Some(bytes))
    }

    fn key_identifier(&mut self, node: &Node) -> Result<Key, Refusal> {
        let kind = node.attribute("ValueType").unwrap_or_default();
        if let Some(encoding) = node.attribute("EncodingType")
            && after(encoding, b"#:") != "Base64Binary"
        {
            return Err(unsupported(format!("a key identifier is in `{}`, not in base64", start(encoding))));
        }
        let value = bytes(node)?;
        match after(kind, b"#:") {
            "X509v3" => Ok(Key::Certificate(Box::new(certificate(&value)?), Vec::new())),
            "X509SubjectKeyIdentifier" => {
                self.find("subject key identifier", |one| one.key_identifier() == value)
            }
            "ThumbprintSHA1" => self.find("thumbprint", |one| one.thumbprint() == *value),
            _ => Err(unsupported(format!("a key identifier is a `{}`, which is not taken", start(kind)))),
        }
    }

    fn x509_data(&mut self, data: &Node) -> Result<Key, Refusal> {
        let mut carried = Vec::new();
        for node in data.children_of(DS, "X509Certificate") {
            if carried.len() >= MOST {
                return Err(too_many());
            }
            carried.push(certificate(&bytes(node)?)?);
        }
        let named = match data.at_most_one(DS, "X509IssuerSerial")? {
            Some(both) => {
                let issuer = both.only(DS, "X509IssuerName")?.only_text()?;
                let serial = both.only(DS, "X509SerialNumber")?.only_text()?;
                Some(Named::Issued(issuer, serial))
            }
            None => data.at_most_one(DS, "X509SKI")?.map(bytes).transpose()?.map(Named::Identifier),
        };
        match named {
            None if carried.is_empty() => {
                Err(unsupported("its X509Data names no certificate that can be found"))
            }
            None => {
                // The others are those that issued it, in any order (XML Signature, 4.5.4).
                let has_issued = |one: &Certificate| {
                    carried.iter().any(|other| other != one && other.issuer() == one.subject())
                };
                let signer = carried.iter().position(|one| !has_issued(one)).unwrap_or_default();
                let signer = carried.remove(signer);
                Ok(Key::Certificate(Box::new(signer), carried))
            }
            Some(named) => match carried.iter().position(|one| named.is(one)) {
                Some(at) => {
                    let signer = carried.remove(at);
                    Ok(Key::Certificate(Box::new(signer), carried))
                }
                None => self.find(named.word(), |one| named.is(one)),
            },
        }
    }

    /// The certificate that is meant, of those that the program has given and those that the message carries.
    fn find(&mut self, by: &str, is_it: impl Fn(&Certificate) -> bool) -> Result<Key, Refusal> {
        if let Some(one) = self.certificates.iter().find(|one| is_it(one)) {
            return Ok(Key::Certificate(Box::new((*one).clone()), Vec::new()));
        }
        let carried = self.tokens.iter().filter(|token| token.is(WSSE, "BinarySecurityToken")).take(MOST);
        for token in carried {
            if let Ok(Key::Certificate(one, others)) = self.token(token)
                && is_it(&one)
            {
                return Ok(Key::Certificate(one, others));
            }
        }
        self.beside = None;
        Err(unavailable(format!(
            "its signature refers to a certificate by its {by}, and neither the message nor the program has that \
             certificate: give it to `certificates`"
        )))
    }
}

/// What an element refers to whose content stands beside the message.
fn included(token: &Node) -> Option<&str> {
    let [only] = token.children.as_slice() else { return None };
    let is_bare = only.children.is_empty() && only.text.is_empty() && trim(&token.text).is_empty();
    match only.attributes.as_slice() {
        [(uri, name, href)] if is_bare && only.is(XOP, "Include") && uri.is_empty() && name == "href" => {
            Some(href)
        }
        _ => None,
    }
}

/// What an X509Data says of the signer's certificate.
enum Named<'n> {
    Issued(&'n str, &'n str),
    Identifier(Vec<u8>),
}

impl Named<'_> {
    fn is(&self, certificate: &Certificate) -> bool {
        match self {
            Self::Issued(issuer, serial) => certificate.is_issued(issuer, serial),
            Self::Identifier(identifier) => certificate.key_identifier() == identifier,
        }
    }

    const fn word(&self) -> &'static str {
        match self {
            Self::Issued(..) => "issuer and serial number",
            Self::Identifier(_) => "subject key identifier",
        }
    }
}

/// The certificates of a BinarySecurityToken, whose bytes may have been found beside the message: the signer's, and those that
/// came with it.
fn token_certificates(token: &Node, beside: Option<&[u8]>) -> Result<Key, Refusal> {
    if !token.is(WSSE, "BinarySecurityToken") {
        return Err(unsupported(format!(
            "its signature refers to a token of kind `{}`, which holds no certificate",
            start(&token.local)
        )));
    }
    if let Some(encoding) = token.attribute("EncodingType")
        && after(encoding, b"#:") != "Base64Binary"
    {
        return Err(unsupported(format!("a token is in `{}`, not in base64", start(encoding))));
    }
    let kind = token.attribute("ValueType").unwrap_or_default();
    let value = beside.map_or_else(|| bytes(token).map(Cow::Owned), |bytes| Ok(Cow::Borrowed(bytes)))?;
    match after(kind, b"#:") {
        "X509v3" | "X509v1" => Ok(Key::Certificate(Box::new(certificate(&value)?), Vec::new())),
        "X509PKIPathv1" => path(&value),
        _ => Err(unsupported(format!("a token is a `{}`, which is not taken", start(kind)))),
    }
}

/// A chain of certificates, of which the last is the signer's (ITU-T X.509, PkiPath).
fn path(value: &[u8]) -> Result<Key, Refusal> {
    let damaged = || damaged("a chain of certificates");
    let mut rest = Reader(only(value, SEQUENCE).ok_or_else(damaged)?);
    let mut all = Vec::new();
    while !rest.is_empty() {
        if all.len() >= MOST {
            return Err(too_many());
        }
        all.push(certificate(rest.next().ok_or_else(damaged)?.whole)?);
    }
    let signer = all.pop().ok_or_else(damaged)?;
    Ok(Key::Certificate(Box::new(signer), all))
}

fn certificate(value: &[u8]) -> Result<Certificate, Refusal> {
    Certificate::from_der(value).ok_or_else(|| damaged("a certificate"))
}

#[cold]
fn damaged(what: &str) -> Refusal {
    Refusal::new(Cause::InvalidSecurityToken, format!("{what} that it carries is damaged"))
}

#[cold]
fn too_many() -> Refusal {
    Refusal::invalid(format!("it carries more than {MOST} certificates"))
}

#[cold]
fn unavailable(sentence: String) -> Refusal {
    Refusal::new(Cause::SecurityTokenUnavailable, sentence)
}

#[cold]
fn unsupported(sentence: impl Into<String>) -> Refusal {
    Refusal::new(Cause::UnsupportedAlgorithm, sentence)
}
