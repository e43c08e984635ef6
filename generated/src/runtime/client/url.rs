//! URLs as users give them, and as messages show them.

use http::Uri;
use http::uri::Scheme;

use crate::runtime::codec::secrets::MASK;
use crate::runtime::codec::strings::{after, before, contains, find, pieces, split_once, trim, whole};

/// Checks a URL as a user gives it, which is `what`.
///
/// # Errors
/// A sentence that says what is wrong and what to do. It never repeats user, password or query.
pub(super) fn parse(what: &str, url: &str) -> Result<Uri, String> {
    let url = trim(url);
    // An `@` may follow a password, wherever it stands in what is no right URL.
    let shown = match before(url, b"?#") {
        shown if !contains(url, "@") => format!("the {what} {shown:?}"),
        _ => format!("the {what} (not shown here, since it may hold a password)"),
    };
    if url.is_empty() {
        return Err(format!("the {what} is empty: give one such as https://host/path"));
    }
    let authority = find(url, "://").and_then(|at| url.get(at + 3..)).map(|rest| before(rest, b"/?#"));
    if authority.is_some_and(|authority| contains(authority, "@")) {
        return Err(format!(
            "the {what} holds a user name or password: leave them out, and set an Authorization header instead"
        ));
    }
    if contains(url, "#") {
        return Err(format!("{shown} has a fragment: leave out what follows '#'"));
    }
    let uri: Uri = url.parse().map_err(|why| format!("{shown} is not a URL: {why}"))?;
    if !(uri.scheme() == Some(&Scheme::HTTP) || uri.scheme() == Some(&Scheme::HTTPS))
        || uri.host().is_none_or(str::is_empty)
    {
        return Err(format!("{shown} is not a whole URL: it must begin with https:// or http:// and a host"));
    }
    let authority = uri.authority().map_or("", |authority| authority.as_str());
    let port = split_once(after(authority, b"]"), b':');
    if port.is_some_and(|(_, port)| whole(port).is_none_or(|port| u16::try_from(port).is_err())) {
        return Err(format!("{shown} is not a URL: what follows the host is not a port"));
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
