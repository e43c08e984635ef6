//! What stands in a Signature element: which parts, by which algorithms, and whose key.

use super::header::Header;
use super::names::{BASE64, EXCLUSIVE, PKI_PATH, SUBJECT_KEY_IDENTIFIER, THUMBPRINT, X509_V3};
use super::signature::{KeyReference, Signature};
use super::xml;
use crate::runtime::error::Error;

/// A part that is signed.
pub(super) struct Reference {
    pub(super) id: String,
    /// The prefixes that its canonical form declares although no name uses them: names in content may.
    pub(super) prefixes: String,
    pub(super) digest: Vec<u8>,
}

/// The SignedInfo, in canonical form but for the declaration of its prefix.
pub(super) fn signed_info(signature: &Signature, references: &[Reference]) -> Result<String, Error> {
    let mut out = "<ds:SignedInfo>".to_owned();
    algorithm(&mut out, "ds:CanonicalizationMethod", EXCLUSIVE, "")?;
    algorithm(&mut out, "ds:SignatureMethod", signature.key.algorithm(), "")?;
    for Reference { id, prefixes, digest } in references {
        out.push_str("<ds:Reference");
        xml::attribute(&mut out, "URI", &format!("#{id}"))?;
        out.push_str("><ds:Transforms>");
        algorithm(&mut out, "ds:Transform", EXCLUSIVE, prefixes)?;
        out.push_str("</ds:Transforms>");
        algorithm(&mut out, "ds:DigestMethod", signature.digest.uri(), "")?;
        out.push_str("<ds:DigestValue>");
        xml::base64(&mut out, digest);
        out.push_str("</ds:DigestValue></ds:Reference>");
    }
    out.push_str("</ds:SignedInfo>");
    Ok(out)
}

/// An element with an `Algorithm`, and the prefixes of its InclusiveNamespaces where there are some.
fn algorithm(out: &mut String, name: &str, uri: &str, prefixes: &str) -> Result<(), Error> {
    out.push('<');
    out.push_str(name);
    xml::attribute(out, "Algorithm", uri)?;
    out.push('>');
    if !prefixes.is_empty() {
        out.push_str("<ec:InclusiveNamespaces");
        xml::attribute(out, "xmlns:ec", EXCLUSIVE)?;
        xml::attribute(out, "PrefixList", prefixes)?;
        out.push_str("></ec:InclusiveNamespaces>");
    }
    xml::end(out, name);
    Ok(())
}

/// The KeyInfo: which certificate it is.
pub(super) fn key_info(signature: &Signature, header: &Header) -> Result<String, Error> {
    let mut out = "<ds:KeyInfo><wsse:SecurityTokenReference>".to_owned();
    let certificate = signature.key.certificate();
    match signature.reference {
        KeyReference::BinarySecurityToken => direct(&mut out, header, X509_V3)?,
        KeyReference::PkiPath => direct(&mut out, header, PKI_PATH)?,
        KeyReference::IssuerSerial => {
            out.push_str("<ds:X509Data><ds:X509IssuerSerial>");
            xml::leaf(&mut out, "ds:X509IssuerName", &certificate.issuer().to_string())?;
            xml::leaf(&mut out, "ds:X509SerialNumber", &certificate.serial())?;
            out.push_str("</ds:X509IssuerSerial></ds:X509Data>");
        }
        KeyReference::SubjectKeyIdentifier => {
            identifier(&mut out, SUBJECT_KEY_IDENTIFIER, certificate.key_identifier())?;
        }
        KeyReference::Thumbprint => identifier(&mut out, THUMBPRINT, &certificate.thumbprint())?,
    }
    out.push_str("</wsse:SecurityTokenReference></ds:KeyInfo>");
    Ok(out)
}

/// A reference to the BinarySecurityToken.
fn direct(out: &mut String, header: &Header, value_type: &str) -> Result<(), Error> {
    out.push_str("<wsse:Reference");
    xml::attribute(out, "URI", &format!("#{}", header.id("X509")))?;
    xml::attribute(out, "ValueType", value_type)?;
    out.push_str("></wsse:Reference>");
    Ok(())
}

/// A KeyIdentifier.
fn identifier(out: &mut String, value_type: &str, bytes: &[u8]) -> Result<(), Error> {
    out.push_str("<wsse:KeyIdentifier");
    xml::attribute(out, "EncodingType", BASE64)?;
    xml::attribute(out, "ValueType", value_type)?;
    out.push('>');
    xml::base64(out, bytes);
    xml::end(out, "wsse:KeyIdentifier");
    Ok(())
}
