//! A Fault in a reply that is no XML: servers put HTML, control characters and undeclared prefixes into it, and what went
//! wrong is what people need most.

use super::fault::Fault;
use crate::runtime::codec::chars::{is_char, is_name_start, number, referred};
use crate::runtime::codec::order::order;
use crate::runtime::codec::scan::entity;
use crate::runtime::codec::strings::{after, before, find, split_once, trim, trim_start};
use crate::runtime::values::{AnyType, Namespace, QName};

/// The Fault of a reply, as far as it can be made out; `None` where its Body has none.
#[cold]
pub(super) fn fault(text: &str) -> Option<Fault> {
    // What stands in the Header may be called so, too.
    let body = element(text, "Envelope").and_then(|(_, content)| child(content, "Body"));
    let (_, body) = body.or_else(|| element(text, "Body"))?;
    let first = first_child(body, "Fault")?;
    let (_, inner) = child(body, "Fault")?;
    // One that breaks off may say half of it.
    if inner.len() == after_tag(first)?.len() {
        return None;
    }
    let declared = declarations(text);
    // Of the reasons in several languages it is the first.
    let mut reason = said(&contents(inner, "faultstring", element));
    if reason.is_empty() {
        let mut reasons = contents(inner, "Reason", element);
        for reason in &mut reasons {
            if let Some((_, text)) = child(reason, "Text") {
                *reason = text;
            }
        }
        reason = said(&reasons);
    }
    let mut code = said(&contents(inner, "faultcode", element));
    if code.is_empty() {
        let mut codes = Vec::new();
        for code in contents(inner, "Code", element) {
            let values = contents(code, "Value", child);
            codes.extend_from_slice(if values.is_empty() { std::slice::from_ref(&code) } else { &values });
        }
        code = said(&codes);
    }
    let mut fault = Fault { code: qualified(&code, &declared), reason, ..Fault::default() };
    if let Some((at, xml)) = element(inner, "detail").or_else(|| element(inner, "Detail")) {
        let declarations = declarations(text.get(..offset(text, at)).unwrap_or_default());
        fault.detail = Some(AnyType { declarations, xml: xml.to_owned(), ..AnyType::default() });
    }
    Some(fault)
}

/// How many elements of one name are looked at: nobody repeats one more often, and each look is at all that follows.
const MOST: usize = 8;

/// What is in the elements of this local name, as `next` finds them: [`element`] or [`child`].
fn contents<'t>(
    content: &'t str,
    name: &str,
    next: fn(&'t str, &str) -> Option<(&'t str, &'t str)>,
) -> Vec<&'t str> {
    let (mut found, mut rest) = (Vec::new(), content);
    while let Some((tag, inner)) = next(rest, name).filter(|_| found.len() < MOST) {
        found.push(inner);
        rest = behind(rest, tag, inner);
    }
    found
}

/// The first text in some pieces of markup that says something; else none.
fn said(pieces: &[&str]) -> String {
    let mut text = String::new();
    for piece in pieces {
        if text.is_empty() {
            text = text_of(piece);
        }
    }
    text
}

/// What follows an element.
fn behind<'t>(text: &'t str, tag: &str, inner: &str) -> &'t str {
    let end = if tag.ends_with("/>") { tag } else { inner };
    let rest = text.get(offset(text, end)..).unwrap_or_default();
    rest.strip_prefix("</").and_then(after_tag).unwrap_or(rest)
}

/// The tag of the first child of this local name, behind its `<`. Other elements before it are passed, whole.
fn first_child<'t>(content: &'t str, name: &str) -> Option<&'t str> {
    let mut rest = content;
    loop {
        let tag = next_tag(rest)?;
        if local(tag) == name {
            return Some(tag);
        }
        let content = after_tag(tag).filter(|_| !tag.starts_with('/'))?;
        rest = match tag.get(..tag.len() - content.len()) {
            Some(tag) if tag.ends_with("/>") => content,
            _ => after_tag(content.get(end_of(content, local(tag))..)?.strip_prefix('<')?)?,
        };
    }
}

/// A name whose prefix is declared; else it keeps its prefix.
fn qualified(name: &str, declared: &[(String, Namespace)]) -> QName {
    let (prefix, local) = split_once(name, b':').unwrap_or(("", name));
    match declared.iter().find(|(known, _)| known == prefix) {
        Some((_, uri)) => QName { namespace: uri.clone(), local: local.to_owned() },
        None => QName::new("", name),
    }
}

/// The local name of the tag that begins behind a `<`.
fn local(tag: &str) -> &str {
    after(before(tag, b" \t\r\n/>"), b":")
}

/// What follows the next `<` of a tag: what looks like one in a comment, an instruction or a CDATA section is none.
fn next_tag(text: &str) -> Option<&str> {
    let mut rest = text;
    loop {
        rest = rest.get(find(rest, "<")? + 1..)?;
        match end_of_markup(rest) {
            Some(end) => rest = rest.get(find(rest, end)?..)?,
            None => return Some(rest),
        }
    }
}

/// What ends the markup that begins here, behind its `<`, where that is no tag.
fn end_of_markup(markup: &str) -> Option<&'static str> {
    let ends = [("!--", "-->"), ("?", "?>"), ("![CDATA[", "]]>")];
    ends.into_iter().find(|(start, _)| markup.starts_with(start)).map(|(_, end)| end)
}

/// What follows a tag. A `>` in the value of an attribute does not end it, where that value ends.
fn after_tag(tag: &str) -> Option<&str> {
    let mut quote = None;
    for (at, byte) in tag.bytes().enumerate() {
        match (byte, quote) {
            (b'>', None) => return tag.get(at + 1..),
            (b'<', _) => break,
            (b'"' | b'\'', None) => quote = Some(byte),
            (byte, Some(open)) if byte == open => quote = None,
            _ => {}
        }
    }
    tag.get(find(tag, ">")? + 1..)
}

/// The first element of this local name: its start tag, and what is between that and its end tag, or the end of the text
/// where it has none.
fn element<'t>(text: &'t str, name: &str) -> Option<(&'t str, &'t str)> {
    let mut rest = text;
    loop {
        rest = next_tag(rest)?;
        if local(rest) != name {
            continue;
        }
        let content = after_tag(rest)?;
        let tag = rest.get(..rest.len() - content.len())?;
        if tag.ends_with("/>") {
            return Some((tag, ""));
        }
        return Some((tag, content.get(..end_of(content, name)).unwrap_or(content)));
    }
}

/// As [`element`], of the first child of this local name.
fn child<'t>(content: &'t str, name: &str) -> Option<(&'t str, &'t str)> {
    let tag = first_child(content, name)?;
    element(content.get(content.len() - tag.len() - 1..)?, name)
}

/// Where the end tag of an element of this name begins: the one that matches, else the last one.
fn end_of(content: &str, name: &str) -> usize {
    let (mut rest, mut depth, mut last) = (content, 0usize, content.len());
    while let Some(tag) = next_tag(rest) {
        // One that breaks off is none.
        if local(tag.strip_prefix('/').unwrap_or(tag)) == name && find(tag, ">").is_some() {
            let at = content.len() - tag.len() - 1;
            let start = before(tag, b"<");
            let empty = || {
                let length = start.len() - after_tag(start).unwrap_or_default().len();
                start.get(..length).is_some_and(|start| start.ends_with("/>"))
            };
            match (tag.starts_with('/'), depth) {
                (true, 0) => return at,
                (true, _) => (depth, last) = (depth - 1, at),
                (false, _) => depth += usize::from(!empty()),
            }
        }
        rest = tag;
    }
    last
}

/// Where a piece of a text stands in it.
fn offset(text: &str, piece: &str) -> usize {
    (piece.as_ptr() as usize).saturating_sub(text.as_ptr() as usize) + piece.len()
}

/// The text in a piece of markup: without its tags, with its references resolved.
fn text_of(markup: &str) -> String {
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
            '<' if end_of_markup(next).is_some() => {
                let end = end_of_markup(next).unwrap_or_default();
                find(next, end).and_then(|at| next.get(at + end.len()..)).unwrap_or_default()
            }
            '<' if next
                .starts_with(|first: char| is_name_start(first) || matches!(first, ':' | '/' | '!')) =>
            {
                if !out.is_empty() && !out.ends_with(' ') {
                    out.push(' ');
                }
                after_tag(next).unwrap_or_default()
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

/// What declares a namespace.
const XMLNS: &str = "xmlns";

/// The namespace declarations in a text: of two for one prefix the last.
fn declarations(text: &str) -> Vec<(String, Namespace)> {
    let mut found: Vec<(&str, &str)> = Vec::new();
    let mut rest = text;
    while let Some(at) = find(rest, XMLNS) {
        let (ahead, behind) = rest.split_at(at);
        rest = behind.get(XMLNS.len()..).unwrap_or_default();
        let piece = rest.get(..find(rest, XMLNS).unwrap_or(rest.len())).unwrap_or_default();
        // Part of another name, such as `xmlnss`.
        if !matches!(ahead.as_bytes(), [.., b' ' | b'\t' | b'\r' | b'\n'])
            || !matches!(piece.as_bytes(), [b':' | b'=' | b' ' | b'\t' | b'\r' | b'\n', ..])
        {
            continue;
        }
        let Some((prefix, value)) = split_once(piece, b'=') else { continue };
        let value = trim_start(value);
        let Some(quote @ (b'"' | b'\'')) = value.as_bytes().first() else { continue };
        let uri = before(value.get(1..).unwrap_or_default(), &[*quote]);
        found.push((trim(prefix.strip_prefix(':').unwrap_or(prefix)), uri));
    }
    let prefix = |number| found.get(number).map(|(prefix, _): &(&str, &str)| *prefix);
    let order = order(found.len(), &|one, other| prefix(one).cmp(&prefix(other)));
    let mut declared: Vec<(String, Namespace)> = Vec::new();
    for number in order {
        let Some((prefix, uri)) = found.get(number) else { continue };
        if declared.last().is_some_and(|(last, _)| last == prefix) {
            declared.pop();
        }
        declared.push(((*prefix).to_owned(), Namespace::from(*uri)));
    }
    declared
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reply(fault: &str) -> Option<Fault> {
        super::fault(&format!(
            "<s:Envelope xmlns:s=\"urn:s\" xmlns:d='urn:d'><s:Body>\n<s:Fault>{fault}</s:Fault></s:Body></s:Envelope>"
        ))
    }

    #[test]
    fn what_can_be_made_out_is_told() {
        let found = reply(
            "<faultcode>s:Server</faultcode><faultstring>a &nbsp;&lt;b\u{1}&#0; <br>c & d</faultstring>\
             <detail><x:Invalid>no <b>end</x:Invalid></detail>",
        )
        .unwrap();
        assert_eq!(found.code, QName::new("urn:s", "Server"));
        assert_eq!(found.reason, "a \u{a0}<b\u{fffd}\u{fffd} c & d");
        let detail = found.detail.unwrap();
        assert_eq!(detail.xml, "<x:Invalid>no <b>end</x:Invalid>");
        let declared = |prefix: &str, uri: &str| (prefix.to_owned(), Namespace::from(uri));
        assert_eq!(detail.declarations, [declared("d", "urn:d"), declared("s", "urn:s")]);

        let found = reply("<faultcode xmlnse='urn:e' my-xmlns:e='urn:e'>e:Server</faultcode>&").unwrap();
        assert_eq!(found.code, QName::new("", "e:Server"));

        let found = reply("<s:Code><s:Value>s:Sender</s:Value></s:Code><s:Reason><s:Text>why<hr>").unwrap();
        assert_eq!((&*found.code.local, &*found.reason), ("Sender", "why"));
        // That of a Subcode is another one.
        let found =
            reply("<Code><Subcode><Value>s:Why</Value></Subcode><Value>s:Sender</Value></Code>&").unwrap();
        assert_eq!(found.code.local, "Sender");
        // Without a Value the text of the whole counts.
        let found = reply("<Code><_:Subcode><_:Value>s:Why</_:Value></_:Subcode></Code>&").unwrap();
        assert_eq!(found.code.local, "Why");
        // Of several the first counts that says something.
        let found = reply("<faultcode> </faultcode><faultcode/><faultcode>s:Server</faultcode>&").unwrap();
        assert_eq!(found.code.local, "Server");
        let found = reply("<Code/><Code><Value/><Value> </Value><Value>s:Sender</Value></Code>&").unwrap();
        assert_eq!(found.code.local, "Sender");
        assert_eq!(reply("<faultcode/>&").unwrap().code.local, "");
        // A blank Value is one: what is beside it is not the code.
        let found = reply("<Code><Value/><Subcode><Value>s:Why</Value></Subcode></Code>&").unwrap();
        assert_eq!(found.code.local, "");
        let found = reply("<Reason><Text/><Text>no</Text></Reason>&").unwrap();
        assert_eq!(found.reason, "");
        let found = reply("<faultstring><![CDATA[a<b]]></faultstring>").unwrap();
        assert_eq!(found.reason, "a<b");
        // A name may begin with a colon where namespaces do not count, and with letters of any script.
        let found = reply("<faultstring>a<:br/>b<é/>c < d&</faultstring>").unwrap();
        assert_eq!(found.reason, "a b c < d&");
    }

    #[test]
    fn comments_quotes_and_a_second_fault_do_not_mislead() {
        let found = reply(
            "<!-- <x> --><?p <y> ?><faultcode>s:Ser<!-- <b> & -->ver</faultcode><faultstring a='/>'>why<!-- > --></faultstring>\
             <detail><detail>x</detail><faultstring/></detail></s:Fault><s:Fault><faultcode>s:Client</faultcode>\
             <faultstring>other</faultstring>",
        )
        .unwrap();
        assert_eq!((&*found.code.local, &*found.reason), ("Server", "why"));
        assert_eq!(found.detail.unwrap().xml, "<detail>x</detail><faultstring/>");
        let found = fault(
            "<Body><!-- <Fault> --><Fault><faultstring><![CDATA[</faultstring>]]></faultstring></Fault>",
        );
        assert_eq!(found.unwrap().reason, "</faultstring>");
    }

    #[test]
    fn a_fault_that_says_nothing_is_one() {
        for inner in ["", "&", "<nothing/>", "<detail>x</detail>"] {
            let found = reply(inner).unwrap();
            assert_eq!((&*found.code.local, &*found.reason), ("", ""), "{inner}");
        }
    }

    #[test]
    fn what_is_no_fault_is_none() {
        // Another element, whatever is in it, is not the Fault; one behind it is.
        assert_eq!(fault("<Body><Other><Fault><faultcode>a</faultcode></Fault></Other></Body>"), None);
        let behind = "<Body><a/><b><Fault>&</Fault></b><Fault><faultcode>c</faultcode></Fault></Body>";
        assert_eq!(fault(behind).unwrap().code.local, "c");
        // It breaks off.
        assert_eq!(fault("<Body><Fault><faultcode>s:Server</faultcode>"), None);
        assert_eq!(fault("<Body><Fault><faultcode>s:Server</faultcode></Fault"), None);
        for text in
            ["", "<Body>", "<Body><Other><Fault>", "Fault", "<Body>text<Fault>", "<Body", "<Body><Fault"]
        {
            assert_eq!(fault(text), None, "{text}");
        }
    }

    #[test]
    fn an_element_ends_with_its_own_end_tag() {
        for (content, end) in [
            ("x</a>y</a>", 1),
            ("<a/>x</a></a>", 5),
            ("<a>x</a>y</a>", 9),
            ("<a b='/>'>x</a></a>", 15),
            ("<a>x</a>", 4),
        ] {
            assert_eq!(end_of(content, "a"), end, "{content}");
        }
    }
}
