//! Which algorithms are taken. Those that are not are refused by name: what may be harmful must not depend on nobody
//! having built it.

use super::verification::Verification;
use crate::runtime::codec::strings::{start, words};
use crate::runtime::wsse::canonical::Method;
use crate::runtime::wsse::crypto::{Algorithm, Digest};
use crate::runtime::wsse::names::{DS, EXCLUSIVE, WSSE};
use crate::runtime::wsse::received::{Cause, Node, Refusal};

const ENVELOPED: &str = "http://www.w3.org/2000/09/xmldsig#enveloped-signature";
const STR_TRANSFORM: &str =
    "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-soap-message-security-1.0#STR-Transform";

/// No honest list of prefixes is longer.
const PREFIXES: usize = 200;

#[cold]
fn unsupported(sentence: impl Into<String>) -> Refusal {
    Refusal::new(Cause::UnsupportedAlgorithm, sentence)
}

/// The `Algorithm` of a method or transform.
fn algorithm(node: &Node) -> Result<&str, Refusal> {
    let none = || Refusal::invalid(format!("`{}` of the signature names no algorithm", node.local));
    node.attribute("Algorithm").ok_or_else(none)
}

/// What a SignatureMethod stands for.
pub(super) enum Signing {
    BuiltIn(Algorithm),
    /// One that the program's verifier is asked for: its URI.
    Other(String),
}

/// The algorithm of a signature.
pub(super) fn signing(method: &Node, demanded: &Verification) -> Result<Signing, Refusal> {
    let uri = algorithm(method)?;
    if let Some(known) = Algorithm::of_uri(uri) {
        return Ok(Signing::BuiltIn(known));
    }
    let lower = uri.to_ascii_lowercase();
    // A public key would be the secret: whoever has the certificate could sign.
    if lower.contains("hmac") {
        return Err(unsupported(
            "it is signed by HMAC, for which the certificate's key would be the secret; that is never taken",
        ));
    }
    if lower.contains("md5") {
        return Err(unsupported("it is signed by MD5, which anybody can forge; that is never taken"));
    }
    if lower.contains("sha1") && !demanded.sha1 {
        let uri = start(uri);
        return Err(unsupported(format!(
            "it is signed by `{uri}`, so with SHA-1, which is taken only after `allow_sha1`, with a `verifier` for it"
        )));
    }
    if demanded.verifier.is_none() {
        let uri = start(uri);
        return Err(unsupported(format!(
            "it is signed by `{uri}`, which is not built in: give a `verifier` that knows it"
        )));
    }
    Ok(Signing::Other(uri.to_owned()))
}

/// The algorithm of a digest.
pub(super) fn digest(method: &Node, demanded: &Verification) -> Result<Digest, Refusal> {
    let uri = algorithm(method)?;
    match Digest::of_uri(uri) {
        Some(Digest::Sha1) if !demanded.sha1 => {
            Err(unsupported("a digest is by SHA-1, which is taken only after `allow_sha1`"))
        }
        Some(known) => Ok(known),
        None => Err(unsupported(format!("a digest is by `{}`, which is not taken", start(uri)))),
    }
}

/// The canonical form that a CanonicalizationMethod or Transform stands for.
pub(super) fn canonical(node: &Node) -> Result<Method, Refusal> {
    let uri = algorithm(node)?;
    let mut method = Method::named(uri).ok_or_else(|| refused(uri))?;
    for parameter in &node.children {
        if !method.exclusive || !parameter.is(EXCLUSIVE, "InclusiveNamespaces") {
            return Err(unsupported(format!("`{}` has a parameter that it cannot have", start(uri))));
        }
        for prefix in words(parameter.attribute("PrefixList").unwrap_or_default()) {
            if method.inclusive.len() >= PREFIXES {
                return Err(Refusal::invalid(format!("a PrefixList has more than {PREFIXES} prefixes")));
            }
            method.inclusive.insert(if prefix == "#default" { String::new() } else { prefix.to_owned() });
        }
    }
    Ok(method)
}

/// The canonical form that the transforms of a reference lead to, if that is to a token by way of what refers to it
/// (STR-Transform).
pub(super) fn dereference(reference: &Node) -> Result<Option<Method>, Refusal> {
    let Some(list) = reference.at_most_one(DS, "Transforms")? else { return Ok(None) };
    let [only] = list.children.as_slice() else { return Ok(None) };
    if !only.is(DS, "Transform") || only.attribute("Algorithm") != Some(STR_TRANSFORM) {
        return Ok(None);
    }
    let parameters = only.only(WSSE, "TransformationParameters")?;
    let mut method = canonical(parameters.only(DS, "CanonicalizationMethod")?)?;
    method.comments = false;
    method.says_default = true;
    Ok(Some(method))
}

/// The canonical form that the transforms of a reference lead to.
pub(super) fn transforms(reference: &Node) -> Result<Method, Refusal> {
    let Some(list) = reference.at_most_one(DS, "Transforms")? else {
        // What XML Signature says of none.
        return Ok(Method::default());
    };
    let mut all = list.children.iter().peekable();
    // It takes out the signature that it stands in, if that is in the signed element. Here it never is, so that only its being
    // the first is looked at: node-soap writes it.
    if let Some(first) = all.peek()
        && first.is(DS, "Transform")
        && first.attribute("Algorithm") == Some(ENVELOPED)
        && first.children.is_empty()
    {
        all.next();
    }
    let mut method = match all.next() {
        Some(one) if one.is(DS, "Transform") => canonical(one)?,
        Some(_) => return Err(Refusal::invalid("something else than a Transform is among the Transforms")),
        None => Method::default(),
    };
    if let Some(next) = all.next() {
        return Err(match next.attribute("Algorithm") {
            Some(ENVELOPED) => unsupported("the transform `enveloped-signature` is in the wrong place"),
            Some(uri) => unsupported(format!("after the canonical form comes a transform, `{}`", start(uri))),
            None => Refusal::invalid("a Transform names no algorithm"),
        });
    }
    // A reference by an id alone has no comments in it, whatever the transform would do with them (XML Signature, 4.4.3.3).
    method.comments = false;
    Ok(method)
}

/// Why a transform is not taken.
#[cold]
fn refused(uri: &str) -> Refusal {
    let what = match uri {
        STR_TRANSFORM => "has the transform `STR-Transform` among others, where it has to stand alone",
        "http://www.w3.org/TR/1999/REC-xslt-19991116" => "transforms what is signed by XSLT: never taken",
        "http://www.w3.org/TR/1999/REC-xpath-19991116"
        | "http://www.w3.org/2002/06/xmldsig-filter2"
        | "http://www.w3.org/TR/2001/REC-xptr-20010108" => "selects what is signed by XPath: never taken",
        ENVELOPED => "has the transform `enveloped-signature` in the wrong place",
        _ => return unsupported(format!("it uses the transform `{}`, which is not taken", start(uri))),
    };
    unsupported(format!("it {what}"))
}
