//! WS-SecurityPolicy 1.1, 1.2 and 1.3: the bindings, what stands in them, and what is asked of both sides.

use super::super::context::{Binding, Context};
use super::super::expression::Assertion;
use super::notes::{NO_ENCRYPTION, NO_SYMMETRIC};
use super::{Verdict, calls, messages, suites, tokens};
use crate::contract::About;

/// Assertions that hold tokens, and are called as tokens are.
const HOLDERS: [&str; 10] = [
    "TransportToken",
    "ProtectionToken",
    "InitiatorToken",
    "InitiatorSignatureToken",
    "InitiatorEncryptionToken",
    "RecipientToken",
    "RecipientSignatureToken",
    "RecipientEncryptionToken",
    "SignatureToken",
    "EncryptionToken",
];

pub(super) fn judge(assertion: &Assertion, cx: &Context) -> Verdict {
    let name = &*assertion.name.local;
    if cx.is_in("AlgorithmSuite") {
        return suites::judge(name, cx);
    }
    if HOLDERS.contains(&name) {
        return holder(name, cx);
    }
    if name.ends_with("SupportingTokens") {
        return tokens::supporting(assertion, cx);
    }
    if tokens::is_token(name) {
        return tokens::token(assertion, cx);
    }
    if let Some(verdict) = messages::judge(assertion, cx).or_else(|| tokens::inside(assertion, cx)) {
        return verdict;
    }
    match name {
        "TransportBinding" | "AlgorithmSuite" | "Layout" => Verdict::inner(),
        "AsymmetricBinding" => Verdict::inner(),
        "SymmetricBinding" => Verdict::not(NO_SYMMETRIC),
        "HttpsToken" if cx.https => Verdict::done("the service is called by https"),
        "HttpsToken" => {
            Verdict::told("the address in the contract is not https: give the builder one that is")
        }
        "RequireClientCertificate" => {
            Verdict::call(calls::CERTIFICATE, "an HTTP client that has the certificate and its key")
        }
        "HttpBasicAuthentication" => Verdict::call(calls::BASIC, "HTTP Basic authentication"),
        "HttpDigestAuthentication" => Verdict::call(calls::DIGEST, "HTTP Digest authentication"),
        "IncludeTimestamp" if cx.about == About::Replies => Verdict::call(
            calls::verify(".timestamp()"),
            "replies are refused whose Timestamp is not signed or has run out",
        ),
        "IncludeTimestamp" => Verdict::call(calls::TIMESTAMP, "a Timestamp with this lifetime"),
        "Strict" | "Lax" | "LaxTsFirst" | "LaxTimestampFirst" => Verdict::done(
            "the Timestamp stands first, each token before what uses it, and the Signature last",
        ),
        "LaxTsLast" | "LaxTimestampLast" => {
            Verdict::not("the client writes the Timestamp first in the Security header")
        }
        "OnlySignEntireHeadersAndBody" => {
            Verdict::done("only whole header blocks and the whole Body are signed")
        }
        "SignBeforeEncrypting" => Verdict::done("nothing is encrypted after it was signed"),
        "ProtectTokens" if cx.binding == Binding::Transport && !cx.signs => nothing_signed(),
        "ProtectTokens" => {
            Verdict::call(calls::sign(".part(wsse::Part::Token)"), "the token itself is signed too")
        }
        "EncryptSignature" | "EncryptBeforeSigning" if cx.is_protected() => {
            Verdict::done("https encrypts the whole message")
        }
        "EncryptSignature" | "EncryptBeforeSigning" => Verdict::not(NO_ENCRYPTION),
        "Wss10" | "Wss11" | "Trust10" | "Trust13" => Verdict::inner(),
        _ if name.starts_with("MustSupportRef") => reference(name, cx),
        "RequireSignatureConfirmation" if cx.binding <= Binding::Transport && !cx.signs => nothing_signed(),
        "RequireSignatureConfirmation" => Verdict::call(
            calls::verify(".confirmation()"),
            "replies are refused that do not confirm the request's signature",
        ),
        "MustSupportClientChallenge"
        | "MustSupportServerChallenge"
        | "RequireClientEntropy"
        | "RequireServerEntropy"
        | "MustSupportIssuedTokens"
        | "RequireRequestSecurityTokenCollection"
        | "RequireAppliesTo"
        | "MustSupportInteractiveChallenge"
        | "ScopePolicy15" => Verdict::done("it is about how tokens are issued, and the client asks for none"),
        _ => Verdict::not("the client does not know it: ask the service what it requires of clients"),
    }
}

pub(super) fn nothing_signed() -> Verdict {
    Verdict::done("it is about signatures in messages, and this policy asks for none")
}

/// What a binding uses a token for.
fn holder(name: &str, cx: &Context) -> Verdict {
    match name {
        _ if cx.binding == Binding::Symmetric => Verdict::not(NO_SYMMETRIC).whole(),
        "InitiatorEncryptionToken" => Verdict::not(NO_ENCRYPTION),
        "RecipientEncryptionToken" => {
            Verdict::done("it is the key to encrypt with, and asks for nothing by itself").whole()
        }
        _ => Verdict::inner(),
    }
}

/// How tokens may be referred to.
fn reference(name: &str, cx: &Context) -> Verdict {
    if !cx.signs {
        return nothing_signed();
    }
    match name {
        "MustSupportRefKeyIdentifier" | "MustSupportRefIssuerSerial" | "MustSupportRefThumbprint" => {
            Verdict::done("the client reads such references, and can write them")
        }
        "MustSupportRefExternalURI" | "MustSupportRefEmbeddedToken" => {
            Verdict::not("the client refuses replies with such references to tokens")
        }
        _ => Verdict::not(NO_SYMMETRIC),
    }
}
