//! Header blocks that are signed.

use super::canonical;
use super::form::{general, opening, prefixes};
use super::header::Header;
use super::names::{WS_ADDRESSING, WSU};
use super::signature::{Part, Signature};
use super::signature_element::Reference;
use super::xml;
use crate::runtime::error::Error;
use crate::runtime::soap::envelope::{Block, EnvelopeParts};

/// The digests of header blocks.
pub(super) fn blocks(
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
    let is_addressing = |block: &Block| WS_ADDRESSING.contains(&&*block.namespace);
    if addressing && !parts.headers.iter().any(is_addressing) {
        return Err(Error::config(
            "the header blocks of WS-Addressing are to be signed, but the request has none: switch it on by `addressing`",
        ));
    }
    let mut references = Vec::new();
    for index in 0..parts.headers.len() {
        let Some(block) = parts.headers.get(index) else { break };
        let wanted = signature.headers().any(|name| named(block, name.namespace.as_ref(), &name.local));
        if !(wanted || (addressing && is_addressing(block))) {
            continue;
        }
        let (opening, prefixes) = (opening(parts)?, prefixes(parts));
        let block = parts.headers.get_mut(index).ok_or_else(|| Error::config("a header block is gone"))?;
        let fresh = header.id(&format!("H{index}"));
        let id = identify(block, &opening, &fresh)?;
        let document = format!("{opening}{}</s:Envelope>", block.xml);
        let digest = general(&document, opening.len(), &prefixes, signature.digest)?;
        let times = |text: &str| {
            text.matches(&format!("\"{id}\"")).count() + text.matches(&format!("'{id}'")).count()
        };
        let in_headers = || -> usize { parts.headers.iter().map(|block| times(&block.xml)).sum() };
        // One that is made up here is in no other message. A token of the program may have one of its own.
        if id != fresh && in_headers() + times(&header.xml) + times(&parts.body) > 1 {
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
