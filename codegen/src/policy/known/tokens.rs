//! WS-SecurityPolicy, sections 5 and 8: tokens, what they are used for, and what stands in them.

use super::super::context::{Binding, Context};
use super::super::expression::{Assertion, Expression};
use super::notes::{NO_ENCRYPTION, NO_SYMMETRIC};
use super::{Verdict, calls};
use crate::contract::About;

/// All tokens but HttpsToken, which is no token in the message.
const TOKENS: [&str; 14] = [
    "UsernameToken",
    "X509Token",
    "SamlToken",
    "IssuedToken",
    "KerberosToken",
    "SpnegoContextToken",
    "SecurityContextToken",
    "SecureConversationToken",
    "RelToken",
    "KeyValueToken",
    "RsaToken",
    "SslContextToken",
    "AnonymousForCertificateToken",
    "MutualForCertificateToken",
];

pub(super) fn is_token(name: &str) -> bool {
    TOKENS.contains(&name)
}

/// Supporting tokens, by what their name says of them.
pub(super) fn supporting(assertion: &Assertion, cx: &Context) -> Verdict {
    let name = &*assertion.name.local;
    if name.contains("Encrypted") && !cx.is_protected() {
        return Verdict::not(NO_ENCRYPTION);
    }
    let signed =
        name.starts_with("Signed") && cx.binding == Binding::Asymmetric && cx.about != About::Replies;
    if signed && holds(assertion, "UsernameToken") {
        return Verdict::call(
            calls::sign(".part(wsse::Part::UsernameToken)"),
            "the token is signed with the message",
        );
    }
    Verdict::inner()
}

/// Whether something of this name stands in an assertion, at any depth.
fn holds(assertion: &Assertion, name: &str) -> bool {
    fn within(expression: &Expression, name: &str) -> bool {
        match expression {
            Expression::All(all) | Expression::OneOf(all) => all.iter().any(|one| within(one, name)),
            Expression::Assertion(one) => *one.name.local == *name || holds(one, name),
        }
    }
    assertion.inner.iter().any(|one| within(one, name))
}

pub(super) fn token(assertion: &Assertion, cx: &Context) -> Verdict {
    let supporting = cx.supporting();
    let endorses = supporting.is_some_and(|name| name.contains("Endorsing"));
    if cx.about == About::Replies {
        return Verdict::call(
            calls::verify(""),
            "the service sends it: a signature of its replies is checked where this is asked for",
        );
    }
    match &*assertion.name.local {
        "UsernameToken" if endorses => {
            Verdict::not("the client does not derive keys from a password").whole()
        }
        "UsernameToken" => username(assertion, supporting, cx),
        "X509Token" if cx.is_in("RecipientToken") || cx.is_in("RecipientSignatureToken") => Verdict::call(
            calls::verify(""),
            "the service signs its replies with such a certificate: they are checked where the program says whom to trust",
        ),
        "X509Token" if cx.binding == Binding::Transport && endorses => Verdict::call(
            calls::sign(".only([wsse::Part::Timestamp])"),
            "the key of an X.509 certificate signs the Timestamp",
        ),
        "X509Token" if supporting.is_none() || endorses => {
            Verdict::call(calls::sign(""), "the key of an X.509 certificate signs the message")
        }
        "X509Token" => {
            Verdict::call(calls::CERTIFICATE_TOKEN, "an X.509 certificate goes along as BinarySecurityToken")
        }
        "SamlToken" if endorses || supporting.is_none() => {
            Verdict::not("the client does not sign with the key of a SAML assertion")
        }
        "SamlToken" => Verdict::call(calls::TOKEN, "a SAML assertion, passed on as it is"),
        "IssuedToken" if bearer(assertion) && !endorses && supporting.is_some() => Verdict::call(
            calls::TOKEN,
            "the program gets the token from its issuer, and the client passes it on as it is",
        )
        .whole(),
        "IssuedToken" => Verdict::not(
            "the client asks no issuer for tokens (WS-Trust), and signs with no key of one: the service has to offer \
             another endpoint",
        )
        .whole(),
        "SecureConversationToken" | "SecurityContextToken" | "SpnegoContextToken" | "SslContextToken" => {
            Verdict::not("the client does not negotiate a security context: the service has to offer an endpoint without")
                .whole()
        }
        "KerberosToken" => Verdict::not("the client has no Kerberos tokens in envelopes").whole(),
        _ => Verdict::not("the client does not have such tokens").whole(),
    }
}

/// Whether a token of an issuer is used as it is.
fn bearer(assertion: &Assertion) -> bool {
    fn within(expression: &Expression) -> bool {
        match expression {
            Expression::All(all) | Expression::OneOf(all) => all.iter().any(within),
            Expression::Assertion(one) => {
                (&*one.name.local == "KeyType" && one.text.trim().ends_with("Bearer")) || bearer(one)
            }
        }
    }
    assertion.inner.iter().any(within)
}

fn username(assertion: &Assertion, supporting: Option<&str>, cx: &Context) -> Verdict {
    if supporting.is_none() && cx.binding == Binding::Symmetric {
        return Verdict::not(NO_SYMMETRIC);
    }
    // These have the call.
    if holds(assertion, "HashPassword") || holds(assertion, "NoPassword") {
        return Verdict::told("a user name");
    }
    Verdict::call(calls::USERNAME, "a user name and a password")
}

/// What stands in tokens.
pub(super) fn inside(assertion: &Assertion, cx: &Context) -> Option<Verdict> {
    let name = &*assertion.name.local;
    Some(match name {
        "HashPassword" => {
            Verdict::call(calls::USERNAME_DIGEST, "the password as a digest, with nonce and time")
        }
        "NoPassword" => Verdict::call(calls::USERNAME_ONLY, "no password goes along"),
        "WssUsernameToken10" | "WssUsernameToken11" => {
            Verdict::done("the token is the same in both versions")
        }
        // 1.3 asks for them by name.
        "Created" | "Nonce" if cx.is_in("UsernameToken") => {
            Verdict::call(calls::USERNAME_DIGEST, "a digest has nonce and time")
        }
        "RequireDerivedKeys" | "RequireExplicitDerivedKeys" | "RequireImpliedDerivedKeys" => {
            Verdict::not("the client does not derive keys")
        }
        "WssX509V3Token10" | "WssX509V3Token11" => Verdict::done("certificates are X.509 version 3"),
        "WssX509V1Token10" | "WssX509V1Token11" => Verdict::done("certificates are taken as they are"),
        "WssX509PkiPathV1Token10" | "WssX509PkiPathV1Token11" => Verdict::call(
            calls::sign(".reference(wsse::KeyReference::PkiPath)"),
            "the certificates of the issuers go along",
        ),
        "WssX509Pkcs7Token10" | "WssX509Pkcs7Token11" => Verdict::not("the client does not write PKCS#7"),
        "RequireKeyIdentifierReference" | "RequireIssuerSerialReference" | "RequireThumbprintReference" => {
            if cx.about == About::Replies || cx.is_in("RecipientToken") || cx.is_in("RecipientSignatureToken")
            {
                Verdict::done("the client reads such references")
            } else {
                let how = match name {
                    "RequireIssuerSerialReference" => ".reference(wsse::KeyReference::IssuerSerial)",
                    "RequireThumbprintReference" => ".reference(wsse::KeyReference::Thumbprint)",
                    _ => ".reference(wsse::KeyReference::SubjectKeyIdentifier)",
                };
                Verdict::call(calls::sign(how), "the signature refers to its certificate like this")
            }
        }
        "RequireEmbeddedTokenReference" | "RequireExternalReference" | "RequireInternalReference" => {
            Verdict::not("the client does not write such references")
        }
        _ if name.starts_with("WssSaml") || name.starts_with("WssKerberos") => {
            Verdict::done("the token is passed on as it is")
        }
        // Who issues a token, and what it says, is between the program and the issuer.
        "Issuer"
        | "IssuerName"
        | "Claims"
        | "RequestSecurityTokenTemplate"
        | "BootstrapPolicy"
        | "MustNotSendCancel"
        | "MustNotSendAmend"
        | "MustNotSendRenew"
        | "SC10SecurityContextToken"
        | "SC13SecurityContextToken"
        | "RequireExternalUriReference" => Verdict::done("it says how the token is got").whole(),
        _ => return None,
    })
}
