//! Where soapwright may differ from roxmltree, and why. Nothing else may.

use superoffice_services86::runtime::codec::{DecodeError, DecodeErrorKind, Reading};

/// The reason for which a document that roxmltree takes may be refused, if there is one.
pub(super) fn refusal(error: &DecodeError, text: &str) -> Option<&'static str> {
    match error.kind() {
        DecodeErrorKind::Limit(_) if depth(text) > Reading::faithful().depth() => {
            Some("elements nest deeper than the limit allows; roxmltree has another limit")
        }
        DecodeErrorKind::NotWellFormed("a DOCTYPE, which SOAP forbids") => {
            Some("SOAP 1.1 section 3 and SOAP 1.2 part 1 section 5 forbid a DTD")
        }
        DecodeErrorKind::NotWellFormed("the XML declaration is malformed") => Some(
            "XML 1.0 section 2.8 says what may stand in a declaration; roxmltree does not look at it closely",
        ),
        DecodeErrorKind::NotWellFormed(
            "a processing instruction without a name" | "an XML declaration that is not at the beginning",
        ) => Some(
            "XML 1.0 section 2.6 reserves the target `xml` in any case, and wants white space after a target; \
             Namespaces in XML section 7 forbids a colon in it",
        ),
        DecodeErrorKind::NotWellFormed("a reference to a character that XML forbids") => Some(
            "XML 1.0 section 4.1 (Legal Character): roxmltree makes U+FFFD of surrogates and of numbers beyond U+10FFFF",
        ),
        DecodeErrorKind::NotWellFormed("an attribute that stands twice")
            if text.get(error.offset()..).is_some_and(|rest| rest.starts_with("xmlns")) =>
        {
            Some("XML 1.0 section 3.1 (Unique Att Spec): roxmltree does not count xmlns=\"\"")
        }
        DecodeErrorKind::NotWellFormed("a namespace declaration that is not allowed") => Some(
            "Namespaces in XML sections 2.2 and 3: a prefix cannot be undeclared, and `xmlns` cannot be declared; \
             roxmltree takes both",
        ),
        DecodeErrorKind::NotWellFormed("a prefix that is not declared")
            if text.get(error.offset()..).is_some_and(declares_by_local_name) =>
        {
            Some(
                "Namespaces in XML section 5: the prefix of an attribute must be declared; roxmltree takes each attribute \
                 whose local name is xmlns for a declaration",
            )
        }
        DecodeErrorKind::NotWellFormed(
            "a name that is not one" | "an end tag that does not match its start tag",
        ) if text
            .get(error.offset()..)
            .is_some_and(|rest| rest.starts_with(':') || rest.starts_with("</:")) =>
        {
            Some(
                "Namespaces in XML section 4: a colon stands between two names; roxmltree takes an empty prefix",
            )
        }
        _ => None,
    }
}

/// Whether the tag that a text begins with, or is in, has an attribute such as `p:xmlns`.
fn declares_by_local_name(text: &str) -> bool {
    let tag = text.split('>').next().unwrap_or_default();
    tag.split(":xmlns").skip(1).any(|rest| rest.trim_start().starts_with('='))
}

/// How deep tags may nest at most; too much rather than too little.
fn depth(text: &str) -> usize {
    let (mut depth, mut most) = (0usize, 0usize);
    for (at, _) in text.match_indices('<') {
        match text.as_bytes().get(at + 1) {
            Some(b'/') => depth = depth.saturating_sub(1),
            Some(b'!' | b'?') => {}
            _ => depth += 1,
        }
        most = most.max(depth);
    }
    most
}
