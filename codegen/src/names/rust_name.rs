//! A name as Rust has it.

use std::fmt;

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, TokenStreamExt};

/// A Rust identifier. Where it is a keyword it knows both its forms: `r#type` in code, `type` everywhere else.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct RustName(String);

impl RustName {
    /// A name as it stands in code.
    pub(super) fn new(name: impl Into<String>) -> Self {
        Self(name.into())
    }

    /// A name of our own, which no contract gave: no keyword.
    #[must_use]
    pub fn ours(name: &'static str) -> Self {
        Self(name.to_owned())
    }

    /// A word that may be a keyword.
    #[must_use]
    pub fn escaped(word: &str) -> Self {
        Self(super::escape_keyword(word))
    }

    /// As it stands in code: `r#type`.
    #[must_use]
    pub fn raw(&self) -> &str {
        &self.0
    }

    /// Without the mark of a keyword: `type`, for files, features, links and documentation.
    #[must_use]
    pub fn unescaped(&self) -> &str {
        unescape(&self.0)
    }
}

/// A name without `r#`, the mark of an escaped keyword.
pub(super) fn unescape(name: &str) -> &str {
    name.strip_prefix("r#").unwrap_or(name)
}

impl fmt::Display for RustName {
    /// As it stands in code.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl ToTokens for RustName {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        let span = Span::call_site();
        tokens.append(match self.0.strip_prefix("r#") {
            Some(raw) => Ident::new_raw(raw, span),
            None => Ident::new(&self.0, span),
        });
    }
}
