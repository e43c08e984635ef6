//! The codec: static tables that describe the wire, and one engine that follows them in both directions.
//!
//! Generated code holds no parsing or printing of its own. Each type is a [`TypeDef`] (what stands on the wire, in
//! which order) and a [`Record`] (which Rust field each row means); the engine in `decode` and `encode` does the rest.

pub(super) mod chars;
pub mod collections;
pub(super) mod decode;
pub(super) mod departure;
pub(super) mod digits;
#[cfg(any(feature = "server", feature = "validate"))]
pub mod dynamic;
pub(super) mod encode;
pub(super) mod encoding;
pub mod enumeration;
pub mod failure;
pub mod field;
pub(super) mod numbers;
pub(super) mod order;
pub mod primitive;
mod reading;
mod scalar;
pub(super) mod scan;
pub(super) mod secrets;
pub(super) mod strings;
pub mod tables;
pub mod union;
#[cfg(feature = "validate")]
pub mod validate;
#[cfg(feature = "serde")]
pub mod with_serde;

pub use collections::Strs;
pub use departure::{Departure, DepartureKind, Departures};
#[cfg(any(feature = "server", feature = "validate"))]
pub use dynamic::Dynamic;
pub use encode::Arguments;
pub use enumeration::{Enumeration, FlagMember};
pub use failure::{DecodeError, DecodeErrorKind, EncodeError};
pub use field::{
    Choice, Field, Items, LexError, LexValue, Octets, Record, Sequence, Slot, Typed, View, lexical,
};
pub use reading::Reading;
pub use scalar::Scalar;
pub use tables::{
    Array, CHOICE, Defaulted, Derived, ENCODED, MANY, NILLABLE, OMIT_DEFAULT, OPTIMIZED, OPTIONAL, Particle,
    Type, TypeDef, UNORDERED, Wildcard, ns,
};
