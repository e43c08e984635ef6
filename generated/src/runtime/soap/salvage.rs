//! A Fault in a reply that is no XML: servers put HTML, control characters and undeclared prefixes into it, and what went
//! wrong is what people need most.

use super::fault::Fault;
use crate::runtime::codec::chars::{is_char, number, referred};
use crate::runtime::codec::scan::entity;
use crate::runtime::codec::strings::{after, before, find, trim, trim_start};
use crate::runtime::values::{AnyType, QName};

/// The Fault of a reply, as far as it can be made out; `None` where its Body does not begin with one.
#[cold]
pub(super) fn fault(text: &str) -> Option<Fault> {
    let (_, body) = element(text, "Body")?;
    let first = trim_start(body);
    if local(first.strip_prefix('<')?) != "Fault" {
        return None;
    }
    let (_, inner) = element(first, "Fault")?;
    // One that breaks off may say half of it.
    if inner.len() == end_of_tag(first)?.len() {
        return None;
    }
    let declared = declarations(text);
    let reason = element(inner, "faultstring")
        .or_else(|| element(element(inner, "Reason")?.1, "Text"))
        .or_else(|| element(inner, "Reason"))
        .map(|(_, content)| plain(content));
    let code = element(inner, "faultcode")
        .or_else(|| element(element(inner, "Code")?.1, "Value"))
        .or_else(|| element(inner, "Code"))
        .map(|(_, content)| plain(content));
    if reason.is_none() && code.is_none() {
        return None;
    }
    let detail = element(inner, "detail").or_else(|| element(inner, "Detail")).map(|(at, xml)| AnyType {
        declarations: declarations(text.get(..offset(text, at)).unwrap_or_default()),
        xml: xml.to_owned(),
        ..AnyType::default()
    });
    Some(Fault {
        code: qualified(&code.unwrap_or_default(), &declared),
        reason: reason.unwrap_or_default(),
        detail,
        ..Fault::default()
    })
}

/// A name whose prefix is declared; else it keeps its prefix.
fn qualified(name: &str, declared: &[(String, String)]) -> QName {
    let (prefix, local) = name.split_once(':').unwrap_or(("", name));
    match declared.iter().find(|(known, _)| known == prefix) {
        Some((_, uri)) => QName { namespace: uri.clone(), local: local.to_owned() },
        None => QName { namespace: String::new(), local: name.to_owned() },
    }
}

/// The local name of the tag that begins behind a `<`.
fn local(tag: &str) -> &str {
    after(before(tag, b" \t\r\n/>"), b":")
}

/// The first element of this local name: its start tag, and what is between that and its last end tag, or the end of the
/// text where it has none.
fn element<'t>(text: &'t str, name: &str) -> Option<(&'t str, &'t str)> {
    let mut rest = text;
    loop {
        let at = find(rest, "<")?;
        rest = rest.get(at + 1..)?;
        if local(rest) != name || rest.starts_with('/') {
            continue;
        }
        let end = find(rest, ">")?;
        let (tag, content) = (rest.get(..=end)?, rest.get(end + 1..)?);
        if tag.ends_with("/>") {
            return Some((tag, ""));
        }
        return Some((tag, content.get(..end_of(content, name)).unwrap_or(content)));
    }
}

/// What follows the first tag of a text.
fn end_of_tag(text: &str) -> Option<&str> {
    text.get(find(text, ">")? + 1..)
}

/// Where the last end tag of this name begins.
fn end_of(content: &str, name: &str) -> usize {
    let mut end = content.len();
    while let Some(at) = content.get(..end).and_then(|before| before.rfind("</")) {
        let tag = content.get(at + 2..).unwrap_or_default();
        if local(tag) == name && find(tag, ">").is_some() {
            return at;
        }
        end = at;
    }
    content.len()
}

/// Where a piece of a text stands in it.
fn offset(text: &str, piece: &str) -> usize {
    (piece.as_ptr() as usize).saturating_sub(text.as_ptr() as usize) + piece.len()
}

/// The text in a piece of markup: without its tags, with its references resolved.
fn plain(markup: &str) -> String {
    let mut out = String::new();
    let mut rest = markup;
    while let Some(character) = rest.chars().next() {
        let next = rest.get(character.len_utf8()..).unwrap_or_default();
        rest = match character {
            '<' if next.starts_with("![CDATA[") => {
                let content = next.get("![CDATA[".len()..).unwrap_or_default();
                let end = find(content, "]]>").unwrap_or(content.len());
                out.push_str(content.get(..end).unwrap_or_default());
                content.get(end + "]]>".len()..).unwrap_or_default()
            }
            '<' if next
                .starts_with(|first: char| first.is_alphabetic() || matches!(first, '/' | '!' | '?')) =>
            {
                if !out.is_empty() && !out.ends_with(' ') {
                    out.push(' ');
                }
                find(next, ">").and_then(|end| next.get(end + 1..)).unwrap_or_default()
            }
            '&' => {
                let name = before(next.get(..next.len().min(16)).unwrap_or(next), b"; \t\r\n<&");
                let meant = referred(name).filter(|one| is_char(*one)).or_else(|| entity(name));
                let meant = meant.or(number(name).map(|_| char::REPLACEMENT_CHARACTER));
                match meant.zip(next.get(name.len()..).and_then(|rest| rest.strip_prefix(';'))) {
                    Some((character, follows)) => {
                        out.push(character);
                        follows
                    }
                    None => {
                        out.push('&');
                        next
                    }
                }
            }
            _ => {
                out.push(if is_char(character) { character } else { char::REPLACEMENT_CHARACTER });
                next
            }
        };
    }
    trim(&out).to_owned()
}

/// The namespace declarations in a text: of two for one prefix the last.
fn declarations(text: &str) -> Vec<(String, String)> {
    let mut found: Vec<(String, String)> = Vec::new();
    for piece in text.split("xmlns").skip(1) {
        let Some((prefix, value)) = piece.split_once('=') else { continue };
        let value = trim_start(value);
        let Some(quote) = value.chars().next().filter(|quote| matches!(quote, '"' | '\'')) else { continue };
        let Some(uri) = value.get(1..).and_then(|value| value.split(quote).next()) else { continue };
        let prefix = trim(prefix.strip_prefix(':').unwrap_or(prefix)).to_owned();
        found.retain(|(known, _)| *known != prefix);
        found.push((prefix, uri.to_owned()));
    }
    found
}
