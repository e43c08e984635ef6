//! One generated file: its imports and items, printed one after the other.

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::TokenStream;
use quote::quote;

use super::join::join;
use super::text::fill;
use crate::visible;

/// A part of a file.
#[derive(Debug)]
enum Item {
    /// Items to be printed.
    Tokens(TokenStream),
    /// An item that is laid out already.
    Text(String),
}

/// A file that is being put together.
#[derive(Debug, Default)]
pub(super) struct Code {
    /// The contract that it is made from, where it is one.
    pub(super) source: Option<String>,
    /// The lines of the module's documentation.
    pub(super) docs: Vec<String>,
    /// Inner attributes.
    pub(super) attributes: Vec<TokenStream>,
    /// What it imports: module path and names.
    uses: BTreeMap<String, BTreeSet<String>>,
    items: Vec<Item>,
    /// The names in its scope, and the modules that they are of.
    names: BTreeMap<String, String>,
    /// What it cannot be printed without.
    missing: Vec<String>,
}

impl Code {
    /// A file with a documentation of its own.
    pub(super) fn new(docs: impl Into<String>) -> Self {
        Self { docs: vec![docs.into()], ..Self::default() }
    }

    /// A part of this file whose imports are put together apart, with the file's scope around it.
    pub(super) fn within(&self) -> Self {
        Self { names: self.names.clone(), ..Self::default() }
    }

    /// Imports `name` from `module`, unless it is the file's own. Says whether the name now means that: not where it
    /// means something else already.
    pub(super) fn import(&mut self, module: impl Into<String>, name: impl Into<String>) -> bool {
        let (module, name) = (module.into(), name.into());
        match self.names.get(&name) {
            Some(known) => *known == module,
            None => {
                self.names.insert(name.clone(), module.clone());
                self.uses.entry(module).or_default().insert(name);
                true
            }
        }
    }

    /// Says that the file itself defines `name`, which others import from `module`.
    pub(super) fn define(&mut self, module: impl Into<String>, name: impl Into<String>) {
        self.names.insert(name.into(), module.into());
    }

    /// Whether the file itself defines `name`.
    pub(super) fn defines(&self, name: &str) -> bool {
        self.names.get(name).is_some_and(|of| !self.uses.get(of).is_some_and(|names| names.contains(name)))
    }

    /// Says that something is not there that the file needs, which is a mistake of this program: it cannot be printed.
    pub(super) fn report_missing(&mut self, what: impl Into<String>) {
        self.missing.push(what.into());
    }

    /// Takes the imports from `module` back.
    pub(super) fn forget(&mut self, module: &str) {
        self.uses.remove(module);
    }

    /// Imports what `other` does and this file does not yet, where a cargo feature is on, as the attribute `gate` says.
    /// Later imports must not repeat it.
    pub(super) fn import_under(&mut self, gate: &TokenStream, other: Self) {
        self.missing.extend(other.missing);
        let mut gated = TokenStream::new();
        for (module, names) in other.uses {
            let known = self.uses.get(&module);
            let new: BTreeSet<String> =
                names.into_iter().filter(|name| !known.is_some_and(|known| known.contains(name))).collect();
            for text in imports(&module, &new) {
                let text: TokenStream = text.parse().unwrap_or_default();
                gated.extend(quote! { #gate #text });
            }
        }
        self.items.insert(0, Item::Tokens(gated));
    }

    /// What it imports, as lines.
    pub(super) fn use_lines(&self) -> Vec<String> {
        let all = self.uses.iter().flat_map(|(module, names)| imports(module, names));
        all.flat_map(|text| text.lines().map(str::to_owned).collect::<Vec<_>>()).collect()
    }

    /// Adds an item, or several.
    pub(super) fn push(&mut self, item: TokenStream) {
        self.items.push(Item::Tokens(item));
    }

    /// Adds an item that is laid out already, with its line ends.
    pub(super) fn text(&mut self, item: String) {
        self.items.push(Item::Text(item));
    }

    /// The text of the file.
    ///
    /// # Errors
    /// When the tokens are no Rust, or something is not there, which is a mistake of this program: the text says where.
    pub(super) fn print(self) -> Result<String, String> {
        if let Some(missing) = self.missing.first() {
            return Err(format!("it lacks {missing}"));
        }
        let mut out = format!("{}\n", headline(self.source.as_deref()));
        for line in &self.docs {
            out.push_str(format!("//! {line}").trim_end());
            out.push('\n');
        }
        let mut attributes = self.attributes.into_iter().peekable();
        if attributes.peek().is_some() {
            out.push('\n');
            for attribute in attributes {
                let file = syn::File {
                    shebang: None,
                    frontmatter: None,
                    attrs: parse(attribute)?.attrs,
                    items: Vec::new(),
                };
                out.push_str(&prettyplease::unparse(&file));
            }
        }
        let mut last = None;
        for (module, names) in &self.uses {
            for text in imports(module, names) {
                begin(&mut out, &mut last, Group::Use);
                out.push_str(&text);
            }
        }
        for item in self.items {
            match item {
                Item::Text(text) => {
                    begin(&mut out, &mut last, Group::Other);
                    out.push_str(&text);
                }
                Item::Tokens(tokens) => {
                    for item in parse(tokens)?.items {
                        add(&mut out, &mut last, item);
                    }
                }
            }
        }
        Ok(out)
    }
}

/// The first line of every file. One that belongs to no single contract names none: another contract would change it.
pub(super) fn headline(source: Option<&str>) -> String {
    let from = source.map(|source| format!(" from {}", visible::escaped(source))).unwrap_or_default();
    format!("// @generated by soapwright{from}. Do not edit.")
}

/// Reads items. Their tokens are not kept for the message: a copy of all tokens would be made each time.
fn parse(tokens: TokenStream) -> Result<syn::File, String> {
    syn::parse2(tokens).map_err(|e| e.to_string())
}

/// Imports from one module, as lines.
fn imports(module: &str, names: &BTreeSet<String>) -> Vec<String> {
    let mut out = Vec::new();
    let without_self: Vec<String> = names.iter().filter(|n| *n != "self").cloned().collect();
    if names.contains("self") {
        out.push(format!("use {module};\n"));
    }
    match without_self.as_slice() {
        [] => {}
        [one] => out.push(format!("use {module}::{one};\n")),
        many => {
            let mut text = String::new();
            fill(&mut text, &format!("use {module}::{{"), many, "};");
            out.push(text);
        }
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

/// Adds the blank line before an item, where there is one.
fn begin(out: &mut String, last: &mut Option<Group>, group: Group) {
    if *last != Some(group) || group == Group::Other {
        out.push('\n');
    }
    *last = Some(group);
}

fn add(out: &mut String, last: &mut Option<Group>, item: syn::Item) {
    let documented = |attrs: &[syn::Attribute]| attrs.iter().any(|a| a.path().is_ident("doc"));
    let group = match &item {
        syn::Item::Use(u) if !documented(&u.attrs) => Group::Use,
        syn::Item::Mod(m) if m.content.is_none() && !documented(&m.attrs) => Group::Module,
        _ => Group::Other,
    };
    begin(out, last, group);
    let spaced = matches!(item, syn::Item::Impl(_) | syn::Item::Trait(_));
    let file = syn::File { shebang: None, frontmatter: None, attrs: Vec::new(), items: vec![item] };
    let text = join(&prettyplease::unparse(&file));
    if spaced {
        add_blank_lines(&text, out);
    } else {
        out.push_str(&text);
    }
}

/// Adds the blank lines between methods that the printer leaves out.
fn add_blank_lines(text: &str, out: &mut String) {
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
