//! Documentation: a contract's own text made safe for rustdoc, and doc attributes.

use proc_macro2::TokenStream;
use quote::quote;

use crate::visible;

/// How wide documentation lines get.
const WIDTH: usize = 100;

/// Doc attributes, one a line.
pub(super) fn lines<S: AsRef<str>>(lines: &[S]) -> TokenStream {
    let docs = lines.iter().map(|line| {
        let line = line.as_ref();
        let text = if line.is_empty() { String::new() } else { format!(" {line}") };
        quote! { #[doc = #text] }
    });
    quote! { #(#docs)* }
}

/// Documentation as text.
pub(super) fn text<S: AsRef<str>>(lines: &[S], indent: &str) -> String {
    lines.iter().map(|line| format!("{}\n", format!("{indent}/// {}", line.as_ref()).trim_end())).collect()
}

/// A contract's own documentation as lines of Markdown that show it as it is.
pub(super) fn foreign(text: Option<&str>) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    let mut paragraph: Vec<String> = Vec::new();
    for line in text.unwrap_or_default().lines().map(str::trim).chain([""]) {
        if !line.is_empty() {
            paragraph.extend(line.split_whitespace().map(escape));
            continue;
        }
        if paragraph.is_empty() {
            continue;
        }
        if !out.is_empty() {
            out.push(String::new());
        }
        out.extend(wrap(&paragraph));
        paragraph.clear();
    }
    out
}

/// A sentence of our own as lines.
pub(super) fn wrapped(sentence: &str) -> Vec<String> {
    wrap(&sentence.split(' ').map(str::to_owned).collect::<Vec<_>>())
}

/// Prepends a contract's documentation to lines of our own.
pub(super) fn with(text: Option<&str>, own: Vec<String>) -> Vec<String> {
    let mut out = foreign(text);
    if !out.is_empty() && !own.is_empty() {
        out.push(String::new());
    }
    out.extend(own);
    out
}

/// A wire name as code.
pub(super) fn code(text: &str) -> String {
    visible::code(text)
}

fn wrap(words: &[String]) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = String::new();
    for word in words {
        if !line.is_empty() && line.chars().count() + 1 + word.chars().count() > WIDTH {
            lines.push(std::mem::take(&mut line));
        }
        if line.is_empty() {
            // At the start of a line these would begin a list, a heading, a quotation or a table.
            let number = word.trim_start_matches(|c: char| c.is_ascii_digit());
            if word.starts_with(['-', '+', '=', '~', ':']) {
                line.push('\\');
            } else if number.len() < word.len() && number.starts_with(['.', ')']) {
                let digits = word.len() - number.len();
                line.push_str(word.get(..digits).unwrap_or_default());
                line.push('\\');
                line.push_str(number);
                continue;
            }
        } else {
            line.push(' ');
        }
        line.push_str(word);
    }
    if !line.is_empty() {
        lines.push(line);
    }
    lines
}

/// Escapes what Markdown or rustdoc would read.
fn escape(word: &str) -> String {
    let bare = word.trim_end_matches(['.', ',', ';', ')', '"', '\'']);
    let url = (bare.starts_with("http://") || bare.starts_with("https://"))
        && !bare.contains(['<', '>', '`', '\\'])
        && bare.len() > "https://".len();
    if url {
        return format!("<{bare}>{}", word.get(bare.len()..).unwrap_or_default());
    }
    let mut out = String::with_capacity(word.len());
    for c in word.chars() {
        if matches!(c, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '#' | '|' | '&' | '~' | '$') {
            out.push('\\');
        }
        if !c.is_control() && !is_direction(c) {
            out.push(c);
        }
    }
    // An address that does not begin its word is still no link.
    out.replace("://", ":\\//")
}

/// Whether a character turns the direction of the text after it, which rustc refuses in comments.
fn is_direction(c: char) -> bool {
    matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::foreign;

    #[test]
    fn shows_foreign_text_as_it_is() {
        let lines = foreign(Some(
            "  A <b>bold</b> [claim]\n   of `code`.\n\n- not a list\n\n1. no list\n    no code block",
        ));
        assert_eq!(
            lines,
            [
                "A \\<b\\>bold\\</b\\> \\[claim\\] of \\`code\\`.",
                "",
                "\\- not a list",
                "",
                "1\\. no list no code block",
            ]
        );
        assert_eq!(foreign(Some("See http://a/b.")), ["See <http://a/b>."]);
        assert!(foreign(Some("  \n ")).is_empty());
        assert!(foreign(None).is_empty());
    }
}
