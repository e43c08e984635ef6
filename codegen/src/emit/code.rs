//! One generated file: its imports and items, printed one after the other.

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::TokenStream;
use quote::quote;

use super::join::join;

/// A file that is being put together.
#[derive(Debug, Default)]
pub(super) struct Code {
    /// The lines of the module's documentation.
    pub(super) docs: Vec<String>,
    /// Inner attributes.
    pub(super) attributes: Vec<TokenStream>,
    /// What it imports: module path and names.
    uses: BTreeMap<String, BTreeSet<String>>,
    items: Vec<TokenStream>,
    /// What it defines itself: module path and name.
    own: BTreeSet<(String, String)>,
}

impl Code {
    /// A file with a documentation of its own.
    pub(super) fn new(docs: impl Into<String>) -> Self {
        Self { docs: vec![docs.into()], ..Self::default() }
    }

    /// Imports `name` (which may be `self` or `Name as _`) from `module`.
    pub(super) fn import(&mut self, module: impl Into<String>, name: impl Into<String>) {
        let row = (module.into(), name.into());
        if !self.own.contains(&row) {
            self.uses.entry(row.0).or_default().insert(row.1);
        }
    }

    /// Imports what `other` does and this file does not yet, where a cargo feature is on. Later imports must not
    /// repeat it.
    pub(super) fn import_under(&mut self, feature: &str, other: Self) {
        let mut gated = TokenStream::new();
        for (module, names) in other.uses {
            let known = self.uses.get(&module);
            let new: BTreeSet<String> =
                names.into_iter().filter(|name| !known.is_some_and(|known| known.contains(name))).collect();
            for text in import_text(&module, &new) {
                let text: TokenStream = text.parse().unwrap_or_default();
                gated.extend(quote! { #[cfg(feature = #feature)] #text });
            }
        }
        self.items.insert(0, gated);
    }

    /// Says that the file itself defines `name`, which others import from `module`.
    pub(super) fn define(&mut self, module: impl Into<String>, name: impl Into<String>) {
        self.own.insert((module.into(), name.into()));
    }

    /// Adds an item, or several.
    pub(super) fn push(&mut self, item: TokenStream) {
        self.items.push(item);
    }

    /// The text of the file.
    ///
    /// # Errors
    /// When the tokens are no Rust, which is a mistake of this program: the text says where.
    pub(super) fn print(&self, headline: &str) -> Result<String, String> {
        let mut out = format!("{headline}\n");
        for line in &self.docs {
            out.push_str(format!("//! {line}").trim_end());
            out.push('\n');
        }
        let mut attributes = self.attributes.iter().peekable();
        if attributes.peek().is_some() {
            out.push('\n');
            for attribute in attributes {
                let file = syn::File {
                    shebang: None,
                    frontmatter: None,
                    attrs: parse_inner(attribute)?,
                    items: Vec::new(),
                };
                out.push_str(&prettyplease::unparse(&file));
            }
        }
        let mut last = None;
        for (module, names) in &self.uses {
            for text in import_text(module, names) {
                let item: syn::Item = syn::parse_str(&text).map_err(|e| format!("{e} in `{text}`"))?;
                add(&mut out, &mut last, &item);
            }
        }
        for tokens in &self.items {
            let file: syn::File = syn::parse2(tokens.clone()).map_err(|e| format!("{e} in `{tokens}`"))?;
            for item in &file.items {
                add(&mut out, &mut last, item);
            }
        }
        Ok(out)
    }
}

fn parse_inner(tokens: &TokenStream) -> Result<Vec<syn::Attribute>, String> {
    let file: syn::File = syn::parse2(quote! { #tokens }).map_err(|e| format!("{e} in `{tokens}`"))?;
    Ok(file.attrs)
}

fn import_text(module: &str, names: &BTreeSet<String>) -> Vec<String> {
    let mut out = Vec::new();
    let plain: Vec<&str> = names.iter().map(String::as_str).filter(|n| *n != "self").collect();
    if names.contains("self") {
        out.push(format!("use {module};"));
    }
    match plain.as_slice() {
        [] => {}
        [one] => out.push(format!("use {module}::{one};")),
        many => out.push(format!("use {module}::{{{}}};", many.join(", "))),
    }
    out
}

/// What items stand together without a blank line between them.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Group {
    Use,
    Module,
    Other,
}

fn add(out: &mut String, last: &mut Option<Group>, item: &syn::Item) {
    let documented = |attrs: &[syn::Attribute]| attrs.iter().any(|a| a.path().is_ident("doc"));
    let group = match item {
        syn::Item::Use(u) if !documented(&u.attrs) => Group::Use,
        syn::Item::Mod(m) if m.content.is_none() && !documented(&m.attrs) => Group::Module,
        _ => Group::Other,
    };
    if *last != Some(group) || group == Group::Other {
        out.push('\n');
    }
    *last = Some(group);
    let file = syn::File { shebang: None, frontmatter: None, attrs: Vec::new(), items: vec![item.clone()] };
    let text = join(&prettyplease::unparse(&file));
    if matches!(item, syn::Item::Impl(_) | syn::Item::Trait(_)) {
        spread(&text, out);
    } else {
        out.push_str(&text);
    }
}

/// Adds the blank lines between methods that the printer leaves out.
fn spread(text: &str, out: &mut String) {
    let mut ended = false;
    for line in text.lines() {
        if ended && line.starts_with("    ") && !line.trim().is_empty() {
            out.push('\n');
        }
        ended = line == "    }";
        out.push_str(line);
        out.push('\n');
    }
}
