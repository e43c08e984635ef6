//! The addresses of services: a base URL, URLs of their own for some, and where a login says to go on.

use std::sync::{PoisonError, RwLock};

use http::Uri;
use http::uri::Scheme;

use super::base::Base;
use crate::runtime::codec::secrets::MASK;
use crate::runtime::codec::strings::{after, before, contains, find, pieces, split_once, trim, whole};
use crate::runtime::error::{Error, ErrorKind};
use crate::runtime::soap::{Operation, Service};

/// Where the services are.
#[derive(Debug, Clone, Default)]
pub(super) struct Addresses {
    pub(super) base: Base,
    /// By the service's name.
    pub(super) own: Vec<(String, Uri)>,
    /// What a login put in place of its own address.
    moved: Option<Moved>,
    /// The addresses of services that were called.
    known: Known,
}

/// Addresses that were found once.
#[derive(Debug, Default)]
struct Known(RwLock<Vec<(&'static Service, Uri)>>);

impl Known {
    fn find(&self, service: &'static Service) -> Option<Uri> {
        let known = self.0.read().unwrap_or_else(PoisonError::into_inner);
        known.iter().find(|(one, _)| std::ptr::eq(*one, service)).map(|(_, uri)| uri.clone())
    }

    fn add(&self, service: &'static Service, uri: Uri) {
        let mut known = self.0.write().unwrap_or_else(PoisonError::into_inner);
        if !known.iter().any(|(one, _)| std::ptr::eq(*one, service)) {
            known.push((service, uri));
        }
    }
}

/// Whoever copies addresses changes them.
impl Clone for Known {
    fn clone(&self) -> Self {
        Self::default()
    }
}

/// An address, and the one in its place.
#[derive(Debug, Clone)]
struct Moved {
    from: Uri,
    to: Uri,
}

impl Addresses {
    pub(super) fn new(base: Base, own: Vec<(String, Uri)>) -> Self {
        Self { base, own, moved: None, known: Known::default() }
    }

    /// As [`address_of`](Self::address_of), found once for each service.
    pub(super) fn known_address_of(&self, service: &'static Service) -> Result<Uri, Error> {
        if let Some(known) = self.known.find(service) {
            return Ok(known);
        }
        let found = self.address_of(service)?;
        self.known.add(service, found.clone());
        Ok(found)
    }

    /// Where calls of the service go: where the login says, for a service that has the login's address.
    pub(super) fn address_of(&self, service: &Service) -> Result<Uri, Error> {
        let given = self.given(service)?;
        match &self.moved {
            Some(moved) if moved.from == given => Ok(moved.to.clone()),
            _ => Ok(given),
        }
    }

    /// Whether calls of the service go to a host that the program named, and not to one where a login leads.
    #[inline(never)]
    pub(super) fn is_at_home(&self, service: &Service) -> bool {
        let Some(moved) = &self.moved else { return true };
        match self.given(service) {
            Ok(given) => moved.from != given || is_one_origin(&moved.to, &given),
            Err(_) => false,
        }
    }

    /// As the program gave them: for the login.
    pub(super) fn as_given(&self) -> Self {
        Self { moved: None, ..self.clone() }
    }

    /// With `url`, which the answer of the login `operation` names, for all services that have the login's address.
    pub(super) fn moved(&self, operation: &Operation, url: &str) -> Result<Self, Error> {
        let from = self.given(operation.service)?;
        let wrong = |why: String| {
            let message =
                format!("the login worked, but its answer cannot be followed: {why}. Nothing else was sent");
            Error::in_operation(ErrorKind::Login, operation).message(message).at(Some(&from))
        };
        let to = parse("address that it names", url).map_err(|why| wrong(why.to_string()))?;
        if from.scheme() == Some(&Scheme::HTTPS) && to.scheme() != Some(&Scheme::HTTPS) {
            return Err(wrong(format!(
                "it leads from https to {}, where anyone on the way could read the ticket",
                shown(&to)
            )));
        }
        Ok(Self { moved: Some(Moved { from, to }), ..self.clone() })
    }

    /// The service's own URL, else where the base leads.
    fn given(&self, service: &Service) -> Result<Uri, Error> {
        if let Some((_, uri)) = self.own.iter().find(|(name, _)| name == service.name) {
            return Ok(uri.clone());
        }
        self.base.address_of(service)
    }
}

/// Checks a URL as a user gives it. `what` names it in the error. The error never repeats user, password or query.
pub(super) fn parse(what: &str, url: &str) -> Result<Uri, Error> {
    let url = trim(url);
    // An `@` may follow a password, wherever it stands in what is no right URL.
    let shown = match before(url, b"?#") {
        shown if !contains(url, "@") => format!("the {what} {shown:?}"),
        _ => format!("the {what} (not shown here, since it may hold a password)"),
    };
    if url.is_empty() {
        return Err(Error::config(format!("the {what} is empty: give one such as https://host/path")));
    }
    let authority = find(url, "://").and_then(|at| url.get(at + 3..)).map(|rest| before(rest, b"/?#"));
    if authority.is_some_and(|authority| contains(authority, "@")) {
        return Err(Error::config(format!(
            "the {what} holds a user name or password: leave them out, and set an Authorization header instead"
        )));
    }
    if contains(url, "#") {
        return Err(Error::config(format!("{shown} has a fragment: leave out what follows '#'")));
    }
    let uri: Uri = url.parse().map_err(|why| Error::config(format!("{shown} is not a URL: {why}")))?;
    if !(uri.scheme() == Some(&Scheme::HTTP) || uri.scheme() == Some(&Scheme::HTTPS))
        || uri.host().is_none_or(str::is_empty)
    {
        return Err(Error::config(format!(
            "{shown} is not a whole URL: it must begin with https:// or http:// and a host"
        )));
    }
    let authority = uri.authority().map_or("", |authority| authority.as_str());
    let port = split_once(after(authority, b"]"), b':');
    if port.is_some_and(|(_, port)| whole(port).is_none_or(|port| u16::try_from(port).is_err())) {
        return Err(Error::config(format!("{shown} is not a URL: what follows the host is not a port")));
    }
    Ok(uri)
}

/// A URL for messages, without what may be secret in it: a user name, a password, and the values of its query.
#[cold]
pub(in crate::runtime) fn shown(uri: &Uri) -> String {
    let authority = uri.authority().map_or("", |authority| authority.as_str());
    let mut out = format!("{}://", uri.scheme_str().unwrap_or("http"));
    if contains(authority, "@") {
        out.push_str(MASK);
        out.push('@');
    }
    out.push_str(after(authority, b"@"));
    out.push_str(uri.path());
    let mut sign = '?';
    let Some(query) = uri.query() else { return out };
    for pair in pieces(query, b'&') {
        out.push(sign);
        sign = '&';
        // What has no name is a value.
        let value = split_once(pair, b'=').map_or(pair, |(_, value)| value);
        out.push_str(pair.strip_suffix(value).unwrap_or_default());
        if !value.is_empty() {
            out.push_str(MASK);
        }
    }
    out
}

/// Whether two addresses have one scheme, host and port.
#[inline(never)]
pub(super) fn is_one_origin(one: &Uri, other: &Uri) -> bool {
    let port =
        |uri: &Uri| uri.port_u16().unwrap_or(if uri.scheme() == Some(&Scheme::HTTPS) { 443 } else { 80 });
    let host = |uri: &Uri| uri.host().unwrap_or_default().to_ascii_lowercase();
    one.scheme() == other.scheme() && host(one) == host(other) && port(one) == port(other)
}

#[cfg(test)]
mod tests {
    use super::shown;

    #[test]
    fn a_url_is_shown_without_what_may_be_secret() {
        for (url, expected) in [
            ("https://host", "https://host/"),
            ("http://host:81/a/b.svc", "http://host:81/a/b.svc"),
            ("https://ann:hunter2@host/a", "https://***@host/a"),
            ("https://ann@[::1]:8/a", "https://***@[::1]:8/a"),
            ("https://host/a?tenant=1&key=s3cret&sig=ab==", "https://host/a?tenant=***&key=***&sig=***"),
            ("https://host/a?s3cret", "https://host/a?***"),
            ("https://host/a?", "https://host/a?"),
            ("https://host/a?x=&y", "https://host/a?x=&***"),
            ("https://host/a@b", "https://host/a@b"),
        ] {
            assert_eq!(shown(&url.parse().unwrap()), expected, "{url}");
        }
    }

    #[test]
    fn what_may_be_a_password_is_not_shown_wherever_it_stands() {
        for url in
            ["ann:hunter2@host", "https:/ann:hunter2@host", "host/ann:hunter2@x y", "https:///hunter2@x"]
        {
            let error = super::parse("endpoint", url).unwrap_err().to_string();
            assert!(!error.contains("hunter2") && error.contains("not shown"), "{error}");
        }
        let error = super::parse("endpoint", "host/path?key=s3cret").unwrap_err().to_string();
        assert!(error.contains("\"host/path\"") && !error.contains("s3cret"), "{error}");
    }
}
