//! A UsernameToken that came: whether its password is right, and of now (UsernameToken Profile 1.1).

use std::time::Duration;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;

use super::Passwords;
use crate::runtime::codec::strings::after;
use crate::runtime::wsse::crypto::sha1;
use crate::runtime::wsse::names::{WSSE, WSU};
use crate::runtime::wsse::received::{Cause, Freshness, Node, Refusal, instant_of};

/// How old a token may be, beside the tolerance.
const LIFETIME: Duration = Duration::from_secs(300);

/// No honest nonce is longer.
const LONGEST_NONCE: usize = 1024;

/// A token, taken apart.
pub(super) struct Token<'n> {
    user: String,
    password: &'n str,
    is_digest: bool,
    nonce: Option<Vec<u8>>,
    created: Option<&'n str>,
}

impl<'n> Token<'n> {
    pub(super) fn read(node: &'n Node) -> Result<Self, Refusal> {
        let text = |local: &str| node.at_most_one(WSSE, local)?.map(raw).transpose();
        let user = text("Username")?.ok_or_else(|| Refusal::invalid("its UsernameToken has no Username"))?;
        let password = node.at_most_one(WSSE, "Password")?;
        let password = password.ok_or_else(|| Refusal::invalid("its UsernameToken has no Password"))?;
        let kind = password.attribute("Type").unwrap_or("#PasswordText");
        let is_digest = match after(kind, b"#") {
            "PasswordText" => false,
            "PasswordDigest" => true,
            _ => {
                return Err(Refusal::new(
                    Cause::UnsupportedAlgorithm,
                    "the Type of its Password is neither PasswordText nor PasswordDigest",
                ));
            }
        };
        let nonce = match node.at_most_one(WSSE, "Nonce")? {
            Some(nonce) => Some(bytes_of(nonce)?),
            None => None,
        };
        let created = node.at_most_one(WSU, "Created")?.map(raw).transpose()?;
        // The digest is over nonce and time with nothing between. White space could belong to either: then there would be a
        // second nonce with the same digest.
        if is_digest && created.is_some_and(|created| created.starts_with(is_space)) {
            return Err(Refusal::invalid(
                "`Created` of its UsernameToken begins with white space, which a digest cannot have",
            ));
        }
        Ok(Self { user: user.to_owned(), password: raw(password)?, is_digest, nonce, created })
    }

    pub(super) fn user(&self) -> &str {
        &self.user
    }

    pub(super) fn nonce(&self) -> Option<&[u8]> {
        self.nonce.as_deref()
    }

    /// Whether the password is that of the user, and the token is of now.
    pub(super) fn check(
        &self,
        passwords: &Passwords,
        digest_only: bool,
        at: Freshness,
    ) -> Result<(), Refusal> {
        if digest_only && !self.is_digest {
            return Err(failed("passwords are taken as digests only"));
        }
        if let Some(created) = self.created {
            let made = instant_of(created);
            let made = made.ok_or_else(|| Refusal::invalid("`Created` of its UsernameToken is no time"))?;
            if !at.is_made(made) || !made.checked_add(LIFETIME).is_some_and(|end| at.is_good(end)) {
                return Err(Refusal::new(
                    Cause::MessageExpired,
                    "its UsernameToken is too old, or from the future: compare the clocks",
                ));
            }
        }
        let is_right = match (self.is_digest, passwords) {
            (false, Passwords::Checked(fits)) => fits(&self.user, self.password),
            (false, Passwords::Known(of)) => {
                let known = of(&self.user);
                // Nobody is to learn from the time which users there are.
                let expected = known.as_deref().unwrap_or_default();
                same(expected.as_bytes(), self.password.as_bytes()) & known.is_some()
            }
            (true, Passwords::Checked(_)) => {
                return Err(failed("passwords are taken as they are, not as digests"));
            }
            (true, Passwords::Known(of)) => {
                let (Some(nonce), Some(created)) = (&self.nonce, self.created) else {
                    return Err(Refusal::invalid("the digest of a password needs a Nonce and Created"));
                };
                let known = of(&self.user);
                let expected = known.as_deref().unwrap_or_default();
                let digest = sha1(&[nonce, created.as_bytes(), expected.as_bytes()]);
                let sent = BASE64_STANDARD.decode(self.password.trim()).unwrap_or_default();
                same(&digest, &sent) & known.is_some()
            }
        };
        if is_right { Ok(()) } else { Err(failed("the user name or the password is wrong")) }
    }
}

#[cold]
fn failed(sentence: &str) -> Refusal {
    Refusal::new(Cause::FailedAuthentication, sentence)
}

/// The text of an element, with its white space.
fn raw(node: &Node) -> Result<&str, Refusal> {
    node.only_text()?;
    Ok(&node.text)
}

/// Whether XML has it for white space.
const fn is_space(character: char) -> bool {
    matches!(character, ' ' | '\t' | '\r' | '\n')
}

/// The bytes of the nonce.
fn bytes_of(nonce: &Node) -> Result<Vec<u8>, Refusal> {
    let encoding = nonce.attribute("EncodingType").unwrap_or("#Base64Binary");
    let mut text = nonce.only_text()?.to_owned();
    text.retain(|character| !character.is_ascii_whitespace());
    let bytes = BASE64_STANDARD.decode(&text).unwrap_or_default();
    if after(encoding, b"#") != "Base64Binary" || bytes.is_empty() || bytes.len() > LONGEST_NONCE {
        return Err(Refusal::invalid(
            "the Nonce of its UsernameToken is not base64, or of no sensible length",
        ));
    }
    Ok(bytes)
}

/// Whether two are the same, in a time that depends on their lengths alone.
fn same(one: &[u8], other: &[u8]) -> bool {
    let differing = one.iter().zip(other).fold(0, |bits, (one, other)| bits | (one ^ other));
    one.len() == other.len() && std::hint::black_box(differing) == 0
}
