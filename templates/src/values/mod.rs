//! The values that contracts are made of, where Rust's own types do not fit the wire.

mod any;
mod flags;
mod list;
mod map;
mod nillable;
mod qname;
mod simple_list;

pub use any::AnyType;
pub use flags::Flags;
pub use list::List;
pub use map::{Entry, Map};
pub use nillable::Nillable;
pub use qname::QName;
pub use simple_list::SimpleList;
