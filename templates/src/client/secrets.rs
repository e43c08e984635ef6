//! Keeping secrets out of whatever is shown: envelopes in logs, excerpts and messages of errors.
//!
//! Two ways: by name (the content of elements and attributes that the configuration calls secret), and by value (what
//! this call sent as a secret, wherever a server repeats it). Neither needs the text to be well-formed.

use http::HeaderMap;

use super::super::codec::encoding;

/// What stands in place of a secret.
const MASK: &str = "***";
/// Shorter values are not looked for: they occur by chance.
const SHORTEST: usize = 4;

/// An envelope with the content of secret elements and attributes replaced. Comments and processing instructions are
/// left out, since nobody knows what they hold. What cannot be told is replaced too.
pub(in super::super) fn mask(bytes: &[u8], names: &[&str]) -> String {
    let text = match encoding::to_text(bytes) {
        Ok(text) => text,
        Err(_) => String::from_utf8_lossy(bytes),
    };
    let mut out = String::with_capacity(text.len());
    scan(&text, names, &mut |piece| match piece {
        Piece::Plain(text) => out.push_str(text),
        Piece::Secret(_) => out.push_str(MASK),
        Piece::Noise(_) => {}
    });
    out
}

/// A reply masked by name, and by what its request sent as secrets.
pub(in super::super) fn mask_reply(request: &[u8], reply: &[u8], names: &[&str]) -> String {
    let masked = mask(reply, names);
    Sent::of(request, &HeaderMap::new(), names).redacted(&masked).unwrap_or(masked)
}

/// A part of such an envelope: some of what stands before the byte `offset`, and what follows, up to `before` and
/// `after` bytes.
pub(super) fn mask_around(text: &str, names: &[&str], offset: usize, before: usize, after: usize) -> String {
    let (from, to) = (offset.saturating_sub(before), offset.saturating_add(after));
    let (mut at, mut out) = (0, String::new());
    scan(text, names, &mut |piece| {
        let (Piece::Plain(part) | Piece::Secret(part) | Piece::Noise(part)) = piece;
        let (start, end) = (at, at + part.len());
        at = end;
        if end <= from || start >= to {
            return;
        }
        match piece {
            Piece::Plain(part) => {
                let mut first = from.saturating_sub(start).min(part.len());
                let mut last = (to - start).min(part.len());
                while !part.is_char_boundary(first) {
                    first += 1;
                }
                while !part.is_char_boundary(last) {
                    last -= 1;
                }
                out.push_str(part.get(first..last).unwrap_or_default());
            }
            Piece::Secret(_) => out.push_str(MASK),
            Piece::Noise(_) => {}
        }
    });
    out
}

/// A part of a text. All parts together are the whole text.
#[derive(Clone, Copy)]
enum Piece<'a> {
    Plain(&'a str),
    Secret(&'a str),
    /// A comment or a processing instruction.
    Noise(&'a str),
}

fn scan<'a>(text: &'a str, names: &[&str], each: &mut dyn FnMut(Piece<'a>)) {
    let mut rest = text;
    while let Some(open) = rest.find('<') {
        let (before, tag) = rest.split_at(open);
        each(Piece::Plain(before));
        if let Some(after) = noise(tag) {
            each(Piece::Noise(tag.get(..tag.len() - after.len()).unwrap_or_default()));
            rest = after;
            continue;
        }
        if tag.starts_with("<![CDATA[") {
            let end = tag.find("]]>").map_or(tag.len(), |at| at + 3);
            let (cdata, after) = tag.split_at(end);
            each(Piece::Plain(cdata));
            rest = after;
            continue;
        }
        let (tag, after) = tag.split_at(end_of_tag(tag));
        attributes(tag, names, each);
        rest = after;
        let secret = !tag.starts_with("</") && is_secret(local(tag), names);
        if secret && !tag.ends_with("/>") {
            let (content, after) = after.split_at(content_length(after));
            if !content.is_empty() {
                each(Piece::Secret(content));
            }
            rest = after;
        }
    }
    each(Piece::Plain(rest));
}

/// What follows a comment, a processing instruction, or a declaration, if `text` begins with one.
fn noise(text: &str) -> Option<&str> {
    let end = match text {
        _ if text.starts_with("<!--") => "-->",
        _ if text.starts_with("<?") => "?>",
        _ if text.starts_with("<!") && !text.starts_with("<![CDATA[") => ">",
        _ => return None,
    };
    Some(text.find(end).and_then(|at| text.get(at + end.len()..)).unwrap_or_default())
}

/// The length of a tag with its `>`; a `>` in an attribute's value does not end it.
fn end_of_tag(tag: &str) -> usize {
    let mut quote = None;
    for (at, byte) in tag.bytes().enumerate() {
        match (quote, byte) {
            (None, b'>') => return at + 1,
            (None, b'"' | b'\'') => quote = Some(byte),
            (Some(open), byte) if byte == open => quote = None,
            _ => {}
        }
    }
    tag.len()
}

/// The length of the content of an element that was just opened: to its end tag, else to the end of the text.
fn content_length(text: &str) -> usize {
    let (mut depth, mut at) = (0_usize, 0);
    loop {
        let Some(rest) = text.get(at..) else { return text.len() };
        let Some(open) = rest.find('<') else { return text.len() };
        let tag = rest.get(open..).unwrap_or_default();
        if let Some(after) = noise(tag) {
            at = text.len() - after.len();
        } else if tag.starts_with("<![CDATA[") {
            at += open + tag.find("]]>").map_or(tag.len(), |end| end + 3);
        } else {
            let length = end_of_tag(tag);
            if tag.starts_with("</") {
                if depth == 0 {
                    return at + open;
                }
                depth -= 1;
            } else if !tag.get(..length).is_some_and(|tag| tag.ends_with("/>")) {
                depth += 1;
            }
            at += open + length;
        }
    }
}

/// A tag's text, with the values of secret attributes replaced.
fn attributes<'a>(tag: &'a str, names: &[&str], each: &mut dyn FnMut(Piece<'a>)) {
    let mut rest = tag;
    while let Some(open) = rest.find(['"', '\'']) {
        let quote = rest.get(open..=open).unwrap_or("\"");
        let (before, value) = rest.split_at(open + 1);
        let Some(close) = value.find(quote) else { break };
        each(Piece::Plain(before));
        let (value, after) = value.split_at(close);
        let name = before.trim_end_matches(['"', '\'']).trim_end().trim_end_matches('=').trim_end();
        let name = name.rsplit([' ', '\t', '\r', '\n', '"', '\'']).next().unwrap_or_default();
        let secret = is_secret(name.rsplit(':').next().unwrap_or_default(), names);
        each(if secret { Piece::Secret(value) } else { Piece::Plain(value) });
        rest = after;
        // The closing quote is plain, and not the next value's opening one.
        let (quote, after) = rest.split_at(rest.len().min(1));
        each(Piece::Plain(quote));
        rest = after;
    }
    each(Piece::Plain(rest));
}

/// The local name in a tag.
fn local(tag: &str) -> &str {
    let name = tag.trim_start_matches(['<', '/']);
    let name = name.split([' ', '\t', '\r', '\n', '>', '/']).next().unwrap_or_default();
    name.rsplit(':').next().unwrap_or_default()
}

pub(super) fn is_secret(local: &str, names: &[&str]) -> bool {
    names.iter().any(|name| name.eq_ignore_ascii_case(local))
}

/// The secrets that a call sent, to be found wherever a server repeats them.
#[derive(Default)]
pub(super) struct Sent(Vec<String>);

impl Sent {
    /// From the request's envelope and from its HTTP headers that are marked as sensitive.
    pub(super) fn of(envelope: &[u8], headers: &HeaderMap, names: &[&str]) -> Self {
        let mut sent = Self::default();
        if let Ok(text) = std::str::from_utf8(envelope) {
            scan(text, names, &mut |piece| {
                if let Piece::Secret(content) = piece {
                    // What stands between tags.
                    for run in content.split('<') {
                        sent.add(run.split_once('>').map_or(run, |(_, text)| text));
                    }
                }
            });
        }
        for value in headers.values().filter(|value| value.is_sensitive()) {
            let text = String::from_utf8_lossy(value.as_bytes());
            // `Basic dXNlcjpw`: a server may repeat the second word alone.
            text.split_whitespace().for_each(|word| sent.add(word));
        }
        sent.0.sort_by_key(|value| std::cmp::Reverse(value.len()));
        sent.0.dedup();
        sent
    }

    /// Adds a value as it was written, as it was meant, and as a URL or HTML would write it.
    fn add(&mut self, written: &str) {
        let written = written.trim();
        let mut meant = written.to_owned();
        for (reference, character) in
            [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&apos;", "'"), ("&#13;", "\r"), ("&amp;", "&")]
        {
            if meant.contains(reference) {
                meant = meant.replace(reference, character);
            }
        }
        let percent: String = meant.bytes().fold(String::new(), |mut out, byte| {
            if byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte) {
                out.push(char::from(byte));
            } else {
                out.push_str(&format!("%{byte:02X}"));
            }
            out
        });
        for form in [percent, written.to_owned(), meant] {
            if form.len() >= SHORTEST && !self.0.contains(&form) {
                self.0.push(form);
            }
        }
    }

    /// `text` without the secrets; `None` when there is none in it.
    pub(super) fn redacted(&self, text: &str) -> Option<String> {
        let mut out: Option<String> = None;
        for secret in &self.0 {
            let now = out.as_deref().unwrap_or(text);
            if now.contains(secret.as_str()) {
                out = Some(now.replace(secret.as_str(), MASK));
            }
        }
        out
    }
}

/// The part of a server's message before a stack trace.
pub(in super::super) fn without_stack(text: &str) -> &str {
    let mut end = 0;
    for line in text.split_inclusive('\n') {
        let start = line.trim_start();
        if start.starts_with("at ") && start.contains('(') {
            break;
        }
        end += line.len();
    }
    text.get(..end).unwrap_or_default().trim_end()
}

#[cfg(test)]
mod tests {
    use super::*;

    const NAMES: [&str; 2] = ["Ticket", "Password"];

    #[test]
    fn secret_elements_and_attributes_are_masked_whatever_their_prefix() {
        for (xml, shown) in [
            ("<a><h:Ticket x='1'>7T</h:Ticket><b>c</b></a>", "<a><h:Ticket x='1'>***</h:Ticket><b>c</b></a>"),
            ("<Ticket><Ticket>a</Ticket><b/></Ticket>c", "<Ticket>***</Ticket>c"),
            ("<Ticket/><Ticket></Ticket>", "<Ticket/><Ticket></Ticket>"),
            ("<a p:Password = \"x>y\" b='q'>1</a>", "<a p:Password = \"***\" b='q'>1</a>"),
            ("<a><!-- 7T --><?p 7T?><![CDATA[<Ticket>]]></a>", "<a><![CDATA[<Ticket>]]></a>"),
            ("<Ticket><![CDATA[</Ticket>]]></Ticket>!", "<Ticket>***</Ticket>!"),
            ("<Ticket>never closed", "<Ticket>***"),
            ("<Ticket>a<", "<Ticket>***"),
            ("no markup", "no markup"),
            ("<", "<"),
            ("<a b='", "<a b='"),
        ] {
            assert_eq!(mask(xml.as_bytes(), &NAMES), shown, "{xml}");
        }
    }

    #[test]
    fn a_window_is_masked_by_what_stands_before_it() {
        let xml = "<a><Ticket>a long ticket</Ticket><b>\u{e9}nd</b></a>";
        let inside = xml.find("long").unwrap();
        assert_eq!(mask_around(xml, &NAMES, inside, 2, 3), "***");
        let after = xml.find("</b>").unwrap();
        assert_eq!(mask_around(xml, &NAMES, after, 2, 4), "nd</b>");
        assert_eq!(mask_around(xml, &NAMES, 0, 10, 1000), "<a><Ticket>***</Ticket><b>\u{e9}nd</b></a>");
    }

    #[test]
    fn what_was_sent_is_found_in_every_spelling() {
        let mut headers = HeaderMap::new();
        let mut value = http::HeaderValue::from_static("Basic dXNlcjpw");
        value.set_sensitive(true);
        headers.insert("authorization", value);
        let sent = Sent::of(b"<a><Ticket>7T:a&amp;b==</Ticket><b>plain text</b></a>", &headers, &NAMES);
        for (text, shown) in [
            ("bad ticket 7T:a&b==!", "bad ticket ***!"),
            ("7T:a&amp;b==", "***"),
            ("?t=7T%3Aa%26b%3D%3D", "?t=***"),
            ("got dXNlcjpw", "got ***"),
        ] {
            assert_eq!(sent.redacted(text).as_deref(), Some(shown));
        }
        assert_eq!(sent.redacted("plain text"), None);
    }

    #[test]
    fn a_stack_trace_is_cut_off() {
        assert_eq!(without_stack("No access\r\n   at A.B(C d)\r\n   at E.F()"), "No access");
        assert_eq!(without_stack("Look at page 3"), "Look at page 3");
    }
}
