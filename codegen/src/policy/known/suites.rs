//! WS-SecurityPolicy, sections 6.1 and 7: algorithms.

use super::super::context::Context;
use super::Verdict;

/// What is asked by a name in an AlgorithmSuite.
pub(super) fn judge(name: &str, cx: &Context) -> Verdict {
    if !cx.signs {
        return Verdict::done("TLS has algorithms of its own, and nothing in messages is signed");
    }
    match name {
        "InclusiveC14N" => Verdict::not("the client writes exclusive canonical XML alone"),
        "SoapNormalization10" | "STRTransform10" | "AbsXPath" | "Path10" | "XPath10" | "XPathFilter20" => {
            Verdict::not("the client has exclusive canonical XML as its only transform")
        }
        "InclusiveC14N11" => Verdict::not("the client writes exclusive canonical XML alone"),
        _ if name.contains("Rsa15") || name.starts_with("Basic") || name.starts_with("TripleDes") => {
            basic(name)
        }
        _ => Verdict::not("the client does not know this suite: it signs by RSA or ECDSA with SHA-256"),
    }
}

fn basic(name: &str) -> Verdict {
    if name.contains("Sha256") {
        return Verdict::done("signatures by RSA with SHA-256, as the client writes them");
    }
    // By the letter of the specification; many services of today take SHA-256 all the same.
    Verdict::told(
        "the suite has RSA-SHA1 for signatures: the client signs with SHA-256, unless the program gives a `Signer` \
         that does otherwise",
    )
}
