//! What generated code is written with: macros for what repeats.
//!
//! A generated crate calls them by path (`crate::runtime::tables::record!`), or imports them. They name the runtime by
//! `$crate`, which is the generated crate itself or the runtime that it depends on. What belongs to the generated crate
//! (namespaces, tables, types) is passed in.
//!
//! What they make for a cargo feature depends on the feature of the runtime, not on that of the crate that calls them.
//! Two crates that share a runtime share its features. If the caller's feature counted, `validate()` would find nothing
//! wrong with a value of a crate whose own feature is off.

mod alternatives;
mod choices;
mod formats;
mod listed;
mod namespaces;
mod operations;
mod records;
mod rules;
mod simple;
mod wide;

pub use crate::__soapwright_alternatives as alternatives;
pub use crate::__soapwright_blocking as blocking;
pub use crate::__soapwright_choice as choice;
pub use crate::__soapwright_common as common;
pub use crate::__soapwright_derived as derived;
pub use crate::__soapwright_enumeration as enumeration;
pub use crate::__soapwright_faults as faults;
pub use crate::__soapwright_field as field;
pub use crate::__soapwright_flags as flags;
pub use crate::__soapwright_formats as formats;
pub use crate::__soapwright_from as from;
pub use crate::__soapwright_listed as listed;
pub use crate::__soapwright_members as members;
pub use crate::__soapwright_namespaces as namespaces;
pub use crate::__soapwright_operations as operations;
pub use crate::__soapwright_record as record;
pub use crate::__soapwright_request as request;
pub use crate::__soapwright_row as row;
pub use crate::__soapwright_rules as rules;
pub use crate::__soapwright_typed as typed;
pub use crate::__soapwright_union as union;
pub use crate::__soapwright_validated as validated;
pub use crate::__soapwright_wide as wide;
