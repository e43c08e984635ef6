//! The values that contracts are made of, where Rust's own types do not fit the wire.

mod any;
mod decimal;
mod lexical;
mod qname;

pub use any::AnyType;
pub use decimal::{Decimal, Integer};
pub use qname::QName;
