//! The only place where a Rust name is made.
//!
//! What comes out is the model with a name at everything in it ([`named`]). Each scope's names differ by construction: a name
//! that is taken is widened by what it means (`UserGroupElement`), never by a bare number, and stays pinned in
//! [`NamesLock`]. Input is sorted first, so no name depends on the order in which contracts were read.

mod accessors;
mod carried;
mod case;
mod choices;
mod finish;
mod keys;
mod lock;
mod login;
mod members;
mod modules;
pub(crate) mod named;
mod parts;
mod renamable;
mod renames;
mod rust_name;
mod scope;
mod select;
mod services;
mod settings;
mod spelling;
mod table;

pub(crate) use carried::carried;
pub use case::{pascal, screaming, snake};
pub use lock::NamesLock;
pub use login::Plan as LoginPlan;
pub(crate) use login::{Login, Path, SuccessPlace};
pub(crate) use modules::is_reserved_module;
use modules::{Called, of_services};
use renames::Renames;
pub use rust_name::RustName;
use scope::identifier;
use select::{select, select_one};
pub use settings::{Settings, settings};
#[cfg(test)]
pub(crate) use table::TABLE_WORDS;
use table::Table;

use std::collections::BTreeMap;

use crate::contract::{Contract, Place};
use crate::diagnostic::{Diagnostic, Diagnostics, Kind};
use crate::model::{self, Filter, Model, ServiceId};
use crate::options::EmitOptions;

/// What the options want of a contract, by the names that people have for it.
///
/// # Errors
/// Every operation that there is not.
pub fn wanted(contract: &Contract, options: &EmitOptions, lock: &NamesLock) -> Result<Filter, Diagnostics> {
    let everything = Filter { operations: None, ports: options.ports.clone() };
    let offers = model::offers(contract, &everything);
    let called = of_services(&offers, &options.modules, lock);
    let operations = select(&offers, &called, &options.operations, lock)?;
    Ok(Filter { operations, ..everything })
}

/// A model with its names, and what to remember of them.
#[derive(Debug)]
pub struct Names {
    /// The model, everything in it with its Rust name.
    pub model: named::Model,
    /// What to pin.
    pub lock: NamesLock,
    /// Services that the lock calls otherwise: the name there, and the new one.
    pub renamed_services: Vec<(String, String)>,
    /// What each service that there is is called.
    called: BTreeMap<ServiceId, Called>,
    /// The names that a configuration asks for.
    renames: Renames,
}

/// Names everything in a model.
///
/// # Errors
/// When something has no name, which is a mistake of this program.
pub fn names(model: Model, options: &EmitOptions, lock: &NamesLock) -> Result<Names, Diagnostics> {
    let table = Table::new(&model, &options.modules, &options.renames, lock);
    let model = finish::finish(model, &table).map_err(|missing| {
        let message = format!("there is no Rust name for {missing}; please report this");
        let mut errors = Diagnostics::default();
        errors.push(Diagnostic::error(Kind::Unsupported, message, Place::default()));
        errors
    })?;
    let Table { lock, renamed_services, called, renames, .. } = table;
    Ok(Names { model, lock, renamed_services, called, renames })
}

/// Whether a text is one Rust identifier, raw ones included.
pub fn is_identifier(text: &str) -> bool {
    is_plain(text) || (syn::parse_str::<syn::Ident>(text).is_ok() && text != "_")
}

/// What Rust takes for keywords, or may one day, as `syn` has it.
const KEYWORDS: [&str; 51] = [
    "Self", "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "crate", "do",
    "dyn", "else", "enum", "extern", "false", "final", "fn", "for", "if", "impl", "in", "let", "loop",
    "macro", "match", "mod", "move", "mut", "override", "priv", "pub", "ref", "return", "self", "static",
    "struct", "super", "trait", "true", "try", "type", "typeof", "unsafe", "unsized", "use", "virtual",
    "where", "while", "yield",
];

/// How many letters the longest of them has.
const LONGEST_KEYWORD: usize = 8;

/// Whether a text is clearly an identifier: the parser takes a hundred times as long, for each of thousands of names.
fn is_plain(text: &str) -> bool {
    text.starts_with(|first: char| first.is_ascii_alphabetic())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
        && (text.len() > LONGEST_KEYWORD || KEYWORDS.binary_search(&text).is_err())
}

/// Whether a text is clearly an identifier that needs no change to be one of code.
fn is_usable(text: &str) -> bool {
    is_plain(text) && text != "gen"
}

/// Whether something can be called so, a keyword as `r#type` or `self_`.
pub(crate) fn can_be_named(text: &str) -> bool {
    let unescaped = rust_name::unescape(text);
    is_identifier(&escape_keyword(unescaped)) && !snake(unescaped).is_empty()
}

/// Makes a name that is a keyword usable: `r#type`; `self_`, since those four cannot be raw.
pub fn escape_keyword(name: &str) -> String {
    if matches!(name, "self" | "Self" | "super" | "crate" | "_") {
        return format!("{name}_");
    }
    if !name.is_empty() && !is_plain(name) && syn::parse_str::<syn::Ident>(name).is_err() {
        let raw = format!("r#{name}");
        if syn::parse_str::<syn::Ident>(&raw).is_ok() {
            return raw;
        }
    }
    // Reserved by edition 2024, and usable as raw identifiers only.
    if name == "gen" { "r#gen".to_owned() } else { name.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::{KEYWORDS, LONGEST_KEYWORD, escape_keyword, is_identifier, is_plain};

    #[test]
    fn plain_names_are_what_the_parser_takes_for_identifiers() {
        assert!(KEYWORDS.is_sorted());
        assert!(KEYWORDS.iter().all(|keyword| keyword.len() <= LONGEST_KEYWORD));
        let is_known = |text: &str| syn::parse_str::<syn::Ident>(text).is_ok();
        for keyword in KEYWORDS {
            assert!(!is_known(keyword) && !is_identifier(keyword), "{keyword}");
            assert_ne!(escape_keyword(keyword), keyword);
        }
        // Those of later editions, and those that are none everywhere.
        for word in ["gen", "union", "auto", "raw", "safe", "default", "a", "A_1", "self_", "Selfish"] {
            assert!(is_known(word) && is_plain(word) && is_identifier(word), "{word}");
        }
        for other in ["", "_", "1a", "a-b", "r#type", "Größe", "a b", "r#"] {
            assert!(!is_plain(other), "{other}");
        }
        assert!(is_identifier("r#type") && is_identifier("Größe") && !is_identifier("_"));
        assert_eq!(["gen", "type", "self", "kind"].map(escape_keyword), ["r#gen", "r#type", "self_", "kind"]);
    }
}
