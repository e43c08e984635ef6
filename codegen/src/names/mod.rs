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
mod login;
mod members;
mod modules;
mod renamable;
mod renames;
mod scope;
mod select;
mod services;
mod settings;
mod spelling;
mod table;

pub use case::{pascal, screaming, snake};
pub use lock::NamesLock;
pub use login::Plan as LoginPlan;
pub(crate) use login::{Login, Path, Step, Told};
pub(crate) use modules::is_reserved_module;
use modules::of_services;
use scope::identifier;
use select::{select, select_one};
pub use settings::{Settings, settings};
pub use table::{FamilyNames, Names, OperationNames, ServiceNames, TypeNames};

use crate::contract::Contract;
use crate::diagnostic::Diagnostics;
use crate::model::{self, Filter, Model};
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

/// Names everything in a model.
#[must_use]
pub fn names(model: &Model, options: &EmitOptions, lock: &NamesLock) -> Names {
    Names::new(model, &options.modules, &options.renames, lock)
}

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
