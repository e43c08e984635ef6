//! Writing the Security header of one send.

use super::clock;
use super::crypto::{self, CryptoError};
use super::names::{BASE64, PASSWORD_DIGEST, PASSWORD_TEXT, WSSE};
use super::security::Settings;
#[cfg(feature = "wsse-signature")]
use super::sign;
use super::token::Kind as TokenKind;
use super::username_token::{Kind, UsernameToken};
use super::xml;
use crate::runtime::codec::LexValue as _;
use crate::runtime::error::Error;
use crate::runtime::soap::SoapVersion;
use crate::runtime::soap::envelope::EnvelopeParts;
use crate::runtime::values::Base64;

/// How many random bytes a nonce has.
const NONCE: usize = 16;

/// What is in a Security header, as far as it may be signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Piece {
    Timestamp,
    UsernameToken,
    /// The BinarySecurityToken of the signature's certificate.
    #[cfg(feature = "wsse-signature")]
    Certificate,
}

/// The content of a Security header that is being written.
pub(super) struct Header {
    pub(super) xml: String,
    /// What makes the Ids of this message unlike those of any other, and unlike any in its Body.
    unique: String,
    /// Each with its Id, and where it stands in the text.
    pub(super) pieces: Vec<(Piece, String, std::ops::Range<usize>)>,
}

#[cold]
pub(super) fn failed(error: &CryptoError) -> Error {
    Error::config(error.to_string())
}

/// Adds the Security header. What a signature is about to cover has to be there already. Gives the value of the signature, if
/// there is one.
pub(super) fn add(settings: &Settings, parts: &mut EnvelopeParts<'_>) -> Result<Option<Vec<u8>>, Error> {
    settings.check()?;
    let mut header = Header::new()?;
    header.timestamp(settings)?;
    #[cfg(feature = "wsse-signature")]
    if let Some(signature) = &settings.signature {
        signature.write_token(&mut header)?;
    }
    if let Some(token) = &settings.username_token {
        header.username_token(token, settings)?;
        parts.secrets.extend(["Password".into(), "Nonce".into()]);
    }
    for (index, token) in settings.tokens.iter().enumerate() {
        match &token.0 {
            TokenKind::Binary { value_type, bytes } => {
                let id = header.id(&format!("T{index}"));
                xml::binary_token(&mut header.xml, &id, value_type, bytes)?;
                parts.secrets.push("BinarySecurityToken".into());
            }
            TokenKind::Xml(token) => {
                header.xml.push_str(token);
                parts.secrets.push(xml::local_name(token)?.into());
            }
        }
    }
    #[cfg(feature = "wsse-signature")]
    let value = match &settings.signature {
        Some(signature) => Some(sign::sign(signature, &mut header, parts)?),
        None => None,
    };
    #[cfg(not(feature = "wsse-signature"))]
    let value = None;
    if header.xml.is_empty() {
        return Ok(value);
    }
    if parts.headers.iter().any(|block| block.namespace == WSSE && block.local == "Security") {
        return Err(Error::config(
            "the request would have two Security headers, which servers refuse: send either the header of the contract or \
             of the program, or that of `security`",
        ));
    }
    let start = start_tag(settings, parts.version)?;
    parts.add(WSSE, "Security", format!("{start}{}</wsse:Security>", header.xml));
    Ok(value)
}

fn start_tag(settings: &Settings, version: SoapVersion) -> Result<String, Error> {
    let mut out = "<wsse:Security".to_owned();
    out.push_str(&xml::declarations());
    let (role, yes) = match version {
        SoapVersion::Soap11 => ("s:actor", "1"),
        SoapVersion::Soap12 => ("s:role", "true"),
    };
    if let Some(for_whom) = &settings.role {
        xml::attribute(&mut out, role, for_whom)?;
    }
    if settings.must_understand {
        xml::attribute(&mut out, "s:mustUnderstand", yes)?;
    }
    out.push('>');
    Ok(out)
}

impl Header {
    fn new() -> Result<Self, Error> {
        let random: [u8; 16] = crypto::random().map_err(|error| failed(&error))?;
        let unique = random.iter().map(|byte| format!("{byte:02x}")).collect();
        Ok(Self { xml: String::new(), unique, pieces: Vec::new() })
    }

    /// An Id of this message. `stem` says of what.
    pub(super) fn id(&self, stem: &str) -> String {
        format!("{stem}-{}", self.unique)
    }

    /// Notes a piece that was written from `start` on.
    pub(super) fn note(&mut self, piece: Piece, id: String, start: usize) {
        self.pieces.push((piece, id, start..self.xml.len()));
    }

    fn timestamp(&mut self, settings: &Settings) -> Result<(), Error> {
        let Some(lifetime) = settings.lifetime else { return Ok(()) };
        let (id, start) = (self.id("TS"), self.xml.len());
        let now = settings.clock.now()?;
        let expires = now.checked_add(lifetime);
        let expires = expires.ok_or_else(|| Error::config("the lifetime of the Timestamp is too long"))?;
        self.xml.push_str("<wsu:Timestamp");
        xml::attribute(&mut self.xml, "wsu:Id", &id)?;
        self.xml.push('>');
        xml::leaf(&mut self.xml, "wsu:Created", &clock::written(now)?)?;
        xml::leaf(&mut self.xml, "wsu:Expires", &clock::written(expires)?)?;
        xml::end(&mut self.xml, "wsu:Timestamp");
        self.note(Piece::Timestamp, id, start);
        Ok(())
    }

    fn username_token(&mut self, token: &UsernameToken, settings: &Settings) -> Result<(), Error> {
        let (id, start) = (self.id("UT"), self.xml.len());
        let is_digest = matches!(token.kind, Kind::Digest(_));
        let nonce = match token.nonce.unwrap_or(is_digest) {
            true => Some(crypto::random::<NONCE>().map_err(|error| failed(&error))?),
            false => None,
        };
        let created = match token.created.unwrap_or(is_digest) {
            true => Some(clock::written(settings.clock.now()?)?),
            false => None,
        };
        self.xml.push_str("<wsse:UsernameToken");
        xml::attribute(&mut self.xml, "wsu:Id", &id)?;
        self.xml.push('>');
        xml::leaf(&mut self.xml, "wsse:Username", &token.user)?;
        match &token.kind {
            Kind::None => {}
            Kind::Text(password) => password.with(|password| self.password(PASSWORD_TEXT, password))?,
            Kind::Digest(password) => {
                let nonce = nonce.as_ref().map(<[u8; NONCE]>::as_slice).unwrap_or_default();
                let created = created.as_deref().unwrap_or_default();
                let digest = password.with(|password| Ok(password_digest(nonce, created, password)))?;
                self.password(PASSWORD_DIGEST, &digest)?;
            }
        }
        if let Some(nonce) = &nonce {
            self.xml.push_str("<wsse:Nonce");
            xml::attribute(&mut self.xml, "EncodingType", BASE64)?;
            self.xml.push('>');
            xml::base64(&mut self.xml, nonce);
            xml::end(&mut self.xml, "wsse:Nonce");
        }
        if let Some(created) = &created {
            xml::leaf(&mut self.xml, "wsu:Created", created)?;
        }
        xml::end(&mut self.xml, "wsse:UsernameToken");
        self.note(Piece::UsernameToken, id, start);
        Ok(())
    }

    fn password(&mut self, kind: &str, content: &str) -> Result<(), Error> {
        self.xml.push_str("<wsse:Password");
        xml::attribute(&mut self.xml, "Type", kind)?;
        self.xml.push('>');
        xml::text(&mut self.xml, content, false)?;
        xml::end(&mut self.xml, "wsse:Password");
        Ok(())
    }
}

/// The digest of a password: over the bytes of the nonce, not over its base64.
pub(super) fn password_digest(nonce: &[u8], created: &str, password: &str) -> String {
    let digest = crypto::sha1(&[nonce, created.as_bytes(), password.as_bytes()]);
    let mut out = String::new();
    Base64(digest.to_vec()).write(&mut out);
    out
}

impl UsernameToken {
    /// Looks for what can never be sent.
    pub(super) fn check(&self) -> Result<(), Error> {
        let left_out = self.nonce == Some(false) || self.created == Some(false);
        if matches!(self.kind, Kind::Digest(_)) && left_out {
            return Err(Error::config(
                "the digest of a password is made of a nonce and a time, so both are sent: leave out `nonce(false)` and \
                 `created(false)` of the UsernameToken",
            ));
        }
        Ok(())
    }
}
