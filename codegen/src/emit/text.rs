//! Tokens as text, for what prettyplease lays out badly: it fills 89 columns, the house 110, and a table is read by its
//! rows.

use proc_macro2::{Delimiter, Spacing, TokenStream, TokenTree};

/// How wide a line may get.
pub(super) const WIDTH: usize = 110;

/// Tokens on one line, spaced as people do. Made for types, arguments and rows of tables, not for whole items.
pub(super) fn flat(tokens: &TokenStream) -> String {
    flattened(tokens.clone())
}

/// The same of tokens that nobody else needs: they are not copied.
pub(super) fn flattened(tokens: TokenStream) -> String {
    let mut out = Flat::default();
    out.stream(tokens);
    out.text
}

#[derive(Default)]
struct Flat {
    text: String,
    /// A space comes before the next token, if there is one.
    space: bool,
    /// The last token was a word.
    word: bool,
    /// It was one that stands before types.
    keyword: bool,
    /// The last token was a closing bracket.
    closed: bool,
    /// The parameters of a closure are open.
    closure: bool,
    /// The punctuation that is being put together, such as `::`.
    joint: String,
}

impl Flat {
    fn stream(&mut self, tokens: TokenStream) {
        for token in tokens {
            match token {
                TokenTree::Ident(ident) => self.word(&ident.to_string()),
                TokenTree::Literal(literal) => self.word(&literal.to_string()),
                TokenTree::Group(group) => self.group(group.delimiter(), group.stream()),
                TokenTree::Punct(punct) => {
                    self.joint.push(punct.as_char());
                    if punct.spacing() == Spacing::Alone || matches!(punct.as_char(), '\'' | '&') {
                        let joint = std::mem::take(&mut self.joint);
                        self.punct(&joint);
                    }
                }
            }
        }
    }

    fn push(&mut self, text: &str) {
        if std::mem::take(&mut self.space) {
            self.text.push(' ');
        }
        self.text.push_str(text);
    }

    fn word(&mut self, word: &str) {
        self.space |= self.word || self.closed;
        self.push(word);
        self.word = true;
        self.keyword = matches!(word, "impl" | "dyn" | "mut" | "const" | "as");
        self.closed = false;
    }

    fn punct(&mut self, punct: &str) {
        let before = std::mem::take(&mut self.word);
        let value = std::mem::take(&mut self.closed) || before;
        match punct {
            "|" if self.closure || !value => {
                self.push(punct);
                self.closure = !self.closure;
                self.space = !self.closure;
            }
            "=" | "=>" | "->" | "|" | "+" | "==" => {
                self.space = true;
                self.push(punct);
                self.space = true;
            }
            "," | ";" | ":" => {
                self.space = false;
                self.push(punct);
                self.space = true;
            }
            "&" | "'" | "#" => {
                self.space |= before;
                self.push(punct);
            }
            _ => {
                self.space |= before && self.keyword;
                self.push(punct);
            }
        }
    }

    fn group(&mut self, delimiter: Delimiter, tokens: TokenStream) {
        let empty = tokens.is_empty();
        let (open, close) = brackets(delimiter);
        if delimiter == Delimiter::Brace {
            self.space |= self.word;
            self.push(open);
            self.space = !empty;
        } else {
            self.push(open);
        }
        self.word = false;
        self.closed = false;
        self.stream(tokens);
        self.space = delimiter == Delimiter::Brace && !empty;
        self.push(close);
        self.word = false;
        self.closed = true;
    }
}

fn brackets(delimiter: Delimiter) -> (&'static str, &'static str) {
    match delimiter {
        Delimiter::Parenthesis => ("(", ")"),
        Delimiter::Bracket => ("[", "]"),
        Delimiter::Brace => ("{", "}"),
        Delimiter::None => ("", ""),
    }
}

/// Adds tokens to `out` as lines: `start` (which may hold more than indentation), the tokens, `end`. Where one line is too
/// narrow the last bracket is opened, its items one a line, or its last item around the rest.
pub(super) fn lay_out(out: &mut String, start: &str, tokens: &TokenStream, end: &str) {
    let line = format!("{start}{}{end}", flat(tokens));
    if fits(&line) {
        out.push_str(&line);
        out.push('\n');
        return;
    }
    let indent = start.len() - start.trim_start_matches(' ').len();
    let Some(bracket) = LongestBracket::find(tokens) else {
        out.push_str(&line);
        out.push('\n');
        return;
    };
    let head = flat(&bracket.head);
    let gap = if head.ends_with('=') && bracket.brackets.0 == "[" { " " } else { "" };
    let opened = format!("{start}{head}{gap}{}", bracket.brackets.0);
    let closed = format!("{}{}{end}", bracket.brackets.1, flat(&bracket.tail));
    if let Some((last, before)) = bracket.items.split_last() {
        let mut hugging = opened.clone();
        for item in before {
            hugging.push_str(&flat(item));
            hugging.push_str(", ");
        }
        let inner = LongestBracket::find(last)
            .filter(|inner| !inner.items.is_empty() && !before.is_empty() || inner.items.len() > 1);
        if bracket.brackets.0 == "("
            && inner.is_some_and(|inner| fits(&format!("{hugging}{}(", flat(&inner.head))))
        {
            return lay_out(out, &hugging, last, &closed);
        }
    }
    out.push_str(&opened);
    out.push('\n');
    let inner = " ".repeat(indent + 4);
    for item in &bracket.items {
        lay_out(out, &inner, item, ",");
    }
    out.push_str(&" ".repeat(indent));
    out.push_str(&closed);
    out.push('\n');
}

/// The longest bracket of some tokens: what stands before it, the items in it, what comes after.
struct LongestBracket {
    head: TokenStream,
    brackets: (&'static str, &'static str),
    items: Vec<TokenStream>,
    tail: TokenStream,
}

impl LongestBracket {
    fn find(tokens: &TokenStream) -> Option<Self> {
        let tokens: Vec<TokenTree> = tokens.clone().into_iter().collect();
        let length = |token: &TokenTree| match token {
            TokenTree::Group(group) if group.delimiter() != Delimiter::None => flat(&group.stream()).len(),
            _ => 0,
        };
        let (at, found) = tokens.iter().enumerate().max_by_key(|(_, token)| length(token))?;
        let TokenTree::Group(group) = found else { return None };
        let mut items = vec![TokenStream::new()];
        for token in group.stream() {
            if matches!(&token, TokenTree::Punct(p) if p.as_char() == ',') {
                items.push(TokenStream::new());
            } else if let Some(item) = items.last_mut() {
                item.extend([token]);
            }
        }
        items.retain(|item| !item.is_empty());
        let brackets = match brackets(group.delimiter()) {
            ("{", close) => (" {", close),
            brackets => brackets,
        };
        let head = tokens.iter().take(at).cloned().collect();
        Some(Self { head, brackets, items, tail: tokens.into_iter().skip(at + 1).collect() })
    }
}

/// A documented statement, laid out.
pub(super) fn statement(docs: &[String], tokens: &TokenStream) -> String {
    let mut out = super::docs::text(docs, "");
    lay_out(&mut out, "", tokens, ";");
    out
}

pub(super) fn fits(line: &str) -> bool {
    line.len() <= WIDTH || line.chars().count() <= WIDTH
}

/// The line that begins a function, its parameters one a line where they do not fit.
pub(super) fn signature(out: &mut String, start: &str, parameters: &[String], end: &str) {
    let line = format!("{start}{}{end}", parameters.join(", "));
    if fits(&line) {
        out.push_str(&line);
    } else {
        let indent = start.len() - start.trim_start_matches(' ').len();
        out.push_str(start);
        for parameter in parameters {
            out.push_str(&format!("\n{}{parameter},", " ".repeat(indent + 4)));
        }
        out.push_str(&format!("\n{}{end}", " ".repeat(indent)));
    }
    out.push('\n');
}

/// Short items between brackets, on one line or as many to a line as fit.
pub(super) fn fill(out: &mut String, start: &str, items: &[String], end: &str) {
    let line = format!("{start}{}{end}", items.join(", "));
    if fits(&line) {
        out.push_str(&line);
        out.push('\n');
        return;
    }
    let indent = start.len() - start.trim_start_matches(' ').len();
    out.push_str(start.trim_end());
    out.push('\n');
    fill_lines(out, indent + 4, items);
    out.push_str(&" ".repeat(indent));
    out.push_str(end.trim_start());
    out.push('\n');
}

/// Short items, each with its comma, as many to a line as fit.
pub(super) fn fill_lines(out: &mut String, indent: usize, items: &[String]) {
    let inner = " ".repeat(indent);
    let mut width = 0;
    for item in items {
        let length = item.chars().count();
        if width > 0 && width + 2 + length < WIDTH {
            out.push(' ');
            width += 1;
        } else {
            if width > 0 {
                out.push('\n');
            }
            out.push_str(&inner);
            width = indent;
        }
        out.push_str(item);
        out.push(',');
        width += length + 1;
    }
    if width > 0 {
        out.push('\n');
    }
}

#[cfg(test)]
mod tests {
    use super::{fill, flat, lay_out};
    use quote::quote;

    #[test]
    fn tokens_are_spaced_as_people_do() {
        for (tokens, expected) in [
            (quote! { Call<'a, Option<ServiceAuth>> }, "Call<'a, Option<ServiceAuth>>"),
            (quote! { &[impl AsRef<str>] }, "&[impl AsRef<str>]"),
            (
                quote! { user: &crate::types::User, r#type: &mut i32 },
                "user: &crate::types::User, r#type: &mut i32",
            ),
            (
                quote! { P::new(NS, "a", 0, A | B, T::List(&X)).variant(1) },
                "P::new(NS, \"a\", 0, A | B, T::List(&X)).variant(1)",
            ),
            (
                quote! { name.map_or(View::Absent, |items| View::Items(items)) },
                "name.map_or(View::Absent, |items| View::Items(items))",
            ),
            (quote! { A { b: 1, c: &[] } }, "A { b: 1, c: &[] }"),
            (quote! { fn(&'a T) -> ::std::vec::Vec<u8> }, "fn(&'a T) -> ::std::vec::Vec<u8>"),
        ] {
            assert_eq!(flat(&tokens), expected);
        }
    }

    #[test]
    fn lines_that_are_too_long_open_their_last_bracket() {
        let long = "a".repeat(60);
        let mut out = String::new();
        lay_out(&mut out, "    ", &quote! { call(X, &[f(#long), g(#long)]) }, "");
        assert_eq!(out, format!("    call(X, &[\n        f(\"{long}\"),\n        g(\"{long}\"),\n    ])\n"));
        out.clear();
        lay_out(&mut out, "", &quote! { row(#long, #long) }, ";");
        assert_eq!(out, format!("row(\n    \"{long}\",\n    \"{long}\",\n);\n"));
    }

    #[test]
    fn short_items_fill_lines() {
        let mut out = String::new();
        fill(&mut out, "f! { ", &["a".repeat(50), "b".repeat(50), "c".into()], " }");
        assert_eq!(out, format!("f! {{\n    {}, {},\n    c,\n}}\n", "a".repeat(50), "b".repeat(50)));
        out.clear();
        fill(&mut out, "f! { ", &["a".into(), "b".into()], " }");
        assert_eq!(out, "f! { a, b }\n");
    }
}
