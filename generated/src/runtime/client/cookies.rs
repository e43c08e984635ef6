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
    /// Adds what a request's host has set to the header `Cookie`, after what is there.
    pub(super) fn send(&self, request: &mut Request<RequestBody>) {
        let Some(url) = address(request.uri()) else { return };
        let mut line = String::new();
        let hosts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        for (_, store) in hosts.iter().filter(|(host, _)| url.host_str() == Some(host)) {
            for (name, value) in store.get_request_values(&url) {
                let semicolon = if line.is_empty() { "" } else { "; " };
                line.push_str(&format!("{semicolon}{name}={value}"));
            }
        }
        drop(hosts);
        if line.is_empty() {
            return;
        }
        if let Some(before) = request.headers().get(COOKIE).and_then(|value| value.to_str().ok()) {
            line = format!("{before}; {line}");
        }
        if let Ok(mut value) = HeaderValue::from_str(&line) {
            value.set_sensitive(true);
            super::shared::set(request.headers_mut(), COOKIE, value);
        }
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
