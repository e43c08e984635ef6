//! What a program demands of a signed message.

use std::fmt;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use super::trust::Trust;
use crate::runtime::error::Error;
use crate::runtime::wsse::certificate::Certificate;
#[cfg(feature = "server")]
use crate::runtime::wsse::names::WS_ADDRESSING;

/// How far the clocks of two machines may differ, unless told.
const TOLERANCE: Duration = Duration::from_secs(300);

/// How many parts a signature may cover, unless told.
const REFERENCES: usize = 100;

/// What a program demands of the signature of a reply, and whose it has to be.
///
/// ```text
/// let verification = Verification::trusting_roots(&std::fs::read("ca.pem")?)?
///     .subject("CN=orders.example.com,O=Example")
///     .timestamp();
/// let session = Session::builder(url).security(Security::new().require(verification)).build()?;
/// ```
///
/// The Body has to be signed, unless [`unsigned_body`](Self::unsigned_body) says otherwise. A Timestamp that is there has to be
/// of now, and a SignatureConfirmation has to name the request's signature, whether they are demanded or not. Signatures by
/// RSA (PKCS #1 v1.5) and ECDSA (P-256, P-384) with SHA-256, SHA-384 or SHA-512 are taken, with digests by SHA-256 and SHA-384.
///
/// Where a reply does not keep to all of this, the call fails with
/// [`ErrorKind::Security`](crate::runtime::error::ErrorKind::Security) and hands out nothing of it. A Fault stays a Fault,
/// [unverified](Error::is_unverified).
///
/// What no signature covers, anybody on the way may have written: header blocks that are not [demanded](Self::header), and
/// the status of HTTP. What a prefix in a value means, such as that of an `xsi:type`, is covered where the server says so
/// (InclusiveNamespaces), or where a name uses it too.
///
/// A Security header may have 1 MiB and 5,000 elements and attributes, a certificate 64 KiB, a chain 20 certificates; elements
/// may nest 256 deep, the name of a namespace may have 2,000 bytes, and canonical forms may be 64 times as long as the message.
#[derive(Clone)]
#[must_use]
pub struct Verification {
    pub(super) trust: Trust,
    /// What messages refer to without carrying it, and intermediate ones.
    pub(super) certificates: Vec<Certificate>,
    pub(super) subject: Option<String>,
    pub(super) body: bool,
    pub(super) timestamp: bool,
    pub(super) username_token: bool,
    pub(super) confirmation: bool,
    pub(super) headers: Vec<(String, String)>,
    pub(super) attachments: bool,
    pub(super) sha1: bool,
    pub(super) verifier: Option<Arc<dyn SignatureVerifier>>,
    pub(super) tolerance: Duration,
    pub(super) clock: Option<Arc<dyn Fn() -> SystemTime + Send + Sync>>,
    pub(super) references: usize,
}

/// Checks signatures that are not built in: by RSA with SHA-1, or with keys of fewer than 2048 bits, which old servers use and
/// the library of TLS refuses.
pub trait SignatureVerifier: Send + Sync {
    /// Whether the key made this signature of the message; `None` where it does not know the algorithm.
    ///
    /// `algorithm` is the URI of the SignatureMethod, such as `http://www.w3.org/2000/09/xmldsig#rsa-sha1`; `key` is the
    /// SubjectPublicKeyInfo of the certificate, in DER. It is never asked about HMAC and MD5.
    fn verify(&self, algorithm: &str, key: &[u8], message: &[u8], signature: &[u8]) -> Option<bool>;
}

impl Verification {
    fn new(trust: Trust) -> Self {
        Self {
            trust,
            certificates: Vec::new(),
            subject: None,
            body: true,
            timestamp: false,
            username_token: false,
            confirmation: false,
            headers: Vec::new(),
            attachments: false,
            sha1: false,
            verifier: None,
            tolerance: TOLERANCE,
            clock: None,
            references: REFERENCES,
        }
    }

    /// Trusts certificates that one of these has issued, right away or by others between: those that the message carries, and
    /// those of [`certificates`](Self::certificates). In PEM or DER.
    ///
    /// All that such an authority has issued is then trusted, also the certificates of other clients: say by
    /// [`subject`](Self::subject) which one the server has. The client's own certificate is never taken for the server's.
    /// Certificates are not looked up in lists of revoked ones, and what they may be used for (key usage) is not looked at.
    ///
    /// # Errors
    /// [`ErrorKind::Config`](crate::runtime::error::ErrorKind::Config) when these are no certificates.
    pub fn trusting_roots(pem: &[u8]) -> Result<Self, Error> {
        Ok(Self::new(Trust::roots(read(pem)?)?))
    }

    /// Trusts this one certificate, and no other. In PEM or DER.
    ///
    /// It may be of any kind: of X.509 v1, made by oneself, of an authority, without key usage, expired. Messages may refer to it
    /// in any way, also by its bare key.
    ///
    /// # Errors
    /// [`ErrorKind::Config`](crate::runtime::error::ErrorKind::Config) when it is no certificate, or when there are several.
    pub fn trusting_certificate(pem: &[u8]) -> Result<Self, Error> {
        let mut all = read(pem)?;
        match (all.pop(), all.is_empty()) {
            (Some(one), true) => Ok(Self::new(Trust::Pinned(Box::new(one)))),
            _ => Err(Error::config(
                "one certificate is to be trusted, and there are several: give that of the server alone",
            )),
        }
    }

    /// Certificates that replies refer to without carrying them (by issuer and serial number, key identifier or thumbprint), and
    /// intermediate ones. In PEM or DER. It does not make them trusted. May be called several times.
    ///
    /// # Errors
    /// [`ErrorKind::Config`](crate::runtime::error::ErrorKind::Config) when these are no certificates.
    pub fn certificates(mut self, pem: &[u8]) -> Result<Self, Error> {
        self.certificates.extend(read(pem)?);
        Ok(self)
    }

    /// The signer's certificate has to have this subject, as RFC 4514 writes it: `CN=orders.example.com,O=Example`. The order,
    /// capitals and spaces make no difference.
    pub fn subject(mut self, name: impl Into<String>) -> Self {
        self.subject = Some(name.into());
        self
    }

    /// Demands a Timestamp, and that it is signed: else somebody may send an old reply once more.
    pub fn timestamp(mut self) -> Self {
        self.timestamp = true;
        self
    }

    /// Demands that a UsernameToken that is there is signed: else somebody may put his own in the place of another's. For servers
    /// that look at both ([`Guard`](crate::runtime::wsse::Guard)).
    #[cfg(feature = "server")]
    pub fn username_token(mut self) -> Self {
        self.username_token = true;
        self
    }

    /// Demands that header blocks of this name are there, and signed; none of this local name may be there unsigned. May be
    /// called several times.
    pub fn header(mut self, namespace: impl Into<String>, name: impl Into<String>) -> Self {
        self.headers.push((namespace.into(), name.into()));
        self
    }

    /// Demands a SignatureConfirmation of the request's signature, itself signed: that shows that the reply is one to this
    /// request. WS-Security 1.1 has it; many servers send it only when they are told to.
    pub fn confirmation(mut self) -> Self {
        self.confirmation = true;
        self
    }

    /// Takes a Body that is not signed, where only header blocks or the Timestamp have to be.
    pub fn unsigned_body(mut self) -> Self {
        self.body = false;
        self
    }

    /// Takes attachments that the signature does not cover: those that the Body does not include by `xop:Include`.
    pub fn unsigned_attachments(mut self) -> Self {
        self.attachments = true;
        self
    }

    /// Takes digests by SHA-1, for old servers. A signature by RSA with SHA-1 needs a [`verifier`](Self::verifier) too.
    pub fn allow_sha1(mut self) -> Self {
        self.sha1 = true;
        self
    }

    /// Checks signatures by algorithms that are not built in.
    pub fn verifier(mut self, verifier: impl SignatureVerifier + 'static) -> Self {
        self.verifier = Some(Arc::new(verifier));
        self
    }

    /// How far the server's clock may be off; 5 minutes unless told.
    pub fn tolerance(mut self, tolerance: Duration) -> Self {
        self.tolerance = tolerance;
        self
    }

    /// Tells the time. It is that of [`Security`](crate::runtime::wsse::Security) unless told.
    pub fn clock(mut self, clock: impl Fn() -> SystemTime + Send + Sync + 'static) -> Self {
        self.clock = Some(Arc::new(clock));
        self
    }

    /// How many parts one signature may cover at most; 100 unless told.
    pub fn limit_references(mut self, most: usize) -> Self {
        self.references = most;
        self
    }
}

#[cfg(feature = "server")]
impl Verification {
    pub(in crate::runtime::wsse) const fn demand_timestamp(&mut self) {
        self.timestamp = true;
    }

    pub(in crate::runtime::wsse) const fn demands_timestamp(&self) -> bool {
        self.timestamp
    }

    pub(in crate::runtime::wsse) fn demands_action(&self) -> bool {
        let is_action = |(namespace, local): &(String, String)| {
            WS_ADDRESSING.contains(&namespace.as_str()) && local == "Action"
        };
        self.headers.iter().any(is_action)
    }
}

impl fmt::Debug for Verification {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("Verification");
        shown.field("trust", &self.trust).field("subject", &self.subject).field("body", &self.body);
        shown.field("timestamp", &self.timestamp).field("headers", &self.headers).finish_non_exhaustive()
    }
}

fn read(pem: &[u8]) -> Result<Vec<Certificate>, Error> {
    Certificate::all_of_file(pem).map_err(|why| Error::config(format!("no certificate to trust: {why}")))
}
