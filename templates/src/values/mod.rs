//! The values that contracts are made of, where Rust's own types do not fit the wire.

mod any;
mod list;
mod map;
mod nillable;
mod qname;

pub use any::AnyType;
pub use list::List;
pub use map::{Entry, Map};
pub use nillable::Nillable;
pub use qname::QName;
