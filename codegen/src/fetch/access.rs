//! Who asks: credentials, certificates, and to whom they are shown.

use std::fmt;
use std::path::Path;
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use ureq::tls::{Certificate, ClientCert, PemItem, PrivateKey, RootCerts, TlsConfig};
use url::Url;

use super::address::{self, Login};
use super::failure::Failure;
use super::{Credentials, Identity, Limits};
use crate::disk;

/// Shorter texts stand in messages by chance.
const SECRET: usize = 4;

/// How a document is asked for, depending on the server.
pub(super) struct Access {
    /// The server that credentials are for.
    own: Url,
    /// With the client's certificate.
    agent: ureq::Agent,
    /// Without it.
    stranger: ureq::Agent,
    /// The value of the header `Authorization`.
    authorization: Option<String>,
    /// What no message may show.
    secrets: Vec<String>,
}

impl fmt::Debug for Access {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Access").field("own", &self.own.as_str()).finish_non_exhaustive()
    }
}

impl Access {
    /// Credentials of the URL go before others: they are for this server and no other.
    ///
    /// # Errors
    /// When a certificate cannot be read, or credentials cannot be sent.
    pub(super) fn new(
        own: &Url,
        login: Option<Login>,
        identity: &Identity,
        limits: &Limits,
    ) -> Result<Self, Failure> {
        let credentials = match login {
            Some((user, password)) => Some(Credentials::Basic { user, password }),
            None => identity.credentials.clone(),
        };
        let mut secrets = Vec::new();
        let authorization = match credentials {
            Some(Credentials::Basic { user, password }) => {
                if user.contains(':') {
                    let why = "has a colon in it, which separates it from the password";
                    return Err(Failure::new("the user's name", why));
                }
                let encoded = STANDARD.encode(format!("{user}:{password}"));
                secrets.extend([password, encoded.clone()]);
                Some(format!("Basic {encoded}"))
            }
            Some(Credentials::Bearer(token)) => {
                let token = token.trim().to_owned();
                if !token.bytes().all(|byte| byte.is_ascii_graphic()) {
                    let why = "has a character that no header can have, such as a blank";
                    return Err(Failure::new("the token", why));
                }
                secrets.push(token.clone());
                Some(format!("Bearer {token}"))
            }
            None => None,
        };
        secrets.retain(|secret| secret.len() >= SECRET);
        // The longest first: one may be a part of another.
        secrets.sort_by_key(|secret| std::cmp::Reverse(secret.len()));
        let roots = roots(identity.ca.as_deref())?;
        let stranger = agent(roots.clone(), None, limits);
        let agent = match &identity.certificate {
            Some((certificate, key)) => agent(roots, Some(client(certificate, key)?), limits),
            None => stranger.clone(),
        };
        Ok(Self { own: own.clone(), agent, stranger, authorization, secrets })
    }

    /// What asks a server, and what it shows it.
    pub(super) fn of(&self, url: &Url) -> (&ureq::Agent, Option<&str>) {
        match address::is_one_server(&self.own, url) {
            true => (&self.agent, self.authorization.as_deref()),
            false => (&self.stranger, None),
        }
    }

    /// A text without secrets: a server may repeat them.
    pub(super) fn masked(&self, text: String) -> String {
        self.secrets.iter().fold(text, |text, secret| text.replace(secret.as_str(), "***"))
    }
}

fn agent(roots: RootCerts, client: Option<ClientCert>, limits: &Limits) -> ureq::Agent {
    let tls = TlsConfig::builder().root_certs(roots).client_cert(client).build();
    let silence = Some(limits.timeout);
    ureq::Agent::config_builder()
        .http_status_as_error(false)
        .max_redirects(0)
        .max_redirects_will_error(false)
        .user_agent(concat!("soapwright/", env!("CARGO_PKG_VERSION")))
        .accept("text/xml, application/xml, application/wsdl+xml, application/xsd+xml, */*;q=0.5")
        .timeout_resolve(silence)
        .timeout_connect(silence)
        .timeout_per_read(silence)
        .timeout_per_write(silence)
        .timeout_global(Some(limits.whole()))
        .max_idle_age(Duration::from_secs(5))
        .tls_config(tls)
        .build()
        .into()
}

/// The authorities that servers are believed by: the system's, or those of a file.
fn roots(file: Option<&Path>) -> Result<RootCerts, Failure> {
    let Some(file) = file else { return Ok(RootCerts::PlatformVerifier) };
    let (certificates, _) = pem(file)?;
    match certificates.is_empty() {
        true => Err(Failure::new(file.display(), "no certificate is in it").help(PEM)),
        false => Ok(RootCerts::new_with_certs(&certificates)),
    }
}

fn client(certificate: &Path, key: &Path) -> Result<ClientCert, Failure> {
    let (certificates, _) = pem(certificate)?;
    if certificates.is_empty() {
        return Err(Failure::new(certificate.display(), "no certificate is in it").help(PEM));
    }
    let Some(private) = pem(key)?.1 else {
        return Err(Failure::new(key.display(), "no private key is in it").help(PEM));
    };
    Ok(ClientCert::new_with_certs(&certificates, private))
}

const PEM: &str = "it must be PEM: text that begins with -----BEGIN";

/// The certificates of a file, and its private key.
fn pem(file: &Path) -> Result<(Vec<Certificate<'static>>, Option<PrivateKey<'static>>), Failure> {
    let text =
        disk::read(file).map_err(|error| Failure::new(file.display(), format!("cannot be read: {error}")))?;
    let (mut certificates, mut key) = (Vec::new(), None);
    for item in ureq::tls::parse_pem(&text) {
        match item {
            Ok(PemItem::Certificate(certificate)) => certificates.push(certificate),
            Ok(PemItem::PrivateKey(private)) => key = key.or(Some(private)),
            Ok(_) => {}
            Err(_) => return Err(Failure::new(file.display(), "is not in order").help(PEM)),
        }
    }
    Ok((certificates, key))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn access(login: Option<Login>, credentials: Option<Credentials>) -> Result<Access, Failure> {
        let identity = Identity { credentials, ..Identity::default() };
        Access::new(&Url::parse("http://a:8080/x?wsdl").unwrap(), login, &identity, &Limits::default())
    }

    #[test]
    fn credentials_are_shown_to_one_server() {
        let basic = Credentials::Basic { user: "me".into(), password: "open sesame".into() };
        let access = access(None, Some(basic)).unwrap();
        let shown = |url: &str| access.of(&Url::parse(url).unwrap()).1.map(str::to_owned);
        assert_eq!(shown("http://a:8080/other").unwrap(), "Basic bWU6b3BlbiBzZXNhbWU=");
        for other in ["http://a/", "https://a:8080/", "http://b:8080/", "http://a.b:8080/"] {
            assert_eq!(shown(other), None, "{other}");
        }
        let told = access.masked("<title>open sesame, bWU6b3BlbiBzZXNhbWU=</title>".into());
        assert_eq!(told, "<title>***, ***</title>");
        assert!(!format!("{access:?}").contains("bWU6"));
    }

    #[test]
    fn what_the_url_says_goes_first() {
        let login = Some(("you".to_owned(), "pw".to_owned()));
        let access = access(login, Some(Credentials::Bearer("token".into()))).unwrap();
        let shown = access.of(&Url::parse("http://a:8080/").unwrap()).1;
        assert_eq!(shown, Some("Basic eW91OnB3"));
    }

    #[test]
    fn what_cannot_be_sent_is_refused_and_not_shown() {
        for credentials in [
            Credentials::Bearer("secret\ntoken".into()),
            Credentials::Basic { user: "a:b".into(), password: "secret".into() },
        ] {
            let error = access(None, Some(credentials)).unwrap_err().into_error().to_string();
            assert!(!error.contains("secret"), "{error}");
        }
    }
}
