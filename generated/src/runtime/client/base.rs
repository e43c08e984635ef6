//! Where services are that have no URL of their own: below a base URL, or where the contract says.

use http::Uri;
use http::uri::PathAndQuery;

use super::url;
use crate::runtime::codec::strings::{after, contains, hex};
use crate::runtime::error::Error;
use crate::runtime::soap::Service;

/// Where the services are that have no URL of their own.
#[derive(Debug, Clone, Default)]
pub(super) enum Base {
    /// Nowhere.
    #[default]
    Nowhere,
    /// Each at its address in the contract.
    Contract,
    /// Below this URL, each by its last path segment.
    Url(Uri),
}

impl Base {
    pub(super) fn address_of(&self, service: &Service) -> Result<Uri, Error> {
        match (self, service.address) {
            (Self::Url(base), _) => below(base, service),
            (Self::Contract, Some(address)) => {
                url::parse(&format!("contract's address of the service {}", service.name), address)
                    .map_err(Error::config)
            }
            (Self::Contract, None) => Err(Error::config(format!(
                "no URL for the service {}: the contract names none that can be called. Give it a URL of its own",
                service.name
            ))),
            (Self::Nowhere, _) => Err(Error::config(format!(
                "no URL for the service {}: give a base URL, or a URL for this service",
                service.name
            ))),
        }
    }

    /// Whether both lead to one host.
    #[cfg(any(feature = "http-digest", feature = "ntlm"))]
    pub(super) fn is_one_origin(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Url(one), Self::Url(other)) => url::is_one_origin(one, other),
            _ => false,
        }
    }

    /// For messages.
    pub(super) fn shown(&self) -> Option<String> {
        match self {
            Self::Nowhere => None,
            Self::Contract => Some("the contract's addresses".to_owned()),
            Self::Url(url) => Some(url::shown(url)),
        }
    }
}

/// The base URL, a slash, and the service's last path segment, where it has one; a query is kept. A base URL that is a
/// service's own is left as it is for that service, and for the others counts without its last segment.
fn below(base: &Uri, service: &Service) -> Result<Uri, Error> {
    let whole = folder(base.path());
    let (parent, last) = split(whole);
    let is_a_service = (is_segment(last, service.path)
        || service.paths.iter().any(|path| is_segment(last, path)))
        && repeats(whole, last) > repeats(&contract_folder(service), last);
    let (parent, segment) = match is_a_service {
        // As the program writes it.
        true if is_segment(last, service.path) => (parent, last),
        true => (parent, folder(service.path)),
        // A contract without addresses leaves the whole URL to the caller.
        false if service.path.is_empty() => return Ok(base.clone()),
        false => (whole, folder(service.path)),
    };
    let mut path = format!("{parent}/{segment}");
    if service.path.ends_with('/') {
        path.push('/');
    }
    if let Some(query) = base.query() {
        path.push('?');
        path.push_str(query);
    }
    let wrong = |why: &dyn std::fmt::Display| {
        Error::config(format!("no URL can be made for the service {}: {why}", service.name))
    };
    let mut parts = base.clone().into_parts();
    parts.path_and_query = Some(PathAndQuery::try_from(path).map_err(|why| wrong(&why))?);
    Uri::from_parts(parts).map_err(|why| wrong(&why))
}

/// A path without the slashes at its end.
fn folder(mut path: &str) -> &str {
    while let Some(rest) = path.strip_suffix('/') {
        path = rest;
    }
    path
}

/// The folder that a path is in, and its last segment.
fn split(path: &str) -> (&str, &str) {
    let last = after(path, b"/");
    (folder(path.strip_suffix(last).unwrap_or_default()), last)
}

/// The path in the contract that the service's last segment is below. It may end in that very segment: of
/// `/calculator/calculator` a base URL that ends in one `calculator` is the folder.
fn contract_folder(service: &Service) -> String {
    let address: Option<Uri> = service.address.and_then(|address| address.parse().ok());
    let path = address.as_ref().map_or("", Uri::path);
    if service.path.is_empty() { String::new() } else { split(folder(path)).0.to_owned() }
}

/// How often a path ends in a segment.
fn repeats(mut path: &str, segment: &str) -> usize {
    let mut count = 0;
    while is_segment(after(path, b"/"), segment) {
        path = split(path).0;
        count += 1;
    }
    count
}

/// Whether `given` is the last segment `path` of a service: however it is escaped, and whatever the case of a name with
/// an extension (`user.svc`), since the servers that have those do not tell cases apart.
fn is_segment(given: &str, path: &str) -> bool {
    let path = folder(path);
    let any_case = contains(path, ".");
    let (mut one, mut other) = (given.as_bytes(), path.as_bytes());
    while let (Some((a, after_a)), Some((b, after_b))) = (byte(one), byte(other)) {
        if a != b && !(any_case && a.eq_ignore_ascii_case(&b)) {
            return false;
        }
        (one, other) = (after_a, after_b);
    }
    one.is_empty() && other.is_empty() && !path.is_empty()
}

/// The first byte of a URL's text, without its escape, and what follows.
fn byte(text: &[u8]) -> Option<(u8, &[u8])> {
    let (first, rest) = text.split_first()?;
    let escaped = if *first == b'%' { hex(rest) } else { None };
    escaped.map_or(Some((*first, rest)), |byte| Some((byte, rest.get(2..)?)))
}
