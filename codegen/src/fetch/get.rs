//! One document from its server: asked for again where that may help, by way of redirects, and no larger than allowed.

use std::io::{ErrorKind, Read};
use std::time::{Duration, SystemTime};

use http::header::{AUTHORIZATION, CONTENT_LENGTH, CONTENT_TYPE, LOCATION, RETRY_AFTER, WWW_AUTHENTICATE};
use http::{HeaderMap, HeaderName, Response, StatusCode};
use ureq::{Body, Timeout};
use url::Url;

use super::Limits;
use super::access::Access;
use super::address::{self, Allowed};
use super::failure::Failure;

/// How many redirects lead to a document at most.
const REDIRECTS: usize = 10;

/// The wait before the first repetition; it doubles from one to the next.
const PAUSE: Duration = Duration::from_millis(500);

/// The longest wait. A server that asks for more is not waited for.
const LONGEST_PAUSE: Duration = Duration::from_secs(60);

/// What a server sent.
#[derive(Debug)]
pub(super) struct Got {
    /// Where it was in the end.
    pub(super) url: Url,
    pub(super) bytes: Vec<u8>,
    /// What the server says that it is.
    pub(super) media_type: String,
}

/// Asks for documents.
pub(super) struct Client<'a> {
    pub(super) access: &'a Access,
    pub(super) allowed: &'a Allowed,
    pub(super) limits: &'a Limits,
    /// Is told how many bytes of a document have come.
    pub(super) received: &'a dyn Fn(u64),
}

/// What came of asking once.
enum Answer {
    Document(Vec<u8>, String),
    Elsewhere(String),
}

/// Why it did not work.
enum Trouble {
    /// It may work later: after a wait that the server may have named.
    Passing(Failure, Option<Duration>),
    /// The server wants to know who asks, and was told.
    Refused(Failure),
    Lasting(Failure),
}

impl Client<'_> {
    /// Brings a document.
    ///
    /// # Errors
    /// When it does not come: the last reason.
    pub(super) fn get(&self, url: &Url) -> Result<Got, Failure> {
        let mut at = url.clone();
        let mut way = vec![address::key(&at)];
        loop {
            self.check(&at, &way, url)?;
            match self.ask(&at)? {
                Answer::Document(bytes, media_type) => return Ok(Got { url: at, bytes, media_type }),
                Answer::Elsewhere(location) => {
                    let next = address::joined(&at, &location).ok().filter(address::is_web);
                    let Some(next) = next else {
                        let why = format!("leads to {location}, which is no address of a web server");
                        return Err(Failure::new(&at, why));
                    };
                    let key = address::key(&next);
                    if way.contains(&key) {
                        return Err(Failure::new(url, format!("leads in a circle, by way of {next}")));
                    }
                    way.push(key);
                    at = next;
                }
            }
        }
    }

    fn check(&self, at: &Url, way: &[String], from: &Url) -> Result<(), Failure> {
        if way.len() > REDIRECTS + 1 {
            return Err(Failure::new(from, format!("leads on and on: more than {REDIRECTS} redirects")));
        }
        if self.allowed.allows(at) {
            return Ok(());
        }
        let failure = match at == from {
            true => Failure::new(at, "is on another server than the contract"),
            false => Failure::new(at, format!("is on another server, and {from} leads there")),
        };
        let host = address::named(at, false).unwrap_or_default();
        Err(failure.help(format!("allow it: --allow-host {host}")))
    }

    /// Asks until there is an answer that lasts.
    fn ask(&self, url: &Url) -> Result<Answer, Failure> {
        let (mut tries, mut refusals, mut pause) = (0, 0, PAUSE);
        loop {
            let (failure, named) = match self.once(url) {
                Ok(answer) => return Ok(answer),
                Err(Trouble::Lasting(failure)) => return Err(failure),
                // Some servers refuse the first request of a connection, whatever it says.
                Err(Trouble::Refused(_)) if refusals == 0 => {
                    refusals += 1;
                    continue;
                }
                Err(Trouble::Refused(failure)) => return Err(failure),
                Err(Trouble::Passing(failure, named)) => (failure, named),
            };
            if tries == self.limits.retries {
                let times = if tries == 0 { String::new() } else { format!(" (tried {} times)", tries + 1) };
                return Err(failure.and(&times));
            }
            let wait = named.unwrap_or(pause);
            if wait > LONGEST_PAUSE {
                let more = format!(", and wants to be asked again in {} s", wait.as_secs());
                return Err(failure.and(&more));
            }
            std::thread::sleep(wait);
            tries += 1;
            pause = (pause * 2).min(LONGEST_PAUSE);
        }
    }

    fn once(&self, url: &Url) -> Result<Answer, Trouble> {
        let (agent, authorization) = self.access.of(url);
        let mut request = agent.get(url.as_str());
        if let Some(value) = authorization {
            request = request.header(AUTHORIZATION, value);
        }
        let response = request.call().map_err(|error| self.trouble(url, error))?;
        let status = response.status();
        if let (301 | 302 | 303 | 307 | 308, Some(to)) =
            (status.as_u16(), text(response.headers(), &LOCATION))
        {
            return Ok(Answer::Elsewhere(to));
        }
        if !status.is_success() {
            return Err(answered(url, status, response.headers(), authorization.is_some()));
        }
        let media_type = text(response.headers(), &CONTENT_TYPE).unwrap_or_default();
        Ok(Answer::Document(self.body(url, response)?, media_type))
    }

    /// Reads a body, and no more of it than is allowed.
    fn body(&self, url: &Url, response: Response<Body>) -> Result<Vec<u8>, Trouble> {
        let most = self.limits.max_bytes;
        let too_large = || {
            let failure = Failure::new(url, format!("is larger than {} MB", most >> 20));
            Trouble::Lasting(failure.help("if that is right, raise the limit: --max-size MB"))
        };
        let announced =
            text(response.headers(), &CONTENT_LENGTH).and_then(|length| length.parse::<u64>().ok());
        if announced.is_some_and(|length| length > most) {
            return Err(too_large());
        }
        let mut reader = response.into_body().into_reader();
        let (mut bytes, mut buffer) = (Vec::new(), vec![0; 64 << 10]);
        loop {
            match reader.read(&mut buffer) {
                Ok(0) => return Ok(bytes),
                Ok(read) => bytes.extend_from_slice(buffer.get(..read).unwrap_or_default()),
                Err(error) if error.kind() == ErrorKind::Interrupted => continue,
                Err(error) => return Err(self.trouble(url, error.into())),
            }
            if bytes.len() as u64 > most {
                return Err(too_large());
            }
            (self.received)(bytes.len() as u64);
        }
    }

    /// What an error of the client means.
    fn trouble(&self, url: &Url, error: ureq::Error) -> Trouble {
        let seconds = self.limits.timeout.as_secs();
        let lasting = |why: String| Trouble::Lasting(Failure::new(url, why));
        let dropped = |why: &str| Trouble::Passing(Failure::new(url, why), None);
        match error {
            ureq::Error::Timeout(Timeout::Global | Timeout::PerCall) => lasting(format!(
                "has not come whole within {} s; the connection is slow (more time: --timeout)",
                self.limits.whole().as_secs()
            )),
            ureq::Error::Timeout(Timeout::Connect | Timeout::Resolve) => {
                lasting(format!("no connection within {seconds} s"))
            }
            ureq::Error::Timeout(_) => {
                lasting(format!("the server has said nothing for {seconds} s (longer: --timeout)"))
            }
            ureq::Error::HostNotFound => lasting("there is no such host".to_owned()),
            ureq::Error::Io(io) => match io.kind() {
                ErrorKind::TimedOut | ErrorKind::WouldBlock => {
                    lasting(format!("the server has said nothing for {seconds} s (longer: --timeout)"))
                }
                ErrorKind::UnexpectedEof
                | ErrorKind::ConnectionReset
                | ErrorKind::ConnectionAborted
                | ErrorKind::BrokenPipe => dropped("the connection ended before the document did"),
                ErrorKind::ConnectionRefused => {
                    lasting("nothing answers there: connection refused".to_owned())
                }
                ErrorKind::InvalidData => self.untrusted(url, &io.to_string()),
                _ => lasting(format!("cannot be fetched: {io}")),
            },
            ureq::Error::Rustls(tls) => self.untrusted(url, &tls.to_string()),
            ureq::Error::Decompress(_, io) if io.kind() == ErrorKind::UnexpectedEof => {
                dropped("the connection ended before the document did")
            }
            other => lasting(format!("cannot be fetched: {other}")),
        }
    }

    fn untrusted(&self, url: &Url, why: &str) -> Trouble {
        let failure = Failure::new(url, format!("cannot be fetched: {why}"));
        Trouble::Lasting(match why.contains("certificate") {
            true => {
                failure.help("of an authority of your own: --ca FILE; of a client: --cert FILE --key FILE")
            }
            false => failure,
        })
    }
}

fn text(headers: &HeaderMap, name: &HeaderName) -> Option<String> {
    headers.get(name).map(|value| String::from_utf8_lossy(value.as_bytes()).trim().to_owned())
}

/// What a status that is no success means.
fn answered(url: &Url, status: StatusCode, headers: &HeaderMap, authorized: bool) -> Trouble {
    let said = format!("the server answers {}", shown(status));
    let failure = Failure::new(url, said);
    let credentials = "credentials: SOAPWRIGHT_USER and SOAPWRIGHT_PASSWORD, or SOAPWRIGHT_TOKEN, in the environment; \
        or --cert FILE --key FILE";
    match status.as_u16() {
        401 if authorized => {
            let schemes = headers.get_all(WWW_AUTHENTICATE).iter();
            let schemes = schemes.map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned());
            let schemes: Vec<String> =
                schemes.filter_map(|value| value.split_whitespace().next().map(str::to_owned)).collect();
            let failure = failure.and(": it does not take these credentials");
            let known =
                |scheme: &String| ["basic", "bearer"].iter().any(|known| scheme.eq_ignore_ascii_case(known));
            if schemes.is_empty() || schemes.iter().any(known) {
                Trouble::Refused(failure)
            } else {
                let asks = format!(" (it asks for {}; soapwright has Basic and Bearer)", schemes.join(", "));
                Trouble::Lasting(failure.and(&asks))
            }
        }
        403 if authorized => Trouble::Lasting(failure.and(": these credentials do not suffice")),
        401 | 403 => Trouble::Lasting(failure.help(credentials)),
        407 => Trouble::Lasting(
            failure.help("the proxy's credentials belong in its URL, in http_proxy or https_proxy"),
        ),
        408 | 429 | 502 | 503 | 504 => Trouble::Passing(failure, retry_after(headers)),
        404 | 410 => Trouble::Lasting(failure.help("check the address: there is no such document")),
        _ => Trouble::Lasting(failure),
    }
}

fn shown(status: StatusCode) -> String {
    match status.canonical_reason() {
        Some(reason) => format!("{} {reason}", status.as_u16()),
        None => status.as_u16().to_string(),
    }
}

/// How long a server wants to be left alone: in seconds, or until a date.
fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let value = text(headers, &RETRY_AFTER)?;
    if let Ok(seconds) = value.parse() {
        return Some(Duration::from_secs(seconds));
    }
    let date = httpdate::parse_http_date(&value).ok()?;
    Some(date.duration_since(SystemTime::now()).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_are_read() {
        let waits = |value: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(RETRY_AFTER, value.parse().unwrap());
            retry_after(&headers)
        };
        assert_eq!(waits("7"), Some(Duration::from_secs(7)));
        assert_eq!(waits("Sun, 06 Nov 1994 08:49:37 GMT"), Some(Duration::ZERO));
        let soon = httpdate::fmt_http_date(SystemTime::now() + Duration::from_secs(90));
        assert!(waits(&soon).unwrap() > LONGEST_PAUSE);
        assert_eq!(waits("soon"), None);
    }
}
