//! Addresses of documents: which are one, and which may be asked.

use std::collections::BTreeSet;

use percent_encoding::percent_decode_str;
use url::Url;

use super::failure::Failure;

/// What stands in a URL for whoever asks: a name and a password.
pub(super) type Login = (String, String);

/// The address that the user gave, and the credentials in it, which it no longer has.
///
/// # Errors
/// When it is no address of a web server.
pub(super) fn given(text: &str) -> Result<(Url, Option<Login>), Failure> {
    // What cannot be read may have a password in it.
    let shown = if text.contains('@') { "the URL" } else { text.trim() };
    let unreadable = |why: String| Failure::new(shown, why).help("a URL begins with http:// or https://");
    let mut url = Url::parse(text.trim()).map_err(|error| unreadable(format!("is no URL: {error}")))?;
    if !is_web(&url) {
        return Err(unreadable(format!(
            "has the scheme {}, and only http and https are fetched",
            url.scheme()
        )));
    }
    let decoded = |text: &str| percent_decode_str(text).decode_utf8_lossy().into_owned();
    let login = (!url.username().is_empty() || url.password().is_some())
        .then(|| (decoded(url.username()), decoded(url.password().unwrap_or_default())));
    strip(&mut url);
    Ok((url, login))
}

/// Whether it is an address of a web server.
pub(super) fn is_web(url: &Url) -> bool {
    matches!(url.scheme(), "http" | "https") && url.has_host()
}

/// Where a location leads, seen from the document that has it: without its fragment, which is a place in a document, and
/// without credentials, which are no document's to give.
pub(super) fn joined(base: &Url, location: &str) -> Result<Url, url::ParseError> {
    let mut url = base.join(location)?;
    strip(&mut url);
    Ok(url)
}

fn strip(url: &mut Url) {
    url.set_fragment(None);
    // Only addresses that have no host refuse this.
    let _ = url.set_username("");
    let _ = url.set_password(None);
}

/// The same text for every spelling of one address. [`Url`] has made host, port and dots alike; what is left are escapes.
pub(super) fn key(url: &Url) -> String {
    let mut key = String::new();
    let mut rest = url.as_str();
    while let Some((before, after)) = rest.split_once('%') {
        key.push_str(before);
        let byte = after.get(..2).and_then(|digits| u8::from_str_radix(digits, 16).ok());
        rest = match byte {
            Some(byte) => {
                match char::from(byte) {
                    c if c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '_' | '~') => key.push(c),
                    _ => key.push_str(&format!("%{byte:02X}")),
                }
                after.get(2..).unwrap_or_default()
            }
            None => {
                key.push('%');
                after
            }
        };
    }
    key + rest
}

/// Whether two addresses are of one server: scheme, host and port.
pub(super) fn is_one_server(one: &Url, other: &Url) -> bool {
    one.origin() == other.origin()
}

/// The servers that may be asked.
#[derive(Debug)]
pub(super) struct Allowed {
    first: Url,
    hosts: BTreeSet<String>,
}

impl Allowed {
    /// The server of the first document, and others by name: `HOST` or `HOST:PORT`.
    ///
    /// # Errors
    /// When one of them is no name of a host.
    pub(super) fn new(first: &Url, hosts: &BTreeSet<String>) -> Result<Self, Failure> {
        let read = |name: &String| {
            host(name).ok_or_else(|| {
                Failure::new("--allow-host", format!("{name} is no host"))
                    .help("say it without scheme and path: schemas.example.com, or schemas.example.com:8080")
            })
        };
        Ok(Self { first: first.clone(), hosts: hosts.iter().map(read).collect::<Result<_, _>>()? })
    }

    /// Whether an address may be asked. From http to https on one host is no other server; the way back is one.
    pub(super) fn allows(&self, url: &Url) -> bool {
        let upgraded = self.first.scheme() == "http"
            && url.scheme() == "https"
            && self.first.host() == url.host()
            && (self.first.port(), url.port()) == (None, None);
        let named = |with_port: bool| named(url, with_port).is_some_and(|name| self.hosts.contains(&name));
        is_one_server(&self.first, url) || upgraded || named(false) || named(true)
    }
}

/// A host as the user names it, in the form that [`Url`] gives it.
fn host(name: &str) -> Option<String> {
    let name = name.trim();
    let url = Url::parse(&format!("http://{name}/")).ok().filter(|url| url.path() == "/")?;
    let is_bare = url.username().is_empty() && url.password().is_none() && url.query().is_none();
    let is_bare = is_bare && url.fragment().is_none() && !name.contains('/');
    // A port that http has anyway is no part of the address, but was said.
    let with_port = name.rsplit_once(':').is_some_and(|(_, port)| port.parse::<u16>().is_ok());
    named(&url, with_port && !name.ends_with(']')).filter(|_| is_bare)
}

/// What a server is called in `--allow-host`.
pub(super) fn named(url: &Url, with_port: bool) -> Option<String> {
    let host = url.host_str()?;
    match url.port_or_known_default().filter(|_| with_port) {
        Some(port) => Some(format!("{host}:{port}")),
        None => Some(host.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(text: &str) -> Url {
        Url::parse(text).unwrap()
    }

    #[test]
    fn spellings_of_one_address_have_one_key() {
        let first = key(&joined(&url("http://example.org/a/b.wsdl"), "c~d/e%2Ff.xsd?x=a").unwrap());
        for other in [
            "http://example.org:80/a/c~d/e%2ff.xsd?x=a",
            "HTTP://EXAMPLE.org/a/./c%7Ed/e%2Ff.xsd?x=%61#fragment",
            "../a/c%7ed/e%2Ff.xsd?x=a",
            "/a/c~d/e%2ff.xsd?x=a",
            "//user:secret@example.org/a/c~d/e%2Ff.xsd?x=a",
        ] {
            let joined = joined(&url("http://example.org/a/b.wsdl"), other).unwrap();
            assert_eq!(key(&joined), first, "{other}");
        }
        for other in ["C~d/e%2Ff.xsd?x=a", "c~d/e/f.xsd?x=a", "c~d/e%2Ff.xsd", "c~d/e%2Ff.xsd?x=A"] {
            assert_ne!(key(&joined(&url("http://example.org/a/b.wsdl"), other).unwrap()), first, "{other}");
        }
        assert_eq!(key(&url("http://x/100%?%zz")), "http://x/100%?%zz");
    }

    #[test]
    fn credentials_are_taken_out() {
        let (url, login) = given("https://me%40x:p%3Aw@example.org/a?wsdl#top").unwrap();
        assert_eq!(url.as_str(), "https://example.org/a?wsdl");
        assert_eq!(login.unwrap(), ("me@x".to_owned(), "p:w".to_owned()));
        for bad in ["Orders.wsdl", "file:///etc/passwd", "ftp://x/y", "http://", "http://me:secret@:x/"] {
            let message = given(bad).unwrap_err().into_error().to_string();
            assert!(message.contains("http:// or https://") && !message.contains("secret"), "{message}");
        }
    }

    #[test]
    fn other_servers_have_to_be_named() {
        let allowed = |first: &str, hosts: &[&str]| {
            Allowed::new(&url(first), &hosts.iter().map(|host| (*host).to_owned()).collect()).unwrap()
        };
        let own = allowed("http://a.example/x", &[]);
        for (other, is_allowed) in [
            ("http://A.example:80/y", true),
            ("https://a.example/y", true),
            ("https://a.example:8443/y", false),
            ("http://a.example:8080/y", false),
            ("http://b.example/y", false),
            ("http://a.example.evil/y", false),
        ] {
            assert_eq!(own.allows(&url(other)), is_allowed, "{other}");
        }
        assert!(!allowed("https://a.example/x", &[]).allows(&url("http://a.example/y")));
        let more = allowed("http://a.example/x", &["B.example", "c.example:80", "[::1]"]);
        assert!(more.allows(&url("https://b.example:8443/y")));
        assert!(more.allows(&url("http://c.example/y")) && !more.allows(&url("https://c.example/y")));
        assert!(more.allows(&url("http://[::1]:8080/y")));
        for bad in ["http://b.example", "b.example/x", "", "a b", "me@b.example"] {
            assert!(Allowed::new(&url("http://a/"), &BTreeSet::from([bad.to_owned()])).is_err(), "{bad}");
        }
    }
}
