//! The fields of structs and the variants of enums.

use proc_macro2::TokenStream;
use quote::quote;

use super::code::Code;
use super::{docs, text};

/// Items of more rows are laid out here whatever their rows are: the printer takes some thousand bytes for a row.
const LARGE: usize = 2_000;

/// The printer breaks lines that are longer.
const NARROW: usize = 88;

/// What stands before a row.
const INDENT: &str = "    ";

/// The rows of one item.
pub(super) struct Rows(Vec<Row>);

/// A field or a variant.
struct Row {
    documentation: Vec<String>,
    is_default: bool,
    /// The field or variant itself.
    line: String,
}

impl Rows {
    /// Room for so many.
    pub(super) fn new(count: usize) -> Self {
        Self(Vec::with_capacity(count))
    }

    /// Adds a row below its documentation. The default of an enum is marked as such.
    pub(super) fn add(&mut self, documentation: Vec<String>, is_default: bool, tokens: TokenStream) {
        self.0.push(Row { documentation, is_default, line: text::flattened(tokens) });
    }

    /// The item, of which all is given but its rows: its documentation, its attributes, and how it begins.
    pub(super) fn finish(
        self,
        code: &mut Code,
        documentation: &[String],
        attributes: &[TokenStream],
        head: &TokenStream,
    ) {
        let Self(rows) = self;
        match laid_out(&rows) {
            // Reading and printing tokens takes ten times as long, and nearly all items are as plain as this.
            Some(lines) => {
                let mut out = docs::text(documentation, "");
                for attribute in attributes {
                    out.push_str(&text::flat(attribute));
                    out.push('\n');
                }
                out.push_str(&text::flat(head));
                out.push_str(" {");
                if !lines.is_empty() {
                    out.push('\n');
                }
                out.push_str(&lines);
                out.push_str("}\n");
                code.text(out);
            }
            None => {
                let documentation = docs::lines(documentation);
                let Some(rows) = rows.iter().map(Row::tokens).collect::<Option<Vec<_>>>() else {
                    return code.report_missing("rows that can be read");
                };
                code.push(quote! { #documentation #(#attributes)* #head { #(#rows),* } });
            }
        }
    }
}

impl Row {
    fn tokens(&self) -> Option<TokenStream> {
        let documentation = docs::lines(&self.documentation);
        let default = self.is_default.then(|| quote! { #[default] });
        let tokens: TokenStream = self.line.parse().ok()?;
        Some(quote! { #documentation #default #tokens })
    }
}

/// The lines of rows; `None` where the printer would break one.
fn laid_out(rows: &[Row]) -> Option<String> {
    let mut out = String::new();
    for Row { documentation, is_default, line } in rows {
        out.push_str(&docs::text(documentation, INDENT));
        if *is_default {
            out.push_str(INDENT);
            out.push_str("#[default]\n");
        }
        if INDENT.len() + line.chars().count() + 1 > NARROW && rows.len() <= LARGE {
            return None;
        }
        out.push_str(INDENT);
        out.push_str(line);
        out.push_str(",\n");
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(wide: Option<TokenStream>) -> Vec<Row> {
        let mut rows = Rows::new(3);
        for (documentation, is_default, row) in [
            (&["One `a`.", "", "Two \"b\" \\ #."][..], false, quote! { A(std::boxed::Box<crate::types::T>) }),
            (&["Said."], true, quote! { r#B }),
            (&[], false, quote! { C(Option<Vec<&'static str>>) }),
        ] {
            rows.add(documentation.iter().map(|line| (*line).to_owned()).collect(), is_default, row);
        }
        if let Some(wide) = wide {
            rows.add(Vec::new(), false, wide);
        }
        rows.0
    }

    /// A file with one item.
    fn printed(rows: Vec<Row>) -> String {
        let mut code = Code::new("A file.");
        Rows(rows).finish(
            &mut code,
            &["An enum.".to_owned(), String::new(), "So it is.".to_owned()],
            &[quote! { #[derive(Debug, Clone)] }, quote! { #[non_exhaustive] }],
            &quote! { pub enum E },
        );
        code.push(quote! { pub struct F; });
        code.print().unwrap()
    }

    #[test]
    fn items_look_as_the_printer_has_them() {
        let ours = printed(rows(None));
        assert!(ours.contains("    /// Said.\n    #[default]\n    r#B,\n"), "{ours}");
        let mut code = Code::new("A file.");
        let all = rows(None);
        let all = all.iter().map(|row| row.tokens().unwrap());
        code.push(quote! {
            #[doc = " An enum."]
            #[doc = ""]
            #[doc = " So it is."]
            #[derive(Debug, Clone)]
            #[non_exhaustive]
            pub enum E { #(#all),* }
        });
        code.push(quote! { pub struct F; });
        assert_eq!(code.print().unwrap(), ours);
        assert!(printed(Vec::new()).contains("pub enum E {}\n"));
    }

    #[test]
    fn long_rows_are_the_printers() {
        let name = proc_macro2::Ident::new(&"D".repeat(90), proc_macro2::Span::call_site());
        assert!(laid_out(&rows(Some(quote! { #name }))).is_none());
        let printed = printed(rows(Some(quote! { #name(Vec<#name>) })));
        assert!(printed.contains("/// Said.\n    #[default]\n    r#B,\n"), "{printed}");
    }

    #[test]
    fn rows_of_large_items_are_never_the_printers() {
        let row = |line: &str| Row { documentation: Vec::new(), is_default: false, line: line.to_owned() };
        let mut all: Vec<Row> = (0..LARGE).map(|_| row("A")).collect();
        all.push(row(&"D".repeat(90)));
        assert!(laid_out(&all).is_some());
    }
}
