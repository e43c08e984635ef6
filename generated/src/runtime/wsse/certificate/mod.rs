//! What WS-Security asks of X.509 certificates: by which words a message refers to one, and its public key.
//!
//! Whether one is to be trusted is not decided here. No bytes make it panic.

mod name;

use std::fmt;

use tls::pki_types::CertificateDer;
use tls::pki_types::pem::PemObject as _;

use super::crypto::der::{BIT_STRING, INTEGER, OCTET_STRING, Reader, SEQUENCE, only};
use super::crypto::{der, sha1};
use name::Name;

/// No honest certificate is longer.
pub(in crate::runtime) const LONGEST: usize = 64 * 1024;

/// No honest serial number is longer (RFC 5280 allows 20 bytes).
const LONGEST_SERIAL: usize = 64;

/// The tags of optional fields of a certificate: its version, and its extensions.
const VERSION: u8 = 0xa0;
const EXTENSIONS: u8 = 0xa3;

/// The object identifier of the subject key identifier, 2.5.29.14.
const KEY_IDENTIFIER: &[u8] = &[0x55, 0x1d, 0x0e];
const OBJECT_IDENTIFIER: u8 = 0x06;

/// The object identifier of RSA keys, 1.2.840.113549.1.1.1, as an element.
const RSA: &[u8] = &[0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01];

/// A certificate, of X.509 v1 or v3.
#[derive(Clone, PartialEq, Eq)]
pub(in crate::runtime) struct Certificate {
    der: CertificateDer<'static>,
    issuer: Name,
    subject: Name,
    /// As it stands in the certificate.
    serial: Vec<u8>,
    spki: Vec<u8>,
    key_identifier: Vec<u8>,
}

impl Certificate {
    /// Reads one in DER. `None` when it is none.
    pub(in crate::runtime) fn from_der(bytes: &[u8]) -> Option<Self> {
        if bytes.len() > LONGEST {
            return None;
        }
        let mut whole = Reader(only(bytes, SEQUENCE)?);
        let mut signed = Reader(whole.expect(SEQUENCE)?);
        whole.expect(SEQUENCE)?;
        whole.expect(BIT_STRING)?;
        if !whole.is_empty() {
            return None;
        }
        let mut first = signed.next()?;
        if first.tag == VERSION {
            first = signed.next()?;
        }
        let serial = Some(first).filter(|one| one.tag == INTEGER && !one.content.is_empty())?.content;
        if serial.len() > LONGEST_SERIAL {
            return None;
        }
        // The algorithm of the signature.
        signed.expect(SEQUENCE)?;
        let issuer = Name::from_der(signed.expect(SEQUENCE)?)?;
        // From when to when it is valid.
        signed.expect(SEQUENCE)?;
        let subject = Name::from_der(signed.expect(SEQUENCE)?)?;
        let spki = signed.next().filter(|one| one.tag == SEQUENCE)?.whole;
        let (_, key) = der::public_key(spki)?;
        let mut extensions = None;
        while !signed.is_empty() {
            let field = signed.next()?;
            if field.tag == EXTENSIONS {
                extensions = Some(field.content);
            }
        }
        let identifier = match extensions {
            Some(extensions) => key_identifier(extensions)?,
            None => None,
        };
        Some(Self {
            der: CertificateDer::from(bytes.to_vec()),
            issuer,
            subject,
            serial: serial.to_vec(),
            spki: spki.to_vec(),
            // Where there is none, others compute it as RFC 5280, 4.2.1.2 does.
            key_identifier: identifier.map_or_else(|| sha1(&[key]).to_vec(), <[u8]>::to_vec),
        })
    }

    /// Reads all of a file, in PEM or DER. What else stands in PEM, such as keys, is passed.
    ///
    /// # Errors
    /// When there is none, or one is damaged: says so, without a full stop.
    pub(in crate::runtime) fn all_of_file(bytes: &[u8]) -> Result<Vec<Self>, String> {
        if bytes.first() == Some(&SEQUENCE) {
            return match Self::from_der(bytes) {
                Some(one) => Ok(vec![one]),
                None => Err("these bytes are no certificate in DER".to_owned()),
            };
        }
        let mut all = Vec::new();
        for (index, one) in CertificateDer::pem_slice_iter(bytes).enumerate() {
            let read = one.ok().and_then(|one| Self::from_der(&one));
            all.push(read.ok_or_else(|| format!("certificate {} of the PEM text is damaged", index + 1))?);
        }
        match all.is_empty() {
            true => Err("there is no certificate: `-----BEGIN CERTIFICATE-----` was expected".to_owned()),
            false => Ok(all),
        }
    }

    pub(in crate::runtime) const fn der(&self) -> &CertificateDer<'static> {
        &self.der
    }

    pub(in crate::runtime) const fn issuer(&self) -> &Name {
        &self.issuer
    }

    pub(in crate::runtime) const fn subject(&self) -> &Name {
        &self.subject
    }

    /// The serial number, decimal.
    pub(in crate::runtime) fn serial(&self) -> String {
        decimal(&self.serial)
    }

    /// Whether it is the one with this issuer and serial number, as a message writes them.
    pub(in crate::runtime) fn is_issued(&self, issuer: &str, serial: &str) -> bool {
        let digits = serial.trim();
        let (sign, digits) = digits.strip_prefix('-').map_or(("", digits), |digits| ("-", digits));
        let digits = digits.trim_start_matches('0');
        let serial = if digits.is_empty() { "0".to_owned() } else { format!("{sign}{digits}") };
        serial == self.serial() && self.issuer.is_written(issuer)
    }

    /// The SubjectPublicKeyInfo, in DER.
    pub(in crate::runtime) fn spki(&self) -> &[u8] {
        &self.spki
    }

    /// Whether it has an RSA key of fewer than 2048 bits.
    pub(in crate::runtime) fn has_short_rsa_key(&self) -> bool {
        let Some((algorithm, key)) = der::public_key(&self.spki) else { return false };
        // The AlgorithmIdentifier of rsaEncryption, and a sequence of modulus and exponent.
        let modulus = only(key, SEQUENCE).and_then(|numbers| Reader(numbers).expect(INTEGER));
        algorithm.starts_with(RSA) && modulus.is_some_and(|number| number.len() < 256)
    }

    /// The subject key identifier: that of its extension, else the SHA-1 of its key.
    pub(in crate::runtime) fn key_identifier(&self) -> &[u8] {
        &self.key_identifier
    }

    /// The SHA-1 of the certificate.
    pub(in crate::runtime) fn thumbprint(&self) -> [u8; 20] {
        sha1(&[&self.der])
    }
}

impl fmt::Debug for Certificate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("Certificate");
        shown.field("subject", &self.subject.to_string()).field("issuer", &self.issuer.to_string());
        shown.field("serial", &self.serial()).finish_non_exhaustive()
    }
}

/// The subject key identifier among extensions.
#[allow(clippy::option_option, reason = "damaged, or without one")]
fn key_identifier(extensions: &[u8]) -> Option<Option<&[u8]>> {
    let mut all = Reader(only(extensions, SEQUENCE)?);
    let mut found = None;
    while !all.is_empty() {
        let mut extension = Reader(all.expect(SEQUENCE)?);
        let is_it = extension.expect(OBJECT_IDENTIFIER)? == KEY_IDENTIFIER;
        // Whether it is critical may stand between.
        let value = match extension.next()? {
            one if one.tag == OCTET_STRING => one.content,
            _ => extension.expect(OCTET_STRING)?,
        };
        if is_it && found.is_none() {
            found = Some(only(value, OCTET_STRING)?);
        }
    }
    Some(found)
}

/// A signed number in two's complement, decimal.
fn decimal(bytes: &[u8]) -> String {
    let negative = bytes.first().is_some_and(|first| first & 0x80 != 0);
    let mut magnitude = bytes.to_vec();
    if negative {
        let mut carry = true;
        for byte in magnitude.iter_mut().rev() {
            let (sum, over) = (!*byte).overflowing_add(u8::from(carry));
            (*byte, carry) = (sum, over);
        }
    }
    // The lowest digit first.
    let mut digits: Vec<u8> = Vec::new();
    for byte in magnitude {
        let mut carry = u32::from(byte);
        for digit in &mut digits {
            carry += u32::from(*digit) * 256;
            *digit = u8::try_from(carry % 10).unwrap_or_default();
            carry /= 10;
        }
        while carry > 0 {
            digits.push(u8::try_from(carry % 10).unwrap_or_default());
            carry /= 10;
        }
    }
    if digits.is_empty() {
        digits.push(0);
    }
    let sign = negative.then_some('-');
    sign.into_iter().chain(digits.iter().rev().map(|digit| char::from(b'0' + digit))).collect()
}
