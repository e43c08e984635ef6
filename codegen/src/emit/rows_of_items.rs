//! The fields of structs and the variants of enums.

use proc_macro2::TokenStream;
use quote::quote;

use super::code::Code;
use super::{docs, text};

/// Items of more rows are laid out here and not by the printer, which takes some thousand bytes for a row.
const LARGE: usize = 2_000;

/// The rows of one item.
pub(super) enum Rows {
    /// To be printed.
    Tokens(Vec<TokenStream>),
    /// Laid out.
    Text(String),
}

impl Rows {
    /// Room for so many.
    pub(super) fn new(count: usize) -> Self {
        if count > LARGE { Self::Text(String::new()) } else { Self::Tokens(Vec::with_capacity(count)) }
    }

    /// Adds a row below its documentation. The default of an enum is marked as such.
    pub(super) fn add(&mut self, documentation: &[String], is_default: bool, row: &TokenStream) {
        match self {
            Self::Tokens(rows) => {
                let documentation = docs::lines(documentation);
                let default = is_default.then(|| quote! { #[default] });
                rows.push(quote! { #documentation #default #row });
            }
            Self::Text(out) => {
                out.push_str(&docs::text(documentation, "    "));
                if is_default {
                    out.push_str("    #[default]\n");
                }
                out.push_str(&format!("    {},\n", text::flat(row)));
            }
        }
    }

    /// The item, of which all is given but its rows.
    pub(super) fn finish(self, code: &mut Code, head: TokenStream) {
        match self {
            Self::Tokens(rows) => code.push(quote! { #head { #(#rows),* } }),
            Self::Text(rows) => code.push_laid_out(quote! { #head {} }, rows),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A file with one item.
    fn printed(mut rows: Rows) -> String {
        for (documentation, is_default, row) in [
            (&["One `a`.", "", "Two \"b\" \\ #."][..], false, quote! { A(std::boxed::Box<crate::types::T>) }),
            (&["Said."], true, quote! { r#B }),
            (&[], false, quote! { C(Option<Vec<&'static str>>) }),
        ] {
            let documentation: Vec<String> = documentation.iter().map(|line| (*line).to_owned()).collect();
            rows.add(&documentation, is_default, &row);
        }
        let mut code = Code::new("A file.");
        rows.finish(
            &mut code,
            quote! { #[doc = " An enum."] #[derive(Debug, Clone)] #[non_exhaustive] pub enum E },
        );
        code.push(quote! { pub struct F; });
        code.print().unwrap()
    }

    #[test]
    fn large_items_look_as_small_ones_do() {
        let small = printed(Rows::new(3));
        assert!(small.contains("    /// Said.\n    #[default]\n    r#B,\n"), "{small}");
        assert_eq!(printed(Rows::new(LARGE + 1)), small);
    }
}
