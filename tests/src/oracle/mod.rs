//! The oracle: random values of a contract's types, valid by libxml2, must come through its crate unchanged, and
//! what the crate writes must be valid.
//!
//! libxml2 knows nothing of our code, nor does the comparison. Values are proposed from what the generator understood of
//! the contract, and count when libxml2 finds them valid against the contract's own schemas.

mod check;
mod derived;
mod grow;
mod libxml;
mod pattern;
mod probes;
mod reach;
mod report;
mod schemas;
mod simple;
mod values;

pub use check::check;
pub use derived::Derived;
pub use grow::{Grower, Grown};
pub use libxml::validate;
pub use report::{Failure, Report, Sum};
pub use schemas::{Content, Declared, Library, Part, Schemas};
pub use values::{Options, Values, grow, reached_by};
