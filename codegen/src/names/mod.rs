//! The only place where a Rust name is made.
//!
//! Names are kept in a side table, so that the model stays as it is. Each scope's names differ by construction: a name
//! that is taken is widened by what it means (`UserGroupElement`), never by a bare number, and stays pinned in
//! [`NamesLock`]. Input is sorted first, so no name depends on the order in which contracts were read.

mod accessors;
mod case;
mod choices;
mod keys;
mod lock;
mod members;
mod modules;
mod renamable;
mod renames;
mod scope;
mod select;
mod services;
mod spelling;
mod table;

pub use case::{pascal, screaming, snake};
pub use lock::NamesLock;
pub use modules::Called;
pub(crate) use modules::{is_reserved_module, of_services};
pub use scope::{Case, Request, Scope, identifier};
pub(crate) use select::{rests, select, select_one, service_spellings};
pub(crate) use spelling::{is_called, unprefixed};
#[cfg(test)]
pub(crate) use table::TABLE_WORDS;
pub use table::{FamilyNames, Names, OperationNames, ServiceNames, TypeNames};

/// Whether a text is one Rust identifier, raw ones included.
pub fn is_identifier(text: &str) -> bool {
    syn::parse_str::<syn::Ident>(text).is_ok() && text != "_"
}

/// Whether something can be called so, a keyword as `r#type` or `self_`.
pub(crate) fn can_be_named(text: &str) -> bool {
    let plain = text.trim_start_matches("r#");
    is_identifier(&escape_keyword(plain)) && !snake(plain).is_empty()
}

/// Makes a name that is a keyword usable: `r#type`; `self_`, since those four cannot be raw.
pub fn escape_keyword(name: &str) -> String {
    if matches!(name, "self" | "Self" | "super" | "crate" | "_") {
        return format!("{name}_");
    }
    if !name.is_empty() && syn::parse_str::<syn::Ident>(name).is_err() {
        let raw = format!("r#{name}");
        if syn::parse_str::<syn::Ident>(&raw).is_ok() {
            return raw;
        }
    }
    // Reserved by edition 2024, and usable as raw identifiers only.
    if name == "gen" { "r#gen".to_owned() } else { name.to_owned() }
}
