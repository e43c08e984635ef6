//! Making a signature: the digests of the parts, and the signature over them.

use super::canonical::{self, Method};
use super::crypto::{Digest, Hasher};
use super::header::{Header, Piece, failed};
use super::names::{ADDRESSING, DS, WSU};
use super::signature::{Part, Signature};
use super::signature_element::{Reference, key_info, signed_info};
use super::xml;
use crate::runtime::error::Error;
use crate::runtime::soap::SoapVersion;
use crate::runtime::soap::envelope::{Block, EnvelopeParts};

const SOAP11: &str = "http://schemas.xmlsoap.org/soap/envelope/";
const SOAP12: &str = "http://www.w3.org/2003/05/soap-envelope";

/// Adds the Signature to a Security header: over what is in it, over header blocks that get an Id where they have none, and
/// over the Body, which gets one. Gives its value.
pub(super) fn sign(
    signature: &Signature,
    header: &mut Header,
    parts: &mut EnvelopeParts<'_>,
) -> Result<Vec<u8>, Error> {
    let mut references = in_header(signature, header)?;
    references.extend(blocks(signature, header, parts)?);
    if signature.signs_body() {
        let id = header.id("B");
        references.push(body(signature.digest, &id, parts)?);
        parts.body_id = Some(id);
    }
    if references.is_empty() {
        return Err(Error::config(
            "a signature over nothing: the request has none of the parts that are to be signed",
        ));
    }
    let info = signed_info(signature, &references)?;
    // The canonical form declares the prefix that all names in it have; the Signature around it does so in the message.
    let canonical = info.replacen("<ds:SignedInfo>", &format!("<ds:SignedInfo xmlns:ds=\"{DS}\">"), 1);
    let value = signature.key.sign(canonical.as_bytes())?;
    let key_info = key_info(signature, header)?;
    let out = &mut header.xml;
    out.push_str("<ds:Signature");
    xml::attribute(out, "xmlns:ds", DS)?;
    out.push('>');
    out.push_str(&info);
    out.push_str("<ds:SignatureValue>");
    xml::base64(out, &value);
    out.push_str("</ds:SignatureValue>");
    out.push_str(&key_info);
    out.push_str("</ds:Signature>");
    Ok(value)
}

/// The digests of what is in the Security header. Our own writing is in canonical form but for the declarations, which the
/// header's start tag has.
fn in_header(signature: &Signature, header: &Header) -> Result<Vec<Reference>, Error> {
    let mut references = Vec::new();
    for (piece, id, range) in &header.pieces {
        let (part, declarations) = match piece {
            Piece::Timestamp => (Part::Timestamp, format!(" xmlns:wsu=\"{WSU}\"")),
            Piece::UsernameToken => (Part::UsernameToken, xml::declarations()),
            Piece::Certificate => (Part::Token, xml::declarations()),
        };
        if !signature.signs(&part, true) {
            continue;
        }
        let element = header.xml.get(range.clone()).unwrap_or_default();
        let (name, rest) = element.split_once(' ').unwrap_or((element, ""));
        let mut hasher = hasher(signature.digest)?;
        for text in [name, &declarations, " ", rest] {
            hasher.update(text.as_bytes());
        }
        references.push(Reference { id: id.clone(), prefixes: String::new(), digest: hasher.finish() });
    }
    Ok(references)
}

/// The digests of header blocks.
fn blocks(
    signature: &Signature,
    header: &Header,
    parts: &mut EnvelopeParts<'_>,
) -> Result<Vec<Reference>, Error> {
    let addressing = signature.signs(&Part::Addressing, false);
    for name in signature.headers() {
        if !parts.headers.iter().any(|block| named(block, name.namespace.as_ref(), &name.local)) {
            return Err(Error::config(format!(
                "the header {name} is to be signed, but the request has none"
            )));
        }
    }
    let mut references = Vec::new();
    for index in 0..parts.headers.len() {
        let Some(block) = parts.headers.get(index) else { break };
        let wanted = signature.headers().any(|name| named(block, name.namespace.as_ref(), &name.local));
        if !(wanted || (addressing && ADDRESSING.contains(&&*block.namespace))) {
            continue;
        }
        let (opening, prefixes) = (opening(parts)?, prefixes(parts));
        let block = parts.headers.get_mut(index).ok_or_else(|| Error::config("a header block is gone"))?;
        let id = identify(block, &opening, &header.id(&format!("H{index}")))?;
        let document = format!("{opening}{}</s:Envelope>", block.xml);
        let digest = general(&document, opening.len(), &prefixes, signature.digest)?;
        let times = |text: &str| {
            text.matches(&format!("\"{id}\"")).count() + text.matches(&format!("'{id}'")).count()
        };
        let all: usize = parts.headers.iter().map(|block| times(&block.xml)).sum();
        if all + times(&parts.body) > 1 {
            return Err(Error::config(format!(
                "the Id {id:?} of a signed header block is in the request twice"
            )));
        }
        references.push(Reference { id, prefixes, digest });
    }
    Ok(references)
}

fn named(block: &Block, namespace: &str, local: &str) -> bool {
    block.namespace == namespace && block.local == local
}

/// The `wsu:Id` of a header block: its own, or the one given, which it then gets.
fn identify(block: &mut Block, opening: &str, fresh: &str) -> Result<String, Error> {
    let unreadable = |error: &dyn std::fmt::Display| {
        Error::config(format!("the header block {} cannot be signed: {error}", block.local))
    };
    let document = format!("{opening}{}</s:Envelope>", block.xml);
    let mut cursor = canonical::cursor(&document).map_err(|error| unreadable(&error))?;
    canonical::open(&mut cursor, 0).map_err(|error| unreadable(&error))?;
    let tag = canonical::open(&mut cursor, 1).map_err(|error| unreadable(&error))?;
    let own = cursor.each_written_attribute().find(|(_, uri, local, _)| *uri == WSU && *local == "Id");
    if let Some((.., id)) = own {
        return Ok(id.to_owned());
    }
    let mut prefix = "wsu".to_owned();
    while cursor.declared_by(&tag).any(|(taken, _)| taken == prefix) {
        prefix.push('_');
    }
    let end = 1 + cursor.written_name(&tag).len();
    let mut attributes = String::new();
    xml::attribute(&mut attributes, &format!("xmlns:{prefix}"), WSU)?;
    xml::attribute(&mut attributes, &format!("{prefix}:Id"), fresh)?;
    block.xml.insert_str(end, &attributes);
    Ok(fresh.to_owned())
}

/// The start tag of the Envelope.
fn opening(parts: &EnvelopeParts<'_>) -> Result<String, Error> {
    let mut out = "<s:Envelope".to_owned();
    for (prefix, uri) in &parts.declarations {
        xml::attribute(&mut out, &format!("xmlns:{prefix}"), uri)?;
    }
    out.push('>');
    Ok(out)
}

/// The prefixes of the Envelope, but for its own.
fn prefixes(parts: &EnvelopeParts<'_>) -> String {
    let all: Vec<&str> = parts.declarations.iter().map(|(prefix, _)| prefix.as_str()).collect();
    all.into_iter().filter(|prefix| *prefix != "s").collect::<Vec<_>>().join(" ")
}

/// The digest of the Body. Where the encoder wrote its content in canonical form, that is the very text that is sent.
fn body(digest: Digest, id: &str, parts: &EnvelopeParts<'_>) -> Result<Reference, Error> {
    let mut prefixes = prefixes(parts);
    let Some(own) = parts.encoded.canonical() else {
        let mut document = opening(parts)?;
        let start = document.len();
        document.push_str("<s:Body");
        xml::attribute(&mut document, "xmlns:wsu", WSU)?;
        xml::attribute(&mut document, "wsu:Id", id)?;
        document.push('>');
        let mut content = Vec::new();
        covered(parts, &mut |piece| content.extend_from_slice(piece))?;
        document.push_str(&String::from_utf8_lossy(&content));
        document.push_str("</s:Body></s:Envelope>");
        let digest = general(&document, start, &prefixes, digest)?;
        return Ok(Reference { id: id.to_owned(), prefixes, digest });
    };
    let soap = match parts.version {
        SoapVersion::Soap11 => SOAP11,
        SoapVersion::Soap12 => SOAP12,
    };
    let mut declared: Vec<(&str, &str)> = vec![("s", soap), ("wsu", WSU)];
    let others = parts.declarations.iter().filter(|(prefix, _)| prefix != "s" && prefix != "wsu");
    declared.extend(others.map(|(prefix, uri)| (prefix.as_str(), uri.as_str())));
    declared.sort_unstable();
    let mut start = "<s:Body".to_owned();
    for (prefix, uri) in declared {
        xml::attribute(&mut start, &format!("xmlns:{prefix}"), uri)?;
    }
    xml::attribute(&mut start, "wsu:Id", id)?;
    start.push('>');
    let mut hasher = hasher(digest)?;
    hasher.update(start.as_bytes());
    covered(parts, &mut |piece| hasher.update(piece))?;
    hasher.update(b"</s:Body>");
    for prefix in own {
        prefixes.push(' ');
        prefixes.push_str(prefix);
    }
    Ok(Reference { id: id.to_owned(), prefixes: prefixes.trim_start().to_owned(), digest: hasher.finish() })
}

/// Hands out the content of the Body as a signature covers it: with base64 in place of what leaves beside the envelope.
fn covered(parts: &EnvelopeParts<'_>, take: &mut dyn FnMut(&[u8])) -> Result<(), Error> {
    parts
        .encoded
        .signed_text(take)
        .map_err(|error| Error::config(format!("the Body cannot be signed: {error}")))
}

/// The digest of the element that begins at `start`, whoever wrote it.
fn general(document: &str, start: usize, prefixes: &str, digest: Digest) -> Result<Vec<u8>, Error> {
    let mut hasher = hasher(digest)?;
    let method = Method::exclusive(prefixes.split(' ').filter(|prefix| !prefix.is_empty()));
    canonical::element_at(document, start, &method, &mut |piece| hasher.update(piece))
        .map_err(|error| Error::config(format!("a part of the request cannot be signed: {error}")))?;
    Ok(hasher.finish())
}

fn hasher(digest: Digest) -> Result<Hasher, Error> {
    digest.hasher().map_err(|error| failed(&error))
}
