//! What a program calls, as it writes it. Documentation, warnings and `inspect` have these words from here alone.

use std::borrow::Cow;

use crate::contract::{Call, On};

const fn call(on: On, code: &'static str, feature: &'static str) -> Call {
    Call { on, code: Cow::Borrowed(code), feature }
}

pub(super) const USERNAME: Call =
    call(On::Security, ".username_token(wsse::UsernameToken::text(user, password))", "wsse");
pub(super) const USERNAME_DIGEST: Call =
    call(On::Security, ".username_token(wsse::UsernameToken::digest(user, password))", "wsse");
pub(super) const USERNAME_ONLY: Call =
    call(On::Security, ".username_token(wsse::UsernameToken::name(user))", "wsse");
pub(super) const TIMESTAMP: Call = call(On::Security, ".timestamp(Duration::from_secs(300))", "wsse");
pub(super) const TOKEN: Call = call(On::Security, ".token(wsse::Token::xml(assertion))", "wsse");
pub(super) const CERTIFICATE_TOKEN: Call =
    call(On::Security, ".token(wsse::Token::binary(value_type, certificate))", "wsse");

/// Signs, and this beside Body and Timestamp.
pub(super) fn sign(more: impl Into<Cow<'static, str>>) -> Call {
    Call { on: On::Signature, code: more.into(), feature: "wsse-signature" }
}

/// Demands signed replies, and this of them.
pub(super) fn verify(more: impl Into<Cow<'static, str>>) -> Call {
    Call { on: On::Verification, code: more.into(), feature: "wsse-signature" }
}

pub(super) const ADDRESSING_10: Call =
    call(On::Builder, ".addressing(Addressing::new(AddressingVersion::V1))", "addressing");
pub(super) const ADDRESSING_2004: Call =
    call(On::Builder, ".addressing(Addressing::new(AddressingVersion::August2004))", "addressing");
pub(super) const BASIC: Call = call(On::Builder, ".basic_auth(user, password)", "");
pub(super) const DIGEST: Call = call(On::Builder, ".digest_auth(user, password)", "http-digest");
pub(super) const NTLM: Call = call(On::Builder, ".ntlm_auth(user, password)", "ntlm");
pub(super) const NEGOTIATE: Call = call(On::Builder, ".negotiate_auth(user, password)", "ntlm");
pub(super) const CERTIFICATE: Call = call(On::Builder, ".reqwest_client(client)", "");
pub(super) const MTOM: Call = call(On::Call, ".mtom(true)", "");
pub(super) const HEADER_BLOCK: Call = call(On::Builder, ".header_block(block)", "");
