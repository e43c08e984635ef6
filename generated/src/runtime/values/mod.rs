//! The values that contracts are made of, where Rust's own types do not fit the wire.

mod any;
mod attachment;
mod base64;
mod binary;
mod calendar;
mod character;
mod datetime;
mod decimal;
mod duration;
mod element;
mod fixed;
mod flags;
mod gregorian;
mod guid;
mod lexical;
mod list;
mod map;
mod namespace;
mod nillable;
mod qname;
mod simple_list;
mod upload;

#[cfg(feature = "chrono")]
mod with_chrono;
#[cfg(feature = "jiff")]
mod with_jiff;
#[cfg(any(feature = "num-bigint", feature = "rust_decimal"))]
mod with_numbers;

pub use any::AnyType;
pub use attachment::Attachment;
pub use binary::{Base64, Bytes, Hex};
pub use calendar::Offset;
#[cfg(feature = "wsse")]
pub(in crate::runtime) use calendar::date_after;
pub(in crate::runtime) use calendar::days;
pub use character::Char;
pub use datetime::{Date, DateTime, Time};
pub use decimal::{Decimal, Integer};
pub use duration::Duration;
pub use element::{Attributes, Element, Unknown};
pub use flags::Flags;
pub use gregorian::{GDay, GMonth, GMonthDay, GYear, GYearMonth};
pub use list::List;
pub use map::{Entry, Map};
pub use namespace::Namespace;
pub use nillable::Nillable;
pub use qname::QName;
pub use simple_list::SimpleList;
pub(in crate::runtime) use upload::{Opened, SENT};
pub use upload::{Streamed, Upload};
pub use uuid::Uuid as Guid;
