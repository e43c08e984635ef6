//! The canonical form of parts of an envelope that is about to be written, and their digests.

use super::canonical::{self, Method};
use super::crypto::{Digest, Hasher};
use super::header::failed;
use super::xml;
use crate::runtime::error::Error;
use crate::runtime::soap::envelope::EnvelopeParts;

/// The start tag of the Envelope.
pub(super) fn opening(parts: &EnvelopeParts<'_>) -> Result<String, Error> {
    let mut out = "<s:Envelope".to_owned();
    for (prefix, uri) in &parts.declarations {
        xml::attribute(&mut out, &format!("xmlns:{prefix}"), uri)?;
    }
    out.push('>');
    Ok(out)
}

/// The prefixes of the Envelope, but for its own.
pub(super) fn prefixes(parts: &EnvelopeParts<'_>) -> String {
    let all: Vec<&str> = parts.declarations.iter().map(|(prefix, _)| prefix.as_str()).collect();
    all.into_iter().filter(|prefix| *prefix != "s").collect::<Vec<_>>().join(" ")
}

/// The digest of the element that begins at `start`, whoever wrote it.
pub(super) fn general(
    document: &str,
    start: usize,
    prefixes: &str,
    digest: Digest,
) -> Result<Vec<u8>, Error> {
    let mut hasher = hasher(digest)?;
    let method = Method::exclusive(prefixes.split(' ').filter(|prefix| !prefix.is_empty()));
    canonical::element_at(document, start, &method, &mut |piece| hasher.update(piece))
        .map_err(|error| Error::config(format!("a part of the request cannot be signed: {error}")))?;
    Ok(hasher.finish())
}

pub(super) fn hasher(digest: Digest) -> Result<Hasher, Error> {
    digest.hasher().map_err(|error| failed(&error))
}
