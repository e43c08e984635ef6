//! WS-SecurityPolicy, section 4: which parts of messages are to be signed, to be encrypted, or to be there.

use super::super::context::{Binding, Context};
use super::super::expression::{Assertion, Expression};
use super::super::specifications::{Family, family};
use super::notes::{NO_ENCRYPTION, NO_SYMMETRIC};
use super::{Verdict, calls};
use crate::contract::{About, Call};

pub(super) fn judge(assertion: &Assertion, cx: &Context) -> Option<Verdict> {
    let name = &*assertion.name.local;
    Some(match name {
        "SignedParts" => signed(assertion, cx).detail(parts(assertion)).whole(),
        "SignedElements" if cx.is_protected() => {
            Verdict::done("https protects the whole message").detail(paths(assertion)).whole()
        }
        "SignedElements" => {
            Verdict::not("the client signs whole header blocks and the whole Body, not elements in them")
                .detail(paths(assertion))
                .whole()
        }
        "EncryptedParts" => encrypted(cx).detail(parts(assertion)).whole(),
        "EncryptedElements" | "ContentEncryptedElements" => encrypted(cx).detail(paths(assertion)).whole(),
        "RequiredParts" => required(assertion, cx).whole(),
        "RequiredElements" => Verdict::call(
            calls::HEADER_BLOCK,
            "the elements have to be there: the program writes those of the Header",
        )
        .detail(paths(assertion))
        .whole(),
        _ => return None,
    })
}

fn signed(assertion: &Assertion, cx: &Context) -> Verdict {
    match (cx.about, cx.binding) {
        (_, Binding::Symmetric) => Verdict::not(NO_SYMMETRIC),
        // Beside a key that signs the Timestamp alone, the program may want it to sign these, too.
        (about, Binding::Transport) if cx.https && !(cx.signs && about != About::Replies) => {
            Verdict::done("https protects these parts, which is enough by WS-SecurityPolicy")
        }
        (About::Replies, _) => {
            Verdict::call(calls::verify(""), "replies are refused of which the Body is not signed")
        }
        (_, Binding::Transport) if cx.https => Verdict::call(
            sign(assertion, cx),
            "https protects these parts, which is enough by WS-SecurityPolicy; a service that looks for a signature in the \
             envelope all the same needs one",
        ),
        _ => Verdict::call(sign(assertion, cx), "the key of an X.509 certificate signs these parts"),
    }
}

/// The call that signs these parts. The Body and a Timestamp are signed by it anyway.
fn sign(assertion: &Assertion, cx: &Context) -> Call {
    let mut parts: Vec<String> = Vec::new();
    // Beside a key that would sign the Timestamp alone.
    if cx.binding == Binding::Transport && cx.signs {
        parts.push(".part(wsse::Part::Body)".to_owned());
    }
    for header in headers(assertion) {
        let namespace = header.attribute("Namespace").unwrap_or_default();
        let part = match (family(namespace), header.attribute("Name")) {
            (Some(Family::Addressing(_)), _) => ".part(wsse::Part::Addressing)".to_owned(),
            (_, Some(name)) => format!(".part(wsse::Part::header({namespace:?}, {name:?}))"),
            // Which these are is not known.
            (_, None) => continue,
        };
        if !parts.contains(&part) {
            parts.push(part);
        }
    }
    calls::sign(parts.concat())
}

fn encrypted(cx: &Context) -> Verdict {
    if cx.is_protected() {
        Verdict::done("https encrypts the whole message")
    } else {
        Verdict::not(NO_ENCRYPTION)
    }
}

fn required(assertion: &Assertion, cx: &Context) -> Verdict {
    let detail = parts(assertion);
    let addressing = |header: &Assertion| {
        header.attribute("Namespace").is_some_and(|uri| matches!(family(uri), Some(Family::Addressing(_))))
    };
    let verdict = match (cx.about, headers(assertion).all(addressing)) {
        (About::Replies, _) => Verdict::done("the client reads these header blocks"),
        (_, true) => Verdict::call(calls::ADDRESSING_10, "they are header blocks of WS-Addressing"),
        (_, false) => Verdict::call(
            calls::HEADER_BLOCK,
            "these header blocks have to be there: the program writes them",
        ),
    };
    verdict.detail(detail)
}

/// The parameters of an assertion: what stands in it right away.
fn headers(assertion: &Assertion) -> impl Iterator<Item = &Assertion> {
    assertion.inner.iter().filter_map(|one| match one {
        Expression::Assertion(one) if &*one.name.local == "Header" => Some(one),
        _ => None,
    })
}

/// `Body, Action, all headers of urn:x`; nothing at all is the whole message.
fn parts(assertion: &Assertion) -> String {
    let mut all: Vec<String> = Vec::new();
    for one in &assertion.inner {
        let Expression::Assertion(one) = one else { continue };
        let words = match (&*one.name.local, one.attribute("Name"), one.attribute("Namespace")) {
            ("Header", Some(name), _) => name.to_owned(),
            ("Header", None, Some(namespace)) => format!("all header blocks of {namespace}"),
            (name, _, _) => name.to_owned(),
        };
        if !all.contains(&words) {
            all.push(words);
        }
    }
    if all.is_empty() { "Body and all header blocks".to_owned() } else { all.join(", ") }
}

/// The paths to elements.
fn paths(assertion: &Assertion) -> String {
    let paths = assertion.inner.iter().filter_map(|one| match one {
        Expression::Assertion(one) => Some(one.text.split_whitespace().collect::<Vec<_>>().join(" ")),
        _ => None,
    });
    paths.filter(|path| !path.is_empty()).collect::<Vec<_>>().join(", ")
}
