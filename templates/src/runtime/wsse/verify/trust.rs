//! Whether a certificate is trusted: it is the pinned one, or a root has issued it.

use std::time::SystemTime;

use tls::pki_types::{CertificateDer, TrustAnchor, UnixTime};
use webpki::{EndEntityCert, ExtendedKeyUsageValidator, KeyPurposeIdIter};

use super::key::Key;
use crate::runtime::error::Error;
use crate::runtime::wsse::certificate::Certificate;
use crate::runtime::wsse::crypto::provider;
use crate::runtime::wsse::received::{Cause, Refusal};

/// Whom a program trusts.
#[derive(Clone)]
pub(super) enum Trust {
    Roots { anchors: Vec<TrustAnchor<'static>>, certificates: Vec<Certificate> },
    Pinned(Box<Certificate>),
}

impl std::fmt::Debug for Trust {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Roots { certificates, .. } => f.debug_tuple("Roots").field(certificates).finish(),
            Self::Pinned(one) => f.debug_tuple("Pinned").field(one).finish(),
        }
    }
}

impl Trust {
    /// Certificates of authorities.
    ///
    /// # Errors
    /// When one of them cannot be one.
    pub(super) fn roots(certificates: Vec<Certificate>) -> Result<Self, Error> {
        let mut anchors = Vec::new();
        for one in &certificates {
            let anchor = webpki::anchor_from_trusted_cert(one.der())
                .map_err(|why| Error::config(format!("{} cannot be a trusted root: {why}", one.subject())))?;
            anchors.push(anchor.to_owned());
        }
        Ok(Self::Roots { anchors, certificates })
    }

    /// The certificates that it consists of.
    pub(super) fn certificates(&self) -> &[Certificate] {
        match self {
            Self::Roots { certificates, .. } => certificates,
            Self::Pinned(one) => std::slice::from_ref(one),
        }
    }

    /// The certificate of the key, if it is trusted. `others` are certificates that may stand between it and a root.
    pub(super) fn judge(
        &self,
        key: Key,
        others: &[Certificate],
        now: SystemTime,
    ) -> Result<Certificate, Refusal> {
        match (self, key) {
            (Self::Pinned(pinned), Key::Bare) => Ok((**pinned).clone()),
            (Self::Pinned(pinned), Key::Certificate(one, _)) if one == *pinned => Ok(*one),
            (Self::Pinned(pinned), Key::Certificate(one, _)) => {
                let (one, pinned) = (one.subject(), pinned.subject());
                Err(untrusted(format!(
                    "it is signed with another certificate ({one}) than the trusted one ({pinned})"
                )))
            }
            (Self::Roots { .. }, Key::Bare) => Err(untrusted(
                "its signature names a key and no certificate: only `trusting_certificate` can tell whose key it is",
            )),
            (Self::Roots { anchors, .. }, Key::Certificate(one, mut between)) => {
                between.extend(others.iter().cloned());
                chain(&one, &between, anchors, now)?;
                Ok(*one)
            }
        }
    }
}

/// Checks that a root has issued the certificate.
fn chain(
    one: &Certificate,
    between: &[Certificate],
    anchors: &[TrustAnchor<'static>],
    now: SystemTime,
) -> Result<(), Refusal> {
    let (subject, issuer) = (one.subject(), one.issuer());
    let algorithms = provider().map_err(|why| Refusal::new(Cause::FailedCheck, why.to_string()))?;
    let algorithms = algorithms.signature_verification_algorithms.all;
    let since = now.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    let between: Vec<CertificateDer<'_>> = between.iter().map(|one| one.der().clone()).collect();
    let checked = EndEntityCert::try_from(one.der()).and_then(|end| {
        let time = UnixTime::since_unix_epoch(since);
        end.verify_for_usage(algorithms, anchors, &between, time, AnyUse, None, None).map(|_| ())
    });
    let pin = "where it is the right one all the same, pin it by `trusting_certificate`";
    let why = match checked {
        Ok(()) => return Ok(()),
        Err(webpki::Error::UnknownIssuer) => {
            format!("no trusted root has issued its certificate ({subject}, issued by {issuer})")
        }
        Err(webpki::Error::CertExpired { .. }) => format!("its certificate ({subject}) has expired; {pin}"),
        Err(webpki::Error::CertNotValidYet { .. }) => {
            format!("its certificate ({subject}) is not valid yet; {pin}")
        }
        Err(webpki::Error::CaUsedAsEndEntity) => {
            format!("its certificate ({subject}) is that of an authority; {pin}")
        }
        Err(webpki::Error::UnsupportedCertVersion) => {
            format!("its certificate ({subject}) is of X.509 v1, which no chain can have; {pin}")
        }
        Err(why) => {
            format!("its certificate ({subject}, issued by {issuer}) is not to be trusted: {why}; {pin}")
        }
    };
    Err(untrusted(why))
}

/// Certificates for signing messages are made for all kinds of uses, or none.
struct AnyUse;

impl ExtendedKeyUsageValidator for AnyUse {
    fn validate(&self, purposes: KeyPurposeIdIter<'_, '_>) -> Result<(), webpki::Error> {
        purposes.into_iter().try_for_each(|purpose| purpose.map(|_| ()))
    }
}

#[cold]
fn untrusted(sentence: impl Into<String>) -> Refusal {
    Refusal::new(Cause::InvalidSecurityToken, sentence)
}
