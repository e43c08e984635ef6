//! Cookies (RFC 6265): each goes back to the very host that set it, and nowhere else.

use std::sync::{Arc, Mutex, PoisonError};

use cookie_store::CookieStore;
use http::header::{COOKIE, HeaderMap, HeaderValue, SET_COOKIE};
use http::{Request, Uri};
use url::Url;

use super::build::ClientBuilder;
use super::transport::RequestBody;

/// The cookies of a session, apart for each host. A `Domain` that a server names makes no difference: services share
/// domains with strangers.
#[derive(Clone, Default)]
pub(super) struct Jar(Arc<Mutex<Vec<(String, CookieStore)>>>);

impl Jar {
    /// Adds what a request's host has set to the header `Cookie`, after what is there. Where the request becomes several
    /// legs, so do they.
    pub(super) fn send(&self, request: &mut Request<RequestBody>) {
        let own = request.headers().get(COOKIE).cloned();
        let cookies = LegCookies { jar: self.clone(), own };
        let uri = request.uri().clone();
        cookies.send(request.headers_mut(), &uri);
        request.extensions_mut().insert(cookies);
    }

    /// The names and values that go to an address.
    fn to(&self, uri: &Uri) -> Vec<(String, String)> {
        let Some(url) = address(uri) else { return Vec::new() };
        let hosts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let stores = hosts.iter().filter(|(host, _)| url.host_str() == Some(host));
        let pairs = stores.flat_map(|(_, store)| store.get_request_values(&url));
        pairs.map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
    }

    /// Keeps, changes and forgets what an answer says.
    pub(super) fn receive(&self, headers: &HeaderMap, from: &Uri) {
        let Some(url) = address(from).filter(|_| headers.contains_key(SET_COOKIE)) else { return };
        let Some(host) = url.host_str() else { return };
        let mut hosts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let at = hosts.iter().position(|(other, _)| other == host).unwrap_or(hosts.len());
        if at == hosts.len() {
            hosts.push((host.to_owned(), CookieStore::new()));
        }
        let Some((_, store)) = hosts.get_mut(at) else { return };
        for value in headers.get_all(SET_COOKIE) {
            // What is no cookie, or not for this host, is ignored, as browsers do.
            let Ok(text) = std::str::from_utf8(value.as_bytes()) else { continue };
            let _ = store.parse(text, &url);
        }
    }
}

/// The cookies of the legs of an HTTP authentication: each answer may set some, and some servers keep in them what their
/// challenge was.
#[derive(Clone)]
pub(super) struct LegCookies {
    jar: Jar,
    /// The program's own header.
    own: Option<HeaderValue>,
}

impl LegCookies {
    /// Puts the cookies of now into the header. Gives their values, which nothing is to show.
    pub(super) fn send(&self, headers: &mut HeaderMap, uri: &Uri) -> Vec<String> {
        let pairs = self.jar.to(uri);
        let mut line = self.own.as_ref().map(|own| own.as_bytes().to_vec()).unwrap_or_default();
        for (name, value) in &pairs {
            let semicolon = if line.is_empty() { "" } else { "; " };
            line.extend(format!("{semicolon}{name}={value}").bytes());
        }
        if let Ok(mut value) = HeaderValue::from_bytes(&line)
            && !pairs.is_empty()
        {
            value.set_sensitive(true);
            super::shared::set(headers, COOKIE, value);
        }
        pairs.into_iter().map(|(_, value)| value).collect()
    }

    #[cfg(any(feature = "http-digest", feature = "ntlm"))]
    pub(super) fn receive(&self, headers: &HeaderMap, from: &Uri) {
        self.jar.receive(headers, from);
    }
}

fn address(uri: &Uri) -> Option<Url> {
    Url::parse(&uri.to_string()).ok()
}

impl ClientBuilder {
    /// Keeps the cookies that servers set, and sends each back to the host that set it, as long as it lives: never to
    /// another host, whatever domain the server names, and a `Secure` one only by https. They live as long as the session and
    /// its clones. A session with another ticket, login or base URL begins without any.
    ///
    /// Their values are kept out of errors and logs, also where the server repeats them.
    pub fn cookies(mut self) -> Self {
        self.layers.cookies = Some(Jar::default());
        self
    }
}
