//! Texts of contracts where people read them: in terminals, in code, in Markdown. What cannot be seen, or makes a text look
//! like another, is written as an escape there.

use std::borrow::Cow;

/// Whether a character shows nothing of itself: it steers a terminal, turns the direction of the text around it, or has no
/// width. rustc refuses some of them in source files.
pub(crate) fn is_invisible(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_control();
    }
    c.is_control()
        || matches!(c,
            '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}'..='\u{1160}' | '\u{17b4}'..='\u{17b5}'
            | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
            | '\u{3164}' | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}' | '\u{1bca0}'..='\u{1bca3}'
            | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}')
}

/// A text with its invisible characters as Rust writes them: `\u{202e}`.
pub(crate) fn escaped(text: &str) -> Cow<'_, str> {
    replaced(text, is_invisible, |c, out| out.extend(c.escape_default()))
}

/// The same for a text of several lines, which stay.
pub(crate) fn lines(text: &str) -> Cow<'_, str> {
    replaced(text, |c| c != '\n' && is_invisible(c), |c, out| out.extend(c.escape_default()))
}

/// XML with its invisible characters as references, which mean the same. Names cannot have them.
pub(crate) fn xml(text: &str) -> Cow<'_, str> {
    let hidden = |c: char| !matches!(c, '\t' | '\n' | '\r') && is_invisible(c);
    replaced(text, hidden, |c, out| out.push_str(&format!("&#x{:x};", u32::from(c))))
}

/// JSON, of which only strings can have such characters, with them as escapes.
pub(crate) fn json(text: &str) -> Cow<'_, str> {
    let hidden = |c: char| c != '\n' && is_invisible(c);
    replaced(text, hidden, |c, out| {
        for unit in c.encode_utf16(&mut [0; 2]) {
            out.push_str(&format!("\\u{unit:04x}"));
        }
    })
}

/// TOML, of which strings, keys and comments can have such characters, with them as escapes. The values stay the same.
pub(crate) fn toml(text: &str) -> Cow<'_, str> {
    let hidden = |c: char| !matches!(c, '\n' | '\r' | '\t') && is_invisible(c);
    if !text.contains(hidden) {
        return Cow::Borrowed(text);
    }
    let (mut out, mut rest) = (String::with_capacity(text.len()), text);
    while let Some(at) = rest.find(['#', '"', '\'']) {
        let (before, token) = rest.split_at(at);
        out.push_str(before);
        let quotes = ["\"\"\"", "\'\'\'", "\"", "\'"].into_iter().find(|quotes| token.starts_with(quotes));
        let Some(quotes) = quotes else {
            let (comment, after) = token.split_at(token.find('\n').unwrap_or(token.len()));
            out.push_str(&escaped(comment));
            rest = after;
            continue;
        };
        let is_basic = quotes.starts_with('"');
        let inside = token.get(quotes.len()..).unwrap_or_default();
        let end = end_of_string(inside, quotes, is_basic);
        let (inside, after) = inside.split_at(end);
        rest = after.strip_prefix(quotes).unwrap_or_default();
        if !inside.contains(hidden) {
            out.push_str(&format!("{quotes}{inside}{quotes}"));
            continue;
        }
        // Only strings between these have escapes.
        let quotes = quotes.replace('\'', "\"");
        out.push_str(&quotes);
        for c in inside.chars() {
            match c {
                '\\' | '"' if !is_basic => out.extend(['\\', c]),
                c if hidden(c) && c <= '\u{ffff}' => out.push_str(&format!("\\u{:04X}", u32::from(c))),
                c if hidden(c) => out.push_str(&format!("\\U{:08X}", u32::from(c))),
                c => out.push(c),
            }
        }
        out.push_str(&quotes);
    }
    out.push_str(rest);
    Cow::Owned(out)
}

/// Where a string of TOML ends: at the first of its quotes that no backslash escapes.
fn end_of_string(inside: &str, quotes: &str, has_escapes: bool) -> usize {
    let mut skip = false;
    for (at, c) in inside.char_indices() {
        if !skip && inside.get(at..).is_some_and(|rest| rest.starts_with(quotes)) {
            return at;
        }
        skip = has_escapes && !skip && c == '\\';
    }
    inside.len()
}

/// A text as code in Markdown, whatever it holds.
pub(crate) fn code(text: &str) -> String {
    let text = text.replace(['\n', '\r', '\t'], " ");
    let text = escaped(&text);
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or_default();
    if longest == 0 {
        return format!("`{text}`");
    }
    let fence = "`".repeat(longest + 1);
    format!("{fence} {text} {fence}")
}

/// A text with some of its characters written otherwise.
pub(crate) fn replaced(
    text: &str,
    hidden: impl Fn(char) -> bool,
    write: impl Fn(char, &mut String),
) -> Cow<'_, str> {
    // Nearly all texts have none.
    if !text.contains(&hidden) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if hidden(c) { write(c, &mut out) } else { out.push(c) }
    }
    Cow::Owned(out)
}

#[cfg(test)]
mod tests {
    use super::{code, escaped, json, lines, toml, xml};

    #[test]
    fn what_cannot_be_seen_is_written_out() {
        let text = "a\u{202e}b\u{200b}\u{1b}[31m\u{9b}ä\u{e0041}";
        assert_eq!(escaped(text), "a\\u{202e}b\\u{200b}\\u{1b}[31m\\u{9b}ä\\u{e0041}");
        assert_eq!(xml("<a>\u{202e}\n</a>"), "<a>&#x202e;\n</a>");
        assert_eq!(json("\"\u{202e}\u{e0041}\""), "\"\\u202e\\udb40\\udc41\"");
        assert_eq!(lines("a\nb\r"), "a\nb\\r");
        assert!(matches!(escaped("plain, ümläut, 日本"), std::borrow::Cow::Borrowed(_)));
    }

    #[test]
    fn toml_means_the_same_with_escapes() {
        for text in [
            "a = 'x\u{202e}\"\\y' # why\u{200b}\n'k\u{9b}' = \"q\\\"\u{e0041}\\\\\"\n",
            "a = [\n  \"\"\"b\u{202e}\nc\"\"\", '\'\'d\u{202e}\ne\"\'\'\', 'plain', \"#\"\n]\n[\"t\u{feff}\"]\nb = 1\n",
        ] {
            let shown = toml(text);
            assert_eq!(shown.chars().find(|c| *c != '\n' && super::is_invisible(*c)), None, "{shown}");
            let (before, after): (::toml::Table, ::toml::Table) =
                (text.parse().unwrap(), shown.parse().unwrap());
            assert_eq!(before, after, "{shown}");
        }
        assert!(matches!(toml("a = 'b' # c\n"), std::borrow::Cow::Borrowed(_)));
    }

    #[test]
    fn code_is_code_whatever_it_holds() {
        for (text, expected) in [
            ("a", "`a`"),
            ("a`b", "`` a`b ``"),
            ("``` x", "```` ``` x ````"),
            ("a\n\u{2066}", "`a \\u{2066}`"),
        ] {
            assert_eq!(code(text), expected);
        }
    }
}
