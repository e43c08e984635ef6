//! Assertions that are not of security: addressing, MTOM, HTTP, and what is not supported at all.

use super::super::context::Context;
use super::super::expression::Assertion;
use super::super::specifications::Family;
use super::{Verdict, calls};
use crate::contract::{About, Addressing};

pub(super) fn judge(assertion: &Assertion, family: Family, cx: &Context) -> Verdict {
    match family {
        // It has a file of its own.
        Family::Security => Verdict::inner(),
        Family::OldSecurity => Verdict::not(
            "this draft says too little of what is to be sent: ask the service, and write it with `wsse::Security` \
             (cargo feature `wsse`)",
        ),
        Family::Addressing(version) => addressing(assertion, version, cx),
        Family::Mtom => mtom(assertion, cx),
        Family::Reliable => Verdict::not(
            "the client does not support reliable messaging: the service has to offer an endpoint that does not need it",
        )
        .whole(),
        Family::Transactions => Verdict::not(
            "the client takes no part in transactions: the service has to offer an endpoint that does not need them",
        )
        .whole(),
        Family::Http => http(assertion),
        Family::Framing => Verdict::not("the client sends requests by HTTP and nothing else").whole(),
        Family::Encoding => {
            Verdict::not("the client writes envelopes as text: the service has to offer an endpoint that reads it").whole()
        }
        Family::Server => Verdict::done("it is about programs of the vendor, and asks for nothing in messages").whole(),
    }
}

fn addressing(assertion: &Assertion, version: Addressing, cx: &Context) -> Verdict {
    let (note, call) = match version {
        Addressing::V10 => (
            "each request has To, Action, MessageID and ReplyTo of WS-Addressing 1.0 (cargo feature `addressing`, on \
             by default here)",
            calls::ADDRESSING_10,
        ),
        Addressing::V200408 => (
            "each request has To, Action, MessageID and ReplyTo of WS-Addressing 2004/08 (cargo feature `addressing`, \
             on by default here)",
            calls::ADDRESSING_2004,
        ),
    };
    match &*assertion.name.local {
        "Addressing" | "UsingAddressing" if assertion.optional || assertion.ignorable => {
            Verdict::call(call, "the service takes its headers, and needs none")
        }
        "Addressing" | "UsingAddressing" if cx.about == About::Replies => {
            Verdict::done("the client reads the headers of replies")
        }
        "Addressing" | "UsingAddressing" => Verdict::done(note),
        "AnonymousResponses" => {
            Verdict::done("ReplyTo is anonymous: replies come over the connection of the request")
        }
        "NonAnonymousResponses" => not_anonymous(),
        // Its text says whether replies may come over the connection of the request.
        "Anonymous" if assertion.text.trim() == "prohibited" => not_anonymous(),
        "Anonymous" => Verdict::done("ReplyTo is anonymous: replies come over the connection of the request"),
        _ => Verdict::not("the client does not know it: ask the service what it requires of clients"),
    }
}

fn not_anonymous() -> Verdict {
    Verdict::not(
        "replies come to an address of the client's own, and the client has none: it reads them over the connection of the request",
    )
}

fn mtom(assertion: &Assertion, cx: &Context) -> Verdict {
    if assertion.optional || assertion.ignorable {
        return Verdict::call(
            calls::MTOM,
            "replies in MTOM are read; requests are sent so where the program says",
        );
    }
    match cx.about {
        About::Replies => Verdict::done("replies in MTOM are read"),
        About::Both | About::Requests => Verdict::done(
            "requests are sent in MTOM, binary values as parts of their own; replies in MTOM are read",
        ),
    }
}

fn http(assertion: &Assertion) -> Verdict {
    match &*assertion.name.local {
        "BasicAuthentication" => Verdict::call(calls::BASIC, "HTTP Basic authentication"),
        "DigestAuthentication" => Verdict::call(calls::DIGEST, "HTTP Digest authentication"),
        "NtlmAuthentication" => Verdict::call(calls::NTLM, "NTLM"),
        "NegotiateAuthentication" => Verdict::call(calls::NEGOTIATE, "Negotiate, with a token of NTLM"),
        _ => Verdict::told("let the HTTP client authenticate itself"),
    }
}

/// An assertion of no specification that is known.
pub(super) fn unknown(assertion: &Assertion) -> Verdict {
    let note = if assertion.optional || assertion.ignorable {
        "nothing is known of it, and the contract says that clients may do without"
    } else {
        "nothing is known of it: ask the service what it requires of clients, or for an endpoint that does not require it"
    };
    let text = assertion.text.split_whitespace().collect::<Vec<_>>().join(" ");
    Verdict::not(note).detail(text).whole()
}
