//! The values that contracts are made of, where Rust's own types do not fit the wire.

mod any;
mod list;
mod qname;

pub use any::AnyType;
pub use list::List;
pub use qname::QName;
